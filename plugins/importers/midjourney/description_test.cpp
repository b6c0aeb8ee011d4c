#include "description.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "text.hpp"

using namespace midjourney;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace {

std::vector<std::string> names(const Description& d) {
  std::vector<std::string> all;
  for (const Parameter& p : d.parameters)
    all.push_back((p.known == nullptr ? "?" + p.name : std::string(p.known->name)) + "=" + p.value);
  return all;
}

std::string value(const Description& d, const char* name) {
  const Parameter* p = d.find(name);
  return p == nullptr ? "(none)" : p->value;
}

}  // namespace

TEST(MidjourneyDescription, ReadsWhatTheWebsiteWrites) {
  struct Case {
    std::string text, prompt;
    std::vector<std::string> parameters;
    std::string job;
  };
  const std::vector<Case> cases{
      {"example --ar 2:1 --stylize 80 --v 6 Job ID: a7421d2f-b262-44f9-977c-ac23e9c7d3e3",
       "example",
       {"aspect=2:1", "stylize=80", "version=6"},
       "a7421d2f-b262-44f9-977c-ac23e9c7d3e3"},
      {"90s Retro Sublimation Clipart --ar 3:4 --stylize 750 --v 7 Job ID: 53d6686d-db8c-499e-9250-c2afb94cf34d",
       "90s Retro Sublimation Clipart",
       {"aspect=3:4", "stylize=750", "version=7"},
       "53d6686d-db8c-499e-9250-c2afb94cf34d"},
      {"dancers, highres, fine art. --ar 3:4 --raw --stylize 0 --v 7 Job ID: 8323d5b0-1888-4fd7-a239-9d4bb8222ce3",
       "dancers, highres, fine art.",
       {"aspect=3:4", "raw=", "stylize=0", "version=7"},
       "8323d5b0-1888-4fd7-a239-9d4bb8222ce3"},
      {"a serene mountain landscape with snow --ar 16:9 --no trees, people --stylize 200 --chaos 10 --v 6.1 job id: "
       "A7421D2F-b262-44f9-977c-ac23e9c7d3e3",
       "a serene mountain landscape with snow",
       {"aspect=16:9", "no=trees, people", "stylize=200", "chaos=10", "version=6.1"},
       "A7421D2F-b262-44f9-977c-ac23e9c7d3e3"},
      {"anime girl with cherry blossoms, studio ghibli style --ar 2:3 --niji 6 --stylize 200",
       "anime girl with cherry blossoms, studio ghibli style",
       {"aspect=2:3", "niji=6", "stylize=200"},
       ""},
      {"Angry Birds --ar 3:4 --sref 4054778981 --sw 100 --stylize 300 --hd --v 8.2",
       "Angry Birds",
       {"aspect=3:4", "sref=4054778981", "sw=100", "stylize=300", "hd=", "version=8.2"},
       ""},
      {"unicorn horse jumping, fairy tale --profile iy9axyv --stylize 900 --hd --v 8.1",
       "unicorn horse jumping, fairy tale",
       {"profile=iy9axyv", "stylize=900", "hd=", "version=8.1"},
       ""},
      {"child perspective of organic chemistry gtd2rcz --exp 35 --profile --hd --v 8.1",
       "child perspective of organic chemistry gtd2rcz",
       {"exp=35", "profile=", "hd=", "version=8.1"},
       ""},
      {"a shorter id --v 5 Job ID: a7421d2f", "a shorter id", {"version=5"}, "a7421d2f"}};
  for (const Case& c : cases) {
    SCOPED_TRACE(c.text);
    const Description d = parse_description(c.text);
    EXPECT_EQ(d.prompt(), c.prompt);
    EXPECT_EQ(names(d), c.parameters);
    EXPECT_EQ(d.job, c.job);
    EXPECT_EQ(print(d), c.text);
    EXPECT_THAT(findings_about(d), IsEmpty());
    EXPECT_EQ(likeness_of(d), c.job.size() == uuid_length ? Likeness::JobId : Likeness::Flags);
  }
}

TEST(MidjourneyDescription, ReadsImagePromptsPartsAndReferences) {
  const Description d = parse_description(
      "https://s.mj.run/a <https://cdn.discordapp.com/b.png>::2 hot::2 dog::-.5 \"Open Late\" --sref "
      "https://s.mj.run/S::2 "
      "77 random --oref http://x/y.png --p abc m123 def --v 7");
  ASSERT_EQ(d.images.size(), 2U);
  EXPECT_EQ(d.images[0].url, "https://s.mj.run/a");
  EXPECT_EQ(d.images[1].url, "<https://cdn.discordapp.com/b.png>");
  EXPECT_EQ(d.images[1].weight_mark, "::2");
  ASSERT_EQ(d.parts.size(), 3U);
  EXPECT_EQ(d.parts[0].text, "hot");
  EXPECT_EQ(d.parts[0].weight_value(), 2);
  EXPECT_EQ(d.parts[1].weight_value(), -0.5);
  EXPECT_FALSE(d.parts[2].marked);
  EXPECT_THAT(lettering_of(d.prompt()), ElementsAre("Open Late"));
  const auto references = references_of(*d.find("sref"));
  ASSERT_EQ(references.size(), 3U);
  EXPECT_EQ(references[0].text, "https://s.mj.run/S");
  EXPECT_EQ(references[0].weight, "2");
  EXPECT_EQ(references[1].text, "77");
  EXPECT_EQ(references[2].text, "random");
  EXPECT_EQ(references_of(*d.find("profile")).size(), 3U);
  EXPECT_THAT(findings_about(d), Contains(HasSubstr("version 7 does not take weights")));
  EXPECT_THAT(list_of(*parse_description("x --no a b,, c ").find("no")), ElementsAre("a b", "c"));
}

TEST(MidjourneyDescription, KeepsWhatItDoesNotKnow) {
  const std::string text = "x --sparkle very  much --stylize 5000 --hd left over --v 9 --ar wide --q 2 --V6";
  const Description d = parse_description(text);
  EXPECT_THAT(names(d), ElementsAre("?sparkle=very  much", "stylize=5000", "hd=", "version=9", "aspect=wide",
                                    "quality=2", "version=6"));
  EXPECT_EQ(d.parameters[2].orphan, " left over");
  EXPECT_EQ(print(d), text);
  const auto notes = findings_about(d);
  for (const char* part : {"unknown parameter \"--sparkle\"", "--stylize 5000 is outside the documented 0..1000",
                           "\"left over\" behind --hd", "\"9\" is not a version", "\"wide\", which is no ratio"})
    EXPECT_THAT(notes, Contains(HasSubstr(part)));
}

TEST(MidjourneyDescription, KnowsRangesOfVersions) {
  const auto notes = [](const char* text) { return findings_about(parse_description(text)); };
  EXPECT_THAT(notes("x --s 60000 --v 3"), IsEmpty());
  EXPECT_THAT(notes("x --s 60000 --v 4"), Contains(HasSubstr("0..1000")));
  EXPECT_THAT(notes("x --q 4 --v 7"), IsEmpty());
  EXPECT_THAT(notes("x --q 4 --v 6"), Contains(HasSubstr("0.25..2")));
  EXPECT_THAT(notes("x --iw 3 --v 6"), IsEmpty());
  EXPECT_THAT(notes("x --iw 3 --niji 5"), Contains(HasSubstr("0..2")));
  EXPECT_THAT(notes("x --sv 6 --v 7"), IsEmpty());
  EXPECT_THAT(notes("x --sv 6 --v 6.1"), Contains(HasSubstr("1..4")));
  EXPECT_THAT(notes("x --oref u --v 6"), Contains(HasSubstr("came with version 7")));
  EXPECT_THAT(notes("x --cref u --v 6.1"), IsEmpty());
  EXPECT_THAT(notes("x --cref u --v 7"), Contains(HasSubstr("is of versions up to 6.1")));
  EXPECT_THAT(notes("x --seed 4294967296"), Contains(HasSubstr("outside")));
  EXPECT_THAT(notes("x --chaos 1.5"), Contains(HasSubstr("no whole number")));
  EXPECT_THAT(notes("x --motion low --raw --v 7"), IsEmpty());
  EXPECT_THAT(notes("x --motion odd"), Contains(HasSubstr("low high")));
  EXPECT_THAT(notes("x --v 6 --niji 6"), Contains(HasSubstr("exclude each other")));
  EXPECT_THAT(notes("x --raw --style cute --v 7"), Contains(HasSubstr("beside --style cute")));
  EXPECT_THAT(notes("x --hd --v 1"), Contains(HasSubstr("early model")));
  EXPECT_THAT(notes("a:: b::-1"), Contains(HasSubstr("add up to 0")));
  EXPECT_THAT(notes("a:: b::-.5"), IsEmpty());
}

TEST(MidjourneyDescription, ReadsOldNames) {
  const Description old = parse_description("x --w 640 --h 448 --uplight");
  EXPECT_EQ(value(old, "width"), "640");
  EXPECT_EQ(value(old, "height"), "448");
  EXPECT_THAT(findings_about(old), IsEmpty());
  EXPECT_EQ(value(parse_description("x --w 640 --v 2"), "width"), "640");
  EXPECT_EQ(value(parse_description("x --w 640 --v 6"), "weird"), "640");
  EXPECT_EQ(value(parse_description("x --personalize --s 1"), "profile"), "");
}

TEST(MidjourneyDescription, TellsDashesOfPhonesFromPunctuation) {
  const std::string phone = "a cat \u2014ar 2:3 \u2013\u0076 6";
  EXPECT_THAT(names(parse_description(phone)), ElementsAre("aspect=2:3", "version=6"));
  EXPECT_EQ(print(parse_description(phone)), phone);
  for (const char* text :
       {"the king \u2014the old one\u2014 walks", "a -- b", "well--known", "x --- y", "--", "a --1"}) {
    const Description d = parse_description(text);
    EXPECT_THAT(d.parameters, IsEmpty()) << text;
    EXPECT_EQ(d.prompt(), text);
    EXPECT_EQ(likeness_of(d), Likeness::None);
  }
}

TEST(MidjourneyDescription, CountsPermutations) {
  EXPECT_EQ(permutations_of("a {red, green, blue} bird"), 3U);
  EXPECT_EQ(permutations_of("a {red, green} {bird, {big, small} dog}"), 6U);
  EXPECT_EQ(permutations_of("a {red\\, pastel, yellow} bird"), 2U);
  EXPECT_EQ(permutations_of("plain"), 1U);
  EXPECT_EQ(permutations_of("{open, {shut}"), 1U);
  EXPECT_EQ(permutations_of("{a, b}{c, d}{e, f}"), 8U);
  std::string many;
  for (int i = 0; i < 40; ++i) many += "{a,b}";
  EXPECT_EQ(permutations_of(many), 1'000'000U);
  const std::string text = "bird --ar {3:2, 1:1} --{v 5, niji} --s {1, 2 --x} tail";
  const Description d = parse_description(text);
  EXPECT_EQ(print(d), text);
  EXPECT_THAT(names(d), ElementsAre("aspect={3:2, 1:1}", "?{v 5, niji}=", "stylize={1, 2 --x}"));
}

TEST(MidjourneyDescription, EveryNameOfTheTableIsKnownOnce) {
  std::map<std::string, int> seen;
  for (const KnownParameter& p : known_parameters()) {
    ++seen[std::string(p.name)];
    EXPECT_EQ(known_parameter(p.name), &p);
    std::string others(p.others);
    for (std::size_t at = 0; at < others.size();) {
      const std::size_t end = std::min(others.find(' ', at), others.size());
      ++seen[others.substr(at, end - at)];
      EXPECT_EQ(known_parameter(others.substr(at, end - at)), &p);
      at = end + 1;
    }
    for (const Range& r : p.ranges) EXPECT_LE(r.least, r.most) << p.name;
  }
  for (const auto& [name, times] : seen) EXPECT_EQ(times, 1) << name;
}

// What was taken apart prints back to the same bytes, whatever it was.
TEST(MidjourneyDescription, PrintsBackToTheSameText) {
  const std::vector<std::string> pieces{" ",
                                        "  ",
                                        "\n",
                                        "\t",
                                        "a",
                                        "cat",
                                        "::",
                                        "::2",
                                        "::-.5",
                                        ":",
                                        "--ar",
                                        "--v",
                                        "--no",
                                        "--sref",
                                        "--hd",
                                        "--tile",
                                        "--p",
                                        "--unknown",
                                        "--",
                                        "-",
                                        "\u2014ar",
                                        "\u2013v",
                                        "\u2014",
                                        "16:9",
                                        "6.1",
                                        "{",
                                        "}",
                                        "\\",
                                        ",",
                                        "\"",
                                        "https://x",
                                        "<http:",
                                        "Job ID:",
                                        "Job ID: ",
                                        "job id:",
                                        "a7421d2f",
                                        "a7421d2f-b262-44f9-977c-ac23e9c7d3e3",
                                        "\xff",
                                        "\xe9",
                                        "\u6771",
                                        "--v6",
                                        "--W",
                                        "--h",
                                        "random",
                                        "trees, people",
                                        "--{v 5, niji}",
                                        std::string(1, '\0')};
  std::mt19937 random(7);
  for (int i = 0; i < 20000; ++i) {
    std::string text;
    const unsigned long n = random() % 24;
    for (unsigned long k = 0; k < n; ++k) {
      text += pieces[random() % pieces.size()];
      if (random() % 2 == 0) text += ' ';
    }
    const Description d = parse_description(text);
    ASSERT_EQ(print(d), text);
    // And the parts are those of the whole: parsing what was printed changes nothing.
    ASSERT_EQ(names(parse_description(print(d))), names(d)) << text;
    (void)findings_about(d);
    (void)permutations_of(text);
    (void)lettering_of(d.prompt());
  }
  for (int i = 0; i < 5000; ++i) {
    std::string bytes(random() % 60, ' ');
    for (char& c : bytes) c = static_cast<char>(random());
    ASSERT_EQ(print(parse_description(bytes)), bytes);
  }
}

TEST(MidjourneyText, ReadsTimesAsUtc) {
  EXPECT_EQ(rfc3339_of("Thu, 11 Sep 2025 09:48:26 GMT"), "2025-09-11T09:48:26Z");
  EXPECT_EQ(rfc3339_of("11 Sep 2025 09:48:26 +0200"), "2025-09-11T07:48:26Z");
  EXPECT_EQ(rfc3339_of("Sat, 01 Mar 2025 00:30:00 +0100"), "2025-02-28T23:30:00Z");
  EXPECT_EQ(rfc3339_of("2024-02-29T23:59:59.25-01:30"), "2024-03-01T01:29:59Z");
  for (const char* bad : {"", "yesterday", "Thu, 31 Sep 2025 09:48:26 GMT", "Thu, 11 Sep 2025 24:48:26 GMT",
                          "2025-09-11T09:48:26", "29 Feb 2025 00:00:00 GMT", "Thu, 11 Sep 2025 09:48:26 GMT and"})
    EXPECT_EQ(rfc3339_of(bad), std::nullopt) << bad;
}

TEST(MidjourneyText, MakesUtf8OfWhatItFinds) {
  EXPECT_EQ(to_utf8("caf\xe9"), "caf\u00e9");
  EXPECT_EQ(to_utf8("caf\u00e9"), "caf\u00e9");
  EXPECT_EQ(to_utf8(std::string("a\0\0", 3)), "a");
  for (const char* bad : {"\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82", "\x80", "\xff"}) {
    EXPECT_FALSE(is_utf8(bad));
    EXPECT_TRUE(is_utf8(to_utf8(bad)));
  }
  EXPECT_EQ(from_utf16(std::string("\x00\x61\xd8\x3c\xdf\x03\xd8\x00", 8), true), "a\U0001f303\ufffd");
  EXPECT_EQ(shortened("one two three four", 12), "one two ...");
}
