// Forms against what sentence-transformers made of the same numbers: tests/golden/forms.json, which
// tools/oracle_forms.py writes.

#include "quant/form.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>

namespace cognate::quant {
namespace {

using testing::HasSubstr;

const nlohmann::json& golden() {
  static const auto json =
      nlohmann::json::parse(std::ifstream(COGNATE_SOURCE_DIR "/tests/golden/forms.json"));
  return json;
}

Matrix golden_matrix(const char* name, const char* rows) {
  Matrix matrix(golden()[rows], golden()["dimension"]);
  const auto values = golden()[name].get<std::vector<double>>();
  std::transform(values.begin(), values.end(), matrix.values().begin(),
                 [](double value) { return static_cast<float>(value); });
  return matrix;
}

Matrix vectors() { return golden_matrix("matrix", "rows"); }

std::vector<std::byte> encoded(const Matrix& matrix, Form form, const Ranges& ranges = {}) {
  std::vector<std::byte> out;
  encode(matrix, form, ranges, out);
  return out;
}

/// The numbers of a form, as the reference lists them.
std::vector<int> numbers(const std::vector<std::byte>& bytes, NumberType type) {
  std::vector<int> result;
  for (std::size_t i = 0; i < bytes.size(); i += bytes_of(type)) {
    std::uint16_t wide = 0;
    std::memcpy(&wide, bytes.data() + i, std::min<std::size_t>(bytes_of(type), 2));
    result.push_back(type == NumberType::int8 ? static_cast<std::int8_t>(wide) : wide);
  }
  return result;
}

TEST(Form, NamesAreThoseOfTheReferenceAndOthersAreRefused) {
  for (const char* name : {"float32", "float16", "int8", "uint8", "binary", "ubinary"}) {
    const auto form = form_of(name);
    ASSERT_TRUE(form) << name;
    EXPECT_EQ(form_name(*form), name);
  }
  const auto wrong = form_of("int4");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code, Code::invalid_argument);
  EXPECT_THAT(wrong.error().message, HasSubstr("ubinary"));
}

TEST(Form, OwnRangesGiveTheNumbersOfTheReference) {
  Ranges ranges;
  ranges.widen(vectors());
  for (const auto& [name, wanted] : golden()["forms"].items()) {
    const Form form = *form_of(name);
    EXPECT_EQ(numbers(encoded(vectors(), form, ranges), number_type(form)),
              wanted.get<std::vector<int>>())
        << name;
  }
}

TEST(Form, RangesOfOtherVectorsGiveTheNumbersOfTheReferenceAlsoOutsideOfThem) {
  Ranges ranges;
  ranges.widen(golden_matrix("calibration", "calibration_rows"));
  for (const auto& [name, wanted] : golden()["calibrated"].items()) {
    const Form form = *form_of(name);
    EXPECT_EQ(numbers(encoded(vectors(), form, ranges), number_type(form)),
              wanted.get<std::vector<int>>())
        << name;
  }
}

TEST(Form, Float16IsNumPysAndFloat32TheSameBits) {
  const auto wanted = golden()["float16"].get<std::vector<int>>();
  EXPECT_EQ(numbers(encoded(vectors(), Form::float16), NumberType::float16), wanted);
  const Matrix matrix = vectors();
  const auto same = encoded(matrix, Form::float32);
  ASSERT_EQ(same.size(), matrix.values().size_bytes());
  EXPECT_EQ(std::memcmp(same.data(), matrix.values().data(), same.size()), 0);
}

TEST(Form, TheFirstValueIsTheHighestBitAndTheLastByteIsFilledWithZeros) {
  Matrix matrix(1, 10);
  matrix.row(0)[0] = 0.5F;
  matrix.row(0)[9] = 1e-30F;
  EXPECT_EQ(numbers(encoded(matrix, Form::ubinary), NumberType::uint8),
            (std::vector<int>{0x80, 0x40}));
  EXPECT_EQ(numbers(encoded(matrix, Form::binary), NumberType::int8),
            (std::vector<int>{0, 0x40 - 128}));
  EXPECT_EQ(number_count(Form::ubinary, 10), 2U);
  EXPECT_EQ(number_count(Form::int8, 10), 10U);
}

TEST(Ranges, GrowWithEachBatchAsIfAllWereOne) {
  const Matrix all = vectors();
  Ranges whole;
  whole.widen(all);
  Ranges pieces;
  for (std::size_t r = 0; r < all.rows(); ++r) {
    Matrix one(1, all.columns());
    std::copy(all.row(r).begin(), all.row(r).end(), one.row(0).begin());
    pieces.widen(one);
  }
  EXPECT_EQ(pieces.vectors(), all.rows());
  EXPECT_TRUE(std::equal(whole.least().begin(), whole.least().end(), pieces.least().begin()));
  EXPECT_TRUE(
      std::equal(whole.greatest().begin(), whole.greatest().end(), pieces.greatest().begin()));
}

TEST(Form, ExtremesStayInsideTheByte) {
  Matrix matrix(3, 2);
  constexpr float kMax = std::numeric_limits<float>::max();
  matrix.row(0)[0] = -kMax;
  matrix.row(1)[0] = kMax;  // a range of infinite width
  matrix.row(2)[1] = 1e-45F;
  Ranges ranges;
  ranges.widen(matrix);
  for (const int number : numbers(encoded(matrix, Form::uint8, ranges), NumberType::uint8)) {
    EXPECT_TRUE(number >= 0 && number <= 255);
  }
}

TEST(Form, NoVectorsGiveNoNumbers) {
  for (const Form form : {Form::float32, Form::int8, Form::binary}) {
    EXPECT_TRUE(encoded(Matrix(0, 384), form).empty());
  }
}

TEST(CutDimensions, KeepsTheFirstOnesAndBringsThemBackToLengthOne) {
  Matrix matrix(3, 4);
  const float values[] = {3, 4, 12, -7, 0, 0, 1, 1, -1e-20F, 0, 5, 5};
  std::copy(std::begin(values), std::end(values), matrix.values().begin());
  const Matrix cut = cut_dimensions(matrix, 2, true);
  ASSERT_EQ(cut.columns(), 2U);
  EXPECT_FLOAT_EQ(cut.row(0)[0], 0.6F);
  EXPECT_FLOAT_EQ(cut.row(0)[1], 0.8F);
  EXPECT_EQ(cut.row(1)[0], 0.0F) << "nothing has no direction";
  EXPECT_FLOAT_EQ(cut.row(2)[0], -1e-8F) << "nearly nothing stays small, as in the reference";
  const Matrix raw = cut_dimensions(matrix, 3, false);
  EXPECT_EQ(raw.row(0)[2], 12.0F);
  const Matrix whole = cut_dimensions(matrix, 4, false);
  EXPECT_TRUE(std::equal(whole.values().begin(), whole.values().end(), std::begin(values)));
}

}  // namespace
}  // namespace cognate::quant
