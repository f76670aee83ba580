#pragma once
// Looks at all that a truth holds. For the sources of this folder.

#include "store/truth/rocks_view.h"

namespace cognate::store::rocks {

/// Errors: corrupt (what and where), deadline (stopped).
Status verify(const Database& database, std::stop_token stop);

}  // namespace cognate::store::rocks
