// Every model makes its picture, from words, from pictures, through a mask.
#include "generating.hpp"

namespace burnish::hosts {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

struct Case {
  const char* model;
  Words words;
  const char* size;
};

void PrintTo(const Case& c, std::ostream* out) { *out << c.model; }

class EveryModel : public Generating, public testing::WithParamInterface<Case> {};

TEST_P(EveryModel, MakesItsPicture) {
  write_picture("photo.png", 320, 256);
  write_picture("garment.jpg", 300, 300, "jpeg");
  write_mask("mask.png", 320, 256);
  Words words{GetParam().model};
  words.insert(words.end(), GetParam().words.begin(), GetParam().words.end());
  words.insert(words.end(), {"-o", "out.png"});
  const Outcome o = generate(words);
  ASSERT_EQ(o.status, 0) << o.err;
  EXPECT_EQ(size_of("out.png"), GetParam().size);
  EXPECT_THAT(o.out, HasSubstr("out.png"));
  EXPECT_EQ(submissions(), 1);
  EXPECT_GE(standin_.count(Stage::Poll), 1);
  EXPECT_EQ(standin_.count(Stage::Delivery), 1);
  EXPECT_THAT(tickets(), IsEmpty());
}

const Words otter{"--prompt", "an otter"};

Words with(Words words, const Words& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

INSTANTIATE_TEST_SUITE_P(
    Bfl, EveryModel,
    testing::Values(
        Case{"flux-3-image", with(otter, {"-p", "resolution=768sq", "-p", "aspect_ratio=1:1"}), "768x768"},
        Case{"flux-2-pro", with(otter, {"-p", "width=640", "-p", "height=480", "-p", "seed=7"}), "640x480"},
        Case{"flux-2-pro-preview", with(otter, {"-p", "width=64", "-p", "height=64"}), "64x64"},
        Case{"flux-2-max", with(otter, {"-p", "width=64", "-p", "height=128"}), "64x128"},
        Case{"flux-2-flex", with(otter, {"-p", "width=64", "-p", "height=64", "-p", "steps=20", "-p", "guidance=4.5"}),
             "64x64"},
        Case{"flux-2-klein-9b", with(otter, {"-i", "photo.png"}), "320x256"},
        Case{"flux-2-klein-9b-preview", with(otter, {"-p", "width=96", "-p", "height=64"}), "96x64"},
        Case{"flux-2-klein-4b", with(otter, {"-p", "width=64", "-p", "height=96"}), "64x96"},
        Case{"flux-kontext-pro", with(otter, {"-p", "aspect_ratio=1:1"}), "1024x1024"},
        Case{"flux-kontext-max", with(otter, {"-i", "photo.png"}), "1152x912"},
        Case{"flux-pro-1.1", with(otter, {"-p", "width=256", "-p", "height=288"}), "256x288"},
        Case{"flux-pro-1.1-ultra", with(otter, {"-p", "aspect_ratio=1:1", "-p", "raw=true"}), "2048x2048"},
        Case{"flux-dev", with(otter, {"-p", "width=256", "-p", "height=256", "-p", "steps=4"}), "256x256"},
        Case{"flux-pro-1.0-fill", with(otter, {"-i", "photo.png", "-p", "mask=mask.png"}), "320x256"},
        Case{"flux-pro-1.0-expand", {"-i", "photo.png", "-p", "left=10", "-p", "bottom=20"}, "330x276"},
        Case{"flux-tools/outpainting-v1", {"-i", "photo.png", "-p", "width=640", "-p", "height=512"}, "640x512"},
        Case{"flux-tools/erase-v1", {"-i", "photo.png", "-p", "mask=mask.png"}, "320x256"},
        Case{"flux-tools/deblur-v1", {"-i", "photo.png"}, "320x256"},
        Case{"flux-tools/vto-v1", with(otter, {"-p", "person=photo.png", "-p", "garment=garment.jpg"}), "320x256"},
        Case{"flux-tools/vto-v2", with(otter, {"-p", "person=photo.png", "-p", "garment=garment.jpg"}), "320x256"},
        Case{"flux-pro-1.0-fill-finetuned",
             with(otter, {"-i", "photo.png", "-p", "mask=mask.png", "-p", "finetune_id=mine"}), "320x256"},
        Case{"flux-pro-1.1-ultra-finetuned", with(otter, {"-p", "aspect_ratio=1:1", "-p", "finetune_id=mine"}),
             "2048x2048"}),
    [](const testing::TestParamInfo<Case>& c) {
      std::string name = c.param.model;
      for (char& letter : name)
        if (!std::isalnum(static_cast<unsigned char>(letter))) letter = '_';
      return name;
    });

class Models : public Generating {};

TEST_F(Models, SendWhatWasAskedForAndNothingElse) {
  ASSERT_EQ(generate({"flux-2-pro", "--prompt", "an otter", "-p", "seed=7", "-p", "width=64", "-p", "height=96", "-p",
                      "safety_tolerance=5", "-p", "output_format=png", "-p", "disable_pup=true", "-o", "out.png"})
                .status,
            0);
  const Json sent = body();
  EXPECT_EQ(sent["prompt"].text, "an otter");
  EXPECT_EQ(sent["seed"].number, 7);
  EXPECT_EQ(sent["width"].number, 64);
  EXPECT_EQ(sent["height"].number, 96);
  EXPECT_EQ(sent["safety_tolerance"].number, 5);
  EXPECT_EQ(sent["output_format"].text, "png");
  EXPECT_TRUE(sent["disable_pup"].boolean);
  EXPECT_EQ(sent.keys().size(), 7U);
}

TEST_F(Models, KeepTheBytesOfALosslessResult) {
  ASSERT_EQ(generate_small({"-p", "seed=7", "-p", "output_format=png"}).status, 0);
  EXPECT_EQ(picture("out.png").pixels, standins::render(64, 64, "an otter", 7).pixels);
}

TEST_F(Models, RoundSizesAndSaySo) {
  const Outcome o =
      generate({"flux-2-pro", "--prompt", "an otter", "-p", "width=650", "-p", "height=70", "-o", "out.png"});
  ASSERT_EQ(o.status, 0) << o.err;
  EXPECT_EQ(static_cast<int>(body()["width"].number) % 16, 0);
  EXPECT_EQ(static_cast<int>(body()["height"].number) % 16, 0);
  EXPECT_THAT(o.err, HasSubstr("650"));
}

TEST_F(Models, TakeUpToEightPicturesFromAnySource) {
  write_picture("1.png", 100, 80);
  write_picture("2.jpg", 80, 100, "jpeg");
  write_picture("3.webp", 64, 64, "webp");
  s_.write("4.tif", encoded("tiff", 96, 64));
  Words words{"flux-2-pro", "--prompt", "an otter", "-o", "out.png"};
  for (const char* name : {"1.png", "2.jpg", "3.webp", "4.tif", "1.png", "2.jpg", "3.webp", "4.tif"})
    words.insert(words.end(), {"-i", name});
  const Outcome o = generate(words);
  ASSERT_EQ(o.status, 0) << o.err;
  const Json sent = body();
  EXPECT_EQ(sent["input_image_9"].type, Json::Type::Invalid);
  const auto first = standins::decode(standins::from_base64(sent["input_image"].text).value_or(""));
  const auto last = standins::decode(standins::from_base64(sent["input_image_8"].text).value_or(""));
  ASSERT_TRUE(first && last);
  EXPECT_EQ(first->width, 100);
  EXPECT_EQ(last->height, 64);
}

TEST_F(Models, ShrinkAPictureThatIsLargerThanTheApiTakes) {
  write_picture("large.jpg", 2700, 1800, "jpeg");
  const Outcome o = generate({"flux-2-pro", "--prompt", "an otter", "-i", "large.jpg", "-o", "out.jpg"});
  ASSERT_EQ(o.status, 0) << o.err;
  const auto sent = standins::decode(standins::from_base64(body()["input_image"].text).value_or(""));
  ASSERT_TRUE(sent);
  EXPECT_LE(sent->width * sent->height, 4 << 20);
  EXPECT_NEAR(sent->width / 1.5, sent->height, 2);
}

TEST_F(Models, UploadNoMetadata) {
  std::string jpeg = standins::encode(standins::render(96, 64, "a photograph", 3), "jpeg");
  const std::string exif(
      "\xff\xe1\x00\x10"
      "Exif\0\0II*\0\x08\0\0\0",
      18);
  s_.write("photo.jpg", jpeg.insert(2, exif));
  EXPECT_EQ(generate({"flux-2-pro", "--prompt", "an otter", "-i", "photo.jpg", "-o", "out.png"}).status, 0);
}

TEST_F(Models, WriteTheFormatOfTheOutput) {
  for (const auto& [name, type] : {std::pair{"a.jpg", "jpeg"}, {"a.webp", "webp"}, {"a.png", "png"}}) {
    const Outcome o = generate({"flux-2-pro", "--prompt", "an otter", "-p", "width=64", "-p", "height=64", "-o", name});
    ASSERT_EQ(o.status, 0) << o.err;
    EXPECT_EQ(standins::type_of(s_.read(name)), type);
  }
  EXPECT_EQ(charged(), 1);
}

TEST_F(Models, RecordWhereThePictureCameFrom) {
  ASSERT_EQ(generate_small({"-p", "seed=41"}).status, 0);
  const Outcome o = burnish_here({"info", "--json", "out.png"});
  const Json record = read_json(o.out)["files"][std::size_t{0}]["provenance"];
  EXPECT_EQ(record["source_type"].text, "trainedAlgorithmicMedia");
  EXPECT_EQ(record["prompt"].text, "an otter");
  EXPECT_EQ(record["model"].text, "flux-2-pro");
  EXPECT_EQ(record["provider"].text, "bfl");
  EXPECT_EQ(record["seed"].text, "41");
  EXPECT_EQ(record["cost"].number, 3);
  EXPECT_NE(record["request_id"].text, "");
}

TEST_F(Models, KeepAPrivatePromptOutOfTheFiles) {
  ASSERT_EQ(generate_small({"--private-prompt"}, "a secret otter").status, 0);
  EXPECT_EQ(s_.read("out.png").find("secret otter"), std::string::npos);
  EXPECT_EQ(burnish_here({"info", "--json", "out.png"}).out.find("secret otter"), std::string::npos);
}

TEST_F(Models, PrintOneDocumentOfJson) {
  const Outcome o = generate_small({"--json"});
  ASSERT_EQ(o.status, 0) << o.err;
  const Json report = read_json(o.out);
  ASSERT_TRUE(report.valid()) << o.out;
  EXPECT_EQ(report["outputs"][std::size_t{0}]["path"].text, "out.png");
  EXPECT_EQ(report["outputs"][std::size_t{0}]["width"].number, 64);
  EXPECT_TRUE(report["failed"].elements.empty());
}

}  // namespace
}  // namespace burnish::hosts
