#include "network.hpp"

#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <mutex>
#include <opencv2/core/utils/logger.hpp>
#include <opencv2/dnn.hpp>
#include <opencv2/imgproc.hpp>

namespace burnish_networks {
namespace fs = std::filesystem;

struct Network::Loaded {
  fs::path path;
  uintmax_t bytes = 0;
  fs::file_time_type time;
  OnnxSignature signature;
  cv::dnn::Net net;
};

/// A cv::dnn::Net serves one thread at a time; those that are not running wait here.
class IdleNetworks {
 public:
  using Loaded = std::unique_ptr<Network::Loaded>;

  Loaded take(const fs::path& path, uintmax_t bytes, fs::file_time_type time) {
    const std::lock_guard lock(mutex_);
    for (auto i = idle_.begin(); i != idle_.end(); ++i) {
      if ((*i)->path != path || (*i)->bytes != bytes || (*i)->time != time) continue;
      Loaded found = std::move(*i);
      idle_.erase(i);
      return found;
    }
    return nullptr;
  }
  void give(Loaded loaded) {
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(loaded));
    if (idle_.size() > most) idle_.erase(idle_.begin());
  }

 private:
  static constexpr std::size_t most = 4;  // a network holds its weights and its layers' results
  std::mutex mutex_;
  std::vector<Loaded> idle_;
};

namespace {
IdleNetworks& idle_networks() {
  static IdleNetworks all;
  return all;
}

/// OpenCV writes about broken models on the standard error. Its level is the process's: it is put back at once.
class Silence {
 public:
  Silence() : lock_(mutex()), before_(cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT)) {}
  ~Silence() { cv::utils::logging::setLogLevel(before_); }
  Silence(const Silence&) = delete;
  Silence& operator=(const Silence&) = delete;

 private:
  static std::mutex& mutex() {
    static std::mutex one;
    return one;
  }
  std::lock_guard<std::mutex> lock_;
  cv::utils::logging::LogLevel before_;
};

/// OpenCV's own threads would stand beside the host's, and their number is a setting of the whole process. What runs
/// within one of its parallel loops is not divided again, so f becomes a loop of one turn.
void without_threads(const std::function<void()>& f) {
  struct Body : cv::ParallelLoopBody {
    explicit Body(const std::function<void()>& what) : f(what) {}
    void operator()(const cv::Range&) const override { f(); }
    const std::function<void()>& f;
  };
  cv::parallel_for_(cv::Range(0, 1), Body(f));
}

std::string sentence(const cv::Exception& e) {
  std::string text = e.err.substr(0, 200);
  for (char& c : text)
    if (static_cast<unsigned char>(c) < ' ') c = ' ';
  return text;
}

std::string contents(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  if (!in) throw ModelFileError("it cannot be read");
  return bytes;
}
}  // namespace

Network::Network(const std::string& file) : file_(file) {
  std::error_code failed;
  const fs::path path = fs::absolute(file, failed);
  if (!fs::is_regular_file(path, failed)) throw ModelFileError("the model " + file + " is not there or no file");
  const uintmax_t bytes = fs::file_size(path, failed);
  const auto time = fs::last_write_time(path, failed);
  loaded_ = idle_networks().take(path, bytes, time);
  if (loaded_) return;
  try {
    const std::string text = contents(file);
    auto fresh = std::make_unique<Loaded>(Loaded{path, bytes, time, read_signature(text), {}});
    const Silence silence;
    without_threads([&] { fresh->net = cv::dnn::readNetFromONNX(text.data(), text.size()); });
    fresh->net.setPreferableBackend(cv::dnn::DNN_BACKEND_OPENCV);
    fresh->net.setPreferableTarget(cv::dnn::DNN_TARGET_CPU);
    loaded_ = std::move(fresh);
  } catch (const ModelFileError& e) {
    throw ModelFileError("the model " + file + " cannot be used: " + e.what());
  } catch (const cv::Exception& e) {
    throw ModelFileError("the model " + file + " is damaged or beyond OpenCV: " + sentence(e));
  }
}

Network::~Network() {
  if (loaded_) idle_networks().give(std::move(loaded_));
}

const OnnxSignature& Network::signature() const { return loaded_->signature; }

cv::Size Network::input_size(cv::Size otherwise) const {
  const auto& shape = signature().input_shape;
  if (shape.size() != 4 || (shape[0] > 1) || (shape[1] != 3 && shape[1] != 0))
    throw ModelFileError("the model " + file_ +
                         " does not take one picture of three channels (1 x 3 x height x width)");
  constexpr int64_t most = 4096;
  if (shape[2] > most || shape[3] > most)
    throw ModelFileError("the model " + file_ + " takes pictures larger than " + std::to_string(most) + " pixels");
  return {shape[3] > 0 ? static_cast<int>(shape[3]) : otherwise.width,
          shape[2] > 0 ? static_cast<int>(shape[2]) : otherwise.height};
}

std::vector<cv::Mat> Network::run(const Picture& picture, const Input& how, const std::vector<std::string>& outputs) {
  const int shape[] = {1, 3, picture.rows, picture.cols};
  cv::Mat blob(4, shape, CV_32F);
  for (int c = 0; c < 3; ++c)
    for (int y = 0; y < picture.rows; ++y) {
      const auto* from = picture.ptr<float>(y);
      float* to = blob.ptr<float>(0, c) + static_cast<std::ptrdiff_t>(y) * picture.cols;
      for (int x = 0; x < picture.cols; ++x)
        to[x] = (from[3 * x + (how.blue_first ? 2 - c : c)] - how.mean[c]) * how.scale[c];
    }
  std::vector<cv::Mat> results, copies;
  try {
    without_threads([&] {
      loaded_->net.setInput(blob);
      const std::vector<cv::String> names(outputs.begin(), outputs.end());
      loaded_->net.forward(results, names);
    });
  } catch (const cv::Exception& e) {
    loaded_->time = {};  // it may be half way: never taken again
    throw ModelFileError("the model " + file_ + " fails on a picture of " + std::to_string(picture.cols) + " x " +
                         std::to_string(picture.rows) + ": " + sentence(e));
  }
  for (const cv::Mat& r : results) {
    if (r.depth() != CV_32F) throw ModelFileError("the model " + file_ + " does not give floats");
    copies.push_back(r.clone());
  }
  return copies;
}

Picture resized(const Picture& picture, cv::Size size) {
  Picture out;
  const bool smaller = size.width <= picture.cols && size.height <= picture.rows;
  without_threads([&] { cv::resize(picture, out, size, 0, 0, smaller ? cv::INTER_AREA : cv::INTER_LINEAR); });
  return out;
}
}  // namespace burnish_networks
