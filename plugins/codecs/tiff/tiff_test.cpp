#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "kit/codec.hpp"
#include "kit/plugin_file.hpp"

namespace {

using namespace burnish::kit;

const burnish_decoder& the_decoder() { return decoder(BURNISH_PLUGIN_FILE); }
const burnish_encoder& the_encoder() { return encoder(BURNISH_PLUGIN_FILE); }

Picture decoded(const Bytes& file, const DecodeOptions& options = {}) { return decode(the_decoder(), file, options); }

EncodeOptions with(const Meta& meta) {
  EncodeOptions o;
  o.meta = &meta;
  return o;
}

Meta only(const std::string& key, const std::string& value) {
  return Meta(std::map<std::string, std::string>{{key, value}});
}

/// A TIFF of one or more pages written by hand, for what the encoder never writes.
class Made {
 public:
  struct Tag {
    uint16_t tag, type;  // 3: two bytes, 4: four
    std::vector<uint32_t> values;
  };
  explicit Made(bool big_endian = false) : big_endian_(big_endian) {
    file_ = big_endian ? Bytes{'M', 'M', 0, 42, 0, 0, 0, 0} : Bytes{'I', 'I', 42, 0, 0, 0, 0, 0};
  }

  /// Blocks are strips, or tiles when there is a tag 322.
  Made& page(std::vector<Tag> tags, const std::vector<Bytes>& blocks) {
    std::vector<uint32_t> offsets, counts;
    for (const Bytes& b : blocks) {
      offsets.push_back(static_cast<uint32_t>(file_.size()));
      counts.push_back(static_cast<uint32_t>(b.size()));
      file_.insert(file_.end(), b.begin(), b.end());
    }
    const bool tiled = std::any_of(tags.begin(), tags.end(), [](const Tag& t) { return t.tag == 322; });
    tags.push_back({static_cast<uint16_t>(tiled ? 324 : 273), 4, offsets});
    tags.push_back({static_cast<uint16_t>(tiled ? 325 : 279), 4, counts});
    std::sort(tags.begin(), tags.end(), [](const Tag& a, const Tag& b) { return a.tag < b.tag; });
    directory(tags);
    return *this;
  }
  [[nodiscard]] const Bytes& bytes() const { return file_; }
  /// Lets the chain of pages end at an offset, such as that of the first.
  void link_last_to(uint32_t offset) { put_at(link_, offset, 4); }

 private:
  void put_at(std::size_t at, uint32_t v, std::size_t n) {
    if (file_.size() < at + n) file_.resize(at + n);
    for (std::size_t i = 0; i < n; ++i) file_[at + i] = static_cast<uint8_t>(v >> 8 * (big_endian_ ? n - 1 - i : i));
  }
  void directory(const std::vector<Tag>& tags) {
    if (file_.size() % 2 != 0) file_.push_back(0);
    const std::size_t at = file_.size();
    put_at(link_, static_cast<uint32_t>(at), 4);
    put_at(at, static_cast<uint32_t>(tags.size()), 2);
    link_ = at + 2 + tags.size() * 12;
    put_at(link_, 0, 4);
    for (std::size_t i = 0; i < tags.size(); ++i) {
      const Tag& t = tags[i];
      const std::size_t e = at + 2 + i * 12, unit = t.type == 3 ? 2 : 4;
      put_at(e, t.tag, 2);
      put_at(e + 2, t.type, 2);
      put_at(e + 4, static_cast<uint32_t>(t.values.size()), 4);
      std::size_t values_at = e + 8;
      if (t.values.size() * unit > 4) {
        values_at = file_.size();
        put_at(e + 8, static_cast<uint32_t>(values_at), 4);
      }
      for (std::size_t k = 0; k < t.values.size(); ++k) put_at(values_at + k * unit, t.values[k], unit);
    }
  }
  Bytes file_;
  std::size_t link_ = 4;
  bool big_endian_;
};

std::vector<Made::Tag> tags_of(uint32_t width, uint32_t height, std::vector<uint32_t> bits, uint32_t photometric,
                               std::vector<Made::Tag> more = {}) {
  const auto n = static_cast<uint32_t>(bits.size());
  std::vector<Made::Tag> t{{256, 4, {width}}, {257, 4, {height}},      {258, 3, std::move(bits)},
                           {259, 3, {1}},     {262, 3, {photometric}}, {277, 3, {n}}};
  for (auto& m : more) t.push_back(std::move(m));
  return t;
}

/// Samples of one row after another, channel by channel.
std::vector<double> samples(const Picture& p) {
  std::vector<double> v;
  for (int32_t y = 0; y < p.height(); ++y)
    for (int32_t x = 0; x < p.width(); ++x)
      for (int c = 0; c < p.channels(); ++c) v.push_back(p.at(x, y, c));
  return v;
}
using Samples = std::vector<double>;

std::vector<TextValues> all_choices() {
  std::vector<TextValues> all;
  for (const char* compression : {"none", "lzw", "zip"})
    for (const char* predictor : {"auto", "none"})
      for (const char* tile : {"false", "true"})
        all.push_back({{"compression", compression}, {"predictor", predictor}, {"tile", tile}});
  return all;
}

TEST(Tiff, EveryFormatAndChoiceComesBackExactly) {
  for (uint32_t f = 0; f < the_encoder().format_count; ++f)
    for (const TextValues& values : all_choices())
      for (const int32_t width : {1, 301}) {
        const Picture picture = noise(width, 270, the_encoder().formats[f]);
        EXPECT_EQ(difference(decoded(encode(the_encoder(), values, picture)), picture), "")
            << format_text(picture.format()) << " " << values[0].second << " " << values[1].second << " "
            << values[2].second;
      }
}

TEST(Tiff, SmoothPicturesAreSmallerWithThePredictor) {
  for (const auto& f : {rgb_u8, rgb_u16, format(BURNISH_F32, BURNISH_RGB, BURNISH_ALPHA_NONE, BURNISH_INTERLEAVED)})
    for (const char* compression : {"lzw", "zip"}) {
      const Picture picture = ramp(300, 200, f);
      EXPECT_LT(encode(the_encoder(), {{"compression", compression}}, picture).size(),
                encode(the_encoder(), {{"compression", compression}, {"predictor", "none"}}, picture).size());
    }
}

TEST(Tiff, BytesDependNeitherOnThreadsNorOnTheSink) {
  const Picture picture = scene(700, 900, rgb_u8);
  for (const TextValues& values : all_choices()) {
    EncodeOptions many, pipe;
    many.threads = 4;
    pipe.seekable = false;
    const Bytes file = encode(the_encoder(), values, picture);
    EXPECT_EQ(file, encode(the_encoder(), values, picture, many));
    EXPECT_EQ(decoded(encode(the_encoder(), values, picture, pipe)).at(3, 800, 1), picture.at(3, 800, 1));
  }
}

TEST(Tiff, BitsMustBeThoseOfThePixels) {
  EXPECT_EQ(decoded(encode(the_encoder(), {{"bits", "16"}}, noise(9, 9, rgb_u16))).format().sample, BURNISH_U16);
  const Encoded e = try_encode(the_encoder(), {{"bits", "16"}}, noise(9, 9, rgb_u8));
  EXPECT_EQ(e.failure.code, BURNISH_BAD_PARAM);
  EXPECT_EQ(e.failure.param, "bits");
}

TEST(Tiff, BlocksComeBack) {
  const Meta known({{"block:icc", std::string(131, 'i')},
                    {"block:xmp", "<x:xmpmeta/>!"},
                    {"block:photoshop", std::string("8BIM\x04\x0B\0\0\0\0\0\2hi", 14)},
                    {"block:iptc", std::string("\x1c\x02\x05\0\2hi!", 8)}});
  for (const TextValues& values : all_choices()) {
    const Decoded d = try_decode(the_decoder(), {}, encode(the_encoder(), values, noise(20, 10, rgb_u8), with(known)));
    ASSERT_TRUE(d.ok()) << d.text();
    for (const auto& [key, value] : known.entries()) EXPECT_EQ(d.meta.at(key), value) << key;
    EXPECT_EQ(std::string(d.icc.begin(), d.icc.end()), known.value("block:icc"));
  }
}

/// Make "Cam", ExposureTime 1/60, GPSLatitudeRef "N", big-endian as many cameras write.
std::string camera_exif() {
  Bytes b{'M', 'M', 0, 42, 0, 0, 0, 8};
  const auto put = [&](uint32_t v, int n) {
    while (n-- > 0) b.push_back(static_cast<uint8_t>(v >> 8 * n));
  };
  put(3, 2);
  put(271, 2), put(2, 2), put(4, 4), b.insert(b.end(), {'C', 'a', 'm', 0});
  put(34665, 2), put(4, 2), put(1, 4), put(50, 4);
  put(34853, 2), put(4, 2), put(1, 4), put(76, 4);
  put(0, 4);
  put(1, 2), put(33434, 2), put(5, 2), put(1, 4), put(68, 4), put(0, 4);
  put(1, 4), put(60, 4);
  put(1, 2), put(1, 2), put(2, 2), put(2, 4), b.insert(b.end(), {'N', 0, 0, 0}), put(0, 4);
  return {b.begin(), b.end()};
}

TEST(Tiff, ExifComesBackWithItsDirectories) {
  const Meta meta = only("block:exif", camera_exif());
  const Bytes once = encode(the_encoder(), {}, noise(20, 10, rgb_u8), with(meta));
  const Decoded d = try_decode(the_decoder(), {}, once);
  ASSERT_TRUE(d.ok()) << d.text();
  const std::string block = d.meta.at("block:exif");
  const auto number = [&](std::size_t at, int n) {
    uint32_t v = 0;
    for (int i = n; i-- > 0;) v = v << 8 | static_cast<uint8_t>(block[at + static_cast<std::size_t>(i)]);
    return v;
  };
  ASSERT_EQ(block.substr(0, 2), "II");
  const auto find = [&](uint32_t directory, uint32_t tag) {
    for (uint32_t i = 0; i < number(directory, 2); ++i)
      if (number(directory + 2 + i * 12, 2) == tag) return number(directory + 2 + i * 12 + 8, 4);
    ADD_FAILURE() << "no tag " << tag;
    return 0U;
  };
  const uint32_t first = number(4, 4);
  EXPECT_EQ(find(first, 271), 0x006d6143U);  // "Cam"
  const uint32_t exposure = find(find(first, 34665), 33434);
  EXPECT_EQ(number(exposure, 4), 1U);
  EXPECT_EQ(number(exposure + 4, 4), 60U);
  EXPECT_EQ(find(find(first, 34853), 1), uint32_t{'N'});

  const Meta again = only("block:exif", block);
  EXPECT_EQ(encode(the_encoder(), {}, noise(20, 10, rgb_u8), with(again)).size(), once.size());
}

/// A maker note, an interoperability directory with "R98", and two tie points of GeoTIFF.
std::string exif_of_places(const std::string& maker_note) {
  std::string b("II*\0\x08\0\0\0", 8);
  const auto put = [&](std::size_t v, int n) {
    for (; n-- > 0; v >>= 8U) b += static_cast<char>(v & 0xFFU);
  };
  const auto entry = [&](std::size_t tag, std::size_t type, std::size_t count, std::size_t value) {
    put(tag, 2), put(type, 2), put(count, 4), put(value, 4);
  };
  put(2, 2), entry(33922, 12, 2, 86), entry(34665, 4, 1, 38), put(0, 4);                  // 8
  put(2, 2), entry(37500, 7, maker_note.size(), 102), entry(40965, 4, 1, 68), put(0, 4);  // 38
  put(1, 2), entry(1, 2, 4, 0x383952), put(0, 4);                                         // 68
  return b + "tie pointof Rome" + maker_note;                                             // 86
}

TEST(Tiff, PlacesAndInteroperabilityComeBackAndMovedMakerNotesAreTold) {
  for (const auto& [maker, notes] : {std::pair(std::string("Acme\0 note of camera", 20), 1U),
                                     std::pair(std::string("Nikon\0\2\x10 self-made", 18), 0U)}) {
    const Meta meta = only("block:exif", exif_of_places(maker));
    const Encoded e = try_encode(the_encoder(), {}, noise(4, 4, rgb_u8), with(meta));
    ASSERT_TRUE(e.ok()) << e.text();
    EXPECT_EQ(e.notes.size(), notes);
    const Decoded d = try_decode(the_decoder(), {}, e.bytes);
    ASSERT_TRUE(d.ok()) << d.text();
    EXPECT_EQ(d.notes.size(), notes);
    for (const std::string& piece : {maker, std::string("tie pointof Rome"), std::string("R98")})
      EXPECT_NE(d.meta.at("block:exif").find(piece), std::string::npos) << piece;
  }
}

TEST(Tiff, LayersThatAreNotReadAreTold) {
  const Made::Tag layers{37724, 7, std::vector<uint32_t>(40, 'L')};
  const Decoded d = try_decode(the_decoder(), {}, Made().page(tags_of(2, 1, {8}, 1, {layers}), {{1, 2}}).bytes());
  ASSERT_TRUE(d.ok()) << d.text();
  ASSERT_EQ(d.notes.size(), 1U);
  EXPECT_NE(d.notes[0].find("layers"), std::string::npos);
}

TEST(Tiff, DamagedExifIsLeftOutWithANote) {
  const Meta meta = only("block:exif", "MM nonsense");
  const Encoded e = try_encode(the_encoder(), {}, noise(4, 4, rgb_u8), with(meta));
  ASSERT_TRUE(e.ok()) << e.text();
  EXPECT_EQ(e.notes.size(), 1U);
}

TEST(Tiff, GrayOfFewBitsIsSpreadOverTheRange) {
  EXPECT_EQ(samples(decoded(Made().page(tags_of(9, 1, {1}, 1), {{0xa5, 0x80}}).bytes())),
            (Samples{255, 0, 255, 0, 0, 255, 0, 255, 255}));
  EXPECT_EQ(samples(decoded(Made().page(tags_of(9, 1, {1}, 0), {{0xa5, 0x80}}).bytes())),
            (Samples{0, 255, 0, 255, 255, 0, 255, 0, 0}));
  EXPECT_EQ(samples(decoded(Made().page(tags_of(4, 1, {2}, 1), {{0x1b}}).bytes())), (Samples{0, 85, 170, 255}));
  EXPECT_EQ(samples(decoded(Made().page(tags_of(2, 1, {4}, 1), {{0x0f}}).bytes())), (Samples{0, 255}));
  EXPECT_EQ(samples(decoded(Made().page(tags_of(2, 1, {12}, 1), {{0xff, 0xf8, 0x00}}).bytes())),
            (Samples{65535, std::floor((2048.0 * 65535 + 2047) / 4095)}));
}

TEST(Tiff, PaletteBecomesRgb) {
  std::vector<uint32_t> map(3 * 4);
  for (uint32_t i = 0; i < 12; ++i) map[i] = (i * 20) << 8;
  EXPECT_EQ(samples(decoded(Made().page(tags_of(2, 1, {2}, 3, {{320, 3, map}}), {{0xd0}}).bytes())),
            (Samples{60, 140, 220, 20, 100, 180}));
  EXPECT_EQ(try_decode(the_decoder(), {}, Made().page(tags_of(2, 1, {2}, 3), {{0xd0}}).bytes()).failure.code,
            BURNISH_BAD_DATA);
}

TEST(Tiff, OddColoursBecomeRgb) {
  const Made::Tag full{530, 3, {1, 1}};
  const Decoded ycc = try_decode(
      the_decoder(), {}, Made().page(tags_of(2, 1, {8, 8, 8}, 6, {full}), {{255, 128, 128, 0, 128, 128}}).bytes());
  ASSERT_TRUE(ycc.ok()) << ycc.text();
  EXPECT_EQ(samples(ycc.picture), (Samples{255, 255, 255, 0, 0, 0}));
  EXPECT_EQ(ycc.notes.size(), 1U);
  const Decoded lab = try_decode(
      the_decoder(), {}, Made().page(tags_of(2, 2, {8, 8, 8}, 8), {{255, 0, 0, 255, 0, 0, 0, 0, 0, 0, 0, 0}}).bytes());
  ASSERT_TRUE(lab.ok()) << lab.text();
  for (int c = 0; c < 3; ++c) {
    EXPECT_GT(lab.picture.at(1, 0, c), 200);  // libtiff does not adapt the white of print
    EXPECT_LT(lab.picture.at(1, 1, c), 5);
  }
}

TEST(Tiff, PlanesAndTilesAndBothByteOrdersAreRead) {
  const Made::Tag planes{284, 3, {2}};
  EXPECT_EQ(samples(decoded(Made().page(tags_of(2, 1, {8, 8, 8}, 2, {planes}), {{1, 2}, {3, 4}, {5, 6}}).bytes())),
            (Samples{1, 3, 5, 2, 4, 6}));
  EXPECT_EQ(samples(decoded(Made(true).page(tags_of(2, 1, {16}, 1), {{1, 2, 3, 4}}).bytes())), (Samples{258, 772}));
  EXPECT_EQ(samples(decoded(Made(true).page(tags_of(2, 1, {16}, 0), {{0, 0, 0xff, 0xfe}}).bytes())),
            (Samples{65535, 1}));
  Bytes tile(16 * 16);
  for (std::size_t i = 0; i < tile.size(); ++i) tile[i] = static_cast<uint8_t>(i);
  const Bytes file = Made().page(tags_of(17, 2, {8}, 1, {{322, 3, {16}}, {323, 3, {16}}}), {tile, tile}).bytes();
  const Picture p = decoded(file);
  EXPECT_EQ(p.at(15, 1, 0), 31);
  EXPECT_EQ(p.at(16, 1, 0), 16);
}

TEST(Tiff, AlphaIsWhatTheFileSays) {
  const auto alpha = [](std::vector<Made::Tag> more) {
    return try_decode(the_decoder(), {},
                      Made().page(tags_of(1, 1, {8, 8, 8, 8}, 2, std::move(more)), {{1, 2, 3, 4}}).bytes());
  };
  EXPECT_EQ(alpha({{338, 3, {1}}}).picture.format().alpha, BURNISH_ALPHA_PREMUL);
  EXPECT_EQ(alpha({{338, 3, {2}}}).picture.format().alpha, BURNISH_ALPHA_STRAIGHT);
  EXPECT_EQ(alpha({}).picture.format().alpha, BURNISH_ALPHA_STRAIGHT);
  EXPECT_EQ(alpha({}).notes.size(), 1U);
  const Decoded other = alpha({{338, 3, {0}}});
  EXPECT_EQ(other.picture.format().alpha, BURNISH_ALPHA_NONE);
  EXPECT_EQ(samples(other.picture), (Samples{1, 2, 3}));
  EXPECT_EQ(other.notes.size(), 1U);
}

TEST(Tiff, PartsEqualTheWhole) {
  const burnish_rect part{101, 50, 300, 460};
  const Picture picture = scene(515, 533, rgb_u8);
  for (const TextValues& values : all_choices()) {
    const Bytes file = encode(the_encoder(), values, picture);
    for (const bool mapped : {false, true}) {
      DecodeOptions some, rows;
      some.part = part;
      rows.rows_per_read = 1;
      some.mapped = rows.mapped = mapped;
      EXPECT_EQ(difference(decoded(file, some), picture.window(part)), "");
      EXPECT_EQ(difference(decoded(file, rows), picture), "");
    }
  }
}

TEST(Tiff, UncompressedRowsAreReadAloneAndInAnyOrder) {
  const Picture picture = scene(700, 400, rgb_u8);
  const Bytes file = encode(the_encoder(), {{"compression", "none"}}, picture);
  DecodeOptions options;
  options.part = burnish_rect{0, 300, 700, 310};
  const Decoded d = try_decode(the_decoder(), {}, file, options);
  ASSERT_TRUE(d.ok()) << d.text();
  EXPECT_EQ(d.access, BURNISH_RANDOM);
  EXPECT_EQ(difference(d.picture, picture.window(*options.part)), "");
}

TEST(Tiff, PagesAreFrames) {
  Made made;
  made.page(tags_of(1, 1, {8}, 1), {{7}})
      .page(tags_of(1, 1, {8}, 1, {{254, 4, {1}}}), {{8}})
      .page(tags_of(2, 1, {8}, 1), {{9, 10}});
  DecodeOptions second;
  second.frame = 1;
  const Decoded d = try_decode(the_decoder(), {}, made.bytes(), second);
  ASSERT_TRUE(d.ok()) << d.text();
  EXPECT_EQ(d.frames, 2U);  // the thumbnail is none
  EXPECT_EQ(samples(d.picture), (Samples{9, 10}));
}

TEST(Tiff, PagesThatRunInACircleEnd) {
  Made made;
  made.page(tags_of(1, 1, {8}, 1), {{7}});
  made.link_last_to(10);
  const Decoded d = try_decode(the_decoder(), {}, made.bytes());
  ASSERT_TRUE(d.ok()) << d.text();
  EXPECT_EQ(d.frames, 1U);
  EXPECT_EQ(d.notes.size(), 1U);
}

TEST(Tiff, AbsurdClaimsAreRefused) {
  const auto code = [](const Bytes& file) {
    const Decoded d = try_decode(the_decoder(), {}, file);
    EXPECT_FALSE(d.failure.message.empty());
    return d.failure.code;
  };
  EXPECT_EQ(code(Made().page(tags_of(1000000000, 1000000000, {8}, 1), {{7}}).bytes()), BURNISH_LIMIT);
  EXPECT_EQ(code(Made().page(tags_of(0, 5, {8}, 1), {{7}}).bytes()), BURNISH_BAD_DATA);
  EXPECT_EQ(code(Made().page(tags_of(9, 9, {8}, 1, {{322, 4, {1 << 30}}, {323, 4, {1 << 30}}}), {{7}}).bytes()),
            BURNISH_BAD_DATA);
  EXPECT_EQ(code(Made().page(tags_of(9, 9, {8}, 32803), {{7}}).bytes()), BURNISH_UNSUPPORTED);
  EXPECT_EQ(code({'I', 'I', 42, 0, 255, 255, 255, 255}), BURNISH_BAD_DATA);
}

TEST(Tiff, TruncatedFilesAreBadData) {
  const Bytes file = encode(the_encoder(), {{"compression", "none"}}, noise(120, 90, rgb_u8));
  for (std::size_t n = 0; n < file.size(); n += 1 + file.size() / 97) {
    const Decoded d = try_decode(the_decoder(), {}, Bytes(file.begin(), file.begin() + static_cast<long>(n)));
    EXPECT_EQ(d.failure.code, BURNISH_BAD_DATA) << n << " of " << file.size() << ": " << d.text();
  }
}

TEST(Tiff, DamagedFilesFailOrDecodeButNeverCrash) {
  const Meta meta = only("block:exif", camera_exif());
  std::vector<Bytes> seeds;
  for (const TextValues& values : all_choices())
    seeds.push_back(encode(the_encoder(), values, noise(40, 33, rgba_u8), with(meta)));
  seeds.push_back(Made()
                      .page(tags_of(20, 8, {4}, 3, {{320, 3, std::vector<uint32_t>(48, 500)}, {278, 3, {3}}}),
                            {Bytes(30, 0x5a), Bytes(30, 0x33), Bytes(20, 1)})
                      .bytes());
  seeds.push_back(
      Made(true)
          .page(tags_of(8, 8, {16, 16, 16}, 2, {{284, 3, {2}}}), {Bytes(128, 1), Bytes(128, 2), Bytes(128, 3)})
          .bytes());
  seeds.push_back(Made().page(tags_of(8, 8, {8, 8, 8}, 8), {Bytes(192, 77)}).bytes());
  DecodeOptions options;
  options.limits.max_pixels = 1 << 20;
  options.limits.max_bytes = 1 << 24;
  for (std::size_t s = 0; s < seeds.size(); ++s)
    for (uint64_t i = 0; i < 600; ++i) {
      Bytes file = seeds[s];
      // The directories of packed files stand at the end, those of plain ones at the start.
      const double size = static_cast<double>(file.size()), reach = std::min(size, i % 3 == 0 ? size : 600.0);
      for (uint64_t flip = 0; flip <= i % 4; ++flip) {
        const auto at = static_cast<std::size_t>(hash01(s, i, flip, 0) * reach);
        file[i % 3 == 2 ? file.size() - 1 - at : at] ^=
            static_cast<uint8_t>(1 << static_cast<int>(hash01(s, i, flip, 1) * 8));
      }
      options.mapped = i % 2 == 0;
      const Decoded d = try_decode(the_decoder(), {}, file, options);
      EXPECT_TRUE(d.breaches.empty()) << d.text();
      EXPECT_TRUE(d.failure.code == BURNISH_OK || !d.failure.message.empty());
    }
}

TEST(Tiff, HostileFilesFailOrDecode) {
  const char* named = std::getenv("BURNISH_SHARED");
  const std::filesystem::path folder =
      std::filesystem::path(named != nullptr ? named : BURNISH_SOURCE_DIR "/../shared") / "data/hostile";
  if (!std::filesystem::is_directory(folder)) GTEST_SKIP() << "no folder " << folder << "; set BURNISH_SHARED";
  int seen = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".tif" && entry.path().extension() != ".tiff") continue;
    ++seen;
    const Decoded d = try_decode(the_decoder(), {}, read_file(entry.path().string()));
    EXPECT_TRUE(d.breaches.empty()) << entry.path() << d.text();
  }
  EXPECT_GT(seen, 0);
}

TEST(Tiff, SinkFailuresAreReported) {
  const Picture picture = noise(30, 30, rgb_u8);
  for (const TextValues& values : all_choices()) {
    const std::size_t size = encode(the_encoder(), values, picture).size();
    for (const std::size_t n : {std::size_t{0}, std::size_t{1}, size / 2, size - 1}) {
      EncodeOptions options;
      options.sink_fails_after = n;
      const Encoded e = try_encode(the_encoder(), values, picture, options);
      EXPECT_LT(e.failure.code, 0) << n;
      EXPECT_TRUE(e.breaches.empty()) << e.text();
    }
  }
}

}  // namespace
