#include "profile.hpp"

#include <burnish/stream.h>
#include <burnish/plugin.hpp>

#include <array>

namespace flux {
namespace {

/// What an entry of "models" may say otherwise than the profile.
constexpr std::array own_parts{"mode", "submit", "task", "poll", "result", "errors", "price", "seconds", "headers"};

std::string joined(const json& list) {
  std::string text;
  for (const json& word : list) text += (text.empty() ? "" : ", ") + scalar_text(word);
  return text;
}

bool has_scheme(std::string_view url) {
  const std::size_t colon = url.find("://");
  return colon != std::string_view::npos && colon > 0 && url.find('/') > colon;
}

}  // namespace

Profile::Profile(const burnish_call* call) {
  const auto* service = burnish::service<burnish_profile>(call, "burnish.profile/1");
  if (service == nullptr) throw burnish::error("the host names no provider", BURNISH_UNSUPPORTED);
  const char *name = nullptr, *base = nullptr, *text = nullptr;
  burnish::check(service->get(call, &name, &base, &text), "no provider was chosen");
  if (name == nullptr || base == nullptr || text == nullptr) throw burnish::error("the host named an empty provider");
  name_ = name;
  base_ = base;
  document_ = parse_json(text);
  if (!document_.is_object()) throw burnish::error("the profile of " + name_ + " is not a JSON object");
  const std::vector<std::string> problems = profile_problems(document_);
  if (!problems.empty()) throw burnish::error("the profile of " + name_ + " is damaged: " + problems.front());
}

bool Profile::serves(std::string_view model) const { return !entry(model).is_null(); }

json Profile::entry(std::string_view model) const {
  const auto models = document_.find("models");
  if (models == document_.end() || !models->is_object()) return nullptr;
  for (const std::string& key : {std::string(model), std::string("*")}) {
    const auto found = models->find(key);
    if (found != models->end() && !found->is_null()) return *found;
  }
  return nullptr;
}

std::vector<std::string> Profile::carried_out_by(std::string_view operation) const {
  const json by = value_at(entry(operation), "/by");
  if (by.is_array() && !by.empty()) return by.get<std::vector<std::string>>();
  const json others = value_at(document_, "/elsewhere/" + std::string(operation));
  const std::string hint =
      others.is_array() && !others.empty() ? "; choose another provider: " + joined(others) + " can" : "";
  throw burnish::error(name_ + " cannot do " + std::string(operation) + hint, BURNISH_UNSUPPORTED);
}

Profile Profile::with_model(std::string_view model) const {
  const json own = entry(model);
  if (own.is_null())
    throw burnish::error(name_ + " does not offer " + std::string(model) + "; choose another provider",
                         BURNISH_UNSUPPORTED);
  Profile merged = *this;
  merged.model_ = model;
  merged.model_name_ = own.contains("name") ? scalar_text(own["name"]) : std::string(model);
  json patch = json::object();
  for (const char* part : own_parts)
    if (own.contains(part)) patch[part] = own[part];
  merged.document_.merge_patch(patch);
  return merged;
}

std::string Profile::needed_text(std::string_view pointer) const {
  std::string found = text(pointer);
  if (found.empty())
    throw burnish::error("the profile of " + name_ + " is damaged: " + std::string(pointer) + " is missing");
  return found;
}

const char* Profile::currency() const {
  const std::string stated = text("/currency");
  for (const char* known : {"USD", "EUR", "CNY"})
    if (stated == known) return known;
  return "credits";
}

std::string Profile::key_place() const {
  const std::string variable = text("/secret/env");
  return variable.empty() ? "the key of " + name_ : "the key in $" + variable;
}

std::string Profile::resolved(std::string_view url) const {
  if (has_scheme(url)) return std::string(url);
  const std::size_t host = base_.find("://") + 3;
  const std::size_t slash = base_.find('/', host);
  const std::string_view prefix =
      slash == std::string::npos ? std::string_view() : std::string_view(base_).substr(slash);
  // A server behind a proxy states paths without the proxy's prefix; one that knows of it states them with it.
  if (!prefix.empty() && url.substr(0, prefix.size()) == prefix && url.substr(prefix.size(), 1) == "/")
    return base_.substr(0, slash) + std::string(url);
  return base_ + (url.substr(0, 1) == "/" ? "" : "/") + std::string(url);
}

}  // namespace flux
