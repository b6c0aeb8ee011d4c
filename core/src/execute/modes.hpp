// The ways to execute a plan; execute() chooses.
#pragma once
#include "execute/execute.hpp"

namespace burnish {

/// The reference: one whole image after another, one thread, no rings. Obviously right.
std::vector<Status> execute_simple(Stores&, const CallContext&, const Encode&);
/// One thread; the encoder's demand for rows pulls them through the plan. Least memory.
std::vector<Status> execute_stream(Stores&, const CallContext&, const Encode&);
/// Bands on several threads, decoding and encoding beside them.
std::vector<Status> execute_tiled(Stores&, const CallContext&, const ExecuteOptions&, const Encode&);

/// A burnish_reader over a whole image.
class ImageReader {
 public:
  ImageReader(const Shape& shape, const Image& image);
  ImageReader(const ImageReader&) = delete;
  ImageReader& operator=(const ImageReader&) = delete;
  [[nodiscard]] const burnish_reader& get() const { return reader_; }

 private:
  static burnish_status acquire(const burnish_reader*, const burnish_call*, burnish_rect,
                                const burnish_tile**) noexcept;
  static void release(const burnish_reader*, const burnish_tile*) noexcept;

  burnish_image_info info_;
  burnish_reader reader_{};
  const Image& image_;
};

[[nodiscard]] Error no_memory_for(const Shape&);
/// Whether `inner` is a rectangle of `shape`; a reader answers others with an error of the encoder's.
[[nodiscard]] bool valid_request(const burnish_rect& inner, const Shape& shape);

}  // namespace burnish
