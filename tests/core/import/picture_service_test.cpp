#include "import/picture_service.hpp"

#include <fstream>

#include "core/built.hpp"
#include "core/source/zip_maker.hpp"
#include "load/host.hpp"
#include "source/files.hpp"

namespace burnish::testing_core {
namespace {

using testing::HasSubstr;

class PictureService : public BuiltPlugins {
 protected:
  void SetUp() override {
    BuiltPlugins::SetUp();
    if (IsSkipped()) return;
    call_.emplace(host_.get(), &cancel_);
    call_->set_catalogue(&catalogue());
  }
  void show(const fs::path& path) {
    auto files = Files::open(path, {}, {});
    ASSERT_TRUE(files.ok()) << files.error().message();
    files_ = std::move(files).value();
  }
  burnish_status open(const char* path, int32_t long_edge) {
    return service_->open(call_->get(), files_->get(), path, long_edge, &meta_, &reader_);
  }
  /// The RGB(A) bytes of one pixel.
  std::vector<int> pixel(int32_t x, int32_t y) {
    const burnish_tile* tile = nullptr;
    EXPECT_EQ(reader_->acquire(reader_, call_->get(), {x, y, x + 1, y + 1}, &tile), BURNISH_OK);
    const auto* p = static_cast<const uint8_t*>(tile->data[0]);
    std::vector<int> values(p, p + (reader_->info->format.alpha == BURNISH_ALPHA_NONE ? 3 : 4));
    reader_->release(reader_, tile);
    return values;
  }
  void close() {
    service_->close(call_->get(), reader_);
    reader_ = nullptr;
  }
  bool has(const char* key) {
    const void* p = nullptr;
    std::size_t n = 0;
    return meta_->get(meta_, key, &p, &n) == BURNISH_OK && n > 0;
  }

  const Host host_;
  Cancellation cancel_;
  std::optional<Call> call_;
  std::unique_ptr<Files> files_;
  const burnish_picture* service_ = imports::picture_service();
  const burnish_meta* meta_ = nullptr;
  const burnish_reader* reader_ = nullptr;
};

TEST_F(PictureService, ShowsPixelsAtMostAsLargeAsAsked) {
  show(shared_image(""));
  ASSERT_EQ(open("canyon-14mp.jpg", 256), BURNISH_OK);
  const burnish_image_info& info = *reader_->info;
  EXPECT_EQ(std::max(info.width, info.height), 256);
  EXPECT_EQ(info.format.sample, BURNISH_U8);
  EXPECT_EQ(info.format.model, BURNISH_RGB);
  EXPECT_EQ(info.format.layout, BURNISH_INTERLEAVED);
  EXPECT_TRUE(has("block:exif") || has("block:icc") || has("block:xmp"));
  close();
}

TEST_F(PictureService, TurnsPicturesUpright) {
  show(shared_image("orientation-6.jpg"));
  ASSERT_EQ(open("orientation-6.jpg", 0), BURNISH_OK);
  const auto facts = inspect(catalogue(), shared_image("orientation-6.jpg"), {}, {});
  EXPECT_EQ(reader_->info->width, facts->height);
  EXPECT_EQ(reader_->info->height, facts->width);
  EXPECT_EQ(reader_->info->orientation, 1);
  EXPECT_TRUE(has("block:exif"));  // as it is in the file
  close();
}

TEST_F(PictureService, GivesEightBitsAndAlphaAsThePictureHasIt) {
  show(shared_image(""));
  ASSERT_EQ(open("konqui-alpha-4mp.png", 64), BURNISH_OK);
  EXPECT_EQ(reader_->info->format.alpha, BURNISH_ALPHA_STRAIGHT);
  EXPECT_EQ(pixel(0, 0).size(), 4U);
  close();
  ASSERT_EQ(open("room-16bit.png", 64), BURNISH_OK);
  EXPECT_EQ(reader_->info->format.sample, BURNISH_U8);
  close();
  ASSERT_EQ(open("icon-48px.png", 64), BURNISH_OK);  // never enlarged
  EXPECT_EQ(reader_->info->width, 48);
  close();
}

TEST_F(PictureService, LooksIntoArchives) {
  std::ifstream in(shared_image("cat-small.jpg"), std::ios::binary);
  const std::string cat{std::istreambuf_iterator<char>(in), {}};
  const fs::path archive = folder() / "all.zip";
  std::ofstream(archive, std::ios::binary)
      << testing_source::ZipMaker().add({"job/cat.jpg", cat}).add({"job/broken.jpg", cat.substr(0, 300)}).bytes();
  show(archive);
  ASSERT_EQ(open("job/cat.jpg", 0), BURNISH_OK);
  const auto facts = inspect(catalogue(), shared_image("cat-small.jpg"), {}, {});
  EXPECT_EQ(reader_->info->width, facts->width);
  const std::vector<int> in_archive = pixel(10, 20);
  close();
  show(shared_image("cat-small.jpg"));
  ASSERT_EQ(open("cat-small.jpg", 0), BURNISH_OK);
  EXPECT_EQ(pixel(10, 20), in_archive);
  close();
  show(archive);
  EXPECT_LT(open("job/broken.jpg", 64), 0);
  EXPECT_EQ(reader_, nullptr);
  EXPECT_THAT(call_->error(BURNISH_BAD_DATA, "").why, HasSubstr("all.zip/job/broken.jpg"));
}

TEST_F(PictureService, SaysWhyNot) {
  show(shared_image(""));
  EXPECT_EQ(open("nothing.jpg", 64), BURNISH_IO);
  EXPECT_THAT(call_->error(BURNISH_IO, "").why, HasSubstr("nothing.jpg"));
  EXPECT_EQ(open("README.md", 64), BURNISH_UNSUPPORTED);
  EXPECT_EQ(open("icon-48px.png", -1), BURNISH_BAD_PARAM);
  burnish_files foreign{};
  EXPECT_EQ(service_->open(call_->get(), &foreign, "icon-48px.png", 64, &meta_, &reader_), BURNISH_BAD_PARAM);
  cancel_.cancel();
  EXPECT_EQ(open("canyon-14mp.jpg", 64), BURNISH_CANCELLED);
  Call nowhere(host_.get(), nullptr);
  EXPECT_EQ(service_->open(nowhere.get(), files_->get(), "icon-48px.png", 64, &meta_, &reader_), BURNISH_UNSUPPORTED);
  EXPECT_EQ(reader_, nullptr);
  close();  // of nothing
}

}  // namespace
}  // namespace burnish::testing_core
