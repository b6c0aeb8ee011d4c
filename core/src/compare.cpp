#include <algorithm>
#include <optional>
#include <vector>

#include "burnish/core/run.hpp"
#include "image/colour.hpp"
#include "image/convert.hpp"
#include "image/image.hpp"
#include "image/metrics.hpp"
#include "image/orient.hpp"
#include "load/host.hpp"
#include "source/session.hpp"

namespace burnish {
namespace {

constexpr int32_t band_rows = 64;
constexpr burnish_format working{BURNISH_F32,    BURNISH_RGB,           BURNISH_ALPHA_NONE,
                                 BURNISH_PLANAR, BURNISH_LIGHT_ENCODED, {}};

Error no_memory(std::size_t bytes) {
  return Error{.code = Code::NoMemory,
               .what = "out of memory",
               .where = {},
               .why = std::to_string(bytes >> 20U) + " MiB for pixels could not be had",
               .hint = {}};
}

/// A decoded picture that is turned upright and brought to sRGB over white band by band.
class Picture {
 public:
  static Result<std::unique_ptr<Picture>> open(const Catalogue& catalogue, const std::filesystem::path& path,
                                               const RunOptions& options, const CallContext& context) {
    DecodeLimits limits;
    limits.max_pixels = options.max_pixels;
    BURNISH_TRY(auto session, DecoderSession::open(catalogue, path, {}, limits, context));
    auto picture = std::make_unique<Picture>();
    BURNISH_CHECK(picture->decode(*session, context));
    BURNISH_CHECK(picture->choose_colour(*session));
    return picture;
  }

  [[nodiscard]] Size size() const { return orientation_ > 4 ? Size{stored_.height, stored_.width} : stored_; }
  [[nodiscard]] std::string text() const {
    return name_ + " (" + std::to_string(size().width) + "x" + std::to_string(size().height) + ")";
  }

  /// Rows in `working` format.
  Result<Image> rows(int32_t y0, int32_t y1) const {
    const burnish_rect rect{0, y0, size().width, y1};
    burnish_tile tile = pixels_.tile();
    Image turned, coloured;
    if (orientation_ > 1) {
      BURNISH_TRY(turned, image(tile.format, rect));
      burnish_tile out = turned.tile();
      orient_pixels(tile, out, orientation_, stored_);
      tile = out;
    }
    if (transform_) {
      Image plain;
      if (!same_format(tile.format, transform_->from())) {
        BURNISH_TRY(plain, image(transform_->from(), rect));
        burnish_tile out = plain.tile();
        Conversion{tile.format, transform_->from()}(tile, out);
        tile = out;
      }
      BURNISH_TRY(coloured, image(transform_->to(), rect));
      burnish_tile out = coloured.tile();
      (*transform_)(tile, out);
      tile = out;
    }
    BURNISH_TRY(Image result, image(working, rect));
    burnish_tile out = result.tile();
    Conversion{tile.format, working}(tile, out);
    return result;
  }

 private:
  static Result<Image> image(const burnish_format& format, const burnish_rect& rect) {
    Image made(format, rect);
    if (!made) return no_memory(Image::bytes_for(format, rect));
    return made;
  }

  Status decode(DecoderSession& session, const CallContext& context) {
    name_ = session.name();
    BURNISH_TRY(const LayoutFacts layout, session.layout(0));
    stored_ = {layout.info.width, layout.info.height};
    orientation_ = std::clamp(session.info().orientation, 1, 8);
    const burnish_rect all{0, 0, stored_.width, stored_.height};
    BURNISH_TRY(pixels_, image(layout.info.format, all));
    const Call call(context);
    const int32_t step = std::max(layout.grid[1], band_rows);
    for (int32_t y = 0; y < stored_.height; y += step) {
      if (call.stopped()) return call.error(BURNISH_CANCELLED, "cannot decode " + name_);
      burnish_tile band = pixels_.tile({0, y, stored_.width, std::min(y + step, stored_.height)});
      BURNISH_CHECK(session.read(0, band));
    }
    return Done{};
  }

  Status choose_colour(const DecoderSession& session) {
    const burnish_format& f = pixels_.format();
    const auto block = session.metadata().find("block:icc");
    const std::string icc = block == session.metadata().end() ? std::string() : block->second;
    const bool other = classify_profile(icc, f) == ProfileKind::Other && f.light == BURNISH_LIGHT_ENCODED;
    if (f.model != BURNISH_CMYK && !other) return Done{};
    burnish_format from = f;
    from.layout = BURNISH_INTERLEAVED;
    if (f.alpha == BURNISH_ALPHA_PREMUL) from.alpha = BURNISH_ALPHA_STRAIGHT;
    if (f.sample == BURNISH_F16) from.sample = BURNISH_F32;
    if (f.model == BURNISH_CMYK && !same_format(from, f))
      return Error{.code = Code::Unsupported,
                   .what = "cannot compare " + name_,
                   .where = {},
                   .why = "its pixels are " + format_text(f),
                   .hint = {}};
    BURNISH_TRY(transform_, ColourTransform::to_srgb(other ? icc : std::string(), from));
    return Done{};
  }

  std::string name_;
  Size stored_{};
  int orientation_ = 1;
  Image pixels_;
  std::optional<ColourTransform> transform_;
};

const float* row_of(const burnish_tile& t, int plane, int32_t y) {
  return reinterpret_cast<const float*>(static_cast<const std::byte*>(t.data[plane]) +
                                        (y - t.rect.y0) * t.stride[plane]);
}

void luma_row(const burnish_tile& t, int32_t y, std::vector<float>& out) {
  const float *r = row_of(t, 0, y), *g = row_of(t, 1, y), *b = row_of(t, 2, y);
  for (std::size_t x = 0; x < out.size(); ++x) out[x] = 0.299F * r[x] + 0.587F * g[x] + 0.114F * b[x];
}

}  // namespace

Result<double> compare(const Catalogue& catalogue, const std::filesystem::path& a, const std::filesystem::path& b,
                       Metric metric, const RunOptions& options, const Services& services) {
  const Host host(services.log);
  const Deadline deadline =
      options.timeout.count() > 0 ? std::chrono::steady_clock::now() + options.timeout : no_deadline;
  const CallContext context{host.get(), services.cancel, deadline};
  BURNISH_TRY(const auto left, Picture::open(catalogue, a, options, context));
  BURNISH_TRY(const auto right, Picture::open(catalogue, b, options, context));
  const Size size = left->size();
  if (!(size == right->size()))
    return Error{.code = Code::Unsupported,
                 .what = "cannot compare " + left->text() + " with " + right->text(),
                 .where = {},
                 .why = "their sizes differ",
                 .hint = "resize one of them first"};
  PsnrSum psnr;
  SsimSum ssim(size);
  const auto width = static_cast<std::size_t>(size.width);
  std::vector<float> luma_a(width), luma_b(width);
  const Call call(context);
  for (int32_t y0 = 0; y0 < size.height; y0 += band_rows) {
    if (call.stopped()) return call.error(BURNISH_CANCELLED, "cannot compare " + left->text());
    const int32_t y1 = std::min(y0 + band_rows, size.height);
    BURNISH_TRY(const Image rows_a, left->rows(y0, y1));
    BURNISH_TRY(const Image rows_b, right->rows(y0, y1));
    const burnish_tile tile_a = rows_a.tile(), tile_b = rows_b.tile();
    for (int32_t y = y0; y < y1; ++y) {
      if (metric == Metric::Psnr) {
        for (int c = 0; c < 3; ++c) psnr.add(row_of(tile_a, c, y), row_of(tile_b, c, y), width);
      } else {
        luma_row(tile_a, y, luma_a);
        luma_row(tile_b, y, luma_b);
        ssim.add_row(luma_a.data(), luma_b.data());
      }
    }
  }
  return metric == Metric::Psnr ? psnr.decibels() : ssim.mean();
}

}  // namespace burnish
