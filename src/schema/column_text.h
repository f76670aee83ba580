#pragma once
// A column as texts for the embedder. Token count is cost, so both forms are short.
// Pure functions.

#include <string>

#include "schema/profile.h"
#include "schema/vocabulary.h"

namespace cognate::schema {

/// The name's words, abbreviations in full (vocabulary.h), and the description where there is one:
/// "regional program marker".
std::string name_text(const ColumnProfile& profile,
                      const Vocabulary& vocabulary = Vocabulary::built_in());

/// Name first, then a few priority-sampled values: "order status: shipped, open, returned".
std::string value_text(const ColumnProfile& profile,
                       const Vocabulary& vocabulary = Vocabulary::built_in());

/// The description alone; empty where there is none.
std::string description_text(const ColumnProfile& profile,
                             const Vocabulary& = Vocabulary::built_in());

}  // namespace cognate::schema
