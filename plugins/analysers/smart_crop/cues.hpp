// What in a picture draws the eye or stands out as a thing: one map per cue, each with two values per cell and
// direction. No cue looks
// at what a thing is, and none is larger for one side than for the other: a mirrored picture gives mirrored maps.
#pragma once
#include <array>

#include "work_image.hpp"

/// In the order of Cues::maps. Sources: minimum barrier distance after Zhang et al., "Minimum Barrier Salient Object
/// Detection at 80 FPS" (ICCV 2015); boolean maps after Zhang and Sclaroff, "Saliency Detection: A Boolean Map
/// Approach" (ICCV 2013); the contrast to the border as in the former; centre-surround after Itti, Koch and Niebur
/// (PAMI 1998).
enum class Cue {
  Barrier,        // how much must change on the way to the border
  Boolean,        // surrounded by something else, at many thresholds
  BooleanCoarse,  // the same of the blurred picture: larger things
  Border,         // unlike the colours at the borders
  Rarity,         // colours that are rare in this picture
  SurroundLuma,   // unlike what lies around it, in lightness ...
  SurroundRed,    // ... and in colour
  SurroundBlue,
  SurroundWide,  // the same over a wider neighbourhood
  Edges,         // density of contours
  Detail,        // fine contrast: what is in focus
  Sharpness,     // fine against coarse contrast: tells focus from mere contrast
  Text,          // strokes: pairs of opposite edges side by side
  Luma,
  Saturation,
  Warmth,    // red against the rest
  Coolness,  // blue against the rest
  Level,     // contours that run across, ...
  Slanted,   // at about 23, 45 and 67 degrees to either side, ...
  Diagonal,
  Steep,
  Upright,  // and upward
  Corners,  // where contours of two directions meet
  Blob,     // lighter or darker spots of a few cells
  WideBlob,
  ColourVariety,  // many colours in one place
  BarrierRank,    // the share of the picture that stands out less
  BooleanRank,
  Symmetry,  // the same to the left as to the right
  Count
};
inline constexpr std::size_t cue_count = static_cast<std::size_t>(Cue::Count);

struct Cues {
  std::array<Plane, cue_count> maps;
  [[nodiscard]] const Plane& operator[](Cue c) const { return maps[static_cast<std::size_t>(c)]; }
  [[nodiscard]] Plane& operator[](Cue c) { return maps[static_cast<std::size_t>(c)]; }
};

/// About 8 ms on one core. Every value is finite.
Cues find_cues(const WorkImage& image);

// Each in a file of its own; maps of the planes' size, at least 0.

/// Minimum barrier distance of every pixel to the picture's border, summed over the planes.
Plane barrier_distance(const std::array<const Plane*, 3>& planes);
/// How often a pixel is surrounded when each plane is cut at evenly spaced thresholds.
Plane boolean_maps(const std::array<const Plane*, 3>& planes);
/// Mahalanobis distance to the colours of the border strips; the strip that is least like the others does not count.
Plane border_contrast(const std::array<const Plane*, 3>& planes);
/// -log of how common a pixel's colour is.
Plane colour_rarity(const std::array<const Plane*, 3>& planes);
/// Contours, detail, sharpness and text, of the luma at full work size; as the maps of Cues.
void find_texture(const WorkImage& image, Cues& cues);
/// Directions of contours and corners.
void find_directions(const Plane& luma, Cues& cues);
