#include "worker/messages.hpp"

#include <algorithm>
#include <cmath>

#include "load/record.hpp"

namespace burnish {
namespace {

constexpr uint32_t most_notes = 256;

void write_notes(RecordWriter& w, const std::vector<std::string>& notes) {
  w.number(static_cast<uint32_t>(notes.size()));
  for (const std::string& note : notes) w.text(note);
}

std::vector<std::string> read_notes(RecordReader& r) {
  const uint32_t n = r.count(4);
  if (n > most_notes) r.fail();
  std::vector<std::string> notes;
  for (uint32_t i = 0; i < n && r.ok(); ++i) notes.push_back(r.text());
  return notes;
}

void write_format(RecordWriter& w, const burnish_format& f) {
  for (const uint8_t v : {f.sample, f.model, f.alpha, f.layout, f.light}) w.number(v);
}

burnish_format read_format(RecordReader& r) {
  burnish_format f{};
  for (uint8_t* v : {&f.sample, &f.model, &f.alpha, &f.layout, &f.light}) *v = r.number<uint8_t>();
  return f;
}

bool is_sane(const burnish_format& f) {
  const bool model = f.model == BURNISH_GRAY || f.model == BURNISH_RGB || f.model == BURNISH_CMYK;
  const bool sample = f.sample >= BURNISH_U8 && f.sample <= BURNISH_F32;
  const bool alpha = f.alpha >= BURNISH_ALPHA_NONE && f.alpha <= BURNISH_ALPHA_PREMUL;
  const bool layout = f.layout == BURNISH_INTERLEAVED || f.layout == BURNISH_PLANAR;
  const bool light = f.light == BURNISH_LIGHT_LINEAR || f.light == BURNISH_LIGHT_ENCODED;
  return model && sample && alpha && layout && light &&
         std::all_of(std::begin(f.reserved), std::end(f.reserved), [](uint8_t v) { return v == 0; });
}

/// Nothing unless all bytes were read and made sense.
template <class T>
std::optional<T> whole(const RecordReader& r, T value) {
  if (!r.at_end()) return std::nullopt;
  return value;
}

}  // namespace

bool is_sane(const burnish_image_info& info) {
  if (info.width <= 0 || info.height <= 0 || !is_sane(info.format)) return false;
  if (info.orientation < 1 || info.orientation > 8) return false;
  const bool shrink = info.shrink == 1 || info.shrink == 2 || info.shrink == 4 || info.shrink == 8;
  const bool view = std::all_of(std::begin(info.view), std::end(info.view), [](double v) { return std::isfinite(v); });
  return shrink && view && info.view[0] < info.view[2] && info.view[1] < info.view[3] && info.scale == 1.0F;
}

std::string encode(const OpenRequest& m) {
  RecordWriter w;
  w.text(m.plugin);
  w.text(m.decoder);
  w.number(m.index);
  w.number(m.max_pixels);
  w.number(m.max_bytes);
  w.number(m.max_frames);
  w.number(m.max_depth);
  w.number(m.source_size);
  w.text(m.source_path);
  w.text(m.values);
  return w.take();
}

std::optional<OpenRequest> decode_open_request(std::string_view bytes) {
  RecordReader r(bytes);
  OpenRequest m;
  m.plugin = r.text();
  m.decoder = r.text();
  m.index = r.number<uint32_t>();
  m.max_pixels = r.number<uint64_t>();
  m.max_bytes = r.number<uint64_t>();
  m.max_frames = r.number<uint32_t>();
  m.max_depth = r.number<uint32_t>();
  m.source_size = r.number<uint64_t>();
  m.source_path = r.text();
  m.values = r.text();
  return whole(r, std::move(m));
}

std::string encode(const OpenedReply& m) {
  RecordWriter w;
  const burnish_image_info& i = m.info;
  w.number(i.width);
  w.number(i.height);
  write_format(w, i.format);
  for (const uint8_t v : {i.color.primaries, i.color.transfer, i.color.matrix, i.color.full_range}) w.number(v);
  w.number(i.scale);
  for (const double v : i.view) w.number(v);
  w.number(i.shrink);
  w.number(i.orientation);
  w.text(m.icc);
  w.number(m.frames);
  w.number(static_cast<uint32_t>(m.blocks.size()));
  for (const auto& [key, value] : m.blocks) {
    w.text(key);
    w.text(value);
  }
  write_notes(w, m.notes);
  return w.take();
}

std::optional<OpenedReply> decode_opened(std::string_view bytes) {
  RecordReader r(bytes);
  OpenedReply m;
  burnish_image_info& i = m.info;
  i.struct_size = sizeof i;
  i.width = r.number<int32_t>();
  i.height = r.number<int32_t>();
  i.format = read_format(r);
  for (uint8_t* v : {&i.color.primaries, &i.color.transfer, &i.color.matrix, &i.color.full_range})
    *v = r.number<uint8_t>();
  i.scale = r.number<float>();
  for (double& v : i.view) v = r.number<double>();
  i.shrink = r.number<double>();
  i.orientation = r.number<int32_t>();
  m.icc = r.text();
  m.frames = r.number<uint32_t>();
  const uint32_t blocks = r.count(8);
  if (blocks > BoundedBlocks::most_keys) r.fail();
  for (uint32_t k = 0; k < blocks && r.ok(); ++k) {
    std::string key = r.text();
    if (key.empty() || key.size() > BoundedBlocks::longest_key || key.find('\0') != std::string::npos) r.fail();
    m.blocks.insert_or_assign(std::move(key), r.text());
  }
  m.notes = read_notes(r);
  if (!is_sane(i) || i.shrink != 1 || m.frames == 0) return std::nullopt;
  return whole(r, std::move(m));
}

std::string encode(const ReadRequest& m) {
  RecordWriter w;
  w.number(m.bytes);
  write_format(w, m.format);
  w.number(m.width);
  w.number(m.height);
  w.number(m.stride);
  w.number(m.plane);
  return w.take();
}

std::optional<ReadRequest> decode_read_request(std::string_view bytes) {
  RecordReader r(bytes);
  ReadRequest m;
  m.bytes = r.number<uint64_t>();
  m.format = read_format(r);
  m.width = r.number<int32_t>();
  m.height = r.number<int32_t>();
  m.stride = r.number<uint64_t>();
  m.plane = r.number<uint64_t>();
  return whole(r, m);
}

std::string encode(const FailedReply& m) {
  RecordWriter w;
  w.number(static_cast<uint32_t>(m.code));
  w.number(static_cast<uint8_t>(m.while_loading));
  w.text(m.param);
  w.text(m.why);
  write_notes(w, m.notes);
  return w.take();
}

std::optional<FailedReply> decode_failed(std::string_view bytes) {
  RecordReader r(bytes);
  FailedReply m;
  const auto code = r.number<uint32_t>();
  if (code > static_cast<uint32_t>(Code::Cancelled)) return std::nullopt;
  m.code = static_cast<Code>(code);
  m.while_loading = r.number<uint8_t>() != 0;
  m.param = r.text();
  m.why = r.text();
  m.notes = read_notes(r);
  return whole(r, std::move(m));
}

std::string encode(const std::vector<std::string>& notes) {
  RecordWriter w;
  write_notes(w, notes);
  return w.take();
}

std::optional<std::vector<std::string>> decode_notes(std::string_view bytes) {
  RecordReader r(bytes);
  std::vector<std::string> notes = read_notes(r);
  return whole(r, std::move(notes));
}

}  // namespace burnish
