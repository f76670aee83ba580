// The build without libpq.

#include "base/error.h"
#include "io/address.h"
#include "io/postgres/postgres_source.h"

namespace cognate::io {

Result<std::unique_ptr<Source>> open_postgres_source(const std::string& url) {
  return fail(Code::unsupported,
              "{}: this build reads no PostgreSQL; install libpq-dev, configure with "
              "-DCOGNATE_POSTGRES=ON and build again",
              shown_address(url));
}

}  // namespace cognate::io
