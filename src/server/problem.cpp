#include "server/problem.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <random>

#include "server/json_out.h"

namespace cognate::server {
namespace {

constexpr int kRetryMilliseconds = 200;  // and up to so much more, so that not all come at once
constexpr int kRetrySpreadMilliseconds = 600;

/// What a kind of error is over HTTP.
struct Row {
  Code code;
  int status;
  int tei_status;
  std::string_view tei_type;
  bool tell;  ///< the message is for the client
};

constexpr std::array kRows = {
    Row{Code::invalid_argument, 400, 422, "Validation", true},
    Row{Code::not_found, 404, 404, "Validation", true},
    Row{Code::already_exists, 409, 409, "Validation", true},
    Row{Code::unavailable, 429, 429, "Overloaded", true},
    Row{Code::deadline, 504, 504, "Overloaded", true},
    Row{Code::corrupt, 500, 424, "Backend", false},
    Row{Code::io, 500, 424, "Backend", false},
    Row{Code::unsupported, 501, 422, "Validation", true},
    Row{Code::internal, 500, 424, "Backend", false},
};

/// The field that a message begins with: "input[3]: ..." and "input: ..." name "input".
std::string field_of(std::string_view message) {
  const std::size_t end = message.find_first_not_of("abcdefghijklmnopqrstuvwxyz_");
  const bool is_field = end != message.npos && end > 0 &&
                        (message.substr(end).starts_with(": ") || message[end] == '[');
  return is_field ? std::string(message.substr(0, end)) : "";
}

std::string_view openai_type(int status) {
  return status == 401   ? "authentication_error"
         : status == 403 ? "permission_error"
         : status == 429 ? "rate_limit_error"
         : status >= 500 ? "server_error"
                         : "invalid_request_error";
}

std::string_view tei_type(const Problem& problem) {
  if (problem.code == "empty") {
    return "Empty";
  }
  for (const Row& row : kRows) {
    if (problem.code == code_name(row.code)) {
      return row.tei_type;
    }
  }
  return problem.status == 503 ? "Unhealthy" : problem.status == 429 ? "Overloaded" : "Validation";
}

std::string body_of(const Problem& problem, Dialect dialect) {
  std::string body;
  JsonMembers members(body);
  switch (dialect) {
    case Dialect::openai: {
      JsonMembers error(members.open("error"));
      error.add("message", problem.message).add("type", openai_type(problem.status));
      if (problem.param.empty()) {
        error.open("param") += "null";
      } else {
        error.add("param", problem.param);
      }
      error.add("code", problem.code).end();
      break;
    }
    case Dialect::tei:
      members.add("error", problem.message).add("error_type", tei_type(problem));
      break;
    case Dialect::ours:
      members.add("type", "about:blank")
          .add("title", http::reason_phrase(problem.status))
          .add("status", problem.status)
          .add("detail", problem.message)
          .add("code", problem.code);
      break;
  }
  members.end();
  return body;
}

}  // namespace

Problem problem_of(const Error& error, Dialect dialect) {
  const auto* const row = std::ranges::find(kRows, error.code, &Row::code);
  Problem problem{.status = dialect == Dialect::tei ? row->tei_status : row->status,
                  .code = code_name(error.code),
                  .message = row->tell ? error.message
                                       : "an error of the server; its log says more under the "
                                         "x-request-id of this answer"};
  problem.param = row->tell ? field_of(error.message) : "";
  if (dialect == Dialect::openai && error.code == Code::not_found && problem.param == "model") {
    problem.code = "model_not_found";
  }
  return problem;
}

http::Response response_of(const Problem& problem, Dialect dialect) {
  http::Response response{.status = problem.status, .body = body_of(problem, dialect)};
  if (dialect == Dialect::ours) {
    response.content_type = "application/problem+json";
  }
  if (problem.status == 429 || problem.status == 503) {
    thread_local std::minstd_rand random(std::random_device{}());
    const int wait_ms = kRetryMilliseconds + static_cast<int>(random() % kRetrySpreadMilliseconds);
    response.fields.emplace_back("retry-after-ms", std::to_string(wait_ms));
    response.fields.emplace_back("retry-after", "1");
  }
  if (problem.status == 401) {
    response.fields.emplace_back("www-authenticate", "Bearer");
  }
  return response;
}

}  // namespace cognate::server
