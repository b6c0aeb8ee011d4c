#include "picture_stages.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "execute/execute.hpp"
#include "metadata/regions.hpp"
#include "pipeline/check.hpp"
#include "pipeline/graph.hpp"
#include "plan/mapping.hpp"
#include "run_input.hpp"
#include "settle/analyses.hpp"

namespace burnish {
namespace {

std::string text_of(const std::vector<Step>& steps) {
  std::string text;
  for (const Step& s : steps) {
    std::vector<std::string> parts;
    for (const Argument& a : s.arguments) parts.push_back(a.id + "=" + a.text);
    if (s.component)
      for (const auto& [key, value] : s.component->values) parts.push_back(key + "_" + value);
    std::sort(parts.begin(), parts.end());
    text += '\n' + (s.op == nullptr ? std::to_string(s.component ? s.component->dpr : 1) : s.op->id);
    for (const std::string& p : parts) text += '\t' + p;
    for (const std::string& w : s.with) text += '\t' + std::string("with ") + w;
  }
  return text;
}

/// What decides the pixels: chains that begin alike share what is made of them, whatever nodes they are cut into.
std::string key_of(const Pipeline& pipeline, const std::string& from, const std::vector<Step>& steps) {
  std::string key = text_of(steps), name = from;
  for (const Node* n = pipeline.node(name); n != nullptr && n->read.empty(); n = pipeline.node(name)) {
    key.insert(0, text_of(n->steps));
    name = n->from;
  }
  return name + key;
}

/// The node that reads, at the beginning of a chain; empty: the input.
std::string root_of(const Pipeline& pipeline, const std::string& from) {
  std::string name = from;
  for (const Node* n = pipeline.node(name); n != nullptr && n->read.empty(); n = pipeline.node(name)) name = n->from;
  return name;
}

EncoderChoice preview_choice() {
  static const Item item = [] {
    Item i;
    i.id = i.format = "preview";
    return i;
  }();
  EncoderChoice choice;
  choice.item = &item;
  for (const uint8_t sample : {BURNISH_U8, BURNISH_U16})
    for (const uint8_t alpha : {BURNISH_ALPHA_NONE, BURNISH_ALPHA_STRAIGHT})
      choice.formats.push_back({sample, BURNISH_RGB, alpha, BURNISH_INTERLEAVED, BURNISH_LIGHT_ENCODED, {}});
  return choice;
}

Size full_size(const Shape& s) {
  const auto side = [&](double from, double to) {
    return std::max(1, static_cast<int32_t>((to - from) * s.shrink + 0.5));
  };
  return {side(s.view[0], s.view[2]), side(s.view[1], s.view[3])};
}

/// The smallest power of two whose long edge is still at least `long_edge`.
uint32_t shrink_for(const Size& full, int32_t long_edge) {
  if (long_edge <= 0) return 0;
  const auto side = static_cast<uint32_t>(std::max(full.width, full.height));
  uint32_t n = 0;
  while (n < 20 && (side + (2U << n) - 1) >> (n + 1) >= static_cast<uint32_t>(long_edge)) ++n;
  return n;
}

RunOptions preview_options(const RunOptions& options) {
  RunOptions o = options;
  o.keep_profile = false;
  return o;
}

}  // namespace

struct PictureStages::Way {
  std::string key;
  Pipeline part;
  Size full;
  bool has_steps = false;
  std::string source_name;
  std::size_t source = 0;
  std::optional<Affine> from_source;  // nothing: steps precede that a box cannot be followed through
};

PictureStages::PictureStages(const StageSources& sources)
    : sources_(sources), options_(preview_options(sources.options)) {}
PictureStages::~PictureStages() = default;

Result<Plan> PictureStages::plan(const Pipeline& part, std::optional<uint32_t> shrink) const {
  PlanRequest request{part,           sources_.catalogue, options_,           sources_.context,
                      sources_.facts, sources_.source_of, {preview_choice()}, shrink};
  return build_plan(std::move(request));
}

Result<settle::Stage> PictureStages::stage(const Pipeline& pipeline, const std::string& from,
                                           const std::vector<Step>& steps) {
  const std::string key = key_of(pipeline, from, steps);
  std::unique_ptr<Way>& way = ways_[key];
  if (way == nullptr) {
    auto fresh = std::make_unique<Way>();
    fresh->key = key;
    fresh->part = part_of(pipeline, from, steps);
    BURNISH_TRY(const Plan whole, plan(fresh->part, std::nullopt));
    const int node = whole.outputs.front().node;
    fresh->full = full_size(whole.nodes[static_cast<std::size_t>(node)].shape);
    fresh->has_steps = !whole.outputs.front().steps.empty();
    fresh->source = source_of(whole, node);
    fresh->source_name = root_of(pipeline, from);
    fresh->from_source = map_from_source(whole, node);
    way = std::move(fresh);
  }
  settle::Stage s;
  s.key = key;
  s.full = way->full;
  s.preview = [this, &w = *way](int32_t long_edge) { return preview(w, long_edge); };
  s.regions = [this, &w = *way] { return regions(w); };
  return s;
}

Result<Size> PictureStages::source_size(const Pipeline& pipeline, const std::string& from) {
  BURNISH_TRY(const settle::Stage s, stage(pipeline, root_of(pipeline, from), {}));
  return s.full;
}

Result<PictureStages::Preview> PictureStages::preview(const Way& way, int32_t long_edge) {
  const uint32_t n = shrink_for(way.full, long_edge);
  Preview& kept = previews_[{way.key, n}];
  if (kept == nullptr) {
    BURNISH_TRY(kept, make(way, n));
  }
  return kept;
}

Result<PictureStages::Preview> PictureStages::make(const Way& way, uint32_t n) {
  Pipeline part = way.part;
  std::optional<uint32_t> shrink;
  if (!way.has_steps) {  // steps that do nothing to the picture might do something to a smaller one
    shrink = n;
    part.outputs.front().from = way.source_name;
    part.outputs.front().steps.clear();
  } else if (n > 0 && sources_.catalogue.find(Kind::Pixel, "resize") != nullptr) {
    Step resize;
    BURNISH_TRY(resize.op, find_operation(sources_.catalogue, "resize", {}));
    const auto side = [n](int32_t full) { return std::to_string((int64_t{full} + (1 << n) - 1) >> n); };
    resize.arguments = {
        {"width", side(way.full.width), {}}, {"height", side(way.full.height), {}}, {"fit", "exact", {}}};
    part.outputs.front().steps.push_back(std::move(resize));
  }
  BURNISH_TRY(Plan small, plan(part, shrink));
  if (small.memory > options_.memory)
    return Error{Code::Limit,
                 "cannot look at the picture",
                 {},
                 "it needs about " + std::to_string(small.memory >> 20U) + " MiB; the limit is " +
                     std::to_string(options_.memory >> 20U) + " MiB",
                 "raise --memory, or lower --threads"};
  BURNISH_CHECK(run_reductions(small, sources_.sessions, sources_.context));
  Stores stores(small, sources_.sessions);
  auto made = std::make_shared<settle::Preview>();
  const ExecuteOptions execution{options_.threads, options_.memory, options_.simple, 0};
  auto statuses =
      execute(stores, sources_.context, execution, [&](std::size_t, const burnish_reader& reader, const Call& call) {
        return read_whole(reader, call, "a look at the picture", made->shape, made->image);
      });
  BURNISH_CHECK(std::move(statuses.front()));
  made->shape.orientation = 1;
  made->shape.shrink = static_cast<double>(way.full.width) / (made->shape.view[2] - made->shape.view[0]);
  return Preview(std::move(made));
}

Result<std::shared_ptr<const settle::Findings>> PictureStages::regions(const Way& way) {
  auto found = std::make_shared<settle::Findings>(std::string(settle::regions_id));
  const Blocks& blocks = sources_.metadata[way.source];
  const auto xmp = blocks.find("block:xmp");
  if (xmp != blocks.end() && way.from_source) {
    const Shape& stored = sources_.facts[way.source].shape;
    for (const Region& r : read_regions(xmp->second, stored.size())) {
      const auto box = mapped_box(*way.from_source, {r.x0, r.y0, r.x1, r.y1});
      if (!box) continue;
      burnish_finding f{};
      f.struct_size = sizeof f;
      f.label = r.label.c_str();
      f.score = 1;
      f.x0 = static_cast<float>((*box)[0]), f.y0 = static_cast<float>((*box)[1]);
      f.x1 = static_cast<float>((*box)[2]), f.y1 = static_cast<float>((*box)[3]);
      found->add(f);
    }
  }
  found->close();
  return std::shared_ptr<const settle::Findings>(std::move(found));
}

}  // namespace burnish
