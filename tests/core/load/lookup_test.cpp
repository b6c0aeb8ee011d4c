#include <gmock/gmock.h>

#include "burnish/core/catalogue.hpp"
#include "core/load/scratch.hpp"
#include "load/sha256.hpp"

namespace burnish::testing_load {
namespace {

const std::vector<std::string> operations{"blur", "brightness", "crop", "exposure", "flip", "resize", "saturation"};

TEST(NearestName, FindsMisspellings) {
  EXPECT_EQ(nearest_name("bluer", operations), "blur");
  EXPECT_EQ(nearest_name("lbur", operations), "blur");
  EXPECT_EQ(nearest_name("Exposure", operations), "exposure");
  EXPECT_EQ(nearest_name("resise", operations), "resize");
  EXPECT_EQ(nearest_name("brigthnes", operations), "brightness");
  EXPECT_EQ(nearest_name("sat", operations), "saturation");
}

TEST(NearestName, SaysNothingWhenNothingIsNear) {
  EXPECT_EQ(nearest_name("", operations), "");
  EXPECT_EQ(nearest_name("q", operations), "");
  EXPECT_EQ(nearest_name("vignette", operations), "");
  EXPECT_EQ(nearest_name("zoom", operations), "");
  EXPECT_EQ(nearest_name(std::string(100000, 'a'), operations), "");
  EXPECT_EQ(nearest_name("x", std::vector<std::string>{"y"}), "");
}

TEST(Sha256, KnowsTheStandardsExample) {
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  Sha256 pieces;
  pieces.add("a", 1);
  pieces.add("bc", 2);
  EXPECT_EQ(pieces.hex(), sha256_hex("abc"));
}

// Over the plugins of this build, when they are there.
class BuiltPlugins : public testing::Test {
 protected:
  void SetUp() override {
    CatalogueOptions options;
    options.folders = {fs::path(BURNISH_BUILD_DIR) / "lib/burnish/1"};
    options.cache = scratch_ / "registry";
    options.worker = built_worker();
    catalogue_ = Catalogue::open(options).value();
    if (catalogue_->items(Kind::Pixel).empty()) GTEST_SKIP() << "no plugin is built";
  }
  Scratch scratch_;
  std::optional<Catalogue> catalogue_;
};

TEST_F(BuiltPlugins, AreAllUsable) {
  for (const Module& module : catalogue_->modules()) {
    EXPECT_EQ(module.state, ModuleState::Usable) << module.path << ": " << module.reason;
    for (const Item& item : module.items) {
      const auto table = catalogue_->table(item);
      EXPECT_TRUE(table.ok()) << (table.ok() ? "" : table.error().message());
    }
  }
}

TEST_F(BuiltPlugins, AreFoundByShortIds) {
  const Item* blur = catalogue_->find(Kind::Pixel, "blur");
  if (blur == nullptr) GTEST_SKIP() << "blur is not built";
  EXPECT_EQ(blur, catalogue_->find(Kind::Pixel, "burnish.blur"));
  EXPECT_EQ(catalogue_->nearest(Kind::Pixel, "blurr"), "blur");
  EXPECT_EQ(catalogue_->nearest(Kind::Pixel, "burnish.blurr"), "burnish.blur");
}

TEST_F(BuiltPlugins, EncodersAreFoundByFormatAndExtension) {
  const Item* jpeg = catalogue_->encoder_for_format("jpeg");
  if (jpeg == nullptr) GTEST_SKIP() << "jpeg is not built";
  EXPECT_EQ(catalogue_->encoder_for_format("JPG"), jpeg);
  EXPECT_EQ(catalogue_->encoder_for_extension("JpG"), jpeg);
  EXPECT_EQ(catalogue_->encoder_for_extension("nonsense"), nullptr);
}

}  // namespace
}  // namespace burnish::testing_load
