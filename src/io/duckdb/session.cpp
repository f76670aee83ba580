#include "io/duckdb/session.h"

#include <limits>

#include "base/error.h"

namespace cognate::io {
namespace {

struct Setting {
  const char* name;
  const char* value;
};
constexpr Setting kSettings[] = {
    {"memory_limit", limits::kDuckDbMemory},
    {"temp_directory", ""},
    {"autoinstall_known_extensions", "false"},
    {"autoload_known_extensions", "false"},
};

std::string quoted(std::string_view text, char quote) {
  std::string result(1, quote);
  for (const char c : text) {
    result.append(c == quote ? 2 : 1, c);
  }
  result.push_back(quote);
  return result;
}

void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != std::string::npos && !from.empty();
       at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

/// The first line, without the class of error that DuckDB puts before it.
std::string plain_words(std::string message) {
  message = message.substr(0, message.find('\n'));
  const std::size_t at = message.find(" Error: ");
  if (at != std::string::npos && message.find(':') == at + 6) {
    message = message.substr(at + 8);
  }
  while (message.ends_with(' ') || message.ends_with('.')) {
    message.pop_back();
  }
  return message;
}

}  // namespace

std::string sql_name(std::string_view name) { return quoted(name, '"'); }
std::string sql_text(std::string_view text) { return quoted(text, '\''); }

Result<std::unique_ptr<DuckDbSession>> DuckDbSession::open(const std::string& path,
                                                           const std::string& shown_path,
                                                           const char* threads) {
  if (path.find('\0') != std::string::npos) {
    return fail(Code::invalid_argument, "{}: a path with a NUL character", shown_path);
  }
  auto library = duckdb_library();
  if (!library) {
    return std::move(library).error().within(shown_path);
  }
  std::unique_ptr<DuckDbSession> session(new DuckDbSession(**library, path, shown_path));
  TRY_OK(session->start(threads));
  return session;
}

Status DuckDbSession::start(const char* threads) {
  duckdb_config config = nullptr;
  api_.create_config(&config);
  for (const Setting& setting : kSettings) {
    api_.set_config(config, setting.name, setting.value);
  }
  api_.set_config(config, "threads", threads);
  char* message = nullptr;
  const duckdb_state opened = api_.open_ext(nullptr, &database_, config, &message);
  api_.destroy_config(&config);
  if (opened == DuckDBError) {
    Error failure = fail(Code::unavailable, "{}: DuckDB does not start: {}", shown_path_,
                         message == nullptr ? "no reason given" : message);
    api_.free(message);
    return failure;
  }
  if (api_.connect(database_, &connection_) == DuckDBError) {
    return fail(Code::unavailable, "{}: DuckDB does not start", shown_path_);
  }
  TRY_OK(run("SET allowed_paths = [" + sql_text(path_) + "]"));
  TRY_OK(run("SET enable_external_access = false"));
  return run("SET lock_configuration = true");
}

DuckDbSession::~DuckDbSession() {
  api_.disconnect(&connection_);
  api_.close(&database_);
}

Status DuckDbSession::run(const std::string& sql) {
  duckdb_result result{};
  Status status = ok();
  if (api_.query(connection_, sql.c_str(), &result) == DuckDBError) {
    status = error(api_.result_error_type(&result), api_.result_error(&result));
  }
  api_.destroy_result(&result);
  return status;
}

Error DuckDbSession::error(duckdb_error_type type, const char* message) const {
  std::string words = plain_words(message == nullptr ? "" : message);
  replace_all(words, path_, shown_path_);
  const Code code = type == DUCKDB_ERROR_INTERRUPT       ? Code::deadline
                    : type == DUCKDB_ERROR_OUT_OF_MEMORY ? Code::unavailable
                                                         : Code::corrupt;
  return fail(code, "{}: {}", shown_path_,
              code == Code::deadline ? "stopped while reading" : words);
}

Result<std::unique_ptr<DuckDbRows>> DuckDbRows::query(DuckDbSession& session,
                                                      const std::string& sql,
                                                      const std::stop_token& stop) {
  const DuckDb& api = session.api();
  std::unique_ptr<DuckDbRows> rows(new DuckDbRows(session));
  rows->stop_ = stop;
  const std::stop_callback interrupt(stop, [&] { api.interrupt(session.connection()); });
  duckdb_prepared_statement statement = nullptr;
  duckdb_pending_result pending = nullptr;
  Status status = ok();
  // A statement that fails to be prepared tells no type of error; a wrong file is what it can be.
  if (api.prepare(session.connection(), sql.c_str(), &statement) == DuckDBError) {
    status = session.error(DUCKDB_ERROR_INVALID, api.prepare_error(statement));
  } else if (api.pending_prepared_streaming(statement, &pending) == DuckDBError) {
    status = session.error(DUCKDB_ERROR_INVALID, api.pending_error(pending));
  } else if (api.execute_pending(pending, &rows->result_) == DuckDBError) {
    status = session.error(api.result_error_type(&rows->result_), api.result_error(&rows->result_));
  }
  api.destroy_pending(&pending);
  api.destroy_prepare(&statement);
  TRY_OK(std::move(status));
  rows->columns_.resize(api.column_count(&rows->result_));
  return rows;
}

DuckDbRows::~DuckDbRows() {
  const DuckDb& api = session_.api();
  if (chunk_ != nullptr) {
    api.destroy_data_chunk(&chunk_);
  }
  api.destroy_result(&result_);
}

Result<bool> DuckDbRows::next_chunk() {
  const DuckDb& api = session_.api();
  if (chunk_ != nullptr) {
    api.destroy_data_chunk(&chunk_);
  }
  if (stop_.stop_requested()) {
    return session_.error(DUCKDB_ERROR_INTERRUPT, nullptr);
  }
  const std::stop_callback interrupt(stop_, [&] { api.interrupt(session_.connection()); });
  chunk_ = api.fetch_chunk(result_);
  if (chunk_ == nullptr) {
    const char* message = api.result_error(&result_);
    if (message != nullptr && *message != '\0') {
      return session_.error(api.result_error_type(&result_), message);
    }
    return false;
  }
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    duckdb_vector vector = api.data_chunk_get_vector(chunk_, c);
    columns_[c] = {.vector = vector,
                   .data = api.vector_get_data(vector),
                   .validity = api.vector_get_validity(vector)};
  }
  rows_ = api.data_chunk_get_size(chunk_);
  return true;
}

Result<bool> DuckDbRows::next() {
  ++row_;
  while (row_ >= rows_) {
    TRY(const bool more, next_chunk());
    if (!more) {
      rows_ = row_ = 0;
      return false;
    }
    row_ = 0;
  }
  return true;
}

bool DuckDbRows::is_null(std::size_t column) const {
  std::uint64_t* validity = columns_[column].validity;
  return validity != nullptr && !session_.api().validity_row_is_valid(validity, row_);
}

std::string_view DuckDbRows::text(std::size_t column) const {
  duckdb_string_t* text = static_cast<duckdb_string_t*>(columns_[column].data) + row_;
  return {session_.api().string_t_data(text), session_.api().string_t_length(*text)};
}

void DuckDbRows::append_floats(std::size_t column, std::vector<float>& numbers) const {
  if (is_null(column)) {
    return;
  }
  const DuckDb& api = session_.api();
  const auto list = static_cast<const duckdb_list_entry*>(columns_[column].data)[row_];
  duckdb_vector child = api.list_vector_get_child(columns_[column].vector);
  const float* first = static_cast<const float*>(api.vector_get_data(child)) + list.offset;
  const std::size_t before = numbers.size();
  numbers.insert(numbers.end(), first, first + list.length);
  std::uint64_t* validity = api.vector_get_validity(child);
  for (std::size_t i = 0; validity != nullptr && i < list.length; ++i) {
    if (!api.validity_row_is_valid(validity, list.offset + i)) {
      numbers[before + i] = std::numeric_limits<float>::quiet_NaN();
    }
  }
}

}  // namespace cognate::io
