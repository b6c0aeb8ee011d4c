#include "burnish/core/import.hpp"

#include <algorithm>
#include <chrono>
#include <mutex>
#include <set>
#include <thread>

#include "execute/execute.hpp"
#include "generate/pictures.hpp"
#include "import/duplicates.hpp"
#include "import/imported_inputs.hpp"
#include "import/originals.hpp"
#include "import/picture_service.hpp"
#include "load/host.hpp"
#include "pipeline/check.hpp"
#include "pipeline/values.hpp"

namespace burnish {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
using imports::ImportedInputs;

Result<const Item*> find_importer(const Catalogue& catalogue, std::string_view id) {
  if (const Item* item = catalogue.find(Kind::Importer, id)) return item;
  const std::string nearest = catalogue.nearest(Kind::Importer, id);
  return Error{Code::Unknown,
               "no installed plugin declares importer '" + std::string(id) + "'",
               "SOURCE",
               {},
               nearest.empty() ? "see burnish plugin list" : "did you mean '" + std::string(short_id(nearest)) + "'?"};
}

/// A pipeline that does nothing but look through what it is given.
Result<Pipeline> looking(const Catalogue& catalogue, std::string_view importer, const ImportOptions& asked) {
  Step step;
  BURNISH_TRY(step.op, find_importer(catalogue, importer));
  step.arguments = asked.arguments;
  const auto ask = [&](const char* parameter, bool wanted) -> Status {
    if (!wanted) return Done{};
    if (step.op->parameter(parameter) == nullptr)
      return Error{
          Code::Usage, "importer '" + std::string(importer) + "' does not know grids", "--split-grids", {}, {}};
    step.arguments.push_back({parameter, "true", "--split-grids"});
    return Done{};
  };
  BURNISH_CHECK(ask("grids", asked.grids || asked.split_grids));
  BURNISH_CHECK(ask("split", asked.split_grids));
  BURNISH_CHECK(check_arguments(*step.op, step.arguments));
  Pipeline pipeline;
  Node node;
  node.name = "pictures";
  node.read = "{input}";
  node.importer = std::move(step);
  pipeline.nodes.push_back(std::move(node));
  return pipeline;
}

/// A copy that an earlier import put into the output folder is no download.
bool is_copy(const fs::path& file, const fs::path& folder) {
  std::error_code ec;
  if (folder.empty() || !fs::exists(imports::record_path(file), ec)) return false;
  const fs::path inner = fs::weakly_canonical(file, ec), outer = fs::weakly_canonical(folder / "", ec);
  const fs::path below = inner.lexically_relative(outer);
  return !below.empty() && *below.begin() != "..";
}

/// One import: what was found becomes files.
class Importing {
 public:
  Importing(const Catalogue& catalogue, const ImportedInputs& inputs, const ImportOptions& asked,
            const RunOptions& options, const CallContext& context)
      : catalogue_(catalogue),
        inputs_(inputs),
        asked_(asked),
        options_(options),
        context_(context),
        originals_(asked.output, options.dry_run) {}

  void take(const Input& input, ImportReport& report) {
    ImportedPicture picture = *inputs_.find(input.path);
    Status status = Done{};
    if (asked_.dedupe) status = duplicates_.look(picture, inputs_, catalogue_, context_);
    if (status.ok() && !asked_.output.empty()) status = picture.part ? cut_out(picture, report) : copy(picture, report);
    if (!status) report.report.failed.push_back({picture.path, {}, status.take_error()});
    report.pictures.push_back(std::move(picture));
  }

 private:
  Status copy(ImportedPicture& picture, ImportReport& report) {
    BURNISH_TRY(const auto source, inputs_.open(picture.path));
    BURNISH_CHECK(originals_.place(picture, *source));
    tell(picture, "original", report);
    return Done{};
  }

  Status cut_out(ImportedPicture& picture, ImportReport& report) {
    if (grids_.insert({picture.given.string(), picture.entry}).second) BURNISH_CHECK(copy_grid(picture, report));
    const burnish_rect& r = *picture.part;
    BURNISH_TRY(const Step crop, generate::make_step(catalogue_, "crop",
                                                     {{"x", std::to_string(r.x0), {}},
                                                      {"y", std::to_string(r.y0), {}},
                                                      {"width", std::to_string(r.x1 - r.x0), {}},
                                                      {"height", std::to_string(r.y1 - r.y0), {}}}));
    const generate::RenderContext render{catalogue_, options_, context_.host, context_.cancel, &inputs_};
    BURNISH_TRY(const generate::Picture cut, generate::render(render, Pipeline{}, {picture.path, {}}, {}, {crop}));
    const generate::PictureReader reader(cut);
    const Call call(context_);
    BURNISH_TRY(const std::string png,
                generate::encode_picture(catalogue_, reader.get(), cut.blocks, "image/png", std::nullopt, call));
    BURNISH_CHECK(originals_.place(picture, png, "png"));
    tell(picture, "quarter", report);
    return Done{};
  }

  /// The file that quarters are cut from.
  Status copy_grid(const ImportedPicture& quarter, ImportReport& report) {
    ImportedPicture grid = quarter;
    grid.path = fs::path(quarter.path).parent_path().string();
    grid.part.reset();
    grid.record.parameters["kind"] = "grid";
    grid.record.parameters.erase("index");
    grid.facts.erase(std::remove_if(grid.facts.begin(), grid.facts.end(),
                                    [](const ImportedFact& f) { return f.key == "index" || f.key == "kind"; }),
                     grid.facts.end());
    grid.facts.push_back({"kind", "grid", "its pixels", std::nullopt});
    BURNISH_TRY(const auto source, inputs_.open(quarter.path));
    BURNISH_CHECK(originals_.place(grid, *source));
    tell(grid, "original", report);
    return Done{};
  }

  static void tell(const ImportedPicture& picture, const char* name, ImportReport& report) {
    OutputReport o;
    o.input = picture.path;
    o.name = name;
    o.path = picture.copy.string();
    o.format = picture.copy.extension().string();
    if (!o.format.empty()) o.format.erase(0, 1);
    if (o.format == "jpg") o.format = "jpeg";
    const auto side = [&](const char* key) { return static_cast<int32_t>(std::atoi(picture.fact(key).c_str())); };
    o.width = picture.part ? picture.part->x1 - picture.part->x0 : side("width");
    o.height = picture.part ? picture.part->y1 - picture.part->y0 : side("height");
    o.bytes = picture.bytes;
    o.skipped = picture.already_there;
    report.report.outputs.push_back(std::move(o));
  }

  const Catalogue& catalogue_;
  const ImportedInputs& inputs_;
  const ImportOptions& asked_;
  const RunOptions& options_;
  CallContext context_;
  imports::Originals originals_;
  imports::Duplicates duplicates_;
  std::set<std::pair<std::string, std::string>> grids_;  // whose originals were copied
};

}  // namespace

Result<ImportReport> import_pictures(const Catalogue& catalogue, std::string_view importer,
                                     std::span<const fs::path> paths, const ImportOptions& asked,
                                     const RunOptions& wanted, const Services& services) {
  const auto start = Clock::now();
  RunOptions options = wanted;
  if (options.threads <= 0) options.threads = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  if (options.memory == 0) options.memory = uint64_t{1} << 31;
  std::mutex mutex;  // hosts are promised one call at a time
  Host host([&](LogLevel level, std::string_view text) {
    const std::lock_guard lock(mutex);
    if (services.log) services.log(level, text);
  });
  host.set_service("burnish.parallel/1", parallel_service());
  host.set_service("burnish.picture/1", imports::picture_service());
  BURNISH_TRY(const Pipeline pipeline, looking(catalogue, importer, asked));

  ImportReport report;
  const CallContext context{host.get(), services.cancel, no_deadline, options.max_pixels};
  FilesLimits limits;
  limits.recursive = asked.recursive;
  ImportedInputs inputs(catalogue, pipeline, context, limits);
  std::vector<Input> given;
  for (const fs::path& p : paths) given.push_back({p, {}});
  BURNISH_TRY(const std::vector<Input> found, inputs.expand(given, report.report.failed, report.report.notes));
  Importing importing(catalogue, inputs, asked, options, context);
  const auto stopped = [&] { return services.cancel != nullptr && services.cancel->cancelled(); };
  for (const Input& input : found) {
    if (stopped()) break;
    if (is_copy(imports::container_of(input.path), asked.output)) continue;
    importing.take(input, report);
    if (services.progress) services.progress(report.pictures.size(), found.size());
  }
  report.groups = inputs.groups();
  report.report.cancelled = stopped();
  report.report.ms = std::chrono::duration<double, std::milli>(Clock::now() - start).count();
  return report;
}

}  // namespace burnish
