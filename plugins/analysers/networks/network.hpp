// A network from an ONNX file, run by OpenCV. Nothing of OpenCV's messages or exceptions leaves this file's functions.
#pragma once
#include <memory>
#include <opencv2/core.hpp>
#include <string>
#include <vector>

#include "onnx_file.hpp"

namespace burnish_networks {

/// Input numbers are (sample - mean) * scale, samples in 0..1.
struct Input {
  bool blue_first = false;
  float mean[3] = {0, 0, 0};
  float scale[3] = {1, 1, 1};
};

/// A picture in 0..1, three channels of floats, red first.
using Picture = cv::Mat;

class Network {
 public:
  /// Throws ModelFileError, which names the file. A file is read once; networks of it that are no longer used are used
  /// again while the file stays the same.
  explicit Network(const std::string& file);
  ~Network();
  Network(const Network&) = delete;
  Network& operator=(const Network&) = delete;

  [[nodiscard]] const OnnxSignature& signature() const;
  /// Width and height that the input has, or `otherwise` where it takes any.
  [[nodiscard]] cv::Size input_size(cv::Size otherwise) const;
  /// The picture has the input's size. One output for every name, in floats.
  [[nodiscard]] std::vector<cv::Mat> run(const Picture& picture, const Input& how,
                                         const std::vector<std::string>& outputs);

 private:
  struct Loaded;
  std::string file_;
  std::unique_ptr<Loaded> loaded_;
  friend class IdleNetworks;
};

/// Both sides given; areas are averaged where it gets smaller.
[[nodiscard]] Picture resized(const Picture& picture, cv::Size size);

}  // namespace burnish_networks
