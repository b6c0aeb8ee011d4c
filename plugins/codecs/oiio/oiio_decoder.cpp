#include "oiio_decoder.hpp"

#include <algorithm>
#include <cstring>

#include "formats.hpp"
#include "metadata.hpp"

namespace burnish::oiio {
namespace {

constexpr std::size_t rows_at_once_bytes = 8U << 20;

std::string head_of(const burnish_source& source) {
  std::string head(head_bytes, '\0');
  std::size_t got = 0;
  check(source.read(&source, 0, head.data(), head.size(), &got), "cannot read");
  head.resize(got);
  return head;
}

void set_up_library() {
  OIIO::attribute("threads", 1);
  OIIO::attribute("exr_threads", -1);
  OIIO::attribute("limits:channels", 1024);
  OIIO::attribute("limits:imagesize_MB", 4096);
}

}  // namespace

error Decoder::failure(const std::string& what) const {
  std::string why = input_ ? input_->geterror() : OIIO::geterror();
  std::replace(why.begin(), why.end(), '\n', ' ');
  return bad_data(why.empty() ? what : what + " (" + why + ")");
}

void Decoder::open(const decode_call& call) {
  limits_ = call.limits;
  reader_ = tell(head_of(call.source), call.source.path == nullptr ? "" : call.source.path);
  if (reader_.empty()) throw error("this is not a picture in a format that is known here", BURNISH_UNSUPPORTED);
  set_up_library();
  input_ = OIIO::ImageInput::create(reader_);
  if (!input_) throw error("this OpenImageIO was built without " + reader_, BURNISH_UNSUPPORTED);

  OIIO::ImageSpec config, spec;
  config.attribute("oiio:UnassociatedAlpha", 1);  // as the file has it; the host multiplies when it must
  std::string name = "picture." + reader_;
  if (input_->supports("ioproxy") != 0 && call.source.size != UINT64_MAX) {
    proxy_ = std::make_unique<SourceProxy>(call.source, name);
    input_->set_ioproxy(proxy_.get());
  } else {
    path_ = std::make_unique<SourcePath>(call.source);
    name = path_->text();
  }
  if (!input_->open(name, spec, config)) throw failure("the " + reader_ + " file cannot be opened");
  frames_.resize(1);
  const Frame& first = frame(0, 0);
  for (const std::string& note : first.notes) call.call->note(call.call, note.c_str());
  call.frames = count_frames(call.source, spec, reader_, call.limits.max_frames);
  frames_.resize(call.frames);
  call.set_size(first.width, first.height);
  call.info.format = first.format;
  call.info.color = first.color;
  call.info.orientation = first.orientation;
  hand_over_blocks(call, spec, reader_);
}

const Frame& Decoder::frame(uint32_t number, uint32_t shrink) {
  if (number >= frames_.size())
    throw error("frame " + std::to_string(number) + " was asked for; there are " + std::to_string(frames_.size()));
  if (shrink != 0) throw error("these pictures are read at full size only", BURNISH_UNSUPPORTED);
  std::unique_ptr<Frame>& f = frames_[number];
  if (!f) {
    if (!input_->seek_subimage(static_cast<int>(number), 0))
      throw failure("frame " + std::to_string(number) + " cannot be read");
    f = std::make_unique<Frame>(describe(input_->spec(static_cast<int>(number), 0), reader_, limits_));
  }
  return *f;
}

void Decoder::layout(uint32_t number, uint32_t shrink, burnish_layout& out) {
  const Frame& f = frame(number, shrink);
  const bool tiled = f.spec.tile_height > 0 && f.spec.tile_width > 0;
  out.access = tiled ? BURNISH_RANDOM : BURNISH_SEQUENTIAL;
  out.grid[0] = 0;
  out.grid[1] = tiled ? f.spec.tile_height : 1;
  set_shrunk_size(*out.info, f.width, f.height, 0);
  out.info->format = f.format;
  out.info->color = f.color;
  out.info->orientation = f.orientation;
}

void Decoder::read(const burnish_call* call, uint32_t number, uint32_t shrink, burnish_tile& out) {
  const Frame& f = frame(number, shrink);
  const OIIO::ImageSpec& s = f.spec;
  for (int32_t y = out.rect.y0; y < out.rect.y1; ++y)  // what the file's data window does not cover
    std::memset(row<uint8_t>(out, 0, out.rect.x0, y), 0, static_cast<std::size_t>(width(out.rect)) * f.pixel_bytes());

  const int64_t begin = std::max<int64_t>(s.y, int64_t{out.rect.y0} + f.top);
  const int64_t end = std::min<int64_t>(int64_t{s.y} + s.height, int64_t{out.rect.y1} + f.top);
  const std::size_t row_bytes =
      static_cast<std::size_t>(s.width) * static_cast<std::size_t>(f.channels) * sample_bytes(f.format);
  const bool tiled = s.tile_height > 0 && s.tile_width > 0;
  const auto some = static_cast<int64_t>(std::max<std::size_t>(1, rows_at_once_bytes / row_bytes));
  for (int64_t y = begin; y < end;) {
    throw_if_cancelled(call);
    int64_t from = y, to = std::min(end, y + some);
    if (tiled) {  // OpenImageIO reads whole tiles only
      from = s.y + (y - s.y) / s.tile_height * s.tile_height;
      to = std::min<int64_t>(from + s.tile_height, int64_t{s.y} + s.height);
    }
    read_rows(number, f, static_cast<int>(from), static_cast<int>(to), out);
    y = to;
  }
}

/// Rows [begin, end) of the file's data window; those that `out` covers are copied there.
void Decoder::read_rows(uint32_t number, const Frame& f, int begin, int end, burnish_tile& out) {
  const OIIO::ImageSpec& s = f.spec;
  const std::size_t sample = sample_bytes(f.format), step = static_cast<std::size_t>(f.channels) * sample;
  const std::size_t row_bytes = static_cast<std::size_t>(s.width) * step;
  rows_.resize(row_bytes * static_cast<std::size_t>(end - begin));
  const int subimage = static_cast<int>(number), first = f.first_channel, last = first + f.channels;
  const bool done = s.tile_height > 0 && s.tile_width > 0
                        ? input_->read_tiles(subimage, 0, s.x, s.x + s.width, begin, end, s.z, s.z + 1, first, last,
                                             f.type(), rows_.data())
                        : input_->read_scanlines(subimage, 0, begin, end, s.z, first, last, f.type(), rows_.data());
  if (!done) throw failure("the pixels from row " + std::to_string(begin - f.top) + " on are damaged or end early");

  const int64_t x0 = std::max<int64_t>(s.x, int64_t{out.rect.x0} + f.left);
  const int64_t x1 = std::min<int64_t>(int64_t{s.x} + s.width, int64_t{out.rect.x1} + f.left);
  const bool in_order =
      f.order.size() == static_cast<std::size_t>(f.channels) && std::is_sorted(f.order.begin(), f.order.end());
  for (int y = begin; y < end && x0 < x1; ++y) {
    const int64_t shown = int64_t{y} - f.top;
    if (shown < out.rect.y0 || shown >= out.rect.y1) continue;
    const char* from =
        rows_.data() + static_cast<std::size_t>(y - begin) * row_bytes + static_cast<std::size_t>(x0 - s.x) * step;
    auto* to = row<char>(out, 0, out.rect.x0, static_cast<int32_t>(shown)) +
               static_cast<std::size_t>(x0 - f.left - out.rect.x0) * f.pixel_bytes();
    if (in_order) {
      std::memcpy(to, from, static_cast<std::size_t>(x1 - x0) * step);
      continue;
    }
    for (int64_t x = x0; x < x1; ++x, from += step)
      for (const int c : f.order) {
        std::memcpy(to, from + static_cast<std::size_t>(c) * sample, sample);
        to += sample;
      }
  }
}

}  // namespace burnish::oiio
