// A preview as an analyser reads it: in one of the formats that it accepts.
#pragma once
#include <burnish/stream.h>

#include <span>

#include "settle/stage.hpp"

namespace burnish::settle {

class PreviewReader {
 public:
  /// Code::Plugin when it accepts nothing that these pixels can be brought to.
  static Result<std::unique_ptr<PreviewReader>> open(const Preview& preview, std::span<const burnish_format> accepted,
                                                     const std::string& analyser);
  PreviewReader(const PreviewReader&) = delete;
  PreviewReader& operator=(const PreviewReader&) = delete;
  ~PreviewReader() = default;

  [[nodiscard]] const burnish_reader* get() const { return &reader_; }
  [[nodiscard]] const burnish_image_info& info() const { return info_; }

 private:
  PreviewReader() = default;
  static burnish_status acquire(const burnish_reader*, const burnish_call*, burnish_rect,
                                const burnish_tile**) noexcept;
  static void release(const burnish_reader*, const burnish_tile*) noexcept;

  Image own_;                     // empty when the preview's own pixels serve
  const Image* image_ = nullptr;  // what is read
  burnish_image_info info_{};
  burnish_reader reader_{};
};

}  // namespace burnish::settle
