// Generated pictures and generative steps in pipelines.
#include "generating.hpp"

namespace burnish::hosts {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class GenerativePipelines : public Generating {
 protected:
  [[nodiscard]] Outcome run_pipeline(const std::string& text, Words more = {}) const {
    s_.write("pipeline.json", text);
    Words words{"run", "pipeline.json"};
    words.insert(words.end(), more.begin(), more.end());
    return burnish_here(words);
  }
  /// Steps on photo.png (320x240) into out.png.
  [[nodiscard]] Outcome edit(const std::string& steps, Words more = {}) const {
    write_picture("photo.png", 320, 240);
    write_mask("mask.png", 320, 240);
    return run_pipeline(R"({"burnish":1,"outputs":[{"name":"out","steps":[)" + steps + R"(],"write":"out.png"}]})",
                        [&] {
                          more.insert(more.begin(), "photo.png");
                          return more;
                        }());
  }
  /// Bit-identical outside the mask's white part, different inside.
  void expect_changed_inside_only() const {
    const standins::Picture before = picture("photo.png"), after = picture("out.png"), mask = picture("mask.png");
    ASSERT_TRUE(after.same_size(before));
    int changed = 0;
    for (int y = 0; y < before.height; ++y)
      for (int x = 0; x < before.width; ++x) {
        const bool same = std::equal(before.at(x, y), before.at(x, y) + 4, after.at(x, y));
        if (mask.at(x, y)[0] == 0) {
          ASSERT_TRUE(same) << x << ' ' << y;
        } else if (!same) {
          ++changed;
        }
      }
    EXPECT_GT(changed, 1000);
  }
  [[nodiscard]] std::string endpoint() const {
    const auto all = standin_.received(Stage::Submit);
    return all.empty() ? "" : all.back().request.path();
  }
};

const std::string whole_job = R"({
  "burnish": 1,
  "nodes": {
    "made":   { "generate": "flux-2-pro", "prompt": "an otter", "width": 320, "height": 240, "seed": 5 },
    "filled": { "from": "made", "steps": [ { "op": "gen_fill", "backend": "flux", "prompt": "a lake", "mask": "mask.png" } ] },
    "cut":    { "from": "filled", "steps": [ { "op": "crop", "aspect": "1:1" } ] }
  },
  "outputs": [
    { "name": "a", "from": "cut", "steps": [ { "op": "resize", "width": 16 } ], "write": "a.jpg" },
    { "name": "b", "from": "cut", "steps": [ { "op": "resize", "width": 32 } ], "write": "b.png" },
    { "name": "c", "from": "cut", "steps": [ { "op": "resize", "width": 48 } ], "write": "c.webp" },
    { "name": "d", "from": "cut", "steps": [ { "op": "flip" } ], "write": "d.jpg" },
    { "name": "e", "from": "cut", "transform": "c_fill,w_60,h_20", "write": "e.jpg" },
    { "name": "f", "from": "filled", "write": "f.png" },
    { "name": "g", "from": "made", "write": "g.png" }
  ]
})";

TEST_F(GenerativePipelines, GenerateFillCropAndWriteSevenVariantsInOneRun) {
  write_mask("mask.png", 320, 240);
  const Outcome o = run_pipeline(whole_job, {"-o", "out"});
  ASSERT_EQ(o.status, 0) << o.err;
  EXPECT_EQ(size_of("out/a.jpg"), "16x16");
  EXPECT_EQ(size_of("out/e.jpg"), "60x20");
  EXPECT_EQ(size_of("out/f.png"), "320x240");
  EXPECT_EQ(size_of("out/g.png"), "320x240");
  for (const char* name : {"a.jpg", "b.png", "c.webp", "d.jpg", "e.jpg", "f.png", "g.png"})
    EXPECT_TRUE(s_.has(std::string("out/") + name)) << name;
  EXPECT_EQ(charged(), 2);
  ASSERT_EQ(run_pipeline(whole_job, {"-o", "again"}).status, 0);
  EXPECT_EQ(charged(), 2);
}

TEST_F(GenerativePipelines, AreEstimatedInADryRun) {
  write_mask("mask.png", 320, 240);
  const Outcome o = run_pipeline(whole_job, {"-o", "out", "--dry-run"});
  EXPECT_EQ(o.status, 0) << o.err;
  EXPECT_THAT(o.err + o.out, HasSubstr("8 credits"));
  EXPECT_THAT(standin_.received(), IsEmpty());
  EXPECT_FALSE(s_.has("out"));
}

TEST_F(GenerativePipelines, FillThroughAMaskAndLeaveTheRestAsItIs) {
  const Outcome o = edit(R"({"op":"gen_fill","backend":"flux","prompt":"a lake","mask":"mask.png"})");
  ASSERT_EQ(o.status, 0) << o.err;
  EXPECT_EQ(endpoint(), "/v1/flux-pro-1.0-fill");
  expect_changed_inside_only();
}

TEST_F(GenerativePipelines, RemoveThroughAMaskAndLeaveTheRestAsItIs) {
  const Outcome o = edit(R"({"op":"gen_remove","mask":"mask.png"})");
  ASSERT_EQ(o.status, 0) << o.err;
  EXPECT_EQ(endpoint(), "/v1/flux-tools/erase-v1");
  expect_changed_inside_only();
}

TEST_F(GenerativePipelines, ReplaceThroughAMaskAndLeaveTheRestAsItIs) {
  const Outcome o = edit(R"({"op":"gen_replace","to":"a heron","mask":"mask.png"})");
  ASSERT_EQ(o.status, 0) << o.err;
  expect_changed_inside_only();
}

TEST_F(GenerativePipelines, EditByInstructionKeepTheSizeAndSayThatAllMayHaveChanged) {
  for (const char* step : {R"({"op":"gen_replace","from":"the otter","to":"a heron"})",
                           R"({"op":"gen_recolor","prompt":"the otter","colour":"#ff8800"})",
                           R"({"op":"gen_background_replace","prompt":"a beach"})", R"({"op":"gen_restore"})",
                           R"({"op":"gen_remove","prompt":"the otter"})"}) {
    const Outcome o = edit(step);
    ASSERT_EQ(o.status, 0) << step << o.err;
    EXPECT_EQ(size_of("out.png"), "320x240") << step;
    EXPECT_THAT(o.err, HasSubstr("the whole picture may have changed")) << step;
  }
}

TEST_F(GenerativePipelines, ExtendTheCanvas) {
  const Outcome o = edit(R"({"op":"gen_fill","left":32,"right":16})");
  ASSERT_EQ(o.status, 0) << o.err;
  EXPECT_EQ(size_of("out.png"), "368x240");
}

TEST_F(GenerativePipelines, Upscale) {
  const Outcome o = edit(R"({"op":"upscale","factor":2})");
  ASSERT_EQ(o.status, 0) << o.err;
  EXPECT_EQ(size_of("out.png"), "640x480");
}

TEST_F(GenerativePipelines, KeepTheSizeWhenTheProviderGivesAnother) {
  fault("submit-other-size");
  const Outcome o = edit(R"({"op":"gen_fill","prompt":"a lake","mask":"mask.png"})");
  ASSERT_EQ(o.status, 0) << o.err;
  expect_changed_inside_only();
}

TEST_F(GenerativePipelines, RefuseAMaskOfAnotherSize) {
  write_picture("photo.png", 320, 240);
  write_mask("small.png", 100, 100);
  const Outcome o = run_pipeline(
      R"({"burnish":1,"outputs":[{"name":"out","steps":[{"op":"gen_fill","mask":"small.png"}],"write":"out.png"}]})",
      {"photo.png"});
  EXPECT_THAT(o.status, testing::AnyOf(2, 3, 5)) << o.err;
  EXPECT_THAT(o.err, HasSubstr("100x100"));
  EXPECT_EQ(submissions(), 0);
}

TEST_F(GenerativePipelines, RecordACompositeForAnEditOfAPhotograph) {
  ASSERT_EQ(edit(R"({"op":"gen_fill","prompt":"a lake","mask":"mask.png"})").status, 0);
  const Outcome o = burnish_here({"info", "--json", "out.png"});
  EXPECT_THAT(o.out, HasSubstr("compositeWithTrainedAlgorithmicMedia"));
  EXPECT_THAT(o.out, HasSubstr("gen_fill by bfl")) << "in its history";
}

TEST_F(GenerativePipelines, FailWithExitStatus5AndKeepTheTicket) {
  fault("poll-403");
  const Outcome o = edit(R"({"op":"gen_restore"})", {"--timeout", "5"});
  EXPECT_EQ(o.status, 5) << o.err;
  EXPECT_EQ(tickets().size(), 1U);
  standin_.no_faults();
  ASSERT_EQ(edit(R"({"op":"gen_restore"})").status, 0);
  EXPECT_EQ(charged(), 1);
  EXPECT_THAT(tickets(), IsEmpty());
}

TEST_F(GenerativePipelines, KilledAndRunAgainPayOnce) {
  write_mask("mask.png", 320, 240);
  s_.write("pipeline.json", whole_job);
  fault("delivery-hold");
  {
    Running running(command({"run", "pipeline.json", "-o", "out"}), settings_);
    ASSERT_TRUE(standin_.wait_received(Stage::Delivery, 1, std::chrono::seconds(20)));
    (void)running.stop(SIGKILL);
  }
  standin_.no_faults();
  ASSERT_EQ(run_pipeline(whole_job, {"-o", "out"}).status, 0);
  EXPECT_EQ(charged(), 2);
}

TEST_F(GenerativePipelines, SayWhichProviderHasAnOperation) {
  settings_.environment["FAL_KEY"] = canary;
  settings_.environment["FAL_BASE_URL"] = standin_.url();
  const Outcome o = edit(R"({"op":"gen_fill","mask":"mask.png"})", {"--provider", "fal"});
  EXPECT_NE(o.status, 0);
  EXPECT_THAT(o.err, HasSubstr("bfl"));
  EXPECT_EQ(submissions(), 0);
}

}  // namespace
}  // namespace burnish::hosts
