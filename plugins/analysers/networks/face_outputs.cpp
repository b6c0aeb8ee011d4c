#include "face_outputs.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace burnish_networks {
namespace {
constexpr int strides[] = {8, 16, 32};
constexpr float largest_overlap = 0.3F;  // intersection over union

float overlap(const NetworkFace& a, const NetworkFace& b) {
  const float width = std::min(a.x1, b.x1) - std::max(a.x0, b.x0);
  const float height = std::min(a.y1, b.y1) - std::max(a.y0, b.y0);
  if (width <= 0 || height <= 0) return 0;
  const float both = width * height;
  return both / ((a.x1 - a.x0) * (a.y1 - a.y0) + (b.x1 - b.x0) * (b.y1 - b.y0) - both);
}

bool sane(const NetworkFace& f) {
  const auto finite = [](float v) { return std::isfinite(v) && std::abs(v) < 1e6F; };
  return finite(f.x0) && finite(f.y0) && finite(f.x1) && finite(f.y1) && f.x1 > f.x0 && f.y1 > f.y0 &&
         std::isfinite(f.score) && std::all_of(f.points.begin(), f.points.end(), finite);
}

float share(float v) { return v > 0 ? std::min(v, 1.0F) : 0.0F; }
}  // namespace

const std::vector<std::string>& yunet_outputs() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (const char* what : {"cls_", "obj_", "bbox_", "kps_"})
      for (const int stride : strides) all.push_back(what + std::to_string(stride));
    return all;
  }();
  return names;
}

bool is_yunet(const std::vector<std::string>& outputs) {
  return std::all_of(yunet_outputs().begin(), yunet_outputs().end(), [&](const std::string& name) {
    return std::find(outputs.begin(), outputs.end(), name) != outputs.end();
  });
}

std::vector<NetworkFace> yunet_faces(const std::vector<cv::Mat>& outputs, cv::Size input) {
  std::vector<NetworkFace> faces;
  for (std::size_t s = 0; s < 3; ++s) {
    const int columns = input.width / strides[s], rows = input.height / strides[s];
    const auto cells = static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows);
    constexpr std::size_t numbers[] = {1, 1, 4, 10};
    for (std::size_t k = 0; k < 4; ++k)
      if (outputs[3 * k + s].total() != cells * numbers[k])
        throw std::invalid_argument("its outputs' sizes do not fit");
    const float *cls = outputs[s].ptr<float>(), *obj = outputs[3 + s].ptr<float>();
    const float *box = outputs[6 + s].ptr<float>(), *points = outputs[9 + s].ptr<float>();
    const auto stride = static_cast<float>(strides[s]);
    for (std::size_t i = 0; i < cells; ++i, box += 4, points += 10) {
      const std::size_t column = i % static_cast<std::size_t>(columns), row = i / static_cast<std::size_t>(columns);
      const auto x = static_cast<float>(column), y = static_cast<float>(row);
      const float cx = (x + box[0]) * stride, cy = (y + box[1]) * stride;
      const float width = std::exp(box[2]) * stride, height = std::exp(box[3]) * stride;
      NetworkFace f{cx - width / 2,
                    cy - height / 2,
                    cx + width / 2,
                    cy + height / 2,
                    std::sqrt(share(cls[i]) * share(obj[i])),
                    {}};
      for (std::size_t p = 0; p < 10; p += 2) {
        f.points.push_back((x + points[p]) * stride);
        f.points.push_back((y + points[p + 1]) * stride);
      }
      faces.push_back(std::move(f));
    }
  }
  return faces;
}

std::vector<NetworkFace> listed_faces(const cv::Mat& output, cv::Size input) {
  const int numbers = output.dims < 2 ? 0 : output.size[output.dims - 1];
  if (numbers < 5) throw std::invalid_argument("its output is no list of x0, y0, x1, y1, score");
  std::vector<NetworkFace> faces;
  const auto width = static_cast<float>(input.width), height = static_cast<float>(input.height);
  const float* row = output.ptr<float>();
  for (std::size_t i = 0; i < output.total() / static_cast<std::size_t>(numbers); ++i, row += numbers) {
    NetworkFace f{row[0] * width, row[1] * height, row[2] * width, row[3] * height, row[4], {}};
    for (int p = 5; p + 1 < numbers; p += 2) {
      f.points.push_back(row[p] * width);
      f.points.push_back(row[p + 1] * height);
    }
    faces.push_back(std::move(f));
  }
  return faces;
}

std::vector<NetworkFace> distinct(std::vector<NetworkFace> faces, float least) {
  faces.erase(
      std::remove_if(faces.begin(), faces.end(), [&](const NetworkFace& f) { return !sane(f) || f.score < least; }),
      faces.end());
  std::stable_sort(faces.begin(), faces.end(),
                   [](const NetworkFace& a, const NetworkFace& b) { return a.score > b.score; });
  std::vector<NetworkFace> kept;
  for (NetworkFace& f : faces)
    if (std::none_of(kept.begin(), kept.end(), [&](const NetworkFace& k) { return overlap(f, k) > largest_overlap; }))
      kept.push_back(std::move(f));
  return kept;
}
}  // namespace burnish_networks
