#include "output_writer.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>

#include "import/content.hpp"
#include "import/imported_inputs.hpp"
#include "load/sha256.hpp"
#include "metadata/marks.hpp"
#include "metadata/private_prompt.hpp"
#include "metadata/provenance.hpp"
#include "output_history.hpp"
#include "write/encode.hpp"

namespace burnish {
namespace {
using Clock = std::chrono::steady_clock;

double since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

std::string hash_of_file(const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat facts {};
  if (!file || ::fstat(file.get(), &facts) != 0 || !S_ISREG(facts.st_mode)) return {};
  return sha256_hex_of_file(file.get());
}

/// Written and durable when the picture gets its name, so that no picture is there without its manifest.
Status write_sidecars(const std::filesystem::path& target, const Manifests& manifests, bool no_clobber,
                      OutputReport& report) {
  std::vector<std::unique_ptr<AtomicFile>> files;
  for (std::size_t i = 0; i < manifests.saved.size(); ++i) {
    BURNISH_TRY(auto file, AtomicFile::create(sidecar_path(target, i), {no_clobber, false}));
    const burnish_sink* sink = file->get();
    (void)sink->write(sink, manifests.saved[i].data(), manifests.saved[i].size());  // failure() says what went wrong
    if (file->failure()) return *file->failure();
    files.push_back(std::move(file));
  }
  for (const auto& file : files) {
    BURNISH_CHECK(file->commit());
    report.sidecars.push_back(file->target().string());
  }
  return Done{};
}

}  // namespace

struct OutputWriter::Target {
  std::filesystem::path path;
  LateFields late;
  bool needs_hash = false;  // path is not its name yet
};

OutputWriter::OutputWriter(const RunContext& run, const OpenedInput& opened, const Input& input, std::size_t position)
    : run_(run), opened_(opened), input_(input), position_(position), hashes_(opened.metadata.size()) {}

Status OutputWriter::write(std::size_t index, const burnish_reader& reader, const Call& call, OutputReport& report,
                           std::vector<std::string>& notes) {
  const auto start = Clock::now();
  const PlannedOutput& planned = opened_.plan.outputs[index];
  const Shape& shape = opened_.plan.nodes[static_cast<std::size_t>(planned.node)].shape;
  BURNISH_TRY(Target target, target_of(index));
  report.width = shape.width;
  report.height = shape.height;
  report.format = planned.encoder->format;
  report.quality = opened_.qualities[index];
  const bool to_file = target.path != "-";
  const Manifests manifests = manifests_of(opened_, planned.node, run_.options, to_file, notes);
  const Blocks blocks = metadata_of(index, manifests, notes);
  BURNISH_CHECK(to_file ? write_file(index, reader, blocks, call, std::move(target), manifests, report)
                        : write_stream(index, reader, blocks, call, report));
  report.ms = since(start);
  return Done{};
}

Result<OutputWriter::Target> OutputWriter::target_of(std::size_t index) const {
  const PlannedOutput& planned = opened_.plan.outputs[index];
  const Shape& shape = opened_.plan.nodes[static_cast<std::size_t>(planned.node)].shape;
  Target target;
  target.late = {planned.extension, shape.width, shape.height, {}};
  target.needs_hash = run_.paths->needs_hash(index);
  if (target.needs_hash) {
    target.path = run_.paths->folder() / ("hash-" + std::to_string(position_) + "-" + std::to_string(index));
  } else {
    BURNISH_TRY(target.path, run_.paths->path(position_, index, target.late));
  }
  return target;
}

Blocks OutputWriter::metadata_of(std::size_t index, const Manifests& manifests, std::vector<std::string>& notes) {
  const RunOptions& options = run_.options;
  const PlannedOutput& planned = opened_.plan.outputs[index];
  const Shape& shape = opened_.plan.nodes[static_cast<std::size_t>(planned.node)].shape;
  const std::vector<std::size_t> sources = sources_of(opened_.plan, planned.node);
  const CarryOptions carry_options{options.strip,    options.keep, shape.size(),
                                   planned.oriented, planned.icc,  keeps_places(opened_.plan, planned.node)};
  Blocks blocks = carry(unpack_marks(opened_.metadata[sources.front()]), carry_options, notes);
  if (!options.strip || options.keep.count("xmp") + options.keep.count("provenance") > 0)
    add_origin(index, sources, manifests, blocks);
  if (options.generate.private_prompt) remove_prompt(blocks, notes);
  pack_marks(blocks, planned.encoder->format, notes);
  return blocks;
}

void OutputWriter::add_origin(std::size_t index, const std::vector<std::size_t>& sources, const Manifests& manifests,
                              Blocks& blocks) {
  std::vector<const Blocks*> parts;
  for (std::size_t i = 1; i < sources.size(); ++i) parts.push_back(&opened_.metadata[sources[i]]);
  mark_composite(blocks, parts);
  Lineage lineage;
  lineage.manifests = manifests.hashes;
  if (has_record(blocks) || !manifests.hashes.empty()) {
    lineage.parents = parents_of(sources);
    if (const std::string& hex = hashes_[sources.front()].hex; !hex.empty()) lineage.main = "sha256:" + hex;
    lineage.steps = history_of(opened_, index, run_.catalogue);
  }
  add_lineage(blocks, lineage);
}

std::string OutputWriter::hash_of(const std::string& source) const {
  if (run_.imported == nullptr || run_.imported->find(source) == nullptr) return hash_of_file(source);
  const auto bytes = run_.imported->open(source);
  const auto hash = bytes ? imports::content_hash(**bytes) : Result<std::string>(std::string());
  return hash ? *hash : std::string();
}

std::vector<std::string> OutputWriter::parents_of(const std::vector<std::size_t>& sources) {
  std::vector<std::string> parents;
  for (const std::size_t s : sources) {
    std::call_once(hashes_[s].once, [&] { hashes_[s].hex = hash_of(opened_.plan.sources[s].name); });
    if (!hashes_[s].hex.empty()) parents.push_back("sha256:" + hashes_[s].hex);
  }
  return parents;
}

Status OutputWriter::write_stream(std::size_t index, const burnish_reader& reader, const Blocks& blocks,
                                  const Call& call, OutputReport& report) const {
  const PlannedOutput& planned = opened_.plan.outputs[index];
  BURNISH_TRY(const burnish_encoder* table, run_.catalogue.encoder(*planned.encoder));
  StreamSink sink(STDOUT_FILENO, "standard output");
  BURNISH_CHECK(encode({*table, *planned.values, reader, blocks, "-"}, sink, call));
  report.path = "-";
  report.bytes = sink.bytes();
  return Done{};
}

Status OutputWriter::write_file(std::size_t index, const burnish_reader& reader, const Blocks& blocks, const Call& call,
                                Target target, const Manifests& manifests, OutputReport& report) const {
  const PlannedOutput& planned = opened_.plan.outputs[index];
  BURNISH_TRY(const burnish_encoder* table, run_.catalogue.encoder(*planned.encoder));
  const bool hashed = target.needs_hash || run_.journal != nullptr, no_clobber = run_.options.no_clobber;
  BURNISH_TRY(auto file, AtomicFile::create(target.path, {no_clobber, hashed}));
  BURNISH_CHECK(encode({*table, *planned.values, reader, blocks, target.path.string()}, *file, call));
  if (call.stopped()) return call.error(BURNISH_CANCELLED, "stopped");
  std::string hash;
  if (hashed) {
    BURNISH_TRY(hash, file->sha256());
  }
  if (target.needs_hash) {
    target.late.hash = hash;
    BURNISH_TRY(target.path, run_.paths->path(position_, index, target.late));
  }
  BURNISH_CHECK(write_sidecars(target.path, manifests, no_clobber, report));
  BURNISH_CHECK(file->commit(target.path));
  report.path = target.path.string();
  report.bytes = file->bytes();
  if (run_.journal != nullptr) BURNISH_CHECK(record(report, hash));
  return Done{};
}

Status OutputWriter::record(const OutputReport& report, const std::string& hash) const {
  FinishedOutput f;
  if (!describe_input(input_.path, f)) return Done{};
  f.run = run_.key;
  f.name = report.name;
  f.path = std::filesystem::path(report.path).lexically_relative(run_.paths->folder()).string();
  f.bytes = report.bytes;
  f.sha256 = hash;
  f.width = report.width;
  f.height = report.height;
  f.format = report.format;
  f.quality = report.quality;
  return run_.journal->append(f);
}

}  // namespace burnish
