// A decoder that runs in this process.
#include "image/shape.hpp"
#include "pipeline/values.hpp"
#include "source/session.hpp"
#include "worker/messages.hpp"

namespace burnish {
namespace {

class SessionHere final : public DecoderSession {
 public:
  SessionHere(DecodeRequest request, std::unique_ptr<Source> source, const burnish_decoder& decoder)
      : DecoderSession(std::move(request), std::move(source)), decoder_(decoder) {}
  ~SessionHere() override {
    if (session_ != nullptr) decoder_.close(session_);
  }

  Status open() {
    BURNISH_TRY(const Values values, Values::resolve(item(), request_.arguments));
    burnish_prepare prepare{};
    prepare.struct_size = sizeof prepare;
    prepare.values = values.data();
    const DecodeLimits& l = request_.limits;
    const burnish_limits limits{sizeof limits, l.max_pixels, l.max_bytes, l.max_frames, l.max_depth};
    Call call(request_.context);
    BoundedBlocks blocks;
    const burnish_status status =
        decoder_.open(call.get(), &prepare, source_->get(), &limits, &session_, &info_, &frames_, blocks.get());
    BURNISH_CHECK(answer(call, status));
    metadata_ = blocks.entries();
    info_.meta = nullptr;
    if (!is_sane(info_) || info_.shrink != 1 || frames_ == 0)
      return breach("it described the picture as " + std::to_string(info_.width) + "x" + std::to_string(info_.height) +
                    " pixels, " + std::to_string(frames_) + " frames, " + format_text(info_.format));
    return check_size();
  }

  uint32_t shrinks() const override { return decoder_.shrinks(session_) | 1U; }

  Result<LayoutFacts> layout(uint32_t shrink) override {
    LayoutFacts facts;
    facts.info = info_;
    burnish_layout raw{};
    raw.struct_size = sizeof raw;
    raw.info = &facts.info;
    Call call(request_.context);
    BURNISH_CHECK(answer(call, decoder_.layout(call.get(), session_, 0, shrink, &raw)));
    facts.access = raw.access;
    facts.grid[0] = raw.grid[0];
    facts.grid[1] = raw.grid[1];
    facts.info.meta = nullptr;
    const auto shrunk = [shrink](int32_t v) { return (int64_t{v} + (int64_t{1} << shrink) - 1) >> shrink; };
    if (!is_sane(facts.info) || facts.info.width != shrunk(info_.width) || facts.info.height != shrunk(info_.height) ||
        facts.info.shrink != static_cast<double>(int64_t{1} << shrink))
      return breach("at shrink " + std::to_string(shrink) + " it described the picture as " +
                    std::to_string(facts.info.width) + "x" + std::to_string(facts.info.height) + " pixels, " +
                    format_text(facts.info.format));
    if (facts.access != BURNISH_SEQUENTIAL && facts.access != BURNISH_RANDOM)
      return breach("it stated the unknown access " + std::to_string(facts.access));
    return facts;
  }

  Status read(uint32_t shrink, burnish_tile& out) override {
    Call call(request_.context);
    return answer(call, decoder_.read(call.get(), session_, 0, shrink, &out));
  }

  Result<std::unique_ptr<DecoderSession>> reopen() override {
    BURNISH_TRY(std::unique_ptr<Source> source, source_->again());
    return open_here(request_, std::move(source));
  }

 private:
  Status answer(Call& call, burnish_status status) {
    add_notes(call.take_notes());
    if (status >= 0) return Done{};
    Error error = call.error(status, what());
    if (error.code == Code::Limit && error.why.find(std::to_string(request_.limits.max_pixels)) != std::string::npos)
      error.hint = "raise --max-pixels";
    if (error.code == Code::Io) error.code = Code::Unreadable;
    return error;
  }

  Error breach(std::string why) const {
    return {Code::Plugin, what(), {}, "decoder " + item().id + " broke its contract: " + std::move(why), {}};
  }

  const burnish_decoder& decoder_;
  void* session_ = nullptr;
};

}  // namespace

Result<std::unique_ptr<DecoderSession>> open_here(DecodeRequest request, std::unique_ptr<Source> source) {
  BURNISH_TRY(const burnish_decoder* decoder, request.catalogue->decoder(*request.item));
  auto session = std::make_unique<SessionHere>(std::move(request), std::move(source), *decoder);
  BURNISH_CHECK(session->open());
  return std::unique_ptr<DecoderSession>(std::move(session));
}

}  // namespace burnish
