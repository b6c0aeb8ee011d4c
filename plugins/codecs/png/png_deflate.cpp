#include "png_deflate.hpp"

#include <algorithm>

#include <isa-l/igzip_lib.h>
#include <zlib.h>

#include <burnish/plugin.hpp>

namespace burnish {
namespace {

constexpr int fastest = 1, first_thorough = 7;
constexpr int graphics_from = 4;  // the first level at which zlib is asked about pieces that shrink well
constexpr std::size_t graphics_ratio = 4;
constexpr std::size_t first_room = 64 * 1024;

std::span<unsigned char> last_window(std::span<unsigned char> bytes) {
  return bytes.last(std::min(bytes.size(), deflate_window));
}

/// Compresses by calling step(next, room), which returns how many bytes it wrote, until it leaves room over.
template <class Step>
void append_all(std::vector<unsigned char>& out, std::size_t expected, Step step) {
  std::size_t used = out.size();
  for (std::size_t more = std::max(expected, first_room);; more = std::max(more, out.size() / 2)) {
    out.resize(used + more);
    const std::size_t written = step(out.data() + used, more);
    used += written;
    if (written < more) break;
  }
  out.resize(used);
}

}  // namespace

PieceDeflater::PieceDeflater(int level) : level_(level) {
  if (level_ < fastest || level_ >= first_thorough) return;
  stream_ = std::make_unique<isal_zstream>();
  tables_.resize(level_ == fastest ? ISAL_DEF_LVL1_DEFAULT : ISAL_DEF_LVL2_DEFAULT);
}
PieceDeflater::~PieceDeflater() = default;
PieceDeflater::PieceDeflater(PieceDeflater&&) noexcept = default;
PieceDeflater& PieceDeflater::operator=(PieceDeflater&&) noexcept = default;

void PieceDeflater::append(std::span<unsigned char> before, std::span<unsigned char> piece,
                           std::vector<unsigned char>& out) {
  if (stream_ == nullptr) return thorough(level_, before, piece, out);
  const std::size_t start = out.size();
  fast(before, piece, out);
  const std::size_t size = out.size() - start;
  if (level_ < graphics_from || size * graphics_ratio >= piece.size()) return;
  std::vector<unsigned char> smaller;
  thorough(level_, before, piece, smaller);
  if (smaller.size() >= size) return;
  out.resize(start);
  out.insert(out.end(), smaller.begin(), smaller.end());
}

void PieceDeflater::fast(std::span<unsigned char> before, std::span<unsigned char> piece,
                         std::vector<unsigned char>& out) {
  isal_zstream& stream = *stream_;
  isal_deflate_init(&stream);
  stream.level = level_ == fastest ? 1 : 2;
  stream.level_buf = tables_.data();
  stream.level_buf_size = static_cast<uint32_t>(tables_.size());
  stream.flush = SYNC_FLUSH;
  const auto window = last_window(before);
  int status = COMP_OK;
  if (!window.empty()) status = isal_deflate_set_dict(&stream, window.data(), static_cast<uint32_t>(window.size()));
  stream.next_in = piece.data();
  stream.avail_in = static_cast<uint32_t>(piece.size());
  append_all(out, piece.size(), [&](unsigned char* to, std::size_t room) {
    stream.next_out = to;
    stream.avail_out = static_cast<uint32_t>(room);
    if (status == COMP_OK) status = isal_deflate(&stream);
    return room - stream.avail_out;
  });
  if (status != COMP_OK || stream.avail_in != 0) throw error("ISA-L cannot compress the picture");
}

void PieceDeflater::thorough(int level, std::span<unsigned char> before, std::span<unsigned char> piece,
                             std::vector<unsigned char>& out) {
  z_stream stream{};
  constexpr int raw_deflate = -15, most_memory = 9;
  if (deflateInit2(&stream, level, Z_DEFLATED, raw_deflate, most_memory, Z_DEFAULT_STRATEGY) != Z_OK)
    throw error("out of memory", BURNISH_NO_MEMORY);
  const std::unique_ptr<z_stream, int (*)(z_stream*)> owner(&stream, &deflateEnd);
  const auto window = last_window(before);
  if (!window.empty()) deflateSetDictionary(&stream, window.data(), static_cast<uInt>(window.size()));
  stream.next_in = piece.data();
  stream.avail_in = static_cast<uInt>(piece.size());
  append_all(out, piece.size() / 2, [&](unsigned char* to, std::size_t room) {
    stream.next_out = to;
    stream.avail_out = static_cast<uInt>(room);
    ::deflate(&stream, Z_SYNC_FLUSH);
    return room - stream.avail_out;
  });
}

}  // namespace burnish
