#include "worker/channel.hpp"

#include <gmock/gmock.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <thread>

namespace burnish {
namespace {

class ChannelPair : public testing::Test {
 protected:
  ChannelPair() {
    auto ends = Channel::pair();
    here_.emplace(std::move(ends->first));
    there_.emplace(std::move(ends->second));
  }
  static Patience for_ms(int ms) { return {std::chrono::steady_clock::now() + std::chrono::milliseconds(ms), nullptr}; }
  void write_raw(const void* bytes, std::size_t n) {
    ASSERT_EQ(write(there_->descriptor(), bytes, n), static_cast<ssize_t>(n));
  }
  std::optional<Channel> here_, there_;
};

TEST_F(ChannelPair, CarriesBytesAndADescriptor) {
  const Descriptor memory(memfd_create("test", MFD_CLOEXEC));
  ASSERT_EQ(ftruncate(memory.get(), 4711), 0);
  EXPECT_EQ(there_->send(MessageType::Read, "hello", memory.get(), for_ms(1000)), std::nullopt);
  auto [message, end] = here_->receive(for_ms(1000));
  ASSERT_TRUE(message);
  EXPECT_EQ(message->type, MessageType::Read);
  EXPECT_EQ(message->payload, "hello");
  struct stat facts {};
  ASSERT_EQ(fstat(message->descriptor.get(), &facts), 0);
  EXPECT_EQ(facts.st_size, 4711);
}

TEST_F(ChannelPair, CarriesMoreThanTheSocketHolds) {
  const std::string large(std::size_t{8} << 20, 'x');
  std::jthread sender([&] { EXPECT_EQ(there_->send(MessageType::Opened, large, -1, for_ms(5000)), std::nullopt); });
  auto [message, end] = here_->receive(for_ms(5000));
  ASSERT_TRUE(message);
  EXPECT_EQ(message->payload, large);
}

TEST_F(ChannelPair, TellsThatTheOtherSideIsGone) {
  write_raw("BRN1", 4);
  there_.reset();
  EXPECT_EQ(here_->receive(for_ms(1000)).second, ChannelEnd::Closed);
  EXPECT_EQ(here_->send(MessageType::Open, "x", -1, for_ms(1000)), ChannelEnd::Closed);
}

TEST_F(ChannelPair, WaitsNoLongerThanAsked) {
  EXPECT_EQ(here_->receive(for_ms(60)).second, ChannelEnd::TimedOut);
  const std::string large(std::size_t{8} << 20, 'x');
  EXPECT_EQ(here_->send(MessageType::Open, large, -1, for_ms(60)), ChannelEnd::TimedOut);
}

TEST_F(ChannelPair, StopsWaitingWhenCancelled) {
  Cancellation cancel;
  std::jthread later([&cancel] {
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
    cancel.cancel();
  });
  const auto begun = std::chrono::steady_clock::now();
  EXPECT_EQ(here_->receive({no_deadline, &cancel}).second, ChannelEnd::Cancelled);
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(2));
}

TEST_F(ChannelPair, RefusesHeadersThatMakeNoSense) {
  const std::array<uint32_t, 4> headers[] = {
      {0x12345678, 1, 0, 0},                    // no magic
      {0x314e5242, 0, 0, 0},                    // no such message
      {0x314e5242, 6, 0, 0},                    // no such message
      {0x314e5242, 2, 0xffffffff, 0xffffffff},  // 16 EiB
      {0x314e5242, 2, 0, 1},                    // 4 GiB
  };
  for (const auto& header : headers) {
    auto ends = Channel::pair();
    ASSERT_EQ(write(ends->second.descriptor(), header.data(), sizeof header), static_cast<ssize_t>(sizeof header));
    EXPECT_EQ(ends->first.receive(for_ms(1000)).second, ChannelEnd::Garbage);
  }
}

}  // namespace
}  // namespace burnish
