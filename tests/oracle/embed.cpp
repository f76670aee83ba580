// Reads framed texts from standard input and writes their vectors, float32 row by row, to standard
// output. For tools/oracle_vectors.py.
//
//   oracle_embed MODEL_FOLDER THREADS [PRECISION [ROLE [PROMPT]]] < texts > vectors
//
// ROLE is plain, passage or query; a PROMPT goes before it.
// Exit code 3 when COGNATE_ISA names an instruction set that this processor lacks.

#include <fmt/format.h>

#include <charconv>
#include <string>

#include "base/file_system.h"
#include "model/embedder.h"
#include "oracle/framed_texts.h"
#include "simd/kernels.h"

namespace {

cognate::EmbedOptions options_of(int argc, char** argv) {
  cognate::EmbedOptions options;
  const std::string_view role = argc > 4 ? argv[4] : "plain";
  options.role = role == "query"     ? cognate::Role::query
                 : role == "passage" ? cognate::Role::passage
                                     : cognate::Role::plain;
  if (argc > 5) {
    options.prompt = argv[5];
  }
  return options;
}

}  // namespace

int main(int argc, char** argv) {
  std::size_t threads = 0;
  const std::string_view number = argc >= 3 ? argv[2] : "";
  std::from_chars(number.data(), number.data() + number.size(), threads);
  if (threads == 0) {
    fmt::print(stderr,
               "usage: {} MODEL_FOLDER THREADS [PRECISION [ROLE [PROMPT]]] < texts > vectors\n",
               argv[0]);
    return 2;
  }
  if (const std::string_view problem = cognate::simd::forced_isa_problem(); !problem.empty()) {
    fmt::print(stderr, "{}\n", problem);
    return 3;
  }
  const auto embedder =
      cognate::model::load_embedder(cognate::real_file_system(), argv[1],
                                    {.threads = threads, .precision = argc > 3 ? argv[3] : "f32"});
  if (!embedder) {
    fmt::print(stderr, "{}\n", embedder.error().message);
    return 1;
  }
  std::string input;
  if (!cognate::oracle::read_all(stdin, input)) {
    fmt::print(stderr, "cannot read the texts\n");
    return 1;
  }
  const auto vectors =
      (*embedder)->embed(cognate::oracle::cut_texts(input), options_of(argc, argv));
  if (!vectors) {
    fmt::print(stderr, "{}\n", vectors.error().message);
    return 1;
  }
  const auto values = vectors->values();
  const auto written = std::fwrite(values.data(), sizeof(float), values.size(), stdout);
  return written == values.size() && std::fflush(stdout) == 0 ? 0 : 1;
}
