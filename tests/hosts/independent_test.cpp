// Real photographs through the steps of Burnish, ImageMagick and libvips give the same pixels within a stated error.
#include "other_programs.hpp"

namespace burnish::hosts {
namespace {

/// One edit as a step of a pipeline and as arguments of the other program.
struct Edit {
  const char* name;
  const char* step;
  const char* nearly;  // a step that does almost the same, which the bounds must tell from this one
  Words arguments;
  Distance error{0, 0};  // between 16-bit results; none: it only moves pixels
  int border = 0;
};

/// The error that is allowed between results of `bits`. The other program's is always of 16 bits; rounding to 8 is off
/// by 1/4 on average and 1/2 at worst, which adds to the error between the methods.
Distance bound(const Edit& edit, int bits) {
  if (edit.error.worst == 0 || bits == 16) return edit.error;
  return {edit.error.mean + 0.26, edit.error.worst + 0.51};
}

/// right-N.png and nearly-N.png of every edit of in.png.
void run_steps(const Scratch& s, const std::vector<Edit>& edits) {
  std::string outputs;
  for (std::size_t i = 0; i < edits.size(); ++i)
    for (const bool right : {true, false}) {
      const std::string name = (right ? "right-" : "nearly-") + std::to_string(i);
      outputs += (outputs.empty() ? "" : ",\n") + (R"({"name": ")" + name + R"(", "steps": [)") +
                 (right ? edits[i].step : edits[i].nearly) + R"(], "write": "{name}.png"})";
    }
  s.write("p.json", R"({"burnish": 1, "outputs": [)" + outputs + "]}");
  expect_burnish(s, {"run", "p.json", "in.png"});
}

/// right-N.ppm and nearly-N.ppm, which the other program read, with its own theirs-N.ppm.
void compare(const Scratch& s, const std::vector<Edit>& edits, int bits) {
  for (std::size_t i = 0; i < edits.size(); ++i) {
    const Edit& edit = edits[i];
    const std::string n = std::to_string(i) + ".ppm";
    const Pixels other = read_ppm(s, "theirs-" + n);
    ASSERT_FALSE(other.samples.empty()) << edit.name;
    const Distance most = bound(edit, bits);
    const Distance right = distance(read_ppm(s, "right-" + n), other, edit.border);
    EXPECT_LE(right.mean, most.mean) << edit.name;
    EXPECT_LE(right.worst, most.worst) << edit.name;
    const Distance nearly = distance(read_ppm(s, "nearly-" + n), other, edit.border);
    EXPECT_TRUE(nearly.mean > most.mean || nearly.worst > most.worst)
        << edit.name << ": the bounds do not tell it from " << edit.nearly;
  }
}

/// in.png, edited by ImageMagick as well.
void compare_with_magick(const Scratch& s, const std::vector<Edit>& edits, int bits) {
  run_steps(s, edits);
  Words command{magick, "-respect-parenthesis", "in.png"};
  for (std::size_t i = 0; i < edits.size(); ++i) {
    command.insert(command.end(), {"(", "+clone"});
    command.insert(command.end(), edits[i].arguments.begin(), edits[i].arguments.end());
    command.insert(command.end(), {"-depth", "16", "-write", "theirs-" + std::to_string(i) + ".ppm", "+delete", ")"});
  }
  command.emplace_back("null:");
  expect_run(s, std::move(command));
  for (const std::string name : {"right", "nearly"}) {
    command = {magick};
    for (std::size_t i = 0; i < edits.size(); ++i) command.push_back(name + "-" + std::to_string(i) + ".png");
    command.insert(command.end(), {"-depth", "16", "+adjoin", name + "-%d.ppm"});
    expect_run(s, std::move(command));
  }
  compare(s, edits, bits);
}

/// Each error is the largest that was measured on four photographs, times 1.5. ImageMagick rounds results between two
/// passes to 16 bits. Its kernels are not corrected to keep a ramp where it is, which Burnish's are: that shows with
/// bilinear and where a picture becomes larger. It also repeats no border when it resizes.
const std::vector<Edit> magick_edits{
    {"lanczos3 smaller",
     R"({"op": "resize", "width": 237, "height": 158})",
     R"({"op": "resize", "width": 237, "height": 158, "filter": "catmull_rom"})",
     {"-filter", "Lanczos", "-resize", "237x158!"},
     {0.005, 0.12},
     3},
    {"lanczos3 larger",
     R"({"op": "resize", "width": 701, "height": 467})",
     R"({"op": "resize", "width": 701, "height": 467, "filter": "catmull_rom"})",
     {"-filter", "Lanczos", "-resize", "701x467!"},
     {0.05, 2.1},
     6},
    {"mitchell",
     R"({"op": "resize", "width": 200, "height": 133, "filter": "mitchell"})",
     R"({"op": "resize", "width": 200, "height": 133, "filter": "bilinear"})",
     {"-filter", "Mitchell", "-resize", "200x133!"},
     {0.011, 0.35},
     3},
    {"catmull_rom",
     R"({"op": "resize", "width": 200, "height": 133, "filter": "catmull_rom"})",
     R"({"op": "resize", "width": 200, "height": 133, "filter": "mitchell"})",
     {"-filter", "Catrom", "-resize", "200x133!"},
     {0.016, 0.5},
     3},
    {"bilinear",
     R"({"op": "resize", "width": 200, "height": 133, "filter": "bilinear"})",
     R"({"op": "resize", "width": 200, "height": 133, "filter": "mitchell"})",
     {"-filter", "Triangle", "-resize", "200x133!"},
     {0.033, 1.5},
     3},
    {"box",
     R"({"op": "resize", "width": 160, "height": 80, "filter": "box"})",
     R"({"op": "resize", "width": 160, "height": 80, "filter": "bilinear"})",
     {"-filter", "Box", "-resize", "160x80!"},
     {0.001, 0.008}},
    {"lanczos3 in linear light",
     R"({"op": "resize", "width": 237, "height": 158, "linear": true})",
     R"({"op": "resize", "width": 237, "height": 158})",
     {"-colorspace", "RGB", "-filter", "Lanczos", "-resize", "237x158!", "-colorspace", "sRGB"},
     {0.006, 0.2},
     3},
    {"blur",
     R"({"op": "blur", "sigma": 4})",
     R"({"op": "blur", "sigma": 4.1})",
     {"-gaussian-blur", "20x4"},
     {0.005, 0.06}},
    {"unsharp",
     R"({"op": "unsharp", "sigma": 2, "amount": 1.5})",
     R"({"op": "unsharp", "sigma": 2, "amount": 1.45})",
     {"(", "+clone", "-gaussian-blur", "12x2", ")", "-compose", "mathematics", "-define", "compose:args=0,-1.5,2.5,0",
      "-composite"},
     {0.005, 0.045}},
    {"rotate 10",
     R"({"op": "rotate", "angle": 10, "expand": false})",
     R"({"op": "rotate", "angle": 10.1, "expand": false})",
     {"-interpolate", "Catrom", "-filter", "Point", "-distort", "SRT", "10"},
     {0.001, 0.008},
     60},
    {"rotate 90", R"({"op": "rotate", "angle": 90})", R"({"op": "rotate", "angle": 270})", {"-rotate", "90"}},
    {"rotate 180", R"({"op": "rotate", "angle": 180})", R"({"op": "flip"})", {"-rotate", "180"}},
    {"rotate 270", R"({"op": "rotate", "angle": 270})", R"({"op": "rotate", "angle": 90})", {"-rotate", "270"}},
    {"flip", R"({"op": "flip"})", R"({"op": "flip", "direction": "vertical"})", {"-flop"}},
    {"flip vertically", R"({"op": "flip", "direction": "vertical"})", R"({"op": "flip"})", {"-flip"}},
    {"crop",
     R"({"op": "crop", "x": 33, "y": 17, "width": 301, "height": 111})",
     R"({"op": "crop", "x": 34, "y": 17, "width": 301, "height": 111})",
     {"-crop", "301x111+33+17"}},
    {"pad",
     R"({"op": "pad", "width": 500, "height": 340, "background": "#204060"})",
     R"({"op": "pad", "width": 500, "height": 340, "background": "#204061"})",
     {"-background", "#204060", "-gravity", "center", "-extent", "500x340"}},
    {"gamma",
     R"({"op": "gamma", "gamma": 1.7})",
     R"({"op": "gamma", "gamma": 1.72})",
     {"-gamma", "1.7"},
     {0.001, 0.008}},
    {"contrast",
     R"({"op": "contrast", "amount": 2.5})",
     R"({"op": "contrast", "amount": 2.52})",
     {"-function", "polynomial", "2.5,-0.75"},
     {0.001, 0.008}},
    {"brightness",
     R"({"op": "brightness", "amount": 0.125})",
     R"({"op": "brightness", "amount": 0.13})",
     {"-function", "polynomial", "1,0.125"},
     {0.001, 0.008}},
    {"exposure",
     R"({"op": "exposure", "ev": 0.7})",
     R"({"op": "exposure", "ev": 0.72})",
     {"-colorspace", "RGB", "-evaluate", "multiply", "1.624505", "-colorspace", "sRGB"},
     {0.004, 0.02}},
    // Rec. 709 weights, as SVG's saturate has them.
    {"saturation",
     R"({"op": "saturation", "amount": 0.3})",
     R"({"op": "saturation", "amount": 0.33})",
     {"-color-matrix", "0.44882 0.50064 0.05054 0.14882 0.80064 0.05054 0.14882 0.50064 0.35054"},
     {0.001, 0.008}},
};

/// Results on #204060: what a picture with alpha looks like. Measured on one photograph; times 1.5.
const std::vector<Edit> alpha_edits{
    {"flatten",
     R"({"op": "flatten", "background": "#204060"})",
     R"({"op": "flatten", "background": "#204064"})",
     {"-background", "#204060", "-flatten"},
     {0.001, 0.008}},
    {"box",
     R"({"op": "resize", "width": 160, "height": 80, "filter": "box"}, {"op": "flatten", "background": "#204060"})",
     R"({"op": "flatten", "background": "#204060"}, {"op": "resize", "width": 160, "height": 80, "filter": "bilinear"})",
     {"-filter", "Box", "-resize", "160x80!", "-background", "#204060", "-flatten"},
     {0.001, 0.008}},
    {"blur",
     R"({"op": "blur", "sigma": 4}, {"op": "flatten", "background": "#204060"})",
     R"({"op": "blur", "sigma": 4.4}, {"op": "flatten", "background": "#204060"})",
     {"-gaussian-blur", "20x4", "-background", "#204060", "-flatten"},
     {0.005, 0.06}},
    {"turn",
     R"({"op": "rotate", "angle": 90}, {"op": "flatten", "background": "#204060"})",
     R"({"op": "rotate", "angle": 270}, {"op": "flatten", "background": "#204060"})",
     {"-rotate", "90", "-background", "#204060", "-flatten"},
     {0.001, 0.008}},
};

struct Photo {
  const char* file;
  int bits;
};
void PrintTo(const Photo& p, std::ostream* out) { *out << p.file << " at " << p.bits << " bits"; }

class Edits : public testing::TestWithParam<Photo> {
 protected:
  void SetUp() override {
    if (file_ == "slot-canyon.jpg") return;
    const fs::path images = shared("data/images");
    if (images.empty()) GTEST_SKIP() << "no shared photographs; set BURNISH_SHARED";
    photo_ = images / file_;
  }

  Scratch s_;
  const std::string file_ = GetParam().file;
  const int bits_ = GetParam().bits;
  fs::path photo_ = photograph();
};

TEST_P(Edits, AreThoseOfImageMagick) {
  if (!installed(magick)) GTEST_SKIP() << magick << " is not installed";
  // Sharp and noisy, as a shrunk photograph is. Tones are kept off black and white, so that no kernel overshoots
  // there: ImageMagick would cut between two passes, and Burnish only at the end.
  const Words shrink{"-define", "jpeg:size=960x640", photo_,    "-resize", "480x320^", "-gravity",
                     "center",  "-extent",           "480x320", "+level",  "25%,75%",  "-strip"};
  Words command{magick};
  command.insert(command.end(), shrink.begin(), shrink.end());
  command.emplace_back(bits_ == 16 ? "PNG48:in.png" : "PNG24:in.png");
  expect_run(s_, command);
  compare_with_magick(s_, magick_edits, bits_);
  // The picture upside down serves as its alpha.
  expect_run(s_, {magick, "in.png", "(", "+clone", "-flip", "-colorspace", "gray", "-level", "25%,75%", ")", "-compose",
                  "CopyOpacity", "-composite", bits_ == 16 ? "PNG64:in.png" : "PNG32:in.png"});
  compare_with_magick(s_, alpha_edits, bits_);
}

std::string photo_name(const testing::TestParamInfo<Photo>& each) {
  std::string name = fs::path(each.param.file).stem();
  std::replace(name.begin(), name.end(), '-', '_');
  return name + "_" + std::to_string(each.param.bits);
}

/// All tones: libvips computes in floats here and cuts at the end, as Burnish does. Errors as above. It enlarges with
/// another kernel than the one that is asked for, so that is left to ImageMagick.
const std::vector<Edit> vips_edits{
    {"lanczos3",
     R"({"op": "resize", "width": 192, "height": 128})",
     R"({"op": "resize", "width": 192, "height": 128, "filter": "catmull_rom"})",
     {"resize", "0.4", "--kernel", "lanczos3"},
     {0.008, 0.15},
     3},
    {"catmull_rom",
     R"({"op": "resize", "width": 192, "height": 128, "filter": "catmull_rom"})",
     R"({"op": "resize", "width": 192, "height": 128, "filter": "mitchell"})",
     {"resize", "0.4", "--kernel", "cubic"},
     {0.042, 1},
     3},
    {"blur",
     R"({"op": "blur", "sigma": 4})",
     R"({"op": "blur", "sigma": 4.1})",
     {"gaussblur", "4", "--precision", "float", "--min-ampl", "0.001"},
     {0.003, 0.008}},
    {"rotate 90", R"({"op": "rotate", "angle": 90})", R"({"op": "rotate", "angle": 270})", {"rot", "d90"}},
    {"flip", R"({"op": "flip"})", R"({"op": "flip", "direction": "vertical"})", {"flip", "horizontal"}},
    {"crop",
     R"({"op": "crop", "x": 33, "y": 17, "width": 301, "height": 111})",
     R"({"op": "crop", "x": 34, "y": 17, "width": 301, "height": 111})",
     {"crop", "33", "17", "301", "111"}},
};

class EditsInFloats : public Edits {};

TEST_P(EditsInFloats, AreThoseOfVips) {
  if (!installed("vips")) GTEST_SKIP() << "vips is not installed";
  expect_run(s_, {"vips", "thumbnail", photo_, "small.v", "960", "--height", "640", "--crop", "centre"});
  if (bits_ == 16) expect_run(s_, {"vips", "colourspace", "small.v", "deep.v", "rgb16"});
  expect_run(s_, {"vips", "resize", bits_ == 16 ? "deep.v" : "small.v", "in.png[strip]", "0.5"});
  run_steps(s_, vips_edits);
  // In floats on the 16-bit scale.
  expect_run(s_, {"vips", "linear", "in.png", "wide.v", bits_ == 16 ? "1" : "257", "0"});
  for (std::size_t i = 0; i < vips_edits.size(); ++i) {
    const Words& arguments = vips_edits[i].arguments;
    const std::string n = std::to_string(i);
    Words command{"vips", arguments[0], "wide.v", "done.v"};
    command.insert(command.end(), arguments.begin() + 1, arguments.end());
    expect_run(s_, command);
    expect_run(s_, {"vips", "cast", "done.v", "whole.v", "ushort"});
    expect_run(s_, {"vips", "copy", "whole.v", "theirs-" + n + ".ppm[strip]", "--interpretation", "rgb16"});
    for (const std::string name : {"right-", "nearly-"})
      expect_run(s_, {"vips", "copy", name + n + ".png", name + n + ".ppm[strip]"});
  }
  compare(s_, vips_edits, bits_);
}

INSTANTIATE_TEST_SUITE_P(Photographs, Edits,
                         testing::Values(Photo{"slot-canyon.jpg", 8}, Photo{"slot-canyon.jpg", 16},
                                         Photo{"canyon-14mp.jpg", 8}, Photo{"room-16bit.png", 16}),
                         photo_name);
INSTANTIATE_TEST_SUITE_P(Photographs, EditsInFloats,
                         testing::Values(Photo{"slot-canyon.jpg", 8}, Photo{"slot-canyon.jpg", 16}), photo_name);

}  // namespace
}  // namespace burnish::hosts
