#pragma once
// What sources of one table have in common.

#include <string>
#include <vector>

#include "base/error.h"
#include "cognate/table.h"

namespace cognate::io {

class SingleTableSource : public Source {
 public:
  explicit SingleTableSource(std::string name) : name_(std::move(name)) {}
  Result<std::vector<std::string>> tables() final { return std::vector<std::string>{name_}; }
  Result<Table> sample(const std::string& table, const SampleOptions& options) final {
    if (table != name_) {
      return fail(Code::not_found, "no table \"{}\" here, only \"{}\"", table, name_);
    }
    return sample_table(name_, options);
  }

 protected:
  virtual Result<Table> sample_table(const std::string& name, const SampleOptions& options) = 0;

 private:
  std::string name_;
};

}  // namespace cognate::io
