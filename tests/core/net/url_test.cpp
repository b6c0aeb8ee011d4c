#include "net/url.hpp"

#include <gmock/gmock.h>

namespace burnish::net {
namespace {

using testing::HasSubstr;

Url read(std::string_view text) {
  std::string why;
  const auto url = parse_url(text, why);
  EXPECT_TRUE(url) << text << ": " << why;
  return url.value_or(Url());
}

TEST(Url, IsReadIntoItsParts) {
  const Url url = read("HTTPS://API.bfl.ai:8443/v1//?id=a%2Fb#x");
  EXPECT_TRUE(url.https);
  EXPECT_EQ(url.host, "api.bfl.ai");
  EXPECT_EQ(url.port, 8443);
  EXPECT_EQ(url.prefix, "/v1");
  EXPECT_TRUE(url.has_query);
  EXPECT_EQ(url.authority(), "api.bfl.ai:8443");
  EXPECT_EQ(read("http://[::1]:8080/a").authority(), "[::1]:8080");
  EXPECT_EQ(read("https://x.y").authority(), "x.y");
  EXPECT_EQ(read("https://x.y?@evil.example").host, "x.y");
  EXPECT_TRUE(read("https://x.y/a").same_origin(read("https://X.Y:443/b")));
  EXPECT_FALSE(read("https://x.y").same_origin(read("http://x.y:443")));
}

TEST(Url, InADubiousSpellingIsRefused) {
  for (const char* text : {"",
                           "api.bfl.ai",
                           "ftp://x.y",
                           "file:///etc/passwd",
                           "//x.y",
                           "https:x.y",
                           "https://",
                           "https:///x",
                           "https://user@x.y",
                           "https://api.bfl.ai@evil.example/",
                           "https://x.y\\@evil.example",
                           "https://x y/",
                           "https://x.y/\r\nX: 1",
                           "https://x.y/\xc3\xa9",
                           "https://x.y:0/",
                           "https://x.y:65536",
                           "https://x.y:",
                           "https://x.y:+1",
                           "https://x.y.",
                           "https://.x.y",
                           "https://x..y",
                           "https://x%2ey",
                           "https://127.1/",
                           "https://2130706433/",
                           "https://0x7f000001/",
                           "https://0177.0.0.1/",
                           "https://1.2.3.4.5/",
                           "https://[127.0.0.1]/",
                           "https://[::1",
                           "https://[::1%25lo]/",
                           "https://[fe80::1]x/"}) {
    std::string why;
    EXPECT_FALSE(parse_url(text, why)) << text;
    EXPECT_FALSE(why.empty()) << text;
  }
  std::string why;
  EXPECT_FALSE(parse_url("https://x.y/" + std::string(20000, 'a'), why));
  EXPECT_THAT(why, HasSubstr("20012 bytes"));
}

TEST(Url, IsShownWithoutWhatMayBeSecret) {
  EXPECT_EQ(shown("https://x.y/a?sig=abc"), "https://x.y/a");
  EXPECT_EQ(shown("https://user:pass@x.y/a#b"), "https://...@x.y/a");
  EXPECT_EQ(shown("user:p@ss@x.y"), "...@x.y");
  EXPECT_EQ(shown("https://x.y/\n\x1b[0m"), "https://x.y/??[0m");
  EXPECT_EQ(shown(std::string(1000, 'a')).size(), 200U);
}

TEST(Url, LoopbackIsKnownByItsNames) {
  for (const char* text : {"http://localhost", "http://LOCALHOST:1", "http://a.localhost", "http://127.0.0.1",
                           "http://127.9.9.9", "http://[::1]", "http://[::ffff:127.0.0.1]"})
    EXPECT_TRUE(is_loopback(read(text))) << text;
  for (const char* text :
       {"http://localhost.example", "http://127.0.0.1.example", "http://10.0.0.1", "http://notlocalhost"})
    EXPECT_FALSE(is_loopback(read(text))) << text;
}

TEST(Url, HostPatternsMatchNoMoreThanTheySay) {
  EXPECT_TRUE(host_matches("api.bfl.ai", read("https://API.BFL.AI/x")));
  EXPECT_FALSE(host_matches("api.bfl.ai", read("https://api.bfl.ai:8443/x")));
  EXPECT_TRUE(host_matches("api.bfl.ai:8443", read("https://api.bfl.ai:8443/x")));
  EXPECT_FALSE(host_matches("api.bfl.ai", read("https://xapi.bfl.ai")));
  EXPECT_FALSE(host_matches("api.bfl.ai", read("https://api.bfl.ai.evil.example")));
  EXPECT_TRUE(host_matches("*.bfl.ai", read("https://api.bfl.ai")));
  EXPECT_TRUE(host_matches("*.bfl.ai", read("https://a.b.bfl.ai")));
  EXPECT_FALSE(host_matches("*.bfl.ai", read("https://bfl.ai")));
  EXPECT_FALSE(host_matches("*.bfl.ai", read("https://evilbfl.ai")));
  EXPECT_FALSE(host_matches("*.bfl.ai", read("https://bfl.ai.evil.example")));
  EXPECT_TRUE(host_matches("[::1]:80", read("http://[::1]")));
  for (const char* right : {"a.b", "*.a.b", "localhost", "a.b:1", "127.0.0.1", "[::1]:7"})
    EXPECT_TRUE(is_host_pattern(right)) << right;
  for (const char* wrong :
       {"", "*", "*.", "*.ai", "*.*.ai", "a*.b", "https://a.b", "a.b/c", "*.10.0.0.1", "a b", "u@a.b"})
    EXPECT_FALSE(is_host_pattern(wrong)) << wrong;
}

}  // namespace
}  // namespace burnish::net
