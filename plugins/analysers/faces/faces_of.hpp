// Which candidates are faces, how surely, and where a face begins and ends.
#pragma once
#include <vector>

#include "finder.hpp"

namespace burnish_faces {

/// What is known about a candidate, in the order of the weights in face_weights.hpp: opinions of the cascades, mirrored
/// twins put together so that a mirrored picture gives the same, then gradients of the face and of its surroundings.
[[nodiscard]] std::vector<float> evidence(const Brightness& picture, const Candidate& candidate);

struct Face {
  float x0, y0, x1, y1;  // hair line to chin, in pixels of the picture; may reach out of it
  float score;           // how likely it is a face, 0..1
};

/// The surest first; none lies on another; less sure ones than `least` are left out.
[[nodiscard]] std::vector<Face> faces_of(const Brightness& picture, const std::vector<Candidate>& candidates,
                                         float least);

}  // namespace burnish_faces
