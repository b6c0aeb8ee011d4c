// Metadata between a decoder and an encoder: raw blocks under the keys of burnish/stream.h.
#pragma once
#include <burnish/stream.h>

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "image/shape.hpp"

namespace burnish {

/// "block:exif" (a TIFF stream), "block:xmp", "block:iptc", "block:photoshop" (image
/// resources), "block:icc", "block:c2pa", "text:KEY"; "lang:KEY" is the
/// language of a text and its keyword in that language, with a space between ("de Titel").
using Blocks = std::map<std::string, std::string>;

/// Blocks as an encoder sees them; read-only. Refers to the blocks; one thread at a time. What a decoder writes goes to
/// load/bounded_blocks.hpp.
class MetaBlocks {
 public:
  explicit MetaBlocks(const Blocks& blocks);
  MetaBlocks(const MetaBlocks&) = delete;
  MetaBlocks& operator=(const MetaBlocks&) = delete;
  ~MetaBlocks() = default;

  [[nodiscard]] const burnish_meta* get() const { return &raw_; }

 private:
  static burnish_status read(const burnish_meta*, const char* key, const void** p, size_t* n) noexcept;
  static const char* key_at(const burnish_meta*, uint32_t index) noexcept;

  burnish_meta raw_{};
  const Blocks& blocks_;
  Blocks::const_iterator last_;  // key_at() is asked 0, 1, 2 ...
  uint32_t last_index_ = 0;
};

struct CarryOptions {
  bool strip = false;
  std::set<std::string> keep = {};  // with strip: exif, xmp, iptc, icc, text, provenance (the record alone)
  Size size{};                      // of the output
  bool oriented = false;            // the EXIF orientation was applied to the pixels
  std::string output_icc = {};      // profile of the output's pixels; empty: sRGB without one
  bool same_places = false;         // every pixel is where it was in the source
  bool manifest = false;            // for pictures that are only kept in between: a C2PA manifest goes along
};

/// What of a source's metadata an output gets, mended so that it is true of the output: orientation, sizes and colour
/// space corrected; thumbnails, gain maps and other secondary pictures removed. What cannot be mended is left out and
/// noted. A C2PA manifest signs other bytes: what becomes of it is manifests.hpp's to say.
[[nodiscard]] Blocks carry(const Blocks& source, const CarryOptions& options, std::vector<std::string>& notes);

}  // namespace burnish
