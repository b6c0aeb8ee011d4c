// The host's side of a decoder that runs in a child process.
#pragma once
#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "load/child.hpp"
#include "worker/channel.hpp"
#include "worker/messages.hpp"

namespace burnish {

/// One picture's child. It may die, hang or lie: each is one error about the picture. It has 10 seconds in all, and is
/// killed with this object.
class DecodingChild {
 public:
  static constexpr auto time_allowed = std::chrono::seconds(10);

  /// `what` begins every message: "cannot decode photo.exr". `picture` is a descriptor of the file.
  static Result<DecodingChild> start(const std::filesystem::path& worker, int picture, std::string what,
                                     const CallContext& context);

  [[nodiscard]] Result<OpenedReply> open(const OpenRequest&);
  /// Fills the shared memory behind the descriptor; gives the decoder's notes.
  [[nodiscard]] Result<std::vector<std::string>> read(const ReadRequest&, int memory);
  /// What the decoder noted when it failed.
  [[nodiscard]] std::vector<std::string> take_notes() { return std::exchange(notes_, {}); }

 private:
  DecodingChild(ChildProcess process, Channel channel, std::string what, const CallContext& context)
      : process_(std::move(process)), channel_(std::move(channel)), what_(std::move(what)), context_(context) {}
  Result<Message> ask(MessageType type, const std::string& payload, int descriptor, MessageType answer);
  Error failure(ChannelEnd);
  Error failure(const Message& failed);
  Error bad_data(std::string why) const;

  ChildProcess process_;
  Channel channel_;
  std::string what_;
  CallContext context_;
  std::chrono::steady_clock::duration left_ = time_allowed;
  std::vector<std::string> notes_;
};

}  // namespace burnish
