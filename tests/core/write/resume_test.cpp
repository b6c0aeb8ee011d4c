#include "write/resume.hpp"

#include <gmock/gmock.h>

#include <thread>

#include "core/write/scratch.hpp"
#include "load/sha256.hpp"
#include "write/json_line.hpp"

namespace burnish::testing_write {
namespace {

// An input and its output, both on disk, and the record of them.
class ResumeLogTest : public testing::Test {
 protected:
  FinishedOutput finish(const std::string& input, const std::string& name) {
    FinishedOutput r;
    EXPECT_TRUE(describe_input(scratch_.write(input, "input " + input), r));
    r.run = "key";
    r.name = name;
    r.path = input + "-" + name + ".jpg";
    const std::string bytes = "output " + r.path;
    scratch_.write("out/" + r.path, bytes);
    r.bytes = bytes.size();
    r.sha256 = sha256_hex(bytes);
    r.width = 1920;
    r.height = 800;
    r.format = "jpeg";
    r.quality = 80.5;
    return r;
  }
  [[nodiscard]] fs::path out() const { return scratch_ / "out"; }
  [[nodiscard]] fs::path log() const { return out() / ResumeLog::file_name; }
  [[nodiscard]] bool is_done(const std::string& input, const std::string& name, const std::string& run = "key") const {
    return ResumeLog(out(), true).find(run, scratch_ / input, name).has_value();
  }
  Scratch scratch_;
};

TEST_F(ResumeLogTest, FindsWhatWasFinished) {
  const FinishedOutput r = finish("a.png", "hero");
  ASSERT_TRUE(ResumeLog(out(), false).append(r).ok());
  const auto found = ResumeLog(out(), true).find("key", scratch_ / "a.png", "hero");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->path, r.path);
  EXPECT_EQ(found->width, 1920);
  EXPECT_EQ(found->quality, 80.5);
  EXPECT_FALSE(is_done("a.png", "card"));
  EXPECT_FALSE(is_done("b.png", "hero"));
  EXPECT_FALSE(is_done("a.png", "hero", "another pipeline"));
  EXPECT_FALSE(ResumeLog(out(), false).find("key", scratch_ / "a.png", "hero")) << "not asked to resume";
}

TEST_F(ResumeLogTest, DoesNotMatchAfterAChange) {
  for (const char* change : {"input", "time", "output", "shorter", "gone"}) {
    ASSERT_TRUE(ResumeLog(out(), false).append(finish("a.png", "hero")).ok());
    ASSERT_TRUE(is_done("a.png", "hero"));
    const std::string what = change;
    const fs::path output = out() / "a.png-hero.jpg";
    if (what == "input") scratch_.write("a.png", "another, longer input");
    if (what == "time")
      fs::last_write_time(scratch_ / "a.png", fs::file_time_type::clock::now() - std::chrono::hours(1));
    if (what == "output") scratch_.write("out/a.png-hero.jpg", "OUTPUT a.png-hero.jpg");
    if (what == "shorter") fs::resize_file(output, 3);
    if (what == "gone") fs::remove(output);
    EXPECT_FALSE(is_done("a.png", "hero")) << change;
  }
}

TEST_F(ResumeLogTest, SurvivesDamageAtAnyByte) {
  {
    ResumeLog written(out(), false);
    for (const char* input : {"a.png", "b.png", "c.png"}) ASSERT_TRUE(written.append(finish(input, "hero")).ok());
  }
  const std::string whole = read_file(log());
  const std::size_t first = whole.find('\n') + 1, second = whole.find('\n', first) + 1;
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string bent = whole;
    bent[at] = "\0\"\n\xFF"[at % 4];
    scratch_.write(std::string("out/") + ResumeLog::file_name, bent);
    const ResumeLog bent_log(out(), true);
    const bool spares_first = at >= first, spares_second = at + 1 < first || at >= second;
    EXPECT_TRUE(bent_log.find("key", scratch_ / "a.png", "hero") || !spares_first) << at;
    EXPECT_TRUE(bent_log.find("key", scratch_ / "b.png", "hero") || !spares_second) << at;
  }
}

TEST_F(ResumeLogTest, GoesOnAfterALineThatWasCutShort) {
  ASSERT_TRUE(ResumeLog(out(), false).append(finish("a.png", "hero")).ok());
  const std::string whole = read_file(log());
  const FinishedOutput next = finish("b.png", "hero");
  for (std::size_t n = 0; n <= whole.size(); ++n) {
    scratch_.write(std::string("out/") + ResumeLog::file_name, whole.substr(0, n));
    ASSERT_TRUE(ResumeLog(out(), true).append(next).ok());
    EXPECT_TRUE(is_done("b.png", "hero")) << n;
  }
}

TEST_F(ResumeLogTest, TakesLinesOfManyThreads) {
  ResumeLog log_of_all(out(), false);
  std::vector<FinishedOutput> records;
  for (int i = 0; i < 64; ++i) records.push_back(finish("i" + std::to_string(i), "x"));
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      for (std::size_t i = t; i < records.size(); i += 4) EXPECT_TRUE(log_of_all.append(records[i]).ok());
    });
  for (std::thread& t : threads) t.join();
  for (int i = 0; i < 64; ++i) EXPECT_TRUE(is_done("i" + std::to_string(i), "x"));
}

TEST_F(ResumeLogTest, DoesNotReadOutsideTheFolder) {
  FinishedOutput r = finish("a.png", "hero");
  scratch_.write("secret", "output a.png-hero.jpg");
  r.path = "../secret";
  ASSERT_TRUE(ResumeLog(out(), false).append(r).ok());
  EXPECT_FALSE(is_done("a.png", "hero"));
}

TEST(JsonLine, RoundTripsAnyText) {
  std::string all;
  for (int c = 0; c < 256; ++c) all += static_cast<char>(c);
  const std::string line = json_line({{all, all}, {"n", int64_t{-5}}, {"big", INT64_MAX}, {"q", 0.1}});
  EXPECT_EQ(line.find('\n'), std::string::npos);
  const auto parsed = parse_json_line(line);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(std::get<std::string>(parsed->at(all)), all);
  EXPECT_EQ(std::get<int64_t>(parsed->at("n")), -5);
  EXPECT_EQ(std::get<int64_t>(parsed->at("big")), INT64_MAX);
  EXPECT_EQ(std::get<double>(parsed->at("q")), 0.1);
}

TEST(JsonLine, RefusesWhatIsNotOneFlatObject) {
  EXPECT_TRUE(parse_json_line(" { \"a\" : 1 , \"b\" : \"\\u0041\\n\" } \r"));
  EXPECT_TRUE(parse_json_line("{}"));
  for (const char* bad : {"", "{", "}", "{\"a\"}", "{\"a\":}", "{\"a\":1", "{\"a\":1,}", "{\"a\":1}x", "[1]", "{a:1}",
                          "{\"a\":\"x}", "{\"a\":\"\\u00\"}", "{\"a\":\"\\q\"}", "{\"a\":{}}", "{\"a\":1}{\"b\":2}"})
    EXPECT_FALSE(parse_json_line(bad)) << bad;
}

}  // namespace
}  // namespace burnish::testing_write
