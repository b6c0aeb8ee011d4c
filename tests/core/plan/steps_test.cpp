// Plans as --explain tells them: which steps are computed, how often and in which format. A change of the planner
// shows here in words; whether the new plan is better is for the reader to judge.
#include "core/plan/planned.hpp"

namespace burnish::testing_plan {
namespace {

const Header logo =
    with(Header{.name = "logo.png", .decoder = "png", .width = 300, .height = 200}, BURNISH_U8, BURNISH_ALPHA_STRAIGHT);

TEST(Plan, KeepsWhatAnAngleJumpsAboutIn) {
  EXPECT_EQ(planned(one(R"({"op": "resize", "width": 400}, {"op": "rotate", "angle": 17})"), photo), R"(
source 0: photo.jpg (jpeg, 6000x4000 u8 rgb, read downward)
output 'o': 461x373 png
  0. decode at 1/8 750x500 u8 rgb [0,0 750x500] (kept in memory: 1.1 MiB)
  1. resize 400x267 u8 rgb [0,0 400x267] from 0 (kept in memory: 0.3 MiB)
  2. convert 400x267 f32 rgb planar [0,0 400x267] from 1
  3. rotate 461x373 f32 rgb planar [0,0 461x373] from 2
  4. convert 461x373 u8 rgb [0,0 461x373] from 3
estimated memory: 10.0 MiB
)");
}

TEST(Plan, ComputesANamedNodeOnce) {
  EXPECT_EQ(planned(R"({"burnish": 1,
      "nodes": {"photo": {"read": "{input}"}, "soft": {"from": "photo", "steps": [{"op": "blur", "sigma": 4}]}},
      "outputs": [
        {"name": "a", "from": "soft", "steps": [{"op": "resize", "width": 800}], "write": "a.jpg"},
        {"name": "b", "from": "soft", "steps": [{"op": "crop", "width": 500, "height": 500}], "write": "b.png"},
        {"name": "c", "from": "soft", "write": "c.tif"}]})",
                    photo),
            R"(
source 0: photo.jpg (jpeg, 6000x4000 u8 rgb, read downward)
output 'a': 800x533 jpeg
  0. decode 6000x4000 u8 rgb [0,0 6000x4000] (kept in memory: 69.1 MiB)
  1. convert 6000x4000 f32 rgb planar [0,0 6000x4000] from 0
  2. blur 6000x4000 f32 rgb planar [0,0 6000x4000] from 1 (shared by 3) (kept in memory: 274.7 MiB)
  3. resize 800x533 f32 rgb planar [0,0 800x533] from 2
  4. convert 800x533 u8 rgb [0,0 800x533] from 3
output 'b': 500x500 png
  0. decode 6000x4000 u8 rgb [2736,1736 528x528] (kept in memory: 69.1 MiB)
  1. convert 6000x4000 f32 rgb planar [2736,1736 528x528] from 0
  2. blur 6000x4000 f32 rgb planar [2750,1750 500x500] from 1 (shared, see above) (kept in memory: 274.7 MiB)
  5. crop 500x500 f32 rgb planar [0,0 500x500] from 2
  6. convert 500x500 u8 rgb [0,0 500x500] from 5
output 'c': 6000x4000 tiff
  0. decode 6000x4000 u8 rgb [0,0 6000x4000] (kept in memory: 69.1 MiB)
  1. convert 6000x4000 f32 rgb planar [0,0 6000x4000] from 0
  2. blur 6000x4000 f32 rgb planar [0,0 6000x4000] from 1 (shared, see above) (kept in memory: 274.7 MiB)
  7. convert 6000x4000 u8 rgb [0,0 6000x4000] from 2
estimated memory: 420.8 MiB
)");
}

TEST(Plan, ComputesEqualStepsOfTwoOutputsOnce) {
  EXPECT_EQ(planned(R"({"burnish": 1, "outputs": [
        {"name": "a", "steps": [{"op": "unsharp", "sigma": 2}, {"op": "rotate", "angle": 90}], "write": "a.png"},
        {"name": "b", "steps": [{"sigma": 2, "op": "unsharp"}, {"op": "flip"}], "write": "b.png"}]})",
                    photo),
            R"(
source 0: photo.jpg (jpeg, 6000x4000 u8 rgb, read downward)
output 'a': 4000x6000 png
  0. decode 6000x4000 u8 rgb [0,0 6000x4000] (kept in memory: 69.1 MiB)
  1. convert 6000x4000 f32 rgb planar [0,0 6000x4000] from 0
  2. unsharp 6000x4000 f32 rgb planar [0,0 6000x4000] from 1 (shared by 2) (kept in memory: 274.7 MiB)
  3. rotate 4000x6000 f32 rgb planar [0,0 4000x6000] from 2
  4. convert 4000x6000 u8 rgb [0,0 4000x6000] from 3
output 'b': 6000x4000 png
  0. decode 6000x4000 u8 rgb [0,0 6000x4000] (kept in memory: 69.1 MiB)
  1. convert 6000x4000 f32 rgb planar [0,0 6000x4000] from 0
  2. unsharp 6000x4000 f32 rgb planar [0,0 6000x4000] from 1 (shared, see above) (kept in memory: 274.7 MiB)
  5. flip 6000x4000 f32 rgb planar [0,0 6000x4000] from 2
  6. convert 6000x4000 u8 rgb [0,0 6000x4000] from 5
estimated memory: 421.0 MiB
)");
}

TEST(Plan, KeepsBytesWhereNothingIsLost) {
  EXPECT_EQ(planned(one(R"({"op": "resize", "width": 3000}, {"op": "flip"})"), photo), R"(
source 0: photo.jpg (jpeg, 6000x4000 u8 rgb, read downward)
output 'o': 3000x2000 png
  0. decode 6000x4000 u8 rgb [0,0 6000x4000] (kept in memory: 69.1 MiB)
  1. resize 3000x2000 u8 rgb [0,0 3000x2000] from 0
  2. flip 3000x2000 u8 rgb [0,0 3000x2000] from 1
estimated memory: 94.3 MiB
)");
  EXPECT_EQ(planned(one(R"({"op": "resize", "width": 3000})"), with(tiles, BURNISH_U16)), R"(
source 0: tiles.tif (tiff, 6000x4000 u16 rgb, read in any order)
output 'o': 3000x2000 png
  0. decode 6000x4000 u16 rgb [0,0 6000x4000]
  1. resize 3000x2000 u16 rgb [0,0 3000x2000] from 0
estimated memory: 42.5 MiB
)");
}

TEST(Plan, ComputesInFloatsBetweenStepsThatCompute) {
  EXPECT_EQ(planned(one(R"({"op": "resize", "width": 3000}, {"op": "blur", "sigma": 2},)"
                        R"({"op": "saturation", "amount": 1.2})"),
                    photo),
            R"(
source 0: photo.jpg (jpeg, 6000x4000 u8 rgb, read downward)
output 'o': 3000x2000 png
  0. decode 6000x4000 u8 rgb [0,0 6000x4000] (kept in memory: 69.1 MiB)
  1. convert 6000x4000 f32 rgb planar [0,0 6000x4000] from 0
  2. resize 3000x2000 f32 rgb planar [0,0 3000x2000] from 1
  3. blur 3000x2000 f32 rgb planar [0,0 3000x2000] from 2
  4. saturation 3000x2000 f32 rgb planar [0,0 3000x2000] from 3
  5. convert 3000x2000 u8 rgb [0,0 3000x2000] from 4
estimated memory: 94.3 MiB
)");
}

TEST(Plan, MakesATableOfStepsThatLookAtOneValue) {
  EXPECT_EQ(planned(one(R"({"op": "contrast", "amount": 1.2}, {"op": "gamma", "gamma": 1.2})"), photo), R"(
source 0: photo.jpg (jpeg, 6000x4000 u8 rgb, read downward)
output 'o': 6000x4000 png
  0. decode 6000x4000 u8 rgb [0,0 6000x4000] (kept in memory: 69.1 MiB)
  4. table 6000x4000 u8 rgb [0,0 6000x4000] from 0
estimated memory: 146.2 MiB
)");
}

TEST(Plan, BringsPixelsToWhatAnEncoderTakes) {
  EXPECT_EQ(planned(one(R"({"op": "resize", "width": 3000})", "o.jpg"), with(tiles, BURNISH_U16)), R"(
source 0: tiles.tif (tiff, 6000x4000 u16 rgb, read in any order)
output 'o': 3000x2000 jpeg
  0. decode 6000x4000 u16 rgb [0,0 6000x4000]
  1. resize 3000x2000 u16 rgb [0,0 3000x2000] from 0
  2. convert 3000x2000 u8 rgb [0,0 3000x2000] from 1
estimated memory: 25.2 MiB
)");
  EXPECT_EQ(
      planned(one(R"({"op": "resize", "width": 3000})", "o.jpg"), with(tiles, BURNISH_U8, BURNISH_ALPHA_STRAIGHT)), R"(
source 0: tiles.tif (tiff, 6000x4000 u8 rgb+alpha, read in any order)
output 'o': 3000x2000 jpeg
  0. decode 6000x4000 u8 rgb+alpha [0,0 6000x4000]
  1. convert 6000x4000 f32 rgb+premul planar [0,0 6000x4000] from 0
  2. resize 3000x2000 f32 rgb+premul planar [0,0 3000x2000] from 1
  3. convert 3000x2000 u8 rgb [0,0 3000x2000] from 2
  note: transparency is flattened: jpeg has no alpha
estimated memory: 25.2 MiB
)");
  EXPECT_EQ(planned(one(R"({"op": "resize", "width": 3000})", "o.tif", R"(, "encode": {"bits": 16})"), photo), R"(
source 0: photo.jpg (jpeg, 6000x4000 u8 rgb, read downward)
output 'o': 3000x2000 tiff
  0. decode 6000x4000 u8 rgb [0,0 6000x4000] (kept in memory: 69.1 MiB)
  1. convert 6000x4000 f32 rgb planar [0,0 6000x4000] from 0
  2. resize 3000x2000 f32 rgb planar [0,0 3000x2000] from 1
  3. convert 3000x2000 u16 rgb [0,0 3000x2000] from 2
estimated memory: 111.6 MiB
)");
  EXPECT_EQ(
      planned(one(R"({"op": "resize", "width": 600})"), with(photo, BURNISH_U8, BURNISH_ALPHA_NONE, BURNISH_CMYK)), R"(
source 0: photo.jpg (jpeg, 6000x4000 u8 cmyk, read downward)
output 'o': 600x400 png
  0. decode at 1/4 1500x1000 u8 cmyk [0,0 1500x1000] (kept in memory: 5.8 MiB)
  1. colour profile 1500x1000 u8 rgb [0,0 1500x1000] from 0
  2. resize 600x400 u8 rgb [0,0 600x400] from 1
  note: CMYK without a profile: converted by a built-in formula
estimated memory: 14.5 MiB
)");
}

TEST(Plan, PutsASecondSourceOver) {
  EXPECT_EQ(planned(R"({"burnish": 1,
      "nodes": {"photo": {"read": "{input}"}, "logo": {"read": "logo.png"},
                "marked": {"op": "overlay", "from": ["photo", "logo"], "gravity": "south_east", "x": 5, "y": 7}},
      "outputs": [{"name": "o", "from": "marked", "write": "o.png"}]})",
                    photo, two_threads(), {{"logo", logo}}),
            R"(
source 0: photo.jpg (jpeg, 6000x4000 u8 rgb, read downward)
source 1: logo.png (png, 300x200 u8 rgb+alpha, read downward)
output 'o': 6000x4000 png
  0. decode 6000x4000 u8 rgb [0,0 6000x4000] (kept in memory: 69.1 MiB)
  1. decode 300x200 u8 rgb+alpha [0,0 300x200] (kept in memory: 0.2 MiB)
  2. convert 6000x4000 f32 rgb planar [0,0 6000x4000] from 0
  3. convert 300x200 f32 rgb+premul planar [0,0 300x200] from 1
  4. overlay 6000x4000 f32 rgb planar [0,0 6000x4000] from 2 and 3
  5. convert 6000x4000 u8 rgb [0,0 6000x4000] from 4
estimated memory: 146.4 MiB
)");
}

TEST(Plan, RefusesPicturesThatAreTooLarge) {
  EXPECT_EQ(planned(one(R"({"op": "resize", "width": 100000})"), photo),
            "operation 'resize' would make 100000x66667 pixels ($.outputs[0].steps[0]): the limit is 268435456; raise "
            "--max-pixels");
  EXPECT_EQ(planned(one(R"({"op": "resize", "width": 20000})", "o.webp"), photo),
            "cannot write 20000x13333 pixels as webp ($.outputs[0]): its limit is 16383x16383; resize it, or choose "
            "another format");
}

}  // namespace
}  // namespace burnish::testing_plan
