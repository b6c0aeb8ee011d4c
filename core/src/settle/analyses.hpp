// Runs analysers, with those that they need, once per picture and values.
#pragma once
#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "burnish/core/catalogue.hpp"
#include "burnish/core/pipeline.hpp"
#include "load/call.hpp"
#include "settle/stage.hpp"

namespace burnish::settle {

/// The id under which the host itself answers for regions of the metadata.
inline constexpr std::string_view regions_id = "burnish.regions";

/// Of one input; not shared between threads.
class Analyses {
 public:
  Analyses(const Catalogue& catalogue, const CallContext& context) : catalogue_(catalogue), context_(context) {}

  /// `asked`: parameters of whoever needs it; those that the analyser does not declare are passed over.
  [[nodiscard]] Result<std::shared_ptr<const Findings>> analyse(const Stage& stage, const Item& analyser,
                                                                std::span<const Argument> asked);
  /// analyse, and then the analyser's answer to the request; best first. Nothing for one without choose.
  [[nodiscard]] Result<std::vector<Window>> choose(const Stage& stage, const Item& analyser,
                                                   std::span<const Argument> asked);
  /// What analysers wanted the user to know, and what they had to do without.
  [[nodiscard]] std::vector<std::string> take_notes() { return std::move(notes_); }

 private:
  using Kept = std::shared_ptr<const Findings>;
  Result<Kept> run(const Stage& stage, const Item& analyser, std::span<const Argument> own);
  Result<Kept> need(const Stage& stage, const Item& by, const std::string& id, std::span<const Argument> asked);
  void note(std::string text);

  const Catalogue& catalogue_;
  CallContext context_;
  std::map<std::string, Kept> kept_;  // by stage, analyser and values
  std::vector<std::string> running_;  // ids, outermost first
  std::vector<std::string> notes_;
};

/// Those of `asked` that a table declares under the same name and with the same type, where a choice is one of its
/// choices: what a user says to an operation reaches the analysers behind it.
[[nodiscard]] std::vector<Argument> passed_on(const Item& from, std::span<const Argument> asked,
                                              std::span<const Parameter> to);

}  // namespace burnish::settle
