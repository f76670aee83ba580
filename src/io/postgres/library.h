#pragma once
// libpq as a table of function pointers, loaded when the first URL needs it: it brings ten other
// libraries along. Private to this folder.
//
// Thread-safety: postgres_library() may be called from any thread; the table never changes.

#include <libpq-fe.h>

#include "cognate/result.h"

namespace cognate::io {

/// The functions in use, by their names without `PQ`.
// clang-format off
#define COGNATE_POSTGRES_FUNCTIONS(X) \
  X(conninfoParse) X(conninfoFree) X(freemem) X(connectdbParams) X(finish) X(status) \
  X(errorMessage) X(sendQueryParams) X(socket) X(consumeInput) X(isBusy) X(getResult) X(clear) \
  X(resultStatus) X(resultErrorField) X(ntuples) X(nfields) X(getvalue) X(getisnull) \
  X(getlength) X(getCancel) X(cancel) X(freeCancel) X(connectionNeedsPassword)
// clang-format on

struct Postgres {
#define X(name) decltype(&::PQ##name) name = nullptr;
  COGNATE_POSTGRES_FUNCTIONS(X)
#undef X
};

/// Loads libpq.so.5 at the first call. Error unavailable says how to get it.
Result<const Postgres*> postgres_library();

}  // namespace cognate::io
