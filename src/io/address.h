#pragma once
// What a person types to name a table: a file, a folder, a database, and which table in it.
//
//   orders.csv                  a file of one table
//   schema.sql#customers        one table of several
//   postgresql://me@host/sales#public.orders
//   dictionary:fields.csv       the file describes columns, whatever it looks like
//   table:fields.csv            its rows are rows, whatever they look like
//
// A file that is called so as it was typed counts first: "a#b.csv" is a file if there is one.
// Pure functions but for looking whether a file is there.

#include <string>
#include <string_view>
#include <vector>

#include "base/file_system.h"

namespace cognate::io {

enum class Reading { automatic, table, dictionary };

struct Address {
  std::string place;  ///< the path, or the URL
  std::string table;  ///< behind the "#"; empty where none is named
  Reading reading = Reading::automatic;
  bool is_postgres = false;
};

Address parse_address(FileSystem& fs, const std::string& text);

/// The address as messages may show it: of a URL the password is left out.
std::string shown_address(std::string_view text);

/// Which of `names` is meant by `wanted`: the same name; or the only one that is the same but for
/// upper and lower case; or the only one whose part behind the last dot is. Error not_found lists
/// what there is, in the form to be typed; `shown` is the address without its table.
Result<std::string> choose_table(const std::vector<std::string>& names, const std::string& wanted,
                                 const std::string& shown);

/// "shop.db#orders", in quotes where a shell needs them.
std::string typed_address(const std::string& shown, const std::string& table);

}  // namespace cognate::io
