#include "kit/codec.hpp"
#include "midjourney_test.hpp"

using namespace midjourney_test;
using burnish::kit::Bytes;
using burnish::kit::Picture;

namespace {

constexpr const char* job = "99999999-2222-4333-8444-555555555555";

/// "burnish.picture/1" over pictures in memory, whatever the files hold.
class Pixels {
 public:
  std::map<std::string, Picture> pictures;
  bool refuse = false;
  int opened = 0, closed = 0;

  Pixels() {
    table_.struct_size = sizeof table_;
    current() = this;
    table_.open = [](const burnish_call*, const burnish_files*, const char* path, int32_t, const burnish_meta** meta,
                     const burnish_reader** reader) noexcept -> burnish_status {
      Pixels& p = *current();
      if (p.refuse) return BURNISH_BAD_DATA;
      ++p.opened;
      p.reader_ = std::make_unique<burnish::kit::Reader>(p.pictures.at(path));
      *meta = nullptr;
      *reader = p.reader_->get();
      return BURNISH_OK;
    };
    table_.close = [](const burnish_call*, const burnish_reader*) noexcept {
      Pixels& p = *current();
      ++p.closed;
      EXPECT_THAT(p.reader_->breaches(), testing::IsEmpty());
      p.reader_.reset();
    };
  }
  [[nodiscard]] const burnish_picture* get() const { return &table_; }

 private:
  // The table has no place for the object behind it.
  static Pixels*& current() {
    static Pixels* p = nullptr;
    return p;
  }
  burnish_picture table_{};
  std::unique_ptr<burnish::kit::Reader> reader_;
};

struct Told {
  std::vector<Imported::Item> items;
  std::vector<std::string> notes;
};

/// kit::run_import with the pixels of the host.
Told scan_with(const Pixels* pixels, const FileMap& map, const burnish::kit::TextValues& text) {
  const burnish::kit::Files files(map);
  burnish::kit::Call call(2);
  if (pixels != nullptr) call.offer("burnish.picture/1", pixels->get());
  const burnish::kit::Values values(*importer().desc, text);
  burnish_prepare prepare{};
  prepare.struct_size = sizeof prepare;
  prepare.values = values.data();
  Told told;
  burnish_import_emit emit{};
  emit.struct_size = sizeof emit;
  emit.impl = &told;
  emit.group = [](const burnish_import_emit*, const char*, const char*) noexcept -> burnish_status {
    return BURNISH_OK;
  };
  emit.item = [](const burnish_import_emit* e, const char* path, const burnish_rect* part, const char*,
                 const burnish_meta* meta) noexcept -> burnish_status {
    Imported::Item item{path, {}, {}, {}};
    if (part != nullptr) item.part = *part;
    for (uint32_t i = 0; const char* key = meta->key(meta, i); ++i) {
      const void* p = nullptr;
      std::size_t n = 0;
      if (meta->get(meta, key, &p, &n) == BURNISH_OK) item.meta[key].assign(static_cast<const char*>(p), n);
    }
    static_cast<Told*>(e->impl)->items.push_back(std::move(item));
    return BURNISH_OK;
  };
  EXPECT_EQ(importer().scan(call.get(), &prepare, files.get(), &emit), BURNISH_OK) << call.failure().message;
  told.notes = call.notes();
  return told;
}

/// A PNG of nothing but its head: the pixels come from elsewhere.
std::string head_of(int width, int height) {
  const auto number = [](int v) {
    return std::string{static_cast<char>(v >> 24), static_cast<char>(v >> 16), static_cast<char>(v >> 8),
                       static_cast<char>(v)};
  };
  return "\x89PNG\r\n\x1a\n" + number(13) + "IHDR" + number(width) + number(height) + std::string("\x08\x02\0\0\0", 5) +
         number(0) + number(0) + "IEND" + number(0);
}

Picture cut(const Picture& from, int x, int y, int width, int height) {
  Picture out(width, height, from.format());
  for (int r = 0; r < height; ++r)
    for (int i = 0; i < width; ++i)
      for (int c = 0; c < from.channels(); ++c) out.set(i, r, c, from.at(x + i, y + r, c));
  return out;
}

void put(Picture& to, const Picture& from, int x, int y) {
  for (int r = 0; r < from.height(); ++r)
    for (int i = 0; i < from.width(); ++i)
      for (int c = 0; c < from.channels(); ++c) to.set(x + i, y + r, c, from.at(i, r, c));
}

Picture four(const std::vector<Picture>& tiles) {
  const int w = tiles[0].width(), h = tiles[0].height();
  Picture all(2 * w, 2 * h, tiles[0].format());
  for (int i = 0; i < 4; ++i) put(all, tiles[static_cast<std::size_t>(i)], i % 2 * w, i / 2 * h);
  return all;
}

/// What the importer says to a picture under the name that Discord gives to grids and upscales.
std::string kind_of(const Picture& picture) {
  Pixels pixels;
  const std::string name = std::string("someone_a_thing_") + job + ".png";
  pixels.pictures.emplace(name, picture);
  const Told told = scan_with(&pixels, {{name, head_of(picture.width(), picture.height())}}, {{"grids", "true"}});
  EXPECT_EQ(pixels.opened, 1);
  EXPECT_EQ(pixels.closed, 1);
  EXPECT_EQ(told.items.size(), 1U);
  return told.items.at(0).meta.at("text:kind");
}

std::vector<Picture> scenes(int width, int height, uint64_t seed) {
  std::vector<Picture> tiles;
  for (uint64_t i = 0; i < 4; ++i)
    tiles.push_back(burnish::kit::scene(width, height, burnish::kit::rgb_u8, seed * 10 + i));
  return tiles;
}

fs::path codec(const char* name) {
  return fs::path(BURNISH_PLUGIN_FILE).parent_path() / (std::string(name) + ".burnish");
}

Picture through_jpeg(const Picture& p) {
  const auto& encoder = burnish::kit::encoder(codec("jpeg"));
  return burnish::kit::decode(burnish::kit::decoder(codec("jpeg")),
                              burnish::kit::encode(encoder, {{"quality", "80"}}, p));
}

std::vector<Picture> photographs() {
  const char* named = std::getenv("BURNISH_SHARED");
  const fs::path folder =
      (named != nullptr ? fs::path(named) : fs::path(BURNISH_SOURCE_DIR) / "../shared") / "data/images";
  std::vector<Picture> all;
  for (const char* file :
       {"phone-flowers-8mp.jpg", "sign-9mp.jpg", "slot-canyon-progressive-6mp.jpg", "cat-small.jpg"}) {
    if (!fs::exists(folder / file) || !fs::exists(codec("jpeg"))) continue;
    Picture p =
        burnish::kit::decode(burnish::kit::decoder(codec("jpeg")), burnish::kit::read_file((folder / file).string()));
    if (p.channels() == 3 && p.width() >= 512 && p.height() >= 512) all.push_back(std::move(p));
  }
  return all;
}

}  // namespace

TEST(MidjourneyGrids, FindsSyntheticGrids) {
  for (uint64_t seed = 1; seed <= 6; ++seed) {
    SCOPED_TRACE(seed);
    const Picture grid = four(scenes(160 + 16 * static_cast<int>(seed), 128, seed));
    EXPECT_EQ(kind_of(grid), "grid");
    if (fs::exists(codec("jpeg"))) {
      EXPECT_EQ(kind_of(through_jpeg(grid)), "grid");
    }
  }
}

TEST(MidjourneyGrids, DoesNotTakeOtherPicturesForGrids) {
  EXPECT_EQ(kind_of(burnish::kit::constant(256, 256, burnish::kit::rgb_u8, 0.5)), "picture");
  EXPECT_EQ(kind_of(burnish::kit::noise(256, 256, burnish::kit::rgb_u8, 7)), "picture");
  EXPECT_EQ(kind_of(burnish::kit::ramp(256, 256, burnish::kit::rgb_u8)), "picture");
  for (uint64_t seed = 1; seed <= 4; ++seed) {
    const auto tiles = scenes(256, 256, seed);
    EXPECT_EQ(kind_of(burnish::kit::scene(512, 512, burnish::kit::rgb_u8, seed)), "picture");
    Picture side_by_side(512, 256, burnish::kit::rgb_u8), stacked(256, 512, burnish::kit::rgb_u8),
        three(512, 512, burnish::kit::rgb_u8);
    put(side_by_side, tiles[0], 0, 0);
    put(side_by_side, tiles[1], 256, 0);
    put(stacked, tiles[0], 0, 0);
    put(stacked, tiles[1], 0, 256);
    put(three, burnish::kit::scene(512, 256, burnish::kit::rgb_u8, seed + 50), 0, 0);
    put(three, tiles[2], 0, 256);
    put(three, tiles[3], 256, 256);
    EXPECT_EQ(kind_of(side_by_side), "picture");
    EXPECT_EQ(kind_of(stacked), "picture");
    EXPECT_EQ(kind_of(three), "picture") << "one above two";
  }
  // Something like a window or a comic: a cross, but of bars with a width.
  Picture window = burnish::kit::scene(512, 512, burnish::kit::rgb_u8, 3);
  for (int i = 0; i < 512; ++i)
    for (int k = 246; k < 266; ++k)
      for (int c = 0; c < 3; ++c) {
        window.set(i, k, c, 250);
        window.set(k, i, c, 250);
      }
  EXPECT_EQ(kind_of(window), "picture");
}

TEST(MidjourneyGrids, TellsPhotographsFromGridsOfPhotographs) {
  const auto photos = photographs();
  if (photos.size() < 2) GTEST_SKIP() << "shared/data/images or the JPEG plugin is not there";
  uint64_t place = 1;
  const auto crop = [&](const Picture& p, int w, int h) {
    ++place;
    const int x = static_cast<int>(burnish::kit::hash01(5, place, 1) * (p.width() - w));
    const int y = static_cast<int>(burnish::kit::hash01(5, place, 2) * (p.height() - h));
    return cut(p, x, y, w, h);
  };
  for (const Picture& photo : photos) {
    EXPECT_EQ(kind_of(cut(photo, 0, 0, photo.width() / 2 * 2, photo.height() / 2 * 2)), "picture");
    for (int i = 0; i < 6; ++i) EXPECT_EQ(kind_of(crop(photo, 512 - 64 * i, 320)), "picture");
    EXPECT_EQ(kind_of(through_jpeg(crop(photo, 512, 512))), "picture");
    // Places of one photograph are as alike as pictures of one prompt.
    const Picture alike =
        four({crop(photo, 256, 256), crop(photo, 256, 256), crop(photo, 256, 256), crop(photo, 256, 256)});
    EXPECT_EQ(kind_of(alike), "grid");
    EXPECT_EQ(kind_of(through_jpeg(alike)), "grid");
  }
  const Picture mixed = four(
      {crop(photos[0], 272, 152), crop(photos[1], 272, 152), crop(photos[0], 272, 152), crop(photos[1], 272, 152)});
  EXPECT_EQ(kind_of(mixed), "grid");
  EXPECT_EQ(kind_of(through_jpeg(mixed)), "grid");
}

TEST(MidjourneyGrids, SplitsInTheOrderOfTheButtons) {
  Pixels pixels;
  const std::string name = std::string("someone_a_thing_") + job + ".png";
  pixels.pictures.emplace(name, four(scenes(128, 96, 1)));
  const FileMap files{{"a.png", head_of(7, 9)}, {name, head_of(256, 192)}};
  const Told told = scan_with(&pixels, files, {{"split", "true"}});
  ASSERT_EQ(told.items.size(), 5U);
  EXPECT_EQ(told.items[0].path, "a.png") << "its size is odd";
  for (int i = 0; i < 4; ++i) {
    const Imported::Item& item = told.items[static_cast<std::size_t>(i) + 1];
    ASSERT_TRUE(item.part.has_value());
    EXPECT_EQ(item.part->x0, i % 2 * 128);
    EXPECT_EQ(item.part->y0, i / 2 * 96);
    EXPECT_EQ(item.part->x1 - item.part->x0, 128);
    EXPECT_EQ(item.part->y1 - item.part->y0, 96);
    EXPECT_EQ(item.meta.at("text:index"), std::to_string(i));
    EXPECT_EQ(item.meta.at("text:kind"), "picture");
    EXPECT_EQ(item.meta.at("text:job"), job);
  }
}

TEST(MidjourneyGrids, LooksOnlyAtCandidates) {
  Pixels pixels;
  const std::string indexed = std::string("u1_a_thing_") + job + "_2.png", plain = std::string("u1_b_") + job + ".png";
  pixels.pictures.emplace(plain, four(scenes(128, 96, 1)));
  const FileMap files{{indexed, head_of(256, 192)}, {plain, head_of(256, 192)}, {"odd.png", head_of(255, 192)}};
  EXPECT_EQ(scan_with(&pixels, files, {{"grids", "false"}}).items.size(), 3U);
  EXPECT_EQ(pixels.opened, 0);
  const Told told = scan_with(&pixels, files, {{"grids", "true"}});
  EXPECT_EQ(pixels.opened, 1);
  EXPECT_EQ(told.items.size(), 3U);
}

TEST(MidjourneyGrids, GoesOnWithoutPixels) {
  const std::string name = std::string("u1_a_thing_") + job + ".png";
  const FileMap files{{name, head_of(256, 192)}};
  const Told without = scan_with(nullptr, files, {{"split", "true"}});
  EXPECT_EQ(without.items.size(), 1U);
  EXPECT_THAT(without.notes, testing::Contains(testing::HasSubstr("does not show pixels")));
  Pixels pixels;
  pixels.refuse = true;
  const Told refused = scan_with(&pixels, files, {{"split", "true"}});
  ASSERT_EQ(refused.items.size(), 1U);
  EXPECT_THAT(notes_of(refused.items[0].meta), testing::Contains(testing::HasSubstr("could not be looked at")));
  EXPECT_EQ(refused.items[0].meta.at("text:kind"), "grid");
}
