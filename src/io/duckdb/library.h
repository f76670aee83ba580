#pragma once
// DuckDB's C API as a table of function pointers, loaded when the first source needs it: linking
// the library would cost every start of the program 13 ms. Private to this folder.
//
// Thread-safety: duckdb_library() may be called from any thread; the table never changes.

#include <duckdb.h>

#include "cognate/result.h"

namespace cognate::io {

/// The functions in use, by their names without `duckdb_`.
// clang-format off
#define COGNATE_DUCKDB_FUNCTIONS(X) \
  X(create_config) X(set_config) X(destroy_config) X(open_ext) X(close) X(connect) X(disconnect) \
  X(free) X(interrupt) X(query) X(prepare) X(prepare_error) X(destroy_prepare) \
  X(pending_prepared_streaming) X(pending_error) X(execute_pending) X(destroy_pending) \
  X(result_error) X(result_error_type) X(destroy_result) X(column_count) X(column_name) \
  X(fetch_chunk) X(destroy_data_chunk) X(data_chunk_get_size) X(data_chunk_get_column_count) \
  X(data_chunk_get_vector) X(data_chunk_set_size) X(vector_get_data) X(vector_get_validity) \
  X(validity_row_is_valid) X(string_t_data) X(string_t_length) X(create_logical_type) \
  X(create_list_type) X(destroy_logical_type) X(create_table_function) X(destroy_table_function) \
  X(table_function_set_name) X(table_function_set_extra_info) X(table_function_set_bind) \
  X(table_function_set_init) X(table_function_set_function) X(register_table_function) \
  X(bind_add_result_column) X(bind_get_extra_info) X(init_set_max_threads) \
  X(function_get_extra_info) X(function_set_error) X(vector_assign_string_element_len) \
  X(list_vector_get_child) X(list_vector_reserve) X(list_vector_set_size) \
  X(vector_ensure_validity_writable) X(validity_set_row_invalid)
// clang-format on

struct DuckDb {
#define X(name) decltype(&::duckdb_##name) name = nullptr;
  COGNATE_DUCKDB_FUNCTIONS(X)
#undef X
};

/// Loads the library at the first call: from the path in the variable COGNATE_DUCKDB_LIB, or lib/
/// beside the folder of the program, or wherever the system finds libduckdb.so. Error unavailable
/// says how to get it.
Result<const DuckDb*> duckdb_library();

}  // namespace cognate::io
