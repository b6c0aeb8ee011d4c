#include "worker/decoding_child.hpp"

#include <algorithm>
#include <array>

#include "worker/decode_mode.hpp"

namespace burnish {

Result<DecodingChild> DecodingChild::start(const std::filesystem::path& worker, int picture, std::string what,
                                           const CallContext& context) {
  auto ends = Channel::pair();
  if (!ends)
    return Error{Code::Limit, std::move(what), {}, "no more files can be opened", "raise the limit (ulimit -n)"};
  const std::array<std::string, 1> arguments{"decode"};
  const std::array<ChildProcess::Passed, 2> passed{
      {{ends->second.descriptor(), channel_descriptor}, {picture, picture_descriptor}}};
  BURNISH_TRY(ChildProcess process, ChildProcess::start(worker, arguments, passed));
  return DecodingChild(std::move(process), std::move(ends->first), std::move(what), context);
}

Error DecodingChild::bad_data(std::string why) const { return {Code::BadData, what_, {}, std::move(why), {}}; }

Error DecodingChild::failure(ChannelEnd end) {
  switch (end) {
    case ChannelEnd::Cancelled:
      return {Code::Cancelled, what_, {}, "cancelled", {}};
    case ChannelEnd::Garbage:
      process_.stop();
      return bad_data("the decoder gave an answer that makes no sense");
    case ChannelEnd::TimedOut:
      process_.stop();
      if (std::chrono::steady_clock::now() >= context_.deadline) return Call(context_).error(BURNISH_CANCELLED, what_);
      return bad_data("the decoder did not finish within " + std::to_string(time_allowed.count()) + " s");
    case ChannelEnd::Closed:
      break;
  }
  // It closed its end: it is dead or about to be.
  const auto ended = process_.wait_until(std::chrono::steady_clock::now() + std::chrono::seconds(1));
  return bad_data("the decoder " + describe_end(ended ? *ended : process_.stop()));
}

Error DecodingChild::failure(const Message& message) {
  auto failed = decode_failed(message.payload);
  if (!failed) return failure(ChannelEnd::Garbage);
  notes_ = std::move(failed->notes);
  if (failed->while_loading) return {Code::Plugin, what_, {}, std::move(failed->why), {}};
  Error error{failed->code, what_, std::move(failed->param), std::move(failed->why), {}};
  // The bound on memory exists because of hostile files, and what a decoder throws for one is its own affair.
  if (error.code == Code::NoMemory) error.why = "it needs more than 1 GiB of memory to decode";
  if (error.code == Code::NoMemory || error.code == Code::Plugin || error.code == Code::Internal)
    error.code = Code::BadData;
  if (error.code == Code::Io) error.code = Code::Unreadable;
  return error;
}

Result<Message> DecodingChild::ask(MessageType type, const std::string& payload, int descriptor, MessageType answer) {
  const auto begun = std::chrono::steady_clock::now();
  const Patience patience{std::min(context_.deadline, begun + left_), context_.cancel};
  // A child that died over an earlier request shows in the answer, so a failed send is not looked at first.
  const auto unsent = channel_.send(type, payload, descriptor, patience);
  auto [message, end] = unsent ? std::pair{std::optional<Message>(), *unsent} : channel_.receive(patience);
  left_ -= std::min(left_, std::chrono::steady_clock::now() - begun);
  if (!message) return failure(end);
  if (message->type == MessageType::Failed) return failure(*message);
  if (message->type != answer) return failure(ChannelEnd::Garbage);
  return std::move(*message);
}

Result<OpenedReply> DecodingChild::open(const OpenRequest& request) {
  BURNISH_TRY(const Message message, ask(MessageType::Open, encode(request), -1, MessageType::Opened));
  auto reply = decode_opened(message.payload);
  if (!reply) return failure(ChannelEnd::Garbage);
  return std::move(*reply);
}

Result<std::vector<std::string>> DecodingChild::read(const ReadRequest& request, int memory) {
  BURNISH_TRY(const Message message, ask(MessageType::Read, encode(request), memory, MessageType::Done));
  auto notes = decode_notes(message.payload);
  if (!notes) return failure(ChannelEnd::Garbage);
  return std::move(*notes);
}

}  // namespace burnish
