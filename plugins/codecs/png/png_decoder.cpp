#include "png_decoder.hpp"

#include <cstring>
#include <map>

#include "png_chunks.hpp"
#include "png_metadata.hpp"

namespace burnish {
namespace {

/// Width and height from the header chunk, so that they can be refused before libpng sees the file.
std::pair<uint32_t, uint32_t> read_size(const burnish_source& source) {
  std::array<char, 33> head{};
  read_exactly(source, 0, head.data(), head.size());
  const std::string_view bytes(head.data(), head.size());
  if (std::memcmp(head.data(), png_signature.data(), png_signature.size()) != 0 || bytes.substr(12, 4) != "IHDR")
    throw bad_data("the file is not a PNG: its header is missing");
  return {big_endian_32(bytes, 16), big_endian_32(bytes, 20)};
}

}  // namespace

void PngDecoder::open(const decode_call& call) {
  source_ = &call.source;
  max_bytes_ = call.limits.max_bytes;
  const auto [width, height] = read_size(call.source);
  call.check_size(width, height);
  session_.emplace(call.source);
  session_->start(call.call);
  usable_ = true;
  call.set_size(session_->width(), session_->height());
  full_ = call.info;
  full_.format = session_->format();
  interlaced_ = session_->interlaced();
  check_memory();
  keep_metadata(call);
  call.info = full_;
}

void PngDecoder::keep_metadata(const decode_call& call) {
  PngMetadata found = read_metadata(call.source);
  for (const std::string& note : found.notes) call.note(note);
  const auto keep = [&call](const char* key, const std::string& block) {
    call.set_block(key, block.data(), block.size());
  };
  keep("block:exif", found.exif);
  keep("block:xmp", found.xmp);
  keep("block:iptc", found.iptc);
  keep("block:photoshop", found.photoshop);
  keep("block:icc", found.icc);
  keep("block:c2pa", found.c2pa);
  std::map<std::string, int> times;
  for (const PngText& text : found.texts) {
    const int n = ++times[text.keyword];
    // PNG allows no two spaces in a keyword, so this can be told from one that was given.
    const std::string key = n == 1 ? text.keyword : text.keyword + "  " + std::to_string(n);
    call.set_text(key, text.text);
    keep(("lang:" + key).c_str(), text.language);
  }
  full_.orientation = exif_orientation(found.exif.data(), found.exif.size());
  full_.color = found.colour;
  icc_ = std::move(found.icc);
  full_.color.icc = icc_.empty() ? nullptr : icc_.data();
  full_.color.icc_size = static_cast<uint32_t>(icc_.size());
}

/// libpng holds two rows, an interlaced picture is held whole.
void PngDecoder::check_memory() const {
  const uint64_t rows = interlaced_ ? static_cast<uint64_t>(full_.height) : 2;
  const uint64_t bytes = rows * session_->row_bytes();
  if (max_bytes_ != 0 && bytes > max_bytes_)
    throw error("the PNG needs " + std::to_string(bytes) + " bytes to decode; the limit is " +
                    std::to_string(max_bytes_) + "; raise the memory limit",
                BURNISH_LIMIT);
}

void PngDecoder::layout(uint32_t, uint32_t shrink, burnish_layout& out) const {
  if (interlaced_)
    describe(out, full_, shrink, BURNISH_RANDOM, 0, 0);
  else
    describe(out, full_, shrink, BURNISH_SEQUENTIAL, 0, 1);
}

void PngDecoder::start(const burnish_call* call) {
  session_.emplace(*source_);
  session_->start(call);
  const burnish_format now = session_->format();
  if (session_->width() != full_.width || session_->height() != full_.height ||
      std::memcmp(&now, &full_.format, sizeof now) != 0)
    throw bad_data("the file changed while it was read");
  usable_ = true;
}

void PngDecoder::read(const burnish_call* call, uint32_t, uint32_t shrink, burnish_tile& out) {
  if (shrink != 0) throw error("PNG pictures are read at full size only");
  check_request(full_, out);
  if (interlaced_)
    read_interlaced(call, out);
  else
    read_streaming(call, out);
}

void PngDecoder::read_streaming(const burnish_call* call, burnish_tile& out) {
  if (!usable_ || out.rect.y0 < session_->next_row()) start(call);
  usable_ = false;  // until the rows are there: after a failure the next read begins anew
  const std::size_t pixel = sample_bytes(full_.format) * static_cast<std::size_t>(channels(full_.format));
  auto* to = static_cast<unsigned char*>(out.data[0]);
  row_.resize(session_->row_bytes());
  session_->read_rows(call, row_.data(), 0, out.rect.y0 - session_->next_row());
  if (width(out.rect) == full_.width) {
    session_->read_rows(call, to, out.stride[0], height(out.rect));
  } else {
    for (int32_t y = out.rect.y0; y < out.rect.y1; ++y, to += out.stride[0]) {
      session_->read_rows(call, row_.data(), 0, 1);
      std::memcpy(to, row_.data() + static_cast<std::size_t>(out.rect.x0) * pixel,
                  static_cast<std::size_t>(width(out.rect)) * pixel);
    }
  }
  usable_ = true;
  note_warning(call);
}

void PngDecoder::read_interlaced(const burnish_call* call, burnish_tile& out) {
  const std::size_t pixel = sample_bytes(full_.format) * static_cast<std::size_t>(channels(full_.format));
  const std::size_t row_bytes = static_cast<std::size_t>(full_.width) * pixel;
  if (picture_.empty()) {
    if (!usable_) start(call);
    usable_ = false;
    std::vector<unsigned char> pixels(row_bytes * static_cast<std::size_t>(full_.height));
    session_->read_all(call, pixels.data());
    picture_ = std::move(pixels);
    note_warning(call);
    session_.reset();
  }
  for (int32_t y = out.rect.y0; y < out.rect.y1; ++y)
    std::memcpy(
        static_cast<unsigned char*>(out.data[0]) + (y - out.rect.y0) * out.stride[0],
        picture_.data() + static_cast<std::size_t>(y) * row_bytes + static_cast<std::size_t>(out.rect.x0) * pixel,
        static_cast<std::size_t>(width(out.rect)) * pixel);
}

void PngDecoder::note_warning(const burnish_call* call) {
  const std::string warning = session_->take_warning();
  if (warning.empty() || noted_) return;
  noted_ = true;
  call->note(call, ("the PNG is slightly damaged: " + warning).c_str());
}

}  // namespace burnish
