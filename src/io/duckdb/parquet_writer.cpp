#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "base/check.h"
#include "base/error.h"
#include "core/half.h"
#include "io/duckdb/local_path.h"
#include "io/duckdb/session.h"
#include "io/parquet.h"

namespace cognate::io {
namespace {

constexpr std::size_t kRowsPerChunk = 2048;  // DuckDB's vector size
constexpr int kRowsPerGroup = 20'480;  // small groups: memory stays small with 1,000 numbers a row

/// How a type of numbers goes into DuckDB: it has no float16.
struct NumberRow {
  duckdb_type type;
  std::size_t bytes;
  void (*copy)(std::span<const std::byte> from, std::byte* to);
};

void copy_same(std::span<const std::byte> from, std::byte* to) {
  std::copy(from.begin(), from.end(), to);
}

void copy_halves(std::span<const std::byte> from, std::byte* to) {
  for (std::size_t i = 0; i < from.size(); i += sizeof(std::uint16_t), to += sizeof(float)) {
    std::uint16_t half = 0;
    std::memcpy(&half, from.data() + i, sizeof half);
    const float value = float_of(half);
    std::memcpy(to, &value, sizeof value);
  }
}

constexpr NumberRow kNumbers[] = {{DUCKDB_TYPE_FLOAT, sizeof(float), copy_same},
                                  {DUCKDB_TYPE_FLOAT, sizeof(float), copy_halves},
                                  {DUCKDB_TYPE_TINYINT, 1, copy_same},
                                  {DUCKDB_TYPE_UTINYINT, 1, copy_same}};

const NumberRow& row_of(const ParquetShape& shape) {
  return kNumbers[static_cast<std::size_t>(shape.type)];
}

/// What DuckDB calls back for rows: it asks, we hand out the blocks piece by piece. It asks from
/// one thread at a time, since the function is registered with one thread only.
struct Feed {
  const DuckDb* api = nullptr;
  const NextParquet* next = nullptr;
  ParquetShape shape;
  ParquetBlock block;
  std::size_t row = 0;  // of the block, the next to hand out
  Status status = ok();
};

void hand_out_texts(const Feed& feed, const TextCells& cells, duckdb_vector texts,
                    std::size_t count) {
  const DuckDb& api = *feed.api;
  for (std::size_t r = 0; r < count; ++r) {
    const auto& text = cells[feed.row + r];
    if (text) {
      api.vector_assign_string_element_len(texts, r, text->data(), text->size());
      continue;
    }
    api.vector_ensure_validity_writable(texts);
    api.validity_set_row_invalid(api.vector_get_validity(texts), r);
  }
}

/// Rows of the block into the chunk, at most one chunk's worth; how many.
std::size_t hand_out(Feed& feed, duckdb_data_chunk out) {
  const DuckDb& api = *feed.api;
  const std::size_t count = std::min(feed.block.rows - feed.row, kRowsPerChunk);
  for (std::size_t c = 0; c < feed.block.texts.size(); ++c) {
    hand_out_texts(feed, feed.block.texts[c], api.data_chunk_get_vector(out, c), count);
  }
  duckdb_vector lists = api.data_chunk_get_vector(out, feed.block.texts.size());
  const NumberRow& numbers = row_of(feed.shape);
  const std::size_t row_bytes = feed.shape.count * bytes_of(feed.shape.type);
  api.list_vector_reserve(lists, count * feed.shape.count);
  api.list_vector_set_size(lists, count * feed.shape.count);
  auto* entries = static_cast<duckdb_list_entry*>(api.vector_get_data(lists));
  auto* to = static_cast<std::byte*>(api.vector_get_data(api.list_vector_get_child(lists)));
  numbers.copy(feed.block.numbers.subspan(feed.row * row_bytes, count * row_bytes), to);
  for (std::size_t r = 0; r < count; ++r) {
    entries[r] = {.offset = r * feed.shape.count, .length = feed.shape.count};
  }
  feed.row += count;
  return count;
}

void check_block(const ParquetBlock& block, const ParquetShape& shape) {
  CHECK(block.texts.size() == shape.texts.size() &&
            block.numbers.size() == block.rows * shape.count * bytes_of(shape.type),
        "a block of another shape");
  for (const TextCells& cells : block.texts) {
    CHECK(cells.size() == block.rows, "a column of another length");
  }
}

Result<std::size_t> next_rows(Feed& feed, duckdb_data_chunk out) {
  while (feed.row == feed.block.rows) {
    TRY(const bool more, (*feed.next)(feed.block));
    if (!more) {
      feed.block = {};
      feed.row = 0;
      return std::size_t{0};
    }
    check_block(feed.block, feed.shape);
    feed.row = 0;
  }
  return hand_out(feed, out);
}

// The API of the library while a writing goes on, for the callbacks that get no other way to it.
const DuckDb* library_of_callbacks() {
  static const DuckDb* const api = [] {
    const auto library = duckdb_library();
    return library ? *library : nullptr;
  }();
  return api;
}

void bind(duckdb_bind_info info) {
  const DuckDb& api = *library_of_callbacks();
  const auto& feed = *static_cast<const Feed*>(api.bind_get_extra_info(info));
  duckdb_logical_type text = api.create_logical_type(DUCKDB_TYPE_VARCHAR);
  duckdb_logical_type number = api.create_logical_type(row_of(feed.shape).type);
  duckdb_logical_type vector = api.create_list_type(number);
  for (const std::string& name : feed.shape.texts) {
    api.bind_add_result_column(info, name.c_str(), text);
  }
  api.bind_add_result_column(info, "vector", vector);
  api.destroy_logical_type(&vector);
  api.destroy_logical_type(&number);
  api.destroy_logical_type(&text);
}

void init(duckdb_init_info info) { library_of_callbacks()->init_set_max_threads(info, 1); }

void produce(duckdb_function_info info, duckdb_data_chunk out) {
  const DuckDb& api = *library_of_callbacks();
  auto& feed = *static_cast<Feed*>(api.function_get_extra_info(info));
  const auto count = next_rows(feed, out);
  if (!count) {
    feed.status = count.error();
    api.function_set_error(info, count.error().message.c_str());
    return;
  }
  api.data_chunk_set_size(out, *count);
}

Status copy_to(DuckDbSession& session, Feed& feed, const std::string& temporary) {
  const DuckDb& api = session.api();
  duckdb_table_function function = api.create_table_function();
  api.table_function_set_name(function, "cognate_vectors");
  api.table_function_set_extra_info(function, &feed, nullptr);
  api.table_function_set_bind(function, bind);
  api.table_function_set_init(function, init);
  api.table_function_set_function(function, produce);
  const duckdb_state registered = api.register_table_function(session.connection(), function);
  api.destroy_table_function(&function);
  if (registered == DuckDBError) {
    return fail(Code::internal, "DuckDB does not take the function that feeds it");
  }
  Status status = session.run(
      fmt::format("COPY (SELECT * FROM cognate_vectors()) TO {} (FORMAT parquet, COMPRESSION zstd, "
                  "ROW_GROUP_SIZE {})",
                  sql_text(temporary), kRowsPerGroup));
  if (!feed.status) {
    return feed.status;  // the reason, in the words of the one who had to give the rows
  }
  if (!status && status.error().code == Code::corrupt) {
    return fail(Code::io, "{}", status.error().message);  // it was writing, not reading
  }
  return status;
}

Status sync_file(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool synced = descriptor >= 0 && ::fsync(descriptor) == 0;
  const int number = errno;
  if (descriptor >= 0) {
    ::close(descriptor);
  }
  return synced ? ok() : Status(fail(Code::io, "{}: {}", path, std::strerror(number)));
}

std::string temporary_name(const std::string& path) {
  static std::atomic<unsigned> counter{0};
  std::error_code failure;
  return fmt::format("{}.{}-{}.tmp", std::filesystem::absolute(path, failure).string(), ::getpid(),
                     counter++);
}

}  // namespace

Status write_parquet(FileSystem& fs, const std::string& path, const ParquetShape& shape,
                     const NextParquet& next) {
  const FileKind kind = fs.kind(path);
  if (kind == FileKind::folder || kind == FileKind::other) {
    return fail(Code::invalid_argument, "{}: not a file; Parquet can be written to files only",
                path);
  }
  const std::string temporary = temporary_name(path);
  TRY(auto session, DuckDbSession::open(temporary, path, "1"));
  Feed feed{.api = &session->api(), .next = &next, .shape = shape, .block = {}};
  Status status = copy_to(*session, feed, temporary);
  if (status) {
    status = sync_file(temporary);
  }
  if (status) {
    status = fs.rename(temporary, path);
  }
  if (!status) {
    if (auto removed = fs.remove(temporary); !removed) {
      return fail(status.error().code, "{} (and {} could not be removed)", status.error().message,
                  temporary);
    }
  }
  return status;
}

}  // namespace cognate::io
