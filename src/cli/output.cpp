#include "cli/output.h"

#include <memory>

#include "base/error.h"
#include "base/file_system.h"

namespace cognate::cli {
namespace {

Error no_file(const std::string& path) {
  return fail(Code::unsupported, "{}: standard output is no file", path);
}

class StandardOutputFile final : public WritableFile {
 public:
  explicit StandardOutputFile(Console& console) : console_(console) {}
  Status append(std::string_view bytes) override { return console_.out(bytes); }
  Status overwrite(std::uint64_t, std::string_view) override {
    return no_file("what changes earlier bytes");
  }
  Status sync() override { return ok(); }
  Status close() override { return ok(); }

 private:
  Console& console_;
};

class StandardOutput final : public FileSystem {
 public:
  explicit StandardOutput(Console& console) : console_(console) {}
  Result<std::unique_ptr<ReadableFile>> open(const std::string& path) override {
    return no_file(path);
  }
  Result<std::unique_ptr<WritableFile>> create(const std::string&) override {
    return std::make_unique<StandardOutputFile>(console_);
  }
  Status rename(const std::string& from, const std::string&) override { return no_file(from); }
  Status remove(const std::string& path) override { return no_file(path); }
  Status make_folders(const std::string& path) override { return no_file(path); }
  Result<std::vector<std::string>> list(const std::string& path) override { return no_file(path); }
  /// No file and no folder: so it is written straight.
  FileKind kind(const std::string&) override { return FileKind::other; }

 private:
  Console& console_;
};

}  // namespace

Status write_result(Session& session, const std::string& path,
                    const std::function<Status(const report::Sink&)>& write) {
  if (path.empty()) {
    return write([&](std::string_view piece) { return session.console.out(piece); });
  }
  TRY_OK(write_atomically(real_file_system(), path, [&](WritableFile& file) {
    return write([&](std::string_view piece) { return file.append(piece); });
  }));
  if (session.console.error_is_terminal()) {
    session.console.note(fmt::format("written: {}", path));
  }
  return ok();
}

std::unique_ptr<FileSystem> standard_output_as_files(Console& console) {
  return std::make_unique<StandardOutput>(console);
}

}  // namespace cognate::cli
