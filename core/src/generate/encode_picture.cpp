// "burnish.encode/1" and its inside: a picture in memory as a file in memory.
#include <algorithm>
#include <array>

#include "execute/modes.hpp"
#include "generate/pictures.hpp"
#include "plan/chain.hpp"
#include "write/encode.hpp"

namespace burnish::generate {
namespace {

constexpr double best_quality = 92;  // for uploads: artefacts are below what a generator sees
constexpr std::array<double, 6> qualities{best_quality, 85, 75, 60, 45, 30};

/// The pixels of a reader, in memory and in the format that the encoder takes at least cost.
Result<Picture> pixels_for(const burnish_encoder& encoder, const burnish_reader& reader, const Call& call) {
  const Shape shape = to_shape(*reader.info);
  const burnish_tile* tile = nullptr;
  BURNISH_CHECK(call.check(reader.acquire(&reader, call.get(), shape.rect(), &tile), "cannot read the picture"));
  const auto format = choose_format({encoder.formats, encoder.format_count}, 0, shape.format, shape.format.sample)
                          .value_or(shape.format);
  Picture p{shape, Image(format, shape.rect()), {}};
  p.shape.format = format;
  if (p.image) {
    burnish_tile to = p.image.tile();
    if (same_format(shape.format, format))
      copy_pixels(*tile, to, shape.rect());
    else
      Conversion{shape.format, format, {1, 1, 1}}(*tile, to);
  }
  reader.release(&reader, tile);
  if (!p.image) return Error{Code::NoMemory, "out of memory", {}, "for a picture to be encoded", "use a smaller one"};
  return p;
}

const Item* encoder_of(const Catalogue& catalogue, std::string_view mime) {
  for (const Item* item : catalogue.items(Kind::Encoder))
    if (std::find(item->mime.begin(), item->mime.end(), mime) != item->mime.end()) return item;
  return nullptr;
}

burnish_status encode_for_plugin(const burnish_call* raw, const burnish_reader* reader, const char* mime,
                                 uint64_t max_bytes, const burnish_sink* to) noexcept {
  const Call& call = Call::of(raw);
  const Catalogue* catalogue = call.catalogue();
  if (catalogue == nullptr || reader == nullptr || mime == nullptr || to == nullptr)
    return raw->fail(raw, BURNISH_UNSUPPORTED, nullptr, "nothing can be encoded here");
  try {
    std::size_t bytes = 0;
    for (const double quality : qualities) {
      const auto file = encode_picture(*catalogue, *reader, {}, mime, quality, call);
      if (!file) return raw->fail(raw, BURNISH_ERROR, nullptr, file.error().message().c_str());
      if (max_bytes == 0 || file->size() <= max_bytes) return to->write(to, file->data(), file->size());
      const bool lossless = bytes == file->size();  // a second quality changed nothing
      bytes = file->size();
      if (lossless) break;
    }
    const std::string why = "the picture takes " + std::to_string(bytes) + " bytes as " + mime + "; the limit is " +
                            std::to_string(max_bytes);
    return raw->fail(raw, BURNISH_LIMIT, nullptr, why.c_str());
  } catch (const std::exception&) {
    return BURNISH_NO_MEMORY;
  }
}

}  // namespace

struct PictureReader::State {
  ImageReader reader;
};
PictureReader::PictureReader(const Picture& picture) : state_(new State{{picture.shape, picture.image}}) {}
PictureReader::~PictureReader() = default;
const burnish_reader& PictureReader::get() const { return state_->reader.get(); }

Result<std::string> encode_picture(const Catalogue& catalogue, const burnish_reader& reader, const Blocks& blocks,
                                   std::string_view mime, std::optional<double> quality, const Call& call) {
  const Item* item = encoder_of(catalogue, mime);
  if (item == nullptr)
    return Error{
        Code::Unsupported, "no installed plugin writes " + std::string(mime), {}, {}, "see burnish plugin list"};
  BURNISH_TRY(const burnish_encoder* table, catalogue.encoder(*item));
  std::vector<Argument> arguments;
  if (quality && !item->quality.empty())
    arguments.push_back({item->quality, std::to_string(static_cast<int>(*quality)), {}});
  BURNISH_TRY(const Values values, Values::resolve(*item, arguments));
  BURNISH_TRY(const Picture picture, pixels_for(*table, reader, call));
  const PictureReader pixels(picture);
  MemorySink sink;
  BURNISH_CHECK(encode({*table, values, pixels.get(), blocks, "a picture"}, sink, call));
  return std::move(sink.content());
}

const burnish_encode* encode_service() {
  static constexpr burnish_encode table{sizeof(burnish_encode), &encode_for_plugin};
  return &table;
}

}  // namespace burnish::generate
