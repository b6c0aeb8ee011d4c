// The line where two pictures that have nothing to do with each other meet.
#pragma once
#include <vector>

namespace midjourney {

/// How much more changes from one side of a line to the other than beside it.
struct SeamMeasure {
  double ratio = 0;          // the change across the line over that between its neighbours
  double share[2] = {0, 0};  // of the stretches of each half of the line, those where it is the largest change
  [[nodiscard]] bool is_seam() const;  // along the whole line
};

/// Samples on both sides of a line, gathered place by place along it.
class Seam {
 public:
  /// Pixels on each side. Less than the 8 of a JPEG block, whose edges are seams of their own.
  static constexpr int reach = 7;

  Seam(int length, int channels);
  /// The sample of the pixel `across` (0 .. 2 * reach - 1; the line is before `reach`) at a place along the line.
  void set(int along, int across, int channel, float sample) { samples_[index(along, across, channel)] = sample; }
  [[nodiscard]] SeamMeasure measure() const;

 private:
  [[nodiscard]] std::size_t index(int along, int across, int channel) const {
    return (static_cast<std::size_t>(along) * (2 * reach) + static_cast<std::size_t>(across)) *
               static_cast<std::size_t>(channels_) +
           static_cast<std::size_t>(channel);
  }

  int length_, channels_;
  std::vector<float> samples_;
};

}  // namespace midjourney
