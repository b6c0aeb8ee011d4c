// The best window: the optimum of a stated objective over every position (and size, where that is free).
#pragma once
#include <optional>

#include "evidence.hpp"

/// What the objective is made of; each term is of the order of 1. Terms are named in what `choose` reports.
enum class Term {
  Attention,    // share of attention kept
  Objects,      // share of things kept
  Faces,        // faces whole (1), left out (0) or cut (below 0), a mean by how sure they are
  Border,       // less: things that the window's edges cut through
  Composition,  // headroom, and faces not at the very edge
  Centre,       // less: distance from the centre, the more the less is known
  Area,         // less: what is shown beyond need, where the size is free
  Wishes,       // focal point, protected and avoided areas
  Count
};
inline constexpr std::size_t term_count = static_cast<std::size_t>(Term::Count);
const char* name_of(Term t);

/// How much each term counts.
struct Policy {
  double weights[term_count] = {1, 0.4, 0.4, 0.006, 0.04, 0.25, 1, 4};
};

struct Request {
  double width = 1, height = 1;  // of the window, in 0..1 of the picture's sides
  double smallest = 1;           // the window may be this much smaller; 1: its size is fixed
  double cost_of_area = 0;       // what a whole picture's area costs where the size is free
  std::optional<Point> focal;
  std::vector<Box> protect, avoid;
  Policy policy;
};

struct Choice {
  Box window;
  double score = 0;               // the weighted sum
  double terms[term_count] = {};  // weighted
};

/// Below it nothing is known and the window is in the middle.
inline constexpr double least_confidence = 0.12;

/// Up to three windows that differ, best first; never empty. The same for all requests: a window contains the focal
/// point of the evidence wherever its size allows it (all do when one side is the picture's own).
std::vector<Choice> choose_windows(const Evidence& evidence, const Request& request);

/// The score of a window that was found in another way.
Choice rate_window(const Evidence& evidence, const Request& request, const Box& window);

/// The share of a plane of shares within a box.
double share_in(const Plane& shares, const Box& box);

/// The point that every crop of the picture shall keep: the middle of the best narrow column and of the best narrow
/// band.
Point focal_point(const Evidence& evidence);
