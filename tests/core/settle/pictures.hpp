// A catalogue in which the stand-in analyser is installed, and what pipelines become in it.
#pragma once
#include <gmock/gmock.h>
#include <stdlib.h>

#include <fstream>
#include <optional>
#include <sstream>

#include "burnish/core/run.hpp"
#include "core/settle/red_square.hpp"
#include "core/write/scratch.hpp"

namespace burnish::testing_settle {

class WithStandin : public testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists(plugins / "png.burnish") || !fs::exists(plugins / "crop.burnish"))
      GTEST_SKIP() << "the plugins are not built";
    install({standin("good"), plugins});
  }
  void TearDown() override { unsetenv("STANDIN_LOG"); }

  void install(const std::vector<fs::path>& folders) {
    CatalogueOptions options;
    options.folders = folders;
    options.cache = scratch_ / "registry";
    options.worker = fs::path(BURNISH_BUILD_DIR) / "libexec/burnish/burnish-worker";
    catalogue_ = Catalogue::open(options).value();
  }

  [[nodiscard]] Result<Pipeline> parse(const std::string& outputs, const std::string& nodes = "{}") const {
    return parse_pipeline(R"({"burnish": 1, "nodes": )" + nodes + R"(, "outputs": )" + outputs + "}", "test.json",
                          *catalogue_);
  }
  [[nodiscard]] Result<Report> run_pipeline(const Pipeline& pipeline, RunOptions options = {}) const {
    options.output = scratch_ / "out";
    options.threads = 2;
    return run(*catalogue_, pipeline, std::vector<Input>{{scratch_ / "in.png", {}}}, options, {});
  }
  /// The lines about what was settled, in order.
  [[nodiscard]] std::vector<std::string> settled(const Pipeline& pipeline) const {
    const auto text = explain(*catalogue_, pipeline, std::vector<Input>{{scratch_ / "in.png", {}}}, {}, {});
    EXPECT_TRUE(text.ok()) << text.error().message();
    std::vector<std::string> lines;
    std::istringstream in(text.ok() ? *text : std::string());
    for (std::string line; std::getline(in, line);)
      if (line.substr(0, 9) == "settled: ") lines.push_back(line.substr(9));
    return lines;
  }
  [[nodiscard]] std::vector<std::string> settled(const std::string& outputs, const std::string& nodes = "{}") const {
    const auto pipeline = parse(outputs, nodes);
    EXPECT_TRUE(pipeline.ok()) << pipeline.error().message();
    return pipeline.ok() ? settled(*pipeline) : std::vector<std::string>();
  }
  [[nodiscard]] std::vector<std::string> settled_notation(const std::string& text) const {
    const auto pipeline = parse_notation(text, *catalogue_);
    EXPECT_TRUE(pipeline.ok()) << pipeline.error().message();
    return pipeline.ok() ? settled(*pipeline) : std::vector<std::string>();
  }
  /// Lines that the analyser logged.
  [[nodiscard]] std::vector<std::string> analyses() const {
    std::vector<std::string> lines;
    std::ifstream in(scratch_ / "log");
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
  }
  void log_analyses() const { setenv("STANDIN_LOG", (scratch_ / "log").c_str(), 1); }

  testing_write::Scratch scratch_;
  std::optional<Catalogue> catalogue_;
};

}  // namespace burnish::testing_settle
