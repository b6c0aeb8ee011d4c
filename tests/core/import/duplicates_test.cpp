#include <algorithm>
#include <fstream>

#include "burnish/core/import.hpp"
#include "core/built.hpp"
#include "core/source/zip_maker.hpp"
#include "import/look.hpp"
#include "load/host.hpp"
#include "load/sha256.hpp"

namespace burnish::testing_core {
namespace {

class Duplicates : public BuiltPlugins {
 protected:
  void SetUp() override {
    BuiltPlugins::SetUp();
    if (!IsSkipped() && catalogue().items(Kind::Importer).empty()) GTEST_SKIP() << "no importer is built";
  }
  static std::string bytes_of(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  std::string half_of(const fs::path& path) {
    const Host host;
    const CallContext context{host.get(), nullptr, no_deadline};
    const auto look = imports::look_at(catalogue(), Source::open(path, context).value(), 300, context);
    const generate::PictureReader pixels(look->picture);
    const Call call(context);
    return generate::encode_picture(catalogue(), pixels.get(), {}, "image/webp", 60, call).value();
  }
};

TEST_F(Duplicates, AreFoundByBytesAndByLooks) {
  const fs::path cat = shared_image("cat-small.jpg");
  const fs::path archive = folder() / "all.zip";
  std::ofstream(archive, std::ios::binary) << testing_source::ZipMaker()
                                                  .add({"1-cat.jpg", bytes_of(cat)})
                                                  .add({"2-icon.png", bytes_of(shared_image("icon-48px.png"))})
                                                  .add({"3-same.jpg", bytes_of(cat)})
                                                  .add({"4-small.webp", half_of(cat)})
                                                  .bytes();
  ImportOptions asked;
  asked.dedupe = true;
  const std::vector<fs::path> paths{archive};
  const auto report = import_pictures(catalogue(), "midjourney", paths, asked, {}, {});
  ASSERT_TRUE(report.ok()) << report.error().message();
  std::map<std::string, const ImportedPicture*> pictures;
  for (const ImportedPicture& picture : report->pictures) pictures[picture.entry] = &picture;
  ASSERT_EQ(pictures.size(), 4U);
  EXPECT_EQ(pictures["1-cat.jpg"]->sha256, sha256_hex(bytes_of(cat)));
  EXPECT_EQ(pictures["1-cat.jpg"]->same_as + pictures["1-cat.jpg"]->similar_to, "");
  EXPECT_EQ(pictures["2-icon.png"]->same_as + pictures["2-icon.png"]->similar_to, "");
  EXPECT_EQ(pictures["3-same.jpg"]->same_as, pictures["1-cat.jpg"]->path);
  EXPECT_EQ(pictures["3-same.jpg"]->similar_to, "");
  EXPECT_EQ(pictures["4-small.webp"]->same_as, "");
  EXPECT_EQ(pictures["4-small.webp"]->similar_to, pictures["1-cat.jpg"]->path);
}

}  // namespace
}  // namespace burnish::testing_core
