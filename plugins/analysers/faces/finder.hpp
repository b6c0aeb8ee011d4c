// Faces in a picture of brightness: candidates from a coarse search of all sizes, each asked again by more cascades.
#pragma once
#include <array>
#include <filesystem>
#include <optional>
#include <vector>

#include "cascade.hpp"
#include "gradients.hpp"

namespace burnish_faces {

/// The cascades that are asked, each with its mirrored twin after it.
enum : std::size_t { Alt2, Profile, Default, kinds };
using Cascades = std::array<Cascade, 2 * kinds>;

/// Null when the folder has none of the files. Throws CascadeFileError when one is missing or damaged.
[[nodiscard]] std::optional<Cascades> read_cascades(const std::filesystem::path& folder);

/// How the windows around a candidate fared with one cascade.
struct Opinion {
  float accepted = 0;  // share of the windows, 0..1
  float depth = 0;     // of the best window: 1 accepted, falling with every stage not passed
};

struct Candidate {
  Square window;  // in pixels of the picture
  std::array<Opinion, 2 * kinds> opinions;
};

/// What a picture is searched at: about 77 thousand pixels, both sides even.
struct WorkingSize {
  int32_t width, height;
};
[[nodiscard]] WorkingSize working_size(int32_t width, int32_t height);

/// Places where a cascade nearly saw a face, most of them wrong. `picture` is of a working size.
[[nodiscard]] std::vector<Candidate> find_candidates(const Cascades& cascades, const Brightness& picture);

}  // namespace burnish_faces
