#include "server/http/request_parser.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cognate::server::http {
namespace {

using State = RequestParser::State;
using testing::HasSubstr;

constexpr ParserLimits kLimits = {.head_bytes_max = 8192, .fields_max = 100};
constexpr std::uint64_t kBodyMax = 1000;

/// How the parser ends when it gets the bytes in pieces of that size.
struct Outcome {
  State state = State::more;
  std::string body;
  std::string target;
  std::string rest;  // not used
  BadRequest problem;
};

Outcome parse(std::string_view bytes, std::size_t piece) {
  RequestParser parser(kLimits);
  Outcome outcome;
  std::string waiting;
  while (outcome.state != State::bad && outcome.state != State::whole) {
    std::size_t used = 0;
    outcome.state = parser.put(waiting, used);
    waiting.erase(0, used);
    if (outcome.state == State::head) {
      outcome.target = parser.head().target;
      parser.limit_body(kBodyMax);
    }
    if (outcome.state == State::more) {
      if (bytes.empty()) {
        return outcome;
      }
      waiting += bytes.substr(0, piece);
      bytes.remove_prefix(std::min(piece, bytes.size()));
    }
  }
  if (outcome.state == State::whole) {
    outcome.body = parser.body();
  } else {
    outcome.problem = parser.problem();
  }
  outcome.rest = waiting + std::string(bytes);
  return outcome;
}

class Pieces : public testing::TestWithParam<std::size_t> {};
INSTANTIATE_TEST_SUITE_P(OfAnySize, Pieces, testing::Values(1, 2, 7, 100, 1 << 20));

TEST_P(Pieces, ABodyOfKnownLengthIsReadAndWhatFollowsStays) {
  const auto got =
      parse("POST /a?b=1 HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhelloGET /", GetParam());
  EXPECT_EQ(got.state, State::whole);
  EXPECT_EQ(got.body, "hello");
  EXPECT_EQ(got.target, "/a?b=1");
  EXPECT_EQ(got.rest, "GET /");
}

TEST_P(Pieces, AChunkedBodyIsPutTogether) {
  const auto got = parse(
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
      "3\r\nabc\r\n2;note=1\r\nde\r\n0\r\n\r\nnext",
      GetParam());
  EXPECT_EQ(got.state, State::whole);
  EXPECT_EQ(got.body, "abcde");
  EXPECT_EQ(got.rest, "next");
}

TEST_P(Pieces, RequestsWithoutABodyAreWholeAtTheirHead) {
  const auto got = parse("GET / HTTP/1.1\r\nHost: x\r\n\r\n", GetParam());
  EXPECT_EQ(got.state, State::whole);
  EXPECT_EQ(got.body, "");
}

struct Refused {
  const char* what;
  std::string bytes;
  int status;
};

std::string flood() {
  std::string bytes = "GET / HTTP/1.1\r\nHost: x\r\n";
  for (int i = 0; i < 200; ++i) {
    bytes += "X-" + std::to_string(i) + ": 1\r\n";
  }
  return bytes + "\r\n";
}

const Refused kRefused[] = {
    {"both lengths",
     "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
    {"both lengths, the other way round",
     "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n", 400},
    {"two equal lengths",
     "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\n", 400},
    {"two different lengths",
     "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\n", 400},
    {"a list of lengths", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3, 3\r\n\r\n", 400},
    {"a negative length", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", 400},
    {"a signed length", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +1\r\n\r\n", 400},
    {"a length past 64 bits",
     "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999999\r\n\r\n", 400},
    {"another coding", "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n", 501},
    {"two codings", "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501},
    {"a coding that is nearly chunked",
     "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n", 501},
    {"a chunk of negative size",
     "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n", 400},
    {"a chunk too large", "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3E9\r\n",
     413},
    {"a chunk past 64 bits",
     "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFFF\r\n", 400},
    {"no host", "GET / HTTP/1.1\r\n\r\n", 400},
    {"two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
    {"a blank before the colon", "GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400},
    {"a line without a carriage return", "GET / HTTP/1.1\nHost: a\n\n\r\n\r\n", 400},
    {"a field without a carriage return", "GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n", 400},
    {"a control character in a field", std::string("GET / HTTP/1.1\r\nHost: a\0b\r\n\r\n", 29),
     400},
    {"TLS on a plain port", "\x16\x03\x01\x02\r\n\r\n", 400},
    {"another protocol", "SSH-2.0-OpenSSH_9.2\r\n\r\n", 400},
    {"HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400},
    {"another expectation", "GET / HTTP/1.1\r\nHost: a\r\nExpect: miracles\r\n\r\n", 417},
    {"too many fields", flood(), 431},
    {"a field too long", "GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(9000, 'x') + "\r\n\r\n",
     431},
    {"a target too long", "GET /" + std::string(9000, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n", 431},
};

TEST_P(Pieces, WhatTwoServersCouldReadDifferentlyIsRefused) {
  for (const Refused& row : kRefused) {
    const auto got = parse(row.bytes, GetParam());
    EXPECT_EQ(got.state, State::bad) << row.what;
    EXPECT_EQ(got.problem.status, row.status) << row.what << ": " << got.problem.message;
    EXPECT_FALSE(got.problem.message.empty()) << row.what;
  }
}

TEST_P(Pieces, AChunkedBodyOverTheLimitIsRefusedWhileItComes) {
  std::string bytes = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (int i = 0; i < 200; ++i) {
    bytes += "8\r\n12345678\r\n";
  }
  const auto got = parse(bytes, GetParam());
  EXPECT_EQ(got.state, State::bad);
  EXPECT_EQ(got.problem.status, 413);
}

TEST(RequestParser, ReadsOneRequestAfterTheOther) {
  RequestParser parser(kLimits);
  for (int i = 0; i < 3; ++i) {
    std::size_t used = 0;
    const std::string bytes = "GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: x\r\nA: 1\r\n\r\n";
    ASSERT_EQ(parser.put(bytes, used), State::head);
    EXPECT_EQ(used, bytes.size());
    EXPECT_EQ(parser.head().target, "/" + std::to_string(i));
    EXPECT_EQ(parser.head().fields.size(), 2U);
    EXPECT_TRUE(parser.head().keep_alive);
    ASSERT_EQ(parser.put("", used), State::whole);
    parser.restart();
  }
}

TEST(RequestParser, TellsWhoWantsToBeClosedAndWhoWaitsToContinue) {
  RequestParser parser(kLimits);
  std::size_t used = 0;
  ASSERT_EQ(parser.put("POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 1\r\n"
                       "Expect: 100-Continue\r\n\r\n",
                       used),
            State::head);
  EXPECT_FALSE(parser.head().keep_alive);
  EXPECT_TRUE(parser.head().expects_100);
  EXPECT_EQ(parser.head().length, 1U);
  RequestParser old(kLimits);
  ASSERT_EQ(old.put("GET / HTTP/1.0\r\n\r\n", used), State::head);
  EXPECT_FALSE(old.head().keep_alive);
}

}  // namespace
}  // namespace cognate::server::http
