// Every command and option does what its help says.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "json_text.hpp"
#include "samples.hpp"

namespace burnish::hosts {
namespace {

using testing::AllOf;
using testing::AnyOf;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

const std::vector<Words> all_commands{{},
                                      {"run"},
                                      {"transform"},
                                      {"info"},
                                      {"compare"},
                                      {"plugin"},
                                      {"plugin", "list"},
                                      {"plugin", "describe"},
                                      {"plugin", "paths"},
                                      {"schema"},
                                      {"doctor"},
                                      {"completion"}};

TEST(Commands, HelpFitsEightyColumnsAndNamesTheCommand) {
  for (const Words& command : all_commands) {
    Words words = command;
    words.push_back("--help");
    const Outcome o = burnish(words);
    std::string name = "Usage: burnish";
    for (const std::string& w : command) name += " " + w;
    EXPECT_EQ(o.status, 0) << name;
    EXPECT_THAT(o.out, StartsWith(name));
    EXPECT_EQ(o.err, "");
    std::istringstream lines(o.out);
    for (std::string line; std::getline(lines, line);) EXPECT_LT(line.size(), 80U) << line;
  }
}

TEST(Commands, HelpOfRunNamesEveryOption) {
  const std::string help = burnish({"run", "--help"}).out;
  for (const char* option : {"PIPELINE",     "INPUT",           "-o, --output",    "--set",          "--dry-run",
                             "--explain",    "--resume",        "--fail-fast",     "--keep-profile", "--in-place",
                             "--no-clobber", "--allow-outside", "-r, --recursive", "--files-from",   "--json",
                             "--progress",   "--threads",       "--memory",        "--max-pixels",   "--timeout",
                             "--strip",      "--keep",          "--log-level",     "-q, --quiet",    "--no-color"})
    EXPECT_THAT(help, HasSubstr(option));
}

TEST(Commands, VersionIsOneLine) {
  const Outcome o = burnish({"--version"});
  EXPECT_EQ(o.status, 0);
  EXPECT_THAT(o.out, testing::MatchesRegex("burnish [0-9.]+\n"));
}

TEST(Commands, TransformWritesOnePicturePerInput) {
  const Scratch s;
  s.write("a.jpg", encoded("jpeg", 320, 200));
  s.write("b.png", encoded("png", 100, 50, kit::rgba_u8));
  const Outcome o = burnish_in(s, {"transform", "c_fit,w_80,h_80", "a.jpg", "b.png", "-o", "out"});
  EXPECT_EQ(o.status, 0) << o.err;
  EXPECT_THAT(o.out, HasSubstr("out/a.jpg  80x50  jpeg q80"));
  EXPECT_THAT(o.out, HasSubstr("out/b.png  80x40  png"));
  EXPECT_THAT(s.files("out"), ElementsAre(".burnish-run.jsonl", "a.jpg", "b.png"));
}

TEST(Commands, RunMakesTheSevenVariants) {
  const Scratch s;
  const Outcome o = burnish_in(s, {"run", channels().string(), photograph().string(), "-o", "out", "--json"});
  ASSERT_EQ(o.status, 0) << o.err;
  const Json report = read_json(o.out);
  ASSERT_EQ(report["outputs"].elements.size(), 7U);
  const std::vector<std::pair<int, int>> sizes{{1920, 800}, {828, 1200}, {1080, 1080}, {1080, 1920},
                                               {600, 600},  {1200, 400}, {64, 64}};
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    EXPECT_EQ(report["outputs"][i]["width"].number, sizes[i].first);
    EXPECT_EQ(report["outputs"][i]["height"].number, sizes[i].second);
    EXPECT_TRUE(s.has(report["outputs"][i]["path"].text));
  }
  EXPECT_EQ(s.files("out").size(), 7U) << "a single input is not recorded";
}

TEST(Commands, SetTakesOneValueEach) {
  const Scratch s;
  s.write("a.png", encoded("png", 64, 64));
  s.write("p.json", R"({"burnish": 1, "variables": {"w": "9", "tag": "x"},
                        "outputs": [{"steps": ["c_scale,w_{w}"], "write": "{stem}-{tag}.{ext}"}]})");
  const Outcome o = burnish_in(s, {"run", "p.json", "--set", "w=12", "--set", "tag=y", "a.png", "-o", "out/"});
  EXPECT_EQ(o.status, 0) << o.err;
  EXPECT_THAT(o.out, HasSubstr("out/a-y.png  12x12"));
}

TEST(Commands, DryRunSaysWhatWouldBeWrittenAndWritesNothing) {
  const Scratch s;
  s.write("a.png", encoded("png", 64, 32));
  const Outcome o = burnish_in(s, {"transform", "c_fit,w_32", "a.png", "-o", "out/", "--dry-run"});
  EXPECT_EQ(o.status, 0) << o.err;
  EXPECT_EQ(o.out, "out/a.png  32x16  png  not written\n");
  EXPECT_THAT(s.files(), ElementsAre("a.png"));
  EXPECT_EQ(burnish_in(s, {"transform", "c_fit,w_32", "none.png", "-o", "out/", "--dry-run"}).status, 3);
}

TEST(Commands, ExplainPrintsThePlanAndWritesNothing) {
  const Scratch s;
  s.write("a.png", encoded("png", 64, 32));
  const Outcome o = burnish_in(s, {"transform", "c_fit,w_32", "a.png", "-o", "out/", "--explain"});
  EXPECT_EQ(o.status, 0) << o.err;
  EXPECT_THAT(o.out, HasSubstr("32x16 png"));
  EXPECT_THAT(o.out, HasSubstr("estimated memory"));
  EXPECT_THAT(s.files(), ElementsAre("a.png"));
}

TEST(Commands, InfoShowsSizeFormatAndAlpha) {
  const Scratch s;
  s.write("a.png", encoded("png", 64, 32, kit::rgba_u8));
  const Outcome o = burnish_in(s, {"info", "a.png"});
  EXPECT_EQ(o.status, 0);
  EXPECT_THAT(o.out, StartsWith("a.png\n  png, 64x32, 8 bits, 4 channels with alpha, "));
}

TEST(Commands, CompareMeasuresBothWays) {
  const Scratch s;
  s.write("a.png", encoded("png", 64, 32));
  EXPECT_EQ(burnish_in(s, {"compare", "a.png", "a.png"}).out, "ssim 1\n");
  EXPECT_EQ(burnish_in(s, {"compare", "a.png", "a.png", "--metric", "psnr"}).out, "psnr inf\n");
  ASSERT_EQ(burnish_in(s, {"transform", "c_scale,w_64,h_32/q_20", "a.png", "-o", "b.jpg"}).status, 0);
  const Outcome o = burnish_in(s, {"compare", "a.png", "b.jpg", "--metric", "psnr", "--json"});
  EXPECT_GT(read_json(o.out)["score"].number, 20);
  EXPECT_LT(read_json(o.out)["score"].number, 60);
}

TEST(Commands, PluginListAndDescribeShowWhatIsInstalled) {
  const Outcome list = burnish({"plugin", "list"});
  EXPECT_EQ(list.status, 0);
  for (const char* line : {"pixel      resize ", "decoder    jpeg ", "encoder    webp "})
    EXPECT_THAT(list.out, HasSubstr(line));
  EXPECT_EQ(burnish({"plugin", "list", "--broken"}).out, "");
  const Outcome describe = burnish({"plugin", "describe", "resize"});
  EXPECT_THAT(describe.out, HasSubstr("one of lanczos3, mitchell, catmull_rom, bilinear, nearest, box"));
  const Outcome jpeg = burnish({"plugin", "describe", "jpeg"});
  EXPECT_THAT(jpeg.out, HasSubstr("burnish.jpeg (decoder"));
  EXPECT_THAT(jpeg.out, HasSubstr("burnish.jpeg (encoder"));
  EXPECT_THAT(burnish({"plugin", "paths"}).out, HasSubstr(BURNISH_BUILD_DIR "/lib/burnish/1\n"));
}

TEST(Commands, ABrokenPluginIsListedAndDoctorSaysSo) {
  const Scratch s;
  s.write("plugins/junk.burnish", "this is no shared library");
  const Settings with{
      .environment = {{"BURNISH_PLUGIN_PATH", (s / "plugins").string()}, {"XDG_CACHE_HOME", (s / "cache").string()}}};
  const Outcome list = burnish({"plugin", "list", "--broken"}, with);
  EXPECT_EQ(list.status, 0);
  EXPECT_THAT(list.out, StartsWith("broken     " + (s / "plugins/junk.burnish").string() + ": "));
  const Outcome doctor = burnish({"doctor"}, with);
  EXPECT_EQ(doctor.status, 4);
  EXPECT_THAT(doctor.out, HasSubstr("problem  " + (s / "plugins/junk.burnish").string()));
}

TEST(Commands, DoctorFindsNothingWrongHere) {
  const Scratch s;
  const Outcome o = burnish_in(s, {"doctor"});
  EXPECT_EQ(o.status, 0) << o.out;
  EXPECT_THAT(o.out, Not(HasSubstr("problem")));
  EXPECT_THAT(o.out, HasSubstr("jpeg is read and written"));
}

TEST(Commands, DoctorLooksAtTheConfigurationFile) {
  const Scratch s;
  s.write("burnish/config.json", R"({"threads": "many"})");
  const Settings with{.environment = {{"XDG_CONFIG_HOME", s.path().string()}}};
  const Outcome o = burnish({"doctor"}, with);
  EXPECT_EQ(o.status, 2);
  EXPECT_THAT(o.out,
              HasSubstr("'many' is no number of threads (" + (s / "burnish/config.json").string() + ", threads)"));
  EXPECT_EQ(burnish({"--help"}, with).status, 0) << "help works whatever the file holds";
  EXPECT_EQ(burnish({"plugin", "paths"}, with).status, 2);
}

TEST(Commands, SchemaIsWrittenWholeOrNotAtAll) {
  const Scratch s;
  s.write("old.json", "old");
  EXPECT_EQ(burnish_in(s, {"schema", "--out", "old.json"}).status, 0);
  EXPECT_EQ(s.read("old.json"), burnish({"schema"}).out);
  EXPECT_EQ(burnish_in(s, {"schema", "--out", "none/x.json"}).status, 3);
  const Outcome device = burnish_in(s, {"schema", "--out", "/dev/null"});
  EXPECT_EQ(device.status, 3);
  EXPECT_EQ(device.err,
            "burnish: error: cannot write /dev/null (--out): it is no regular file; use - for standard output\n");
  EXPECT_THAT(s.files(), ElementsAre("old.json"));
}

TEST(Commands, CompletionScriptsKnowCommandsAndOptions) {
  for (const char* shell : {"bash", "zsh", "fish"}) {
    const Outcome o = burnish({"completion", shell});
    EXPECT_EQ(o.status, 0);
    EXPECT_THAT(o.out, HasSubstr("transform")) << shell;
    EXPECT_THAT(o.out, HasSubstr("no-clobber")) << shell;
  }
  const Scratch s;
  s.write("script", burnish({"completion", "bash"}).out);
  const Outcome o = run({"bash", "-c",
                         "source " + (s / "script").string() +
                             "; COMP_WORDS=(burnish plugin d); COMP_CWORD=2; _burnish; echo ${COMPREPLY[@]}"
                             "; COMP_WORDS=(burnish run --progress p); COMP_CWORD=3; _burnish; echo ${COMPREPLY[@]}"});
  EXPECT_EQ(o.status, 0) << o.err;
  EXPECT_EQ(o.out, "describe\nplain\n");
}

TEST(Commands, CommonOptionsStandBeforeOrAfterTheCommand) {
  EXPECT_TRUE(read_json(burnish({"--json", "plugin", "paths"}).out).valid());
  EXPECT_TRUE(read_json(burnish({"plugin", "paths", "--json"}).out).valid());
}

TEST(Commands, AFlagWinsOverTheEnvironmentAndThatOverTheFile) {
  const Scratch s;
  s.write("a.png", encoded("png", 64, 32));
  s.write("burnish/config.json", R"({"max_pixels": 100})");
  Settings with{.environment = {{"XDG_CONFIG_HOME", s.path().string()}}};
  const auto limit = [&](const Words& more) {
    Words words{"info", "a.png"};
    words.insert(words.end(), more.begin(), more.end());
    const Outcome o = burnish_in(s, words, with);
    return o.status == 0 ? "none" : o.err.substr(o.err.find("the limit is ") + 13, 3);
  };
  EXPECT_EQ(limit({}), "100");
  with.environment["BURNISH_MAX_PIXELS"] = "200";
  EXPECT_EQ(limit({}), "200");
  EXPECT_EQ(limit({"--max-pixels", "300"}), "300");
  EXPECT_EQ(limit({"--max-pixels", "3000"}), "none");
}

TEST(Commands, QuietSaysNothingButErrors) {
  const Scratch s;
  s.write("a.png", encoded("png", 64, 32, kit::rgba_u8));
  const Outcome loud = burnish_in(s, {"transform", "c_fit,w_8/f_jpg", "a.png", "-o", "out/"});
  EXPECT_THAT(loud.err, HasSubstr("burnish: note: a.png: transparency is flattened"));
  const Outcome quiet = burnish_in(s, {"transform", "c_fit,w_8/f_jpg", "a.png", "none.png", "-o", "out/", "-q"});
  EXPECT_EQ(quiet.out, "");
  EXPECT_EQ(quiet.err, "burnish: error: cannot read none.png: No such file or directory\n");
}

TEST(Commands, ProgressGoesToStandardErrorAndOnlyWhenAskedFor) {
  const Scratch s;
  for (const char* name : {"a.png", "b.png"}) s.write(name, encoded("png", 64, 32));
  const Words words{"transform", "c_fit,w_8", "a.png", "b.png", "-o", "out/", "--progress"};
  const auto errors = [&](const std::string& style) {
    Words all = words;
    all.push_back(style);
    return burnish_in(s, all).err;
  };
  EXPECT_EQ(errors("auto"), "") << "no terminal, no bar";
  EXPECT_EQ(errors("none"), "");
  EXPECT_EQ(errors("plain"), "1/2\n2/2\n");
  EXPECT_THAT(errors("bar"), HasSubstr("2/2 files"));
}

TEST(Commands, StripLeavesOnlyWhatKeepNames) {
  const Scratch s;
  const fs::path phone = shared("data/images");
  if (phone.empty()) GTEST_SKIP() << "no shared photographs; set BURNISH_SHARED";
  const auto blocks = [&](const Words& more) {
    Words words{"transform", "c_fit,w_40", (phone / "phone-ultrahdr-12mp.jpg").string(), "-o", "out.jpg"};
    words.insert(words.end(), more.begin(), more.end());
    EXPECT_EQ(burnish_in(s, words).status, 0);
    return read_json(burnish_in(s, {"info", "--json", "out.jpg"}).out)["files"][0]["metadata"].keys();
  };
  EXPECT_THAT(blocks({}), testing::IsSupersetOf({"block:exif", "block:xmp", "exif:Model"}));
  EXPECT_THAT(blocks({"--strip"}), ElementsAre());
  const Words kept = blocks({"--strip", "--keep", "exif"});
  EXPECT_THAT(kept, Contains("exif:Model"));
  EXPECT_THAT(kept, Not(Contains("block:xmp")));
  EXPECT_THAT(blocks({"--keep-profile", "--strip", "--keep", "icc"}), ElementsAre("block:icc"));
}

/// The names of the .burnish files that a command opens, by strace.
Words opened_plugins(const Words& arguments) {
  Words command{"strace", "-f", "-e", "trace=openat,execve", BURNISH_BUILD_DIR "/bin/burnish"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  std::istringstream lines(run(command).err);
  Words found;
  for (std::string line; std::getline(lines, line);)
    if ((line.find(".burnish\"") != std::string::npos || line.find("burnish-worker\"") != std::string::npos) &&
        line.find("ENOENT") == std::string::npos)
      found.push_back(line);
  return found;
}

TEST(Commands, ThatOnlyDescribeOpenNoPlugin) {
  if (run({"strace", "true"}).status != 0) GTEST_SKIP() << "strace is not installed or may not trace";
  ASSERT_EQ(burnish({"plugin", "list"}).status, 0);  // the cache is warm now
  for (const Words& command : std::vector<Words>{{"--help"},
                                                 {"--version"},
                                                 {"run", "--help"},
                                                 {"plugin", "list"},
                                                 {"plugin", "paths"},
                                                 {"plugin", "describe", "jpeg"},
                                                 {"schema"},
                                                 {"doctor"},
                                                 {"completion", "bash"}})
    EXPECT_THAT(opened_plugins(command), ElementsAre()) << command[0];
  const Scratch s;
  s.write("a.png", encoded("png", 8, 8));
  EXPECT_THAT(opened_plugins({"info", (s / "a.png").string()}),
              AllOf(Not(IsEmpty()), Each(AnyOf(HasSubstr("png.burnish"), HasSubstr("midjourney.burnish")))))
      << "and what is not needed stays closed; importers are asked what they know of the file";
}

}  // namespace
}  // namespace burnish::hosts
