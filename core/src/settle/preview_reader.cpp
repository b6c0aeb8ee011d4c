#include "settle/preview_reader.hpp"

#include <new>
#include <optional>

#include "image/convert.hpp"

namespace burnish::settle {
namespace {

/// The first accepted format, its ANY fields filled in from the preview. Alpha goes when no format takes it.
std::optional<burnish_format> format_for(std::span<const burnish_format> accepted, const burnish_format& have) {
  for (const bool lose_alpha : {false, true}) {
    for (burnish_format f : accepted) {
      if (f.model == BURNISH_CMYK) continue;
      if (f.sample == BURNISH_ANY) f.sample = have.sample;
      if (f.model == BURNISH_ANY) f.model = have.model;
      if (f.alpha == BURNISH_ANY) f.alpha = have.alpha;
      if (f.layout == BURNISH_ANY) f.layout = have.layout;
      if (f.light == BURNISH_ANY) f.light = have.light;
      if (lose_alpha || have.alpha == BURNISH_ALPHA_NONE || f.alpha != BURNISH_ALPHA_NONE) return f;
    }
  }
  return std::nullopt;
}

}  // namespace

Result<std::unique_ptr<PreviewReader>> PreviewReader::open(const Preview& preview,
                                                           std::span<const burnish_format> accepted,
                                                           const std::string& analyser) {
  const auto format = format_for(accepted, preview.shape.format);
  if (!format)
    return Error{Code::Plugin,
                 "analyser '" + analyser + "' cannot be used here",
                 {},
                 "it accepts no format that these pixels can be brought to",
                 {}};
  std::unique_ptr<PreviewReader> reader(new PreviewReader);
  Shape shape = preview.shape;
  reader->image_ = &preview.image;
  if (!same_format(*format, shape.format)) {
    const Conversion conversion{shape.format, *format, {1, 1, 1}};
    shape.format = *format;
    reader->own_ = Image(shape.format, shape.rect());
    if (!reader->own_) return Error{Code::NoMemory, "out of memory", {}, "for a look at the picture", {}};
    burnish_tile to = reader->own_.tile();
    conversion(preview.image.tile(), to);
    reader->image_ = &reader->own_;
  }
  reader->info_ = to_info(shape);
  reader->reader_.struct_size = sizeof reader->reader_;
  reader->reader_.impl = reader.get();
  reader->reader_.info = &reader->info_;
  reader->reader_.acquire = &acquire;
  reader->reader_.release = &release;
  return reader;
}

burnish_status PreviewReader::acquire(const burnish_reader* r, const burnish_call* call, burnish_rect rect,
                                      const burnish_tile** tile) noexcept {
  const Image& image = *static_cast<const PreviewReader*>(r->impl)->image_;
  *tile = nullptr;
  if (is_empty(rect) || !contains(image.rect(), rect))
    return call->fail(call, BURNISH_ERROR, nullptr, "asked for pixels outside the picture");
  *tile = new (std::nothrow) burnish_tile(image.tile(rect));
  return *tile == nullptr ? BURNISH_NO_MEMORY : BURNISH_OK;
}

void PreviewReader::release(const burnish_reader* /*reader*/, const burnish_tile* tile) noexcept { delete tile; }

}  // namespace burnish::settle
