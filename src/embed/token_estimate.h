#pragma once
// How many tokens a text will about have, without a tokenizer: for queues and batches, where the
// work that waits must be known before anybody tokenizes it.

#include <cstddef>
#include <string_view>

namespace cognate::embed {

/// A run of ASCII letters or digits counts one token for each started kLettersPerToken, every other
/// character but white space one; two more for the ends. Never more than `tokens_max`, and a long
/// text is read only so far. REQUIRES: tokens_max >= 2.
std::size_t token_estimate(std::string_view text, std::size_t tokens_max);

}  // namespace cognate::embed
