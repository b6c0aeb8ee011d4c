#include "png_metadata.hpp"

#include <algorithm>
#include <cstdlib>
#include <optional>

#include "png_chunks.hpp"
#include "png_text.hpp"

namespace burnish {
namespace {

/// Workflows of ComfyUI have several megabytes; more is taken for a bomb.
constexpr std::size_t max_text_bytes = 16 * 1024 * 1024, max_block_bytes = 16 * 1024 * 1024;
constexpr std::size_t max_texts = 500, max_all_text_bytes = 32 * 1024 * 1024;
/// A gigabyte of pixels in the smallest usual chunks (8 KiB) has a tenth of this.
constexpr int max_chunks = 1 << 20;

bool starts_with(std::string_view text, std::string_view prefix) { return text.substr(0, prefix.size()) == prefix; }

/// ITU-T H.273 code points.
enum Primaries : uint8_t { Bt709 = 1, Bt470Bg = 5, Bt601 = 6, Bt2020 = 9, DisplayP3 = 12 };
enum Transfer : uint8_t { Gamma22 = 4, Gamma28 = 5, Linear = 8, Srgb = 13 };

/// cHRM: white, red, green, blue, each x then y, times 100000.
using Chromaticities = std::array<int32_t, 8>;
struct KnownPrimaries {
  Primaries code;
  Chromaticities xy;
};
constexpr KnownPrimaries known_primaries[] = {{Bt709, {31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000}},
                                              {DisplayP3, {31270, 32900, 68000, 32000, 26500, 69000, 15000, 6000}},
                                              {Bt2020, {31270, 32900, 70800, 29200, 17000, 79700, 13100, 4600}},
                                              {Bt470Bg, {31270, 32900, 64000, 33000, 29000, 60000, 15000, 6000}},
                                              {Bt601, {31270, 32900, 63000, 34000, 31000, 59500, 15500, 7000}}};

std::optional<Primaries> primaries_of(const Chromaticities& xy) {
  constexpr int32_t tolerance = 200;
  for (const KnownPrimaries& known : known_primaries)
    if (std::equal(xy.begin(), xy.end(), known.xy.begin(),
                   [](int32_t a, int32_t b) { return std::abs(a - b) <= tolerance; }))
      return known.code;
  return std::nullopt;
}

/// gAMA is the exponent of encoding times 100000. 1/2.2 is what writers put beside sRGB.
std::optional<Transfer> transfer_of(uint32_t gamma, bool srgb_primaries) {
  const auto near = [gamma](uint32_t value) { return gamma + 500 >= value && gamma <= value + 500; };
  if (near(45455)) return srgb_primaries ? Srgb : Gamma22;
  if (near(35714)) return Gamma28;
  if (near(100000)) return Linear;
  return std::nullopt;
}

class Collector {
 public:
  explicit Collector(const burnish_source& source) : chunks_(source) {}

  PngMetadata collect() {
    bool pixels = false;
    for (int count = 0; count < max_chunks; ++count) {
      const auto chunk = chunks_.next();
      if (!chunk) break;
      pixels = pixels || chunk->type == "IDAT";
      take(*chunk, pixels);
    }
    settle_colour();
    return std::move(result_);
  }

 private:
  void take(const PngChunk& chunk, bool after_pixels) {
    const std::string& type = chunk.type;
    if (type == "tEXt" || type == "zTXt" || type == "iTXt") take_text(chunk);
    if (type == "eXIf" && result_.exif.empty()) result_.exif = block(chunk, "EXIF block");
    if (type == "caBX" && result_.c2pa.empty()) result_.c2pa = block(chunk, "C2PA block");
    if (after_pixels) return;
    if (type == "iCCP" && result_.icc.empty()) take_profile(chunk);
    if (type == "cICP" && cicp_.empty()) cicp_ = small(chunk, 4);
    if (type == "sRGB" && srgb_.empty()) srgb_ = small(chunk, 1);
    if (type == "gAMA" && gamma_.empty()) gamma_ = small(chunk, 4);
    if (type == "cHRM" && chromaticities_.empty()) chromaticities_ = small(chunk, 32);
  }

  std::string block(const PngChunk& chunk, const char* what) {
    auto content = chunks_.content(chunk, max_block_bytes);
    if (content) return std::move(*content);
    note_once(std::string("the ") + what + " is ignored: it is damaged or larger than " +
              std::to_string(max_block_bytes) + " bytes");
    return {};
  }
  /// A chunk of a fixed length; empty when it is not as it should be.
  std::string small(const PngChunk& chunk, std::size_t length) {
    auto content = chunks_.content(chunk, length);
    if (content && content->size() == length) return std::move(*content);
    note_once("a damaged " + chunk.type + " chunk is ignored");
    return {};
  }

  void take_profile(const PngChunk& chunk) {
    const std::string content = block(chunk, "ICC profile");
    const std::size_t name = content.find('\0');
    if (name == std::string::npos || name + 2 > content.size() || content[name + 1] != 0) return;
    if (auto profile = inflate(std::string_view(content).substr(name + 2), max_block_bytes))
      result_.icc = std::move(*profile);
    else
      note_once("the ICC profile is ignored: it is damaged or larger than " + std::to_string(max_block_bytes) +
                " bytes");
  }

  void take_text(const PngChunk& chunk) {
    if (result_.texts.size() >= max_texts || text_bytes_ > max_all_text_bytes)
      return note_once("some text is ignored: the PNG has more than " + std::to_string(max_texts) + " texts or " +
                       std::to_string(max_all_text_bytes) + " bytes of it");
    const auto content = chunks_.content(chunk, max_block_bytes);
    const bool packet = content && starts_with(*content, xmp_keyword);
    auto text = content ? read_text(chunk.type, *content, packet ? max_block_bytes : max_text_bytes) : std::nullopt;
    if (!text)
      return note_once("some text is ignored: it is damaged or longer than " + std::to_string(max_text_bytes) +
                       " bytes");
    text_bytes_ += text->text.size();
    if (text->keyword == xmp_keyword) {
      if (result_.xmp.empty()) result_.xmp = std::move(text->text);
    } else if (!take_raw_profile(*text)) {
      result_.texts.push_back(*std::move(text));
    }
  }

  /// What ImageMagick wrote before PNG had eXIf.
  bool take_raw_profile(const PngText& text) {
    constexpr std::string_view prefix = "Raw profile type ", exif_head("Exif\0\0", 6);
    if (!starts_with(text.keyword, prefix)) return false;
    const std::string kind = text.keyword.substr(prefix.size());
    auto bytes = read_raw_profile(text.text);
    if (!bytes) return false;
    if ((kind == "exif" || kind == "APP1") && starts_with(*bytes, exif_head)) {
      if (result_.exif.empty()) result_.exif = bytes->substr(exif_head.size());
    } else if (kind == "xmp") {
      if (result_.xmp.empty()) result_.xmp = std::move(*bytes);
    } else if (kind == "iptc" || kind == "8bim") {
      PngResources resources = resources_of(*bytes);
      if (result_.iptc.empty()) result_.iptc = std::move(resources.iptc);
      if (result_.photoshop.empty()) result_.photoshop = std::move(resources.others);
    } else {
      return false;
    }
    return true;
  }

  /// cICP wins over iCCP, that over sRGB, that over gAMA and cHRM (PNG specification, 4.3).
  void settle_colour() {
    burnish_color& colour = result_.colour;
    if (!cicp_.empty() && cicp_[2] == 0) {  // a PNG holds RGB: no other matrix is allowed
      colour.primaries = static_cast<uint8_t>(cicp_[0]);
      colour.transfer = static_cast<uint8_t>(cicp_[1]);
      colour.full_range = static_cast<uint8_t>(cicp_[3]);
      result_.icc.clear();
      return;
    }
    if (!result_.icc.empty()) return;
    if (!srgb_.empty()) {
      state(Bt709, Srgb);
    } else if (!gamma_.empty()) {
      Chromaticities xy = known_primaries[0].xy;
      for (std::size_t i = 0; i < xy.size() && !chromaticities_.empty(); ++i)
        xy[i] = static_cast<int32_t>(std::min(big_endian_32(chromaticities_, i * 4), uint32_t{0x7FFFFFF}));
      const auto primaries = primaries_of(xy);
      const auto transfer = transfer_of(big_endian_32(gamma_, 0), primaries == Bt709);
      if (primaries && transfer)
        state(*primaries, *transfer);
      else
        note_once("the colour that gAMA and cHRM state is none that is known; sRGB is assumed");
    }
  }
  void state(Primaries primaries, Transfer transfer) {
    result_.colour.primaries = primaries;
    result_.colour.transfer = transfer;
    result_.colour.full_range = 1;
  }

  void note_once(const std::string& note) {
    if (std::find(result_.notes.begin(), result_.notes.end(), note) == result_.notes.end())
      result_.notes.push_back(note);
  }

  PngChunks chunks_;
  PngMetadata result_;
  std::string cicp_, srgb_, gamma_, chromaticities_;
  std::size_t text_bytes_ = 0;
};

}  // namespace

PngMetadata read_metadata(const burnish_source& source) { return Collector(source).collect(); }

}  // namespace burnish
