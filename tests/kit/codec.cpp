#include "kit/codec.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "burnish/picture.hpp"

namespace burnish::kit {
namespace {

std::string report(const Failure& failure, const std::vector<std::string>& breaches) {
  std::string r = failure.code == BURNISH_OK ? "" : to_text(failure) + "\n";
  for (const std::string& b : breaches) r += "breach: " + b + "\n";
  return r;
}

/// A call of the plugin that did not succeed: true, and written down.
bool note_failure(const Call& call, burnish_status s, const std::string& what, Failure& failure,
                  std::vector<std::string>& breaches) {
  if (s == BURNISH_OK) return false;
  if (s > 0) {
    breaches.push_back(what + " returned " + status_name(s));
    return true;
  }
  failure = call.failure_of(s);
  if (s != BURNISH_CANCELLED && !call.failed())
    breaches.push_back(what + " returned " + status_name(s) + " and gave no message to call->fail");
  return true;
}

burnish_prepare prepare_of(const Values& values) {
  burnish_prepare p{};
  p.struct_size = sizeof p;
  p.values = values.data();
  return p;
}

/// Closes the session at the end of the scope.
template <class Codec>
struct Session {
  const Codec& codec;
  void* it = nullptr;
  explicit Session(const Codec& c) : codec(c) {}
  ~Session() {
    if (it != nullptr) codec.close(it);
  }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
};

class DecodeRun {
 public:
  DecodeRun(const burnish_decoder& d, const DecodeOptions& o, const Bytes& file, Decoded& r)
      : decoder_(d), options_(o), source_(file, o.mapped), call_(o.threads), result_(r), session_(d) {
    if (o.cancelled) call_.cancel();
  }
  void operator()(const Values& values);

 private:
  bool open(const Values& values);
  bool layout();
  void read();
  void check_info(const burnish_image_info& i, const std::string& where);
  bool failed(burnish_status s, const std::string& what) {
    return note_failure(call_, s, what, result_.failure, result_.breaches);
  }

  const burnish_decoder& decoder_;
  const DecodeOptions& options_;
  const Source source_;
  Call call_;
  Meta meta_;
  Decoded& result_;
  Session<burnish_decoder> session_;
};

void DecodeRun::check_info(const burnish_image_info& i, const std::string& where) {
  const auto breach = [&](bool bad, const std::string& what) {
    if (bad) result_.breaches.push_back(where + ": " + what);
  };
  breach(i.width <= 0 || i.height <= 0, "a size of " + std::to_string(i.width) + "x" + std::to_string(i.height));
  breach(concrete_formats(i.format).size() != 1, "the format " + format_text(i.format));
  breach(i.orientation < 1 || i.orientation > 8, "orientation " + std::to_string(i.orientation));
  breach(!(i.view[0] >= 0 && i.view[1] >= 0 && i.view[2] <= i.width && i.view[3] <= i.height && i.view[0] < i.view[2] &&
           i.view[1] < i.view[3]),
         "a view outside the picture");
}

bool DecodeRun::open(const Values& values) {
  burnish_image_info info{};
  info.struct_size = sizeof info;
  info.scale = 1;
  info.shrink = 1;
  info.orientation = 1;
  uint32_t frames = 0;
  const burnish_prepare prepare = prepare_of(values);
  const burnish_status s =
      decoder_.open(call_.get(), &prepare, source_.get(), &options_.limits, &session_.it, &info, &frames, meta_.get());
  if (s != BURNISH_OK && session_.it != nullptr) {
    result_.breaches.emplace_back("open failed and left a session");
    session_.it = nullptr;
  }
  if (failed(s, "open")) return false;
  result_.header = info;
  result_.frames = frames;
  result_.meta = meta_.entries();
  if (info.color.icc != nullptr && info.color.icc_size > 0) {
    const auto* icc = static_cast<const uint8_t*>(info.color.icc);
    result_.icc.assign(icc, icc + info.color.icc_size);
  }
  check_info(info, "open");
  if (frames == 0) result_.breaches.emplace_back("open: no frames");
  return result_.breaches.empty();
}

bool DecodeRun::layout() {
  result_.shrinks = decoder_.shrinks(session_.it);
  if ((result_.shrinks & 1) == 0) result_.breaches.emplace_back("shrinks: bit 0 is not set");
  result_.info = result_.header;
  burnish_layout layout{};
  layout.struct_size = sizeof layout;
  layout.info = &result_.info;
  if (failed(decoder_.layout(call_.get(), session_.it, options_.frame, options_.shrink, &layout), "layout"))
    return false;
  check_info(result_.info, "layout");
  if (layout.access != BURNISH_SEQUENTIAL && layout.access != BURNISH_RANDOM)
    result_.breaches.push_back("layout: access " + std::to_string(layout.access));
  if (options_.frame == 0) {
    const int32_t unit = 1 << options_.shrink;
    if (result_.info.width != (result_.header.width + unit - 1) / unit ||
        result_.info.height != (result_.header.height + unit - 1) / unit)
      result_.breaches.emplace_back("layout: the size is not that of the header, divided and rounded up");
  }
  result_.access = layout.access;
  result_.grid[0] = layout.grid[0];
  result_.grid[1] = layout.grid[1];
  return result_.breaches.empty();
}

void DecodeRun::read() {
  const burnish_rect part = options_.part.value_or(burnish_rect{0, 0, result_.info.width, result_.info.height});
  result_.picture = Picture(part, result_.info.format);
  const int32_t step = options_.rows_per_read > 0 ? options_.rows_per_read : part.y1 - part.y0;
  for (int32_t y = part.y0; y < part.y1; y += step) {
    Picture piece({part.x0, y, part.x1, std::min(y + step, part.y1)}, result_.info.format, {false, 7});
    piece.poison_all({false, static_cast<uint64_t>(y) + 1});
    burnish_tile tile = piece.whole_tile();
    if (failed(decoder_.read(call_.get(), session_.it, options_.frame, options_.shrink, &tile), "read")) return;
    if (const std::string damage = piece.damage(); !damage.empty()) {
      result_.breaches.push_back("read wrote outside its tile: " + damage);
      return;
    }
    result_.picture.paste(piece);
  }
}

void DecodeRun::operator()(const Values& values) {
  if (open(values) && !options_.headers_only && layout()) read();
  result_.notes = call_.notes();
  result_.meta = meta_.entries();
  // These belong to the session, which ends here.
  result_.header.color.icc = result_.info.color.icc = nullptr;
  result_.header.meta = result_.info.meta = nullptr;
  if (result_.failure.code != BURNISH_OK) result_.picture = Picture();
}

}  // namespace

std::string Encoded::text() const { return report(failure, breaches); }
std::string Decoded::text() const { return report(failure, breaches); }

Encoded try_encode(const burnish_encoder& encoder, const TextValues& text, const Picture& picture,
                   const EncodeOptions& options) {
  std::string accepted;
  bool found = false;
  for (uint32_t i = 0; i < encoder.format_count; ++i) {
    found = found || matches(encoder.formats[i], picture.format());
    accepted += (i > 0 ? "; " : "") + format_text(encoder.formats[i]);
  }
  if (!found)
    throw std::invalid_argument(std::string(encoder.desc->id) + " does not accept " + format_text(picture.format()) +
                                "; it accepts: " + accepted);
  const Values values(*encoder.desc, text);
  const burnish_prepare prepare = prepare_of(values);
  Call call(options.threads);
  if (options.cancelled) call.cancel();
  Reader reader(picture, (encoder.flags & BURNISH_EF_ROWS) != 0);
  if (options.info != nullptr) reader.info() = *options.info;
  reader.fail_from_row(options.reader_fails_from_row);
  Sink sink(options.seekable);
  if (options.sink_fails_after) sink.fail_after(*options.sink_fails_after);
  Encoded r;
  {
    Session<burnish_encoder> session(encoder);
    const burnish_meta* meta = options.meta == nullptr ? nullptr : options.meta->get();
    if (!note_failure(call, encoder.open(call.get(), &prepare, reader.get(), meta, &session.it), "open", r.failure,
                      r.breaches)) {
      reader.rewind();
      note_failure(call, encoder.encode(call.get(), session.it, &prepare, options.byte_budget, sink.get()), "encode",
                   r.failure, r.breaches);
    }
  }
  for (const std::string& b : reader.breaches()) r.breaches.push_back(b);
  if (sink.failed() && r.failure.code == BURNISH_OK)
    r.breaches.emplace_back("encode succeeded although the sink failed");
  r.bytes = sink.take();
  r.notes = call.notes();
  return r;
}

Bytes encode(const burnish_encoder& encoder, const TextValues& values, const Picture& picture,
             const EncodeOptions& options) {
  Encoded r = try_encode(encoder, values, picture, options);
  if (r.failure.code != BURNISH_OK) throw RunFailure(r.failure);
  if (!r.breaches.empty()) throw RunFailure({BURNISH_ERROR, "", "breach of the contract: " + r.text()});
  return std::move(r.bytes);
}

Decoded try_decode(const burnish_decoder& decoder, const TextValues& text, const Bytes& file,
                   const DecodeOptions& options) {
  const Values values(*decoder.desc, text);
  Decoded r;
  DecodeRun(decoder, options, file, r)(values);
  return r;
}

Picture decode(const burnish_decoder& decoder, const Bytes& file, const DecodeOptions& options) {
  Decoded r = try_decode(decoder, {}, file, options);
  if (r.failure.code != BURNISH_OK) throw RunFailure(r.failure);
  if (!r.breaches.empty()) throw RunFailure({BURNISH_ERROR, "", "breach of the contract: " + r.text()});
  return std::move(r.picture);
}

bool matches_magic(const burnish_decoder& decoder, const Bytes& file) {
  for (uint32_t i = 0; i < decoder.magic_count; ++i) {
    const burnish_magic& m = decoder.magics[i];
    if (uint64_t{m.at} + m.n > file.size()) continue;
    const auto* bytes = static_cast<const uint8_t*>(m.bytes);
    const auto* mask = static_cast<const uint8_t*>(m.mask);
    bool equal = true;
    for (uint32_t k = 0; k < m.n && equal; ++k) {
      const int bits = mask == nullptr ? 255 : mask[k];
      equal = (file[m.at + k] & bits) == (bytes[k] & bits);
    }
    if (equal) return true;
  }
  return false;
}

Bytes read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + path);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

void write_file(const std::string& path, const Bytes& bytes) {
  std::ofstream out(path, std::ios::binary);
  out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  if (!out.flush()) throw std::runtime_error("cannot write " + path);
}

}  // namespace burnish::kit
