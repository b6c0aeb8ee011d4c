// What an analyser found, drawn on the picture for people to judge.
#pragma once
#include <vector>

#include "image/image.hpp"
#include "settle/findings.hpp"

namespace burnish {

/// On 8-bit interleaved RGB: the map ("attention", else the first) as a tint from blue to red, boxes of the findings,
/// and up to three windows, the best one bright and what lies outside it darkened.
void draw_findings(Image& picture, const settle::Findings& findings, const std::vector<settle::Window>& windows);

}  // namespace burnish
