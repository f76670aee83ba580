#include "base/memory.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string_view>

namespace cognate {
namespace {

constexpr std::size_t kLineBytes = 256;

/// The n-th (from 0) number of a file of one line of numbers; files of the kernel have no size.
std::optional<std::uint64_t> number_in(FileSystem& fs, const std::string& path, std::size_t n) {
  const auto file = fs.open(path);
  std::array<char, kLineBytes> line{};
  const auto got = file ? (*file)->read_at(0, line) : Result<std::size_t>(file.error());
  if (!got) {
    return std::nullopt;
  }
  std::string_view rest(line.data(), *got);
  for (; n > 0 && rest.find(' ') != std::string_view::npos; --n) {
    rest.remove_prefix(rest.find(' ') + 1);
  }
  std::uint64_t number = 0;
  const auto [end, failure] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
  return n == 0 && failure == std::errc() ? std::optional(number) : std::nullopt;
}

std::uint64_t system_number(int name) {
  return static_cast<std::uint64_t>(std::max(0L, sysconf(name)));
}

}  // namespace

std::uint64_t resident_bytes(FileSystem& fs) {
  return number_in(fs, "/proc/self/statm", 1).value_or(0) * system_number(_SC_PAGESIZE);
}

std::uint64_t memory_bytes(FileSystem& fs) {
  const std::uint64_t machine = system_number(_SC_PHYS_PAGES) * system_number(_SC_PAGESIZE);
  return std::min(machine, number_in(fs, "/sys/fs/cgroup/memory.max", 0).value_or(machine));
}

}  // namespace cognate
