// Tests over the plugins of this build and the shared pictures.
#pragma once
#include <gmock/gmock.h>

#include <filesystem>
#include <optional>
#include <string>

#include "burnish/core/run.hpp"
#include "kit/temporary_folder.hpp"

namespace burnish::testing_core {

namespace fs = std::filesystem;

inline fs::path shared_image(const std::string& name) {
  const char* named = std::getenv("BURNISH_SHARED");
  const fs::path shared = named != nullptr ? fs::path(named) : fs::path(BURNISH_SOURCE_DIR).parent_path() / "shared";
  return shared / "data/images" / name;
}

class BuiltPlugins : public testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists(shared_image("cat-small.jpg"))) GTEST_SKIP() << "no test pictures; set BURNISH_SHARED";
    CatalogueOptions options;
    options.folders = {fs::path(BURNISH_BUILD_DIR) / "lib/burnish/1"};
    options.cache = folder() / "registry";
    options.worker = fs::path(BURNISH_BUILD_DIR) / "libexec/burnish/burnish-worker";
    catalogue_ = Catalogue::open(options).value();
    if (catalogue_->encoder_for_format("png") == nullptr) GTEST_SKIP() << "the codecs are not built";
  }
  [[nodiscard]] const Catalogue& catalogue() const { return *catalogue_; }
  [[nodiscard]] const fs::path& folder() const { return folder_.path(); }

 private:
  kit::TemporaryFolder folder_{"burnish-core"};
  std::optional<Catalogue> catalogue_;
};

}  // namespace burnish::testing_core
