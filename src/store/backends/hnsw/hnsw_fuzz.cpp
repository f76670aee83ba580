// Any bytes as a saved graph, with the checksums of its blocks put right: an error, or an index
// whose searches stay inside of it.

#include <cstdint>
#include <cstring>
#include <string>

#include "base/check.h"
#include "base/faulty_file_system.h"
#include "base/hash.h"
#include "store/vector_index.h"

namespace cognate::store {

extern const Backend kHnswBackend;

namespace {

constexpr std::size_t kDimension = 4;

/// A graph of a few vectors, saved: the fuzzer's bytes change it.
std::string saved(FaultyFileSystem& files, const IndexSetup& setup) {
  auto index = kHnswBackend.make(setup);
  CHECK(index, "the setup is right");
  std::vector<Row> rows;
  std::vector<float> vectors;
  for (Row row = 0; row < 40; ++row) {
    rows.push_back(row);
    for (std::size_t i = 0; i < kDimension; ++i) {
      vectors.push_back(static_cast<float>((row * 7 + i * 13) % 11));
    }
  }
  CHECK((*index)->add(rows, vectors), "vectors are added");
  for (auto more = (*index)->improve({}); more && *more; more = (*index)->improve({})) {
  }
  CHECK(files.make_folders("/saved") && (*index)->save(files, "/saved"), "it is saved");
  return files.files().begin()->first;
}

void put_checksum_right(std::string& bytes) {
  std::uint32_t length = 0;
  std::uint64_t number = 0;
  for (std::size_t at = 0; at + sizeof(length) <= bytes.size(); ++number) {
    std::memcpy(&length, bytes.data() + at, sizeof(length));
    at += sizeof(length);
    if (bytes.size() - at < length + sizeof(std::uint64_t)) {
      return;
    }
    const std::uint64_t checksum = hash64(std::string_view(bytes).substr(at, length), number);
    std::memcpy(bytes.data() + at + length, &checksum, sizeof(checksum));
    at += length + sizeof(checksum);
  }
}

/// Pairs of a place and a byte.
void change(std::string& bytes, const std::uint8_t* data, std::size_t size) {
  for (std::size_t i = 0; i + 3 <= size; i += 3) {
    const std::size_t at = (data[i] * std::size_t{256} + data[i + 1]) % bytes.size();
    bytes[at] = static_cast<char>(data[i + 2]);
  }
}

void run(const std::uint8_t* data, std::size_t size) {
  IndexSetup setup;
  setup.spec.dimension = kDimension;
  setup.spec.metric = Metric::l2;
  setup.spec.quantization.method = "none";
  setup.spec.options = {{"m", "2"}, {"ef_construction", "4"}};
  static FaultyFileSystem files;
  static const std::string path = saved(files, setup);
  static const std::string whole = files.files().at(path);
  std::string bytes = whole;
  change(bytes, data, size);
  put_checksum_right(bytes);
  files.put(path, bytes);
  const auto index = kHnswBackend.load(setup, files, "/saved");
  if (!index) {
    CHECK(!index.error().message.empty(), "an error without words");
    return;
  }
  const std::vector<float> probe(kDimension, 3.0F);
  for (const bool exact : {true, false}) {
    const IndexQuery query = {.vector = probe, .k = 3, .exact = exact};
    std::vector<std::vector<Neighbour>> answers(1);
    CHECK((*index)->search({&query, 1}, answers, {}), "a search that fails");
  }
  (*index)->stats();
}

}  // namespace
}  // namespace cognate::store

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  cognate::store::run(data, size);
  return 0;
}
