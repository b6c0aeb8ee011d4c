#include "deliver.hpp"

#include "answers.hpp"
#include "pictures.hpp"

namespace flux {
namespace {

bool begins(std::string_view text, std::string_view with) { return text.substr(0, with.size()) == with; }

}  // namespace

void describe(const Profile& profile, const Ticket& ticket, const json& answer, const Describe& to) {
  const auto stated = [&](const char* pointer) {
    const json at = profile.at(pointer);
    return at.is_null() ? std::string() : text_at(answer, at);
  };
  to.set("model", ticket.model);
  to.set("model_version", stated("/result/version"));
  to.set("request_id", ticket.id);
  to.set("cost", ticket.cost);
  if (!ticket.cost.empty()) to.set("currency", ticket.currency);
  to.set("input_mp", ticket.input_mp);
  to.set("output_mp", ticket.output_mp);
  to.set("placed", ticket.placed);
  to.set("prompt", stated("/result/prompt"));
  const std::string seed = stated("/result/seed");
  to.set("seed", seed.empty() ? ticket.seed : seed);
  to.set("seconds", stated("/result/seconds"));
}

const std::string& picture_text(const json& picture) { return picture.get_ref<const std::string&>(); }

bool is_address(const Profile& profile, const json& picture) {
  const std::string& text = picture_text(picture);
  if (begins(text, "http://") || begins(text, "https://")) return true;
  // "/9j/" begins the base64 of a JPEG, so what is relative must be said to be an address.
  return profile.text("/result/as") == "url" || !profile.text("/result/url").empty();
}

std::string embedded_picture(std::string_view text) {
  if (begins(text, "data:")) {
    const std::size_t comma = text.find(',');
    if (comma == std::string_view::npos || text.substr(0, comma).find(";base64") == std::string_view::npos) return {};
    text.remove_prefix(comma + 1);
  }
  return from_base64(text);
}

}  // namespace flux
