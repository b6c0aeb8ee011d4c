// The objective by itself, on evidence made for it.
#include "window_choice.hpp"

#include <gmock/gmock.h>

#include <random>

#include "cues.hpp"
#include "framing.hpp"

namespace {

Plane spread(int32_t width, int32_t height) { return {width, height, 1.0F / static_cast<float>(width * height)}; }

/// Shares of 32 x 24 cells: even but for columns that hold more.
Plane columns(const std::vector<std::pair<int32_t, float>>& more) {
  Plane p(32, 24, 0.01F);
  for (const auto& [x, v] : more)
    for (int32_t y = 0; y < 24; ++y) p.row(y)[x] += v;
  float sum = 0;
  for (const float v : p.values) sum += v;
  for (float& v : p.values) v /= sum;
  return p;
}

Evidence evidence(Plane attention, Plane objects = spread(32, 24)) {
  Evidence e;
  e.attention = std::move(attention);
  e.objects = std::move(objects);
  return e;
}

Box best(const Evidence& e, double width, double height = 1) {
  Request r;
  r.width = width, r.height = height;
  return choose_windows(e, r).front().window;
}

TEST(WindowChoice, KeepsTheFocalPointThoughMoreWouldBeKeptElsewhere) {
  Evidence e = evidence(columns({{3, 1.0F}, {28, 0.3F}}));
  EXPECT_LT(best(e, 0.4).x0, 0.1);
  e.focal = Point{0.9, 0.5};
  EXPECT_GE(best(e, 0.4).x1, 0.9);
}

TEST(WindowChoice, AFaceIsKeptThoughMoreIsLookedAtElsewhere) {
  Evidence e = evidence(columns({{24, 0.05F}}));
  EXPECT_GT(best(e, 0.4).x1, 0.75);
  e.faces = {{{0.05, 0.3, 0.15, 0.5}, 1, false}};
  const Box w = best(e, 0.4);
  EXPECT_LE(w.x0, 0.05);
  e.faces.front().score = 0.05;
  EXPECT_GT(best(e, 0.4).x1, 0.75) << "hardly a face";
}

TEST(WindowChoice, CutsBesideThingsRatherThanThroughThem) {
  // Things at both sides of the middle; nothing is looked at more than anything else.
  const Evidence e = evidence(spread(32, 24), columns({{8, 1}, {9, 1}, {10, 1}, {24, 1}}));
  Request r;
  r.width = 0.4;
  const auto cut = rate_window(e, r, {0.3, 0, 0.7, 1}), beside = rate_window(e, r, {0.4, 0, 0.8, 1});
  const auto border = static_cast<std::size_t>(Term::Border);
  EXPECT_LT(cut.terms[border], beside.terms[border]);
}

TEST(WindowChoice, APersonBelowAFaceBelongsToTheThings) {
  Evidence e = evidence(spread(32, 24));
  const Request r;
  const auto objects = [&](const Box& w) {
    return rate_window(e, r, w).terms[static_cast<std::size_t>(Term::Objects)];
  };
  const Box below{0.4, 0.5, 0.6, 0.8}, elsewhere{0, 0.5, 0.2, 0.8};
  EXPECT_NEAR(objects(below), objects(elsewhere), 1e-6);
  e.faces = {{{0.46, 0.2, 0.54, 0.3}, 1, false}};
  EXPECT_GT(objects(below), 2 * objects(elsewhere));
}

TEST(WindowChoice, OfTwoFacesTheLargestIsTheOneThatIsMeant) {
  Evidence e = evidence(spread(32, 24));
  e.faces = {{{0.05, 0.4, 0.15, 0.55}, 1, false}, {{0.75, 0.4, 0.9, 0.62}, 0.9, false}};
  Asked asked;
  asked.aspect = 0.4;
  asked.gravity = Gravity::Face;
  const Box w = frame(e, asked, {400, 300}).front().window;
  EXPECT_LE(w.x0, 0.75);
  EXPECT_GE(w.x1, 0.9);
  asked.mode = Mode::FillPad;  // only that face has to stay whole
  EXPECT_GT(frame(e, asked, {400, 300}).front().window.x0, 0.2);
}

TEST(Cues, OfAMirroredPictureAreMirrored) {
  std::mt19937 random(7);
  Plane p(48, 36), second = p, third = p;
  for (Plane* q : {&p, &second, &third})
    for (float& v : q->values) v = static_cast<float>(random() % 256) / 255;
  const Plane a = mirrored(p), b = mirrored(second), c = mirrored(third);
  for (const auto cue : {&barrier_distance, &boolean_maps, &border_contrast, &colour_rarity}) {
    const Plane there = (*cue)({&p, &second, &third}), back = mirrored((*cue)({&a, &b, &c}));
    for (std::size_t i = 0; i < there.size(); ++i) ASSERT_NEAR(there.values[i], back.values[i], 1e-5F) << i;
  }
}
}  // namespace
