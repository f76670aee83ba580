#include "server/http/message.h"

#include <gtest/gtest.h>

#include "server/http/listen_address.h"

namespace cognate::server::http {
namespace {

TEST(Message, AHeadSaysWhatFollowsIt) {
  std::string out;
  append_head(out, {.status = 404, .body = "{}", .fields = {{"x-a", "1"}}},
              {.date = "D", .close = true});
  EXPECT_EQ(out,
            "HTTP/1.1 404 Not Found\r\ndate: D\r\ncontent-type: application/json\r\n"
            "content-length: 2\r\nx-a: 1\r\nconnection: close\r\n\r\n");
}

TEST(Message, ADateIsWrittenAsTheStandardHasIt) {
  EXPECT_EQ(http_date(784111777), "Sun, 06 Nov 1994 08:49:37 GMT");
}

TEST(Message, FieldsAreFoundWhateverTheirCase) {
  RequestHead head;
  head.fields = {{"Host", "a"}, {"HOST", "b"}};
  EXPECT_EQ(head.field("host"), "a");
  EXPECT_EQ(head.count("hOsT"), 2U);
  EXPECT_EQ(head.field("x"), "");
}

TEST(Message, MethodsHaveNames) {
  EXPECT_EQ(method_of("DELETE"), Method::del);
  EXPECT_EQ(method_name(Method::del), "DELETE");
  EXPECT_EQ(method_of("delete"), Method::other) << "methods are case-sensitive";
}

TEST(ListenAddress, IsReadInEveryForm) {
  const auto v4 = parse_listen_address("127.0.0.1:80");
  ASSERT_TRUE(v4);
  EXPECT_EQ(v4->host, "127.0.0.1");
  EXPECT_EQ(v4->port, 80);
  const auto v6 = parse_listen_address("[::1]:0");
  ASSERT_TRUE(v6);
  EXPECT_EQ(v6->host, "::1");
  EXPECT_EQ(parse_listen_address(":80")->host, "0.0.0.0");
  EXPECT_EQ(parse_listen_address("unix:/tmp/a")->path, "/tmp/a");
  for (const char* wrong : {"", "80", "a:", "a:x", "a:65536", "a:-1", "::1:80", "unix:"}) {
    EXPECT_FALSE(parse_listen_address(wrong)) << wrong;
  }
}

TEST(ListenAddress, OnlyThisMachineIsLocal) {
  for (const char* local : {"127.0.0.1:1", "127.9.9.9:1", "[::1]:1", "localhost:1", "unix:/a"}) {
    EXPECT_TRUE(is_local(*parse_listen_address(local))) << local;
  }
  for (const char* far : {"0.0.0.0:1", ":1", "[::]:1", "10.0.0.1:1", "example.org:1"}) {
    EXPECT_FALSE(is_local(*parse_listen_address(far))) << far;
  }
}

TEST(ListenAddress, HostsAreTakenOutOfAuthorities) {
  EXPECT_EQ(host_of("a.b:80"), "a.b");
  EXPECT_EQ(host_of("[::1]:80"), "::1");
  EXPECT_TRUE(is_ip_literal("::1"));
  EXPECT_TRUE(is_ip_literal("10.0.0.1"));
  EXPECT_FALSE(is_ip_literal("10.0.0.1.evil.example"));
  EXPECT_FALSE(is_ip_literal(""));
}

}  // namespace
}  // namespace cognate::server::http
