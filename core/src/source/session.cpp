#include "source/session.hpp"

#include <algorithm>
#include <iterator>

namespace burnish {
namespace {

/// The first bytes as somebody would look for them in a table of formats: "89 50 4e 47 (.PNG)".
std::string first_bytes(std::string_view head) {
  std::string hex;
  std::string text;
  for (const char c : head.substr(0, 8)) {
    const auto byte = static_cast<unsigned char>(c);
    if (!hex.empty()) hex.push_back(' ');
    hex.push_back("0123456789abcdef"[byte >> 4]);
    hex.push_back("0123456789abcdef"[byte & 15]);
    text.push_back(byte >= 0x20 && byte < 0x7f ? c : '.');
  }
  return hex + " '" + text + "'";
}

}  // namespace

Result<std::unique_ptr<DecoderSession>> DecoderSession::open(const Catalogue& catalogue,
                                                             const std::filesystem::path& path,
                                                             std::span<const Argument> arguments,
                                                             const DecodeLimits& limits, const CallContext& context) {
  BURNISH_TRY(std::unique_ptr<Source> source, Source::open(path, context));
  return open(catalogue, std::move(source), arguments, limits, context);
}

Result<std::unique_ptr<DecoderSession>> DecoderSession::open(const Catalogue& catalogue, std::unique_ptr<Source> source,
                                                             std::span<const Argument> arguments,
                                                             const DecodeLimits& limits, const CallContext& context) {
  const Item* item = catalogue.decoder_for(source->head(), source->name());
  if (item == nullptr)
    return Error{Code::Unsupported,
                 "cannot decode " + source->name(),
                 {},
                 "no installed decoder recognises it (first bytes " + first_bytes(source->head()) + ")",
                 "burnish plugin list shows the installed ones"};
  DecodeRequest request{&catalogue, item, {arguments.begin(), arguments.end()}, limits, context};
  const bool in_child = (item->flags & BURNISH_DF_WORKER) != 0;
  return in_child ? open_in_child(std::move(request), std::move(source))
                  : open_here(std::move(request), std::move(source));
}

DecoderSession::DecoderSession(DecodeRequest request, std::unique_ptr<Source> source)
    : request_(std::move(request)), source_(std::move(source)) {
  info_.struct_size = sizeof info_;
  info_.scale = 1;
  info_.shrink = 1;
  info_.orientation = 1;
}

Status DecoderSession::check_size() const {
  const auto width = static_cast<uint64_t>(info_.width);
  const auto height = static_cast<uint64_t>(info_.height);
  if (width <= request_.limits.max_pixels / height) return Done{};
  return Error{Code::Limit,
               what(),
               {},
               "the picture is " + std::to_string(width) + "x" + std::to_string(height) + " pixels; the limit is " +
                   std::to_string(request_.limits.max_pixels),
               "raise --max-pixels"};
}

void DecoderSession::add_notes(std::vector<std::string> notes) {
  for (std::string& note : notes)
    if (std::find(notes_.begin(), notes_.end(), note) == notes_.end()) notes_.push_back(std::move(note));
}

std::vector<std::string> DecoderSession::take_notes() { return std::exchange(notes_, {}); }

}  // namespace burnish
