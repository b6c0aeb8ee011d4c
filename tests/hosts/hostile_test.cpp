// Broken and malicious files: one clear error or a correct result, soon, in little memory, and nothing half-written.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "json_text.hpp"
#include "samples.hpp"

namespace burnish::hosts {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr rlim_t address_space = rlim_t{4} << 30;
constexpr long most_kib = 1024 * 1024;
constexpr double longest = 10;

bool is_instrumented() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return true;
#else
  return false;
#endif
}

Settings bounded() {
  Settings s;
  if (!is_instrumented()) s.address_space = address_space;  // sanitizers reserve terabytes
  s.patience = std::chrono::seconds(60);
  return s;
}

void expect_bounded(const Outcome& o, const std::string& name) {
  EXPECT_TRUE(o.status == 0 || o.status == 3) << name << " gave " << o.status << ": " << o.err;
  if (!is_instrumented()) {
    EXPECT_LT(o.peak_kib, most_kib) << name;
  }
}

/// The rule for one file.
void expect_survives(const fs::path& file) {
  const Scratch s;
  const std::string name = file.filename().string();
  const Outcome o = burnish_in(s, {"transform", "c_fit,w_256,h_256/f_png", file.string(), "-o", "out/"}, bounded());
  expect_bounded(o, name);
  EXPECT_LT(o.seconds, longest) << name;
  EXPECT_THAT(s.leftovers(), ElementsAre()) << name;
  if (o.status == 0) {
    ASSERT_EQ(s.files("out").size(), 1U) << name;
    const kit::Picture p = decoded(s.path() / "out" / s.files("out")[0]);
    EXPECT_LE(std::max(p.width(), p.height()), 256) << name;
  } else {
    EXPECT_THAT(s.files(), ElementsAre()) << name;
    EXPECT_THAT(o.err, HasSubstr(name));
    EXPECT_THAT(o.err, HasSubstr("burnish: error: ")) << name;
  }
}

TEST(Hostile, EveryCutOfAPictureIsOneErrorOrAResult) {
  const Scratch s;
  for (const char* format : {"jpeg", "png", "webp", "tiff"}) {
    const std::string whole = encoded(format, 120, 90);
    for (int part = 0; part < 8; ++part) {
      const std::string name = std::string(format) + std::to_string(part) + ".cut";
      s.write("in/" + name, whole.substr(0, whole.size() * static_cast<std::size_t>(part) / 8));
    }
  }
  const Outcome o = burnish_in(s, {"transform", "c_fit,w_64/f_png", "in/*", "-o", "out", "--json"}, bounded());
  EXPECT_EQ(o.status, 3);
  const Json report = read_json(o.out);
  EXPECT_EQ(report["outputs"].elements.size() + report["failed"].elements.size(), 32U);
  EXPECT_THAT(s.leftovers(), ElementsAre());
  for (const Json& f : report["failed"].elements) EXPECT_THAT(f["message"].text, HasSubstr(f["input"].text));
}

TEST(Hostile, FlippedBytesAreOneErrorOrAResult) {
  const Scratch s;
  for (const char* format : {"jpeg", "png", "webp", "tiff"}) {
    const std::string whole = encoded(format, 120, 90);
    for (uint64_t i = 0; i < 40; ++i) {
      std::string bytes = whole;
      for (uint64_t k = 0; k < 3; ++k) {
        const auto at = static_cast<std::size_t>(kit::hash01(7, i, k) * static_cast<double>(bytes.size()));
        bytes[at] = static_cast<char>(bytes[at] ^ static_cast<char>(1 + static_cast<int>(kit::hash01(9, i, k) * 255)));
      }
      s.write("in/" + std::string(format) + std::to_string(i), bytes);
    }
  }
  const Outcome o = burnish_in(s, {"transform", "c_fit,w_64/f_png", "in/*", "-o", "out", "--json"}, bounded());
  expect_bounded(o, "flipped bytes");
  const Json report = read_json(o.out);
  EXPECT_EQ(report["outputs"].elements.size() + report["failed"].elements.size(), 160U) << o.err;
  EXPECT_THAT(s.leftovers(), ElementsAre());
  expect_bounded(burnish_in(s, {"info", "in/*"}, bounded()), "flipped bytes");
}

TEST(Hostile, NamesAreNoCommandsAndNoOptions) {
  const Scratch s;
  for (const char* name :
       {"-rf.png", "$(touch owned).png", "a;b.png", "{stem}.png", "%s%n.png", "new\nline.png", " .png"})
    s.write(std::string("in/") + name, encoded("png", 16, 16));
  const Outcome o = burnish_in(s, {"transform", "c_fit,w_8", "in", "-o", "out"});
  EXPECT_EQ(o.status, 0) << o.err;
  EXPECT_TRUE(s.has("out/-rf.png"));
  EXPECT_TRUE(s.has("out/{stem}.png"));
  EXPECT_TRUE(s.has("out/%s%n.png"));
  EXPECT_FALSE(s.has("owned"));
}

TEST(Hostile, TheCorpusIsSurvived) {
  const fs::path corpus = shared("data/hostile");
  if (corpus.empty()) GTEST_SKIP() << "no shared corpus; set BURNISH_SHARED";
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(corpus)) {
    const std::string name = entry.path().filename().string();
    if (entry.is_regular_file() && name != "MANIFEST.tsv" && name != "README.md") files.push_back(entry.path());
  }
  EXPECT_GT(files.size(), 200U);
  std::atomic<std::size_t> next{0};
  std::vector<std::thread> threads;
  for (unsigned t = 0; t < std::max(1U, std::thread::hardware_concurrency()); ++t)
    threads.emplace_back([&] {
      for (std::size_t i = next++; i < files.size(); i = next++) expect_survives(files[i]);
    });
  for (std::thread& t : threads) t.join();
}

TEST(Hostile, InfoSurvivesTheCorpus) {
  const fs::path corpus = shared("data/hostile");
  if (corpus.empty()) GTEST_SKIP() << "no shared corpus; set BURNISH_SHARED";
  const Outcome o = burnish({"info", (corpus / "*").string(), "--json"}, bounded());
  expect_bounded(o, "info");
  EXPECT_TRUE(read_json(o.out).valid());
  EXPECT_GT(read_json(o.out)["files"].elements.size(), 50U);
}

}  // namespace
}  // namespace burnish::hosts
