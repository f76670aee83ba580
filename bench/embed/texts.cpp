#include "embed/texts.h"

#include <array>
#include <random>
#include <string_view>

namespace cognate::bench {
namespace {

constexpr std::array<std::string_view, 48> kWords = {
    "customer", "birth",    "date",       "order",   "id",      "street",   "address",  "city",
    "country",  "code",     "postal",     "phone",   "number",  "email",    "amount",   "price",
    "currency", "quantity", "unit",       "product", "name",    "category", "supplier", "invoice",
    "payment",  "status",   "shipped",    "pending", "created", "updated",  "by",       "employee",
    "salary",   "tumor",    "stage",      "gene",    "sample",  "patient",  "gender",   "diagnosis",
    "Berlin",   "Lisbon",   "2021-04-17", "48.13",   "A-1077",  "true",     "unknown",  "smoker"};

std::string words(std::mt19937& random, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    text += (i == 0 ? "" : " ");
    text += kWords[random() % kWords.size()];
    text += i == 0 ? ":" : random() % 4 == 0 ? "," : "";
  }
  return text;
}

TextSet make(std::string name, std::size_t count, std::size_t least, std::size_t most) {
  std::mt19937 random(20'240'501);
  TextSet set{.name = std::move(name), .texts = {}};
  for (std::size_t i = 0; i < count; ++i) {
    set.texts.push_back(words(random, least + random() % (most - least + 1)));
  }
  return set;
}

}  // namespace

std::vector<TextSet> text_sets() {
  return {make("columns", 400, 4, 36), make("paragraphs", 48, 80, 260)};
}

}  // namespace cognate::bench
