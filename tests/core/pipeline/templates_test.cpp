#include "pipeline/templates.hpp"

#include <gtest/gtest.h>

namespace burnish {
namespace {

const WriteFields fields{.stem = "photo",
                         .ext = "jpg",
                         .dir = "2026/may",
                         .name = "hero",
                         .index = 3,
                         .width = 1920,
                         .height = 800,
                         .hash = "0123456789ab"};

std::string written(std::string_view text, const WriteFields& with = fields) {
  const auto path = expand_write_template(text, with);
  return path.ok() ? *path : path.error().message();
}

TEST(WriteTemplate, PutsEveryFieldIn) {
  EXPECT_EQ(written("{dir}/{stem}-{name}.{ext}"), "2026/may/photo-hero.jpg");
  EXPECT_EQ(written("{index}_{width}x{height}_{hash}.{ext}"), "3_1920x800_0123456789ab.jpg");
  EXPECT_EQ(written("plain.png"), "plain.png");
}

TEST(WriteTemplate, DoubledBracesAreBraces) {
  EXPECT_EQ(written("{{{stem}}}.{ext}"), "{photo}.jpg");
  EXPECT_EQ(written("{{stem}}"), "{stem}");
}

TEST(WriteTemplate, FieldsAreNotReadAgain) {
  WriteFields sly = fields;
  sly.stem = "{hash}";
  EXPECT_EQ(written("{stem}.{ext}", sly), "{hash}.jpg");
}

TEST(WriteTemplate, NoFolderLeavesTheRestRelative) {
  WriteFields top = fields;
  top.dir.clear();
  EXPECT_EQ(written("{dir}/{stem}.{ext}", top), "photo.jpg");
  EXPECT_EQ(written("out/{dir}/{stem}.{ext}", top), "out/./photo.jpg");
}

TEST(WriteTemplate, SaysWhatIsWrong) {
  EXPECT_EQ(written("{stme}"),
            "unknown field '{stme}' in '{stme}': it may name stem, ext, dir, name, index, width, height and hash, and "
            "prompt_slug, "
            "job and seed of imported pictures; did "
            "you mean 'stem'?");
  EXPECT_EQ(written("{stem"), "'{stem' is not a template: a '{' is not closed; write '{{' for a brace");
  EXPECT_EQ(written("{st{em}}"), "'{st{em}}' is not a template: a '{' is not closed; write '{{' for a brace");
  EXPECT_EQ(written("stem}"), "'stem}' is not a template: a '}' has no '{'; write '}}' for a brace");
}

TEST(WriteTemplate, TellsWhetherItNeedsTheFinishedBytes) {
  EXPECT_TRUE(needs_hash("{stem}-{hash}.{ext}"));
  EXPECT_FALSE(needs_hash("{stem}-{{hash}}.{ext}"));
  EXPECT_FALSE(needs_hash("hash"));
}

TEST(WriteTemplate, TellsItsLiteralExtension) {
  EXPECT_EQ(literal_extension("print/{stem}.tif"), "tif");
  EXPECT_EQ(literal_extension("a.PNG"), "PNG");
  EXPECT_EQ(literal_extension("{stem}.v2.webp"), "webp");
  EXPECT_EQ(literal_extension("{stem}.{ext}"), "");
  EXPECT_EQ(literal_extension("{stem}"), "");
  EXPECT_EQ(literal_extension("v1.2/{stem}"), "");
  EXPECT_EQ(literal_extension("v1.2/stem"), "");
  EXPECT_EQ(literal_extension(".hidden"), "");
  EXPECT_EQ(literal_extension("a/.hidden"), "");
  EXPECT_EQ(literal_extension(""), "");
}

TEST(ReadTemplate, PutsTheInputIn) {
  const auto read = [](std::string_view text) {
    const auto path = expand_read_template(text, "in/a{b}.jpg");
    return path.ok() ? *path : path.error().message();
  };
  EXPECT_EQ(read("{input}"), "in/a{b}.jpg");
  EXPECT_EQ(read("masks/{{x}}.png"), "masks/{x}.png");
  EXPECT_EQ(read("{stem}"), "unknown field '{stem}' in '{stem}': 'read' may name input");
  EXPECT_TRUE(names_input("{input}.mask.png"));
  EXPECT_FALSE(names_input("{{input}}"));
}

TEST(EscapeBraces, IsUndoneBySplitting) {
  for (const std::string text : {"", "a", "{", "}}", "a{b}c{{d"}) {
    const auto pieces = split_template(escape_braces(text), {});
    ASSERT_TRUE(pieces.ok()) << text;
    EXPECT_EQ(pieces->empty() ? "" : pieces->front().text, text);
    EXPECT_LE(pieces->size(), 1U);
  }
}

TEST(CheckRelative, AcceptsWhatStaysInside) {
  for (const char* path : {"a.jpg", "a/b.jpg", "./a.jpg", "..a/b..jpg", "a/...", ".hidden"}) {
    EXPECT_TRUE(check_relative(path).ok()) << path;
  }
}

TEST(CheckRelative, RefusesWhatEscapesOrNamesNoFile) {
  const auto error = [](std::string_view path) {
    const Status status = check_relative(path);
    return status.ok() ? "accepted" : status.error().message();
  };
  EXPECT_EQ(error("../a.jpg"), "output path '../a.jpg' is refused: it contains '..'; use -o, or give --allow-outside");
  EXPECT_EQ(error("a/../../b"),
            "output path 'a/../../b' is refused: it contains '..'; use -o, or give --allow-outside");
  EXPECT_EQ(error("a/.."), "output path 'a/..' is refused: it contains '..'; use -o, or give --allow-outside");
  EXPECT_EQ(error("/etc/passwd"),
            "output path '/etc/passwd' is refused: it is absolute; use -o, or give --allow-outside");
  EXPECT_EQ(error(""), "output path '' is refused: it is empty");
  EXPECT_EQ(error(std::string_view("a\0b", 3)), "output path 'a' is refused: it contains a NUL");
  EXPECT_EQ(error("a/"), "output path 'a/' is refused: it names a folder; end it in a file name such as {stem}.{ext}");
  EXPECT_EQ(error("a/."),
            "output path 'a/.' is refused: it names a folder; end it in a file name such as {stem}.{ext}");
}

}  // namespace
}  // namespace burnish
