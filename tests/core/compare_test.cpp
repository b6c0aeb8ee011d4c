#include <gmock/gmock.h>

#include <cmath>

#include "core/built.hpp"

namespace burnish::testing_core {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class Compare : public BuiltPlugins {
 protected:
  // A name alone is one of the shared pictures.
  double score(const std::string& a, const fs::path& b, Metric metric) {
    const fs::path other = b.is_absolute() ? b : shared_image(b.string());
    const auto s = compare(catalogue(), shared_image(a), other, metric, {}, {});
    EXPECT_TRUE(s.ok()) << (s.ok() ? "" : s.error().message());
    return s.ok() ? *s : NAN;
  }
  void write_variants(const std::string& picture, const char* json) {
    const auto pipeline = parse_pipeline(json, "test", catalogue());
    ASSERT_TRUE(pipeline.ok()) << pipeline.error().message();
    const std::vector<Input> inputs{{shared_image(picture), {}}};
    RunOptions options;
    options.output = folder();
    const auto report = run(catalogue(), *pipeline, inputs, options, {});
    ASSERT_TRUE(report.ok()) << report.error().message();
    ASSERT_TRUE(report->failed.empty()) << report->failed[0].error.message();
  }
};

TEST_F(Compare, FindsAPictureEqualToItself) {
  for (const char* name :
       {"cat-small.jpg", "orientation-6.jpg", "cmyk-profile.jpg", "room-16bit.png", "icon-48px.png"}) {
    EXPECT_TRUE(std::isinf(score(name, name, Metric::Psnr))) << name;
    EXPECT_DOUBLE_EQ(score(name, name, Metric::Ssim), 1) << name;
  }
}

TEST_F(Compare, RefusesDifferentSizesNamingBoth) {
  const auto s =
      compare(catalogue(), shared_image("cat-small.jpg"), shared_image("icon-48px.png"), Metric::Psnr, {}, {});
  ASSERT_FALSE(s.ok());
  EXPECT_THAT(s.error().message(), AllOf(HasSubstr("cat-small.jpg (640x427)"), HasSubstr("icon-48px.png (48x48)")));
}

TEST_F(Compare, ScoresMoreQualityHigher) {
  write_variants("cat-small.jpg", R"({"burnish": 1, "outputs": [
    {"name": "low", "write": "low.jpg", "quality": 20}, {"name": "high", "write": "high.jpg", "quality": 95}]})");
  for (const Metric metric : {Metric::Psnr, Metric::Ssim}) {
    const double low = score("cat-small.jpg", folder() / "low.jpg", metric);
    const double high = score("cat-small.jpg", folder() / "high.jpg", metric);
    EXPECT_GT(low, metric == Metric::Psnr ? 25 : 0.7);
    EXPECT_GT(high, low + (metric == Metric::Psnr ? 4 : 0.03));
    EXPECT_LT(high, metric == Metric::Psnr ? 50 : 1);
  }
}

// The original is stored on its side with a profile, the output upright in sRGB: to people they are the same.
TEST_F(Compare, SeesPicturesAsPeopleDo) {
  write_variants("orientation-6.jpg", R"({"burnish": 1, "outputs": [{"name": "png", "write": "upright.png"}]})");
  EXPECT_GT(score("orientation-6.jpg", folder() / "upright.png", Metric::Psnr), 50);
}

TEST_F(Compare, StopsWhenCancelled) {
  Cancellation cancel;
  cancel.cancel();
  Services services;
  services.cancel = &cancel;
  const auto s =
      compare(catalogue(), shared_image("cat-small.jpg"), shared_image("cat-small.jpg"), Metric::Ssim, {}, services);
  ASSERT_FALSE(s.ok());
  EXPECT_EQ(s.error().code, Code::Cancelled);
}

}  // namespace
}  // namespace burnish::testing_core
