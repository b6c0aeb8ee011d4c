// Every pixel operation of every plugin, against the contract in burnish/pixel.h.
#include <gtest/gtest.h>

#include "contract/description_checks.hpp"
#include "contract/discover.hpp"
#include "contract/operation_checks.hpp"
#include "contract/variants.hpp"

namespace burnish::contract {
namespace {

class EveryOperation : public testing::TestWithParam<Subject<burnish_pixel>> {
 protected:
  [[nodiscard]] const burnish_pixel& op() const { return *GetParam().table; }
};

TEST_P(EveryOperation, DescribesItselfWell) { EXPECT_EQ(check_table(op()).text(), ""); }

TEST_P(EveryOperation, KeepsTheContractForAllValuesAtOddSizes) {
  const std::vector<burnish_format> formats = formats_of(op());
  static constexpr std::pair<int32_t, int32_t> sizes[] = {{31, 23}, {1, 1}, {1, 13}, {17, 1}};
  Problems problems;
  std::size_t turn = 0;
  int answered = 0;
  for (const kit::TextValues& values : variants(*op().desc, 12)) {
    for (const auto& [width, height] : sizes) {
      const Case best{&op(), values, pictures_for(op(), formats[0], width, height)};
      const Case other{&op(), values, pictures_for(op(), formats[turn++ % formats.size()], width, height)};
      const Verdict v = check_case(best);
      problems.add_all(v.problems);
      answered += v.answered ? 1 : 0;
      if (op().process != nullptr && !best.small()) break;  // huge outputs are only planned: once is enough
      problems.add_all(check_case(other).problems);
    }
    if (problems.full()) break;
  }
  EXPECT_EQ(problems.text(), "");
  EXPECT_GT(answered, 0) << "no values were accepted at all";
}

TEST_P(EveryOperation, KeepsTheContractInEveryFormat) {
  Problems problems;
  const std::vector<kit::TextValues> values = variants(*op().desc, 6, 2);
  std::size_t turn = 0;
  for (const burnish_format& format : formats_of(op())) {
    const std::size_t next = turn++ % values.size(), last = values.size() - 1 - next;
    for (const std::size_t i : {std::size_t{0}, next, last})
      problems.add_all(check_case({&op(), values[i], pictures_for(op(), format, 29, 19)}).problems);
  }
  EXPECT_EQ(problems.text(), "");
}

TEST_P(EveryOperation, TilesOfAWidePictureAreTheWhole) {
  Problems problems;
  const std::vector<kit::TextValues> values = variants(*op().desc, 4, 3);
  const burnish_format format = formats_of(op())[0];
  for (std::size_t i = values.size() - std::min<std::size_t>(values.size(), 4); i < values.size(); ++i) {
    const Case wide{&op(), values[i], pictures_for(op(), format, 4097, 3)};
    problems.add_all(check_tilings(wide, 2).problems);
  }
  EXPECT_EQ(problems.text(), "");
}

TEST_P(EveryOperation, ManyRandomTilingsAreTheWhole) {
  if (op().process == nullptr) GTEST_SKIP() << "the host converts";
  Problems problems;
  for (const kit::TextValues& values : variants(*op().desc, 4, 4)) {
    const Case c{&op(), values, pictures_for(op(), formats_of(op())[0], 47, 41)};
    problems.add_all(check_tilings(c, 12).problems);
  }
  EXPECT_EQ(problems.text(), "");
}

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(EveryOperation);
INSTANTIATE_TEST_SUITE_P(Plugin, EveryOperation, testing::ValuesIn(subjects<burnish_pixel>("burnish.pixel/1")),
                         [](const auto& i) { return i.param.name(); });

}  // namespace
}  // namespace burnish::contract
