#include "layering/layering.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include <fstream>

namespace burnish::layering {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// A source tree of its own for each test, removed at its end.
class LayeringTree : public testing::Test {
 protected:
  LayeringTree() {
    std::string pattern = (fs::temp_directory_path() / "burnish-layering-XXXXXX").string();
    root_ = mkdtemp(pattern.data());
  }
  ~LayeringTree() override { fs::remove_all(root_); }

  void add(const fs::path& file, const std::string& text) {
    fs::create_directories((root_ / file).parent_path());
    std::ofstream(root_ / file) << text;
  }

  std::vector<std::string> violations() const { return violations_in(root_); }

 private:
  fs::path root_;
};

TEST(Layering, HoldsInThisRepository) { EXPECT_THAT(violations_in(BURNISH_SOURCE_DIR), IsEmpty()); }

TEST_F(LayeringTree, AcceptsWhatTheTableAllows) {
  add("sdk/include/burnish/abi.h", "#include <stdint.h>\n");
  add("sdk/include/burnish/point.hpp", "#include <span>\n#include \"burnish/abi.h\"\n");
  add("core/include/burnish/core/run.hpp", "#include \"burnish/abi.h\"\n");
  add("core/src/load/library.hpp", "#include <dlfcn.h>\n");
  add("core/src/load/library.cpp", "#include \"load/library.hpp\"\n#include <boost/dll/shared_library.hpp>\n");
  add("core/src/plan/plan.cpp", "#include \"load/library.hpp\"\n#include \"burnish/core/run.hpp\"\n");
  add("plugins/codecs/jpeg/jpeg.cpp", "#include <jpeglib.h>\n#include <hwy/highway.h>\n#include \"dct.hpp\"\n");
  add("plugins/codecs/jpeg/dct.hpp", "#include <burnish/point.hpp>\n");
  add("plugins/codecs/jpeg/jpeg_test.cpp", "#include <gtest/gtest.h>\n#include \"kit/tempdir.hpp\"\n");
  add("tests/standins/server.cpp", "#include <boost/beast/http.hpp>\n#include <boost/asio/io_context.hpp>\n");
  add("tests/hosts/text_test.cpp", "#include <boost/algorithm/string.hpp>\n");
  add("hosts/cli/main.cpp", "#include <CLI/CLI.hpp>\n#include <burnish/core/run.hpp>\n");
  EXPECT_THAT(violations(), IsEmpty());
}

struct Violation {
  const char* file;
  const char* line;
  const char* objection;
};

void PrintTo(const Violation& violation, std::ostream* out) { *out << violation.file << ": " << violation.line; }

class LayeringViolation : public LayeringTree, public testing::WithParamInterface<Violation> {};

TEST_P(LayeringViolation, IsFoundWithFileAndLine) {
  add("core/src/load/library.hpp", "");
  add("core/src/write/encode.hpp", "");
  add("plugins/edits/blur/gauss.hpp", "");
  add(GetParam().file, std::string("#pragma once\n") + GetParam().line + "\n");
  EXPECT_THAT(violations(), ElementsAre(testing::AllOf(HasSubstr(GetParam().file + std::string(":2: ")),
                                                       HasSubstr(GetParam().objection))));
}

constexpr Violation violations_of_the_table[] = {
    {"sdk/include/burnish/abi.h", "#include <unistd.h>", "C11 standard"},
    {"sdk/include/burnish/abi.h", "#include <span>", "C11 standard"},
    {"sdk/include/burnish/abi.h", "#include \"burnish/point.hpp\"", "only C headers"},
    {"sdk/include/burnish/point.hpp", "#include <sys/mman.h>", "standard libraries"},
    {"sdk/include/burnish/point.hpp", "#include <fmt/core.h>", "fmt"},
    {"sdk/include/burnish/point.hpp", "#include <burnish/core/run.hpp>", "only core and hosts"},
    {"core/src/plan/plan.cpp", "#include <nlohmann/json.hpp>", "nlohmann/json"},
    {"core/src/plan/plan.cpp", "#include <tbb/parallel_for.h>", "oneTBB"},
    {"core/src/plan/plan.cpp", "#include <oneapi/tbb/task_arena.h>", "oneTBB"},
    {"core/src/plan/plan.cpp", "#include \"write/encode.hpp\"", "plan must not know write"},
    {"core/src/image/colour.cpp", "#include \"write/encode.hpp\"", "image must not know write"},
    {"core/src/run.cpp", "#include <spdlog/spdlog.h>", "spdlog"},
    {"core/src/run.cpp", "#include <curl/curl.h>", "libcurl"},
    {"core/src/load/record.cpp", "#include <archive.h>", "libarchive"},
    {"core/src/load/library.cpp", "#include <boost/asio.hpp>", "Boost.Beast"},
    {"tests/hosts/generate_test.cpp", "#include <boost/beast/http.hpp>", "Boost.Beast"},
    {"core/src/run.cpp", "#include <jpeglib.h>", "no library"},
    {"core/src/run.cpp", "#include \"../../plugins/edits/blur/gauss.hpp\"", "reaches into plugins/edits/blur"},
    {"plugins/edits/crop/crop.cpp", "#include \"burnish/core/run.hpp\"", "only core and hosts"},
    {"plugins/edits/crop/crop.cpp", "#include \"../blur/gauss.hpp\"", "reaches into plugins/edits/blur"},
    {"plugins/edits/crop/crop.cpp", "#include \"load/library.hpp\"", "is no file of plugins/edits/crop"},
    {"plugins/edits/crop/crop.cpp", "#include <curl/curl.h>", "libcurl"},
    {"plugins/importers/midjourney/scan.cpp", "#include <archive_entry.h>", "libarchive"},
    {"plugins/edits/crop/crop.cpp", "#include <spdlog/spdlog.h>", "spdlog"},
    {"plugins/edits/crop/crop.cpp", "#  include <nlohmann/json.hpp>", "nlohmann/json"},
    {"plugins/codecs/tiff/tiff.cpp", "#include <OpenImageIO/imageio.h>", "OpenImageIO"},
    {"hosts/cli/main.cpp", "#include \"../../core/src/load/library.hpp\"", "reaches into core"},
    {"hosts/cli/main.cpp", "#include \"load/library.hpp\"", "is no file of hosts/cli"},
    {"hosts/cli/main.cpp", "#include <boost/dll.hpp>", "Boost"},
    {"hosts/cli/main.cpp", "#include <tbb/task_arena.h>", "oneTBB"},
    {"hosts/cli/main.cpp", "#include <nlohmann/json.hpp>", "nlohmann/json"},
    {"hosts/cli/main.cpp", "#include <spdlog/spdlog.h>", "spdlog"},
    {"hosts/photoshop/filter.cpp", "#include <CLI/CLI.hpp>", "CLI11"},
};

INSTANTIATE_TEST_SUITE_P(Table, LayeringViolation, testing::ValuesIn(violations_of_the_table));

TEST_F(LayeringTree, FindsALibraryInTwoFoldersOfCore) {
  add("core/src/write/hash.cpp", "#include <sha2.h>\n");
  add("core/src/load/registry.cpp", "#include <sha2.h>\n");
  EXPECT_THAT(violations(),
              ElementsAre("libmd is included in more than one folder of core: core/src/load core/src/write"));
}

TEST_F(LayeringTree, FindsAFileThatIsTooLong) {
  add("core/src/run.cpp", std::string(600, '\n'));
  EXPECT_THAT(violations(), IsEmpty());
  add("core/src/run.cpp", std::string(601, '\n'));
  EXPECT_THAT(violations(), ElementsAre(HasSubstr("core/src/run.cpp: 601 lines")));
}

}  // namespace
}  // namespace burnish::layering
