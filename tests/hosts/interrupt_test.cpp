// SIGINT stops a run soon and leaves nothing half-written; what was finished stays.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "json_text.hpp"
#include "samples.hpp"

namespace burnish::hosts {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;

/// Interrupts the command after several delays; those that ended before count as well.
void expect_clean_stop(const Words& arguments, std::initializer_list<int> delays) {
  for (const int delay : delays) {
    const Scratch s;
    const Outcome o = burnish_in(s, arguments, {.interrupt_after = milliseconds(delay)});
    if (o.ended_before_interrupt) {
      EXPECT_EQ(o.status, 0) << o.err;
      continue;
    }
    // A signal that arrives while the process ends may come too late to change anything.
    EXPECT_TRUE(o.status == 130 || o.status == 0 || (delay < 50 && o.status == -SIGINT)) << o.status << ' ' << o.err;
    EXPECT_LT(o.seconds_to_stop, 2) << delay;
    EXPECT_THAT(s.leftovers(), ElementsAre());
    if (o.status == 130) {
      EXPECT_EQ(o.err, "burnish: error: cancelled; what was finished stays\n");
    }
  }
}

TEST(Interrupt, OfAFullSizeEditLeavesNothing) {
  expect_clean_stop({"transform", "c_scale,w_3000/f_jpg", photograph().string(), "-o", "x.jpg"}, {20, 100, 300});
}

TEST(Interrupt, OfAWebpEncodeLeavesNothing) {
  expect_clean_stop({"transform", "f_webp", photograph().string(), "-o", "x.webp"}, {150, 500, 1000});
}

TEST(Interrupt, OfATiffEncodeLeavesNothing) {
  expect_clean_stop({"transform", "c_scale,w_6000/f_tiff", photograph().string(), "-o", "x.tif"}, {200, 500});
}

TEST(Interrupt, OfSevenVariantsLeavesNothing) {
  expect_clean_stop({"run", channels().string(), photograph().string(), "-o", "x/"}, {100, 250, 500});
}

TEST(Interrupt, OfABatchKeepsWhatIsFinished) {
  const Scratch s;
  const std::string picture = encoded("jpeg", 1600, 1200);
  for (int i = 0; i < 60; ++i) s.write("in/" + std::to_string(100 + i) + ".jpg", picture);
  const Outcome o = burnish_in(s, {"transform", "c_scale,w_1500", "in", "-o", "out/", "--json"},
                               {.interrupt_after = milliseconds(400)});
  if (o.ended_before_interrupt) GTEST_SKIP() << "this machine did 60 pictures in 0.4 s";
  EXPECT_EQ(o.status, 130);
  EXPECT_LT(o.seconds_to_stop, 2);
  EXPECT_THAT(s.leftovers(), ElementsAre());
  const Json report = read_json(o.out);
  ASSERT_TRUE(report.valid()) << o.out;
  EXPECT_LT(report["outputs"].elements.size(), 60U);
  for (const Json& output : report["outputs"].elements)
    EXPECT_EQ(static_cast<double>(fs::file_size(s / output["path"].text)), output["bytes"].number);
  const Outcome rest = burnish_in(s, {"transform", "c_scale,w_1500", "in", "-o", "out/", "--json", "--resume"});
  EXPECT_EQ(rest.status, 0);
  std::size_t skipped = 0;
  const Json resumed = read_json(rest.out);
  for (const Json& output : resumed["outputs"].elements) skipped += output["skipped"].boolean ? 1U : 0U;
  EXPECT_EQ(skipped, report["outputs"].elements.size());
  EXPECT_EQ(resumed["outputs"].elements.size(), 60U);
}

}  // namespace
}  // namespace burnish::hosts
