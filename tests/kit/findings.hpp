// kit/findings.hpp - what analysers find and choose, kept for tests.
#pragma once
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "burnish/analyser.h"
#include "kit/call.hpp"
#include "kit/picture.hpp"
#include "kit/values.hpp"

namespace burnish::kit {

/// A burnish_findings that copies what is added. Breaches (a label that the analyser does not declare, coordinates
/// outside 0..1) are in breaches().
class Findings {
 public:
  explicit Findings(const burnish_analyser* declared = nullptr);
  Findings(const Findings&) = delete;
  Findings& operator=(const Findings&) = delete;
  [[nodiscard]] const burnish_findings* get() const { return &table_; }

  struct Finding {
    std::string label;
    double score, x0, y0, x1, y1;
    std::vector<float> points;
  };
  [[nodiscard]] std::vector<Finding> all() const;
  [[nodiscard]] std::optional<double> number(const std::string& name) const;
  [[nodiscard]] const Picture* map(const std::string& label) const;
  [[nodiscard]] const std::vector<std::string>& breaches() const { return breaches_; }
  /// What of(id) answers from now on; `others` outlives this.
  void set_other(const std::string& id, const Findings& others) { others_[id] = &others; }

 private:
  burnish_status add(const burnish_finding& f);
  burnish_status add_map(const char* label, const burnish_tile& tile);
  struct Kept {
    std::string label;
    std::vector<float> points;
    burnish_finding table;
  };
  struct Map {
    Picture picture;
    burnish_tile tile;
  };
  const burnish_analyser* declared_;
  std::deque<Kept> kept_;
  std::map<std::string, Map> maps_;
  std::map<std::string, double> numbers_;
  std::map<std::string, const Findings*> others_;
  std::vector<std::string> breaches_;
  burnish_findings table_{};
};

struct Window {
  double x0, y0, x1, y1, score;
  std::vector<std::string> reasons;
  std::vector<std::pair<std::string, double>> terms;
};

/// Runs analyse over a picture; throws RunFailure when it fails or breaks the contract.
void analyse(const burnish_analyser& analyser, const TextValues& values, const Picture& picture, Findings& out);
/// Runs choose on findings, for a full picture of a size.
[[nodiscard]] std::vector<Window> choose(const burnish_analyser& analyser, const TextValues& request,
                                         const Findings& findings, int32_t width, int32_t height);

}  // namespace burnish::kit
