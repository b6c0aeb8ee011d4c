// Windows of one size of the picture, through the stages of a cascade.
#pragma once
#include <vector>

#include "brightness.hpp"
#include "cascade.hpp"

namespace burnish_faces {

/// A cascade whose features' corners are offsets into sums of one stride; good for every size of one picture.
class PlacedCascade {
 public:
  PlacedCascade(const Cascade& cascade, int32_t stride);

  struct PlacedSplit {
    struct Part {
      int32_t a, b, c, d;  // upper left, upper right, lower left, lower right
      float weight;
    };
    Part parts[3];
    int32_t count;
    float threshold;
  };
  struct PlacedTree {
    PlacedSplit root, child;
    float below, above, other;
    bool has_child, child_is_below;
  };
  const Cascade& cascade;  // outlives this
  std::vector<PlacedTree> trees;
  int32_t corners[4];  // of the area whose standard deviation counts: the window without its border
  float area;          // of that
};

/// A window that came to the last stages.
struct Hit {
  int32_t x, y;     // its upper left corner
  int32_t missing;  // stages not passed; 0: accepted
  float margin;     // of the last stage that was asked: leaves' sum minus threshold; negative unless accepted
};

/// Upper left corners: every second column from x0 (even) and every second row from y0, both below x1 and y1.
struct Corners {
  int32_t x0, y0, x1, y1;
};

struct SearchLimits {
  float contrast = 0;   // standard deviation below which a window is not looked at, in 0..255
  int32_t missing = 0;  // hits may lack so many stages
};

class WindowSearch {
 public:
  WindowSearch();  // asks which instructions the processor has
  /// Hits come row by row. Corners whose window leaves the picture are skipped.
  void run(const PlacedCascade& cascade, const Sums& sums, Corners corners, const SearchLimits& limits,
           std::vector<Hit>& hits) const;

 private:
  const void* kernel_;
};

}  // namespace burnish_faces
