#pragma once
// The words of a value for comparing: "Stage IB" and "1B" have "1b" in common, "pT3" and "T3" the
// letters "t3". Pure functions.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cognate::schema {

/// Letters and digits that stand together, folded ("Stage IB" -> "stage", "1b"); a small Roman
/// number, with a letter and a digit behind it or not, counts as Arabic.
std::vector<std::string> tokens_of_value(std::string_view value);

/// Appends the hash of each token that tells something: those of one letter do not.
void add_token_hashes(const std::vector<std::string>& tokens, std::vector<std::uint64_t>& out);

/// Appends the hashes of the trigrams of each token, its ends counted as letters.
void add_gram_hashes(const std::vector<std::string>& tokens, std::vector<std::uint64_t>& out);

}  // namespace cognate::schema
