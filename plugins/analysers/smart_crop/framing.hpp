// From what was asked (aspect, size, mode, zoom) to windows in the picture.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "window_choice.hpp"

enum class Gravity { Automatic, Subject, FacesFirst, Classic, Face, Faces };
enum class Mode { Fill, Crop, Thumb, Automatic, FillPad };

/// Lengths and areas in pixels of the full picture.
struct Asked {
  std::optional<double> aspect;  // width to height
  std::optional<double> width, height;
  Gravity gravity = Gravity::Automatic;
  Mode mode = Mode::Fill;
  double zoom = 1;
  std::optional<Point> focal;
  std::vector<Box> protect, avoid;
};

struct Picture {
  double width = 1, height = 1;  // pixels of the full picture
};

/// Up to three windows in 0..1, best first; never empty. Throws nothing but out of memory: whatever is asked is brought
/// to what the picture can give.
std::vector<Choice> frame(const Evidence& evidence, const Asked& asked, const Picture& picture);

/// Sentences that say why the window is there.
std::vector<std::string> reasons_for(const Choice& choice, const Evidence& evidence, const Asked& asked);
