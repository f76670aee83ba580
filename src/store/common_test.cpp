#include <gtest/gtest.h>

#include "cognate/store.h"
#include "store/json_text.h"

namespace cognate {
namespace {

TEST(Metric, EveryNameLeadsBackToItsMetric) {
  for (const Metric metric : {Metric::cosine, Metric::l2, Metric::ip}) {
    const auto again = metric_of(metric_name(metric));
    ASSERT_TRUE(again);
    EXPECT_EQ(*again, metric);
  }
}

TEST(Metric, AnUnknownNameIsRefusedWithThoseThatAreThere) {
  const auto metric = metric_of("Cosine");
  ASSERT_FALSE(metric);
  EXPECT_EQ(metric.error().code, Code::invalid_argument);
  EXPECT_EQ(metric.error().message, "no metric is called \"Cosine\"; there are cosine, l2, ip");
}

TEST(JsonText, QuotesBackslashesAndControlCharactersAreEscaped) {
  EXPECT_EQ(store::quoted_json("a\"b\\c\n\x01é"), "\"a\\\"b\\\\c\\u000a\\u0001é\"");
  EXPECT_EQ(store::quoted_json(""), "\"\"");
}

}  // namespace
}  // namespace cognate
