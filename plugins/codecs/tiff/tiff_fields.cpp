#include "tiff_fields.hpp"

#include <tiff.h>

#include <algorithm>

namespace burnish::tiff {
namespace {

uint64_t photometric(const burnish_format& f) {
  return f.model == BURNISH_GRAY   ? PHOTOMETRIC_MINISBLACK
         : f.model == BURNISH_CMYK ? PHOTOMETRIC_SEPARATED
                                   : PHOTOMETRIC_RGB;
}

bool has(const std::vector<Field>& fields, uint16_t tag) {
  return std::any_of(fields.begin(), fields.end(), [=](const Field& f) { return f.tag == tag; });
}

}  // namespace

std::vector<Field> storage_fields(const Storage& s) {
  const auto n = static_cast<std::size_t>(channels(s.format));
  const std::size_t bits = sample_bytes(s.format) * 8;
  const auto side = [](int32_t v) { return std::vector<uint64_t>{static_cast<uint64_t>(v)}; };
  std::vector<Field> f;
  f.push_back(number_field(tag::image_width, Long, side(s.width)));
  f.push_back(number_field(tag::image_length, Long, side(s.height)));
  f.push_back(number_field(tag::bits_per_sample, Short, std::vector<uint64_t>(n, bits)));
  f.push_back(number_field(tag::compression, Short, {s.compression}));
  f.push_back(number_field(tag::photometric, Short, {photometric(s.format)}));
  f.push_back(number_field(tag::orientation, Short, side(s.orientation)));
  f.push_back(number_field(tag::samples_per_pixel, Short, {n}));
  f.push_back(number_field(tag::planar_configuration, Short, {PLANARCONFIG_CONTIG}));
  if (s.tiled) {
    f.push_back(number_field(tag::tile_width, Long, side(s.block_width)));
    f.push_back(number_field(tag::tile_length, Long, side(s.block_height)));
  } else {
    f.push_back(number_field(tag::rows_per_strip, Long, side(s.block_height)));
  }
  if (s.predictor != PREDICTOR_NONE) f.push_back(number_field(tag::predictor, Short, {s.predictor}));
  if (has_alpha(s.format))
    f.push_back(number_field(tag::extra_samples, Short,
                             {s.format.alpha == BURNISH_ALPHA_PREMUL ? uint64_t{EXTRASAMPLE_ASSOCALPHA}
                                                                     : uint64_t{EXTRASAMPLE_UNASSALPHA}}));
  if (s.format.sample == BURNISH_F32)
    f.push_back(number_field(tag::sample_format, Short, std::vector<uint64_t>(n, SAMPLEFORMAT_IEEEFP)));
  return f;
}

Exif metadata_fields(const encode_call& call) {
  Exif all;
  if (const std::string exif(call.block("block:exif")); !exif.empty()) {
    try {
      const Structure structure{std::string_view(exif)};
      all = collect_exif(structure, structure.directory(structure.first()));
      if (maker_note_moves(all)) call.note(maker_note_moved);
    } catch (const error& e) {
      call.call->note(call.call, (std::string("the EXIF data is damaged and was left out: ") + e.what()).c_str());
    }
  }
  std::erase_if(all.main, [](const Field& f) { return f.tag == tag::orientation; });  // the pixels' own counts
  if (!has(all.main, tag::x_resolution) || !has(all.main, tag::y_resolution) || !has(all.main, tag::resolution_unit)) {
    std::erase_if(all.main, [](const Field& f) {
      return f.tag == tag::x_resolution || f.tag == tag::y_resolution || f.tag == tag::resolution_unit;
    });
    all.main.push_back(rational_field(tag::x_resolution, 72, 1));  // TIFF wants some
    all.main.push_back(rational_field(tag::y_resolution, 72, 1));
    all.main.push_back(number_field(tag::resolution_unit, Short, {RESUNIT_INCH}));
  }
  const auto block = [&](const char* key, uint16_t tag, uint16_t type) {
    const std::string_view b = call.block(key);
    if (!b.empty()) all.main.push_back(bytes_field(tag, type, b));
  };
  block("block:icc", tag::icc_profile, Undefined);
  block("block:xmp", tag::xmp, Byte);
  block("block:iptc", tag::iptc, Long);  // the type that libtiff, and so most programs, look for
  block("block:photoshop", tag::photoshop, Byte);
  return all;
}

}  // namespace burnish::tiff
