// A stand-in of BFL, and a good client of it.
#pragma once
#include <gmock/gmock.h>

#include "standins/base64.hpp"
#include "standins/client.hpp"
#include "standins/pictures.hpp"

namespace burnish::standins {

inline std::string photograph(int width, int height, const std::string& type = "png") {
  return encode(render(width, height, "a photograph", 3), type);
}
inline std::string as_base64(int width, int height) { return to_base64(photograph(width, height)); }

/// White where the middle is.
inline Picture middle_mask(int width, int height) {
  Picture mask(width, height);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) {
      const bool inside = x >= width / 4 && x < width * 3 / 4 && y >= height / 4 && y < height * 3 / 4;
      for (int c = 0; c < 4; ++c) mask.at(x, y)[c] = inside || c == 3 ? 255 : 0;
    }
  return mask;
}

class BflTest : public testing::Test {
 protected:
  explicit BflTest(Options options = {}) : standin_(std::move(options)) { EXPECT_EQ(standin_.start(), ""); }

  [[nodiscard]] Headers key() const { return {{"x-key", "standin-key-0000"}}; }
  Reply submit(const std::string& path, const Json& body) {
    return post_json(standin_.url() + "/v1/" + path, body, key());
  }
  /// Until it is no longer running.
  Json wait(const std::string& polling_url) {
    Json state;
    for (int i = 0; i < 10; ++i) {
      state = get(polling_url, key()).json();
      const std::string status = state.value("status", "");
      if (status != "Pending" && status != "Generating" && status != "Reasoning") break;
    }
    return state;
  }
  /// The picture file of a job from beginning to end; empty when something failed.
  std::string picture(const std::string& path, const Json& body) {
    const Reply accepted = submit(path, body);
    EXPECT_EQ(accepted.status, 200) << accepted.body;
    if (accepted.status != 200) return {};
    const Json state = wait(accepted.json()["polling_url"]);
    EXPECT_EQ(state["status"], "Ready") << state;
    return state["status"] == "Ready" ? get(state["result"]["sample"]).body : std::string();
  }

  Standin standin_;
};

}  // namespace burnish::standins
