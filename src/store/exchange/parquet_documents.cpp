#include <algorithm>
#include <array>

#include "base/error.h"
#include "io/parquet.h"
#include "store/exchange/document_json.h"
#include "store/exchange/limits.h"
#include "store/exchange/reader_kinds.h"

namespace cognate::store {
namespace {

constexpr std::array<std::string_view, 4> kNestedTypes = {"STRUCT", "MAP", "UNION", "VARIANT"};

/// Whether a cell of this type can be a field of a payload: a scalar or a list of scalars.
bool fits_a_field(std::string_view type) {
  const bool nested = std::ranges::any_of(
      kNestedTypes, [&](std::string_view name) { return type.starts_with(name); });
  const auto lists = std::ranges::count(type, '[');
  return !nested && lists <= 1;
}

class ParquetDocuments final : public DocumentReader {
 public:
  ParquetDocuments(std::unique_ptr<io::ParquetReader> file, std::string path)
      : file_(std::move(file)), path_(std::move(path)) {}

  Status start(const ColumnNames& names, const std::stop_token& stop) {
    std::vector<std::string> columns;
    for (const io::ParquetColumn& column : file_->columns()) {
      columns.push_back(column.name);
    }
    auto found = assign_roles(names, columns);
    if (!found) {
      return std::move(found).error().within(path_);
    }
    wish_.numbers = found->vector;
    wish_.texts = {found->id};
    text_at_ = add_text(found->text);
    payload_at_ = add_text(found->payload);
    for (const io::ParquetColumn& column : file_->columns()) {
      if (role_of(names, column.name) == Role::field) {
        (fits_a_field(column.type) ? wish_.members : left_out_).push_back(column.name);
      }
    }
    return file_->select(wish_, stop);
  }

  Result<bool> next(std::size_t rows_max, std::vector<ReadRow>& rows) override {
    rows.clear();
    TRY(const bool more, file_->next(rows_max, limits::kExchangeBlockBytes, block_));
    for (std::size_t r = 0; more && r < block_.rows; ++r) {
      rows.push_back({.number = ++row_, .document = document(r)});
    }
    return more;
  }

  std::uint64_t rows_expected() const override { return file_->rows_total(); }
  std::string_view row_word() const override { return "row"; }
  std::string note() const override {
    return left_out_.empty() ? ""
                             : fmt::format("{}: nested columns are left out: {}", path_,
                                           fmt::join(left_out_, ", "));
  }

 private:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  std::size_t add_text(const std::string& name) {
    if (name.empty()) {
      return kNone;
    }
    wish_.texts.push_back(name);
    return wish_.texts.size() - 1;
  }

  Result<Document> document(std::size_t row) {
    const auto& id = block_.texts[0][row];
    if (!id) {
      return fail(Code::invalid_argument, "{}: null", wish_.texts[0]);
    }
    const std::size_t begin = row == 0 ? 0 : block_.ends[row - 1];
    Document document{
        .id = *id,
        .vector = {block_.numbers.begin() + static_cast<std::ptrdiff_t>(begin),
                   block_.numbers.begin() + static_cast<std::ptrdiff_t>(block_.ends[row])}};
    if (text_at_ != kNone) {
      document.text = std::move(block_.texts[text_at_][row]);
    }
    if (payload_at_ != kNone && block_.texts[payload_at_][row]) {
      TRY_OK(json_.add_fields(*block_.texts[payload_at_][row], document.payload));
    }
    if (!wish_.members.empty()) {
      TRY_OK(json_.add_fields(*block_.texts.back()[row], document.payload));
    }
    return document;
  }

  std::unique_ptr<io::ParquetReader> file_;
  std::string path_;
  io::ParquetWish wish_;
  std::size_t text_at_ = kNone;
  std::size_t payload_at_ = kNone;
  std::vector<std::string> left_out_;
  io::ParquetRows block_;
  std::uint64_t row_ = 0;  // so many were read
  DocumentJson json_;
};

}  // namespace

DocumentReaderResult open_parquet(FileSystem& fs, const std::string& path, const ColumnNames& names,
                                  const std::stop_token& stop) {
  TRY(auto file, io::open_parquet(fs, path));
  auto reader = std::make_unique<ParquetDocuments>(std::move(file), path);
  TRY_OK(reader->start(names, stop));
  return reader;
}

}  // namespace cognate::store
