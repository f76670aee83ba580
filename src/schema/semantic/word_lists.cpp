#include "schema/semantic/word_lists.h"

#include <algorithm>
#include <array>
#include <string>
#include <unordered_set>

#include "schema/fold.h"
#include "schema/semantic/built_in.h"

namespace cognate::schema {
namespace {

constexpr std::size_t kWordBytesMax = 64;  // no listed word is longer

/// In lower case without accents; what is no letter stays.
std::string folded(std::string_view text) {
  std::string out;
  for (const char32_t c : decoded(text)) {
    if (is_letter(c)) {
      append_folded(c, out);
    } else if (c < 0x80) {
      out.push_back(static_cast<char>(c));
    }
  }
  return out;
}

std::string_view stripped(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \n");
  return begin == std::string_view::npos
             ? std::string_view()
             : text.substr(begin, text.find_last_not_of(" \n") + 1 - begin);
}

using Lists =
    std::array<std::unordered_set<std::string>, static_cast<std::size_t>(WordList::count)>;

void add_words(std::string_view words, std::unordered_set<std::string>& list) {
  while (!words.empty()) {
    const std::size_t end = std::min(words.find(';'), words.size());
    list.insert(folded(stripped(words.substr(0, end))));
    words.remove_prefix(std::min(end + 1, words.size()));
  }
}

/// A list begins on a line of its own with its name and a colon, and ends before an empty line.
Lists read_lists(std::string_view text) {
  Lists lists;
  std::size_t next = 0;
  while (!text.empty() && next < lists.size()) {
    const std::size_t end = std::min(text.find("\n\n"), text.size());
    std::string_view block = text.substr(0, end);
    text.remove_prefix(std::min(end + 2, text.size()));
    while (block.starts_with('#')) {
      block.remove_prefix(std::min(block.find('\n'), block.size() - 1) + 1);
    }
    if (const std::size_t colon = block.find(':'); colon != std::string_view::npos) {
      add_words(block.substr(colon + 1), lists[next++]);
    }
  }
  return lists;
}

}  // namespace

bool is_listed(WordList list, std::string_view text) {
  static const Lists lists = read_lists(kBuiltInWordLists);
  return text.size() <= kWordBytesMax &&
         lists[static_cast<std::size_t>(list)].contains(folded(text));
}

}  // namespace cognate::schema
