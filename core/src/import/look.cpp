#include "import/look.hpp"

#include <algorithm>

namespace burnish::imports {
namespace {

constexpr uint64_t memory_bytes = uint64_t{1} << 30;  // for pixels of one picture at full size

burnish_format eight_bit_rgb(const Shape& shape) {
  burnish_format format{};
  format.sample = BURNISH_U8;
  format.model = BURNISH_RGB;
  format.alpha = has_alpha(shape) ? BURNISH_ALPHA_STRAIGHT : BURNISH_ALPHA_NONE;
  format.layout = BURNISH_INTERLEAVED;
  format.light = BURNISH_LIGHT_ENCODED;
  return format;
}

}  // namespace

Result<Look> look_at(const Catalogue& catalogue, std::unique_ptr<Source> source, int32_t long_edge,
                     const CallContext& context) {
  RunOptions options;
  options.threads = 1;
  options.memory = memory_bytes;
  options.max_pixels = context.max_pixels;
  DecodeLimits limits;
  limits.max_pixels = context.max_pixels;
  const Input input{source->name(), {}};
  BURNISH_TRY(auto session, DecoderSession::open(catalogue, std::move(source), {}, limits, context));
  Look look;
  look.metadata = session->metadata();
  std::vector<Step> steps;
  if (long_edge > 0 && std::max(session->info().width, session->info().height) > long_edge) {
    const std::string side = std::to_string(long_edge);
    BURNISH_TRY(Step step, generate::make_step(catalogue, "resize",
                                               {{"width", side, {}}, {"height", side, {}}, {"fit", "contain", {}}}));
    steps.push_back(std::move(step));
  }
  const generate::RenderContext run{catalogue, options, context.host, context.cancel, nullptr, context.deadline};
  BURNISH_TRY(look.picture, generate::render(run, {}, input, {}, steps, std::move(session)));
  look.picture = generate::in_format(look.picture, eight_bit_rgb(look.picture.shape), {1, 1, 1});
  if (!look.picture.image)
    return Error{Code::NoMemory, "out of memory", {}, "for a look at " + input.path.string(), "use a smaller one"};
  return look;
}

}  // namespace burnish::imports
