#include "generate/pictures.hpp"

#include <algorithm>

#include "execute/execute.hpp"
#include "load/sha256.hpp"
#include "pipeline/check.hpp"
#include "pipeline/graph.hpp"

namespace burnish::generate {
namespace {

template <class Sample>
void blend(const burnish_tile& edited, const burnish_tile& mask, burnish_tile& out, int channels) {
  constexpr uint32_t one = std::is_same_v<Sample, uint8_t> ? 255 : 65535;
  const auto row = [](const burnish_tile& t, int32_t y) {
    return reinterpret_cast<Sample*>(static_cast<std::byte*>(t.data[0]) + y * t.stride[0]);
  };
  const int32_t width = out.rect.x1 - out.rect.x0, height = out.rect.y1 - out.rect.y0;
  for (int32_t y = 0; y < height; ++y) {
    const Sample *e = row(edited, y), *m = row(mask, y);
    Sample* o = row(out, y);
    for (int32_t x = 0; x < width; ++x)
      for (int c = 0; c < channels; ++c, ++e, ++o) {
        const uint64_t mixed = uint64_t{*o} * (one - m[x]) + uint64_t{*e} * m[x];
        *o = static_cast<Sample>((mixed + one / 2) / one);
      }
  }
}

}  // namespace

Picture in_format(const Picture& picture, const burnish_format& format, const std::array<float, 3>& background) {
  Picture converted;
  converted.shape = picture.shape;
  converted.shape.format = format;
  converted.blocks = picture.blocks;
  converted.image = Image(format, converted.shape.rect());
  if (!converted.image) return converted;
  burnish_tile to = converted.image.tile();
  if (same_format(picture.shape.format, format)) {
    copy_pixels(picture.image.tile(), to, converted.shape.rect());
  } else {
    Conversion{picture.shape.format, format, background}(picture.image.tile(), to);
  }
  return converted;
}

std::string Picture::hash() const {
  Sha256 hash;
  const int32_t size[] = {shape.width, shape.height};
  hash.add(size, sizeof size);
  hash.add(&shape.format, sizeof shape.format);
  const auto row = static_cast<std::size_t>(shape.width * pixel_bytes(shape.format));
  const burnish_tile t = image.tile();
  for (int32_t y = 0; y < shape.height; ++y) hash.add(static_cast<const std::byte*>(t.data[0]) + y * t.stride[0], row);
  return hash.hex();
}

Result<Picture> render(const RenderContext& context, const Pipeline& pipeline, const Input& input,
                       const std::string& from, const std::vector<Step>& steps,
                       std::unique_ptr<DecoderSession> session) {
  Pipeline part = part_of(pipeline, from, steps);
  part.outputs.front().format = "png";  // lossless, with or without alpha, 8 or 16 bits
  const RunContext run{context.catalogue, part, context.options, context.host,    context.cancel, nullptr,
                       nullptr,           {},   nullptr,         context.imported};
  const CallContext calls{context.host, context.cancel, context.deadline};
  std::vector<std::string> notes;
  BURNISH_TRY(OpenedInput opened, open_input(run, calls, input, notes, std::move(session)));
  BURNISH_CHECK(run_reductions(opened.plan, opened.sessions, calls));
  Stores stores(opened.plan, opened.sessions);
  Picture picture;
  const ExecuteOptions options{context.options.threads, context.options.memory, context.options.simple, 0};
  auto statuses = execute(stores, calls, options, [&](std::size_t, const burnish_reader& reader, const Call& call) {
    return read_whole(reader, call, "a picture to be sent", picture.shape, picture.image);
  });
  BURNISH_CHECK(std::move(statuses.front()));
  const PlannedOutput& planned = opened.plan.outputs.front();
  const CarryOptions carry_options{
      false, {}, picture.shape.size(), planned.oriented, planned.icc, keeps_places(opened.plan, planned.node), true};
  picture.blocks = carry(opened.metadata[source_of(opened.plan, planned.node)], carry_options, notes);
  return picture;
}

Result<Picture> render_file(const RenderContext& context, const std::filesystem::path& path,
                            const std::vector<Step>& steps) {
  return render(context, Pipeline{}, Input{path, {}}, {}, steps);
}

Result<Step> make_step(const Catalogue& catalogue, std::string_view op, std::vector<Argument> arguments) {
  Step step;
  BURNISH_TRY(step.op, find_operation(catalogue, op, {}));
  step.arguments = std::move(arguments);
  BURNISH_CHECK(check_arguments(*step.op, step.arguments));
  return step;
}

Result<Picture> composite(const Picture& source, const Picture& edited, const Picture& mask) {
  if (source.shape.size() != edited.shape.size() || source.shape.size() != mask.shape.size())
    return Error{Code::Internal, "pictures of different sizes cannot be put together", {}, {}, {}};
  burnish_format grey = source.shape.format;
  grey.model = BURNISH_GRAY;
  grey.alpha = BURNISH_ALPHA_NONE;
  Picture result = in_format(source, source.shape.format, {});
  const Picture change = in_format(edited, source.shape.format, {1, 1, 1});
  const Picture where = in_format(mask, grey, {0, 0, 0});  // transparent means keep
  if (!result.image || !change.image || !where.image)
    return Error{Code::NoMemory, "out of memory", {}, "for putting pictures together", "use a smaller one"};
  result.blocks = source.blocks;
  burnish_tile out = result.image.tile();
  const int channels = channel_count(source.shape.format);
  if (source.shape.format.sample == BURNISH_U8)
    blend<uint8_t>(change.image.tile(), where.image.tile(), out, channels);
  else
    blend<uint16_t>(change.image.tile(), where.image.tile(), out, channels);
  return result;
}

}  // namespace burnish::generate
