#include "worker/decode_mode.hpp"

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <variant>

#include "load/bounded_blocks.hpp"
#include "load/call.hpp"
#include "load/describe.hpp"
#include "load/host.hpp"
#include "load/library.hpp"
#include "worker/channel.hpp"
#include "worker/confine.hpp"
#include "worker/messages.hpp"

namespace burnish {
namespace {

constexpr uint64_t memory_allowed = uint64_t{1} << 30;

/// The picture as the decoder sees it.
class PictureFile {
 public:
  PictureFile(int descriptor, uint64_t size, const std::string& path) : descriptor_(descriptor) {
    raw_.struct_size = sizeof raw_;
    raw_.impl = this;
    raw_.size = size;
    raw_.read = &PictureFile::read;
    raw_.path = path.empty() ? nullptr : path.c_str();
  }
  [[nodiscard]] const burnish_source* get() const { return &raw_; }

 private:
  static burnish_status read(const burnish_source* raw, uint64_t at, void* p, std::size_t n,
                             std::size_t* got) noexcept {
    const int file = static_cast<const PictureFile*>(raw->impl)->descriptor_;
    *got = 0;
    while (*got < n && at + *got < raw->size) {
      const ssize_t some = pread(file, static_cast<char*>(p) + *got, n - *got, static_cast<off_t>(at + *got));
      if (some < 0 && errno == EINTR) continue;
      if (some < 0) return BURNISH_IO;
      if (some == 0) break;
      *got += static_cast<std::size_t>(some);
    }
    return BURNISH_OK;
  }

  int descriptor_;
  burnish_source raw_{};
};

class DecodeServer {
 public:
  explicit DecodeServer(Channel& channel) : channel_(channel) {}
  DecodeServer(const DecodeServer&) = delete;
  DecodeServer& operator=(const DecodeServer&) = delete;
  ~DecodeServer() {
    if (session_ != nullptr) decoder_->close(session_);
  }

  int serve() {
    for (;;) {
      auto [message, end] = channel_.receive({});
      if (!message) return end == ChannelEnd::Closed ? 0 : 1;
      if (message->type == MessageType::Open && decoder_ == nullptr) {
        answer_open(message->payload);
      } else if (message->type == MessageType::Read && session_ != nullptr) {
        answer_read(*message);
      } else {
        return 1;
      }
    }
  }

 private:
  void fail(const Error& error, bool while_loading, std::vector<std::string> notes = {}) {
    channel_.send(MessageType::Failed,
                  encode(FailedReply{error.code, while_loading, error.where, error.why, std::move(notes)}), -1, {});
  }

  Status load() {
    auto opened = open_module(request_.plugin, nullptr);
    if (auto* failure = std::get_if<OpenFailure>(&opened)) return std::move(failure->error);
    const burnish_module& module = *std::get<const burnish_module*>(opened);
    BURNISH_CHECK(initialise_module(module, request_.plugin));
    const void* table = module.item == nullptr ? nullptr : module.item("burnish.decoder/1", request_.index);
    if (table == nullptr || !refuse_table(Kind::Decoder, table).empty() || table_id(table) != request_.decoder)
      return Error{Code::Plugin, {}, {}, "its decoder " + request_.decoder + " is gone since it was scanned", {}};
    decoder_ = static_cast<const burnish_decoder*>(table);
    return Done{};
  }

  void answer_open(const std::string& payload) {
    auto request = decode_open_request(payload);
    if (!request || !values_.read(request->values))
      return fail({Code::Internal, {}, {}, "the request makes no sense", {}}, true);
    request_ = std::move(*request);
    if (Status loaded = load(); !loaded.ok()) return fail(loaded.error(), true);
    confine_memory(memory_allowed);
    picture_ = std::make_unique<PictureFile>(picture_descriptor, request_.source_size, request_.source_path);
    Call call(host_.get(), nullptr);
    OpenedReply reply;
    const burnish_status status = open_session(call, reply);
    if (status < 0) return fail(call.error(status, {}), false, call.take_notes());
    reply.blocks = blocks_.entries();
    reply.notes = call.take_notes();
    channel_.send(MessageType::Opened, encode(reply), -1, {});
  }

  burnish_status open_session(const Call& call, OpenedReply& reply) {
    burnish_image_info& info = reply.info;
    info.struct_size = sizeof info;
    info.scale = 1;
    info.shrink = 1;
    info.orientation = 1;
    burnish_prepare prepare{};
    prepare.struct_size = sizeof prepare;
    prepare.values = values_.values().data();
    const burnish_limits limits{sizeof limits, request_.max_pixels, request_.max_bytes, request_.max_frames,
                                request_.max_depth};
    const burnish_status opened =
        decoder_->open(call.get(), &prepare, picture_->get(), &limits, &session_, &info, &reply.frames, blocks_.get());
    if (opened < 0) return opened;
    // The layout has the last word on the pixels' format.
    burnish_layout layout{};
    layout.struct_size = sizeof layout;
    layout.info = &info;
    const burnish_status laid_out = decoder_->layout(call.get(), session_, 0, 0, &layout);
    if (laid_out < 0) return laid_out;
    info.meta = nullptr;
    if (info.color.icc != nullptr) reply.icc.assign(static_cast<const char*>(info.color.icc), info.color.icc_size);
    return BURNISH_OK;
  }

  void answer_read(const Message& message) {
    const auto request = decode_read_request(message.payload);
    struct stat facts {};
    if (!request || fstat(message.descriptor.get(), &facts) != 0 ||
        static_cast<uint64_t>(facts.st_size) != request->bytes)
      return fail({Code::Internal, {}, {}, "the request makes no sense", {}}, true);
    allow_memory(request->bytes);
    void* memory = mmap(nullptr, static_cast<std::size_t>(request->bytes), PROT_READ | PROT_WRITE, MAP_SHARED,
                        message.descriptor.get(), 0);
    if (memory == MAP_FAILED) return fail({Code::NoMemory, {}, {}, "out of memory", {}}, false);
    burnish_tile tile{};
    tile.rect = {0, 0, request->width, request->height};
    tile.format = request->format;
    const int channels = request->format.model + (request->format.alpha > BURNISH_ALPHA_NONE ? 1 : 0);
    const int planes = request->format.layout == BURNISH_PLANAR ? channels : 1;
    for (int c = 0; c < planes; ++c) {
      tile.data[c] = static_cast<char*>(memory) + request->plane * static_cast<uint64_t>(c);
      tile.stride[c] = static_cast<std::ptrdiff_t>(request->stride);
    }
    Call call(host_.get(), nullptr);
    const burnish_status status = decoder_->read(call.get(), session_, 0, 0, &tile);
    munmap(memory, static_cast<std::size_t>(request->bytes));
    if (status < 0) return fail(call.error(status, {}), false, call.take_notes());
    channel_.send(MessageType::Done, encode(call.take_notes()), -1, {});
  }

  Channel& channel_;
  Host host_;
  OpenRequest request_;
  ReceivedValues values_;
  BoundedBlocks blocks_;
  std::unique_ptr<PictureFile> picture_;
  const burnish_decoder* decoder_ = nullptr;
  void* session_ = nullptr;
};

}  // namespace

int decode_mode() {
  confine_process();
  die_with(channel_descriptor);
  Channel channel{Descriptor(channel_descriptor)};
  return DecodeServer(channel).serve();
}

}  // namespace burnish
