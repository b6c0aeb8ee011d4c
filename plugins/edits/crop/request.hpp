// What a crop was asked for, as it was said: how it is checked, and when the picture has to be looked at.
#pragma once
#include <burnish/gravity.hpp>
#include <optional>
#include <string>
#include <vector>

#include "window.hpp"

/// Beyond the directions of burnish::gravity, in the order of the choices.
enum class Place : int64_t { xy_center = 9, automatic, subject, faces_and_subject, classic, face, faces };
enum class Mode : int64_t { fill, crop, thumb, automatic, fill_pad };

struct Asked {
  std::optional<double> x, y, width, height;
  std::optional<burnish::ratio> aspect;
  int64_t place = 0;  // a burnish::gravity or a Place
  bool place_given = false;
  Mode mode = Mode::fill;
  std::optional<double> zoom;
  std::optional<burnish::point> focal;
  std::vector<burnish::rectangle> protect, avoid;
  std::string face_model, saliency_model;  // for the analysers

  [[nodiscard]] bool looks_by_gravity() const { return place > static_cast<int64_t>(Place::xy_center); }
  /// Whether the window depends on what is in the picture.
  [[nodiscard]] bool looks() const;
  /// Throws BAD_PARAM for what contradicts itself.
  void check() const;
  /// The window without looking at the picture.
  [[nodiscard]] Request request() const;
};

/// The pixels to keep for a window (0..1) that was found in a picture of this size.
[[nodiscard]] Window window_from(const Asked& asked, const double (&found)[4], const burnish::extent& picture);
