#include "quant/pca_file.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "base/check.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/limits.h"

namespace cognate::quant {
namespace {

constexpr std::string_view kMagic = "CGNTPCA\n";
constexpr std::uint32_t kVersion = 1;
constexpr std::size_t kHeaderBytes = 8 + 4 * 4 + 2 * 8;
constexpr std::size_t kChecksumBytes = 8;
constexpr std::size_t kFileBytesMax =
    kHeaderBytes + limits::kPcaModelBytesMax + kChecksumBytes +
    limits::kEncoderHiddenMax * (sizeof(float) * (1 + limits::kEncoderHiddenMax) + sizeof(double));
constexpr double kLengthSlack = 1e-3;  // of a component's length, which is 1

template <class T>
void append(std::string& bytes, const T* values, std::size_t count) {
  bytes.append(reinterpret_cast<const char*>(values), count * sizeof(T));
}

/// Takes numbers off the front. REQUIRES: the caller knows that they are there.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}

  template <class T>
  T number() {
    T value;
    numbers(&value, 1);
    return value;
  }
  template <class T>
  void numbers(T* into, std::size_t count) {
    const std::string_view taken = text(count * sizeof(T));
    std::memcpy(into, taken.data(), taken.size());
  }
  std::string_view text(std::size_t size) {
    CHECK(size <= bytes_.size(), "past the end");
    const std::string_view taken = bytes_.substr(0, size);
    bytes_.remove_prefix(size);
    return taken;
  }

 private:
  std::string_view bytes_;
};

struct Header {
  std::uint32_t inputs = 0;
  std::uint32_t outputs = 0;
  std::uint32_t model_bytes = 0;

  bool within_bounds() const {
    return inputs >= 1 && inputs <= limits::kEncoderHiddenMax && outputs >= 1 &&
           outputs <= inputs && model_bytes <= limits::kPcaModelBytesMax;
  }
  /// REQUIRES: within_bounds(), so that nothing overflows.
  std::size_t file_bytes() const {
    const std::size_t d = inputs;
    const std::size_t k = outputs;
    return kHeaderBytes + model_bytes + sizeof(float) * (d + k * d) + sizeof(double) * k +
           kChecksumBytes;
  }
};

/// Why the numbers cannot be; empty when they can.
std::string_view fault_of(const Pca& pca) {
  const auto finite = [](auto value) { return std::isfinite(value); };
  const auto components = pca.components.values();
  if (!std::all_of(pca.mean.begin(), pca.mean.end(), finite) ||
      !std::all_of(components.begin(), components.end(), finite) ||
      !std::all_of(pca.variances.begin(), pca.variances.end(), finite) ||
      !std::isfinite(pca.total_variance)) {
    return "holds a number that is not finite";
  }
  if (pca.variances.back() < 0 || pca.total_variance < 0 ||
      !std::is_sorted(pca.variances.rbegin(), pca.variances.rend())) {
    return "has variances that are negative or out of order";
  }
  if (pca.sample_rows <= pca.outputs()) {
    return "was fitted on fewer vectors than it has components";
  }
  for (std::size_t c = 0; c < pca.outputs(); ++c) {
    double squares = 0;
    for (const float value : pca.components.row(c)) {
      squares += static_cast<double>(value) * static_cast<double>(value);
    }
    if (std::abs(std::sqrt(squares) - 1) > kLengthSlack) {
      return "has a component whose length is not 1";
    }
  }
  return {};
}

Pca parse_numbers(const Header& header, Reader& reader) {
  Pca pca;
  pca.sample_rows = reader.number<std::uint64_t>();
  pca.total_variance = reader.number<double>();
  pca.model = reader.text(header.model_bytes);
  pca.mean.resize(header.inputs);
  reader.numbers(pca.mean.data(), pca.mean.size());
  pca.variances.resize(header.outputs);
  reader.numbers(pca.variances.data(), pca.variances.size());
  pca.components = Matrix(header.outputs, header.inputs);
  reader.numbers(pca.components.values().data(), pca.components.values().size());
  return pca;
}

}  // namespace

std::string pca_bytes(const Pca& pca) {
  const std::string_view model = std::string_view(pca.model).substr(0, limits::kPcaModelBytesMax);
  const std::uint32_t sizes[] = {kVersion, static_cast<std::uint32_t>(pca.inputs()),
                                 static_cast<std::uint32_t>(pca.outputs()),
                                 static_cast<std::uint32_t>(model.size())};
  std::string bytes(kMagic);
  append(bytes, sizes, std::size(sizes));
  append(bytes, &pca.sample_rows, 1);
  append(bytes, &pca.total_variance, 1);
  bytes.append(model);
  append(bytes, pca.mean.data(), pca.mean.size());
  append(bytes, pca.variances.data(), pca.variances.size());
  append(bytes, pca.components.values().data(), pca.components.values().size());
  const std::uint64_t checksum = hash64(bytes);
  append(bytes, &checksum, 1);
  return bytes;
}

Result<Pca> parse_pca(std::string_view bytes) {
  if (!bytes.starts_with(kMagic)) {
    return fail(Code::corrupt, "not a PCA file: it does not begin as one");
  }
  if (bytes.size() < kHeaderBytes + kChecksumBytes) {
    return fail(Code::corrupt, "cut short: {} bytes are fewer than any PCA file has", bytes.size());
  }
  Reader reader(bytes);
  reader.text(kMagic.size());
  if (const auto version = reader.number<std::uint32_t>(); version != kVersion) {
    return fail(Code::unsupported, "a PCA file of version {}; this program reads version {}",
                version, kVersion);
  }
  Header header;
  header.inputs = reader.number<std::uint32_t>();
  header.outputs = reader.number<std::uint32_t>();
  header.model_bytes = reader.number<std::uint32_t>();
  if (!header.within_bounds() || header.file_bytes() != bytes.size()) {
    return fail(Code::corrupt,
                "{} bytes are not what {} to {} dimensions take: cut short or changed",
                bytes.size(), header.inputs, header.outputs);
  }
  const std::size_t checked = bytes.size() - kChecksumBytes;
  if (Reader(bytes.substr(checked)).number<std::uint64_t>() != hash64(bytes.substr(0, checked))) {
    return fail(Code::corrupt, "the checksum does not fit: the file was changed after it was made");
  }
  Pca pca = parse_numbers(header, reader);
  if (const std::string_view fault = fault_of(pca); !fault.empty()) {
    return fail(Code::corrupt, "the PCA {}", fault);
  }
  return pca;
}

Status write_pca(FileSystem& fs, const std::string& path, const Pca& pca) {
  return write_atomically(fs, path, pca_bytes(pca));
}

Result<Pca> read_pca(FileSystem& fs, const std::string& path) {
  TRY(const std::string bytes, read_file(fs, path, kFileBytesMax));
  auto pca = parse_pca(bytes);
  return pca ? std::move(pca) : std::move(pca).error().within(path);
}

}  // namespace cognate::quant
