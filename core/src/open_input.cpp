#include <map>
#include <set>

#include "import/facts.hpp"
#include "import/imported_inputs.hpp"
#include "metadata/provenance.hpp"
#include "pipeline/templates.hpp"
#include "run_input.hpp"
#include "settle_pipeline.hpp"
#include "write/choose.hpp"

namespace burnish {
namespace {

/// The sources that a pipeline's outputs read, each opened once.
class SourceOpener {
 public:
  SourceOpener(const RunContext& run, const CallContext& context, const Input& input,
               std::unique_ptr<DecoderSession> session)
      : run_(run), context_(context), input_(input), session_(std::move(session)) {}

  Status visit(const std::string& name) {
    if (!seen_.insert(name).second) return Done{};
    const Node* n = run_.pipeline.node(name);
    if (n == nullptr && session_) return add(name, std::move(session_), nullptr);
    if (n == nullptr) return open(name, input_.path, {});
    if (!n->read.empty()) {
      BURNISH_TRY(const std::string text, expand_read_template(n->read, input_.path.string()));
      std::filesystem::path path = text;
      if (!names_input(n->read) && text != "-" && path.is_relative()) path = run_.pipeline.folder / path;
      BURNISH_CHECK(open(name, path, n->decode));
      if (n->provenance) add_provenance(metadata.back(), *n->provenance);
      return Done{};
    }
    BURNISH_CHECK(visit(n->from));
    return visit_steps(n->steps);
  }

  Status visit_steps(const std::vector<Step>& steps) {
    for (const Step& s : steps)
      for (const std::string& name : s.with) BURNISH_CHECK(visit(name));
    return Done{};
  }

  std::vector<std::unique_ptr<DecoderSession>> sessions;
  std::vector<Blocks> metadata;
  std::vector<SourceFacts> facts;
  std::map<std::string, int> source_of;

 private:
  Status open(const std::string& name, const std::filesystem::path& path, std::span<const Argument> arguments) {
    DecodeLimits limits;
    limits.max_pixels = run_.options.max_pixels;
    const ImportedPicture* imported = run_.imported == nullptr ? nullptr : run_.imported->find(path);
    std::unique_ptr<Source> source;
    if (imported != nullptr) {
      BURNISH_TRY(source, run_.imported->open(path));
    } else {
      BURNISH_TRY(source, Source::open(path, context_));
    }
    BURNISH_TRY(auto session, DecoderSession::open(run_.catalogue, std::move(source), arguments, limits, context_));
    return add(name, std::move(session), imported);
  }

  Status add(const std::string& name, std::unique_ptr<DecoderSession> session, const ImportedPicture* imported) {
    BURNISH_TRY(SourceFacts f, facts_of(*session));
    source_of[name] = static_cast<int>(facts.size());
    facts.push_back(std::move(f));
    metadata.push_back(session->metadata());
    if (imported != nullptr) {
      Blocks& blocks = metadata.back();
      add_provenance(blocks, imports::merged(read_provenance(blocks["block:xmp"]), imported->record));
      if (blocks["block:xmp"].empty()) blocks.erase("block:xmp");
    }
    sessions.push_back(std::move(session));
    return Done{};
  }

  const RunContext& run_;
  const CallContext& context_;
  const Input& input_;
  std::unique_ptr<DecoderSession> session_;  // the input, when it is open already
  std::set<std::string> seen_;
};

/// The source at the beginning of an output's chain.
int source_of_output(const RunContext& run, const SourceOpener& sources, const Output& o) {
  std::string name = o.from;
  for (const Node* n = run.pipeline.node(name); n != nullptr && n->read.empty(); n = run.pipeline.node(name))
    name = n->from;
  return sources.source_of.at(name);
}

}  // namespace

Result<SourceFacts> facts_of(DecoderSession& session) {
  SourceFacts f;
  f.name = session.name();
  f.decoder = &session.item();
  f.shape = to_shape(session.info());
  f.shrinks = session.shrinks();
  f.frames = session.frames();
  BURNISH_TRY(const LayoutFacts layout, session.layout(0));
  f.random = layout.access == BURNISH_RANDOM;
  const auto icc = session.metadata().find("block:icc");
  if (icc != session.metadata().end()) f.icc = icc->second;
  return f;
}

Result<OpenedInput> open_input(const RunContext& run, const CallContext& context, const Input& input,
                               std::vector<std::string>& notes, std::unique_ptr<DecoderSession> session) {
  SourceOpener sources(run, context, input, std::move(session));
  for (const Output& o : run.pipeline.outputs) {
    BURNISH_CHECK(sources.visit(o.from));
    BURNISH_CHECK(sources.visit_steps(o.steps));
  }
  OpenedInput opened;
  PictureStages stages(
      {run.catalogue, run.options, context, sources.facts, sources.source_of, sources.sessions, sources.metadata});
  BURNISH_TRY(opened.pipeline, settle_pipeline(run.pipeline, stages, opened.settled, notes));
  const Pipeline& pipeline = opened.pipeline ? *opened.pipeline : run.pipeline;
  PlanRequest request{pipeline, run.catalogue, run.options, context, sources.facts, sources.source_of, {}};
  for (const Output& o : pipeline.outputs) {
    const SourceFacts& f = sources.facts[static_cast<std::size_t>(source_of_output(run, sources, o))];
    const InputTraits traits{f.decoder->format, f.shape.format.alpha > BURNISH_ALPHA_NONE};
    BURNISH_TRY(ChosenEncoder chosen, choose_encoder(run.catalogue, o, run.options, traits));
    notes.insert(notes.end(), chosen.notes.begin(), chosen.notes.end());
    opened.qualities.push_back(chosen.quality);
    request.encoders.push_back(std::move(chosen.choice));
  }
  BURNISH_TRY(opened.plan, build_plan(std::move(request)));
  opened.sessions = std::move(sources.sessions);
  opened.metadata = std::move(sources.metadata);
  return opened;
}

}  // namespace burnish
