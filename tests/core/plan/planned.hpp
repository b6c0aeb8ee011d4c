// Plans of pipelines over pictures that exist as headers only, by the plugins of this build.
#pragma once
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "burnish/core/run.hpp"
#include "load/host.hpp"
#include "plan/plan.hpp"
#include "write/choose.hpp"

namespace burnish::testing_plan {

/// A picture that nobody reads.
struct Header {
  std::string name, decoder;
  int32_t width = 0, height = 0;
  burnish_format format{BURNISH_U8, BURNISH_RGB, BURNISH_ALPHA_NONE, BURNISH_INTERLEAVED, BURNISH_LIGHT_ENCODED, {}};
  uint32_t shrinks = 1;  // bit n: reads 1/2^n of its size cheaply
  bool random = false;   // reads any rectangle
  int orientation = 1;
  uint32_t frames = 1;
};

inline const Header photo{.name = "photo.jpg", .decoder = "jpeg", .width = 6000, .height = 4000, .shrinks = 0xF};
inline const Header tiles{.name = "tiles.tif", .decoder = "tiff", .width = 6000, .height = 4000, .random = true};

inline Header with(Header h, uint8_t sample, uint8_t alpha = BURNISH_ALPHA_NONE, uint8_t model = BURNISH_RGB) {
  h.format.sample = sample;
  h.format.alpha = alpha;
  h.format.model = model;
  return h;
}

/// Scanned once; the cache stays in the build folder for the next process.
inline const Catalogue& catalogue() {
  static const auto opened = [] {
    CatalogueOptions options;
    options.folders = {BURNISH_BUILD_DIR "/lib/burnish/1"};
    options.cache = BURNISH_BUILD_DIR "/tests-cache/plan-registry";
    options.worker = BURNISH_BUILD_DIR "/libexec/burnish/burnish-worker";
    return Catalogue::open(options);
  }();
  return opened.value();
}

/// Two threads and memory that is no matter, so that the machine has no say.
inline RunOptions two_threads() {
  RunOptions options;
  options.threads = 2;
  options.memory = uint64_t{1} << 40;
  return options;
}

inline SourceFacts facts_of(const Header& h) {
  SourceFacts f;
  f.name = h.name;
  for (const Item* item : catalogue().items(Kind::Decoder))
    if (item->format == h.decoder) f.decoder = item;
  EXPECT_NE(f.decoder, nullptr) << h.decoder;
  f.shape.width = h.width;
  f.shape.height = h.height;
  f.shape.format = h.format;
  f.shape.view = {0, 0, static_cast<double>(h.width), static_cast<double>(h.height)};
  f.shape.orientation = h.orientation;
  f.shrinks = h.shrinks;
  f.random = h.random;
  f.frames = h.frames;
  return f;
}

/// `others`: nodes that read a file, by name; all others read `input`.
inline Result<Plan> plan(const Pipeline& pipeline, const Header& input, const RunOptions& options,
                         const std::map<std::string, Header>& others) {
  static const Host host;
  PlanRequest request{pipeline, catalogue(), options, {host.get(), nullptr, no_deadline}, {}, {}, {}};
  const auto add = [&](const std::string& name, const Header& header) {
    request.source_of[name] = static_cast<int>(request.sources.size());
    request.sources.push_back(facts_of(header));
  };
  for (const Node& n : pipeline.nodes)
    if (!n.read.empty()) add(n.name, others.count(n.name) != 0 ? others.at(n.name) : input);
  if (request.sources.empty()) add("", input);
  for (const Output& o : pipeline.outputs) {
    const InputTraits traits{input.decoder, input.format.alpha > BURNISH_ALPHA_NONE};
    BURNISH_TRY(ChosenEncoder chosen, choose_encoder(catalogue(), o, options, traits));
    request.encoders.push_back(std::move(chosen.choice));
  }
  return build_plan(std::move(request));
}

/// The plan as --explain tells it, or the error.
inline std::string planned(const std::string& json, const Header& input, const RunOptions& options = two_threads(),
                           const std::map<std::string, Header>& others = {}) {
  const auto pipeline = parse_pipeline(json, "test", catalogue());
  if (!pipeline) return pipeline.error().message();
  const auto first = plan(*pipeline, input, options, others);
  if (!first) return first.error().message();
  const auto second = plan(*pipeline, input, options, others);
  EXPECT_EQ(explain_plan(*first), second ? explain_plan(*second) : second.error().message()) << "not a function";
  return "\n" + explain_plan(*first);
}

/// A pipeline of one output.
inline std::string one(const std::string& steps, const std::string& write = "o.png", const std::string& more = "") {
  return R"({"burnish": 1, "outputs": [{"name": "o", "steps": [)" + steps + R"(], "write": ")" + write + "\"" + more +
         "}]}";
}

}  // namespace burnish::testing_plan
