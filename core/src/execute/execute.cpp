#include "execute/execute.hpp"

#include <algorithm>

#include "execute/modes.hpp"

namespace burnish {

std::vector<Status> execute(Stores& stores, const CallContext& context, const ExecuteOptions& options,
                            const Encode& encode) {
  if (options.simple) return execute_simple(stores, context, encode);
  if (stores.plan.streaming) return execute_stream(stores, context, encode);
  return execute_tiled(stores, context, options, encode);
}

Status read_whole(const burnish_reader& reader, const Call& call, const std::string& what, Shape& shape, Image& image) {
  constexpr int32_t strip = 64;  // rows per request
  shape = to_shape(*reader.info);
  image = Image(shape.format, shape.rect());
  if (!image) return Error{Code::NoMemory, "out of memory", {}, "for " + what, "use a smaller one"};
  for (int32_t y = 0; y < shape.height; y += strip) {
    const burnish_rect rows{0, y, shape.width, std::min(y + strip, shape.height)};
    const burnish_tile* tile = nullptr;
    BURNISH_CHECK(call.check(reader.acquire(&reader, call.get(), rows, &tile), "cannot compute the picture"));
    burnish_tile to = image.tile(rows);
    copy_pixels(*tile, to, rows);
    reader.release(&reader, tile);
  }
  return Done{};
}

}  // namespace burnish
