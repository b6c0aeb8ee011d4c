#include "jpeg_output.hpp"

#include "jpeg_trap.hpp"

namespace burnish {
namespace {
constexpr std::size_t first_bytes = 64 * 1024;
}

JpegOutput::JpegOutput(const burnish_sink* sink) : jpeg_destination_mgr{}, sink_(sink) {
  init_destination = &begin;
  empty_output_buffer = &make_room;
  term_destination = &finish;
}

void JpegOutput::grow(Trap& trap) {
  const std::size_t used = size_, grown = size_ == 0 ? first_bytes : size_ * 2;
  auto* moved = static_cast<JOCTET*>(std::realloc(buffer_.get(), grown));
  if (moved == nullptr) trap.abandon(BURNISH_NO_MEMORY, "out of memory");
  static_cast<void>(buffer_.release());
  buffer_.reset(moved);
  size_ = grown;
  next_output_byte = moved + used;
  free_in_buffer = grown - used;
}

void JpegOutput::flush(Trap& trap, std::size_t count) {
  const burnish_status status = sink_->write(sink_, buffer_.get(), count);
  if (status < 0) trap.abandon(status, "cannot write the JPEG");
  next_output_byte = buffer_.get();
  free_in_buffer = size_;
}

void JpegOutput::begin(j_compress_ptr codec) {
  auto* it = static_cast<JpegOutput*>(codec->dest);
  it->used_ = 0;
  if (it->size_ == 0) it->grow(*static_cast<Trap*>(codec->err));
  it->next_output_byte = it->buffer_.get();
  it->free_in_buffer = it->size_;
}

/// Called when the buffer is full; free_in_buffer is not to be trusted then.
boolean JpegOutput::make_room(j_compress_ptr codec) {
  auto* it = static_cast<JpegOutput*>(codec->dest);
  auto* trap = static_cast<Trap*>(codec->err);
  if (it->sink_ != nullptr)
    it->flush(*trap, it->size_);
  else
    it->grow(*trap);
  return TRUE;
}

void JpegOutput::finish(j_compress_ptr codec) {
  auto* it = static_cast<JpegOutput*>(codec->dest);
  it->used_ = it->size_ - it->free_in_buffer;
  if (it->sink_ != nullptr) it->flush(*static_cast<Trap*>(codec->err), it->used_);
}

}  // namespace burnish
