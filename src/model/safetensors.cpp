#include "model/safetensors.h"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "base/checked.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/limits.h"
#include "core/half.h"

namespace cognate::model {
namespace {

static_assert(std::endian::native == std::endian::little, "safetensors data is little-endian");

struct Dtype {
  std::string_view name;
  std::uint64_t bytes;
};
constexpr std::array kDtypes = {Dtype{"F64", 8}, Dtype{"F32", 4}, Dtype{"F16", 2}, Dtype{"BF16", 2},
                                Dtype{"I64", 8}, Dtype{"I32", 4}, Dtype{"I16", 2}, Dtype{"I8", 1},
                                Dtype{"U8", 1},  Dtype{"BOOL", 1}};

struct Range {
  std::uint64_t begin;
  std::uint64_t end;
};

Result<std::string_view> header_of(std::string_view file) {
  std::uint64_t length = 0;
  if (file.size() < sizeof(length)) {
    return fail(Code::corrupt, "{} bytes are too few for a safetensors file", file.size());
  }
  std::memcpy(&length, file.data(), sizeof(length));
  if (length > limits::kSafetensorsHeaderBytesMax) {
    return fail(Code::corrupt, "the header claims {} bytes, more than the {} that are allowed",
                length, limits::kSafetensorsHeaderBytesMax);
  }
  if (length > file.size() - sizeof(length)) {
    return fail(Code::corrupt,
                "the header claims {} bytes, but only {} follow: the file is cut short", length,
                file.size() - sizeof(length));
  }
  const std::string_view header = file.substr(sizeof(length), length);
  if (!header.starts_with('{')) {
    return fail(Code::corrupt, "the header does not begin with '{{': not a safetensors file");
  }
  return header;
}

Result<std::vector<std::uint64_t>> numbers(simdjson::dom::element value, std::string_view what,
                                           std::size_t count_max) {
  simdjson::dom::array array;
  if (value.get(array) != simdjson::SUCCESS) {
    return fail(Code::corrupt, "{} is no list", what);
  }
  if (array.size() > count_max) {
    return fail(Code::corrupt, "{} has {} entries, more than the {} that are allowed", what,
                array.size(), count_max);
  }
  std::vector<std::uint64_t> list;
  for (const simdjson::dom::element entry : array) {
    std::uint64_t number = 0;
    if (entry.get(number) != simdjson::SUCCESS) {
      return fail(Code::corrupt, "{} has an entry that is no whole number", what);
    }
    list.push_back(number);
  }
  return list;
}

Result<std::uint64_t> bytes_needed(const Tensor& tensor) {
  const auto row = std::find_if(kDtypes.begin(), kDtypes.end(),
                                [&](const Dtype& dtype) { return dtype.name == tensor.dtype; });
  if (row == kDtypes.end()) {
    return fail(Code::corrupt, "type '{}' is unknown", tensor.dtype);
  }
  std::uint64_t bytes = row->bytes;
  for (const std::uint64_t extent : tensor.shape) {
    const auto product = checked_mul(bytes, extent);
    if (!product) {
      return fail(Code::corrupt, "its shape is larger than any file");
    }
    bytes = *product;
  }
  return bytes;
}

Result<Tensor> read_tensor(simdjson::dom::element value, std::string_view data, Range& range) {
  simdjson::dom::object object;
  std::string_view dtype;
  simdjson::dom::element shape;
  simdjson::dom::element offsets;
  if (value.get(object) != simdjson::SUCCESS || object["dtype"].get(dtype) != simdjson::SUCCESS ||
      object["shape"].get(shape) != simdjson::SUCCESS ||
      object["data_offsets"].get(offsets) != simdjson::SUCCESS) {
    return fail(Code::corrupt, "dtype, shape or data_offsets is missing or of the wrong kind");
  }
  Tensor tensor{.dtype = std::string(dtype), .shape = {}, .bytes = {}};
  TRY(tensor.shape, numbers(shape, "shape", limits::kTensorRankMax));
  TRY(const auto bounds, numbers(offsets, "data_offsets", 2));
  if (bounds.size() != 2 || bounds[0] > bounds[1] || bounds[1] > data.size()) {
    return fail(Code::corrupt, "data_offsets reach outside the {} bytes of data{}", data.size(),
                bounds.size() == 2 && bounds[1] > data.size() ? ": the file is cut short" : "");
  }
  range = {bounds[0], bounds[1]};
  TRY(const std::uint64_t needed, bytes_needed(tensor));
  if (needed != range.end - range.begin) {
    return fail(Code::corrupt, "its shape needs {} bytes, data_offsets give {}", needed,
                range.end - range.begin);
  }
  tensor.bytes = data.substr(range.begin, needed);
  return tensor;
}

Status check_tiling(std::vector<Range>& ranges, std::uint64_t size) {
  std::sort(ranges.begin(), ranges.end(), [](const Range& a, const Range& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end < b.end;
  });
  std::uint64_t at = 0;
  for (const Range& range : ranges) {
    if (range.begin != at) {
      return fail(Code::corrupt, "tensors {} at byte {} of the data",
                  range.begin < at ? "overlap" : "leave a hole", std::min(range.begin, at));
    }
    at = range.end;
  }
  if (at != size) {
    return fail(Code::corrupt, "{} bytes of data belong to no tensor", size - at);
  }
  return ok();
}

std::uint64_t fingerprint_of(std::string_view file, std::string_view header) {
  constexpr std::size_t kSamples = 64;
  constexpr std::size_t kSampleBytes = 64;
  std::uint64_t mark = hash64(header, file.size());
  for (std::size_t i = 1; i <= kSamples; ++i) {
    const std::size_t at = file.size() / (kSamples + 1) * i;
    mark = hash64(file.substr(at, kSampleBytes), mark);
  }
  return mark;
}

}  // namespace

Result<SafeTensors> SafeTensors::parse(std::string_view file) {
  TRY(const std::string_view header, header_of(file));
  const std::string_view data = file.substr(sizeof(std::uint64_t) + header.size());
  simdjson::dom::parser parser;
  simdjson::dom::object root;
  if (const auto error = parser.parse(simdjson::padded_string(header)).get(root); error != 0U) {
    return fail(Code::corrupt, "the header is no JSON object: {}", simdjson::error_message(error));
  }
  SafeTensors result;
  std::vector<Range> ranges;
  for (const auto& [name, value] : root) {
    if (name == "__metadata__") {
      continue;
    }
    if (result.tensors_.size() == limits::kTensorCountMax ||
        name.size() > limits::kTensorNameBytesMax) {
      return fail(Code::corrupt, "more than {} tensors, or a name over {} bytes",
                  limits::kTensorCountMax, limits::kTensorNameBytesMax);
    }
    Range range{};
    auto tensor = read_tensor(value, data, range);
    if (!tensor) {
      return std::move(tensor).error().within(fmt::format("tensor '{}'", name));
    }
    ranges.push_back(range);
    if (!result.tensors_.emplace(name, *std::move(tensor)).second) {
      return fail(Code::corrupt, "tensor '{}' stands twice in the header", name);
    }
  }
  TRY_OK(check_tiling(ranges, data.size()));
  result.fingerprint_ = fingerprint_of(file, header);
  return result;
}

Result<SafeTensors> SafeTensors::open(FileSystem& fs, const std::string& path) {
  TRY(auto file, fs.open(path));
  TRY(const std::string_view bytes, file->map());
  auto result = parse(bytes);
  if (!result) {
    return std::move(result).error().within(path);
  }
  result->file_ = std::move(file);
  return result;
}

bool holds_floats(const Tensor& tensor) noexcept {
  return tensor.dtype == "F32" || tensor.dtype == "F16" || tensor.dtype == "BF16";
}

void copy_floats(const Tensor& tensor, float* out) noexcept {
  if (tensor.dtype == "F32") {
    std::memcpy(out, tensor.bytes.data(), tensor.bytes.size());
    return;
  }
  const bool brain = tensor.dtype == "BF16";  // the upper half of a float32
  for (std::size_t i = 0; i < tensor.bytes.size() / sizeof(std::uint16_t); ++i) {
    std::uint16_t bits = 0;
    std::memcpy(&bits, tensor.bytes.data() + i * sizeof(bits), sizeof(bits));
    out[i] = brain ? std::bit_cast<float>(std::uint32_t{bits} << 16) : float_of(bits);
  }
}

const Tensor* SafeTensors::find(const std::string& name) const {
  const auto at = tensors_.find(name);
  return at == tensors_.end() ? nullptr : &at->second;
}

}  // namespace cognate::model
