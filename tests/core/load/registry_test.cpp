// The registry cache: used, never trusted.
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <random>
#include <thread>

#include "burnish/core/catalogue.hpp"
#include "core/load/scratch.hpp"
#include "load/module_record.hpp"
#include "load/registry.hpp"

namespace burnish::testing_load {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class RegistryCache : public testing::Test {
 protected:
  RegistryCache() {
    install(scratch_, "good");
    install(scratch_, "decoders");
    scratch_.write("plugins/junk.burnish", "junk");
  }

  /// Opens the catalogue; the plugins that had to be scanned.
  std::vector<std::string> scanned(bool rescan = false) {
    CatalogueOptions options = options_for(scratch_);
    options.rescan = rescan;
    std::vector<std::string> lines;
    options.trace = [&lines](std::string_view line) {
      if (line.substr(0, 8) == "scanned ") lines.emplace_back(line);
    };
    const Result<Catalogue> catalogue = Catalogue::open(options);
    EXPECT_THAT(catalogue.value().modules(), SizeIs(3));
    EXPECT_NE(catalogue.value().find(Kind::Pixel, "test.nothing"), nullptr);
    EXPECT_NE(catalogue.value().find(Kind::Decoder, "test.in_host"), nullptr);
    return lines;
  }
  [[nodiscard]] fs::path cache() const { return scratch_ / "cache/registry"; }

  Scratch scratch_;
};

TEST_F(RegistryCache, SparesTheSecondScan) {
  EXPECT_THAT(scanned(), SizeIs(3));
  EXPECT_THAT(scanned(), IsEmpty());
}

TEST_F(RegistryCache, TellsTheSameAsTheScan) {
  const Catalogue first = Catalogue::open(options_for(scratch_)).value();
  const Catalogue second = Catalogue::open(options_for(scratch_)).value();
  ASSERT_EQ(first.modules().size(), second.modules().size());
  for (std::size_t m = 0; m < first.modules().size(); ++m) {
    const Module& a = first.modules()[m];
    const Module& b = second.modules()[m];
    EXPECT_EQ(a.path, b.path);
    EXPECT_EQ(a.reason, b.reason);
    EXPECT_EQ(a.sha256, b.sha256);
    ASSERT_EQ(a.items.size(), b.items.size());
    for (std::size_t i = 0; i < a.items.size(); ++i) {
      EXPECT_EQ(a.items[i].id, b.items[i].id);
      EXPECT_EQ(a.items[i].flags, b.items[i].flags);
      EXPECT_EQ(a.items[i].extensions, b.items[i].extensions);
      EXPECT_EQ(a.items[i].parameters.size(), b.items[i].parameters.size());
      EXPECT_EQ(b.items[i].module, m);
    }
  }
}

TEST_F(RegistryCache, ScansAgainWhenAsked) {
  scanned();
  EXPECT_THAT(scanned(true), SizeIs(3));
}

TEST_F(RegistryCache, ScansOnlyTheFileThatChanged) {
  scanned();
  const fs::path plugin = scratch_ / "plugins/good.burnish";
  fs::last_write_time(plugin, fs::last_write_time(plugin) + std::chrono::nanoseconds(1000));
  EXPECT_THAT(scanned(), testing::ElementsAre(HasSubstr("good.burnish")));
  EXPECT_THAT(scanned(), IsEmpty());
}

TEST_F(RegistryCache, ForgetsPluginsThatAreGone) {
  install(scratch_, "babble");
  (void)Catalogue::open(options_for(scratch_));
  EXPECT_THAT(read_file(cache()), HasSubstr("babble.burnish"));
  fs::remove(scratch_ / "plugins/babble.burnish");
  EXPECT_THAT(scanned(), IsEmpty());
  EXPECT_THAT(read_file(cache()), testing::Not(HasSubstr("babble.burnish")));
}

TEST_F(RegistryCache, KeepsPluginsOfOtherFolders) {
  install(scratch_, "babble", "other");
  (void)Catalogue::open(options_for(scratch_, {"other"}));
  scanned();
  (void)Catalogue::open(options_for(scratch_, {"other"}));
  EXPECT_THAT(scanned(), IsEmpty());
}

TEST_F(RegistryCache, IsMadeAnewWhenCutOffAnywhere) {
  scanned();
  const std::string whole = read_file(cache());
  ASSERT_GT(whole.size(), 1000U);
  for (std::size_t percent = 0; percent < 100; ++percent) {
    scratch_.write("cut", whole.substr(0, whole.size() * percent / 100));
    const Registry registry = Registry::read(scratch_ / "cut", {});
    EXPECT_FALSE(registry.find(scratch_ / "plugins/good.burnish", {}));
  }
  scratch_.write("cache/registry", whole.substr(0, whole.size() / 2));
  EXPECT_THAT(scanned(), SizeIs(3));
  EXPECT_THAT(scanned(), IsEmpty());
}

TEST_F(RegistryCache, IsMadeAnewWhenAnyBitIsFlipped) {
  scanned();
  const std::string whole = read_file(cache());
  std::mt19937 random(3);
  int damaged = 0;
  for (int i = 0; i < 1000; ++i) {
    std::string flipped = whole;
    flipped[random() % flipped.size()] ^= static_cast<char>(1U << (random() % 8));
    scratch_.write("flipped", flipped);
    (void)Registry::read(scratch_ / "flipped", [&damaged](std::string_view line) {
      damaged += line.find("damaged") != std::string_view::npos ? 1 : 0;
    });
  }
  EXPECT_EQ(damaged, 1000);
}

TEST_F(RegistryCache, IsNotAFile) {
  fs::create_directories(cache());
  EXPECT_THAT(scanned(), SizeIs(3));
  EXPECT_THAT(scanned(), SizeIs(3));
}

TEST_F(RegistryCache, CannotBeWritten) {
  scratch_.write("cache", "a file where the folder should be");
  EXPECT_THAT(scanned(), SizeIs(3));
  EXPECT_THAT(scanned(), SizeIs(3));
}

TEST_F(RegistryCache, IsSafeBetweenConcurrentRuns) {
  std::vector<std::jthread> runs;
  std::atomic<int> complete{0};
  for (int run = 0; run < 4; ++run)
    runs.emplace_back([this, &complete] {
      for (int time = 0; time < 5; ++time) {
        CatalogueOptions options = options_for(scratch_);
        options.rescan = time % 2 == 1;
        const Result<Catalogue> catalogue = Catalogue::open(options);
        if (catalogue.ok() && catalogue.value().find(Kind::Pixel, "test.nothing") != nullptr) ++complete;
      }
    });
  runs.clear();
  EXPECT_EQ(complete, 20);
  EXPECT_THAT(scanned(), IsEmpty());
  // No temporary file is left.
  EXPECT_EQ(std::distance(fs::directory_iterator(scratch_ / "cache"), fs::directory_iterator()), 1);
}

// Length fields inside a record that has a right checksum: somebody made it so.
TEST_F(RegistryCache, SurvivesRecordsThatLie) {
  scanned();
  Registry registry = Registry::read(cache(), {});
  const fs::path plugin = scratch_ / "plugins/decoders.burnish";
  struct stat facts {};
  ASSERT_EQ(stat(plugin.c_str(), &facts), 0);
  const std::string record = [&] {
    RecordWriter writer;
    write_module(writer, *registry.find(plugin, key_of(facts)));
    return writer.take();
  }();
  std::mt19937 random(4);
  for (int i = 0; i < 5000; ++i) {
    std::string lie = record;
    const uint32_t number = random() % 3 == 0 ? UINT32_MAX : static_cast<uint32_t>(random());
    std::memcpy(lie.data() + random() % (lie.size() - 4), &number, 4);
    RecordReader reader(lie);
    (void)read_module(reader);
  }
}

}  // namespace
}  // namespace burnish::testing_load
