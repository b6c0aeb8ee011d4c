#include "metadata/blocks.hpp"

#include <new>

#include "image/colour.hpp"
#include "metadata/entries.hpp"
#include "metadata/exif.hpp"
#include "metadata/iptc.hpp"
#include "metadata/photoshop.hpp"
#include "metadata/provenance.hpp"
#include "metadata/xmp.hpp"

namespace burnish {

MetaBlocks::MetaBlocks(const Blocks& blocks) : blocks_(blocks), last_(blocks.begin()) {
  raw_.struct_size = sizeof raw_;
  raw_.impl = this;
  raw_.get = &read;
  raw_.key = &key_at;
}

burnish_status MetaBlocks::read(const burnish_meta* m, const char* key, const void** p, size_t* n) noexcept {
  const auto& self = *static_cast<const MetaBlocks*>(m->impl);
  try {
    const auto it = self.blocks_.find(key == nullptr ? "" : key);
    if (it == self.blocks_.end()) return BURNISH_NOT_MINE;
    *p = it->second.data();
    *n = it->second.size();
    return BURNISH_OK;
  } catch (const std::bad_alloc&) {
    return BURNISH_NO_MEMORY;
  }
}

const char* MetaBlocks::key_at(const burnish_meta* m, uint32_t index) noexcept {
  auto& self = *static_cast<MetaBlocks*>(m->impl);
  if (index >= self.blocks_.size()) return nullptr;
  if (index < self.last_index_) {
    self.last_ = self.blocks_.begin();
    self.last_index_ = 0;
  }
  for (; self.last_index_ < index; ++self.last_index_) ++self.last_;
  return self.last_->first.c_str();
}

namespace {

bool begins_with(std::string_view text, std::string_view beginning) {
  return text.substr(0, beginning.size()) == beginning;
}

// What --keep calls a block; empty for what is never carried by name.
std::string group_of(const std::string& key) {
  if (begins_with(key, "text:") || begins_with(key, "lang:")) return "text";
  if (key == "block:photoshop") return "iptc";  // one segment holds both
  return begins_with(key, "block:") ? key.substr(6) : std::string();
}

// ImageMagick and others hide whole EXIF and XMP blocks in text; they would be carried unmended.
bool is_hidden_block(const std::string& key) { return begins_with(key, "text:Raw profile type "); }

// TIFF counts in fours.
std::string without_padding(std::string_view iptc) {
  std::size_t end = iptc.size();
  const bool whole = for_each_dataset(iptc, [&](uint8_t, uint8_t, std::string_view value) {
    end = static_cast<std::size_t>(value.data() + value.size() - iptc.data());
  });
  return std::string(iptc.substr(0, whole ? end : iptc.size()));
}

// What --strip leaves of a packet.
std::string stripped_xmp(const std::string& packet, bool keep_record, std::vector<std::string>& notes) {
  std::string record = only_provenance(packet);
  if (keep_record || record.empty()) return record;
  notes.emplace_back("the record of where the picture came from is left out; --keep provenance keeps it");
  return {};
}

}  // namespace

Blocks carry(const Blocks& source, const CarryOptions& options, std::vector<std::string>& notes) {
  const ExifTruth truth{options.size, options.oriented, options.output_icc.empty(), options.same_places};
  const auto wanted = [&](const std::string& group) { return !options.strip || options.keep.count(group) > 0; };
  Blocks out;
  for (const auto& [key, bytes] : source) {
    const std::string group = group_of(key);
    if (group == "c2pa" && !options.manifest) continue;
    if (group == "xmp" && !wanted("xmp")) {
      std::string record = stripped_xmp(bytes, wanted("provenance"), notes);
      if (!record.empty()) out.emplace(key, std::move(record));
      continue;
    }
    if (group == "icc" || !wanted(group)) continue;
    if (is_hidden_block(key)) {
      notes.push_back("the text '" + clean_text(key.substr(5), 100) + "' is left out: it hides a block");
      continue;
    }
    if (key == "block:photoshop") {
      std::string kept = carry_resources(bytes, options.same_places, notes);
      if (!kept.empty()) out.emplace(key, std::move(kept));
      continue;
    }
    if (group == "iptc") {
      out.emplace(key, without_padding(bytes));
      continue;
    }
    if (group != "exif" && group != "xmp") {
      out.emplace(key, bytes);
      continue;
    }
    auto mended = group == "exif" ? mend_exif(bytes, truth) : mend_xmp(bytes, truth);
    if (group == "exif" && mended && !options.same_places && places_pixels_on_earth(bytes))
      notes.emplace_back(
          "the places of pixels on the earth (GeoTIFF) are left out: the pixels are not where they were");
    if (mended)
      out.emplace(key, *std::move(mended));
    else
      notes.push_back("the " + std::string(group == "exif" ? "EXIF" : "XMP") + " block is left out: it is damaged");
  }
  // Without its profile a picture in other colours would be false; that of an sRGB picture only repeats the default.
  const burnish_format rgb{BURNISH_U8, BURNISH_RGB, BURNISH_ALPHA_NONE, BURNISH_INTERLEAVED, BURNISH_LIGHT_ENCODED, {}};
  const bool says_something = classify_profile(options.output_icc, rgb) != ProfileKind::Srgb;
  if (!options.output_icc.empty() && (wanted("icc") || says_something)) out.emplace("block:icc", options.output_icc);
  return out;
}

}  // namespace burnish
