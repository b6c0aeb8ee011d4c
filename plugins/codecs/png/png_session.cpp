#include "png_session.hpp"

#include <algorithm>
#include <bit>
#include <cstdio>
#include <cstring>

namespace burnish {
namespace {
constexpr std::size_t buffer_bytes = 64 * 1024;
constexpr int32_t rows_between_questions = 64;
}  // namespace

PngSession::PngSession(const burnish_source& source) : source_(source) {
  if (source.mapped == nullptr) {
    buffer_ = std::make_unique<unsigned char[]>(buffer_bytes);
  } else {
    next_ = static_cast<const unsigned char*>(source.mapped);
    left_ = static_cast<std::size_t>(source.size);
  }
}

PngSession::~PngSession() { png_destroy_read_struct(&png_, &info_, nullptr); }

void PngSession::abandon(burnish_status status, const char* message) {
  status_ = status;
  std::snprintf(message_, sizeof message_, "%s", message);
  std::longjmp(jump_, 1);
}

void PngSession::on_error(png_structp png, png_const_charp message) {
  char text[160];
  std::snprintf(text, sizeof text, "the PNG is damaged: %s", message);
  static_cast<PngSession*>(png_get_error_ptr(png))->abandon(BURNISH_BAD_DATA, text);
}

void PngSession::on_warning(png_structp png, png_const_charp message) {
  auto* it = static_cast<PngSession*>(png_get_error_ptr(png));
  if (it->warning_[0] == '\0') std::snprintf(it->warning_, sizeof it->warning_, "%s", message);
}

void PngSession::on_read(png_structp png, png_bytep out, png_size_t n) {
  auto* it = static_cast<PngSession*>(png_get_io_ptr(png));
  while (n > 0) {
    if (it->left_ == 0 && it->buffer_ != nullptr) {
      std::size_t got = 0;
      const burnish_status status = it->source_.read(&it->source_, it->at_, it->buffer_.get(), buffer_bytes, &got);
      if (status < 0) it->abandon(status, "cannot read the PNG");
      it->next_ = it->buffer_.get();
      it->left_ = got;
      it->at_ += got;
    }
    if (it->left_ == 0) it->abandon(BURNISH_BAD_DATA, "the PNG's picture data ends early: the file is truncated");
    const std::size_t count = std::min<std::size_t>(n, it->left_);
    std::memcpy(out, it->next_, count);
    it->next_ += count;
    it->left_ -= count;
    out += count;
    n -= count;
  }
}

void PngSession::start(const burnish_call*) {
  run([this] {
    png_ = png_create_read_struct(PNG_LIBPNG_VER_STRING, this, &on_error, &on_warning);
    if (png_ == nullptr) abandon(BURNISH_NO_MEMORY, "out of memory");
    info_ = png_create_info_struct(png_);
    if (info_ == nullptr) abandon(BURNISH_NO_MEMORY, "out of memory");
    png_set_read_fn(png_, this, &on_read);
    png_set_benign_errors(png_, 1);
    png_set_user_limits(png_, PNG_UINT_31_MAX, PNG_UINT_31_MAX);  // the host's bound was checked before
    // What is not pixels is read by png_metadata, with its own bounds.
    png_set_keep_unknown_chunks(png_, PNG_HANDLE_CHUNK_NEVER, nullptr, -1);
    png_read_info(png_, info_);
    png_set_expand(png_);
    if constexpr (std::endian::native == std::endian::little) png_set_swap(png_);
    interlaced_ = png_set_interlace_handling(png_) > 1;
    png_read_update_info(png_, info_);
    width_ = png_get_image_width(png_, info_);
    height_ = png_get_image_height(png_, info_);
    row_bytes_ = png_get_rowbytes(png_, info_);
  });
}

burnish_format PngSession::format() const {
  const int type = png_get_color_type(png_, info_);
  burnish_format f{BURNISH_U8, BURNISH_GRAY, BURNISH_ALPHA_NONE, BURNISH_INTERLEAVED, BURNISH_LIGHT_ENCODED, {}};
  if (png_get_bit_depth(png_, info_) == 16) f.sample = BURNISH_U16;
  if ((type & PNG_COLOR_MASK_COLOR) != 0) f.model = BURNISH_RGB;
  if ((type & PNG_COLOR_MASK_ALPHA) != 0) f.alpha = BURNISH_ALPHA_STRAIGHT;
  return f;
}

void PngSession::read_rows(const burnish_call* call, unsigned char* p, std::ptrdiff_t stride, int32_t count) {
  run([=, this] {
    for (int32_t i = 0; i < count; ++i) {
      if (i % rows_between_questions == 0 && call->cancelled(call) != 0) abandon(BURNISH_CANCELLED, "cancelled");
      png_read_row(png_, p + i * stride, nullptr);
      ++next_row_;
    }
  });
}

void PngSession::read_all(const burnish_call* call, unsigned char* p) {
  run([=, this] {
    constexpr int passes = 7;
    for (int pass = 0; pass < passes; ++pass)
      for (uint32_t y = 0; y < height_; ++y) {
        if (y % rows_between_questions == 0 && call->cancelled(call) != 0) abandon(BURNISH_CANCELLED, "cancelled");
        png_read_row(png_, p + y * row_bytes_, nullptr);
      }
    next_row_ = static_cast<int32_t>(height_);
  });
}

std::string PngSession::take_warning() {
  std::string text = warning_;
  warning_[0] = '\0';
  return text;
}

}  // namespace burnish
