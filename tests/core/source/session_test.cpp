// Sessions over the decoders of tests/bad_plugins/load_decoders.cpp: the letter in the file says what they do.
#include "source/session.hpp"

#include <gmock/gmock.h>

#include <cstring>
#include <thread>

#include "core/load/scratch.hpp"
#include "image/image.hpp"
#include "load/host.hpp"

namespace burnish::testing_load {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

class Session : public testing::Test {
 protected:
  Session() {
    install(scratch_, "decoders");
    catalogue_ = Catalogue::open(options_for(scratch_)).value();
    context_.host = host_.get();
  }
  /// `head` is "BTC" (in a child) or "BTH" (in this process) and a letter.
  Result<std::unique_ptr<DecoderSession>> open(const std::string& head, std::vector<Argument> arguments = {}) {
    return DecoderSession::open(*catalogue_, scratch_.write("x.bt", head + std::string(100, '.')), arguments, limits_,
                                context_);
  }
  Error failure(const std::string& head) {
    auto session = open(head);
    if (!session.ok()) return session.error();
    Image image(session.value()->info().format, {0, 0, 301, 203});
    burnish_tile tile = image.tile();
    const Status read = session.value()->read(0, tile);
    return read.ok() ? Error{Code::Internal, "it worked", {}, {}, {}} : read.error();
  }

  Scratch scratch_;
  std::optional<Catalogue> catalogue_;
  Host host_;
  CallContext context_;
  DecodeLimits limits_;
};

unsigned sample_at(const burnish_tile& t, int32_t x, int32_t y, int c) {
  const bool planar = t.format.layout == BURNISH_PLANAR;
  const char* row = static_cast<const char*>(t.data[planar ? c : 0]) + (y - t.rect.y0) * t.stride[planar ? c : 0];
  const std::ptrdiff_t at = planar ? x - t.rect.x0 : std::ptrdiff_t{x - t.rect.x0} * channel_count(t.format) + c;
  if (t.format.sample == BURNISH_U8) return static_cast<unsigned char>(row[at]);
  uint16_t value = 0;
  std::memcpy(&value, row + at * 2, 2);
  return value;
}

/// What Obedient::put() of the plugin writes.
void expect_pattern(const burnish_tile& t) {
  const unsigned mask = t.format.sample == BURNISH_U8 ? 0xff : 0xffff;
  for (int32_t y = t.rect.y0; y < t.rect.y1; ++y)
    for (int32_t x = t.rect.x0; x < t.rect.x1; ++x)
      for (int c = 0; c < channel_count(t.format); ++c)
        ASSERT_EQ(sample_at(t, x, y, c), static_cast<unsigned>(x * 3 + y * 5 + c * 7) & mask) << x << ' ' << y;
}

class BothPlaces : public Session, public testing::WithParamInterface<const char*> {};
INSTANTIATE_TEST_SUITE_P(Session, BothPlaces, testing::Values("BTC", "BTH"));

TEST_P(BothPlaces, ReadsWholeAndInParts) {
  for (const char* letter : {"a", "p"}) {
    auto session = open(std::string(GetParam()) + letter);
    ASSERT_TRUE(session.ok()) << session.error().message();
    EXPECT_EQ(session.value()->info().width, 301);
    EXPECT_EQ(session.value()->shrinks() & 1U, 1U);
    const LayoutFacts layout = session.value()->layout(0).value();
    EXPECT_EQ(layout.access, BURNISH_RANDOM);
    for (const burnish_rect part : {burnish_rect{0, 0, 301, 203}, {17, 5, 18, 6}, {100, 100, 301, 203}}) {
      Image image(layout.info.format, part);
      burnish_tile tile = image.tile();
      ASSERT_TRUE(session.value()->read(0, tile).ok());
      expect_pattern(tile);
    }
  }
}

TEST_P(BothPlaces, ReopensForOtherThreads) {
  auto first = open(std::string(GetParam()) + "b");
  ASSERT_TRUE(first.ok());
  std::vector<std::unique_ptr<DecoderSession>> sessions;
  for (int i = 0; i < 3; ++i) {
    auto other = first.value()->reopen();
    ASSERT_TRUE(other.ok()) << other.error().message();
    EXPECT_EQ(other.value()->metadata(), first.value()->metadata());
    EXPECT_EQ(other.value()->info().color.icc_size, 1000U);
    sessions.push_back(std::move(other.value()));
  }
  sessions.push_back(std::move(first.value()));
  std::vector<std::jthread> threads;
  for (auto& session : sessions)
    threads.emplace_back([&session] {
      Image image(session->info().format, {0, 50, 301, 150});
      burnish_tile tile = image.tile();
      ASSERT_TRUE(session->read(0, tile).ok());
      expect_pattern(tile);
    });
}

TEST_P(BothPlaces, CarriesValuesMetadataAndNotes) {
  auto session = open(std::string(GetParam()) + "b", {{"level", "0.75", "$.a"}, {"word", "bonjour", "$.b"}});
  ASSERT_TRUE(session.ok()) << session.error().message();
  DecoderSession& s = *session.value();
  EXPECT_EQ(s.metadata().at("text:Echo"), "bonjour 0.750000");
  EXPECT_EQ(s.metadata().at("block:exif"), std::string("MM\0*", 4));
  EXPECT_EQ(s.info().orientation, 6);
  EXPECT_EQ(s.frames(), 3U);
  ASSERT_EQ(s.info().color.icc_size, 1000U);
  EXPECT_EQ(std::memcmp(s.info().color.icc, std::string(1000, 'P').data(), 1000), 0);
  EXPECT_THAT(s.take_notes(), testing::ElementsAre("it was obedient"));
  EXPECT_THAT(s.take_notes(), testing::IsEmpty());
}

TEST_P(BothPlaces, RefusesAValueBeforeAnythingRuns) {
  auto session = open(std::string(GetParam()) + "o", {{"level", "2", "$.decode.level"}});
  ASSERT_FALSE(session.ok());
  EXPECT_EQ(session.error().code, Code::BadParam);
  EXPECT_THAT(session.error().message(), HasSubstr("$.decode.level"));
}

TEST_P(BothPlaces, NamesTheFileAndTheFault) {
  const std::string file = (scratch_ / "x.bt").string();
  const std::string head = GetParam();
  EXPECT_EQ(failure(head + "d").code, Code::BadData);
  EXPECT_EQ(failure(head + "d").message(), "cannot decode " + file + ": the second byte is wrong");
  EXPECT_EQ(failure(head + "D").message(), "cannot decode " + file + ": row 17 is cut off");
}

TEST_P(BothPlaces, HoldsToTheLimitOfPixels) {
  const std::string head = GetParam();
  for (const char* letter : {"L", "l"}) {
    const Error error = failure(head + letter);
    EXPECT_EQ(error.code, Code::Limit);
    EXPECT_THAT(error.message(), HasSubstr("the picture is 65535x65535 pixels; the limit is 268435456"));
  }
  limits_.max_pixels = 301 * 203;
  EXPECT_EQ(failure(head + "a").what, "it worked");
  limits_.max_pixels = 301 * 203 - 1;
  EXPECT_EQ(failure(head + "a").code, Code::Limit);
}

TEST_P(BothPlaces, BoundsMetadata) { EXPECT_FALSE(open(std::string(GetParam()) + "t").ok()); }

TEST_F(Session, InHostRefusesADescriptionThatMakesNoSense) {
  const Error error = failure("BTHi");
  EXPECT_EQ(error.code, Code::Plugin);
  EXPECT_THAT(error.message(), HasSubstr("decoder test.in_host broke its contract"));
}

struct Mishap {
  const char* letter;
  const char* why;
};
class ChildMishap : public Session, public testing::WithParamInterface<Mishap> {};
TEST_P(ChildMishap, IsBadDataOfThatFile) {
  const Error error = failure(std::string("BTC") + GetParam().letter);
  EXPECT_EQ(error.code, Code::BadData);
  EXPECT_THAT(error.message(),
              AllOf(StartsWith("cannot decode " + (scratch_ / "x.bt").string() + ": "), HasSubstr(GetParam().why)));
}
constexpr Mishap mishaps[] = {
    {"o", "the decoder was stopped by signal 11 (Segmentation fault)"},
    {"r", "the decoder was stopped by signal 7 (Bus error)"},
    {"x", "the decoder ended with status 7"},
    {"i", "an answer that makes no sense"},
    {"e", "something odd"},
    {"h", "the decoder did not finish within 10 s"},
    {"H", "the decoder did not finish within 10 s"},
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // their allocators end the process
    {"m", "it needs more than 1 GiB of memory to decode"},
    {"M", "it needs more than 1 GiB of memory to decode"},
#endif
};
INSTANTIATE_TEST_SUITE_P(Session, ChildMishap, testing::ValuesIn(mishaps));

TEST_F(Session, InAChildStopsWhenCancelled) {
  Cancellation cancel;
  context_.cancel = &cancel;
  std::jthread later([&cancel] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    cancel.cancel();
  });
  const auto begun = std::chrono::steady_clock::now();
  EXPECT_EQ(failure("BTCh").code, Code::Cancelled);
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(2));
}

TEST_F(Session, SaysThatNobodyKnowsTheFormat) {
  const fs::path file = scratch_.write("notes.txt", "hello\x01 world");
  const auto session = DecoderSession::open(*catalogue_, file, {}, limits_, context_);
  ASSERT_FALSE(session.ok());
  EXPECT_EQ(session.error().code, Code::Unsupported);
  EXPECT_THAT(session.error().message(),
              HasSubstr("no installed decoder recognises it (first bytes 68 65 6c 6c 6f 01 20 77 'hello. w')"));
}

TEST_F(Session, SaysThatThePluginIsGone) {
  fs::remove(scratch_ / "plugins/decoders.burnish");
  for (const char* head : {"BTCa", "BTHa"}) {
    const Error error = failure(head);
    EXPECT_EQ(error.code, Code::Plugin) << error.message();
    EXPECT_THAT(error.message(), HasSubstr("No such file"));
  }
}

TEST_F(Session, ReadsBytesInMemoryInAChild) {
  auto session =
      DecoderSession::open(*catalogue_, Source::of_bytes("BTCa....", "standard input").value(), {}, limits_, context_);
  ASSERT_TRUE(session.ok());
  Image image(session.value()->info().format, {0, 0, 301, 203});
  burnish_tile tile = image.tile();
  ASSERT_TRUE(session.value()->read(0, tile).ok());
  expect_pattern(tile);
}

}  // namespace
}  // namespace burnish::testing_load
