// Reads framed texts from standard input and writes the ids of each to standard output, behind
// their number. For tools/oracle_tokenizer.py.
//
//   oracle_tokenize MODEL_FOLDER TOKENS_MAX < texts > ids
//
// The seconds that loading and encoding took go to standard error as JSON.

#include <fmt/format.h>

#include <charconv>
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/file_system.h"
#include "oracle/framed_texts.h"
#include "text/tokenizer.h"

int main(int argc, char** argv) {
  std::size_t tokens_max = 0;
  const std::string_view number = argc == 3 ? argv[2] : "";
  std::from_chars(number.data(), number.data() + number.size(), tokens_max);
  if (tokens_max < 2) {
    fmt::print(stderr, "usage: {} MODEL_FOLDER TOKENS_MAX < texts > ids\n", argv[0]);
    return 2;
  }
  const cognate::Stopwatch load_watch;
  const auto tokenizer = cognate::text::Tokenizer::load(cognate::real_file_system(), argv[1]);
  if (!tokenizer) {
    fmt::print(stderr, "{}\n", tokenizer.error().message);
    return 1;
  }
  const double load_seconds = load_watch.seconds();
  std::string input;
  if (!cognate::oracle::read_all(stdin, input)) {
    fmt::print(stderr, "cannot read the texts\n");
    return 1;
  }
  std::vector<std::uint32_t> ids, output;
  const auto texts = cognate::oracle::cut_texts(input);
  const cognate::Stopwatch watch;
  for (const std::string_view text : texts) {
    tokenizer->encode(text, tokens_max, ids);
    output.push_back(static_cast<std::uint32_t>(ids.size()));
    output.insert(output.end(), ids.begin(), ids.end());
  }
  fmt::print(stderr, "{{\"texts\":{},\"load_seconds\":{:.6f},\"encode_seconds\":{:.6f}}}\n",
             texts.size(), load_seconds, watch.seconds());
  const auto written = std::fwrite(output.data(), sizeof output[0], output.size(), stdout);
  return written == output.size() && std::fflush(stdout) == 0 ? 0 : 1;
}
