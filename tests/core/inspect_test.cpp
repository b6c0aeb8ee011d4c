#include <gmock/gmock.h>

#include "core/built.hpp"

namespace burnish::testing_core {
namespace {

using testing::HasSubstr;

class Inspect : public BuiltPlugins {};

std::string entry(const FileFacts& facts, const std::string& key) {
  for (const MetadataEntry& e : facts.metadata)
    if (e.key == key) return e.value;
  return "(none)";
}

TEST_F(Inspect, TellsWhatAPhoneWrote) {
  const fs::path file = shared_image("phone-ultrahdr-12mp.jpg");
  const auto facts = inspect(catalogue(), file, {}, {});
  ASSERT_TRUE(facts.ok()) << facts.error().message();
  EXPECT_EQ(facts->format, "jpeg");
  EXPECT_EQ(facts->width, 4080);
  EXPECT_EQ(facts->height, 3072);
  EXPECT_EQ(facts->bits, 8U);
  EXPECT_EQ(facts->channels, 3U);
  EXPECT_FALSE(facts->alpha);
  EXPECT_EQ(facts->profile, "Display P3");
  EXPECT_EQ(facts->bytes, fs::file_size(file));
  EXPECT_NE(entry(*facts, "exif:Model"), "(none)");
  EXPECT_THAT(entry(*facts, "block:icc"), HasSubstr("584 bytes"));
}

TEST_F(Inspect, TellsOrientationAndAlpha) {
  const auto turned = inspect(catalogue(), shared_image("orientation-6.jpg"), {}, {});
  ASSERT_TRUE(turned.ok()) << turned.error().message();
  EXPECT_EQ(turned->orientation, 6);
  EXPECT_EQ(turned->profile, "Generic RGB Profile");
  const auto clear = inspect(catalogue(), shared_image("konqui-alpha-4mp.png"), {}, {});
  ASSERT_TRUE(clear.ok()) << clear.error().message();
  EXPECT_TRUE(clear->alpha);
  EXPECT_EQ(clear->channels, 4U);
  const auto deep = inspect(catalogue(), shared_image("room-16bit.png"), {}, {});
  ASSERT_TRUE(deep.ok()) << deep.error().message();
  EXPECT_EQ(deep->bits, 16U);
}

TEST_F(Inspect, NamesTheFileThatIsMissing) {
  const auto facts = inspect(catalogue(), "/nowhere/x.jpg", {}, {});
  ASSERT_FALSE(facts.ok());
  EXPECT_EQ(facts.error().code, Code::Missing);
  EXPECT_THAT(facts.error().message(), HasSubstr("/nowhere/x.jpg"));
}

TEST_F(Inspect, NeverBreaksOnHostileFiles) {
  int looked_at = 0;
  for (const auto& file : fs::directory_iterator(shared_image("").parent_path().parent_path() / "hostile")) {
    const std::string extension = file.path().extension().string();
    // The catch-all decoder's formats take a child process each; these four run here.
    if (extension != ".jpg" && extension != ".png" && extension != ".webp" && extension != ".tif") continue;
    const auto facts = inspect(catalogue(), file.path(), {}, {});
    EXPECT_TRUE(facts.ok() || facts.error().code != Code::Internal) << file << facts.error().message();
    ++looked_at;
  }
  EXPECT_GT(looked_at, 30);
}

}  // namespace
}  // namespace burnish::testing_core
