#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <random>

#include <png.h>
#include <zlib.h>

#include "kit/codec.hpp"
#include "kit/plugin_file.hpp"

namespace {

using namespace burnish::kit;

const burnish_decoder& the_decoder() { return decoder(BURNISH_PLUGIN_FILE); }
const burnish_encoder& the_encoder() { return encoder(BURNISH_PLUGIN_FILE); }

std::vector<burnish_format> written_formats() {
  return {the_encoder().formats, the_encoder().formats + the_encoder().format_count};
}

EncodeOptions with_threads(unsigned threads) {
  EncodeOptions o;
  o.threads = threads;
  return o;
}
EncodeOptions with(const Meta& meta) {
  EncodeOptions o;
  o.meta = &meta;
  return o;
}

// ---- files put together from chunks ----------------------------------------------------------------------

std::string word(uint32_t v) {
  std::string s;
  for (int shift = 24; shift >= 0; shift -= 8) s += static_cast<char>(v >> shift & 255);
  return s;
}
std::string chunk(const std::string& type, const std::string& content) {
  const std::string body = type + content;
  const auto crc = crc32(0, reinterpret_cast<const Bytef*>(body.data()), static_cast<uInt>(body.size()));
  return word(static_cast<uint32_t>(content.size())) + body + word(static_cast<uint32_t>(crc));
}
std::string zipped(const std::string& s) {
  uLongf n = compressBound(s.size());
  std::string out(n, '\0');
  compress(reinterpret_cast<Bytef*>(out.data()), &n, reinterpret_cast<const Bytef*>(s.data()), s.size());
  out.resize(n);
  return out;
}
const std::string signature = "\x89PNG\r\n\x1A\n";

std::string header(uint32_t width, uint32_t height, int depth, int type, int interlace = 0) {
  return chunk("IHDR", word(width) + word(height) + static_cast<char>(depth) + static_cast<char>(type) +
                           std::string("\0\0", 2) + static_cast<char>(interlace));
}
Bytes bytes_of(const std::string& s) { return {s.begin(), s.end()}; }

/// A picture of one row, with chunks before and after its pixels.
Bytes one_row(int depth, int type, uint32_t width, const std::string& row, const std::string& before = {},
              const std::string& after = {}) {
  return bytes_of(signature + header(width, 1, depth, type) + before + chunk("IDAT", zipped('\0' + row)) + after +
                  chunk("IEND", ""));
}
Bytes grey_pixel(const std::string& before, const std::string& after = {}) {
  return one_row(8, 0, 1, "\x40", before, after);
}

std::vector<double> samples(const Picture& p) {
  std::vector<double> all;
  for (int32_t y = 0; y < p.height(); ++y)
    for (int32_t x = 0; x < p.width(); ++x)
      for (int c = 0; c < p.channels(); ++c) all.push_back(p.at(x, y, c));
  return all;
}

/// A file by libpng, which interlaces.
Bytes interlaced_file(const Picture& p) {
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(png);
  Bytes out;
  png_set_write_fn(
      png, &out,
      [](png_structp w, png_bytep data, png_size_t n) {
        auto* to = static_cast<Bytes*>(png_get_io_ptr(w));
        to->insert(to->end(), data, data + n);
      },
      [](png_structp) {});
  const int type = (p.format().model == BURNISH_RGB ? PNG_COLOR_MASK_COLOR : 0) |
                   (p.format().alpha > BURNISH_ALPHA_NONE ? PNG_COLOR_MASK_ALPHA : 0);
  const int depth = p.format().sample == BURNISH_U16 ? 16 : 8;
  png_set_IHDR(png, info, static_cast<png_uint_32>(p.width()), static_cast<png_uint_32>(p.height()), depth, type,
               PNG_INTERLACE_ADAM7, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_write_info(png, info);
  if (depth == 16) png_set_swap(png);
  const burnish_tile tile = p.whole_tile();
  std::vector<png_bytep> rows;
  for (int32_t y = 0; y < p.height(); ++y) rows.push_back(static_cast<png_bytep>(tile.data[0]) + y * tile.stride[0]);
  png_write_image(png, rows.data());
  png_write_end(png, nullptr);
  png_destroy_write_struct(&png, &info);
  return out;
}

/// What libpng finds wrong or doubtful in a file; empty when nothing.
std::string complaints(const Bytes& file) {
  struct Reading {
    const Bytes& file;
    std::size_t at;
    std::string found;
  } reading{file, 0, {}};
  png_structp png = png_create_read_struct(
      PNG_LIBPNG_VER_STRING, &reading,
      [](png_structp p, png_const_charp message) {
        static_cast<Reading*>(png_get_error_ptr(p))->found += std::string("error: ") + message;
        png_longjmp(p, 1);
      },
      [](png_structp p, png_const_charp message) {
        static_cast<Reading*>(png_get_error_ptr(p))->found += std::string("warning: ") + message;
      });
  png_infop info = png_create_info_struct(png), end = png_create_info_struct(png);
  if (setjmp(png_jmpbuf(png)) == 0) {
    png_set_read_fn(png, &reading, [](png_structp p, png_bytep out, png_size_t n) {
      auto* r = static_cast<Reading*>(png_get_io_ptr(p));
      if (r->file.size() - r->at < n) png_error(p, "ends early");
      std::memcpy(out, r->file.data() + r->at, n);
      r->at += n;
    });
    png_read_info(png, info);
    png_set_interlace_handling(png);
    png_read_update_info(png, info);
    auto* row = static_cast<png_bytep>(png_malloc(png, png_get_rowbytes(png, info)));
    for (png_uint_32 y = 0; y < png_get_image_height(png, info); ++y) png_read_row(png, row, nullptr);
    png_free(png, row);
    png_read_end(png, end);
    if (reading.at != file.size()) reading.found += "bytes after the end";
  }
  png_destroy_read_struct(&png, &info, &end);
  return reading.found;
}

// ---- pixels ----------------------------------------------------------------------------------------------

TEST(PngEncoder, EveryFormatComesBackExactly) {
  for (const burnish_format& f : written_formats())
    for (const auto& [width, height] : {std::pair{1, 1}, {7, 5}, {33, 40}, {300, 211}})
      for (const Picture& picture : {scene(width, height, f), noise(width, height, f)}) {
        const Bytes file = encode(the_encoder(), {}, picture);
        EXPECT_EQ(complaints(file), "");
        EXPECT_EQ(difference(decode(the_decoder(), file), picture), "") << format_text(f) << " " << width;
      }
}

TEST(PngEncoder, EveryLevelAndFilterComesBackExactly) {
  const Picture picture = scene(401, 330, rgba_u8);
  for (int level = 0; level <= 9; ++level) {
    const Bytes file = encode(the_encoder(), {{"compression", std::to_string(level)}}, picture);
    EXPECT_EQ(complaints(file), "") << level;
    EXPECT_EQ(difference(decode(the_decoder(), file), picture), "") << level;
  }
  for (const char* filter : {"auto", "none", "sub", "up", "average", "paeth"})
    EXPECT_EQ(difference(decode(the_decoder(), encode(the_encoder(), {{"filter", filter}}, picture)), picture), "")
        << filter;
}

TEST(PngEncoder, AutomaticFilterIsAtMostAsLargeAsTheWorstFixedOne) {
  const Picture picture = scene(700, 500, rgb_u8);
  std::size_t worst = 0;
  for (const char* filter : {"none", "sub", "up", "average", "paeth"})
    worst = std::max(worst, encode(the_encoder(), {{"filter", filter}}, picture).size());
  EXPECT_LT(encode(the_encoder(), {}, picture).size(), worst);
}

TEST(PngEncoder, BytesDoNotDependOnThreads) {
  for (const char* level : {"1", "6", "9"}) {
    const TextValues values{{"compression", level}};
    for (const Picture& picture : {noise(900, 700, rgb_u8), ramp(1500, 1200, rgba_u8)}) {
      const Bytes serial = encode(the_encoder(), values, picture);
      EXPECT_EQ(complaints(serial), "");
      for (const unsigned threads : {2U, 3U, 16U})
        EXPECT_EQ(encode(the_encoder(), values, picture, with_threads(threads)), serial) << level;
    }
  }
}

TEST(PngEncoder, FilterOfAKnownRow) {
  Picture picture(3, 1, gray_u8);
  for (int x = 0; x < 3; ++x) picture.set(x, 0, 0, 10 * (x + 1));
  const Bytes file = encode(the_encoder(), {{"compression", "0"}, {"filter", "sub"}}, picture);
  const std::string filtered("\x01\x0A\x0A\x0A", 4);
  EXPECT_NE(std::search(file.begin(), file.end(), filtered.begin(), filtered.end()), file.end());
}

TEST(PngDecoder, ExpandsLowDepthsAndPalettes) {
  EXPECT_THAT(samples(decode(the_decoder(), one_row(1, 0, 4, "\x50"))), testing::ElementsAre(0, 255, 0, 255));
  EXPECT_THAT(samples(decode(the_decoder(), one_row(2, 0, 4, "\x1B"))), testing::ElementsAre(0, 85, 170, 255));
  EXPECT_THAT(samples(decode(the_decoder(), one_row(4, 0, 2, "\x3F"))), testing::ElementsAre(51, 255));
  const std::string palette = chunk("PLTE", "\x01\x02\x03\x0A\x0B\x0C");
  EXPECT_THAT(samples(decode(the_decoder(), one_row(8, 3, 2, std::string("\x01\0", 2), palette))),
              testing::ElementsAre(10, 11, 12, 1, 2, 3));
  EXPECT_THAT(samples(decode(the_decoder(), one_row(1, 3, 2, "\x40", palette + chunk("tRNS", "\x80")))),
              testing::ElementsAre(1, 2, 3, 128, 10, 11, 12, 255));
}

TEST(PngDecoder, TurnsTransparentColoursIntoAlpha) {
  const Picture grey = decode(the_decoder(), one_row(8, 0, 2, "\x40\x41", chunk("tRNS", std::string("\0\x40", 2))));
  EXPECT_THAT(samples(grey), testing::ElementsAre(64, 0, 65, 255));
  EXPECT_EQ(grey.format().alpha, BURNISH_ALPHA_STRAIGHT);
  const Picture deep = decode(the_decoder(), one_row(16, 0, 2, "\x12\x34\x12\x35", chunk("tRNS", "\x12\x34")));
  EXPECT_THAT(samples(deep), testing::ElementsAre(0x1234, 0, 0x1235, 65535));
}

TEST(PngDecoder, PartsAreThoseOfTheWhole) {
  std::mt19937 random(3);
  for (const burnish_format& f : {rgb_u8, rgb_u16, rgba_u8, gray_u8}) {
    const Picture picture = noise(61, 47, f);
    for (const bool interlaced : {false, true}) {
      const Bytes file = interlaced ? interlaced_file(picture) : encode(the_encoder(), {}, picture);
      DecodeOptions o;
      o.rows_per_read = 5;
      const Decoded whole = try_decode(the_decoder(), {}, file, o);
      ASSERT_TRUE(whole.ok()) << whole.text();
      EXPECT_EQ(difference(whole.picture, picture), "");
      EXPECT_EQ(whole.access, interlaced ? BURNISH_RANDOM : BURNISH_SEQUENTIAL);
      for (int i = 0; i < 20; ++i) {
        const auto upto = [&](int32_t n) { return static_cast<int32_t>(random() % static_cast<uint32_t>(n)); };
        const int32_t x = upto(61), y = upto(47);
        o.part = burnish_rect{x, y, x + 1 + upto(61 - x), y + 1 + upto(47 - y)};
        o.mapped = i % 2 == 0;
        EXPECT_EQ(difference(decode(the_decoder(), file, o), picture.window(*o.part)), "");
      }
    }
  }
}

TEST(PngDecoder, ReadingUpwardBeginsAnew) {
  const Picture picture = noise(20, 30, rgb_u8);
  const Source source(encode(the_encoder(), {}, picture));
  const Call call;
  const burnish_limits limits{sizeof limits, 1000, 0, 1, 1};
  void* session = nullptr;
  burnish_image_info info{};
  uint32_t frames = 0;
  ASSERT_EQ(the_decoder().open(call.get(), nullptr, source.get(), &limits, &session, &info, &frames, nullptr),
            BURNISH_OK);
  for (const int32_t y : {20, 5, 6, 0, 29, 10}) {
    Picture part({2, y, 19, y + 1}, rgb_u8);
    burnish_tile tile = part.whole_tile();
    ASSERT_EQ(the_decoder().read(call.get(), session, 0, 0, &tile), BURNISH_OK);
    EXPECT_EQ(difference(part, picture.window(part.rect())), "") << y;
  }
  the_decoder().close(session);
}

// ---- metadata --------------------------------------------------------------------------------------------

TEST(PngEncoder, MetadataComesBack) {
  const std::string exif("II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x08\0\0\0\0\0\0\0", 26);
  const Meta meta({{"block:exif", exif},
                   {"block:xmp", "<x:xmpmeta>\xC3\xA9</x:xmpmeta>"},
                   {"block:c2pa", "jumb!"},
                   {"text:Title", "gr\xC3\xBC\xC3\x9F"},
                   {"text:parameters", "a cat \xF0\x9F\x90\x88, steps: 20"}});
  const Bytes file = encode(the_encoder(), {}, scene(20, 20, rgb_u8), with(meta));
  EXPECT_EQ(complaints(file), "");
  const Decoded d = try_decode(the_decoder(), {}, file);
  ASSERT_TRUE(d.ok()) << d.text();
  EXPECT_EQ(d.meta, meta.entries());
  EXPECT_EQ(d.header.orientation, 8);
  EXPECT_TRUE(d.notes.empty());
}

TEST(PngEncoder, ProfilesComeBack) {
  std::string icc(5000, '\0');
  for (std::size_t i = 0; i < icc.size(); ++i) icc[i] = static_cast<char>((i * i) >> 3 & 127);
  const Meta meta({{"block:icc", icc}});
  const Decoded d = try_decode(the_decoder(), {}, encode(the_encoder(), {}, scene(20, 20, rgb_u8), with(meta)));
  ASSERT_TRUE(d.ok()) << d.text();
  EXPECT_EQ(d.icc, bytes_of(icc));
  EXPECT_EQ(d.meta, meta.entries());
}

TEST(PngEncoder, ColourIsStatedWhenItIsKnown) {
  const Picture picture = scene(5, 5, rgb_u8);
  for (const auto& [primaries, transfer] : {std::pair{1, 13}, {12, 13}, {9, 16}}) {
    burnish_image_info info = picture.info();
    info.color = {static_cast<uint8_t>(primaries), static_cast<uint8_t>(transfer), 0, 1, 0, nullptr};
    EncodeOptions o;
    o.info = &info;
    const Decoded d = try_decode(the_decoder(), {}, encode(the_encoder(), {}, picture, o));
    EXPECT_EQ(d.header.color.primaries, primaries);
    EXPECT_EQ(d.header.color.transfer, transfer);
    EXPECT_EQ(d.header.color.full_range, 1);
  }
}

TEST(PngEncoder, LeavesOutKeywordsThatAreNotAllowed) {
  const Meta meta({{"text:", "x"}, {"text: leading", "x"}, {std::string("text:") + std::string(80, 'k'), "x"}});
  const Encoded e = try_encode(the_encoder(), {}, scene(5, 5, rgb_u8), with(meta));
  ASSERT_TRUE(e.ok()) << e.text();
  EXPECT_EQ(complaints(e.bytes), "");
  EXPECT_EQ(e.notes.size(), 3U);
}

TEST(PngDecoder, StatedColourHasItsPrecedence) {
  const std::string gamma = chunk("gAMA", word(45455)), srgb = chunk("sRGB", std::string(1, '\0'));
  const std::string cicp = chunk("cICP", std::string("\x0C\x0D\0\x01", 4));
  const std::string profile = chunk("iCCP", std::string("p\0\0", 3) + zipped("profile"));
  const std::string p3 = chunk("cHRM", word(31270) + word(32900) + word(68000) + word(32000) + word(26500) +
                                           word(69000) + word(15000) + word(6000));
  const auto colour = [](const std::string& chunks) { return try_decode(the_decoder(), {}, grey_pixel(chunks)); };
  EXPECT_EQ(colour("").header.color.transfer, 0);
  EXPECT_EQ(colour(gamma).header.color.transfer, 13);
  EXPECT_EQ(colour(gamma + srgb).header.color.primaries, 1);
  EXPECT_EQ(colour(gamma + p3).header.color.primaries, 12);
  EXPECT_EQ(colour(gamma + p3).header.color.transfer, 4);
  EXPECT_EQ(colour(chunk("gAMA", word(100000))).header.color.transfer, 8);
  EXPECT_EQ(colour(profile).icc, bytes_of("profile"));
  EXPECT_EQ(colour(gamma + cicp + profile).header.color.primaries, 12);
  EXPECT_TRUE(colour(gamma + cicp + profile).icc.empty());
}

TEST(PngDecoder, ReadsTextOfEveryKindBeforeAndAfterThePixels) {
  const Decoded d = try_decode(
      the_decoder(), {},
      grey_pixel(
          chunk("tEXt", std::string("Title\0caf\xE9", 10)),
          chunk("zTXt", std::string("Comment\0\0", 9) + zipped("long")) +
              chunk("iTXt", std::string("Author\0\x01\0de\0Autor\0", 18) + zipped("\xC3\xA9")) +
              chunk("iTXt", std::string("XML:com.adobe.xmp\0\0\0\0\0<x/>", 26)) +
              chunk("tEXt", std::string("Raw profile type exif\0\nexif\n      10\n457869660000\n49492A00\n", 59))));
  ASSERT_TRUE(d.ok()) << d.text();
  EXPECT_EQ(d.meta.at("text:Title"), "caf\xC3\xA9");
  EXPECT_EQ(d.meta.at("text:Comment"), "long");
  EXPECT_EQ(d.meta.at("text:Author"), "\xC3\xA9");
  EXPECT_EQ(d.meta.at("lang:Author"), "de Autor");
  EXPECT_EQ(d.meta.count("lang:Title"), 0U);
  EXPECT_EQ(d.meta.at("block:xmp"), "<x/>");
  EXPECT_EQ(d.meta.at("block:exif"), std::string("II*\0", 4));
}

TEST(PngCodec, KeepsLanguagesAndImageResources) {
  const std::string resources = std::string("8BIM\x04\x0B\0\0\0\0\0\2hi", 14);
  for (const std::string& iptc : {std::string(), std::string("\x1C\x02\x05\0\3abc", 8)}) {
    std::map<std::string, std::string> blocks{
        {"block:photoshop", resources}, {"text:Title", "Katze"}, {"lang:Title", "de Titel der K\xC3\xA4tzchen"},
        {"text:Title  2", "cat"},       {"lang:Title  2", "en"}, {"text:Title  3", "chat"},
        {"lang:Title  3", " Titre"}};
    if (!iptc.empty()) blocks["block:iptc"] = iptc;
    const Meta meta(blocks);
    const Decoded d = try_decode(the_decoder(), {}, encode(the_encoder(), {}, scene(8, 8, rgb_u8), with(meta)));
    ASSERT_TRUE(d.ok()) << d.text();
    EXPECT_EQ(d.meta, meta.entries());
  }
}

TEST(PngDecoder, BoundsTextAndSaysSo) {
  std::string many;
  for (int i = 0; i < 3000; ++i) many += chunk("tEXt", "k" + std::to_string(i) + '\0' + "v");
  const Decoded texts = try_decode(the_decoder(), {}, grey_pixel(many));
  ASSERT_TRUE(texts.ok()) << texts.text();
  EXPECT_EQ(texts.meta.size(), 500U);
  EXPECT_EQ(texts.notes.size(), 1U);
  const std::string bomb = chunk("zTXt", std::string("k\0\0", 3) + zipped(std::string(50'000'000, 'x')));
  const Decoded bombed = try_decode(the_decoder(), {}, grey_pixel(bomb));
  ASSERT_TRUE(bombed.ok()) << bombed.text();
  EXPECT_TRUE(bombed.meta.empty());
  EXPECT_EQ(bombed.notes.size(), 1U);
}

// ---- damage ----------------------------------------------------------------------------------------------

TEST(PngDecoder, TruncatedFilesAreErrorsOrComplete) {
  const Picture picture = scene(60, 50, rgb_u8);
  for (const Bytes& file : {encode(the_encoder(), {}, picture), interlaced_file(picture)})
    for (std::size_t length = 0, step = 11; length < file.size(); length += step) {
      if (length + 60 > file.size()) step = 1;
      DecodeOptions o;
      o.mapped = length % 2 == 0;
      const Decoded d =
          try_decode(the_decoder(), {}, Bytes(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(length)), o);
      ASSERT_TRUE(d.breaches.empty()) << d.text();
      if (d.failure.code == BURNISH_OK)
        ASSERT_EQ(difference(d.picture, picture), "") << length << " of " << file.size();
      else
        ASSERT_EQ(d.failure.code, BURNISH_BAD_DATA) << d.text();
    }
}

TEST(PngDecoder, DamagedFilesAreErrorsOrExact) {
  std::mt19937 random(5);
  const Picture picture = scene(60, 50, rgb_u8);
  for (const Bytes& file : {encode(the_encoder(), {}, picture), interlaced_file(picture)})
    for (int i = 0; i < 500; ++i) {
      Bytes damaged = file;
      damaged[random() % damaged.size()] ^= static_cast<uint8_t>(1U << random() % 8);
      const Decoded d = try_decode(the_decoder(), {}, damaged);
      ASSERT_TRUE(d.breaches.empty()) << d.text();
      if (d.failure.code == BURNISH_OK) {
        ASSERT_EQ(difference(d.picture, picture), "");
      }
    }
}

TEST(PngDecoder, KeepsTheLimitsOfTheHost) {
  DecodeOptions o;
  o.limits.max_pixels = 1 << 28;
  const Bytes lie = bytes_of(signature + header(46341, 46341, 8, 6) + chunk("IDAT", zipped("x")) + chunk("IEND", ""));
  EXPECT_EQ(try_decode(the_decoder(), {}, lie, o).failure.code, BURNISH_LIMIT);
  const Bytes interlaced = interlaced_file(noise(100, 100, rgb_u8));
  o.limits.max_bytes = 29'999;
  EXPECT_EQ(try_decode(the_decoder(), {}, interlaced, o).failure.code, BURNISH_LIMIT);
  o.limits.max_bytes = 30'000;
  EXPECT_TRUE(try_decode(the_decoder(), {}, interlaced, o).ok());
  const Bytes nothing = bytes_of(signature + header(0, 5, 8, 0) + chunk("IEND", ""));
  EXPECT_EQ(try_decode(the_decoder(), {}, nothing).failure.code, BURNISH_BAD_DATA);
}

TEST(PngEncoder, StopsWhenTheSinkFails) {
  for (const uint64_t bytes : {0U, 1U, 40U, 300'000U}) {
    EncodeOptions o;
    o.sink_fails_after = bytes;
    o.threads = 2;
    const Encoded e = try_encode(the_encoder(), {}, noise(600, 600, rgb_u8), o);
    EXPECT_LT(e.failure.code, 0);
    EXPECT_TRUE(e.breaches.empty()) << e.text();
  }
}

/// The folder of public test data, when there is one.
std::filesystem::path shared_folder() {
  const char* named = std::getenv("BURNISH_SHARED");
  return named != nullptr ? std::filesystem::path(named) : std::filesystem::path(BURNISH_SOURCE_DIR) / "../shared";
}

TEST(PngDecoder, HostileFilesNeverBreakTheContract) {
  const auto folder = shared_folder() / "data/hostile";
  if (!std::filesystem::is_directory(folder)) GTEST_SKIP() << "no folder " << folder << "; set BURNISH_SHARED";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    DecodeOptions o;
    o.rows_per_read = 64;
    const Decoded d = try_decode(the_decoder(), {}, read_file(entry.path().string()), o);
    EXPECT_TRUE(d.breaches.empty()) << entry.path() << ": " << d.text();
  }
}

}  // namespace
