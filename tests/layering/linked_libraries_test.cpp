#include <gmock/gmock.h>
#include <stdio.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace burnish::layering {
namespace {

namespace fs = std::filesystem;
using testing::AnyOf;
using testing::Contains;
using testing::Each;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

struct PipeCloser {
  void operator()(FILE* pipe) const { pclose(pipe); }
};

// Names of all libraries that the loader maps for `file`, those of its libraries included.
std::vector<std::string> libraries_of(const fs::path& file) {
  const std::unique_ptr<FILE, PipeCloser> pipe(popen(("ldd '" + file.string() + "' 2>&1").c_str(), "r"));
  std::vector<std::string> names;
  char line[4096];
  while (pipe && fgets(line, sizeof line, pipe.get()) != nullptr) {
    const std::string text(line);
    const auto begin = text.find_first_not_of(" \t");
    names.push_back(text.substr(begin, text.find_first_of(" \n", begin) - begin));
  }
  return names;
}

const fs::path build_dir = BURNISH_BUILD_DIR;
const fs::path plugin_dir = build_dir / "lib/burnish/1";

std::vector<fs::path> built_plugins() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(plugin_dir)) {
    if (entry.path().extension() == ".burnish") files.push_back(entry.path());
  }
  return files;
}

// OpenImageIO brings some 260 libraries, libcurl more than 30, libarchive a dozen: none belongs into every start.
const auto heavy =
    AnyOf(StartsWith("libOpenImageIO"), StartsWith("libcurl"), StartsWith("libarchive"), StartsWith("libsqlite3"));

TEST(LinkedLibraries, OfWhatEveryStartLoadsAreLight) {
  for (const char* name : {"lib/libburnish.so", "bin/burnish", "libexec/burnish/burnish-worker"}) {
    const auto libraries = libraries_of(build_dir / name);
    EXPECT_THAT(libraries, Contains(StartsWith("libc.so"))) << name;
    EXPECT_THAT(libraries, Each(Not(heavy))) << name;
  }
}

TEST(LinkedLibraries, OfTheNetworkModuleHoldLibcurl) {
  EXPECT_THAT(libraries_of(build_dir / "lib/burnish/burnish-net.so"), Contains(StartsWith("libcurl")));
}

TEST(LinkedLibraries, OfTheArchiveModuleHoldLibarchive) {
  EXPECT_THAT(libraries_of(build_dir / "lib/burnish/burnish-archive.so"), Contains(StartsWith("libarchive")));
}

TEST(LinkedLibraries, OfAPluginHoldOpenImageIOOnlyInOiio) {
  ASSERT_THAT(built_plugins(), Not(IsEmpty()));
  for (const fs::path& plugin : built_plugins()) {
    const auto libraries = libraries_of(plugin);
    if (plugin.stem() == "oiio") {
      EXPECT_THAT(libraries, Contains(StartsWith("libOpenImageIO")));
    } else {
      EXPECT_THAT(libraries, Each(Not(heavy))) << plugin;
    }
  }
}

TEST(LinkedLibraries, OfAPluginHoldNeitherCoreNorItsThreads) {
  for (const fs::path& plugin : built_plugins()) {
    if (plugin.stem() == "oiio" || plugin.stem() == "networks") continue;  // OpenImageIO and OpenCV bring oneTBB
    EXPECT_THAT(libraries_of(plugin),
                Each(Not(AnyOf(StartsWith("libburnish"), StartsWith("libtbb"), HasSubstr("spdlog")))))
        << plugin;
  }
}

}  // namespace
}  // namespace burnish::layering
