// What an ONNX file says about itself, read from its protobuf without the network library.
#pragma once
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace burnish_networks {

struct ModelFileError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct OnnxSignature {
  std::vector<int64_t> input_shape;  // of the only input that is no weight; 0 where any size will do
  std::vector<std::string> outputs;  // names
};

/// Throws ModelFileError, without the file's name, when the bytes are no ONNX model or it has not exactly one input.
[[nodiscard]] OnnxSignature read_signature(std::string_view bytes);

}  // namespace burnish_networks
