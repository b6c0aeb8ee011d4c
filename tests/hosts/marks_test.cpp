// No mark is lost by any step, in any format: every pair of readable and writable formats times what is done between,
// read back by exiftool and exiv2, programs that share no code with Burnish.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>

#include "json_text.hpp"
#include "marked_files.hpp"
#include "other_programs.hpp"

namespace burnish::hosts {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

const std::vector<std::pair<std::string, std::string>> formats{
    {"jpeg", "jpg"}, {"png", "png"}, {"webp", "webp"}, {"tiff", "tif"}};
const std::vector<std::pair<std::string, std::string>> edits{
    {"nothing", ""},
    {"crop", R"({"op": "crop", "x": 5, "y": 5, "width": 30, "height": 20})"},
    {"resize", R"({"op": "resize", "width": 40, "height": 30})"},
    {"overlay", R"({"op": "overlay", "with": "logo", "gravity": "center"})"},
    {"rotate", R"({"op": "rotate", "angle": 90})"}};

std::string extension_of(const std::string& format) {
  return std::find_if(formats.begin(), formats.end(), [&](const auto& f) { return f.first == format; })->second;
}
std::string name_of(const std::string& from, const std::string& edit, const std::string& to) {
  return from + "-" + edit + "-" + to + "." + extension_of(to);
}

/// All that a value holds, joined.
std::string flat(const Json& json) {
  std::string all = json.text;
  if (json.type == Json::Type::Number) all = std::to_string(static_cast<long>(json.number));
  for (const Json& e : json.elements) all += (all.empty() ? "" : "|") + flat(e);
  return all;
}

/// A mark as one of the programs names it, and what its value holds.
struct Mark {
  std::string key, value;
};

std::vector<Mark> exiftool_marks(const std::string& from, const std::string& to) {
  std::vector<Mark> all{{"IFD0:Artist", "Ana Artist"},
                        {"IFD0:Copyright", "(c) Ana"},
                        {"IFD0:Exif_0xeeee", "value of a tag"},
                        {"ExifIFD:UserComment", "user comment"},
                        {"XMP-iptcExt:DigitalSourceType", trained},
                        {"XMP-iptcExt:DigitalImageGUID", "1338fb17"},
                        {"XMP-iptcExt:AISystemUsed", "Midjourney"},
                        {"XMP-acme:Thing", "x < \"y\""},
                        {"XMP-dc:Rights", "XMP rights"},
                        {"XMP-xmpMM:HistorySoftwareAgent", "Other Program 7|Burnish "},
                        {"XMP-xmpMM:DerivedFromDocumentID", "sha256:"},
                        {"XMP-burnish:Parents", "sha256:"}};
  if (from != "webp") {
    const std::vector<Mark> native{{"IPTC:Keywords", "red|rock"}, {"IPTC:By-line", "Ana"}, {"IPTC:City", "Roma"}};
    const std::vector<Mark> in_xmp{
        {"XMP-dc:Subject", "red|rock"}, {"XMP-photoshop:City", "Roma"}, {"XMP-burnish:Iptc", "HAIZAANyZWQ"}};
    const std::vector<Mark> resources{{"Photoshop:CopyrightFlag", "1"}, {"Photoshop:URL", "http://ana.example"}};
    const std::vector<Mark> rights{{"XMP-xmpRights:Marked", ""},
                                   {"XMP-xmpRights:WebStatement", "http://ana.example"},
                                   {"XMP-burnish:Photoshop", "OEJJTQQK"}};
    const auto& photoshop = to == "webp" ? rights : resources;
    all.insert(all.end(), photoshop.begin(), photoshop.end());
    const auto& iptc = to == "webp" ? in_xmp : native;
    all.insert(all.end(), iptc.begin(), iptc.end());
  }
  for (const auto& [key, text] : marked_texts(from)) {
    std::string keyword = key.substr(5);
    if (to == "png") {
      keyword[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(keyword[0])));
      all.push_back({"PNG:" + keyword, text});
    } else if (to == "jpeg" && keyword != "Description" && std::tolower(keyword[0]) == 'c') {
      all.push_back({"File:Comment", text});
    } else {
      all.push_back({"XMP-burnish:Text", keyword + "=" + text});
      if (keyword == "Description") all.push_back({"XMP-dc:Description", text});
    }
  }
  return all;
}

std::vector<Mark> exiv2_marks(const std::string& from, const std::string& to) {
  std::vector<Mark> all{{"Exif.Image.Artist", "Ana Artist"},
                        {"Exif.Image.Copyright", "(c) Ana"},
                        {"Exif.Photo.UserComment", "user comment"},
                        {"Exif.Photo.MakerNote", ""},
                        {"Exif.Image.0xeeee", ""},
                        {"Xmp.iptcExt.DigitalSourceType", trained},
                        {"Xmp.acme.Thing", ""},
                        {"Xmp.dc.rights", "XMP rights"},
                        {"Xmp.xmpMM.History[1]/stEvt:action", "created"},
                        {"Xmp.xmpMM.History[2]/stEvt:softwareAgent", "Burnish "}};
  if (from != "webp") all.push_back({to == "webp" ? "Xmp.photoshop.City" : "Iptc.Application2.City", "Roma"});
  if (from == "png" && to != "png") all.push_back({"Xmp.dc.description", "a cat --ar 2:1"});
  return all;
}

class Marks : public testing::Test {
 protected:
  static void make_files(const Scratch& s) {
    s.write("logo.png", encoded("png", 8, 8, kit::rgba_u8));
    for (const auto& [from, extension] : formats) {
      s.write(from + "." + extension, marked_file(from));
      std::string outputs;
      for (const auto& [edit, step] : edits)
        for (const auto& [to, unused] : formats)
          outputs += (outputs.empty() ? "" : ", ") + std::string(R"({"from": "photo", "steps": [)") + step +
                     R"(], "write": ")" + name_of(from, edit, to) + "\"}";
      s.write("p.json", R"({"burnish": 1, "nodes": {"photo": {"read": "{input}"}, "logo": {"read": "logo.png"}}, )"
                        R"("outputs": [)" +
                            outputs + "]}");
      const Outcome o = burnish_in(s, {"run", "p.json", from + "." + extension});
      ASSERT_EQ(o.status, 0) << o.err;
      EXPECT_EQ(o.err.find("left out"), std::string::npos) << o.err;
    }
  }
  static Words all_files() {
    Words files;
    for (const auto& [from, a] : formats)
      for (const auto& [edit, b] : edits)
        for (const auto& [to, c] : formats) files.push_back(name_of(from, edit, to));
    return files;
  }
};

using Values = std::map<std::string, std::map<std::string, std::string>>;  // file, key -> value

Values read_by_exiftool(const Scratch& s, const Words& files) {
  Words words{"exiftool", "-j", "-b", "-n", "-G1", "-a", "-u", "-api", "LargeFileSupport=1"};
  words.insert(words.end(), files.begin(), files.end());
  const Json json = read_json(run(words, {.folder = s.path()}).out);
  Values values;
  for (const Json& file : json.elements)
    for (const std::string& key : file.keys()) values[file["SourceFile"].text][key] = flat(file[key]);
  return values;
}

Values read_by_exiv2(const Scratch& s, const Words& files) {
  Words words{"exiv2", "-u", "-PEIXkt"};
  words.insert(words.end(), files.begin(), files.end());
  const std::string out = run(words, {.folder = s.path()}).out;
  Values values;
  for (std::size_t at = 0; at < out.size();) {
    const std::size_t end = std::min(out.find('\n', at), out.size());
    const std::string line = out.substr(at, end - at);
    at = end + 1;
    const std::size_t file = line.find(' '), key = line.find_first_not_of(' ', file),
                      key_end = std::min(line.find(' ', key), line.size());
    if (file == std::string::npos || key == std::string::npos) continue;
    values[line.substr(0, file)][line.substr(key, key_end - key)] += line.substr(key_end);
  }
  return values;
}

/// Marks that a file has, of those that it should have; what is missing is added to `missing`.
struct Count {
  std::size_t found = 0, all = 0;
};
Count count(const std::vector<Mark>& marks, const std::string& file, Values& values, Words& missing) {
  Count c;
  for (const Mark& m : marks) {
    ++c.all;
    const auto found = values[file].find(m.key);
    if (found != values[file].end() && found->second.find(m.value) != std::string::npos)
      ++c.found;
    else
      missing.push_back(file + ": " + m.key + " is " +
                        (found == values[file].end() ? "missing" : found->second.substr(0, 200)));
  }
  return c;
}

TEST_F(Marks, AreKeptByEveryStepInEveryFormat) {
  const bool exiftool = run({"exiftool", "-ver"}).status == 0, exiv2 = run({"exiv2", "--version"}).status == 0;
  if (!exiftool && !exiv2) GTEST_SKIP() << "neither exiftool nor exiv2 is installed";
  if (!exiftool || !exiv2) std::printf("(%s is not installed)\n", exiftool ? "exiv2" : "exiftool");
  const Scratch s;
  make_files(s);
  const Words files = all_files();
  Values by_exiftool, by_exiv2;
  if (exiftool) by_exiftool = read_by_exiftool(s, files);
  if (exiv2) by_exiv2 = read_by_exiv2(s, files);
  Words missing;
  std::printf("marks kept, of those in the source, as exiftool + exiv2 + a look at the bytes find them\n%-24s", "");
  for (const auto& [to, unused] : formats) std::printf("%-24s", to.c_str());
  std::printf("\n");
  for (const auto& [from, a] : formats)
    for (const auto& [edit, b] : edits) {
      std::printf("%-24s", (from + ", " + edit).c_str());
      for (const auto& [to, c] : formats) {
        const std::string file = name_of(from, edit, to), bytes = s.read(file);
        Count one, two, three;
        if (exiftool) one = count(exiftool_marks(from, to), file, by_exiftool, missing);
        if (exiv2) two = count(exiv2_marks(from, to), file, by_exiv2, missing);
        for (const std::string& piece : {maker_note, unknown_value, unknown_property}) {
          ++three.all;
          three.found += bytes.find(piece) != std::string::npos ? 1U : 0U;
          if (bytes.find(piece) == std::string::npos) missing.push_back(file + ": the bytes of " + piece.substr(0, 20));
        }
        const std::string cell = std::to_string(one.found) + "/" + std::to_string(one.all) + " + " +
                                 std::to_string(two.found) + "/" + std::to_string(two.all) + " + " +
                                 std::to_string(three.found) + "/" + std::to_string(three.all);
        std::printf("%-24s", cell.c_str());
      }
      std::printf("\n");
    }
  EXPECT_THAT(missing, IsEmpty());
}

TEST_F(Marks, ComeBackIntoTheirOwnContainer) {
  const Scratch s;
  for (const auto& [from, extension] : formats) {
    const std::string in = from + "." + extension;
    s.write(in, marked_file(from));
    for (const auto& [by, through] : formats) {
      const std::string middle = "to." + through, back = "back." + extension;
      ASSERT_EQ(burnish_in(s, {"transform", "c_scale,w_48", in, "-o", middle}).status, 0);
      ASSERT_EQ(burnish_in(s, {"transform", "c_scale,w_40", middle, "-o", back}).status, 0);
      const kit::Decoded d = kit::try_decode(kit::decoder(plugin_path(from)), {}, kit::read_file((s / back).string()));
      for (const auto& [key, text] : marked_texts(from)) {
        const auto found = d.meta.find(key);
        ASSERT_NE(found, d.meta.end()) << key << " from " << from << " by " << by;
        EXPECT_EQ(found->second, text) << key << " from " << from << " by " << by;
      }
      if (from != "webp") {
        const auto iptc = d.meta.find("block:iptc");
        ASSERT_NE(iptc, d.meta.end()) << from << " by " << by;
        EXPECT_EQ(iptc->second.substr(0, marked_iptc().size()), marked_iptc()) << from << " by " << by;
        ASSERT_EQ(d.meta.count("block:photoshop"), 1U) << from << " by " << by;
        EXPECT_EQ(d.meta.at("block:photoshop"), marked_resources()) << from << " by " << by;
      }
      EXPECT_THAT(d.meta.at("block:xmp"), HasSubstr(unknown_property)) << from << " by " << by;
      EXPECT_EQ(d.meta.at("block:xmp").find("burnish:Text"), std::string::npos) << from << " by " << by;
    }
  }
}

TEST_F(Marks, AreTheSameBytesForTheSameWork) {
  const Scratch s;
  s.write("in.png", marked_file("png"));
  for (const char* out : {"a.jpg", "b.jpg"})
    ASSERT_EQ(burnish_in(s, {"transform", "c_scale,w_48", "in.png", "-o", out}).status, 0);
  EXPECT_EQ(s.read("a.jpg"), s.read("b.jpg"));
  ASSERT_EQ(burnish_in(s, {"transform", "c_scale,w_48", "in.png", "-o", "c.jpg"},
                       {.environment = {{"SOURCE_DATE_EPOCH", "1795000000"}}})
                .status,
            0);
  EXPECT_THAT(s.read("c.jpg"), HasSubstr("<stEvt:when>2026-11-18T"));
  EXPECT_EQ(s.read("a.jpg").find("stEvt:when"), std::string::npos);
}

TEST_F(Marks, OfPlainPhotographsStayAsTheyAre) {
  const Scratch s;
  s.write("in.jpg", encoded("jpeg", 64, 48));
  for (const auto& [to, extension] : formats) {
    ASSERT_EQ(burnish_in(s, {"transform", "c_scale,w_48", "in.jpg", "-o", "out." + extension}).status, 0);
    EXPECT_EQ(s.read("out." + extension).find("rdf:RDF"), std::string::npos) << to;
  }
}

}  // namespace
}  // namespace burnish::hosts
