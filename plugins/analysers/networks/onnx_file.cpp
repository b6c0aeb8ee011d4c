#include "onnx_file.hpp"

#include <algorithm>
#include <optional>

namespace burnish_networks {
namespace {

/// A field of a protobuf message: its number, and its value or its bytes.
struct Field {
  uint64_t number = 0, value = 0;
  std::string_view bytes;
};

class Message {
 public:
  explicit Message(std::string_view bytes) : rest_(bytes) {}

  std::optional<Field> next() {
    if (rest_.empty()) return std::nullopt;
    const uint64_t key = varint();
    Field f{key >> 3U, 0, {}};
    switch (key & 7U) {
      case 0:
        f.value = varint();
        break;
      case 1:
        f.bytes = take(8);
        break;
      case 2:
        f.bytes = take(varint());
        break;
      case 5:
        f.bytes = take(4);
        break;
      default:
        throw ModelFileError("it is no ONNX model");
    }
    return f;
  }

 private:
  uint64_t varint() {
    uint64_t v = 0;
    for (uint32_t shift = 0; shift < 64; shift += 7) {
      const auto byte = static_cast<uint8_t>(take(1).front());
      v |= static_cast<uint64_t>(byte & 127U) << shift;
      if (byte < 128) return v;
    }
    throw ModelFileError("it is no ONNX model");
  }
  std::string_view take(uint64_t count) {
    if (count > rest_.size()) throw ModelFileError("it is cut short or no ONNX model");
    const auto taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return taken;
  }
  std::string_view rest_;
};

/// All of a message's fields of one number.
std::vector<Field> fields(std::string_view message, uint64_t number) {
  std::vector<Field> all;
  Message m(message);
  while (const auto f = m.next())
    if (f->number == number) all.push_back(*f);
  return all;
}
std::string_view bytes_of(std::string_view message, uint64_t number) {
  const auto all = fields(message, number);
  return all.empty() ? std::string_view() : all.back().bytes;
}

// Numbers of onnx.proto3.
namespace model {
constexpr uint64_t graph = 7;
}
namespace graph {
constexpr uint64_t initializer = 5, input = 11, output = 12;
}
namespace tensor {
constexpr uint64_t name = 8;
}
namespace value_info {
constexpr uint64_t name = 1, type = 2;
}

/// ValueInfo.type.tensor_type.shape.dim[].dim_value
std::vector<int64_t> shape_of(std::string_view info) {
  std::vector<int64_t> shape;
  const auto tensor_type = bytes_of(bytes_of(info, value_info::type), 1);
  for (const Field& dim : fields(bytes_of(tensor_type, 2), 1)) {
    const auto values = fields(dim.bytes, 1);
    shape.push_back(values.empty() ? 0 : std::max<int64_t>(0, static_cast<int64_t>(values.back().value)));
  }
  return shape;
}
}  // namespace

OnnxSignature read_signature(std::string_view bytes) {
  const auto body = bytes_of(bytes, model::graph);
  if (body.empty()) throw ModelFileError("it is no ONNX model");
  std::vector<std::string_view> weights;
  for (const Field& f : fields(body, graph::initializer)) weights.push_back(bytes_of(f.bytes, tensor::name));
  OnnxSignature s;
  int inputs = 0;
  for (const Field& f : fields(body, graph::input)) {
    if (std::find(weights.begin(), weights.end(), bytes_of(f.bytes, value_info::name)) != weights.end()) continue;
    s.input_shape = shape_of(f.bytes);
    ++inputs;
  }
  if (inputs != 1) throw ModelFileError("it has " + std::to_string(inputs) + " inputs instead of one picture");
  for (const Field& f : fields(body, graph::output)) s.outputs.emplace_back(bytes_of(f.bytes, value_info::name));
  if (s.outputs.empty()) throw ModelFileError("it has no output");
  return s;
}
}  // namespace burnish_networks
