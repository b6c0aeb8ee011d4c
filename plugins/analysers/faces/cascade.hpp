// A boosted cascade of Haar features (Viola and Jones, 2001; trees of one or two splits: Lienhart and Maydt, 2002), as
// OpenCV's XML files hold it.
#pragma once
#include <array>
#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <vector>

namespace burnish_faces {

/// A weighted sum of the pixels of up to three rectangles, in pixels of the cascade's window.
struct Feature {
  struct Part {
    int32_t x = 0, y = 0, width = 0, height = 0;
    float weight = 0;
  };
  std::array<Part, 3> parts{};
  int32_t count = 0;
};

/// The feature is compared with threshold x (standard deviation of the window x pixels of its inner area).
struct Split {
  Feature feature;
  float threshold = 0;
};

/// A stump when `has_child` is false: `below` and `above` belong to the root then. Otherwise they belong to the child,
/// and `other` to the side of the root on which the child is not.
struct Tree {
  Split root, child;
  bool has_child = false, child_is_below = false;
  float below = 0, above = 0, other = 0;
};

/// Passed when the trees' leaves sum up to `threshold` or more.
struct Stage {
  float threshold = 0;
  std::size_t first = 0, count = 0;  // in Cascade::trees
};

struct Cascade {
  int32_t width = 0, height = 0;
  std::vector<Tree> trees;
  std::vector<Stage> stages;
};

/// The file is not a cascade that this plugin can evaluate; what() names the file.
struct CascadeFileError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Throws CascadeFileError.
[[nodiscard]] Cascade read_cascade(const std::filesystem::path& file);

/// The one that finds in a mirrored picture what `c` finds in the picture.
[[nodiscard]] Cascade mirrored(const Cascade& c);

}  // namespace burnish_faces
