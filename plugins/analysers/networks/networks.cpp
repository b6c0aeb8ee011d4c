// The module: burnish.networks, analysers that run networks which the user has.
#include <algorithm>
#include <cmath>

#include "burnish/analyser.hpp"
#include "face_outputs.hpp"
#include "network.hpp"

namespace {
using burnish_networks::ModelFileError;
using burnish_networks::Network;
using burnish_networks::Picture;

/// On middle grey where it is transparent.
Picture read_picture(const burnish::analyse_call& c) {
  Picture picture(c.info().height, c.info().width, CV_32FC3);
  c.each_band(64, [&](const burnish_tile& t) {
    const bool alpha = burnish::has_alpha(t.format);
    for (int32_t y = t.rect.y0; y < t.rect.y1; ++y) {
      auto* out = picture.ptr<float>(y);
      for (int k = 0; k < 3; ++k) {
        const float* v = burnish::row<float>(t, k, t.rect.x0, y);
        const float* a = alpha ? burnish::row<float>(t, 3, t.rect.x0, y) : nullptr;
        for (int32_t x = 0; x < c.info().width; ++x) {
          const float held = v[x] > 0 ? std::min(v[x], 1.0F) : 0.0F;  // NaN is 0
          out[3 * x + k] = a == nullptr ? held : 0.5F + (held - 0.5F) * (a[x] > 0 ? std::min(a[x], 1.0F) : 0.0F);
        }
      }
    }
  });
  return picture;
}

struct Saliency : burnish::analyser<Saliency> {
  static constexpr burnish::about info{
      "burnish.saliency", 1, "Saliency", "Asks a network where a picture draws the eye.",
      "The ONNX model takes one picture (1 x 3 x height x width, red first, ImageNet's mean and deviation; any size is "
      "asked at 320 x 320) and gives one map first, such as U2-Net. The map is stretched to 0..1."};
  std::string saliency_model;
  static constexpr auto params = std::array{burnish::file<&Saliency::saliency_model>(
      {.id = "saliency_model", .label = "Saliency model", .def = "", .doc = "An ONNX file."})};
  static constexpr int32_t long_edge = 320;
  static constexpr std::array<const char*, 2> labels{"saliency", nullptr};

  void analyse(const burnish::analyse_call& c) const try {
    if (saliency_model.empty()) return;
    Network network(saliency_model);
    const cv::Size size = network.input_size({320, 320});
    const burnish_networks::Input how{false, {0.485F, 0.456F, 0.406F}, {1 / 0.229F, 1 / 0.224F, 1 / 0.225F}};
    const cv::Mat answer =
        network.run(burnish_networks::resized(read_picture(c), size), how, {network.signature().outputs.front()})[0];
    emit(c, answer);
  } catch (const ModelFileError& e) {
    throw burnish::bad_param("saliency_model", e.what());
  }

 private:
  void emit(const burnish::analyse_call& c, const cv::Mat& answer) const {
    const int dims = answer.dims;
    const int height = dims < 2 ? 0 : answer.size[dims - 2], width = dims < 2 ? 0 : answer.size[dims - 1];
    if (answer.total() == 0 || answer.total() != static_cast<std::size_t>(height) * static_cast<std::size_t>(width))
      throw ModelFileError("the model " + saliency_model + " does not give one map first");
    std::vector<float> map(answer.ptr<float>(), answer.ptr<float>() + answer.total());
    for (float& v : map)
      if (!std::isfinite(v)) v = 0;
    const auto [low, high] = std::minmax_element(map.begin(), map.end());
    const float least = *low, range = *high - *low;
    for (float& v : map) v = range > 1e-6F ? std::clamp((v - least) / range, 0.0F, 1.0F) : 0.0F;
    burnish_tile gray{};
    gray.rect = {0, 0, width, height};
    gray.format = {BURNISH_F32, BURNISH_GRAY, BURNISH_ALPHA_NONE, BURNISH_PLANAR, BURNISH_LIGHT_ENCODED, {}};
    gray.data[0] = map.data();
    gray.stride[0] = static_cast<std::ptrdiff_t>(sizeof(float)) * width;
    c.map("saliency", gray);
  }
};

struct FaceNetwork : burnish::analyser<FaceNetwork> {
  static constexpr burnish::about info{
      "burnish.face_network", 1, "Face network", "Finds faces by a network.",
      "The ONNX model is YuNet (2023), or takes one picture (1 x 3 x height x width, red first, 0..1; any size is "
      "asked "
      "at 320 x 320) and gives rows of x0, y0, x1, y1, score and possibly points, all in 0..1."};
  std::string face_model;
  static constexpr auto params = std::array{burnish::file<&FaceNetwork::face_model>(
      {.id = "face_model", .label = "Face model", .def = "", .doc = "An ONNX file."})};
  static constexpr int32_t long_edge = 640;
  static constexpr std::array<const char*, 2> labels{"face", nullptr};

  void analyse(const burnish::analyse_call& c) const try {
    if (face_model.empty()) return;
    Network network(face_model);
    if (burnish_networks::is_yunet(network.signature().outputs)) return by_yunet(c, network);
    const cv::Size size = network.input_size({320, 320});
    const auto answers =
        network.run(burnish_networks::resized(read_picture(c), size), {}, {network.signature().outputs.front()});
    emit(c, burnish_networks::listed_faces(answers[0], size), size);
  } catch (const ModelFileError& e) {
    throw burnish::bad_param("face_model", e.what());
  } catch (const std::invalid_argument& e) {
    throw burnish::bad_param("face_model", "the model " + face_model + " cannot be used: " + e.what());
  }

 private:
  static constexpr float least_score = 0.3F;

  /// The picture keeps its shape in the upper left of the input; sizes are multiples of the largest stride.
  static void by_yunet(const burnish::analyse_call& c, Network& network) {
    const Picture picture = read_picture(c);
    const double ratio = std::min(1.0, 640.0 / std::max(picture.cols, picture.rows));
    const auto padded = [&](int v) { return (static_cast<int>(std::lround(v * ratio)) + 31) / 32 * 32; };
    const cv::Size size = network.input_size({std::max(32, padded(picture.cols)), std::max(32, padded(picture.rows))});
    if (size.width % 32 != 0 || size.height % 32 != 0) throw std::invalid_argument("its input is no multiple of 32");
    const double fit =
        std::min(static_cast<double>(size.width) / picture.cols, static_cast<double>(size.height) / picture.rows);
    const cv::Size shown(std::clamp(static_cast<int>(std::lround(picture.cols * fit)), 1, size.width),
                         std::clamp(static_cast<int>(std::lround(picture.rows * fit)), 1, size.height));
    Picture input = Picture::zeros(size, CV_32FC3);
    burnish_networks::resized(picture, shown).copyTo(input(cv::Rect({0, 0}, shown)));
    const auto answers = network.run(input, {true, {0, 0, 0}, {255, 255, 255}}, burnish_networks::yunet_outputs());
    emit(c, burnish_networks::yunet_faces(answers, size), shown);
  }

  /// `shown`: what of the network's input the picture is.
  static void emit(const burnish::analyse_call& c, std::vector<burnish_networks::NetworkFace> faces, cv::Size shown) {
    const auto width = static_cast<float>(shown.width), height = static_cast<float>(shown.height);
    const auto share = [](float v) { return std::clamp(v, 0.0F, 1.0F); };
    for (auto& f : burnish_networks::distinct(std::move(faces), least_score)) {
      for (std::size_t i = 0; i < f.points.size(); ++i)
        f.points[i] = share(f.points[i] / (i % 2 == 0 ? width : height));
      c.found("face", static_cast<double>(share(f.score)),
              {static_cast<double>(share(f.x0 / width)), static_cast<double>(share(f.y0 / height)),
               static_cast<double>(share(f.x1 / width)), static_cast<double>(share(f.y1 / height))},
              f.points);
    }
  }
};
}  // namespace

BURNISH_MODULE("burnish.networks", "0.1.0", "Burnish", "Apache-2.0", Saliency, FaceNetwork)
