// The small parts: traces, problems, metrics, alerts, the work pool.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <set>

#include "base/error.h"
#include "server/alert_book.h"
#include "server/problem.h"
#include "server/prometheus.h"
#include "server/trace.h"
#include "server/work_pool.h"

namespace cognate::server {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

TEST(Trace, AClientsTraceIsCarriedOnWithANewParent) {
  EXPECT_EQ(trace_id(kParent), "0af7651916cd43dd8448eb211c80319c");
  const std::string child = child_traceparent(kParent);
  EXPECT_EQ(trace_id(child), trace_id(kParent));
  EXPECT_NE(child, kParent);
  EXPECT_TRUE(child.ends_with("-01"));
}

TEST(Trace, WhatIsNoTraceIsNone) {
  std::string upper(kParent);
  upper[4] = 'A';
  for (const std::string_view wrong :
       {std::string_view(), std::string_view("00-0-0-0"), kParent.substr(1),
        std::string_view(upper),
        std::string_view("00-00000000000000000000000000000000-b7ad6b7169203331-01"),
        std::string_view("00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01")}) {
    EXPECT_EQ(trace_id(wrong), "") << wrong;
  }
}

TEST(RequestId, IsTheClientsWhereItIsCleanAndNewWhereItIsNot) {
  EXPECT_EQ(request_id("a-B_9.z"), "a-B_9.z");
  for (const std::string& wrong :
       {std::string(), std::string("a b"), std::string("a\r\nb"), std::string(200, 'a')}) {
    EXPECT_EQ(request_id(wrong).size(), 16U) << wrong;
  }
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    EXPECT_TRUE(seen.insert(request_id("")).second);
  }
}

TEST(Problem, NamesTheFieldInTheFormOfTheClient) {
  const Error error = fail(Code::invalid_argument, "input[3]: is empty");
  const Problem problem = problem_of(error, Dialect::openai);
  EXPECT_EQ(problem.status, 400);
  EXPECT_EQ(response_of(problem, Dialect::openai).body,
            R"({"error":{"message":"input[3]: is empty","type":"invalid_request_error",)"
            R"("param":"input","code":"invalid_argument"}})");
  const Problem tei = problem_of(error, Dialect::tei);
  EXPECT_EQ(tei.status, 422);
  EXPECT_EQ(response_of(tei, Dialect::tei).body,
            R"({"error":"input[3]: is empty","error_type":"Validation"})");
  EXPECT_EQ(response_of(problem_of(error, Dialect::ours), Dialect::ours).content_type,
            "application/problem+json");
}

TEST(Problem, TellsNothingOfOurFilesToClients) {
  for (const Code code : {Code::io, Code::corrupt, Code::internal}) {
    const Error error = fail(code, "/secret/place: broken");
    for (const Dialect dialect : {Dialect::ours, Dialect::openai, Dialect::tei}) {
      EXPECT_THAT(response_of(problem_of(error, dialect), dialect).body, Not(HasSubstr("secret")));
    }
  }
}

TEST(Problem, OverloadSaysWhenToComeAgain) {
  const Problem problem = problem_of(fail(Code::unavailable, "full"), Dialect::openai);
  EXPECT_EQ(problem.status, 429);
  std::set<std::string_view> names;
  for (const auto& [name, value] : response_of(problem, Dialect::openai).fields) {
    names.insert(name);
    EXPECT_NE(value.find_first_of("123456789"), value.npos) << value;
  }
  EXPECT_EQ(names, (std::set<std::string_view>{"retry-after", "retry-after-ms"}));
}

TEST(Prometheus, WritesEveryKindAndTheOtherNames) {
  MetricsRegistry registry;
  registry.counter("cognate_a_total", "Things.", "k=\"v\"").add(3);
  registry.gauge("cognate_embedding_queue_texts", "Waiting.").set(2.5);
  static constexpr std::array kBounds = {1., 2.};
  Histogram& histogram = registry.histogram("cognate_h", "Sizes.", kBounds, "k=\"v\"");
  histogram.observe(1);
  histogram.observe(1.5);
  histogram.observe(9);
  EXPECT_EQ(prometheus_text(registry.snapshot()),
            "# HELP cognate_a_total Things.\n# TYPE cognate_a_total counter\n"
            "cognate_a_total{k=\"v\"} 3\n"
            "# HELP cognate_embedding_queue_texts Waiting.\n"
            "# TYPE cognate_embedding_queue_texts gauge\ncognate_embedding_queue_texts 2.5\n"
            "# HELP cognate_h Sizes.\n# TYPE cognate_h histogram\n"
            "cognate_h_bucket{k=\"v\",le=\"1\"} 1\ncognate_h_bucket{k=\"v\",le=\"2\"} 2\n"
            "cognate_h_bucket{k=\"v\",le=\"+Inf\"} 3\ncognate_h_sum{k=\"v\"} 11.5\n"
            "cognate_h_count{k=\"v\"} 3\n"
            "# HELP te_queue_size Waiting.\n# TYPE te_queue_size gauge\nte_queue_size 2.5\n");
}

TEST(AlertBook, KnowsSinceWhenAnAlertIsOnAndWhenItWent) {
  AlertBook book;
  EXPECT_TRUE(book.states().empty());
  const PerformanceAlert alert{.name = "memory_usage", .value = .9, .limit = .8, .text = "much"};
  book.note({alert}, 100);
  book.note({alert}, 200);
  ASSERT_EQ(book.states().size(), 1U);
  EXPECT_TRUE(book.states()[0].on);
  EXPECT_EQ(book.states()[0].since_seconds, 100);
  book.note({}, 300);
  book.note({}, 400);
  EXPECT_FALSE(book.states()[0].on);
  EXPECT_EQ(book.states()[0].since_seconds, 300);
  EXPECT_EQ(book.states()[0].last.value, .9);
}

TEST(WorkPool, RefusesNewWorkWhenFullButGoesOnWithOld) {
  std::latch began(1);
  std::latch go(1);
  std::atomic<int> done{0};
  {
    WorkPool pool(1, 1);
    EXPECT_TRUE(pool.offer([&] {
      EXPECT_TRUE(WorkPool::is_here());
      began.count_down();
      go.wait();
      ++done;
    }));
    began.wait();
    EXPECT_TRUE(pool.offer([&] { ++done; }));
    EXPECT_FALSE(pool.offer([&] { ++done; }));
    pool.go_on([&] { ++done; });
    EXPECT_FALSE(WorkPool::is_here());
    go.count_down();
  }
  EXPECT_EQ(done, 3) << "what was taken is done before the pool ends";
}

}  // namespace
}  // namespace cognate::server
