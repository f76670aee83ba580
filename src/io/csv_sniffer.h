#pragma once
// Tells from the first pieces of a text file how its rows are written. Deterministic: the same
// bytes give the same answer. Pure functions.
//
// Every dialect that the text allows is tried: the text is cut into rows by it, and scored by how
// equal the rows' widths are, how much of the text they cover, and how much the cells look like
// values (a cell full of the delimiters of other dialects does not). The idea of judging a dialect
// by the pattern of rows and the types of cells together is van den Burg, Nazabal, Sutton,
// "Wrangling messy CSV files by detecting row and type patterns" (2019); the scores are ours.

#include <string_view>

#include "io/csv_scanner.h"

namespace cognate::io {

/// `head` is the start of the file as UTF-8; `whole` says that it is all of it.
CsvDialect sniff_dialect(std::string_view head, bool whole);

/// Whether the first row holds names. Columns vote: for names when the first cell is text and the
/// others are numbers or dates; against when the first is of the same kind as the others, or is a
/// text that comes again below. Without votes it is taken for names.
bool sniff_header(std::string_view head, bool whole, const CsvDialect& dialect);

}  // namespace cognate::io
