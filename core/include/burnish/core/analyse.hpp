// Asking an analyser about one picture (burnish analyse).
#pragma once
#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "burnish/core/run.hpp"

namespace burnish {

/// All in pixels of the upright picture at full size.
struct AnalysedWindow {
  int32_t x = 0, y = 0, width = 0, height = 0;
  double score = 0;
  std::vector<std::string> reasons;
  std::vector<std::pair<std::string, double>> terms;  // what the score is made of
};
struct AnalysedFinding {
  std::string label;
  double score = 0, x = 0, y = 0, width = 0, height = 0;
  std::vector<std::pair<double, double>> points;
};

struct Analysis {
  std::string analyser, input;  // the analyser's id
  int32_t width = 0, height = 0;
  bool chooses = false;                 // the analyser answers requests with windows
  std::vector<AnalysedWindow> windows;  // best first
  std::vector<AnalysedFinding> findings;
  std::map<std::string, double> numbers;
  std::vector<std::string> maps, notes;
};

struct AnalyseRequest {
  std::string analyser;             // its id, of our own also without "burnish."
  std::filesystem::path input;      // "-" is standard input
  std::vector<Argument> arguments;  // parameters of the analyser and requests to it
  std::filesystem::path overlay;    // empty: none; what was found drawn on the picture, encoded by the extension
};

[[nodiscard]] BURNISH_API Result<Analysis> analyse(const Catalogue&, const AnalyseRequest&, const RunOptions&,
                                                   const Services&);

}  // namespace burnish
