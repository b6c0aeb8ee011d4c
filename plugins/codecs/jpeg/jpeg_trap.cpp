#include "jpeg_trap.hpp"

#include <cstring>

#include <jerror.h>

namespace burnish {
namespace {

burnish_status status_of(int code) {
  switch (code) {
    case JERR_OUT_OF_MEMORY:
      return BURNISH_NO_MEMORY;
    case JERR_NO_BACKING_STORE:
    case JERR_WIDTH_OVERFLOW:
    case JERR_IMAGE_TOO_BIG:
      return BURNISH_LIMIT;
    case JERR_ARITH_NOTIMPL:
    case JERR_BAD_PRECISION:
    case JERR_CCIR601_NOTIMPL:
    case JERR_CONVERSION_NOTIMPL:
    case JERR_FRACT_SAMPLE_NOTIMPL:
    case JERR_NOT_COMPILED:
    case JERR_NOTIMPL:
    case JERR_SOF_UNSUPPORTED:
      return BURNISH_UNSUPPORTED;
    default:
      return BURNISH_BAD_DATA;
  }
}

}  // namespace

Trap::Trap() : jpeg_error_mgr{} {
  jpeg_std_error(this);
  error_exit = &on_error;
  emit_message = &on_message;
  output_message = [](j_common_ptr) {};
}

void Trap::abandon(burnish_status status, const char* message) {
  status_ = status;
  std::snprintf(message_, sizeof message_, "%s", message);
  std::longjmp(jump_, 1);
}

void Trap::watch(j_common_ptr codec) {
  progress_.progress_monitor = &on_progress;
  codec->progress = &progress_;
}

std::string Trap::take_warning() {
  std::string text = warning_;
  warning_[0] = '\0';
  return text;
}

void Trap::on_error(j_common_ptr codec) {
  auto* trap = static_cast<Trap*>(codec->err);
  char text[JMSG_LENGTH_MAX], reason[JMSG_LENGTH_MAX];
  trap->format_message(codec, reason);
  const int code = trap->msg_code;
  const bool damaged = codec->is_decompressor && status_of(code) == BURNISH_BAD_DATA;
  std::snprintf(text, sizeof text, "%s%.160s", damaged ? "the JPEG is damaged: " : "libjpeg: ", reason);
  if (code == JERR_NO_SOI)
    std::snprintf(text, sizeof text, "the file is not a JPEG: it does not begin with the bytes FF D8");
  else if (code == JERR_BAD_PRECISION)
    std::snprintf(text, sizeof text, "the JPEG has %d bits per sample; only 8 are supported", trap->msg_parm.i[0]);
  else if (code == JERR_NO_BACKING_STORE || code == JERR_OUT_OF_MEMORY)
    std::snprintf(text, sizeof text, "the JPEG needs more memory than is allowed; raise the memory limit");
  trap->abandon(status_of(code), text);
}

void Trap::on_message(j_common_ptr codec, int level) {
  if (level >= 0) return;
  auto* trap = static_cast<Trap*>(codec->err);
  ++trap->num_warnings;
  if (trap->msg_code == JWRN_HIT_MARKER)
    trap->abandon(BURNISH_BAD_DATA, "the JPEG's picture data ends early: the file is truncated or damaged");
  if (trap->warned_) return;
  trap->warned_ = true;
  trap->format_message(codec, trap->warning_);
}

void Trap::on_progress(j_common_ptr codec) {
  auto* trap = static_cast<Trap*>(codec->err);
  if (trap->call_ != nullptr && trap->call_->cancelled(trap->call_) != 0) trap->abandon(BURNISH_CANCELLED, "cancelled");
  if (trap->max_scans_ == 0 || !codec->is_decompressor) return;
  const int scans = reinterpret_cast<j_decompress_ptr>(codec)->input_scan_number;
  if (scans <= trap->max_scans_) return;
  char text[JMSG_LENGTH_MAX];
  std::snprintf(text, sizeof text, "the JPEG has more than %d scans, the limit for a picture of its size",
                trap->max_scans_);
  trap->abandon(BURNISH_LIMIT, text);
}

}  // namespace burnish
