// C2PA manifests of inputs through the program: saved beside the outputs, left out or refused, as --c2pa says.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "json_text.hpp"
#include "samples.hpp"

namespace burnish::hosts {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// A store of manifests with nothing in it but its description; `more` makes it another one.
std::string manifest(const std::string& more = {}) {
  std::string box(
      "\0\0\0\x26jumb\0\0\0\x1Ejumdc2pa\0\x11\0\x10\x80\0\0\xAA\0\x38\x9B\x71\x03"
      "c2pa\0",
      38);
  box += more;
  box[3] = static_cast<char>(box.size());
  return box;
}

std::string encoded_with(const std::string& plugin, const std::map<std::string, std::string>& blocks) {
  const kit::Meta meta(blocks);
  kit::EncodeOptions options;
  options.meta = &meta;
  const kit::Bytes bytes = kit::encode(kit::encoder(plugin_path(plugin)), {}, kit::scene(64, 48, kit::rgb_u8), options);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// APP11 behind the first marker: the encoder does not write one.
std::string jpeg_with(const std::string& box) {
  const std::string jpeg = encoded("jpeg", 64, 48), payload = std::string("JP\0\1\0\0\0\1", 8) + box;
  const std::size_t size = payload.size() + 2;
  return jpeg.substr(0, 2) + "\xFF\xEB" + static_cast<char>(size >> 8U) + static_cast<char>(size & 0xFFU) + payload +
         jpeg.substr(2);
}

class ManifestFiles : public testing::Test {
 protected:
  Json info(const std::string& file) {
    return read_json(burnish_in(s_, {"info", "--json", file}).out)["files"][std::size_t{0}];
  }
  Outcome transform(const std::string& in, const std::string& out, Words more = {}) {
    Words words{"transform", "c_scale,w_32", in, "-o", out};
    words.insert(words.end(), more.begin(), more.end());
    return burnish_in(s_, words);
  }
  Scratch s_;
};

TEST_F(ManifestFiles, AreSavedBesideTheOutputByDefault) {
  s_.write("in.jpg", jpeg_with(manifest()));
  s_.write("in.png", encoded_with("png", {{"block:c2pa", manifest()}}));
  s_.write("in.webp", encoded_with("webp", {{"block:c2pa", manifest()}}));
  for (const char* in : {"in.jpg", "in.png", "in.webp"})
    for (const char* out : {"out.jpg", "out.png", "out.webp", "out.tif"}) {
      EXPECT_EQ(info(in)["metadata"]["block:c2pa"].text, "38 bytes") << in;
      const Outcome o = transform(in, out);
      EXPECT_EQ(o.status, 0) << o.err;
      EXPECT_THAT(o.err, AllOf(HasSubstr("warning: the C2PA manifest"), HasSubstr("NAME.EXT.c2pa"))) << in;
      EXPECT_EQ(s_.read(std::string(out) + ".c2pa"), manifest()) << in << " " << out;
      EXPECT_THAT(s_.read(out), Not(HasSubstr("jumd"))) << in << " " << out;
      const Json record = info(out)["provenance"];
      ASSERT_EQ(record["manifests"].elements.size(), 1U) << in << " " << out;
      EXPECT_THAT(record["manifests"][std::size_t{0}].text, testing::MatchesRegex("sha256:[0-9a-f]+"));
    }
  EXPECT_THAT(s_.leftovers(), IsEmpty());
}

TEST_F(ManifestFiles, GoAlongThroughTheNextRuns) {
  s_.write("in.png", encoded_with("png", {{"block:c2pa", manifest()}}));
  EXPECT_EQ(transform("in.png", "a/one.jpg").status, 0);
  EXPECT_EQ(transform("a/one.jpg", "b/two.webp").status, 0);
  EXPECT_EQ(s_.read("b/two.webp.c2pa"), manifest());
  EXPECT_EQ(info("b/two.webp")["provenance"]["manifests"].elements.size(), 1U);
  // Another program signs what Burnish made: both manifests stay.
  s_.write("b/signed.png", encoded_with("png", {{"block:c2pa", manifest("more")},
                                                {"block:xmp", [&] {
                                                   const std::string file = s_.read("b/two.webp");
                                                   const auto at = file.find("<?xpacket begin");
                                                   return file.substr(at, file.find("<?xpacket end") - at) +
                                                          "<?xpacket end=\"w\"?>";
                                                 }()}}));
  s_.write("b/signed.png.c2pa", manifest());
  EXPECT_EQ(transform("b/signed.png", "c/three.png").status, 0);
  EXPECT_EQ(s_.read("c/three.png.c2pa"), manifest("more"));
  EXPECT_EQ(s_.read("c/three.png.2.c2pa"), manifest());
  EXPECT_EQ(transform("c/three.png", "d/four.png").status, 0);
  EXPECT_THAT(s_.files("d"), ElementsAre("four.png", "four.png.2.c2pa", "four.png.c2pa"));
  const Outcome lost = [&] {
    fs::remove(s_ / "d/four.png.2.c2pa");
    return transform("d/four.png", "e/five.png");
  }();
  EXPECT_THAT(lost.err, HasSubstr("is not there"));
}

TEST_F(ManifestFiles, OfEveryOutputAndOfWhatIsLaidOver) {
  s_.write("in.jpg", jpeg_with(manifest()));
  s_.write("logo.png", encoded_with("png", {{"block:c2pa", manifest("logo")}}));
  s_.write("p.json", R"({"burnish": 1, "nodes": {"logo": {"read": "logo.png"}}, "outputs": [)"
                     R"({"steps": [{"op": "overlay", "with": "logo"}], "write": "{hash}.webp"},)"
                     R"({"steps": [{"op": "resize", "width": 32}], "write": "small.jpg"}]})");
  const Outcome o = burnish_in(s_, {"run", "p.json", "in.jpg", "-o", "out"});
  EXPECT_EQ(o.status, 0) << o.err;
  Words hashed = s_.files("out");
  ASSERT_EQ(hashed.size(), 5U);
  const std::string name = hashed[0].substr(0, hashed[0].find('.'));
  EXPECT_EQ(s_.read("out/" + name + ".webp.c2pa"), manifest());
  EXPECT_EQ(s_.read("out/" + name + ".webp.2.c2pa"), manifest("logo"));
  EXPECT_EQ(s_.read("out/small.jpg.c2pa"), manifest());
}

TEST_F(ManifestFiles, AreLeftOutOrRefusedWhenSaid) {
  s_.write("in.jpg", jpeg_with(manifest()));
  const Outcome dropped = transform("in.jpg", "out/a.jpg", {"--c2pa", "drop"});
  EXPECT_EQ(dropped.status, 0);
  EXPECT_THAT(dropped.err, HasSubstr("is left out"));
  EXPECT_THAT(s_.files("out"), ElementsAre("a.jpg"));
  EXPECT_EQ(info("out/a.jpg")["provenance"].type, Json::Type::Null);
  for (const char* more : {"--threads=2", "--dry-run"}) {
    const Outcome refused = transform("in.jpg", "refused/a.jpg", {"--c2pa", "refuse", more});
    EXPECT_EQ(refused.status, 3) << refused.err;
    EXPECT_THAT(refused.err, AllOf(HasSubstr("in.jpg"), HasSubstr("C2PA"), HasSubstr("--c2pa sidecar")));
    EXPECT_FALSE(s_.has("refused")) << "nothing is written";
  }
  s_.write("plain.jpg", encoded("jpeg", 64, 48));
  EXPECT_EQ(transform("plain.jpg", "out/b.jpg", {"--c2pa", "refuse"}).status, 0);
  const Outcome wrong = transform("in.jpg", "out/c.jpg", {"--c2pa", "sidecars"});
  EXPECT_EQ(wrong.status, 2);
  EXPECT_THAT(wrong.err, HasSubstr("did you mean 'sidecar'?"));
  EXPECT_EQ(burnish_in(s_, {"transform", "c_scale,w_32", "in.jpg", "-o", "out/d.jpg"},
                       {.environment = {{"BURNISH_C2PA", "refuse"}}})
                .status,
            3);
}

TEST_F(ManifestFiles, AreStrippedUnlessTheyAreAskedFor) {
  s_.write("in.jpg", jpeg_with(manifest()));
  EXPECT_THAT(transform("in.jpg", "a/out.jpg", {"--strip"}).err, HasSubstr("--c2pa sidecar"));
  EXPECT_THAT(s_.files("a"), ElementsAre("out.jpg"));
  EXPECT_EQ(transform("in.jpg", "b/out.jpg", {"--strip", "--c2pa", "sidecar"}).status, 0);
  EXPECT_EQ(s_.read("b/out.jpg.c2pa"), manifest());
  EXPECT_THAT(s_.read("b/out.jpg"), Not(HasSubstr("C2paSidecar")));
}

TEST_F(ManifestFiles, DoNotReplaceFilesWithNoClobber) {
  s_.write("in.jpg", jpeg_with(manifest()));
  s_.write("out.jpg.c2pa", "precious");
  const Outcome o = transform("in.jpg", "out.jpg", {"--no-clobber"});
  EXPECT_EQ(o.status, 3) << o.err;
  EXPECT_THAT(o.err, HasSubstr("out.jpg.c2pa"));
  EXPECT_EQ(s_.read("out.jpg.c2pa"), "precious");
  EXPECT_FALSE(s_.has("out.jpg"));
  EXPECT_THAT(s_.leftovers(), IsEmpty());
  EXPECT_EQ(transform("in.jpg", "out.jpg").status, 0);
  EXPECT_EQ(s_.read("out.jpg.c2pa"), manifest());
}

TEST_F(ManifestFiles, HaveNoPlaceOnStandardOutput) {
  s_.write("in.jpg", jpeg_with(manifest()));
  const Outcome o = transform("in.jpg", "-");
  EXPECT_EQ(o.status, 0) << o.err;
  EXPECT_THAT(o.err, HasSubstr("beside outputs that are files"));
  EXPECT_THAT(o.out, Not(HasSubstr("C2paSidecar"))) << "nothing was saved";
}

TEST_F(ManifestFiles, AreNamedByTheReport) {
  s_.write("in.jpg", jpeg_with(manifest()));
  const Json json = read_json(transform("in.jpg", "out.jpg", {"--json"}).out);
  EXPECT_EQ(json["outputs"][std::size_t{0}]["sidecars"][std::size_t{0}].text, "out.jpg.c2pa");
}

}  // namespace
}  // namespace burnish::hosts
