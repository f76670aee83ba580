#include "text/wordpiece.h"

namespace cognate::text {

void WordPiece::append(std::string_view word, std::vector<std::uint32_t>& ids) const {
  const std::size_t ids_before = ids.size();
  Place place = Place::start;
  while (!word.empty()) {
    const Vocabulary::Piece piece = vocabulary.longest(word, place);
    if (piece.bytes == 0) {
      ids.resize(ids_before);
      ids.push_back(unknown_id);
      return;
    }
    ids.push_back(piece.id);
    word.remove_prefix(piece.bytes);
    place = Place::inside;
  }
}

void WordCutter::end_word() {
  if (characters_ == 0) {
    return;
  }
  if (characters_ > model_.word_characters_max) {
    ids_.push_back(model_.unknown_id);
  } else {
    model_.append({word_, bytes_}, ids_);
  }
  characters_ = 0;
  bytes_ = 0;
}

}  // namespace cognate::text
