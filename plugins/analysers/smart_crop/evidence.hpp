// What is known of a picture when a window is to be chosen. Coordinates are 0..1 of the picture's sides.
#pragma once
#include <optional>
#include <vector>

#include "plane.hpp"

struct Box {
  double x0 = 0, y0 = 0, x1 = 1, y1 = 1;
  [[nodiscard]] double width() const { return x1 - x0; }
  [[nodiscard]] double height() const { return y1 - y0; }
  [[nodiscard]] double area() const { return width() * height(); }
  [[nodiscard]] double centre_x() const { return (x0 + x1) / 2; }
  [[nodiscard]] double centre_y() const { return (y0 + y1) / 2; }
};
Box overlap(const Box& a, const Box& b);  // may be empty: width or height 0
Box around(const Box& a, const Box& b);

struct Point {
  double x = 0.5, y = 0.5;
};

struct Face {
  Box face;             // brow to chin
  double score = 1;     // 0..1: how sure it is one
  bool stated = false;  // by the file's metadata: not a guess
};

struct Evidence {
  Plane attention;  // shares of where people look; they sum to 1
  Plane objects;    // shares of what belongs to things; they sum to 1
  std::vector<Face> faces;
  std::vector<Box> subjects;   // stated by the file's metadata
  double confidence = 1;       // 0..1: 0 when nothing tells more than the position does
  std::optional<Point> focal;  // that every window keeps
};

/// The head of a face: hair, chin and a little air.
Box head_of(const Box& face);
/// The person below a face: three faces wide and about seven high, within the picture.
Box person_of(const Box& face);
