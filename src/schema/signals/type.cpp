#include "schema/signals/signals.h"

namespace cognate::schema {

double types_alike(const Pair& pair) {
  const ColumnType a = pair.source.profile.type;
  const ColumnType b = pair.target.profile.type;
  return a == ColumnType::unknown || b == ColumnType::unknown ? kSilent : type_compatibility(a, b);
}

}  // namespace cognate::schema
