// Every plugin file: its symbol, its module, the words of its tables.
#include <gtest/gtest.h>

#include <set>

#include "contract/description_checks.hpp"
#include "contract/discover.hpp"
#include "contract/module_checks.hpp"

namespace burnish::contract {
namespace {

class EveryPlugin : public testing::TestWithParam<std::filesystem::path> {
 protected:
  [[nodiscard]] static kit::PluginFile open() { return kit::PluginFile(GetParam()); }
};

TEST(Discovery, FindsPlugins) { EXPECT_FALSE(plugin_files().empty()); }

TEST_P(EveryPlugin, ExportsItsModuleAndNothingElse) { EXPECT_EQ(check_file(GetParam()).text(), ""); }

TEST_P(EveryPlugin, AnswersForItsTablesAndOnlyForThem) { EXPECT_EQ(check_module(open().module()).text(), ""); }

TEST_P(EveryPlugin, InitialisesTwice) {
  const kit::PluginFile plugin = open();
  EXPECT_NO_THROW(plugin.initialise());
  EXPECT_NO_THROW(plugin.initialise());
}

TEST_P(EveryPlugin, SettlesOnlyWhatIsDeclared) {
  const kit::PluginFile plugin = open();
  for (const void* t : plugin.tables("burnish.settle/1"))
    EXPECT_EQ(check_settle(*static_cast<const burnish_settle*>(t), plugin.module()).text(), "");
}

template <class Table>
void check_all(const kit::PluginFile& plugin, const char* kind) {
  for (const void* t : plugin.tables(kind)) EXPECT_EQ(check_table(*static_cast<const Table*>(t)).text(), "");
}

TEST_P(EveryPlugin, DescribesItsTablesWell) {
  const kit::PluginFile plugin = open();
  check_all<burnish_decoder>(plugin, "burnish.decoder/1");
  check_all<burnish_encoder>(plugin, "burnish.encoder/1");
  check_all<burnish_analyser>(plugin, "burnish.analyser/1");
  check_all<burnish_generator>(plugin, "burnish.generator/1");
  check_all<burnish_importer>(plugin, "burnish.importer/1");
}

TEST(Discovery, NoIdIsUsedTwiceInAFolder) {
  for (const char* kind : {"burnish.pixel/1", "burnish.decoder/1", "burnish.encoder/1"}) {
    std::set<std::string> ids;
    for (const auto& s : subjects<burnish_pixel>(kind))  // desc is the second member of every table
      EXPECT_TRUE(ids.insert(s.file.parent_path().string() + " " + s.table->desc->id).second)
          << s.table->desc->id << " again in " << s.file;
  }
}

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(EveryPlugin);
INSTANTIATE_TEST_SUITE_P(Plugin, EveryPlugin, testing::ValuesIn(plugin_files()), [](const auto& i) {
  std::string r = i.param.stem().string();
  for (char& c : r)
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  return r;
});

}  // namespace
}  // namespace burnish::contract
