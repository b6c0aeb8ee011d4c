// The C++ faces of analysers, settlers, generators and importers, each by a plugin that was loaded from its file.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>

#include "kit/files.hpp"
#include "kit/findings.hpp"
#include "kit/plugin_file.hpp"

namespace burnish {
namespace {

using testing::ElementsAre;
using testing::Pair;

kit::PluginFile sample(const std::string& name) {
  return kit::PluginFile(std::string(BURNISH_BUILD_DIR) + "/tests/plugins/" + name + ".burnish");
}

// ---- analysers

class AnalyserFace : public testing::Test {
 protected:
  AnalyserFace() : findings_(&light_) {}
  const kit::PluginFile plugin_ = sample("sample_analyser");
  const burnish_analyser& light_ = plugin_.analyser("sample.light");
  kit::Findings findings_;
};

TEST_F(AnalyserFace, FindsBoxesNumbersAndMaps) {
  kit::Picture p = kit::constant(40, 20, kit::rgb_f32, 0.25);
  for (int c = 0; c < 3; ++c) p.set(30, 5, c, 0.75);
  kit::analyse(light_, {}, p, findings_);
  ASSERT_EQ(findings_.all().size(), 1U);
  const kit::Findings::Finding f = findings_.all()[0];
  EXPECT_EQ(f.label, "light");
  EXPECT_FLOAT_EQ(static_cast<float>(f.score), 0.75F);
  EXPECT_FLOAT_EQ(static_cast<float>(f.x0), 0.75F);
  EXPECT_FLOAT_EQ(static_cast<float>(f.y1), 0.3F);
  EXPECT_EQ(f.points.size(), 2U);
  EXPECT_EQ(findings_.number("black"), 0.25);
  EXPECT_EQ(findings_.number("white"), 0.75);
  ASSERT_NE(findings_.map("brightness"), nullptr);
  EXPECT_EQ(findings_.map("brightness")->at(30, 5, 0), 0.75);
}

TEST_F(AnalyserFace, ParametersReachIt) {
  kit::analyse(light_, {{"floor", "0.9"}}, kit::constant(8, 8, kit::rgb_f32, 0.5), findings_);
  EXPECT_TRUE(findings_.all().empty());
}

TEST_F(AnalyserFace, ChoosesManyTimesFromTheSameFindings) {
  kit::Picture p = kit::constant(40, 20, kit::rgb_f32, 0.0);
  for (int c = 0; c < 3; ++c) p.set(38, 10, c, 1.0);
  kit::analyse(light_, {}, p, findings_);
  const std::vector<kit::Window> square = kit::choose(light_, {}, findings_, 4000, 2000);
  ASSERT_EQ(square.size(), 1U);
  EXPECT_DOUBLE_EQ(square[0].x0, 0.5);
  EXPECT_DOUBLE_EQ(square[0].x1, 1.0);
  EXPECT_THAT(square[0].reasons, ElementsAre("The brightest place is inside."));
  EXPECT_THAT(square[0].terms, ElementsAre(Pair("x", 0.5), Pair("y", 0.0)));
  const std::vector<kit::Window> tall = kit::choose(light_, {{"aspect", "1:2"}}, findings_, 4000, 2000);
  EXPECT_DOUBLE_EQ(tall[0].x1 - tall[0].x0, 0.25);
}

TEST_F(AnalyserFace, SettlesAutomaticValuesOnly) {
  kit::analyse(light_, {}, kit::ramp(16, 16, kit::rgb_f32), findings_);
  const auto tables = plugin_.tables("burnish.settle/1");
  ASSERT_EQ(tables.size(), 1U);
  const auto& settle = *static_cast<const burnish_settle*>(tables[0]);
  EXPECT_STREQ(settle.target, "sample.levels");
  EXPECT_STREQ(settle.needs[0], "sample.light");

  const kit::Values values(*plugin_.operation().desc, {{"black", "0.125"}});
  std::vector<burnish_value> out(values.data(), values.data() + values.size());
  const kit::Call call;
  burnish_prepare prepare{};
  prepare.struct_size = sizeof prepare;
  prepare.values = values.data();
  const burnish_findings* needs[] = {findings_.get()};
  ASSERT_EQ(settle.settle(call.get(), &prepare, needs, out.data()), BURNISH_OK);
  EXPECT_EQ(out[0].r[0], 0.125);
  EXPECT_EQ(out[1].state, uint32_t{BURNISH_VALUE_GIVEN});
  EXPECT_EQ(out[1].r[0], *findings_.number("white"));
}

TEST_F(AnalyserFace, SaysWhenItsValuesApply) {
  const auto& settle = *static_cast<const burnish_settle*>(plugin_.tables("burnish.settle/1").at(0));
  const kit::Call call;
  const auto applies = [&](const kit::TextValues& text) {
    const kit::Values values(*plugin_.operation().desc, text);
    burnish_prepare prepare{};
    prepare.struct_size = sizeof prepare;
    prepare.values = values.data();
    return settle.applies(call.get(), &prepare);
  };
  EXPECT_EQ(applies({}), 1);
  EXPECT_EQ(applies({{"black", "0.1"}}), 1);
  EXPECT_EQ(applies({{"black", "0.1"}, {"white", "0.9"}}), 0);
}

TEST_F(AnalyserFace, TakesListsAndSaysWhatItWants) {
  const burnish_analyser& lit = plugin_.analyser("sample.lit");
  const kit::Call call;
  const auto wants = [&](const kit::TextValues& text) {
    const kit::Values values(*lit.desc, text);
    burnish_prepare prepare{};
    prepare.struct_size = sizeof prepare;
    prepare.values = values.data();
    return lit.wants(call.get(), &prepare, 0);
  };
  EXPECT_EQ(wants({}), 0);
  EXPECT_EQ(wants({{"places", "0,0,1,1"}}), 1);
  EXPECT_EQ(light_.wants, nullptr);

  kit::Picture p = kit::constant(40, 20, kit::rgb_f32, 0.0);
  for (int c = 0; c < 3; ++c) p.set(38, 10, c, 1.0);
  kit::analyse(light_, {}, p, findings_);
  kit::Findings found(&lit);
  found.set_other("sample.light", findings_);
  kit::analyse(lit, {{"places", "0.5,0,0.5,1,0,0,0.5,1,0,0,1,1"}}, p, found);
  EXPECT_EQ(found.number("count"), 2);
  kit::Findings alone(&lit);
  kit::analyse(lit, {{"places", "0.5,0,0.5,1"}}, p, alone);
  EXPECT_EQ(alone.number("count"), 0);
}

// ---- generators

/// A provider behind "burnish.http/1" that answers by address.
struct Provider {
  std::map<std::string, std::pair<int, std::string>> answers;
  std::vector<std::string> asked, sent_headers;
  bool lose_answers = false;
  static Provider* current;

  static burnish_status send(const burnish_call* call, const burnish_http_request* request,
                             burnish_http_response* response) noexcept {
    Provider& self = *current;
    self.asked.push_back(std::string(request->method) + " " + request->url);
    for (const char* const* h = request->headers; *h != nullptr; ++h) self.sent_headers.emplace_back(*h);
    if (self.lose_answers) {
      response->sent_maybe = 1;
      return call->fail(call, BURNISH_NETWORK, nullptr, "the line went dead");
    }
    const auto found = self.answers.find(request->url);
    response->status = found == self.answers.end() ? 404 : found->second.first;
    if (found == self.answers.end()) return BURNISH_OK;
    return request->to->write(request->to, found->second.second.data(), found->second.second.size());
  }
};
Provider* Provider::current = nullptr;

class GeneratorFace : public testing::Test {
 protected:
  GeneratorFace() {
    Provider::current = &provider_;
    static constexpr burnish_http http{sizeof(burnish_http), &Provider::send};
    call_.offer("burnish.http/1", &http);
  }
  burnish_status submit(const kit::TextValues& text) {
    const kit::Values values(*cloud_.desc, text);
    burnish_prepare p{};
    p.struct_size = sizeof p;
    p.values = values.data();
    burnish_delivery delivery{};
    return cloud_.submit(call_.get(), &p, nullptr, ticket_.get(), &delivery);
  }
  const kit::PluginFile plugin_ = sample("sample_generator");
  const burnish_generator& cloud_ = plugin_.generator();
  Provider provider_;
  kit::Call call_;
  kit::Sink ticket_;
};

TEST_F(GeneratorFace, EstimatesBeforeAnythingIsSent) {
  const kit::Values values(*cloud_.desc, {{"count", "3"}});
  burnish_prepare p{};
  p.values = values.data();
  double seconds = 0, amount = 0;
  const char* currency = nullptr;
  ASSERT_EQ(cloud_.estimate(call_.get(), &p, &seconds, &amount, &currency), BURNISH_OK);
  EXPECT_DOUBLE_EQ(amount, 0.12);
  EXPECT_STREQ(currency, "USD");
  EXPECT_DOUBLE_EQ(seconds, 36);
  EXPECT_TRUE(provider_.asked.empty());
}

TEST_F(GeneratorFace, MovesAJobByItsTicketAlone) {
  provider_.answers = {{"https://api.example.org/jobs", {200, "j7"}},
                       {"https://api.example.org/jobs/j7", {200, "working"}},
                       {"https://api.example.org/pictures/j7/0", {200, "PIXELS"}}};
  ASSERT_EQ(submit({{"prompt", "a canyon"}}), BURNISH_PENDING);
  EXPECT_THAT(provider_.sent_headers, ElementsAre("Authorization", "Bearer ${secret:cloud}"));
  const kit::Bytes ticket = ticket_.bytes();

  uint32_t again_ms = 0;
  EXPECT_EQ(cloud_.poll(call_.get(), ticket.data(), ticket.size(), &again_ms), BURNISH_PENDING);
  EXPECT_EQ(again_ms, 500U);
  provider_.answers["https://api.example.org/jobs/j7"].second = "ready";
  EXPECT_EQ(cloud_.poll(call_.get(), ticket.data(), ticket.size(), &again_ms), BURNISH_OK);

  const kit::Sink file;
  kit::Meta meta;
  ASSERT_EQ(cloud_.fetch(call_.get(), ticket.data(), ticket.size(), 0, file.get(), meta.get()), BURNISH_OK);
  EXPECT_EQ(std::string(file.bytes().begin(), file.bytes().end()), "PIXELS");
  EXPECT_THAT(meta.entries(), ElementsAre(Pair("text:job", "j7")));
  EXPECT_EQ(cloud_.fetch(call_.get(), ticket.data(), ticket.size(), 1, file.get(), meta.get()), BURNISH_NOT_MINE);
  EXPECT_EQ(cloud_.abandon(call_.get(), ticket.data(), ticket.size()), BURNISH_OK);
}

TEST_F(GeneratorFace, SaysWhyItWasRefused) {
  provider_.answers = {{"https://api.example.org/jobs", {402, ""}}};
  EXPECT_EQ(submit({{"prompt", "a canyon"}}), BURNISH_ERROR);
  EXPECT_EQ(call_.failure().param, BURNISH_WHY_NO_CREDIT);
  EXPECT_TRUE(ticket_.bytes().empty());
}

TEST_F(GeneratorFace, ALostAnswerIsAnUnknownOutcome) {
  provider_.lose_answers = true;
  EXPECT_LT(submit({{"prompt", "a canyon"}}), 0);
  // The host's own words came first; the plugin's status says the rest.
  EXPECT_EQ(call_.failure().message, "the line went dead");
}

TEST_F(GeneratorFace, NamesTheParameterThatIsWrong) {
  EXPECT_EQ(submit({}), BURNISH_BAD_PARAM);
  EXPECT_EQ(call_.failure().param, "prompt");
  EXPECT_TRUE(provider_.asked.empty());
}

TEST_F(GeneratorFace, ReportsTheBalance) {
  provider_.answers = {{"https://api.example.org/balance", {200, "12.5"}}};
  double amount = 0;
  const char* currency = nullptr;
  ASSERT_EQ(cloud_.balance(call_.get(), &amount, &currency), BURNISH_OK);
  EXPECT_EQ(amount, 12.5);
}

TEST_F(GeneratorFace, WithoutANetworkItSaysSo) {
  call_.offer("burnish.http/1", nullptr);
  EXPECT_EQ(submit({{"prompt", "a canyon"}}), BURNISH_UNSUPPORTED);
}

// ---- importers

class ImporterFace : public testing::Test {
 protected:
  const kit::PluginFile plugin_ = sample("sample_importer");
  const burnish_importer& album_ = plugin_.importer();
  kit::Files files_{{{"a canyon_j1.png", "one "}, {"sub/a lake_j2.png", "grid"}, {"notes.txt", "x"}}};
};

TEST_F(ImporterFace, ProbesByNames) {
  const kit::Call call;
  int32_t score = -1;
  ASSERT_EQ(album_.probe(call.get(), files_.get(), &score), BURNISH_OK);
  EXPECT_EQ(score, 66);
}

TEST_F(ImporterFace, EmitsPicturesPartsAndGroups) {
  const kit::Imported r = kit::run_import(album_, {}, files_);
  ASSERT_EQ(r.status, BURNISH_OK) << kit::to_text(r.failure);
  ASSERT_EQ(r.items.size(), 5U);
  EXPECT_EQ(r.items[0].path, "a canyon_j1.png");
  EXPECT_THAT(r.items[0].meta, ElementsAre(Pair("text:prompt", "a canyon")));
  EXPECT_FALSE(r.items[0].part.has_value());
  ASSERT_TRUE(r.items[4].part.has_value());
  EXPECT_EQ(r.items[4].part->x0, 512);
  EXPECT_EQ(r.items[4].group_id, "j2");
  EXPECT_THAT(r.groups, ElementsAre(Pair("j1", "Job j1"), Pair("j2", "Job j2")));
  EXPECT_TRUE(files_.breaches().empty());
}

TEST_F(ImporterFace, ParametersReachIt) {
  EXPECT_EQ(kit::run_import(album_, {{"grids", "false"}}, files_).items.size(), 2U);
}

TEST_F(ImporterFace, StopsWhenTheHostHasEnoughAndReturnsItsWord) {
  const kit::Imported r = kit::run_import(album_, {}, files_, 2);
  EXPECT_EQ(r.status, BURNISH_CANCELLED);
  EXPECT_EQ(r.items.size(), 2U);
  EXPECT_TRUE(files_.breaches().empty());
}

}  // namespace
}  // namespace burnish
