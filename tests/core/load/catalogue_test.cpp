#include "burnish/core/catalogue.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <thread>

#include "core/load/scratch.hpp"

namespace burnish::testing_load {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

Catalogue open(const CatalogueOptions& options) {
  Result<Catalogue> catalogue = Catalogue::open(options);
  EXPECT_TRUE(catalogue.ok());
  return std::move(catalogue).value();
}

/// What is said about the only plugin in the folder.
Module only_module(const Scratch& scratch) {
  const Catalogue catalogue = open(options_for(scratch));
  EXPECT_THAT(catalogue.modules(), SizeIs(1));
  return catalogue.modules().empty() ? Module{} : catalogue.modules().front();
}

TEST(Catalogue, IsEmptyWithoutPlugins) {
  const Scratch scratch;
  const Catalogue catalogue = open(options_for(scratch, {"not", "there"}));
  EXPECT_THAT(catalogue.modules(), IsEmpty());
  EXPECT_THAT(catalogue.folders(), SizeIs(2));
  EXPECT_EQ(catalogue.find(Kind::Pixel, "blur"), nullptr);
  EXPECT_EQ(catalogue.decoder_for("BTC", "x.btc"), nullptr);
}

TEST(Catalogue, DescribesAPlugin) {
  const Scratch scratch;
  install(scratch, "good");
  const Module module = only_module(scratch);
  EXPECT_EQ(module.state, ModuleState::Usable);
  EXPECT_EQ(module.id, "test.good");
  EXPECT_EQ(module.version, "1.0");
  EXPECT_EQ(module.license, "Apache-2.0");
  EXPECT_THAT(module.sha256, SizeIs(64));
  ASSERT_THAT(module.items, SizeIs(1));
  EXPECT_EQ(module.items[0].id, "test.nothing");
  EXPECT_EQ(module.items[0].summary, "Does nothing.");
}

TEST(Catalogue, DescribesDecodersWithTheirParameters) {
  const Scratch scratch;
  install(scratch, "decoders");
  const Catalogue catalogue = open(options_for(scratch));
  const Item* item = catalogue.find(Kind::Decoder, "test.in_child");
  ASSERT_NE(item, nullptr);
  EXPECT_EQ(item->format, "btc");
  EXPECT_EQ(item->rank, 100);
  EXPECT_NE(item->flags & BURNISH_DF_WORKER, 0U);
  ASSERT_THAT(item->magics, SizeIs(1));
  EXPECT_EQ(item->magics[0].bytes, "BTC");
  ASSERT_THAT(item->parameters, SizeIs(2));
  EXPECT_EQ(item->parameters[0].id, "level");
  EXPECT_EQ(item->parameters[0].max, 1);
  EXPECT_EQ(item->parameters[1].def, "hello");
  EXPECT_EQ(catalogue.decoder_for("BTC anything", "x.bth"), item);
  EXPECT_EQ(catalogue.decoder_for("something else", "x.btc"), nullptr);
  EXPECT_EQ(catalogue.find(Kind::Encoder, "test.in_child"), nullptr);
}

struct Broken {
  const char* name;
  const char* reason;
};
class BrokenPlugin : public testing::TestWithParam<Broken> {};
TEST_P(BrokenPlugin, IsListedWithTheReason) {
  const Scratch scratch;
  install(scratch, GetParam().name);
  const Module module = only_module(scratch);
  EXPECT_EQ(module.state, ModuleState::Broken);
  EXPECT_THAT(module.reason, HasSubstr(GetParam().reason));
  EXPECT_THAT(module.items, IsEmpty());
}
constexpr Broken broken[] = {
    {"leaky", "it exports test_leaked_function beside burnish_module_v1"},
    {"major2", "another version of the plugin contract"},
    {"crash", "it was stopped by signal 11 (Segmentation fault) while it was scanned"},
    {"crash_in_item", "it was stopped by signal 6 (Aborted) while it was scanned"},
    {"hang", "it did not answer within 5 s while it was scanned"},
    {"exit", "it ended with status 0 while it was scanned"},
    {"forge", "it ended with status 0 while it was scanned"},
    {"flood", "it wrote more than a description while it was scanned"},
    {"module_size", "its module states a struct_size of 8"},
    {"newer", "it needs version 1.99 of the plugin contract; this Burnish has 1.0"},
    {"table_size", "its pixel is refused: it states a struct_size of 12"},
    {"null_id", "its pixel is refused: its id is missing"},
    {"no_prepare", "its function prepare is missing"},
    {"twice", "it declares the pixel test.twice twice"},
    {"endless", "it does not stop giving tables"},
    {"empty", "it holds no table"},
    {"latin1", "its summary is not UTF-8"},
    {"parameters", "its parameter amount has its bounds the wrong way round"},
    {"missing_library", "liblibrary_that_is_missing.so: cannot open shared object file"},
};
INSTANTIATE_TEST_SUITE_P(Catalogue, BrokenPlugin, testing::ValuesIn(broken),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(Catalogue, SurvivesAPluginThatPrints) {
  const Scratch scratch;
  install(scratch, "babble");
  EXPECT_EQ(only_module(scratch).state, ModuleState::Usable);
}

TEST(Catalogue, ListsFilesThatAreNoPlugins) {
  const Scratch scratch;
  scratch.write("plugins/text.burnish", "hello");
  fs::create_symlink("/nowhere/at/all", scratch / "plugins/link.burnish");
  fs::create_directory(scratch / "plugins/folder.burnish");
  scratch.write("plugins/readme.txt", "not looked at");
  const Catalogue catalogue = open(options_for(scratch));
  ASSERT_THAT(catalogue.modules(), SizeIs(2));
  EXPECT_THAT(catalogue.modules()[0].reason, HasSubstr("No such file"));
  EXPECT_THAT(catalogue.modules()[1].reason, HasSubstr("too short"));
}

TEST(Catalogue, SaysThatTheWorkerIsMissing) {
  const Scratch scratch;
  install(scratch, "good");
  CatalogueOptions options = options_for(scratch);
  options.worker = scratch / "no-such-worker";
  EXPECT_THAT(open(options).modules()[0].reason, AllOf(HasSubstr("could not be scanned"), HasSubstr("no-such-worker")));
  // That was not the plugin's fault, so it is not remembered.
  EXPECT_EQ(only_module(scratch).state, ModuleState::Usable);
}

TEST(Catalogue, ScansAnewWhatLacksALibrary) {
  const Scratch scratch;
  install(scratch, "missing_library");
  EXPECT_EQ(only_module(scratch).state, ModuleState::Broken);
  const fs::path library = fs::path(BURNISH_BUILD_DIR) / "tests/bad_plugins/elsewhere/liblibrary_that_is_missing.so";
  const std::string before = getenv("LD_LIBRARY_PATH") == nullptr ? "" : getenv("LD_LIBRARY_PATH");
  setenv("LD_LIBRARY_PATH", library.parent_path().c_str(), 1);
  EXPECT_EQ(only_module(scratch).state, ModuleState::Usable);
  setenv("LD_LIBRARY_PATH", before.c_str(), 1);
}

TEST(Catalogue, RefusesBothOfOneIdInOneFolder) {
  for (const char* other : {"same_module", "same_operation", "good"}) {
    const Scratch scratch;
    const fs::path a = install(scratch, "good", "plugins", "a");
    const fs::path b = install(scratch, other, "plugins", "b");
    const Catalogue catalogue = open(options_for(scratch));
    for (const Module& module : catalogue.modules()) {
      EXPECT_EQ(module.state, ModuleState::Duplicate);
      EXPECT_THAT(module.reason, AllOf(HasSubstr(a.string()), HasSubstr(b.string())));
    }
    EXPECT_EQ(catalogue.find(Kind::Pixel, "test.nothing"), nullptr);
  }
}

TEST(Catalogue, TakesTheEarlierFolder) {
  for (const char* other : {"same_module", "same_operation", "good"}) {
    const Scratch scratch;
    const fs::path first = install(scratch, "good", "one");
    install(scratch, other, "two");
    const Catalogue catalogue = open(options_for(scratch, {"one", "two"}));
    ASSERT_THAT(catalogue.modules(), SizeIs(2));
    EXPECT_EQ(catalogue.modules()[0].state, ModuleState::Usable);
    EXPECT_EQ(catalogue.modules()[1].state, ModuleState::Shadowed);
    EXPECT_THAT(catalogue.modules()[1].reason, HasSubstr(first.string()));
    EXPECT_EQ(catalogue.find(Kind::Pixel, "test.nothing")->module, 0U);
  }
}

TEST(Catalogue, SearchesAFolderOnce) {
  const Scratch scratch;
  install(scratch, "good");
  const Catalogue catalogue = open(options_for(scratch, {"plugins", "plugins/../plugins"}));
  ASSERT_THAT(catalogue.modules(), SizeIs(1));
  EXPECT_EQ(catalogue.modules()[0].state, ModuleState::Usable);
}

TEST(Catalogue, LoadsATableWhenItIsAskedFor) {
  const Scratch scratch;
  install(scratch, "counts_init");
  const Catalogue first = open(options_for(scratch));
  const Catalogue second = open(options_for(scratch));
  for (const Catalogue* catalogue : {&first, &second, &first}) {
    const Result<const burnish_pixel*> table = catalogue->pixel(*catalogue->find(Kind::Pixel, "test.counts_init"));
    ASSERT_TRUE(table.ok()) << table.error().message();
    EXPECT_EQ(table.value()->desc->version, 101U);  // init ran once
  }
}

TEST(Catalogue, LoadsOnceForManyThreads) {
  const Scratch scratch;
  install(scratch, "good");
  install(scratch, "counts_init");
  const Catalogue catalogue = open(options_for(scratch));
  const Item& good = *catalogue.find(Kind::Pixel, "test.nothing");
  const Item& counts = *catalogue.find(Kind::Pixel, "test.counts_init");
  std::vector<const void*> seen(8);
  std::vector<std::jthread> threads;
  for (std::size_t t = 0; t < seen.size(); ++t)
    threads.emplace_back([&, t] {
      seen[t] = catalogue.table(t % 2 == 0 ? good : counts).value();
      (void)catalogue.find(Kind::Pixel, "test.nothing");
      (void)catalogue.nearest(Kind::Pixel, "test.nothink");
    });
  threads.clear();
  for (std::size_t t = 2; t < seen.size(); ++t) EXPECT_EQ(seen[t], seen[t - 2]);
}

TEST(Catalogue, NamesThePluginWhoseInitFails) {
  const Scratch scratch;
  const fs::path file = install(scratch, "init_fails");
  const Catalogue catalogue = open(options_for(scratch));
  for (int time = 0; time < 2; ++time) {
    const auto table = catalogue.pixel(*catalogue.find(Kind::Pixel, "test.init_fails"));
    ASSERT_FALSE(table.ok());
    EXPECT_EQ(table.error().code, Code::Plugin);
    EXPECT_THAT(table.error().message(), AllOf(HasSubstr(file.string()), HasSubstr("its init failed with status -1")));
  }
}

TEST(Catalogue, RefusesTablesThatChangedSinceTheScan) {
  const Scratch scratch;
  const fs::path file = install(scratch, "changing");
  const Catalogue catalogue = open(options_for(scratch));
  setenv("BURNISH_TEST_CHANGED", "1", 1);
  const auto table = catalogue.pixel(*catalogue.find(Kind::Pixel, "test.changing"));
  unsetenv("BURNISH_TEST_CHANGED");
  ASSERT_FALSE(table.ok());
  EXPECT_EQ(table.error().code, Code::Plugin);
  EXPECT_THAT(table.error().message(),
              AllOf(HasSubstr(file.string()), HasSubstr("has another id since it was scanned")));
}

TEST(Catalogue, RefusesAFileThatChangedSinceTheScan) {
  const Scratch scratch;
  const fs::path file = install(scratch, "good");
  const Catalogue catalogue = open(options_for(scratch));
  fs::remove(file);
  install(scratch, "leaky", "plugins", "good");
  const auto table = catalogue.pixel(*catalogue.find(Kind::Pixel, "test.nothing"));
  ASSERT_FALSE(table.ok());
  EXPECT_THAT(table.error().message(), HasSubstr("it changed since it was scanned"));
}

TEST(Catalogue, RefusesAReplacementOfALoadedPlugin) {
  const Scratch scratch;
  const fs::path file = install(scratch, "good");
  const Catalogue before = open(options_for(scratch));
  ASSERT_TRUE(before.pixel(*before.find(Kind::Pixel, "test.nothing")).ok());
  // The loader knows libraries by name too, and would give the old code for the new file.
  install(scratch, "same_module", "plugins", "new");
  fs::rename(scratch / "plugins/new.burnish", file);
  const Catalogue after = open(options_for(scratch));
  const auto table = after.pixel(*after.find(Kind::Pixel, "test.other"));
  ASSERT_FALSE(table.ok());
  EXPECT_THAT(table.error().message(), HasSubstr("replaced while"));
}

TEST(Catalogue, FindsItsFoldersInTheEnvironment) {
  const Scratch scratch;
  install(scratch, "good", "one");
  setenv("BURNISH_PLUGIN_PATH", (":" + (scratch / "one").string() + "::" + (scratch / "two").string()).c_str(), 1);
  CatalogueOptions options = options_for(scratch, {});
  const Catalogue catalogue = open(options);
  unsetenv("BURNISH_PLUGIN_PATH");
  ASSERT_GE(catalogue.folders().size(), 3U);
  EXPECT_EQ(catalogue.folders()[0], fs::canonical(scratch / "one"));
  EXPECT_EQ(catalogue.folders()[1].filename(), "two");
  EXPECT_EQ(catalogue.folders().back(), "/usr/lib/burnish/1");
  EXPECT_NE(catalogue.find(Kind::Pixel, "test.nothing"), nullptr);
}

}  // namespace
}  // namespace burnish::testing_load
