#include "burnish/core/analyse.hpp"

#include <algorithm>
#include <cmath>

#include "draw_findings.hpp"
#include "execute/execute.hpp"
#include "generate/pictures.hpp"
#include "load/host.hpp"
#include "picture_stages.hpp"
#include "pipeline/check.hpp"
#include "pipeline/values.hpp"
#include "run_input.hpp"
#include "settle/analyses.hpp"
#include "write/atomic_file.hpp"

namespace burnish {
namespace {

constexpr int32_t overlay_side = 1024;

/// What is left to the machine would be told twice; one picture is small.
RunOptions resolved(RunOptions o) {
  constexpr uint64_t usual_memory = uint64_t{1} << 30U;
  if (o.threads <= 0) o.threads = 1;
  if (o.memory == 0) o.memory = usual_memory;
  return o;
}

/// Names, ranges and words of what was given, before anything is read.
Status check_request(const Item& analyser, std::vector<Argument>& arguments) {
  Item all = analyser;
  for (const Parameter& r : analyser.requests)
    if (all.parameter(r.id) == nullptr) all.parameters.push_back(r);
  for (Argument& a : arguments)
    if (const Parameter* p = all.parameter(a.id)) a.id = p->id;
  if (const auto values = Values::resolve(all, arguments); !values.ok()) return values.error();
  return Done{};
}

Result<const Item*> encoder_for(const Catalogue& catalogue, const std::filesystem::path& overlay) {
  std::string extension = overlay.extension().string();
  if (!extension.empty()) extension.erase(0, 1);
  const Item* item = extension.empty() ? nullptr : catalogue.encoder_for_extension(extension);
  if (item != nullptr && !item->mime.empty()) return item;
  return Error{Code::Usage, "cannot draw " + overlay.string(), "--overlay",
               extension.empty() ? "its name has no extension that says a format"
                                 : "no installed plugin writes '." + extension + "'",
               "name it .png or .jpg"};
}

AnalysedWindow in_pixels(settle::Window&& w, const Size& full) {
  const auto at = [](double v, int32_t side) { return static_cast<int32_t>(std::floor(v * side + 0.5)); };
  AnalysedWindow r;
  // Sizes first: two windows of one size differ in their places alone.
  r.width = std::clamp(at(w.x1 - w.x0, full.width), 1, full.width);
  r.height = std::clamp(at(w.y1 - w.y0, full.height), 1, full.height);
  r.x = std::min(at(w.x0, full.width), full.width - r.width);
  r.y = std::min(at(w.y0, full.height), full.height - r.height);
  r.score = w.score;
  r.reasons = std::move(w.reasons);
  r.terms = std::move(w.terms);
  return r;
}

AnalysedFinding in_pixels(const settle::Findings::Kept& k, const Size& full) {
  const auto x = [&](float v) { return static_cast<double>(v) * full.width; };
  const auto y = [&](float v) { return static_cast<double>(v) * full.height; };
  AnalysedFinding f;
  f.label = k.label;
  f.score = static_cast<double>(k.table.score);
  f.x = x(k.table.x0), f.y = y(k.table.y0);
  f.width = x(k.table.x1) - f.x, f.height = y(k.table.y1) - f.y;
  for (std::size_t i = 0; i + 1 < k.points.size(); i += 2) f.points.emplace_back(x(k.points[i]), y(k.points[i + 1]));
  return f;
}

/// The picture in a size to look at, as 8-bit RGB over white.
Result<generate::Picture> canvas(PictureStages& stages, const Size& full) {
  std::vector<Step> steps;
  if (std::max(full.width, full.height) > overlay_side) {
    const std::string side = std::to_string(overlay_side);
    BURNISH_TRY(Step step, generate::make_step(stages.sources().catalogue, "resize",
                                               {{"width", side, {}}, {"height", side, {}}, {"fit", "limit", {}}}));
    steps.push_back(std::move(step));
  }
  BURNISH_TRY(const settle::Stage stage, stages.stage(Pipeline{}, {}, steps));
  BURNISH_TRY(const auto preview, stage.preview(0));
  generate::Picture seen{preview->shape, Image(preview->shape.format, preview->shape.rect()), {}};
  if (seen.image) {
    burnish_tile to = seen.image.tile();
    copy_pixels(preview->image.tile(), to, preview->shape.rect());
    constexpr burnish_format rgb{BURNISH_U8,          BURNISH_RGB,           BURNISH_ALPHA_NONE,
                                 BURNISH_INTERLEAVED, BURNISH_LIGHT_ENCODED, {}};
    seen = generate::in_format(seen, rgb, {1, 1, 1});
  }
  if (!seen.image) return Error{Code::NoMemory, "out of memory", {}, "for the overlay", {}};
  return seen;
}

Status write_overlay(PictureStages& stages, const Size& full, const settle::Findings& findings,
                     const std::vector<settle::Window>& windows, const std::filesystem::path& path,
                     const Item& encoder) {
  const Catalogue& catalogue = stages.sources().catalogue;
  BURNISH_TRY(generate::Picture picture, canvas(stages, full));
  draw_findings(picture.image, findings, windows);
  const Call call(stages.sources().context);
  const generate::PictureReader reader(picture);
  BURNISH_TRY(const std::string bytes,
              generate::encode_picture(catalogue, reader.get(), {}, encoder.mime.front(), std::nullopt, call));
  BURNISH_TRY(const auto file, AtomicFile::create(path));
  const burnish_sink* sink = file->get();
  if (sink->write(sink, bytes.data(), bytes.size()) != BURNISH_OK && file->failure()) return *file->failure();
  return file->commit();
}

}  // namespace

Result<Analysis> analyse(const Catalogue& catalogue, const AnalyseRequest& request, const RunOptions& wanted,
                         const Services& services) {
  const RunOptions options = resolved(wanted);
  const Item* item = catalogue.find(Kind::Analyser, request.analyser);
  if (item == nullptr) {
    const std::string nearest = catalogue.nearest(Kind::Analyser, request.analyser);
    return Error{Code::Unknown,
                 "no installed plugin declares analyser '" + request.analyser + "'",
                 "ID",
                 {},
                 nearest.empty() ? "see burnish plugin list" : "did you mean '" + nearest + "'?"};
  }
  std::vector<Argument> arguments = request.arguments;
  BURNISH_CHECK(check_request(*item, arguments));
  const Item* encoder = nullptr;
  if (!request.overlay.empty()) {
    BURNISH_TRY(encoder, encoder_for(catalogue, request.overlay));
  }
  Host host(services.log);
  host.set_service("burnish.parallel/1", parallel_service());
  CallContext context{host.get(), services.cancel, no_deadline, options.max_pixels};
  if (options.timeout.count() > 0) context.deadline = std::chrono::steady_clock::now() + options.timeout;

  DecodeLimits limits;
  limits.max_pixels = options.max_pixels;
  std::vector<std::unique_ptr<DecoderSession>> sessions(1);
  BURNISH_TRY(sessions[0], DecoderSession::open(catalogue, request.input, {}, limits, context));
  BURNISH_TRY(SourceFacts of_source, facts_of(*sessions[0]));
  const std::vector<SourceFacts> facts{std::move(of_source)};
  const std::map<std::string, int> source_of{{std::string(), 0}};
  const std::vector<Blocks> metadata{sessions[0]->metadata()};
  PictureStages stages({catalogue, options, context, facts, source_of, sessions, metadata});
  BURNISH_TRY(const settle::Stage stage, stages.stage(Pipeline{}, {}, {}));

  settle::Analyses analyses(catalogue, context);
  BURNISH_TRY(std::vector<settle::Window> windows, analyses.choose(stage, *item, arguments));
  BURNISH_TRY(const auto findings, analyses.analyse(stage, *item, arguments));
  if (encoder != nullptr)
    BURNISH_CHECK(write_overlay(stages, stage.full, *findings, windows, request.overlay, *encoder));
  Analysis result;
  result.analyser = item->id;
  result.input = request.input.string();
  result.width = stage.full.width;
  result.height = stage.full.height;
  result.chooses = item->chooses;
  for (settle::Window& w : windows) result.windows.push_back(in_pixels(std::move(w), stage.full));
  for (const auto& k : findings->all()) result.findings.push_back(in_pixels(k, stage.full));
  result.numbers = findings->numbers();
  for (const auto& [label, map] : findings->maps()) result.maps.push_back(label);
  result.notes = analyses.take_notes();
  for (std::string& n : sessions[0]->take_notes()) result.notes.push_back(std::move(n));
  return result;
}

}  // namespace burnish
