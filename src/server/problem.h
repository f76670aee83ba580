#pragma once
// What went wrong, in the words of the client that hears it. Pure functions.

#include <cstdint>
#include <string>
#include <string_view>

#include "cognate/result.h"
#include "server/http/message.h"

namespace cognate::server {

/// Whose error format a route speaks.
enum class Dialect : std::uint8_t {
  ours,    ///< RFC 9457, application/problem+json
  openai,  ///< {"error":{"message","type","param","code"}}
  tei,     ///< {"error","error_type"}
};

struct Problem {
  int status = 500;
  std::string_view code = "internal";  ///< stable, for programs
  std::string message = {};
  std::string param = {};  ///< the field of the body that is wrong, where it is one
};

/// An error of the program as a problem. Messages of errors that are not the client's fault stay
/// here: they may name files.
Problem problem_of(const Error& error, Dialect dialect);

/// 429 and 503 say when to come again, in both fields that clients look at.
http::Response response_of(const Problem& problem, Dialect dialect);

}  // namespace cognate::server
