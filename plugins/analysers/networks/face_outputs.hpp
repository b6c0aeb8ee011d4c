// Faces from what face networks answer.
#pragma once
#include <opencv2/core.hpp>
#include <string>
#include <vector>

namespace burnish_networks {

/// In pixels of the network's input.
struct NetworkFace {
  float x0, y0, x1, y1, score;
  std::vector<float> points;  // x, y pairs; YuNet: right eye, left eye, nose, corners of the mouth
};

/// The outputs that YuNet of 2023 has: for strides 8, 16 and 32 "cls", "obj", "bbox" and "kps", each with its stride
/// ("cls_8").
[[nodiscard]] const std::vector<std::string>& yunet_outputs();
[[nodiscard]] bool is_yunet(const std::vector<std::string>& outputs);
/// `outputs` in the order of yunet_outputs(). Throws std::invalid_argument when their sizes do not fit the input's.
[[nodiscard]] std::vector<NetworkFace> yunet_faces(const std::vector<cv::Mat>& outputs, cv::Size input);

/// Rows of x0, y0, x1, y1, score in 0..1 and possibly points. Throws std::invalid_argument.
[[nodiscard]] std::vector<NetworkFace> listed_faces(const cv::Mat& output, cv::Size input);

/// The surest first, without those of a score below `least` and those that lie on a surer one.
[[nodiscard]] std::vector<NetworkFace> distinct(std::vector<NetworkFace> faces, float least);

}  // namespace burnish_networks
