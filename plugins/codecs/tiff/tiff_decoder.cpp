#include "tiff_decoder.hpp"

#include <algorithm>

#include "direct.hpp"
#include "fields.hpp"

namespace burnish::tiff {
namespace {

constexpr uint64_t max_block_bytes = 64U << 20;          // of metadata
constexpr uint64_t usual_max_alloc = uint64_t{1} << 31;  // when the host sets no limit

}  // namespace

void Decoder::open(const decode_call& call) {
  source_ = &call.source;
  limits_ = call.limits;
  structure_.emplace(call.source);
  std::vector<std::string> notes;
  directories_ = find_pages(*structure_, std::max(call.limits.max_frames, 1U), notes);
  pages_.resize(directories_.size());
  const Page& first = page(0, 0);
  notes.insert(notes.end(), first.notes.begin(), first.notes.end());
  for (const std::string& note : notes) call.call->note(call.call, note.c_str());
  call.frames = static_cast<uint32_t>(directories_.size());
  call.set_size(first.width, first.height);
  describe(first, call.info);
  hand_over_blocks(call);
}

void Decoder::hand_over_blocks(const decode_call& call) const {
  const Page& first = *pages_[0];
  call.set_block("block:icc", first.icc.data(), first.icc.size());
  const Directory d = structure_->directory(first.directory);
  const auto copy = [&](uint16_t tag, const char* key) {
    const Entry* e = d.find(tag);
    if (e == nullptr) return;
    const Bytes b = structure_->raw(*e, max_block_bytes);
    call.set_block(key, b.data(), b.size());
  };
  copy(tag::xmp, "block:xmp");
  copy(tag::iptc, "block:iptc");
  copy(tag::photoshop, "block:photoshop");
  copy(tag::c2pa, "block:c2pa");
  if (d.find(tag::photoshop_layers) != nullptr)
    call.note("Photoshop's layers are not read: the picture is what they look like together");
  const Exif found = collect_exif(*structure_, d);
  if (maker_note_moves(found)) call.note(maker_note_moved);
  const Bytes exif = exif_block(found);
  call.set_block("block:exif", exif.data(), exif.size());
}

const Page& Decoder::page(uint32_t frame, uint32_t shrink) {
  if (frame >= directories_.size())
    throw error("page " + std::to_string(frame) + " was asked for; there are " + std::to_string(directories_.size()));
  if (shrink != 0) throw error("TIFF pictures are read at full size only", BURNISH_UNSUPPORTED);
  std::unique_ptr<Page>& p = pages_[frame];
  if (!p) p = std::make_unique<Page>(read_page(*structure_, directories_[frame], limits_));
  return *p;
}

void Decoder::describe(const Page& page, burnish_image_info& to) const {
  to.format = page.format;
  to.orientation = page.orientation;
  to.color = {};
  if (page.format.model != BURNISH_CMYK) to.color = {1, 13, 0, 1, 0, nullptr};  // sRGB unless a profile says otherwise
  if (page.icc.empty()) return;
  to.color.icc = page.icc.data();
  to.color.icc_size = static_cast<uint32_t>(page.icc.size());
}

void Decoder::layout(uint32_t frame, uint32_t shrink, burnish_layout& out) {
  const Page& p = page(frame, shrink);
  out.access = p.way == Way::Rows ? BURNISH_SEQUENTIAL : BURNISH_RANDOM;
  out.grid[0] = p.way == Way::Direct ? 1 : p.tiled ? p.block_width : 0;
  out.grid[1] = p.way == Way::Direct || p.way == Way::Rows ? 1 : p.block_height;
  set_shrunk_size(*out.info, p.width, p.height, 0);
  describe(p, *out.info);
}

void Decoder::read(const burnish_call* call, uint32_t frame, uint32_t shrink, burnish_tile& out) {
  const Page& p = page(frame, shrink);
  if (p.way == Way::Direct) return read_direct(*source_, p, structure_->native(), out);
  if (!blocks_ || blocks_frame_ != frame) {
    blocks_.reset();
    handle_.reset();
    handle_ = std::make_unique<Handle>(*source_, structure_->size(),
                                       limits_.max_bytes == 0 ? usual_max_alloc : limits_.max_bytes);
    blocks_ = std::make_unique<Blocks>(*handle_, p);
    blocks_frame_ = frame;
  }
  blocks_->read(call, out);
}

}  // namespace burnish::tiff
