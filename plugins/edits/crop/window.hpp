// The window that the parameters of a crop describe, in full-size pixels of the picture.
#pragma once
#include <burnish/gravity.hpp>
#include <optional>
#include <string>

struct Request {
  std::optional<double> x, y, width, height;
  std::optional<burnish::ratio> aspect;
  burnish::gravity gravity = burnish::gravity::center;
  bool gravity_given = false;
  std::optional<burnish::point> middle = {};  // instead of a gravity
};

/// Along one axis: the first pixel and how many.
struct Span {
  int64_t start = 0, length = 1;
};
struct Window {
  Span x, y;
};

/// What of `picture` the request shows; never empty. Throws BAD_PARAM when that is nothing or the request contradicts
/// itself.
Window window_of(const Request& request, const burnish::extent& picture);
