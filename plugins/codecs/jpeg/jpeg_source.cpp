#include "jpeg_source.hpp"

#include <algorithm>

#include "jpeg_trap.hpp"

namespace burnish {
namespace {
constexpr std::size_t buffer_bytes = 64 * 1024;
constexpr JOCTET end_of_image[] = {0xFF, JPEG_EOI};
}  // namespace

JpegSource::JpegSource(const burnish_source& source) : jpeg_source_mgr{}, source_(source) {
  init_source = [](j_decompress_ptr) {};
  fill_input_buffer = &fill;
  skip_input_data = &skip;
  resync_to_restart = &jpeg_resync_to_restart;
  term_source = [](j_decompress_ptr) {};
  if (source.mapped == nullptr) buffer_ = std::make_unique<JOCTET[]>(buffer_bytes);
  rewind();
}

void JpegSource::rewind(std::vector<ByteRange> ranges) {
  ranges_ = std::move(ranges);
  range_ = 0;
  at_ = ranges_.empty() ? 0 : ranges_.front().begin;
  ended_early_ = false;
  next_input_byte = nullptr;
  bytes_in_buffer = 0;
}

bool JpegSource::give_mapped() {
  const uint64_t end = std::min(ranges_[range_].end, source_.size);
  if (at_ >= end) return false;
  next_input_byte = static_cast<const JOCTET*>(source_.mapped) + at_;
  bytes_in_buffer = static_cast<std::size_t>(end - at_);
  at_ = end;
  return true;
}

bool JpegSource::give_read(j_decompress_ptr codec) {
  const uint64_t left = ranges_[range_].end - at_;
  const auto wanted = static_cast<std::size_t>(std::min<uint64_t>(left, buffer_bytes));
  std::size_t got = 0;
  if (wanted > 0) {
    const burnish_status status = source_.read(&source_, at_, buffer_.get(), wanted, &got);
    if (status < 0) static_cast<Trap*>(codec->err)->abandon(status, "cannot read the JPEG");
  }
  next_input_byte = buffer_.get();
  bytes_in_buffer = got;
  at_ += got;
  return got > 0;
}

boolean JpegSource::fill(j_decompress_ptr codec) {
  auto* it = static_cast<JpegSource*>(codec->src);
  while (it->range_ < it->ranges_.size()) {
    if (it->source_.mapped != nullptr ? it->give_mapped() : it->give_read(codec)) return TRUE;
    if (++it->range_ < it->ranges_.size()) it->at_ = it->ranges_[it->range_].begin;
  }
  it->ended_early_ = true;
  it->next_input_byte = end_of_image;
  it->bytes_in_buffer = sizeof end_of_image;
  return TRUE;
}

void JpegSource::skip(j_decompress_ptr codec, long count) {
  auto* it = static_cast<JpegSource*>(codec->src);
  if (count <= 0) return;
  auto left = static_cast<std::size_t>(count);
  while (left > it->bytes_in_buffer) {
    left -= it->bytes_in_buffer;
    fill(codec);
    if (it->ended_early_) return;
  }
  it->next_input_byte += left;
  it->bytes_in_buffer -= left;
}

}  // namespace burnish
