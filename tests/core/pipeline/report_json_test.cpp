#include "burnish/core/report_json.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "installed.hpp"
#include "pipeline/document.hpp"
#include "reading.hpp"

namespace burnish {
namespace {

FailureReport failure() {
  return {"b.jpg", "hero", Error{Code::BadData, "cannot read b.jpg", {}, "it ends after 12 bytes", {}}};
}

TEST(ReportJson, OfARunHasTheDocumentedForm) {
  Report report;
  report.outputs.push_back({.input = "a.jpg",
                            .name = "hero",
                            .path = "out/a-hero.jpg",
                            .format = "jpeg",
                            .width = 1920,
                            .height = 800,
                            .bytes = 123456,
                            .quality = 80,
                            .score = std::nullopt,
                            .ms = 12.3456});
  report.failed.push_back(failure());
  report.ms = 20;
  EXPECT_EQ(to_json(report),
            R"({"outputs":[{"input":"a.jpg","name":"hero","path":"out/a-hero.jpg","width":1920,"height":800,)"
            R"("format":"jpeg","bytes":123456,"quality":80,"score":null,"ms":12.346}],)"
            R"("failed":[{"input":"b.jpg","name":"hero","code":"bad_data",)"
            R"("message":"cannot read b.jpg: it ends after 12 bytes"}],"ms":20.0})");
  EXPECT_EQ(to_json(Report{}), R"({"outputs":[],"failed":[],"ms":0.0})");
}

TEST(ReportJson, TellsWhatResumeSkipped) {
  Report report;
  report.outputs.emplace_back();
  report.outputs[0].skipped = true;
  EXPECT_NE(to_json(report).find(R"("skipped":true)"), std::string::npos);
}

TEST(ReportJson, OfFilesHasTheDocumentedForm) {
  FileFacts facts;
  facts.path = "a.jpg";
  facts.format = "jpeg";
  facts.profile = "Display P3";
  facts.width = 4000;
  facts.height = 3000;
  facts.orientation = 6;
  facts.bytes = 99;
  facts.metadata = {{"exif:Model", "X"}, {"text:Comment", "one"}, {"text:Comment", "two"}, {"text:Comment", "three"}};
  facts.warnings = {"no end marker"};
  EXPECT_EQ(
      to_json(std::vector{facts}, std::vector{failure()}),
      R"({"files":[{"path":"a.jpg","format":"jpeg","width":4000,"height":3000,"frames":1,"bits":8,"channels":3,)"
      R"("alpha":false,"orientation":6,"profile":"Display P3","bytes":99,)"
      R"("metadata":{"exif:Model":"X","text:Comment":["one","two","three"]},"provenance":null,)"
      R"("warnings":["no end marker"],"marks":[],"history":[]}],"failed":[{"input":"b.jpg","name":"hero","code":"bad_data",)"
      R"("message":"cannot read b.jpg: it ends after 12 bytes"}]})");
}

TEST(ReportJson, OfAComparison) {
  EXPECT_EQ(comparison_json(Metric::Psnr, 42.5), R"({"metric":"psnr","score":42.5})");
  EXPECT_EQ(comparison_json(Metric::Ssim, 1), R"({"metric":"ssim","score":1.0})");
  EXPECT_EQ(comparison_json(Metric::Psnr, std::numeric_limits<double>::infinity()),
            R"({"metric":"psnr","score":null})");
}

TEST(ReportJson, OfAnError) {
  const Error error{Code::Unknown,
                    "no installed plugin declares operation 'blurr'",
                    "$.outputs[0].steps[0].op",
                    {},
                    "did you mean 'blur'?"};
  EXPECT_EQ(error_json(error),
            R"({"error":{"code":"unknown","where":"$.outputs[0].steps[0].op","message":"no installed plugin declares )"
            R"(operation 'blurr' ($.outputs[0].steps[0].op); did you mean 'blur'?","hint":"did you mean 'blur'?"}})");
}

TEST(ReportJson, NamesThatAreNotUtf8StillGiveADocument) {
  Report report;
  report.outputs.emplace_back();
  report.outputs[0].input = "caf\xE9 \"x\"\n.jpg";
  const auto document = parse_json(to_json(report), "report");
  ASSERT_TRUE(document.ok()) << document.error().message();
  EXPECT_EQ(test::text_of(document->member("outputs")->elements[0], "input"), "caf\xEF\xBF\xBD \"x\"\n.jpg");
}

TEST(ReportJson, OfTheCatalogueListsModulesAndItems) {
  const auto document = parse_json(catalogue_json(test::installed()), "list");
  ASSERT_TRUE(document.ok());
  const JsonValue& plugins = *document->member("plugins");
  ASSERT_EQ(plugins.elements.size(), 2U);
  EXPECT_EQ(test::text_of(plugins.elements[0], "id"), "org.example.operations");
  EXPECT_EQ(test::text_of(plugins.elements[0], "state"), "usable");
  EXPECT_EQ(test::text_of(plugins.elements[0].member("items")->elements[0], "id"), "burnish.resize");
  EXPECT_EQ(test::text_of(plugins.elements[0].member("items")->elements[0], "kind"), "pixel");
}

TEST(ReportJson, OfItemsDescribesEveryParameter) {
  const Item* const items[] = {&test::everything()};
  const auto document = parse_json(items_json(test::installed(), items), "items");
  ASSERT_TRUE(document.ok());
  const JsonValue& item = document->member("items")->elements.at(0);
  const JsonValue& parameters = *item.member("parameters");
  ASSERT_EQ(parameters.elements.size(), test::everything().parameters.size());
  const JsonValue& count = parameters.elements[1];
  EXPECT_EQ(test::text_of(count, "id"), "count");
  EXPECT_EQ(test::text_of(count, "type"), "int");
  EXPECT_EQ(test::text_of(count, "default"), "3");
  EXPECT_EQ(test::text_of(count, "min"), "-5");
  EXPECT_EQ(test::text_of(count, "max"), "5");
  EXPECT_EQ(parameters.elements[3].member("choices")->elements.size(), 2U);
  EXPECT_EQ(test::text_of(item, "plugin"), "/nowhere/org.example.operations.burnish");
}

TEST(ReportJson, OfFindingsIsGoodWhenEveryFindingIs) {
  const Finding findings[] = {{true, "12 plugins", {}}, {false, "no worker", "reinstall"}};
  EXPECT_EQ(findings_json({findings, 1}),
            R"({"good":true,"findings":[{"good":true,"text":"12 plugins","advice":null}]})");
  EXPECT_EQ(findings_json(findings), R"({"good":false,"findings":[{"good":true,"text":"12 plugins","advice":null},)"
                                     R"({"good":false,"text":"no worker","advice":"reinstall"}]})");
}

TEST(ReportJson, OfTextsIsOneFlatObject) {
  const std::pair<std::string, std::string> texts[] = {{"plan", "a \"b\"\n"}};
  EXPECT_EQ(texts_json(texts), R"({"plan":"a \"b\"\n"})");
}

}  // namespace
}  // namespace burnish
