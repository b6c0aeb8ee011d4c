#include "jpeg_decoder.hpp"

#include <algorithm>
#include <climits>

#include "jpeg_markers.hpp"
#include "jpeg_scans.hpp"

namespace burnish {
namespace {

/// Real progressive files have about ten scans. More than this only serve to cost time: libjpeg visits every block of
/// the picture again for each scan.
constexpr int max_scans = 500;
constexpr uint64_t max_block_visits = uint64_t{1} << 29;
constexpr uint64_t coefficient_block_bytes = DCTSIZE2 * sizeof(JCOEF);

uint64_t count_blocks(const jpeg_decompress_struct& codec) {
  uint64_t blocks = 0;
  for (int c = 0; c < codec.num_components; ++c) {
    const jpeg_component_info& component = codec.comp_info[c];
    const auto across = static_cast<uint64_t>(component.h_samp_factor),
               down = static_cast<uint64_t>(component.v_samp_factor);
    blocks += (component.width_in_blocks + across - 1) / across * across *
              ((component.height_in_blocks + down - 1) / down * down);
  }
  return blocks;
}

/// libjpeg-turbo 2.1 skips rows and columns without a trace only in files of the usual sampling: every component at
/// full size or at half of it.
bool can_skip(const jpeg_decompress_struct& codec) {
  if (codec.max_h_samp_factor > 2 || codec.max_v_samp_factor > 2) return false;
  return std::all_of(codec.comp_info, codec.comp_info + codec.num_components, [&](const jpeg_component_info& c) {
    return (c.h_samp_factor == 1 && c.v_samp_factor == 1) ||
           (c.h_samp_factor == codec.max_h_samp_factor && c.v_samp_factor == codec.max_v_samp_factor);
  });
}

int transform_size(const jpeg_component_info& component) {
#if JPEG_LIB_VERSION >= 70
  return component.DCT_h_scaled_size;
#else
  return component.DCT_scaled_size;
#endif
}

}  // namespace

JpegDecoder::~JpegDecoder() { jpeg_destroy_decompress(&codec_); }

void JpegDecoder::open(const decode_call& call) {
  source_.emplace(call.source);
  max_bytes_ = call.limits.max_bytes;
  trap_.attach(codec_);
  trap_.run(call.call, [this] {
    jpeg_create_decompress(&codec_);
    codec_.src = &*source_;
    trap_.watch(reinterpret_cast<j_common_ptr>(&codec_));
    keep_metadata(codec_, true);
    jpeg_read_header(&codec_, TRUE);
  });
  call.check_size(codec_.image_width, codec_.image_height);
  if (codec_.arith_code)
    throw error("the JPEG is arithmetic coded, which is not supported; convert it with jpegtran", BURNISH_UNSUPPORTED);
  call.set_size(static_cast<int32_t>(codec_.image_width), static_cast<int32_t>(codec_.image_height));
  if (max_bytes_ != 0) codec_.mem->max_memory_to_use = static_cast<long>(std::min<uint64_t>(max_bytes_, LONG_MAX));
  can_skip_ = can_skip(codec_);
  several_scans_ = jpeg_has_multiple_scans(&codec_) != 0;
  const uint64_t blocks = std::max<uint64_t>(count_blocks(codec_), 1);
  trap_.limit_scans(static_cast<int>(std::clamp<uint64_t>(max_block_visits / blocks, 1, max_scans)));

  full_ = call.info;
  state_colour();
  keep_blocks(call);
  call.info = full_;
  keep_metadata(codec_, false);
  fresh_ = true;
}

void JpegDecoder::state_colour() {
  full_.format = {BURNISH_U8, BURNISH_RGB, BURNISH_ALPHA_NONE, BURNISH_INTERLEAVED, BURNISH_LIGHT_ENCODED, {}};
  switch (codec_.jpeg_color_space) {
    case JCS_GRAYSCALE:
      full_.format.model = BURNISH_GRAY;
      break;
    case JCS_RGB:
    case JCS_YCbCr:
      break;
    case JCS_CMYK:
    case JCS_YCCK:
      full_.format.model = BURNISH_CMYK;
      inverted_ = codec_.saw_Adobe_marker != 0;
      break;
    default:
      throw error("the JPEG has " + std::to_string(codec_.num_components) +
                      " channels of unknown meaning; 1 (grey), 3 (colour) and 4 (CMYK) are supported",
                  BURNISH_UNSUPPORTED);
  }
}

void JpegDecoder::keep_blocks(const decode_call& call) {
  JpegMetadata found = read_metadata(codec_);
  for (const std::string& note : found.notes) call.note(note);
  call.set_block("block:exif", found.exif.data(), found.exif.size());
  call.set_block("block:xmp", found.xmp.data(), found.xmp.size());
  call.set_block("block:iptc", found.iptc.data(), found.iptc.size());
  call.set_block("block:photoshop", found.photoshop.data(), found.photoshop.size());
  call.set_block("block:icc", found.icc.data(), found.icc.size());
  call.set_block("block:c2pa", found.c2pa.data(), found.c2pa.size());
  for (std::size_t i = 0; i < found.comments.size(); ++i)
    call.set_text(i == 0 ? "comment" : "comment  " + std::to_string(i + 1), found.comments[i]);
  full_.orientation = exif_orientation(found.exif.data(), found.exif.size());
  icc_ = std::move(found.icc);
  full_.color.icc = icc_.empty() ? nullptr : icc_.data();
  full_.color.icc_size = static_cast<uint32_t>(icc_.size());
}

/// Pixels of the shrunk picture that one iMCU covers.
int32_t JpegDecoder::unit(uint32_t shrink, bool across) const {
  const int factor = codec_.num_components == 1 ? 1 : across ? codec_.max_h_samp_factor : codec_.max_v_samp_factor;
  return factor * DCTSIZE >> shrink;
}

void JpegDecoder::layout(uint32_t, uint32_t shrink, burnish_layout& out) const {
  describe(out, full_, shrink, BURNISH_SEQUENTIAL, unit(shrink, true), unit(shrink, false));
}

/// A file of several scans is held as coefficients, at full size whatever the shrink.
void JpegDecoder::check_memory() const {
  if (max_bytes_ == 0 || !several_scans_) return;
  const uint64_t bytes = count_blocks(codec_) * coefficient_block_bytes;
  if (bytes > max_bytes_)
    throw error("the progressive JPEG needs " + std::to_string(bytes) + " bytes to decode; the limit is " +
                    std::to_string(max_bytes_) + "; raise the memory limit",
                BURNISH_LIMIT);
}

void JpegDecoder::choose_scans(uint32_t shrink) {
  if (shrink != 3 || !codec_.progressive_mode) return;
  std::array<bool, 256> dropped{};
  for (int c = 0; c < codec_.num_components; ++c) {
    const jpeg_component_info& component = codec_.comp_info[c];
    // Only a 1x1 transform looks at nothing but DC; subsampled components are decoded at 2x2.
    if (transform_size(component) == 1) dropped[static_cast<std::size_t>(component.component_id & 0xFF)] = true;
  }
  if (auto ranges = without_ac_scans(source_->bytes(), dropped)) source_->rewind(std::move(*ranges));
}

void JpegDecoder::start(const burnish_call* call, uint32_t shrink, const burnish_rect& wanted) {
  running_ = false;
  const auto restart = [this] {
    jpeg_abort_decompress(&codec_);
    jpeg_read_header(&codec_, TRUE);
  };
  if (!fresh_) {
    source_->rewind();
    trap_.run(call, restart);
  }
  fresh_ = false;
  check_memory();
  codec_.scale_num = 1;
  codec_.scale_denom = 1U << shrink;
  if (shrink == 3 && codec_.progressive_mode) {
    trap_.run(call, [this] { jpeg_calc_output_dimensions(&codec_); });
    source_->rewind();
    choose_scans(shrink);
    trap_.run(call, restart);
    codec_.scale_num = 1;
    codec_.scale_denom = 1U << shrink;
  }
  codec_.out_color_space = full_.format.model == BURNISH_GRAY  ? JCS_GRAYSCALE
                           : full_.format.model == BURNISH_RGB ? JCS_RGB
                                                               : JCS_CMYK;
  codec_.dct_method = JDCT_ISLOW;
  codec_.do_fancy_upsampling = TRUE;
  codec_.do_block_smoothing = FALSE;
  trap_.run(call, [this] { jpeg_start_decompress(&codec_); });
  check_complete();
  shrink_ = shrink;
  crop(call, wanted);
  running_ = true;
}

void JpegDecoder::check_complete() const {
  if (!several_scans_ || !source_->ended_early()) return;
  bool complete = codec_.coef_bits != nullptr;
  for (int c = 0; complete && c < codec_.num_components; ++c)
    complete = std::all_of(codec_.coef_bits[c], codec_.coef_bits[c] + DCTSIZE2, [](int bits) { return bits == 0; });
  if (!complete) throw bad_data("the JPEG's last scans are missing: the file is truncated");
}

void JpegDecoder::crop(const burnish_call* call, const burnish_rect& wanted) {
  const auto width = static_cast<int32_t>(codec_.output_width);
  columns_ = {0, width};
  // Upsampling looks one pixel beyond a block, so a unit more is decoded on both sides.
  const int32_t margin = unit(shrink_, true);
  const int32_t x0 = std::max(wanted.x0 - margin, 0), x1 = std::min(wanted.x1 + margin, width);
  if (!whole_rows_ && can_skip_ && x1 - x0 <= width - width / 8) {
    JDIMENSION from = static_cast<JDIMENSION>(x0), count = static_cast<JDIMENSION>(x1 - x0);
    auto* const first = &from;
    auto* const length = &count;
    trap_.run(call, [this, first, length] { jpeg_crop_scanline(&codec_, first, length); });
    columns_ = {static_cast<int32_t>(from), static_cast<int32_t>(from + count)};
  }
  scratch_.resize(static_cast<std::size_t>(columns_.x1 - columns_.x0) * full_.format.model);
}

void JpegDecoder::read(const burnish_call* call, uint32_t, uint32_t shrink, burnish_tile& out) {
  if ((shrinks() >> shrink & 1) == 0) throw error("a JPEG is read at 1/1, 1/2, 1/4 and 1/8 of its size only");
  burnish_image_info shrunk = full_;
  set_shrunk_size(shrunk, full_.width, full_.height, shrink);
  check_request(shrunk, out);
  const burnish_rect& r = out.rect;
  const bool outgrown = running_ && shrink == shrink_ && (r.x0 < columns_.x0 || r.x1 > columns_.x1);
  whole_rows_ = whole_rows_ || outgrown;
  if (!running_ || shrink != shrink_ || outgrown || r.y0 < static_cast<int32_t>(codec_.output_scanline))
    start(call, shrink, r);
  running_ = false;  // until the rows are there: after an error the next read begins anew
  read_rows(call, out);
  running_ = true;
  if (const std::string warning = trap_.take_warning(); !warning.empty() && !noted_) {
    noted_ = true;
    call->note(call, ("the JPEG is slightly damaged: " + warning).c_str());
  }
}

void JpegDecoder::read_rows(const burnish_call* call, burnish_tile& out) {
  const burnish_rect r = out.rect;
  const std::size_t channels = full_.format.model, row_bytes = static_cast<std::size_t>(width(r)) * channels;
  const bool direct = r.x0 == columns_.x0 && r.x1 == columns_.x1;
  const JSAMPLE* const from = scratch_.data() + static_cast<std::size_t>(r.x0 - columns_.x0) * channels;
  auto* const first = static_cast<JSAMPLE*>(out.data[0]);
  const std::ptrdiff_t stride = out.stride[0];
  JSAMPLE* const scratch = scratch_.data();
  const bool inverted = inverted_;
  const auto group = static_cast<JDIMENSION>(codec_.max_v_samp_factor);

  trap_.run(call, [=, this] {
    const auto top = static_cast<JDIMENSION>(r.y0);
    JSAMPROW unwanted = scratch;
    // Skipping may not begin inside a group of rows that are upsampled together.
    while (codec_.output_scanline < top && (!can_skip_ || codec_.output_scanline % group != 0))
      jpeg_read_scanlines(&codec_, &unwanted, 1);
    if (codec_.output_scanline < top) jpeg_skip_scanlines(&codec_, top - codec_.output_scanline);
    for (int32_t y = r.y0; y < r.y1; ++y) {
      JSAMPLE* const row = first + (y - r.y0) * stride;
      JSAMPROW into = direct ? row : scratch;
      if (jpeg_read_scanlines(&codec_, &into, 1) != 1)
        trap_.abandon(BURNISH_BAD_DATA, "the JPEG gave fewer rows than its header says");
      if (!direct) std::copy_n(from, row_bytes, row);
      if (inverted)
        for (std::size_t i = 0; i < row_bytes; ++i) row[i] = static_cast<JSAMPLE>(255 - row[i]);
    }
  });
}

}  // namespace burnish
