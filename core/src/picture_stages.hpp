// The pictures of a pipeline as they stand before a step, small, for analysers: planned and executed like outputs.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "burnish/core/run.hpp"
#include "metadata/blocks.hpp"
#include "plan/plan.hpp"
#include "settle/stage.hpp"
#include "source/session.hpp"

namespace burnish {

/// The opened sources of one input, and what a preview may cost. Everything outlives the stages.
struct StageSources {
  const Catalogue& catalogue;
  const RunOptions& options;
  CallContext context;
  const std::vector<SourceFacts>& facts;
  const std::map<std::string, int>& source_of;  // node name -> position; "" is the input
  std::vector<std::unique_ptr<DecoderSession>>& sessions;
  const std::vector<Blocks>& metadata;
};

/// Makes each preview once.
class PictureStages {
 public:
  explicit PictureStages(const StageSources& sources);
  PictureStages(const PictureStages&) = delete;
  PictureStages& operator=(const PictureStages&) = delete;
  ~PictureStages();

  /// The picture that `from` and then `steps` give; only nodes of the pipeline are looked at.
  [[nodiscard]] Result<settle::Stage> stage(const Pipeline& pipeline, const std::string& from,
                                            const std::vector<Step>& steps);
  /// The full size of the source at the beginning of a chain, upright.
  [[nodiscard]] Result<Size> source_size(const Pipeline& pipeline, const std::string& from);
  [[nodiscard]] const StageSources& sources() const { return sources_; }

 private:
  struct Way;  // to one picture
  using Preview = std::shared_ptr<const settle::Preview>;
  [[nodiscard]] Result<Plan> plan(const Pipeline& part, std::optional<uint32_t> shrink) const;
  [[nodiscard]] Result<Preview> preview(const Way& way, int32_t long_edge);
  [[nodiscard]] Result<Preview> make(const Way& way, uint32_t n);
  [[nodiscard]] Result<std::shared_ptr<const settle::Findings>> regions(const Way& way);

  StageSources sources_;
  RunOptions options_;                                // the run's, for pictures that nobody keeps
  std::map<std::string, std::unique_ptr<Way>> ways_;  // stages refer to them
  std::map<std::pair<std::string, uint32_t>, Preview> previews_;
};

}  // namespace burnish
