#include "plan/chain.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "source/profile_file.hpp"

namespace burnish {
namespace {

std::string format_key(const burnish_format& f) {
  const uint8_t bytes[] = {f.sample, f.model, f.alpha, f.layout, f.light};
  std::string k;
  for (const uint8_t b : bytes) k += static_cast<char>('0' + b);
  return k;
}

std::string node_key(int n) { return "#" + std::to_string(n); }

Shape with_format(Shape s, const burnish_format& f) {
  s.format = f;
  return s;
}

Shape upright(Shape s, int orientation) {
  const auto v = s.view;
  const double w = s.width, h = s.height;
  const bool mirror_x = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
  const bool mirror_y = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
  if (mirror_x) s.view[0] = w - v[2], s.view[2] = w - v[0];
  if (mirror_y) s.view[1] = h - v[3], s.view[3] = h - v[1];
  if (orientation >= 5) {  // then the axes change places
    std::swap(s.width, s.height);
    std::swap(s.view[0], s.view[1]);
    std::swap(s.view[2], s.view[3]);
  }
  s.orientation = 1;
  return s;
}

Shape shrunk(const Shape& s, uint32_t n) {
  Shape r = s;
  const double f = 1U << n;
  const auto up = [n](int32_t v) { return static_cast<int32_t>((int64_t{v} + (1 << n) - 1) >> n); };
  r.width = up(s.width);
  r.height = up(s.height);
  for (double& v : r.view) v /= f;
  r.shrink = s.shrink * f;
  return r;
}

std::array<float, 3> colour_of(const Values& values, std::size_t index) {
  const double* r = values.data()[index].r;
  return {static_cast<float>(r[0]), static_cast<float>(r[1]), static_cast<float>(r[2])};
}

/// Pixels that colour management and orientation work on: interleaved integers or floats, straight alpha.
burnish_format managed_format(burnish_format f) {
  f.layout = BURNISH_INTERLEAVED;
  f.light = BURNISH_LIGHT_ENCODED;
  if (f.sample == BURNISH_F16) f.sample = BURNISH_F32;
  if (f.alpha == BURNISH_ALPHA_PREMUL) f.alpha = BURNISH_ALPHA_STRAIGHT;
  return f;
}

std::string values_key(std::span<const Argument> arguments) {
  std::vector<std::string> parts;
  for (const Argument& a : arguments) parts.push_back(a.id + "=" + a.text);
  std::sort(parts.begin(), parts.end());
  std::string k;
  for (const std::string& p : parts) k += p + ";";
  return k;
}

}  // namespace

int ChainBuilder::add(PlanNode n) {
  for (std::size_t i = 0; i < plan_.nodes.size(); ++i)
    if (plan_.nodes[i].key == n.key) return static_cast<int>(i);
  plan_.nodes.push_back(std::move(n));
  return static_cast<int>(plan_.nodes.size()) - 1;
}

Result<Place> ChainBuilder::source(int index, uint32_t decode_shrink, uint32_t shrink, bool orient, bool keep_profile,
                                   std::vector<std::string>& notes) {
  const SourceFacts& facts = plan_.sources[static_cast<std::size_t>(index)];
  PlanNode decode;
  decode.kind = NodeKind::Decode;
  decode.source = index;
  decode.shrink = decode_shrink;
  decode.shape = decode_shrink > 0 ? shrunk(facts.shape, decode_shrink) : facts.shape;
  decode.key = "decode " + std::to_string(index) + "/" + std::to_string(decode_shrink);
  Place at{add(std::move(decode)), facts.icc, false};

  if (shrink > decode_shrink) {
    PlanNode box;
    box.kind = NodeKind::Shrink;
    box.shrink = shrink - decode_shrink;
    box.shape = shrunk(shape(at), box.shrink);
    box.inputs = {at.node};
    box.key = "shrink " + std::to_string(box.shrink) + node_key(at.node);
    at.node = add(std::move(box));
  }
  if (orient && shape(at).orientation > 1) {
    PlanNode turn;
    turn.kind = NodeKind::Orient;
    turn.orientation = shape(at).orientation;
    turn.shape = upright(shape(at), turn.orientation);
    turn.inputs = {at.node};
    turn.key = "orient " + std::to_string(turn.orientation) + node_key(at.node);
    at.node = add(std::move(turn));
    at.oriented = true;
  }
  const burnish_format f = shape(at).format;
  if (f.model == BURNISH_CMYK) {
    if (facts.icc.empty()) notes.emplace_back("CMYK without a profile: converted by a built-in formula");
    if (keep_profile) notes.emplace_back("CMYK cannot be kept: converted to sRGB");
    return change_profile(at, facts.icc, true);
  }
  if (f.light == BURNISH_LIGHT_LINEAR || classify_profile(facts.icc, f) != ProfileKind::Other) {
    if (!keep_profile) at.icc.clear();
    return at;
  }
  if (keep_profile) return at;
  return change_profile(at, facts.icc, true);
}

Result<Place> ChainBuilder::convert(const Place& at, const burnish_format& to, const std::array<float, 3>& background) {
  const burnish_format from = shape(at).format;
  if (same_format(from, to)) return at;
  PlanNode c;
  c.kind = NodeKind::Convert;
  c.conversion = {from, to, background};
  c.shape = with_format(shape(at), to);
  c.inputs = {at.node};
  c.key = "convert " + format_key(to) + node_key(at.node);
  if (from.alpha != BURNISH_ALPHA_NONE && to.alpha == BURNISH_ALPHA_NONE)
    for (const float b : background) c.key += "," + std::to_string(b);
  Place next = at;
  next.node = add(std::move(c));
  return next;
}

Result<Place> ChainBuilder::change_profile(const Place& at, std::string icc, bool to_srgb) {
  BURNISH_TRY(Place next, convert(at, managed_format(shape(at).format), {1, 1, 1}));
  const burnish_format from = shape(next).format;
  BURNISH_TRY(ColourTransform transform,
              to_srgb ? ColourTransform::to_srgb(icc, from) : ColourTransform::from_srgb(icc, from));
  PlanNode c;
  c.kind = NodeKind::Colour;
  c.shape = with_format(shape(next), transform.to());
  c.colour = std::make_shared<const ColourTransform>(std::move(transform));
  c.inputs = {next.node};
  c.key = std::string("colour ") + (to_srgb ? "<" : ">") + std::to_string(std::hash<std::string>{}(icc)) +
          node_key(next.node);
  next.node = add(std::move(c));
  next.icc = to_srgb ? std::string() : std::move(icc);
  return next;
}

Result<std::vector<Shape>> ChainBuilder::prepare_inputs(std::vector<Place>& places, const burnish_pixel& table,
                                                        uint64_t mask, uint8_t integer_sample,
                                                        const std::string& name) {
  const std::span<const burnish_format> list(table.formats, table.format_count);
  std::vector<Shape> shapes;
  for (std::size_t i = 0; i < places.size(); ++i) {
    burnish_format have = shape(places[i]).format;
    if (i > 0) {  // further inputs follow input 0 in colour, sample, light and layout; their alpha stays their own
      const burnish_format first = shapes[0].format;
      have.model = first.model;
    }
    const auto f = choose_format(list, mask, have, integer_sample);
    if (!f)
      return Error{Code::Plugin,
                   "operation '" + name + "' cannot be used here",
                   {},
                   "it accepts no format that these pixels can be brought to",
                   {}};
    burnish_format to = *f;
    if (i > 0) to.model = shapes[0].format.model;
    BURNISH_TRY(places[i], convert(places[i], to, {1, 1, 1}));
    shapes.push_back(shape(places[i]));
  }
  return shapes;
}

Result<Place> ChainBuilder::host_step(const Place& at, const Step& step) {
  BURNISH_TRY(Values checked, Values::resolve(*step.op, step.arguments));
  BURNISH_TRY(const Values values, Values::resolve(*step.op, step.arguments));
  BURNISH_TRY(const burnish_pixel* table, request_.catalogue.pixel(*step.op));
  const Shape shapes[] = {shape(at)};
  // The work is the host's, but what the parameters may be is the plugin's to say.
  if (auto op = Operation::prepare(*step.op, *table, std::move(checked), shapes, request_.context); !op) {
    Error e = op.take_error();
    e.where = step.where + (e.where.empty() ? "" : "." + e.where);
    return e;
  }
  last_preshrink_ = 8;
  const std::string_view id = short_id(step.op->id);
  if (id == "flatten") {
    if (!has_alpha(shape(at))) return at;
    burnish_format to = shape(at).format;
    to.alpha = BURNISH_ALPHA_NONE;
    return convert(at, to, colour_of(values, 0));
  }
  if (id == "auto_orient") {
    if (shape(at).orientation <= 1) return at;
    PlanNode turn;
    turn.kind = NodeKind::Orient;
    turn.orientation = shape(at).orientation;
    turn.shape = upright(shape(at), turn.orientation);
    turn.inputs = {at.node};
    turn.key = "orient " + std::to_string(turn.orientation) + node_key(at.node);
    Place next = at;
    next.node = add(std::move(turn));
    next.oriented = true;
    return next;
  }
  if (id == "convert_colour") {
    const std::string to = values.data()[0].s == nullptr ? "srgb" : values.data()[0].s;
    if (to == "srgb") return at.icc.empty() ? Result<Place>(at) : change_profile(at, at.icc, true);
    BURNISH_TRY(std::string icc, read_profile(to));
    BURNISH_TRY(const Place base, at.icc.empty() ? Result<Place>(at) : change_profile(at, at.icc, true));
    return change_profile(base, std::move(icc), false);
  }
  return Error{Code::Plugin,
               "operation '" + std::string(id) + "' cannot be used here",
               step.where,
               "it leaves its pixels to the host, which does not know it",
               {}};
}

Result<Place> ChainBuilder::step(const Place& at, const Step& step, const std::vector<Place>& with,
                                 uint8_t integer_sample) {
  if (step.op->host_converts) return host_step(at, step);
  BURNISH_TRY(const burnish_pixel* table, request_.catalogue.pixel(*step.op));
  const std::string name(short_id(step.op->id));
  std::vector<Place> places{at};
  places.insert(places.end(), with.begin(), with.end());

  uint64_t mask = 0;
  std::unique_ptr<Operation> op;
  for (int round = 0; round < 2; ++round) {
    places[0] = at;
    std::copy(with.begin(), with.end(), places.begin() + 1);
    BURNISH_TRY(const std::vector<Shape> shapes, prepare_inputs(places, *table, mask, integer_sample, name));
    BURNISH_TRY(Values values, Values::resolve(*step.op, step.arguments, shapes[0].scale));
    auto prepared = Operation::prepare(*step.op, *table, std::move(values), shapes, request_.context);
    if (!prepared) {
      Error e = prepared.take_error();
      if (e.where.empty() || e.where.front() != '$') e.where = step.where + (e.where.empty() ? "" : "." + e.where);
      return e;
    }
    op = std::move(prepared).value();
    const std::span<const burnish_format> list(table->formats, table->format_count);
    const uint64_t wants = op->plan().format_mask;
    bool fits = wants == 0;
    for (std::size_t i = 0; !fits && i < list.size() && i < 64; ++i)
      fits = (wants >> i & 1U) != 0 && accepts(list[i], shapes[0].format);
    if (fits) break;
    mask = wants;
  }
  last_preshrink_ = op->is(BURNISH_IDENTITY) ? 0 : std::max(1, op->plan().max_preshrink);
  if (op->is(BURNISH_IDENTITY)) return at;  // what it was converted to is not needed either
  const Shape out = op->output();
  if (static_cast<uint64_t>(out.width) * static_cast<uint64_t>(out.height) > request_.options.max_pixels)
    return Error{Code::Limit,
                 "operation '" + name + "' would make " + std::to_string(out.width) + "x" + std::to_string(out.height) +
                     " pixels",
                 step.where, "the limit is " + std::to_string(request_.options.max_pixels), "raise --max-pixels"};

  PlanNode n;
  n.kind = NodeKind::Operation;
  n.shape = out;
  n.key = "op " + step.op->id + " " + values_key(step.arguments);
  for (const Place& p : places) {
    n.inputs.push_back(p.node);
    n.key += node_key(p.node);
  }
  n.operation = std::move(op);
  Place next = places[0];
  next.node = add(std::move(n));
  return next;
}

Result<Place> ChainBuilder::finish(const Place& at, const EncoderChoice& encoder, std::vector<std::string>& notes) {
  const Shape& s = shape(at);
  if ((encoder.max_size.width > 0 && s.width > encoder.max_size.width) ||
      (encoder.max_size.height > 0 && s.height > encoder.max_size.height))
    return Error{
        Code::Limit,
        "cannot write " + std::to_string(s.width) + "x" + std::to_string(s.height) + " pixels as " +
            encoder.item->format,
        {},
        "its limit is " + std::to_string(encoder.max_size.width) + "x" + std::to_string(encoder.max_size.height),
        "resize it, or choose another format"};
  // What leaves is as deep as what came, unless `bits` said otherwise; floats that began as bytes go back to bytes.
  burnish_format want = s.format;
  if (encoder.sample != 0) want.sample = encoder.sample;
  want.light = BURNISH_LIGHT_ENCODED;
  if (want.alpha == BURNISH_ALPHA_PREMUL) want.alpha = BURNISH_ALPHA_STRAIGHT;
  want.layout = BURNISH_INTERLEAVED;
  std::optional<burnish_format> to;
  for (const uint8_t integer : {want.sample, uint8_t{BURNISH_U16}, uint8_t{BURNISH_U8}}) {
    to = choose_format(encoder.formats, 0, want, integer);
    if (to) break;
  }
  if (!to)
    return Error{Code::Unsupported,
                 "cannot write these pixels as " + encoder.item->format,
                 {},
                 "its encoder accepts none of their formats",
                 {}};
  if (has_alpha(s) && to->alpha == BURNISH_ALPHA_NONE)
    notes.push_back("transparency is flattened: " + encoder.item->format + " has no alpha");
  return convert(at, *to, encoder.background);
}

}  // namespace burnish
