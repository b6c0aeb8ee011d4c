#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <random>

#include <jpeglib.h>

#include "kit/codec.hpp"
#include "kit/plugin_file.hpp"

namespace {

using namespace burnish::kit;

const burnish_decoder& the_decoder() { return decoder(BURNISH_PLUGIN_FILE); }
const burnish_encoder& the_encoder() { return encoder(BURNISH_PLUGIN_FILE); }

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
DecodeOptions shrunk(uint32_t shrink, int32_t rows_per_read = 0) {
  DecodeOptions o;
  o.shrink = shrink;
  o.rows_per_read = rows_per_read;
  return o;
}

/// What libjpeg can write and our encoder does not.
struct Form {
  int components = 3;
  int across = 2, down = 2;  // sampling factors of the first component
  bool progressive = false, separate_scans = false, arithmetic = false, adobe_cmyk = false, optimised = false;
  int restart_rows = 0;
};

Bytes libjpeg_file(const Picture& picture, const Form& form, int quality = 85) {
  jpeg_compress_struct c{};
  jpeg_error_mgr errors{};
  c.err = jpeg_std_error(&errors);
  jpeg_create_compress(&c);
  unsigned char* out = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&c, &out, &size);
  c.image_width = static_cast<JDIMENSION>(picture.width());
  c.image_height = static_cast<JDIMENSION>(picture.height());
  c.input_components = form.components;
  c.in_color_space = form.components == 1 ? JCS_GRAYSCALE : form.components == 3 ? JCS_RGB : JCS_CMYK;
  jpeg_set_defaults(&c);
  jpeg_set_quality(&c, quality, TRUE);
  c.comp_info[0].h_samp_factor = form.across;
  c.comp_info[0].v_samp_factor = form.down;
  c.restart_in_rows = form.restart_rows;
  c.arith_code = form.arithmetic;
  c.optimize_coding = form.optimised;
  c.write_Adobe_marker = form.adobe_cmyk;
  jpeg_scan_info scans[4]{};
  if (form.progressive) jpeg_simple_progression(&c);
  if (form.separate_scans) {
    for (int i = 0; i < form.components; ++i) {
      scans[i].comps_in_scan = 1;
      scans[i].component_index[0] = i;
      scans[i].Se = 63;
    }
    c.scan_info = scans;
    c.num_scans = form.components;
  }
  jpeg_start_compress(&c, TRUE);
  std::vector<JSAMPLE> row(static_cast<std::size_t>(picture.width() * form.components));
  for (int32_t y = 0; y < picture.height(); ++y) {
    for (int32_t x = 0; x < picture.width(); ++x)
      for (int i = 0; i < form.components; ++i)
        row[static_cast<std::size_t>(x * form.components + i)] =
            static_cast<JSAMPLE>(picture.at(x, y, std::min(i, picture.channels() - 1)));
    JSAMPROW p = row.data();
    jpeg_write_scanlines(&c, &p, 1);
  }
  jpeg_finish_compress(&c);
  jpeg_destroy_compress(&c);
  Bytes bytes(out, out + size);
  std::free(out);
  return bytes;
}

/// One session, read several times.
class Reading {
 public:
  explicit Reading(const Bytes& file, bool mapped = false) : source_(file, mapped) {
    info_.struct_size = sizeof info_;
    info_.shrink = info_.scale = 1;
    info_.orientation = 1;
    uint32_t frames = 0;
    const burnish_limits limits{sizeof limits, uint64_t{1} << 28, 0, 1, 1};
    const burnish_status s =
        the_decoder().open(call_.get(), nullptr, source_.get(), &limits, &session_, &info_, &frames, nullptr);
    if (s < 0) throw RunFailure(call_.failure());
  }
  ~Reading() { the_decoder().close(session_); }
  Picture read(uint32_t shrink, const burnish_rect& part) {
    Picture picture(part, info_.format);
    burnish_tile tile = picture.whole_tile();
    if (the_decoder().read(call_.get(), session_, 0, shrink, &tile) < 0) throw RunFailure(call_.failure());
    return picture;
  }

 private:
  Source source_;
  Call call_;
  void* session_ = nullptr;
  burnish_image_info info_{};
};

burnish_rect random_part(std::mt19937& random, int32_t width, int32_t height) {
  const auto upto = [&](int32_t n) { return static_cast<int32_t>(random() % static_cast<uint32_t>(n)); };
  const int32_t x = upto(width), y = upto(height);
  return {x, y, x + 1 + upto(width - x), y + 1 + upto(height - y)};
}

std::string exif_with_orientation(char orientation) {
  std::string exif("MM\0\x2A\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0", 19);
  exif += orientation;
  exif.append(6, '\0');
  return exif;
}

TEST(JpegDecoder, KnowsItsFiles) {
  EXPECT_TRUE(matches_magic(the_decoder(), encode(the_encoder(), {}, scene(9, 7, rgb_u8))));
  EXPECT_FALSE(matches_magic(the_decoder(), {'G', 'I', 'F', '8', '9', 'a'}));
  EXPECT_STREQ(the_decoder().extensions[0], "jpg");
}

TEST(JpegDecoder, GivesTheColourOfAConstantPicture) {
  const Picture colour = constant(33, 21, rgb_u8, std::vector<double>{0.8, 0.4, 0.1});
  EXPECT_LE(worst_difference(decode(the_decoder(), encode(the_encoder(), {{"quality", "95"}}, colour)), colour),
            3.0 / 255);
  const Picture grey = constant(33, 21, gray_u8, 0.3);
  EXPECT_LE(worst_difference(decode(the_decoder(), encode(the_encoder(), {}, grey)), grey), 1.0 / 255);
}

TEST(JpegDecoder, SizeOfAShrunkPictureIsRoundedUp) {
  const Bytes file = encode(the_encoder(), {}, scene(101, 67, rgb_u8));
  for (uint32_t shrink = 0; shrink < 4; ++shrink) {
    const Decoded d = try_decode(the_decoder(), {}, file, shrunk(shrink));
    ASSERT_TRUE(d.ok()) << d.text();
    EXPECT_EQ(d.info.width, (101 + (1 << shrink) - 1) >> shrink);
    EXPECT_EQ(d.info.height, (67 + (1 << shrink) - 1) >> shrink);
    EXPECT_DOUBLE_EQ(d.info.view[2], 101.0 / (1 << shrink));
    EXPECT_DOUBLE_EQ(d.info.shrink, 1 << shrink);
  }
  EXPECT_EQ(try_decode(the_decoder(), {}, file).shrinks, 0b1111U);
}

TEST(JpegDecoder, GivesTheSamePixelsForPartsAsForTheWhole) {
  const Picture picture = scene(237, 171, rgb_u8);
  std::mt19937 random(7);
  for (const auto& [across, down] : {std::pair{1, 1}, {2, 1}, {1, 2}, {2, 2}, {4, 1}, {4, 2}})
    for (const bool progressive : {false, true})
      for (const int restart_rows : {0, 1})
        for (uint32_t shrink = 0; shrink < 4; ++shrink) {
          Form form;
          form.across = across;
          form.down = down;
          form.progressive = progressive;
          form.restart_rows = restart_rows;
          const Bytes file = libjpeg_file(picture, form);
          const Picture whole = decode(the_decoder(), file, shrunk(shrink));
          EXPECT_EQ(difference(decode(the_decoder(), file, shrunk(shrink, 7)), whole), "");
          Reading together(file);
          for (int i = 0; i < 12; ++i) {
            const burnish_rect part = random_part(random, whole.width(), whole.height());
            const Picture expected = whole.window(part);
            ASSERT_EQ(difference(Reading(file, i % 2 == 0).read(shrink, part), expected), "")
                << across << "x" << down << " progressive " << progressive << " shrink " << shrink << " at " << part.x0
                << "," << part.y0 << " to " << part.x1 << "," << part.y1;
            EXPECT_EQ(difference(together.read(shrink, part), expected), "")
                << across << "x" << down << " progressive " << progressive << " shrink " << shrink << " at " << part.x0
                << "," << part.y0 << " to " << part.x1 << "," << part.y1 << " in one session, upward and downward";
          }
        }
}

TEST(JpegDecoder, GivesNarrowColumnsRowByRowAsFromTheWhole) {
  const Bytes file = libjpeg_file(scene(400, 90, rgb_u8), {});
  const Picture whole = decode(the_decoder(), file);
  Reading reading(file);
  for (int32_t y = 0; y < 90; y += 5) {
    const burnish_rect part{130, y, 211, y + 5};
    ASSERT_EQ(difference(reading.read(0, part), whole.window(part)), "") << "row " << y;
  }
  const burnish_rect wider{10, 40, 390, 60};
  EXPECT_EQ(difference(reading.read(0, wider), whole.window(wider)), "");
}

TEST(JpegDecoder, LeavesOutScansThatCannotMatterAtAnEighth) {
  for (const auto& [across, down] : {std::pair{1, 1}, {2, 2}, {2, 1}})
    for (const int components : {1, 3}) {
      const Picture picture = scene(411, 305, components == 1 ? gray_u8 : rgb_u8);
      Form form;
      form.components = components;
      form.across = components == 1 ? 1 : across;
      form.down = components == 1 ? 1 : down;
      const Picture plain = decode(the_decoder(), libjpeg_file(picture, form), shrunk(3));
      form.progressive = true;
      const Bytes file = libjpeg_file(picture, form);
      EXPECT_EQ(difference(decode(the_decoder(), file, shrunk(3)), plain), "");
      DecodeOptions unmapped = shrunk(3);
      unmapped.mapped = false;
      EXPECT_EQ(difference(decode(the_decoder(), file, unmapped), plain), "");
    }
}

TEST(JpegDecoder, CmykIsInkWhateverAdobeWrites) {
  Form form;
  form.components = 4;
  form.across = form.down = 1;
  const Picture samples = constant(16, 16, rgb_u8, 0.25);
  const Picture plain = decode(the_decoder(), libjpeg_file(samples, form));
  form.adobe_cmyk = true;
  const Picture adobe = decode(the_decoder(), libjpeg_file(samples, form));
  EXPECT_EQ(plain.format().model, BURNISH_CMYK);
  EXPECT_NEAR(plain.at(8, 8, 0), 64, 2);
  EXPECT_NEAR(adobe.at(8, 8, 0), 255 - 64, 2);
}

TEST(JpegDecoder, ReadsFilesOfSeparateScans) {
  const Picture picture = scene(75, 51, rgb_u8);
  Form form;
  const Picture expected = decode(the_decoder(), libjpeg_file(picture, form));
  form.separate_scans = true;
  EXPECT_EQ(difference(decode(the_decoder(), libjpeg_file(picture, form)), expected), "");
}

TEST(JpegDecoder, SaysWhatItDoesNotSupport) {
  Form form;
  form.arithmetic = true;
  const Decoded arithmetic = try_decode(the_decoder(), {}, libjpeg_file(scene(40, 40, rgb_u8), form));
  EXPECT_EQ(arithmetic.failure.code, BURNISH_UNSUPPORTED);
  EXPECT_NE(arithmetic.failure.message.find("arithmetic"), std::string::npos);
  Bytes twelve_bits = libjpeg_file(scene(40, 40, rgb_u8), {});
  for (std::size_t i = 0; i + 4 < twelve_bits.size(); ++i)
    if (twelve_bits[i] == 0xFF && twelve_bits[i + 1] == 0xC0) {
      twelve_bits[i + 4] = 12;
      break;
    }
  const Decoded deep = try_decode(the_decoder(), {}, twelve_bits);
  EXPECT_EQ(deep.failure.code, BURNISH_UNSUPPORTED);
  EXPECT_NE(deep.failure.message.find("12 bits"), std::string::npos);
}

TEST(JpegDecoder, TruncatedFilesAreErrorsOrComplete) {
  const Picture picture = scene(120, 90, rgb_u8);
  for (const bool progressive : {false, true})
    for (const int restart_rows : {0, 1}) {
      Form form;
      form.progressive = progressive;
      form.restart_rows = restart_rows;
      const Bytes file = libjpeg_file(picture, form);
      for (uint32_t shrink : {0U, 3U}) {
        const Picture whole = decode(the_decoder(), file, shrunk(shrink));
        for (std::size_t length = 0, step = 13; length < file.size(); length += step) {
          if (length + 40 > file.size()) step = 1;
          const Bytes cut(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(length));
          DecodeOptions o = shrunk(shrink);
          o.mapped = length % 2 == 0;
          const Decoded d = try_decode(the_decoder(), {}, cut, o);
          ASSERT_TRUE(d.breaches.empty()) << d.text();
          if (d.failure.code == BURNISH_OK)
            ASSERT_EQ(difference(d.picture, whole), "") << length << " of " << file.size();
          else
            ASSERT_EQ(d.failure.code, BURNISH_BAD_DATA) << d.text();
        }
      }
    }
}

TEST(JpegDecoder, DamagedFilesNeverBreakTheContract) {
  std::mt19937 random(11);
  for (const bool progressive : {false, true}) {
    Form form;
    form.progressive = progressive;
    form.restart_rows = 1;
    const Bytes file = libjpeg_file(scene(90, 70, rgb_u8), form);
    for (int i = 0; i < 400; ++i) {
      Bytes damaged = file;
      for (int k = 0; k < 4; ++k) damaged[random() % damaged.size()] ^= static_cast<uint8_t>(1U << random() % 8);
      DecodeOptions o = shrunk(static_cast<uint32_t>(i) % 4, 16);
      o.limits.max_pixels = 1 << 22;
      EXPECT_TRUE(try_decode(the_decoder(), {}, damaged, o).breaches.empty());
    }
  }
}

TEST(JpegDecoder, KeepsTheLimitsOfTheHost) {
  Form form;
  form.progressive = true;
  const Bytes file = libjpeg_file(scene(200, 100, rgb_u8), form);
  DecodeOptions o;
  o.limits.max_pixels = 19'999;
  EXPECT_EQ(try_decode(the_decoder(), {}, file, o).failure.code, BURNISH_LIMIT);
  o.limits.max_pixels = 20'000;
  EXPECT_TRUE(try_decode(the_decoder(), {}, file, o).ok());
  o.limits.max_bytes = 50'000;  // its coefficients take 2 bytes a sample
  const Decoded d = try_decode(the_decoder(), {}, file, o);
  EXPECT_EQ(d.failure.code, BURNISH_LIMIT) << d.text();
}

TEST(JpegDecoder, RefusesEndlessScans) {
  Form form;
  form.components = form.across = form.down = 1;
  form.progressive = true;
  const Bytes file = libjpeg_file(constant(64, 64, gray_u8, 0.5), form);
  // The last scan again and again.
  std::size_t scan = 0;
  for (std::size_t i = 0; i + 1 < file.size(); ++i)
    if (file[i] == 0xFF && file[i + 1] == 0xDA) scan = i;
  const Bytes last(file.begin() + static_cast<std::ptrdiff_t>(scan), file.end() - 2);
  Bytes bomb(file.begin(), file.end() - 2);
  for (int i = 0; i < 2000; ++i) bomb.insert(bomb.end(), last.begin(), last.end());
  bomb.insert(bomb.end(), {0xFF, 0xD9});
  EXPECT_EQ(try_decode(the_decoder(), {}, bomb).failure.code, BURNISH_LIMIT);
}

TEST(JpegDecoder, StopsWhenItIsCancelled) {
  DecodeOptions o;
  o.cancelled = true;
  EXPECT_EQ(try_decode(the_decoder(), {}, libjpeg_file(scene(64, 64, rgb_u8), {}), o).failure.code, BURNISH_CANCELLED);
}

TEST(JpegEncoder, ManyStripesGiveThePixelsOfAPlainEncode) {
  for (const char* chroma : {"4:2:0", "4:2:2", "4:4:4"})
    for (const burnish_format& f : {rgb_u8, gray_u8}) {
      const Picture picture = scene(1203, 907, f);
      const Bytes stripes = encode(the_encoder(), {{"chroma", chroma}}, picture);
      const Bytes plain = encode(the_encoder(), {{"chroma", chroma}, {"progressive", "true"}}, picture);
      const Bytes fixed = encode(the_encoder(), {{"chroma", chroma}, {"optimise", "false"}}, picture);
      EXPECT_EQ(difference(decode(the_decoder(), stripes), decode(the_decoder(), plain)), "");
      EXPECT_EQ(difference(decode(the_decoder(), fixed), decode(the_decoder(), plain)), "");
      EXPECT_LT(stripes.size(), fixed.size());
      for (const char* interval : {"1", "3", "9", "8192"})
        EXPECT_EQ(
            difference(decode(the_decoder(),
                              encode(the_encoder(), {{"chroma", chroma}, {"restart_interval", interval}}, picture)),
                       decode(the_decoder(), plain)),
            "")
            << interval;
    }
}

TEST(JpegEncoder, TablesFromASampleCostLessThanHalfAPerCent) {
  Picture picture = scene(1400, 1100, rgb_u8, 3);
  const Picture grain = noise(1400, 1100, rgb_u8);
  for (int32_t y = 0; y < picture.height(); ++y)
    for (int32_t x = 0; x < picture.width(); ++x)
      for (int c = 0; c < 3; ++c) picture.set(x, y, c, std::min(255.0, picture.at(x, y, c) + grain.at(x, y, 0) / 10));
  Form best;
  best.optimised = true;
  EXPECT_LT(static_cast<double>(encode(the_encoder(), {}, picture).size()),
            1.005 * static_cast<double>(libjpeg_file(picture, best, 80).size()));
}

TEST(JpegEncoder, EveryQualityOfNoiseCanBeCoded) {
  const Picture picture = noise(1100, 950, rgb_u8);
  for (const char* quality : {"1", "50", "100"}) {
    const TextValues values{{"quality", quality}, {"chroma", "4:4:4"}};
    EXPECT_EQ(difference(decode(the_decoder(), encode(the_encoder(), values, picture)),
                         decode(the_decoder(),
                                encode(the_encoder(), {values[0], values[1], {"progressive", "true"}}, picture))),
              "");
  }
}

TEST(JpegEncoder, BytesDoNotDependOnThreads) {
  const Picture picture = scene(1301, 1009, rgb_u8);
  const Bytes serial = encode(the_encoder(), {}, picture);
  for (const unsigned threads : {2U, 7U}) EXPECT_EQ(encode(the_encoder(), {}, picture, with_threads(threads)), serial);
}

TEST(JpegEncoder, SmallPicturesOfEverySize) {
  for (int32_t size = 1; size <= 18; ++size)
    for (const burnish_format& f : {rgb_u8, gray_u8}) {
      const Picture picture = ramp(size, 19 - size, f);
      const Picture back =
          decode(the_decoder(), encode(the_encoder(), {{"quality", "95"}, {"chroma", "4:4:4"}}, picture));
      EXPECT_LE(worst_difference(back, picture), 0.06) << size;
    }
}

TEST(JpegEncoder, MetadataComesBack) {
  std::string icc(200'000, '\0');
  for (std::size_t i = 0; i < icc.size(); ++i) icc[i] = static_cast<char>((i * 7 ^ i >> 9) & 127);
  const Meta meta({{"block:exif", exif_with_orientation(6)},
                   {"block:xmp", "<x:xmpmeta><rdf:RDF/></x:xmpmeta>"},
                   {"block:iptc", std::string("\x1C\x02\x05\0\x03"
                                              "abc",
                                              8)},
                   {"block:photoshop",
                    std::string("8BIM\x04\x0B\0\0\0\0\0\2hi", 14) + std::string("MeSa\0\1\3abc\0\0\0\3xyz\0", 18)},
                   {"block:icc", icc},
                   {"text:comment", "gr\xC3\xBC\xC3\x9F"}});
  for (const int32_t size : {64, 1100}) {  // plain, and in stripes
    const Decoded d = try_decode(the_decoder(), {}, encode(the_encoder(), {}, scene(size, size, rgb_u8), with(meta)));
    ASSERT_TRUE(d.ok()) << d.text();
    EXPECT_EQ(d.meta, meta.entries());
    EXPECT_EQ(d.header.orientation, 6);
    EXPECT_EQ(std::string(d.icc.begin(), d.icc.end()), icc);
    EXPECT_TRUE(d.notes.empty());
  }
}

/// A file with a segment after the first marker.
Bytes with_segment(Bytes file, int marker, const std::string& payload) {
  const std::size_t size = payload.size() + 2;
  Bytes segment{0xFF, static_cast<uint8_t>(0xE0 + marker), static_cast<uint8_t>(size >> 8),
                static_cast<uint8_t>(size & 0xFF)};
  segment.insert(segment.end(), payload.begin(), payload.end());
  file.insert(file.begin() + 2, segment.begin(), segment.end());
  return file;
}

std::string packet_of(const std::string& descriptions, const std::string& padding = {}) {
  return "<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?><x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><r:RDF "
         "xmlns:r=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns:dc=\"d\">" +
         descriptions + "</r:RDF></x:xmpmeta>" + padding + "<?xpacket end='w'?>";
}

TEST(JpegEncoder, LargeXmpKeepsItsShortPropertiesInTheMainPacket) {
  const std::string words(180'000, 'w'), mark = "<dc:type>http://example.test/x?a=1&amp;b=<![CDATA[<]]></dc:type>";
  const std::string packet = packet_of("<r:Description r:about='u' dc:a=\"'>'\"><dc:title>" + words + "</dc:title>" +
                                           mark + "</r:Description><r:Description r:about='u'><!-- > --><dc:p><dc:q>" +
                                           words + "</dc:q></dc:p></r:Description><r:Description r:about='u' dc:e=''/>",
                                       std::string(4000, ' '));
  std::string before;
  for (int generation = 0; generation < 3; ++generation) {
    const Meta meta({{"block:xmp", generation == 0 ? packet : before}});
    const Bytes file = encode(the_encoder(), {}, scene(20, 20, rgb_u8), with(meta));
    const std::string bytes(file.begin(), file.end());
    const std::size_t extension = bytes.find("http://ns.adobe.com/xmp/extension/");
    EXPECT_LT(bytes.find(mark), extension);
    EXPECT_LT(bytes.find("dc:a=\"'>'\""), extension);
    EXPECT_GT(bytes.find("<dc:title>"), extension);
    const Decoded d = try_decode(the_decoder(), {}, file);
    ASSERT_TRUE(d.ok()) << d.text();
    EXPECT_TRUE(d.notes.empty());
    const std::string& after = d.meta.at("block:xmp");
    for (const std::string& part : {mark, "<dc:title>" + words + "</dc:title>", "<dc:q>" + words + "</dc:q>"})
      EXPECT_NE(after.find(part), std::string::npos);
    EXPECT_EQ(after.find("HasExtendedXMP"), std::string::npos);
    EXPECT_TRUE(generation == 0 || after.size() == before.size()) << "a packet does not grow from file to file";
    before = after;
  }
}

TEST(JpegEncoder, XmpThatCannotBeTakenApartGoesIntoTheExtensionWhole) {
  const std::string words(100'000, 'w');
  const Meta meta({{"block:xmp", packet_of("<r:Description dc:title=\"" + words + "\"/>")}});
  const Decoded d = try_decode(the_decoder(), {}, encode(the_encoder(), {}, scene(20, 20, rgb_u8), with(meta)));
  ASSERT_TRUE(d.ok()) << d.text();
  EXPECT_TRUE(d.notes.empty());
  const std::string& packet = d.meta.at("block:xmp");
  EXPECT_NE(packet.find("<r:Description xmlns:r=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns:dc=\"d\" "
                        "dc:title=\"" +
                        words + "\"/>"),
            std::string::npos)
      << "the declarations around it come along";
}

TEST(JpegDecoder, ExtendedXmpIsReadInAnyOrderAndOnlyWhole) {
  const std::string words(180'000, 'w');
  const Meta meta(
      {{"block:xmp", packet_of("<r:Description dc:a='1'><dc:title>" + words + "</dc:title></r:Description>")}});
  Bytes file = encode(the_encoder(), {}, scene(20, 20, rgb_u8), with(meta));
  const std::string name = "http://ns.adobe.com/xmp/extension/";
  const auto segment = std::search(file.begin(), file.end(), name.begin(), name.end()) - 4;
  const std::string payload(segment + 4, segment + 2 + (segment[2] << 8 | segment[3]));
  file.erase(segment, segment + 4 + static_cast<std::ptrdiff_t>(payload.size()));
  const Decoded lacking = try_decode(the_decoder(), {}, file);
  ASSERT_TRUE(lacking.ok()) << lacking.text();
  ASSERT_EQ(lacking.notes.size(), 1U);
  EXPECT_NE(lacking.notes[0].find("extended XMP"), std::string::npos);
  EXPECT_NE(lacking.meta.at("block:xmp").find("dc:a='1'"), std::string::npos);
  const Decoded whole = try_decode(the_decoder(), {}, with_segment(file, 1, payload));  // now before the main packet
  ASSERT_TRUE(whole.ok()) << whole.text();
  EXPECT_TRUE(whole.notes.empty());
  EXPECT_NE(whole.meta.at("block:xmp").find("<dc:title>" + words + "</dc:title>"), std::string::npos);
}

TEST(JpegDecoder, HandsOverTheManifestsOfC2pa) {
  const std::string store(
      "\0\0\0\x1Ejumdc2pa\0\x11\0\x10\x80\0\0\xAA\0\x38\x9B\x71\x03"
      "c2pa\0",
      30);
  const std::string head("\0\x01\x11\x94jumb", 8), content = store + std::string(70'000 - store.size(), 'm');
  const auto part = [&](char box, char number, const std::string& bytes) {
    return std::string("JP\0", 3) + box + std::string(3, '\0') + number + head + bytes;
  };
  Bytes file = encode(the_encoder(), {}, scene(20, 20, rgb_u8));
  for (const auto& payload :
       {part(2, 2, content.substr(40'000)), part(2, 1, content.substr(0, 40'000)),
        part(1, 1, "\1\2\3\4jumdsomething else entirely"), std::string("JP"), std::string("JP\0\1", 4)})
    file = with_segment(file, 11, payload);
  const Decoded d = try_decode(the_decoder(), {}, file);
  ASSERT_TRUE(d.ok()) << d.text();
  EXPECT_EQ(d.meta.at("block:c2pa"), head + content);
}

TEST(JpegEncoder, SaysWhatItLeavesOut) {
  const Meta meta({{"block:exif", std::string(70'000, 'x')}});
  const Encoded e = try_encode(the_encoder(), {}, scene(20, 20, rgb_u8), with(meta));
  EXPECT_TRUE(e.ok()) << e.text();
  ASSERT_EQ(e.notes.size(), 1U);
  EXPECT_NE(e.notes[0].find("EXIF"), std::string::npos);
}

TEST(JpegEncoder, StopsWhenTheSinkFails) {
  for (const int32_t size : {300, 1100})
    for (const uint64_t bytes : {0U, 1U, 5000U}) {
      EncodeOptions o;
      o.sink_fails_after = bytes;
      o.threads = 2;
      const Encoded e = try_encode(the_encoder(), {{"quality", "95"}}, noise(size, size, rgb_u8), o);
      EXPECT_LT(e.failure.code, 0);
      EXPECT_TRUE(e.breaches.empty()) << e.text();
    }
}

TEST(JpegDecoder, DamagedProfilesAreIgnoredWithANote) {
  const Meta meta({{"block:icc", std::string(150'000, 'p')}});
  Bytes file = encode(the_encoder(), {}, scene(20, 20, rgb_u8), with(meta));
  const std::string name("ICC_PROFILE\0\x02", 13);
  const auto second = std::search(file.begin(), file.end(), name.begin(), name.end());
  ASSERT_NE(second, file.end());
  *(second + 12) = 1;  // the first chunk twice, the second never
  const Decoded d = try_decode(the_decoder(), {}, file);
  EXPECT_TRUE(d.ok()) << d.text();
  EXPECT_TRUE(d.icc.empty());
  EXPECT_EQ(d.meta.count("block:icc"), 0U);
  EXPECT_EQ(d.notes.size(), 1U);
}

TEST(JpegDecoder, OrientationIsOneWhenTheExifBlockIsDamaged) {
  for (const std::string& exif : {std::string("II"), exif_with_orientation(9), exif_with_orientation(0),
                                  std::string("MM\0\x2A\xFF\xFF\xFF\xFF\0\x01\x01\x12", 12) + std::string(30, 'x')}) {
    const Meta meta({{"block:exif", exif}});
    const Decoded d = try_decode(the_decoder(), {}, encode(the_encoder(), {}, scene(8, 8, rgb_u8), with(meta)));
    ASSERT_TRUE(d.ok()) << d.text();
    EXPECT_EQ(d.header.orientation, 1);
  }
}

/// The folder of public test data, when there is one.
std::filesystem::path shared_folder() {
  const char* named = std::getenv("BURNISH_SHARED");
  return named != nullptr ? std::filesystem::path(named) : std::filesystem::path(BURNISH_SOURCE_DIR) / "../shared";
}

TEST(JpegDecoder, HostileFilesNeverBreakTheContract) {
  const auto folder = shared_folder() / "data/hostile";
  if (!std::filesystem::is_directory(folder)) GTEST_SKIP() << "no folder " << folder << "; set BURNISH_SHARED";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    const Bytes file = read_file(entry.path().string());
    for (const uint32_t shrink : {0U, 3U}) {
      const Decoded d = try_decode(the_decoder(), {}, file, shrunk(shrink, 64));
      EXPECT_TRUE(d.breaches.empty()) << entry.path() << ": " << d.text();
    }
  }
}

TEST(JpegDecoder, PhotographsAreReadWithTheirProfilesAndOrientation) {
  const auto folder = shared_folder() / "data/images";
  if (!std::filesystem::is_directory(folder)) GTEST_SKIP() << "no folder " << folder << "; set BURNISH_SHARED";
  const Decoded turned = try_decode(the_decoder(), {}, read_file((folder / "orientation-6.jpg").string()), shrunk(3));
  ASSERT_TRUE(turned.ok()) << turned.text();
  EXPECT_EQ(turned.header.orientation, 6);
  const Decoded inks = try_decode(the_decoder(), {}, read_file((folder / "cmyk-profile.jpg").string()), shrunk(2));
  ASSERT_TRUE(inks.ok()) << inks.text();
  EXPECT_EQ(inks.header.format.model, BURNISH_CMYK);
  EXPECT_GT(inks.icc.size(), 100'000U);
}

}  // namespace
