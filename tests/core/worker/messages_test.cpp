#include "worker/messages.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <cstring>
#include <random>

namespace burnish {
namespace {

OpenedReply sane_reply() {
  OpenedReply reply;
  reply.info.struct_size = sizeof reply.info;
  reply.info.width = 300;
  reply.info.height = 200;
  reply.info.format = {BURNISH_U8, BURNISH_RGB, BURNISH_ALPHA_NONE, BURNISH_INTERLEAVED, BURNISH_LIGHT_ENCODED, {}};
  reply.info.scale = 1;
  reply.info.view[2] = 300;
  reply.info.view[3] = 200;
  reply.info.shrink = 1;
  reply.info.orientation = 6;
  reply.icc = "profile";
  reply.frames = 2;
  reply.blocks = {{"block:exif", std::string("MM\0*", 4)}, {"text:Comment", "hello"}};
  reply.notes = {"a note"};
  return reply;
}

TEST(Messages, OpenedArrivesAsItWasSent) {
  const auto reply = decode_opened(encode(sane_reply()));
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->info.width, 300);
  EXPECT_EQ(reply->info.orientation, 6);
  EXPECT_EQ(reply->info.view[3], 200);
  EXPECT_EQ(reply->icc, "profile");
  EXPECT_EQ(reply->frames, 2U);
  EXPECT_EQ(reply->blocks, sane_reply().blocks);
  EXPECT_EQ(reply->notes, sane_reply().notes);
}

TEST(Messages, OpenedIsRefusedWhenItMakesNoSense) {
  const auto refused = [](auto spoil) {
    OpenedReply reply = sane_reply();
    spoil(reply);
    return !decode_opened(encode(reply)).has_value();
  };
  EXPECT_TRUE(refused([](OpenedReply& r) { r.info.width = 0; }));
  EXPECT_TRUE(refused([](OpenedReply& r) { r.info.height = -5; }));
  EXPECT_TRUE(refused([](OpenedReply& r) { r.info.format.sample = 9; }));
  EXPECT_TRUE(refused([](OpenedReply& r) { r.info.format.model = 2; }));
  EXPECT_TRUE(refused([](OpenedReply& r) { r.info.format.alpha = 0; }));
  EXPECT_TRUE(refused([](OpenedReply& r) { r.info.orientation = 9; }));
  EXPECT_TRUE(refused([](OpenedReply& r) { r.info.view[0] = std::nan(""); }));
  EXPECT_TRUE(refused([](OpenedReply& r) { r.info.view[2] = 0; }));
  EXPECT_TRUE(refused([](OpenedReply& r) { r.info.shrink = 3; }));
  EXPECT_TRUE(refused([](OpenedReply& r) { r.info.scale = 0; }));
  EXPECT_TRUE(refused([](OpenedReply& r) { r.frames = 0; }));
  EXPECT_TRUE(refused([](OpenedReply& r) { r.blocks[std::string(1000, 'k')] = "v"; }));
  EXPECT_TRUE(refused([](OpenedReply& r) { r.notes.assign(1000, "n"); }));
}

TEST(Messages, NothingIsTakenFromCutOffOrTooLongOnes) {
  const std::string whole = encode(sane_reply());
  for (std::size_t n = 0; n < whole.size(); ++n) EXPECT_FALSE(decode_opened(whole.substr(0, n))) << n;
  EXPECT_FALSE(decode_opened(whole + "x"));
}

TEST(Messages, SurviveDamage) {
  std::mt19937 random(5);
  const std::string whole = encode(sane_reply());
  for (int i = 0; i < 20000; ++i) {
    std::string spoilt = whole;
    const uint32_t number = random() % 2 == 0 ? UINT32_MAX >> (random() % 32) : static_cast<uint32_t>(random());
    std::memcpy(spoilt.data() + random() % (spoilt.size() - 4), &number, 4);
    const auto reply = decode_opened(spoilt);
    EXPECT_TRUE(!reply || is_sane(reply->info));
    (void)decode_failed(spoilt);
    (void)decode_notes(spoilt);
    (void)decode_open_request(spoilt);
    (void)decode_read_request(spoilt);
  }
}

TEST(Messages, FailedKeepsItsWords) {
  const auto failed = decode_failed(encode(FailedReply{Code::BadParam, true, "level", "it is 2", {"n"}}));
  ASSERT_TRUE(failed);
  EXPECT_EQ(failed->code, Code::BadParam);
  EXPECT_TRUE(failed->while_loading);
  EXPECT_EQ(failed->param, "level");
  EXPECT_EQ(failed->why, "it is 2");
  EXPECT_FALSE(decode_failed(encode(FailedReply{static_cast<Code>(99), false, "", "", {}})));
}

TEST(Messages, ValuesArriveWithWhatTheyPointAt) {
  std::vector<Parameter> parameters(4);
  parameters[0].type = BURNISH_P_REAL;
  parameters[1].type = BURNISH_P_STRING;
  parameters[2].type = BURNISH_P_CURVE;
  parameters[3].type = BURNISH_P_STRING;
  parameters[3].flags = BURNISH_PF_LIST;
  const double curve[] = {0, 0.1, 1, 0.9};
  burnish_value list[2]{};
  list[0].s = "one";
  list[1].s = "two";
  burnish_value values[4]{};
  values[0].r[0] = 0.25;
  values[0].state = BURNISH_VALUE_GIVEN;
  values[1].s = "word";
  values[2].ext = curve;
  values[2].count = 2;
  values[3].ext = list;
  values[3].count = 2;
  const std::string bytes = write_values(values, parameters);
  ReceivedValues received;
  ASSERT_TRUE(received.read(bytes));
  ASSERT_EQ(received.values().size(), 4U);
  EXPECT_EQ(received.values()[0].r[0], 0.25);
  EXPECT_EQ(received.values()[0].state, static_cast<uint32_t>(BURNISH_VALUE_GIVEN));
  EXPECT_EQ(received.values()[0].s, nullptr);
  EXPECT_STREQ(received.values()[1].s, "word");
  EXPECT_EQ(static_cast<const double*>(received.values()[2].ext)[3], 0.9);
  EXPECT_STREQ(static_cast<const burnish_value*>(received.values()[3].ext)[1].s, "two");
  for (std::size_t n = 0; n < bytes.size(); ++n) {
    ReceivedValues cut;
    EXPECT_FALSE(cut.read(bytes.substr(0, n)));
  }
}

}  // namespace
}  // namespace burnish
