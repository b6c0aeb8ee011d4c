#include "execute/modes.hpp"

namespace burnish {

ImageReader::ImageReader(const Shape& shape, const Image& image) : info_(to_info(shape)), image_(image) {
  reader_.struct_size = sizeof reader_;
  reader_.impl = this;
  reader_.info = &info_;
  reader_.acquire = &acquire;
  reader_.release = &release;
}

burnish_status ImageReader::acquire(const burnish_reader* r, const burnish_call* call, burnish_rect rect,
                                    const burnish_tile** tile) noexcept {
  const auto& self = *static_cast<const ImageReader*>(r->impl);
  if (is_empty(rect) || !contains(self.image_.rect(), rect))
    return call->fail(call, BURNISH_ERROR, nullptr, "asked for pixels outside the picture");
  *tile = new (std::nothrow) burnish_tile(self.image_.tile(rect));
  return *tile == nullptr ? BURNISH_NO_MEMORY : BURNISH_OK;
}

void ImageReader::release(const burnish_reader*, const burnish_tile* tile) noexcept { delete tile; }

Error no_memory_for(const Shape& s) {
  return {Code::NoMemory,
          "out of memory",
          {},
          std::to_string(Image::bytes_for(s.format, s.rect()) >> 20U) + " MiB for " + std::to_string(s.width) + "x" +
              std::to_string(s.height) + " pixels could not be had",
          "process fewer pixels"};
}

bool valid_request(const burnish_rect& r, const Shape& s) { return !is_empty(r) && contains(s.rect(), r); }

}  // namespace burnish
