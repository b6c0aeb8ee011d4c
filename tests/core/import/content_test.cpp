#include "import/content.hpp"

#include <fcntl.h>

#include <algorithm>

#include "core/built.hpp"
#include "import/look.hpp"
#include "load/host.hpp"
#include "load/sha256.hpp"

namespace burnish::testing_core {
using namespace imports;
namespace {

class Content : public BuiltPlugins {
 protected:
  Result<uint64_t> hash_of(std::unique_ptr<Source> source) {
    return perceptual_hash(catalogue(), std::move(source), context_);
  }
  uint64_t hash_of(const fs::path& path) { return hash_of(Source::open(path, {}).value()).value(); }

  /// The picture, decoded at most `long_edge` big and encoded again.
  uint64_t hash_of_copy(const fs::path& path, int32_t long_edge, const char* mime, double quality) {
    const auto look = look_at(catalogue(), Source::open(path, {}).value(), long_edge, context_);
    EXPECT_TRUE(look.ok()) << look.error().message();
    const Call call(context_);
    const generate::PictureReader pixels(look->picture);
    auto file = generate::encode_picture(catalogue(), pixels.get(), {}, mime, quality, call);
    EXPECT_TRUE(file.ok()) << file.error().message();
    return hash_of(Source::of_bytes(std::move(file).value(), "copy").value()).value();
  }

  const Host host_;
  const CallContext context_{host_.get(), nullptr, no_deadline};
};

constexpr const char* photographs[] = {"architecture-24mp.jpg",
                                       "canyon-14mp.jpg",
                                       "cat-small.jpg",
                                       "cmyk-profile.jpg",
                                       "orientation-6.jpg",
                                       "phone-flowers-8mp.jpg",
                                       "phone-ultrahdr-12mp.jpg",
                                       "room-16bit.png",
                                       "sign-9mp.jpg",
                                       "slot-canyon-progressive-6mp.jpg",
                                       "stars-progressive-14mp.jpg",
                                       "konqui-alpha-4mp.png",
                                       "illustration-alpha-15mp.png"};

TEST_F(Content, OfCopiesIsNear) {
  int farthest = 0;
  for (const char* name : photographs) {
    const fs::path path = shared_image(name);
    const uint64_t original = hash_of(path);
    const auto facts = inspect(catalogue(), path, {}, {});
    const int32_t half = std::max(facts->width, facts->height) / 2;
    const struct {
      const char* what;
      uint64_t hash;
    } copies[] = {{"JPEG 60", hash_of_copy(path, 1024, "image/jpeg", 60)},
                  {"WebP 60", hash_of_copy(path, 1024, "image/webp", 60)},
                  {"half", hash_of_copy(path, half, "image/jpeg", 90)},
                  {"thumbnail", hash_of_copy(path, 160, "image/jpeg", 75)}};
    for (const auto& copy : copies) {
      const int apart = distance(original, copy.hash);
      farthest = std::max(farthest, apart);
      EXPECT_LE(apart, near_duplicate) << name << " and its copy: " << copy.what;
    }
  }
  RecordProperty("farthest", farthest);
  EXPECT_LE(farthest, near_duplicate - 2);
}

TEST_F(Content, OfDifferentPicturesIsFar) {
  std::vector<uint64_t> hashes;
  for (const char* name : photographs) hashes.push_back(hash_of(shared_image(name)));
  int nearest = 64;
  for (std::size_t i = 0; i < hashes.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) {
      nearest = std::min(nearest, distance(hashes[i], hashes[j]));
      EXPECT_GT(distance(hashes[i], hashes[j]), near_duplicate) << photographs[i] << " and " << photographs[j];
    }
  RecordProperty("nearest", nearest);
  EXPECT_GE(nearest, near_duplicate + 10);
}

TEST_F(Content, OfBytesIsTheirHash) {
  const fs::path path = shared_image("phone-flowers-8mp.jpg");
  const auto hash = content_hash(*Source::open(path, {}).value());
  ASSERT_TRUE(hash.ok());
  const Descriptor file(::open(path.c_str(), 0));
  EXPECT_EQ(*hash, sha256_hex_of_file(file.get()));
  EXPECT_EQ(content_hash(*Source::of_bytes("abc", "abc").value()).value(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_F(Content, OfAFileThatShrinksIsAnError) {
  const fs::path path = folder() / "shrinks";
  fs::copy_file(shared_image("phone-flowers-8mp.jpg"), path);
  fs::permissions(path, fs::perms::owner_all);
  const auto source = Source::open(path, {});
  fs::resize_file(path, 1'200'000);
  const auto hash = content_hash(*source.value());
  ASSERT_FALSE(hash.ok());
  EXPECT_THAT(hash.error().message(), testing::HasSubstr("it ended at byte 1200000 of 19"));
}

TEST_F(Content, OfFlatPicturesIsNoRoundingError) {
  generate::Picture flat;
  flat.shape.width = 40;
  flat.shape.height = 30;
  flat.shape.format = {BURNISH_U8, BURNISH_RGB, BURNISH_ALPHA_NONE, BURNISH_INTERLEAVED, BURNISH_LIGHT_ENCODED, {}};
  flat.image = Image(flat.shape.format, flat.shape.rect());
  const burnish_tile tile = flat.image.tile();
  for (int32_t y = 0; y < 30; ++y) std::memset(static_cast<std::byte*>(tile.data[0]) + y * tile.stride[0], 77, 120);
  EXPECT_EQ(perceptual_hash(flat), 0U);
  EXPECT_EQ(distance(0, 0), 0);
  EXPECT_EQ(distance(0b1011, 0b0001), 2);
}

}  // namespace
}  // namespace burnish::testing_core
