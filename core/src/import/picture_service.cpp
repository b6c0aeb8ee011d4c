#include "import/picture_service.hpp"

#include <exception>

#include "import/look.hpp"
#include "source/files.hpp"

namespace burnish::imports {
namespace {

/// What a plugin holds between open and close; its reader is the beginning of it.
struct OpenPicture : burnish_reader {
  explicit OpenPicture(Look seen) : burnish_reader{}, look(std::move(seen)), meta(look.metadata), pixels(look.picture) {
    static_cast<burnish_reader&>(*this) = pixels.get();
  }
  Look look;
  MetaBlocks meta;
  generate::PictureReader pixels;
};

burnish_status open_for_plugin(const burnish_call* raw, const burnish_files* files, const char* path, int32_t long_edge,
                               const burnish_meta** meta, const burnish_reader** reader) noexcept {
  const auto fail = [raw](burnish_status status, const char* why) { return raw->fail(raw, status, nullptr, why); };
  if (path == nullptr || meta == nullptr || reader == nullptr) return BURNISH_BAD_PARAM;
  *meta = nullptr;
  *reader = nullptr;
  const Call& call = Call::of(raw);
  const Files* own = Files::of(files);
  if (call.catalogue() == nullptr) return fail(BURNISH_UNSUPPORTED, "no pictures can be opened here");
  if (own == nullptr) return fail(BURNISH_BAD_PARAM, "pictures are opened in the host's files only");
  if (long_edge < 0) return fail(BURNISH_BAD_PARAM, "the long edge of a picture to look at is negative");
  try {
    auto source = own->source(path);
    if (!source) return fail(status_of(source.error().code), source.error().message().c_str());
    auto look = look_at(*call.catalogue(), std::move(source).value(), long_edge, call.call_context());
    if (!look) return fail(status_of(look.error().code), look.error().message().c_str());
    auto open = std::make_unique<OpenPicture>(std::move(look).value());
    *meta = open->meta.get();
    *reader = open.release();  // the plugin's until it closes it
    return BURNISH_OK;
  } catch (const std::exception&) {
    return BURNISH_NO_MEMORY;
  }
}

void close_for_plugin(const burnish_call* /*raw*/, const burnish_reader* reader) noexcept {
  const std::unique_ptr<const OpenPicture> closed(static_cast<const OpenPicture*>(reader));
}

}  // namespace

const burnish_picture* picture_service() {
  static constexpr burnish_picture table{sizeof(burnish_picture), &open_for_plugin, &close_for_plugin};
  return &table;
}

}  // namespace burnish::imports
