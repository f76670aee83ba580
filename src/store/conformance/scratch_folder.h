#pragma once
// A folder of its own for one test, removed with all in it at the end. In memory where the system
// has such a place: stores sync much, and what tests ask is not whether disks do.

#include <stdlib.h>

#include <filesystem>
#include <string>
#include <system_error>

namespace cognate::store::conformance {

class ScratchFolder {
 public:
  ScratchFolder() {
    std::error_code ignored;
    const bool in_memory = std::filesystem::is_directory("/dev/shm", ignored);
    std::filesystem::path base = in_memory ? "/dev/shm" : std::filesystem::temp_directory_path();
    std::string name = (base / "cognate-store-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  ~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  std::string path() const { return path_; }
  std::string path(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

}  // namespace cognate::store::conformance
