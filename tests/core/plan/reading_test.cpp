// Plans as --explain tells them: what is read of the sources and what is kept of them. A change of the planner
// shows here in words; whether the new plan is better is for the reader to judge.
#include <fstream>
#include <sstream>

#include "core/plan/planned.hpp"

namespace burnish::testing_plan {
namespace {

const Header turned = [] {
  Header h = photo;
  h.orientation = 6;
  return h;
}();

TEST(Plan, ReadsAJpegSmallerBeforeItIsResized) {
  EXPECT_EQ(planned(one(R"({"op": "resize", "width": 600})"), photo), R"(
source 0: photo.jpg (jpeg, 6000x4000 u8 rgb, read downward)
output 'o': 600x400 png
  0. decode at 1/4 1500x1000 u8 rgb [0,0 1500x1000] (kept in memory: 4.3 MiB)
  1. resize 600x400 u8 rgb [0,0 600x400] from 0
estimated memory: 13.0 MiB
)");
  EXPECT_EQ(planned(one(R"({"op": "resize", "width": 2000})"), photo), R"(
source 0: photo.jpg (jpeg, 6000x4000 u8 rgb, read downward)
output 'o': 2000x1333 png
  0. decode at 1/2 3000x2000 u8 rgb [0,0 3000x2000] (kept in memory: 17.2 MiB)
  1. resize 2000x1333 u8 rgb [0,0 2000x1333] from 0
estimated memory: 32.9 MiB
)");
}

TEST(Plan, ReadsAllOfWhatHasNoSmallerReading) {
  EXPECT_EQ(planned(one(R"({"op": "resize", "width": 600})"),
                    Header{.name = "photo.png", .decoder = "png", .width = 6000, .height = 4000}),
            R"(
source 0: photo.png (png, 6000x4000 u8 rgb, read downward)
output 'o': 600x400 png
  0. decode 6000x4000 u8 rgb [0,0 6000x4000] (kept in memory: 69.1 MiB)
  1. resize 600x400 u8 rgb [0,0 600x400] from 0
estimated memory: 77.8 MiB
)");
}

/// Turning, softening and bending tones of a smaller picture give something else; averaging light does as well.
TEST(Plan, ReadsAllForStepsThatNeedEveryPixel) {
  EXPECT_EQ(planned(one(R"({"op": "rotate", "angle": 90}, {"op": "resize", "width": 400})"), photo), R"(
source 0: photo.jpg (jpeg, 6000x4000 u8 rgb, read downward)
output 'o': 400x600 png
  0. decode 6000x4000 u8 rgb [0,0 6000x4000] (kept in memory: 69.1 MiB)
  1. rotate 4000x6000 u8 rgb [0,0 4000x6000] from 0
  2. resize 400x600 u8 rgb [0,0 400x600] from 1
estimated memory: 77.8 MiB
)");
  EXPECT_EQ(planned(one(R"({"op": "blur", "sigma": 8}, {"op": "resize", "width": 400})"), photo), R"(
source 0: photo.jpg (jpeg, 6000x4000 u8 rgb, read downward)
output 'o': 400x267 png
  0. decode 6000x4000 u8 rgb [0,0 6000x4000] (kept in memory: 69.1 MiB)
  1. convert 6000x4000 f32 rgb planar [0,0 6000x4000] from 0
  2. blur 6000x4000 f32 rgb planar [0,0 6000x4000] from 1
  3. resize 400x267 f32 rgb planar [0,0 400x267] from 2
  4. convert 400x267 u8 rgb [0,0 400x267] from 3
estimated memory: 77.4 MiB
)");
  EXPECT_EQ(planned(one(R"({"op": "gamma", "gamma": 1.5}, {"op": "resize", "width": 400})"), photo), R"(
source 0: photo.jpg (jpeg, 6000x4000 u8 rgb, read downward)
output 'o': 400x267 png
  0. decode 6000x4000 u8 rgb [0,0 6000x4000] (kept in memory: 69.1 MiB)
  1. convert 6000x4000 f32 rgb planar [0,0 6000x4000] from 0
  2. gamma 6000x4000 f32 rgb planar [0,0 6000x4000] from 1
  3. resize 400x267 f32 rgb planar [0,0 400x267] from 2
  4. convert 400x267 u8 rgb [0,0 400x267] from 3
estimated memory: 77.4 MiB
)");
  EXPECT_EQ(planned(one(R"({"op": "resize", "width": 400, "linear": true})"), photo), R"(
source 0: photo.jpg (jpeg, 6000x4000 u8 rgb, read downward)
output 'o': 400x267 png
  0. decode 6000x4000 u8 rgb [0,0 6000x4000] (kept in memory: 69.1 MiB)
  1. convert 6000x4000 f32 rgb linear planar [0,0 6000x4000] from 0
  2. resize 400x267 f32 rgb linear planar [0,0 400x267] from 1
  3. convert 400x267 u8 rgb [0,0 400x267] from 2
estimated memory: 77.4 MiB
)");
}

/// What is linear in the pixels, and a crop, whose window the smaller picture has too.
TEST(Plan, ReadsSmallerThroughStepsThatAllowIt) {
  EXPECT_EQ(planned(one(R"({"op": "contrast", "amount": 1.5}, {"op": "resize", "width": 400})"), photo), R"(
source 0: photo.jpg (jpeg, 6000x4000 u8 rgb, read downward)
output 'o': 400x267 png
  0. decode at 1/8 750x500 u8 rgb [0,0 750x500] (kept in memory: 1.1 MiB)
  1. convert 750x500 f32 rgb planar [0,0 750x500] from 0
  2. contrast 750x500 f32 rgb planar [0,0 750x500] from 1
  3. resize 400x267 f32 rgb planar [0,0 400x267] from 2
  4. convert 400x267 u8 rgb [0,0 400x267] from 3
estimated memory: 9.4 MiB
)");
  EXPECT_EQ(planned(one(R"({"op": "crop", "x": 1001, "y": 503, "width": 2000, "height": 2000},)"
                        R"({"op": "resize", "width": 200})"),
                    photo),
            R"(
source 0: photo.jpg (jpeg, 6000x4000 u8 rgb, read downward)
output 'o': 200x200 png
  0. decode at 1/4 1500x1000 u8 rgb [250,125 501x501] (kept in memory: 4.3 MiB)
  1. crop 501x501 u8 rgb [0,0 501x501] from 0
  2. resize 200x200 u8 rgb [0,0 200x200] from 1
estimated memory: 12.5 MiB
)");
}

TEST(Plan, TurnsAPhotographUprightFirst) {
  EXPECT_EQ(planned(one(R"({"op": "resize", "width": 400})"), turned), R"(
source 0: photo.jpg (jpeg, 6000x4000 u8 rgb, read downward)
output 'o': 400x600 png
  0. decode at 1/4 1500x1000 u8 rgb [0,0 1500x1000] (kept in memory: 4.3 MiB)
  1. turn upright (EXIF 6) 1000x1500 u8 rgb [0,0 1000x1500] from 0
  2. resize 400x600 u8 rgb [0,0 400x600] from 1
estimated memory: 13.0 MiB
)");
}

TEST(Plan, ReadsASourceOnceAsLargeAsItsMostDemandingOutputNeeds) {
  EXPECT_EQ(planned(R"({"burnish": 1, "outputs": [
        {"name": "big", "steps": [{"op": "resize", "width": 2400}], "write": "big.jpg"},
        {"name": "small", "steps": [{"op": "resize", "width": 300}], "write": "small.jpg"}]})",
                    photo),
            R"(
source 0: photo.jpg (jpeg, 6000x4000 u8 rgb, read downward)
output 'big': 2400x1600 jpeg
  0. decode 6000x4000 u8 rgb [0,0 6000x4000] (shared by 2) (kept in memory: 69.1 MiB)
  1. resize 2400x1600 u8 rgb [0,0 2400x1600] from 0
output 'small': 300x200 jpeg
  0. decode 6000x4000 u8 rgb [0,0 6000x4000] (shared, see above) (kept in memory: 69.1 MiB)
  2. shrink by 8 750x500 u8 rgb [0,0 750x500] from 0
  3. resize 300x200 u8 rgb [0,0 300x200] from 2
estimated memory: 88.1 MiB
)");
  EXPECT_EQ(planned(R"({"burnish": 1, "outputs": [
        {"name": "small", "steps": [{"op": "resize", "width": 600}], "write": "small.jpg"},
        {"name": "tiny", "steps": [{"op": "resize", "width": 100}], "write": "tiny.jpg"}]})",
                    photo),
            R"(
source 0: photo.jpg (jpeg, 6000x4000 u8 rgb, read downward)
output 'small': 600x400 jpeg
  0. decode at 1/4 1500x1000 u8 rgb [0,0 1500x1000] (shared by 2) (kept in memory: 4.3 MiB)
  1. resize 600x400 u8 rgb [0,0 600x400] from 0
output 'tiny': 100x67 jpeg
  0. decode at 1/4 1500x1000 u8 rgb [0,0 1500x1000] (shared, see above) (kept in memory: 4.3 MiB)
  2. shrink by 2 750x500 u8 rgb [0,0 750x500] from 0
  3. resize 100x67 u8 rgb [0,0 100x67] from 2
estimated memory: 13.0 MiB
)");
}

TEST(Plan, AsksADecoderForTheRegionThatIsNeeded) {
  EXPECT_EQ(planned(one(R"({"op": "crop", "x": 1000, "y": 500, "width": 700, "height": 300})"), tiles), R"(
source 0: tiles.tif (tiff, 6000x4000 u8 rgb, read in any order)
output 'o': 700x300 png
  0. decode 6000x4000 u8 rgb [1000,500 700x300]
  1. crop 700x300 u8 rgb [0,0 700x300] from 0
estimated memory: 8.6 MiB
)");
  EXPECT_EQ(planned(one(R"({"op": "blur", "sigma": 2},)"
                        R"({"op": "crop", "x": 1000, "y": 500, "width": 700, "height": 300})"),
                    tiles),
            R"(
source 0: tiles.tif (tiff, 6000x4000 u8 rgb, read in any order)
output 'o': 700x300 png
  0. decode 6000x4000 u8 rgb [993,493 714x314]
  1. convert 6000x4000 f32 rgb planar [993,493 714x314] from 0
  2. blur 6000x4000 f32 rgb planar [1000,500 700x300] from 1
  3. crop 700x300 f32 rgb planar [0,0 700x300] from 2
  4. convert 700x300 u8 rgb [0,0 700x300] from 3
estimated memory: 8.6 MiB
)");
  EXPECT_EQ(planned(one(R"({"op": "rotate", "angle": 90},)"
                        R"({"op": "crop", "x": 0, "y": 0, "width": 700, "height": 300})"),
                    tiles),
            R"(
source 0: tiles.tif (tiff, 6000x4000 u8 rgb, read in any order)
output 'o': 700x300 png
  0. decode 6000x4000 u8 rgb [0,3300 300x700]
  1. rotate 4000x6000 u8 rgb [0,0 700x300] from 0
  2. crop 700x300 u8 rgb [0,0 700x300] from 1
estimated memory: 8.6 MiB
)");
  EXPECT_EQ(planned(one(R"({"op": "crop", "x": 1000, "y": 500, "width": 700, "height": 300})"), photo), R"(
source 0: photo.jpg (jpeg, 6000x4000 u8 rgb, read downward)
output 'o': 700x300 png
  0. decode 6000x4000 u8 rgb [1000,500 700x300] (kept in memory: 69.1 MiB)
  1. crop 700x300 u8 rgb [0,0 700x300] from 0
estimated memory: 77.7 MiB
)");
}

/// The job of the example: every picture from one reading, each from the smallest version that serves it. One thread
/// keeps what several outputs read as well.
TEST(Plan, MakesTheSevenChannelsFromOneReading) {
  std::ostringstream channels;
  channels << std::ifstream(BURNISH_SOURCE_DIR "/examples/pipelines/channels.json").rdbuf();
  const std::string expected = R"(
source 0: photo.jpg (jpeg, 6000x4000 u8 rgb, read downward)
output 'hero': 1920x800 jpeg
  0. decode 6000x4000 u8 rgb [0,742 6000x2516] (shared by 4) (kept in memory: 69.1 MiB)
  1. shrink by 2 3000x2000 u8 rgb [0,371 3000x1258] from 0 (shared by 4) (kept in memory: 17.2 MiB)
  2. resize 1920x1280 u8 rgb [0,240 1920x800] from 1
  3. crop 1920x800 u8 rgb [0,0 1920x800] from 2
output 'mobile': 828x1200 jpeg
  0. decode 6000x4000 u8 rgb [1612,0 2776x4000] (shared, see above) (kept in memory: 69.1 MiB)
  1. shrink by 2 3000x2000 u8 rgb [806,0 1388x2000] from 0 (shared, see above) (kept in memory: 17.2 MiB)
  4. resize 1800x1200 u8 rgb [486,0 828x1200] from 1
  5. crop 828x1200 u8 rgb [0,0 828x1200] from 4
output 'square': 1080x1080 jpeg
  0. decode 6000x4000 u8 rgb [990,0 4020x4000] (shared, see above) (kept in memory: 69.1 MiB)
  1. shrink by 2 3000x2000 u8 rgb [495,0 2010x2000] from 0 (shared, see above) (kept in memory: 17.2 MiB)
  6. resize 1620x1080 u8 rgb [270,0 1080x1080] from 1
  7. crop 1080x1080 u8 rgb [0,0 1080x1080] from 6
output 'story': 1080x1920 jpeg
  0. decode 6000x4000 u8 rgb [1870,0 2260x4000] (shared, see above) (kept in memory: 69.1 MiB)
  8. resize 2880x1920 u8 rgb [900,0 1080x1920] from 0
  9. crop 1080x1920 u8 rgb [0,0 1080x1920] from 8
output 'card': 600x600 webp
  0. decode 6000x4000 u8 rgb [984,0 4032x4000] (shared, see above) (kept in memory: 69.1 MiB)
  10. shrink by 4 1500x1000 u8 rgb [246,0 1008x1000] from 0
  11. resize 900x600 u8 rgb [150,0 600x600] from 10
  12. crop 600x600 u8 rgb [0,0 600x600] from 11
output 'banner': 1200x400 jpeg
  0. decode 6000x4000 u8 rgb [0,988 6000x2024] (shared, see above) (kept in memory: 69.1 MiB)
  1. shrink by 2 3000x2000 u8 rgb [0,494 3000x1012] from 0 (shared, see above) (kept in memory: 17.2 MiB)
  13. resize 1200x800 u8 rgb [0,200 1200x400] from 1
  14. crop 1200x400 u8 rgb [0,0 1200x400] from 13
output 'preview': 64x64 jpeg
  0. decode 6000x4000 u8 rgb [840,0 4320x4000] (shared, see above) (kept in memory: 69.1 MiB)
  15. shrink by 8 750x500 u8 rgb [105,0 540x500] from 0
  16. resize 96x64 u8 rgb [16,0 64x64] from 15
  17. crop 64x64 u8 rgb [0,0 64x64] from 16
estimated memory: 100.3 MiB
)";
  EXPECT_EQ(planned(channels.str(), photo), expected);
  RunOptions one_thread = two_threads();
  one_thread.threads = 1;
  EXPECT_EQ(planned(channels.str(), photo, one_thread), expected);
}

/// With one thread, little memory or a small picture rows are pulled through, and the source is not kept.
TEST(Plan, KeepsASourceOnlyForSeveralThreads) {
  const std::string kept = R"(
source 0: photo.jpg (jpeg, 6000x4000 u8 rgb, read downward)
output 'o': 6000x4000 png
  0. decode 6000x4000 u8 rgb [0,0 6000x4000] (kept in memory: 69.1 MiB)
  1. convert 6000x4000 f32 rgb planar [0,0 6000x4000] from 0
  2. blur 6000x4000 f32 rgb planar [0,0 6000x4000] from 1
  3. convert 6000x4000 u8 rgb [0,0 6000x4000] from 2
estimated memory: 146.2 MiB
)";
  const std::string streamed = R"(
source 0: photo.jpg (jpeg, 6000x4000 u8 rgb, read downward)
output 'o': 6000x4000 png
  0. decode 6000x4000 u8 rgb [0,0 6000x4000]
  1. convert 6000x4000 f32 rgb planar [0,0 6000x4000] from 0
  2. blur 6000x4000 f32 rgb planar [0,0 6000x4000] from 1
  3. convert 6000x4000 u8 rgb [0,0 6000x4000] from 2
estimated memory: 77.1 MiB
)";
  const std::string blur = one(R"({"op": "blur", "sigma": 2})");
  RunOptions options = two_threads();
  EXPECT_EQ(planned(blur, photo, options), kept);
  options.threads = 1;
  EXPECT_EQ(planned(blur, photo, options), streamed);
  options.threads = 2;
  options.memory = uint64_t{128} << 20;
  EXPECT_EQ(planned(blur, photo, options), streamed);
  options.memory = uint64_t{256} << 20;
  EXPECT_EQ(planned(blur, photo, options), kept);
  const Header small{.name = "small.jpg", .decoder = "jpeg", .width = 300, .height = 200};
  EXPECT_EQ(planned(blur, small), R"(
source 0: small.jpg (jpeg, 300x200 u8 rgb, read downward)
output 'o': 300x200 png
  0. decode 300x200 u8 rgb [0,0 300x200]
  1. convert 300x200 f32 rgb planar [0,0 300x200] from 0
  2. blur 300x200 f32 rgb planar [0,0 300x200] from 1
  3. convert 300x200 u8 rgb [0,0 300x200] from 2
estimated memory: 8.2 MiB
)");
}

const std::string all_of_it = R"(
source 0: photo.jpg (jpeg, 6000x4000 u8 rgb, read downward)
output 'o': 6000x4000 png
  0. decode 6000x4000 u8 rgb [0,0 6000x4000] (kept in memory: 69.1 MiB)
estimated memory: 146.2 MiB
)";

TEST(Plan, LeavesOutStepsThatChangeNothing) {
  EXPECT_EQ(planned(one(R"({"op": "blur", "sigma": 0}, {"op": "rotate", "angle": 0})"), photo), all_of_it);
  EXPECT_EQ(planned(one(R"({"op": "crop", "width": 6000, "height": 4000})"), photo), all_of_it);
}

/// A resize to the size that is there must not have the picture read smaller and enlarged again.
TEST(Plan, ReadsAllWhereResizingChangesNothing) {
  EXPECT_EQ(planned(one(R"({"op": "resize", "width": 6000})"), photo), all_of_it);
  EXPECT_EQ(planned(one(R"({"op": "resize", "width": 9000, "fit": "limit"})"), photo), all_of_it);
}

}  // namespace
}  // namespace burnish::testing_plan
