#include "write/choose.hpp"

#include <gmock/gmock.h>

#include "core/write/formats.hpp"

namespace burnish::testing_write {
namespace {

using testing::HasSubstr;

Output output(const std::string& format, const std::string& write) {
  Output o;
  o.name = "hero";
  o.where = "$.outputs[0]";
  o.format = format;
  o.write = write;
  return o;
}

// The chosen format, "?" when the input decides, or the error.
std::string chosen(const Output& o, const RunOptions& options = {},
                   const std::optional<InputTraits>& input = std::nullopt) {
  const Catalogue catalogue = formats();
  const auto item = find_encoder(catalogue, o, options, input);
  if (!item.ok()) return std::string(code_word(item.error().code)) + ": " + item.error().message();
  return *item == nullptr ? "?" : (*item)->format;
}

TEST(FindEncoder, GoesByFormatThenExtensionThenInput) {
  EXPECT_EQ(chosen(output("tiff", "{stem}.{ext}")), "tiff");
  EXPECT_EQ(chosen(output("tif", "")), "tiff");
  EXPECT_EQ(chosen(output("", "x/{stem}.JPG")), "jpeg");
  EXPECT_EQ(chosen(output("", "{stem}.{ext}")), "?");
  EXPECT_EQ(chosen(output("", "{stem}.{ext}"), {}, InputTraits{"tiff", true}), "tiff");
  EXPECT_EQ(chosen(output("", "{stem}.png"), {}, InputTraits{"tiff", true}), "png");
}

TEST(FindEncoder, FallsBackByAlphaForFormatsThatNothingWrites) {
  EXPECT_EQ(chosen(output("", ""), {}, InputTraits{"gif", true}), "png");
  EXPECT_EQ(chosen(output("", ""), {}, InputTraits{"gif", false}), "jpeg");
}

TEST(FindEncoder, LetsTheFileOfTheCommandLineReplaceTheTemplate) {
  RunOptions options;
  options.output = "out/a.png";
  options.output_is_file = true;
  EXPECT_EQ(chosen(output("", "{stem}.jpg"), options), "png");
  EXPECT_THAT(chosen(output("jpeg", "{stem}.jpg"), options), HasSubstr("-o out/a.png"));
  options.output = "-";
  EXPECT_EQ(chosen(output("jpeg", "{stem}.png"), options), "jpeg");
  EXPECT_EQ(chosen(output("", "{stem}.png"), options), "?");
}

TEST(FindEncoder, RefusesAFormatAgainstAnExtension) {
  EXPECT_EQ(
      chosen(output("jpeg", "{stem}.png")),
      "bad_pipeline: format 'jpeg' against extension '.png' ($.outputs[0].write): a file named .png is png; leave "
      "one of them out, or write '{stem}.{ext}'");
  EXPECT_THAT(chosen(output("jpeg", "{stem}.gif")), HasSubstr("a file named .gif is gif"));
  EXPECT_THAT(chosen(output("png", "{stem}.AVIF")), HasSubstr("is avif"));
  EXPECT_EQ(chosen(output("jpeg", "{stem}.jpeg")), "jpeg");
  EXPECT_EQ(chosen(output("jpeg", "{stem}.v2")), "jpeg") << "an unknown extension states no format";
}

TEST(FindEncoder, SaysWhatThisVersionDoesNotHave) {
  for (const char* later : {"auto", "avif", "jxl"})
    EXPECT_EQ(chosen(output(later, "")), std::string("not_in_version: format '") + later +
                                             "' is not in this version ($.outputs[0]): formats that can be written: "
                                             "jpeg, png, tiff");
  EXPECT_THAT(chosen(output("", "{stem}.avif")), HasSubstr("not_in_version: extension '.avif'"));
}

TEST(FindEncoder, NamesTheNearestFormat) {
  EXPECT_EQ(chosen(output("jepg", "")),
            "unknown: no installed plugin writes format 'jepg' ($.outputs[0]): formats that can be written: jpeg, png, "
            "tiff; did you mean 'jpeg'?");
  EXPECT_THAT(chosen(output("", "{stem}.gif")), HasSubstr("no installed plugin writes extension '.gif'"));
}

Pipeline pipeline_of(const Output& o) {
  Pipeline p;
  p.outputs = {o};
  return p;
}

TEST(CheckEncoders, PutsQualityIntoTheEncodersParameter) {
  const Catalogue catalogue = formats();
  Output o = output("jpeg", "");
  o.quality = 101;
  const Status status = check_encoders(catalogue, pipeline_of(o), {});
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().code, Code::BadParam);
  EXPECT_EQ(status.error().where, "$.outputs[0].quality");
  o.quality = 100;
  EXPECT_TRUE(check_encoders(catalogue, pipeline_of(o), {}).ok());
}

TEST(CheckEncoders, RefusesQualityGivenTwice) {
  const Catalogue catalogue = formats();
  Output o = output("jpeg", "");
  o.quality = 90;
  o.encode = {{"q", "80", "$.outputs[0].encode.q"}};
  const Status status = check_encoders(catalogue, pipeline_of(o), {});
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().message(),
            "'q' is given twice ($.outputs[0].encode.q): 'quality' of the output is 90 and sets the same; leave one of "
            "them out");
}

TEST(CheckEncoders, ChecksEncodeParameters) {
  const Catalogue catalogue = formats();
  Output o = output("tiff", "");
  o.encode = {{"bits", "64", "$.outputs[0].encode.bits"}};
  EXPECT_FALSE(check_encoders(catalogue, pipeline_of(o), {}).ok());
  o.encode[0].text = "16";
  EXPECT_TRUE(check_encoders(catalogue, pipeline_of(o), {}).ok());
  o.format.clear();
  o.encode[0].id = "nonsense";
  EXPECT_TRUE(check_encoders(catalogue, pipeline_of(o), {}).ok()) << "not decided before the input is read";
}

TEST(ChooseEncoder, ReportsAPluginThatDoesNotLoad) {
  const Catalogue catalogue = formats();
  const auto result = choose_encoder(catalogue, output("png", ""), {}, {"jpeg", false});
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code, Code::Plugin);
}

}  // namespace
}  // namespace burnish::testing_write
