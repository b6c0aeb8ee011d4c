#include "contract/codec_checks.hpp"

#include <algorithm>
#include <cmath>
#include <random>

#include "burnish/picture.hpp"
#include "contract/discover.hpp"
#include "contract/variants.hpp"

namespace burnish::contract {
namespace {

using kit::Bytes;
using kit::Decoded;
using kit::Encoded;
using kit::Picture;

constexpr double lossy_floor_db = 22;  // small scenes at whatever the default quality is

std::string subject(const burnish_encoder& e, const kit::TextValues& values, const Picture& p) {
  return std::string(e.desc->id) + " " + to_text(values) + " on " + std::to_string(p.width()) + "x" +
         std::to_string(p.height()) + " " + kit::format_text(p.format());
}

/// Whether every bit must come back: always, or because "lossless" is asked for and nothing else that could undo it.
bool lossless(const burnish_encoder& e, const kit::TextValues& values) {
  if ((e.flags & BURNISH_EF_LOSSY) == 0) return true;
  return values.size() == 1 && values[0] == std::pair<std::string, std::string>("lossless", "true");
}

/// What the decoded picture holds for a sample of the original, where the file may have another number of channels:
/// gray as three equal colours, an alpha that was left out because it is 1 everywhere.
double decoded_sample(const Picture& original, const Picture& decoded, int32_t x, int32_t y, int c) {
  const bool alpha = has_alpha(original.format()) && c == original.channels() - 1;
  if (alpha) return has_alpha(decoded.format()) ? decoded.nominal(x, y, decoded.channels() - 1) : 1.0;
  const bool gray_file = colour_channels(decoded.format()) == 1 && colour_channels(original.format()) > 1;
  return decoded.nominal(x, y, gray_file ? 0 : c);
}

struct Distance {
  double worst = 0, psnr = INFINITY;
};

Distance distance(const Picture& original, const Picture& decoded) {
  Distance d;
  double sum = 0;
  int64_t count = 0;
  for (int32_t y = 0; y < original.height(); ++y) {
    for (int32_t x = 0; x < original.width(); ++x) {
      const bool invisible =
          original.format().alpha == BURNISH_ALPHA_STRAIGHT && original.nominal(x, y, original.channels() - 1) == 0;
      for (int c = 0; c < original.channels(); ++c) {
        if (invisible && c < original.channels() - 1) continue;
        const double e = std::fabs(original.nominal(x, y, c) - decoded_sample(original, decoded, x, y, c));
        d.worst = std::max(d.worst, e);
        sum += e * e;
        ++count;
      }
    }
  }
  if (sum > 0) d.psnr = 10 * std::log10(static_cast<double>(count) / sum);
  return d;
}

/// The step between two values of the coarser of two sample types; 0 for floats.
double resolution(const burnish_format& a, const burnish_format& b) {
  const auto one = [](const burnish_format& f) {
    return f.sample == BURNISH_U8 ? 1.0 / 255 : f.sample == BURNISH_U16 ? 1.0 / 65535 : 0.0;
  };
  return std::max(one(a), one(b));
}

void compare(Problems& p, const std::string& what, const Picture& original, const Decoded& decoded, bool exact) {
  const Picture& q = decoded.picture;
  if (q.width() != original.width() || q.height() != original.height()) {
    p.add(what + ": read back as " + std::to_string(q.width()) + "x" + std::to_string(q.height()));
    return;
  }
  if (q.format().light != original.format().light || q.format().alpha == BURNISH_ALPHA_PREMUL ||
      original.format().alpha == BURNISH_ALPHA_PREMUL)
    return;  // another scale of values: not to be compared sample by sample
  const bool colours_lost = colour_channels(q.format()) != colour_channels(original.format()) &&
                            colour_channels(original.format()) != 1 && colour_channels(q.format()) != 1;
  if (colours_lost) return;
  const Distance d = distance(original, q);
  if (exact && d.worst > 0.51 * resolution(original.format(), q.format()))
    p.add(what + ": lossless, but read back with a difference of " + std::to_string(d.worst));
  if (exact && original.format().sample == q.format().sample && d.worst > 0)
    p.add(what + ": lossless, but read back with a difference of " + std::to_string(d.worst));
  if (!exact && d.psnr < lossy_floor_db) p.add(what + ": read back at only " + std::to_string(d.psnr) + " dB");
}

/// A failure that says what is wrong, for people.
void check_clean(Problems& p, const std::string& what, const kit::Failure& f,
                 const std::vector<std::string>& breaches) {
  for (const std::string& b : breaches) p.add(what + ": " + b);
  if (f.code == BURNISH_OK || f.code == BURNISH_CANCELLED) return;
  p.add_if(f.message.empty(), what + ": no message");
  p.add_if(f.message.find('\n') != std::string::npos, what + ": the message has a line break");
}

bool refuses_cleanly(const Encoded& e) {
  return e.breaches.empty() && (e.failure.code == BURNISH_BAD_PARAM || e.failure.code == BURNISH_UNSUPPORTED ||
                                e.failure.code == BURNISH_LIMIT);
}

void check_part(Problems& p, const burnish_decoder& d, const Bytes& file, const Picture& whole,
                const kit::DecodeOptions& options, const std::string& how) {
  const Decoded part = kit::try_decode(d, {}, file, options);
  if (!part.ok()) {
    p.add(std::string(d.desc->id) + ", " + how + ": " + part.text());
    return;
  }
  const burnish_rect all{0, 0, whole.width(), whole.height()};
  const std::string difference = kit::difference(whole.window(options.part.value_or(all)), part.picture);
  p.add_if(!difference.empty(), std::string(d.desc->id) + ", " + how + ": differs from reading all: " + difference);
}

void check_limits(Problems& p, const burnish_decoder& d, const Bytes& file, const Picture& whole) {
  kit::DecodeOptions options;
  options.headers_only = true;
  options.limits.max_pixels = static_cast<uint64_t>(whole.width()) * static_cast<uint64_t>(whole.height()) - 1;
  const Decoded r = kit::try_decode(d, {}, file, options);
  p.add_if(r.failure.code != BURNISH_LIMIT,
           std::string(d.desc->id) + ": one pixel more than max_pixels gives " + kit::to_text(r.failure));
}

/// The mean of what a shrunk pixel stands for is near the pixel; edges and lossy files allow some difference.
void check_shrunk(Problems& p, const burnish_decoder& d, const Bytes& file, const Picture& whole, uint32_t shrink) {
  const Decoded r = kit::try_decode(d, {}, file, {.shrink = shrink});
  const std::string what = std::string(d.desc->id) + " shrunk by " + std::to_string(1 << shrink);
  if (!r.ok()) {
    p.add(what + ": " + r.text());
    return;
  }
  double sum_whole = 0, sum_shrunk = 0;
  for (int32_t y = 0; y < whole.height(); ++y)
    for (int32_t x = 0; x < whole.width(); ++x) sum_whole += whole.nominal(x, y, 0);
  for (int32_t y = 0; y < r.picture.height(); ++y)
    for (int32_t x = 0; x < r.picture.width(); ++x) sum_shrunk += r.picture.nominal(x, y, 0);
  const double mean = sum_whole / (double{1} * whole.width() * whole.height());
  const double shrunk = sum_shrunk / (double{1} * r.picture.width() * r.picture.height());
  p.add_if(std::fabs(mean - shrunk) > 0.08,
           what + ": the mean is " + std::to_string(shrunk) + " instead of " + std::to_string(mean));
}

}  // namespace

std::vector<burnish_format> formats_of(const burnish_encoder& e) {
  std::vector<burnish_format> r;
  for (uint32_t i = 0; i < e.format_count; ++i)
    for (const burnish_format& f : kit::concrete_formats(e.formats[i])) r.push_back(f);
  return r;
}

Picture picture_for(const burnish_encoder& e, int32_t width, int32_t height, const burnish_format& format) {
  return (e.flags & BURNISH_EF_LOSSY) == 0 ? kit::noise(width, height, format) : kit::scene(width, height, format);
}

const burnish_decoder* decoder_of(const std::string& format) {
  const burnish_decoder* best = nullptr;
  for (const auto& s : subjects<burnish_decoder>("burnish.decoder/1")) {
    const burnish_decoder* d = s.table;
    if (d->format != format || (d->desc->flags & BURNISH_DF_WORKER) != 0) continue;
    if (best == nullptr || d->rank > best->rank) best = d;
  }
  return best;
}

Problems check_round_trip(const CodecPair& pair, const kit::TextValues& values, const Picture& picture) {
  Problems p;
  const std::string what = subject(*pair.encoder, values, picture);
  const Encoded e = kit::try_encode(*pair.encoder, values, picture);
  if (!e.ok()) {
    if (!refuses_cleanly(e)) p.add(what + ": " + e.text());
    check_clean(p, what, e.failure, e.breaches);
    return p;
  }
  const bool repeats = (pair.encoder->desc->flags & BURNISH_DF_DETERMINISTIC) != 0;
  const Encoded again = kit::try_encode(*pair.encoder, values, picture);
  p.add_if(repeats && again.bytes != e.bytes, what + ": encoded twice, two different files");
  const Encoded threads = kit::try_encode(*pair.encoder, values, picture, {.threads = 4});
  p.add_if(repeats && threads.bytes != e.bytes, what + ": four threads give another file than one");
  if (pair.decoder == nullptr) return p;
  p.add_if(pair.decoder->magic_count > 0 && !kit::matches_magic(*pair.decoder, e.bytes),
           what + ": its file is not known by the decoder's magic");
  const Decoded d = kit::try_decode(*pair.decoder, {}, e.bytes);
  if (!d.ok())
    p.add(what + ": read back: " + d.text());
  else
    compare(p, what, picture, d, lossless(*pair.encoder, values));
  return p;
}

Problems check_failing_world(const burnish_encoder& encoder, const Picture& picture) {
  Problems p;
  const std::string what = subject(encoder, {}, picture);
  const Encoded good = kit::try_encode(encoder, {}, picture);
  if (!good.ok()) {
    p.add(what + ": " + good.text());
    return p;
  }
  const uint64_t n = good.bytes.size();
  for (const uint64_t at : {uint64_t{0}, uint64_t{1}, n / 2, n - 1}) {
    const Encoded e = kit::try_encode(encoder, {}, picture, {.sink_fails_after = at});
    const std::string how =
        what + ", the sink fails after " + std::to_string(at) + " of " + std::to_string(n) + " bytes";
    p.add_if(e.failure.code == BURNISH_OK, how + ": encode succeeded");
    check_clean(p, how, e.failure, e.breaches);
  }
  const Encoded pipe = kit::try_encode(encoder, {}, picture, {.seekable = false});
  check_clean(p, what + ", a sink without write_at", pipe.failure, pipe.breaches);
  p.add_if(pipe.failure.code == BURNISH_OK && pipe.bytes.empty(),
           what + ", a sink without write_at: nothing was written");
  const Encoded blind = kit::try_encode(encoder, {}, picture, {.reader_fails_from_row = picture.height() / 2});
  check_clean(p, what + ", the reader fails", blind.failure, blind.breaches);
  p.add_if(blind.failure.code == BURNISH_OK, what + ", the reader fails: encode succeeded");
  const Encoded cancelled = kit::try_encode(encoder, {}, picture, {.cancelled = true});
  check_clean(p, what + ", cancelled", cancelled.failure, cancelled.breaches);
  p.add_if(cancelled.failure.code != BURNISH_OK && cancelled.failure.code != BURNISH_CANCELLED,
           what + ", cancelled: failed with " + kit::to_text(cancelled.failure));
  return p;
}

Problems check_quality(const burnish_encoder& encoder, const Picture& picture) {
  Problems p;
  if ((encoder.flags & BURNISH_EF_MONOTONIC) == 0 || encoder.quality == nullptr) return p;
  const burnish_param* quality = nullptr;
  for (uint32_t i = 0; i < encoder.desc->param_count; ++i)
    if (const burnish_param& q = kit::param_at(*encoder.desc, i); std::string(q.id) == encoder.quality) quality = &q;
  std::size_t before = 0;
  for (int step = 0; quality != nullptr && step <= 10; ++step) {
    const double at = std::floor(quality->min + (quality->max - quality->min) * step / 10);
    const kit::TextValues values{{quality->id, kit::number_text(at)}};
    const Encoded e = kit::try_encode(encoder, values, picture);
    p.add_if(!e.ok(), subject(encoder, values, picture) + ": " + e.text());
    p.add_if(static_cast<double>(e.bytes.size()) < 0.98 * static_cast<double>(before),
             subject(encoder, values, picture) + ": MONOTONIC, but " + std::to_string(e.bytes.size()) +
                 " bytes after " + std::to_string(before) + " at the quality below");
    before = e.bytes.size();
  }
  return p;
}

Problems check_damaged_files(const burnish_decoder& decoder, const Bytes& file, int flips) {
  Problems p;
  kit::DecodeOptions options;
  options.limits.max_pixels = 1 << 20;
  options.limits.max_bytes = 1 << 28;
  for (int percent = 0; percent < 100; ++percent) {
    const auto n = static_cast<std::ptrdiff_t>(file.size() * static_cast<std::size_t>(percent) / 100);
    options.mapped = percent % 2 == 0;
    const Decoded d = kit::try_decode(decoder, {}, Bytes(file.begin(), file.begin() + n), options);
    check_clean(p, std::string(decoder.desc->id) + ", the first " + std::to_string(n) + " bytes", d.failure,
                d.breaches);
    p.add_if(n == 0 && d.failure.code == BURNISH_OK, std::string(decoder.desc->id) + " reads an empty file");
  }
  std::mt19937_64 random(3);
  for (int i = 0; i < flips; ++i) {
    Bytes bad = file;
    const std::size_t zone = i % 2 == 0 ? std::min<std::size_t>(bad.size(), 200) : bad.size();  // headers above all
    for (uint64_t k = 0; k <= random() % 4; ++k) bad[random() % zone] = static_cast<uint8_t>(random());
    const Decoded d = kit::try_decode(decoder, {}, bad, options);
    check_clean(p, std::string(decoder.desc->id) + ", damaged file " + std::to_string(i), d.failure, d.breaches);
  }
  return p;
}

Problems check_reading(const burnish_decoder& decoder, const Bytes& file) {
  Problems p;
  const Decoded all = kit::try_decode(decoder, {}, file);
  if (!all.ok()) {
    p.add(std::string(decoder.desc->id) + ": " + all.text());
    return p;
  }
  const Picture& whole = all.picture;
  const int32_t w = whole.width(), h = whole.height();
  check_part(p, decoder, file, whole, {.mapped = false}, "not in memory");
  check_part(p, decoder, file, whole, {.rows_per_read = 1}, "row by row");
  check_part(p, decoder, file, whole, {.rows_per_read = 7, .threads = 4}, "by 7 rows, 4 threads");
  for (const burnish_rect& r :
       {burnish_rect{0, h / 2, w, h}, {w / 3, h / 3, w / 3 + 1, h / 3 + 1}, {w / 2, 0, w, h / 2 + 1}})
    check_part(p, decoder, file, whole, {.part = r}, "a part");
  check_part(p, decoder, file, whole, {.part = burnish_rect{w / 4, h / 4, w, h}, .rows_per_read = 3},
             "a part by 3 rows");
  check_limits(p, decoder, file, whole);
  for (uint32_t shrink = 1; shrink < 4; ++shrink)
    if ((all.shrinks >> shrink & 1) != 0) check_shrunk(p, decoder, file, whole, shrink);
  const Decoded cancelled = kit::try_decode(decoder, {}, file, {.cancelled = true});
  check_clean(p, std::string(decoder.desc->id) + ", cancelled", cancelled.failure, cancelled.breaches);
  return p;
}

}  // namespace burnish::contract
