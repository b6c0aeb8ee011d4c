// A decoder that runs in burnish-worker: pixels come through memory that both share.
#include <fcntl.h>
#include <sys/mman.h>

#include <cerrno>
#include <cstring>
#include <mutex>
#include <optional>

#include "image/image.hpp"
#include "pipeline/values.hpp"
#include "source/session.hpp"
#include "worker/decoding_child.hpp"

namespace burnish {
namespace {

constexpr uint64_t most_pixels = uint64_t{1} << 40;  // whatever the limit says, so that no byte count overflows

/// Where the pixels of frame 0 lie in the shared memory.
ReadRequest shared_layout(const burnish_image_info& info) {
  ReadRequest r;
  r.format = info.format;
  r.width = info.width;
  r.height = info.height;
  r.stride = static_cast<uint64_t>(row_stride(info.format, info.width));
  r.plane = r.stride * static_cast<uint64_t>(info.height);
  r.bytes = r.plane * (info.format.layout == BURNISH_PLANAR ? static_cast<uint64_t>(channel_count(info.format)) : 1U);
  return r;
}

class SessionInChild final : public DecoderSession {
 public:
  SessionInChild(DecodeRequest request, std::unique_ptr<Source> source)
      : DecoderSession(std::move(request), std::move(source)) {}

  Status open() {
    BURNISH_TRY(const Values values, Values::resolve(item(), request_.arguments));
    BURNISH_TRY(const Descriptor picture, source_->descriptor());
    const Catalogue& catalogue = *request_.catalogue;
    BURNISH_TRY(child_, DecodingChild::start(catalogue.worker(), picture.get(), what(), request_.context));
    OpenRequest open;
    open.plugin = catalogue.modules()[item().module].path.string();
    open.decoder = item().id;
    open.index = item().index;
    open.max_pixels = request_.limits.max_pixels;
    open.max_bytes = request_.limits.max_bytes;
    open.max_frames = request_.limits.max_frames;
    open.max_depth = request_.limits.max_depth;
    open.source_size = source_->size();
    if (source_->get()->path != nullptr) open.source_path = source_->get()->path;
    open.values = write_values({values.data(), values.size()}, item().parameters);
    Result<OpenedReply> reply = child_->open(open);
    if (!reply.ok()) return lost(reply.error());
    adopt(std::move(reply.value()));
    return check_size();
  }

  uint32_t shrinks() const override { return 1; }

  Result<LayoutFacts> layout(uint32_t shrink) override {
    if (shrink != 0)
      return Error{Code::Internal, what(), {}, "shrink " + std::to_string(shrink) + " was not offered", {}};
    LayoutFacts facts;
    facts.access = BURNISH_RANDOM;
    facts.grid[0] = facts.grid[1] = 1;
    facts.info = info_;
    return facts;
  }

  Status read(uint32_t shrink, burnish_tile& out) override {
    if (shrink != 0)
      return Error{Code::Internal, what(), {}, "shrink " + std::to_string(shrink) + " was not offered", {}};
    BURNISH_CHECK(fetch());
    copy_pixels(shared_tile(), out, out.rect);
    return Done{};
  }

  /// The pixels are decoded once, and every session maps them.
  Result<std::unique_ptr<DecoderSession>> reopen() override {
    BURNISH_CHECK(fetch());
    BURNISH_TRY(std::unique_ptr<Source> source, source_->again());
    auto other = std::make_unique<SessionInChild>(request_, std::move(source));
    other->adopt({info_, icc_, frames_, metadata_, {}});
    other->memory_ = Descriptor(fcntl(memory_.get(), F_DUPFD_CLOEXEC, 3));
    if (!other->memory_) return no_memory();
    BURNISH_CHECK(other->map());
    return std::unique_ptr<DecoderSession>(std::move(other));
  }

 private:
  void adopt(OpenedReply reply) {
    info_ = reply.info;
    icc_ = std::move(reply.icc);
    info_.color.icc = icc_.empty() ? nullptr : icc_.data();
    info_.color.icc_size = static_cast<uint32_t>(icc_.size());
    frames_ = reply.frames;
    metadata_ = std::move(reply.blocks);
    add_notes(std::move(reply.notes));
  }

  /// Pixels in this process's sight, decoded by the first call. Threads that reopen() meet here while another reads.
  Status fetch() {
    const std::lock_guard lock(fetching_);
    if (pixels_) return Done{};
    if (failure_) return *failure_;
    Status status = decode();
    if (!status.ok()) failure_ = status.error();
    return status;
  }

  Status decode() {
    if (static_cast<uint64_t>(info_.width) > most_pixels / static_cast<uint64_t>(info_.height))
      return Error{Code::Limit, what(), {}, "it has more than 2^40 pixels", {}};
    const ReadRequest request = shared_layout(info_);
    memory_ = Descriptor(memfd_create("burnish-pixels", MFD_CLOEXEC | MFD_ALLOW_SEALING));
    // Sealed: a child that shrank it could otherwise stop this process with SIGBUS.
    if (!memory_ || ftruncate(memory_.get(), static_cast<off_t>(request.bytes)) != 0 ||
        fcntl(memory_.get(), F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0)
      return no_memory();
    Result<std::vector<std::string>> notes = child_->read(request, memory_.get());
    if (!notes.ok()) return lost(notes.error());
    add_notes(std::move(notes.value()));
    child_.reset();
    return map();
  }

  Status map() {
    pixels_ = Mapping::of(memory_.get(), static_cast<std::size_t>(shared_layout(info_).bytes), false);
    if (!pixels_) return no_memory();
    return Done{};
  }

  burnish_tile shared_tile() const {
    const ReadRequest r = shared_layout(info_);
    burnish_tile tile{};
    tile.rect = {0, 0, r.width, r.height};
    tile.format = r.format;
    const int planes = r.format.layout == BURNISH_PLANAR ? channel_count(r.format) : 1;
    for (int c = 0; c < planes; ++c) {
      tile.data[c] = static_cast<char*>(pixels_.data()) + r.plane * static_cast<uint64_t>(c);
      tile.stride[c] = static_cast<std::ptrdiff_t>(r.stride);
    }
    return tile;
  }

  /// The child is of no use any more.
  Error lost(Error error) {
    add_notes(child_->take_notes());
    child_.reset();
    return error;
  }
  Error no_memory() const {
    return {Code::NoMemory, what(), {}, std::string("no memory for its pixels: ") + std::strerror(errno), {}};
  }

  std::mutex fetching_;
  std::optional<DecodingChild> child_;  // until the pixels are here
  std::optional<Error> failure_;        // why they never will be
  std::string icc_;
  Descriptor memory_;
  Mapping pixels_;
};

}  // namespace

Result<std::unique_ptr<DecoderSession>> open_in_child(DecodeRequest request, std::unique_ptr<Source> source) {
  auto session = std::make_unique<SessionInChild>(std::move(request), std::move(source));
  BURNISH_CHECK(session->open());
  return std::unique_ptr<DecoderSession>(std::move(session));
}

}  // namespace burnish
