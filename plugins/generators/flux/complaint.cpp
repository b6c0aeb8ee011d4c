// What a provider says about an error, made readable and safe to show.
#include <algorithm>

#include "answers.hpp"

namespace flux {
namespace {

constexpr std::size_t longest_run = 120;

/// A stretch without spaces as it may be shown.
std::string safe_run(std::string_view run) {
  std::string shown = run.find("://") == std::string_view::npos ? std::string(run) : shown_url(run);
  if (shown.size() > longest_run) shown = shown.substr(0, 40) + "...";
  return shown;
}

/// {"loc": ["body", "width"], "msg": "...", "input": ...}: place and message; what was sent is not repeated.
std::string one_detail(const json& detail) {
  if (!detail.is_object()) return scalar_text(detail);
  std::string place;
  const json loc = value_at(detail, "/loc");
  for (const json& part : loc) {
    const std::string word = scalar_text(part);
    if (word == "body" && place.empty()) continue;
    place += (place.empty() ? "" : ".") + word;
  }
  const std::string message = text_at(detail, json::array({"/msg", "/message", "/error", "/type"}));
  return place.empty() ? message : place + ": " + message;
}

std::string readable(const json& said) {
  if (said.is_object()) {
    std::string message = one_detail(said);
    if (!message.empty()) return message;
    std::string all;
    for (const auto& [key, value] : said.items()) {
      const std::string text = value.is_array() ? readable(value) : scalar_text(value);
      if (!text.empty()) all += (all.empty() ? "" : "; ") + key + ": " + text;
    }
    return all;
  }
  if (!said.is_array()) return scalar_text(said);
  std::string all;
  std::size_t count = 0;
  for (const json& detail : said) {
    if (++count > 5) return all + "; and " + std::to_string(said.size() - 5) + " more";
    all += (all.empty() ? "" : "; ") + one_line(one_detail(detail), 160);
  }
  return all;
}

}  // namespace

std::string one_line(std::string_view text, std::size_t most) {
  std::string out, run;
  const auto flush = [&] {
    if (!run.empty()) out += (out.empty() ? "" : " ") + safe_run(run);
    run.clear();
  };
  for (const char c : text) {
    if (static_cast<unsigned char>(c) <= ' ' || c == 0x7F)
      flush();
    else
      run += c;
    if (out.size() > most) break;
  }
  flush();
  if (out.size() <= most) return out;
  std::size_t end = most;
  while (end > 0 && (static_cast<unsigned char>(out[end]) & 0xC0) == 0x80) --end;  // not within a letter
  return out.substr(0, end) + "...";
}

std::string complaint(const Profile& profile, const json& body) {
  json pointers = profile.at("/errors/text");
  if (pointers.is_null())
    pointers = json::array({"/detail", "/error/message", "/message", "/error", "/title", "/details"});
  if (!pointers.is_array()) pointers = json::array({pointers});
  for (const json& pointer : pointers) {
    const std::string said = readable(value_at(body, scalar_text(pointer)));
    if (!said.empty()) return one_line(said);
  }
  return {};
}

}  // namespace flux
