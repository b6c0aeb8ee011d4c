// Files of photographs that Burnish reads and writes, as ImageMagick reads and writes them.
#include "other_programs.hpp"

namespace burnish::hosts {
namespace {

class Independent : public testing::Test {
 protected:
  void SetUp() override {
    if (!installed(magick)) GTEST_SKIP() << magick << " is not installed";
  }
  /// Burnish's rendering of a file without any step, as an uncompressed TIFF of the same pixels.
  void copy_by_burnish(const fs::path& file, bool keep_profile) const {
    s_.write("copy.json", R"({"burnish": 1, "outputs": [{"steps": [], "write": "ours.tif", "keep_profile": )" +
                              std::string(keep_profile ? "true" : "false") +
                              R"(, "encode": {"compression": "none"}}]})");
    expect_burnish(s_, {"run", "copy.json", file.string()});
  }
  [[nodiscard]] Pixels read_by_magick(const fs::path& file, int bits = 8) const {
    expect_run(s_, {magick, file, "-depth", std::to_string(bits), "read.ppm"});
    return read_ppm(s_, "read.ppm");
  }
  /// A part of the photograph at 301x203, in any format of ImageMagick's.
  void write_by_magick(const std::string& target, const Words& options = {}) const {
    Words command{magick, "-define", "jpeg:size=640x480", photograph(), "-resize", "301x203!", "-strip"};
    command.insert(command.end(), options.begin(), options.end());
    command.push_back(target);
    expect_run(s_, std::move(command));
  }

  Scratch s_;
};

/// Both decode by libjpeg-turbo's accurate inverse transform with smooth chroma: the same bytes. Another library, or
/// the fast transform, would be off by 1 or more.
TEST_F(Independent, JpegAtFullSize) {
  std::vector<fs::path> files{photograph()};
  const fs::path images = shared("data/images");
  if (!images.empty()) files.insert(files.end(), {images / "cat-small.jpg", images / "phone-flowers-8mp.jpg"});
  for (const std::string sampling : {"4:4:4", "4:2:2", "4:4:0", "4:2:0", "4:1:1"}) {
    files.push_back(s_ / ("made-" + std::to_string(files.size()) + ".jpg"));
    write_by_magick(files.back(), {"-sampling-factor", sampling, "-quality", "83"});
  }
  files.push_back(s_ / "gray.jpg");
  write_by_magick("gray.jpg", {"-colorspace", "gray", "-interlace", "JPEG"});
  for (const fs::path& file : files) {
    copy_by_burnish(file, true);
    const Pixels other = read_by_magick(file);
    ASSERT_GT(other.width, 300);
    EXPECT_EQ(distance(read_by_magick(s_ / "ours.tif"), other).worst, 0) << file;
  }
}

/// Packing loses nothing: Burnish reads what ImageMagick wrote, and ImageMagick reads what Burnish made of it.
TEST_F(Independent, LosslessFilesAreReadAndWrittenExactly) {
  struct File {
    const char* name;
    Words options;
    int bits;
  };
  const std::vector<File> files{
      {"PNG24:a.png", {}, 8},
      {"PNG48:b.png", {"-depth", "16"}, 16},
      {"PNG24:c.png", {"-interlace", "PNG"}, 8},
      {"d.tif", {"-depth", "8", "-compress", "None"}, 8},
      {"e.tif", {"-depth", "8", "-compress", "LZW"}, 8},
      {"f.tif", {"-depth", "16", "-compress", "Zip"}, 16},
      {"g.tif", {"-depth", "16", "-compress", "Zip", "-interlace", "Plane", "-endian", "MSB"}, 16},
      {"h.tif", {"-depth", "8", "-compress", "Zip", "-define", "tiff:tile-geometry=64x64"}, 8},
      {"i.webp", {"-depth", "8", "-define", "webp:lossless=true"}, 8},
  };
  const std::vector<std::pair<std::string, std::string>> targets{
      {"png", "{}"},
      {"png", R"({"compression": 9, "filter": "paeth"})"},
      {"tif", R"({"compression": "none"})"},
      {"tif", R"({"compression": "lzw"})"},
      {"tif", R"({"compression": "zip", "tile": true})"},
      {"webp", R"({"lossless": true})"},
  };
  for (const File& f : files) {
    write_by_magick(f.name, f.options);
    const std::string name = std::string(f.name).substr(std::string(f.name).find(':') + 1);
    const Pixels want = read_by_magick(name, 16);
    ASSERT_EQ(want.width, 301);
    std::string outputs;
    for (std::size_t i = 0; i < targets.size(); ++i)
      outputs += (i == 0 ? "" : ",") + (R"({"name": "o)" + std::to_string(i) + R"(", "steps": [], "write": "{name}.)") +
                 targets[i].first + R"(", "encode": )" + targets[i].second + "}";
    s_.write("p.json", R"({"burnish": 1, "outputs": [)" + outputs + "]}");
    expect_burnish(s_, {"run", "p.json", name});
    for (std::size_t i = 0; i < targets.size(); ++i) {
      const auto& [extension, options] = targets[i];
      const Distance d = distance(read_by_magick("o" + std::to_string(i) + "." + extension, 16), want);
      // WebP has 8 bits: rounded, off by half a step of 255 at worst.
      EXPECT_LE(d.worst, extension == "webp" && f.bits == 16 ? 0.5001 : 0) << f.name << " to " << extension << options;
    }
  }
}

/// Both compress by libjpeg and libwebp, so the same quality loses as much. 2.5 %: 1.6 were measured; the programs
/// differ in how they bring RGB to YCbCr and in what they tell the library beside the quality.
TEST_F(Independent, LossyFilesLoseAsMuchAsImageMagicks) {
  write_by_magick("PNG24:in.png");
  const Pixels original = read_by_magick("in.png");
  struct File {
    const char *name, *encode;
    Words options;
  };
  const std::vector<File> files{
      {"a.jpg", R"({"quality": 90, "chroma": "4:4:4"})", {"-quality", "90", "-sampling-factor", "4:4:4"}},
      {"b.jpg", R"({"quality": 75, "chroma": "4:2:0"})", {"-quality", "75", "-sampling-factor", "4:2:0"}},
      {"c.jpg",
       R"({"quality": 60, "progressive": true})",
       {"-quality", "60", "-interlace", "JPEG", "-sampling-factor", "4:2:0"}},
      {"d.webp", R"({"quality": 80})", {"-quality", "80"}},
  };
  for (const File& f : files) {
    s_.write("p.json", R"({"burnish": 1, "outputs": [{"steps": [], "write": ")" + std::string(f.name) +
                           R"(", "encode": )" + f.encode + "}]}");
    expect_burnish(s_, {"run", "p.json", "in.png"});
    Words command{magick, "in.png"};
    command.insert(command.end(), f.options.begin(), f.options.end());
    command.push_back("theirs-" + std::string(f.name));
    expect_run(s_, std::move(command));
    const Distance ours = distance(read_by_magick(f.name), original);
    const Distance theirs = distance(read_by_magick("theirs-" + std::string(f.name)), original);
    EXPECT_GT(ours.mean, 0.1) << f.name << " should lose something";
    EXPECT_NEAR(ours.mean, theirs.mean, 0.025 * theirs.mean) << f.name;
  }
}

/// Colours of photographs with profiles, against lcms2 as ImageMagick drives it: in 16 bits and without a grid.
TEST_F(Independent, ProfilesAreConvertedAsByImageMagick) {
  const fs::path images = shared("data/images");
  if (images.empty()) GTEST_SKIP() << "no shared photographs; set BURNISH_SHARED";
  expect_run(s_, {magick, images / "canyon-14mp.jpg", "srgb.icc"});
  struct File {
    const char* name;
    Distance most;
  };
  const std::vector<File> files{
      // 0.37 and 0.53: rounding, which few colours of a sky do not average.
      {"phone-ultrahdr-12mp.jpg", {0.45, 0.6}},
      // 0.39 and 12.1: lcms2 looks 8-bit ink up in a grid, as libvips has it do too, which is coarse where ink is
      // dense.
      {"cmyk-profile.jpg", {0.5, 16}},
  };
  for (const File& f : files) {
    expect_burnish(s_, {"transform", "c_crop,w_300,h_300,g_center/f_png", images / f.name, "-o", "ours.png"});
    const Pixels ours = read_by_magick("ours.png", 16);
    // Not the status: ImageMagick warns of a profile's private tags.
    const Outcome o =
        run({magick, images / f.name, "-gravity", "center", "-crop", "300x300+0+0", "+repage", "-intent", "perceptual",
             "-black-point-compensation", "-profile", "srgb.icc", "-depth", "16", "theirs.ppm"},
            {.folder = s_.path()});
    const Distance d = distance(ours, read_ppm(s_, "theirs.ppm"));
    fs::remove(s_ / "theirs.ppm");
    EXPECT_LE(d.mean, f.most.mean) << f.name << o.err;
    EXPECT_LE(d.worst, f.most.worst) << f.name;
  }
}

TEST_F(Independent, PicturesAreTurnedUprightAsByImageMagick) {
  write_by_magick("upright.jpg", {"-sampling-factor", "4:4:4"});
  for (const char* orientation :
       {"TopLeft", "TopRight", "BottomRight", "BottomLeft", "LeftTop", "RightTop", "RightBottom", "LeftBottom"}) {
    expect_run(s_, {magick, "upright.jpg", "-orient", orientation, "turned.tif"});
    copy_by_burnish(s_ / "turned.tif", true);
    expect_run(s_, {magick, "turned.tif", "-auto-orient", "-depth", "8", "theirs.ppm"});
    const Pixels other = read_ppm(s_, "theirs.ppm");
    ASSERT_FALSE(other.samples.empty());
    EXPECT_EQ(distance(read_by_magick("ours.tif"), other).worst, 0) << orientation;
  }
}

}  // namespace
}  // namespace burnish::hosts
