#pragma once
// A column of a lake as a document of a store, and back. Pure functions.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "cognate/lake.h"
#include "cognate/store.h"
#include "cognate/table.h"
#include "schema/prepared.h"

namespace cognate::engine {

/// What the documents of a table have in common.
struct LakeTable {
  std::string source;   ///< as it was given, without a password
  std::string address;  ///< of the table in it: what Engine::read takes, without a password
  std::string stamp;    ///< of content and model: equal stamps, equal documents
};

/// A stamp of the sample and of all that decides what is made of it; hexadecimal.
std::string stamp_of(const Table& table, std::uint64_t mark);

/// One document a column, in the table's order. Ids are "address:column"; of columns that share a
/// name the later ones get "#2", "#3". Columns without a vector (no name, no values) are left out.
std::vector<Document> documents_of(const Table& table, const schema::PreparedTable& prepared,
                                   const LakeTable& where);

/// The text of a field; empty where there is none.
std::string text_field(const Payload& payload, std::string_view name);

SimilarColumn similar_column(const Hit& hit);

}  // namespace cognate::engine
