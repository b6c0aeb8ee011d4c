#include "json.hpp"

#include <charconv>
#include <cmath>

namespace flux {
namespace {

/// The tokens of a pointer, unescaped; a trailing part after '#' is left in `rest`.
std::vector<std::string> tokens_of(std::string_view pointer, std::string_view& rest) {
  const std::size_t inner = pointer.find('#');
  rest = inner == std::string_view::npos ? std::string_view() : pointer.substr(inner + 1);
  pointer = pointer.substr(0, inner);
  std::vector<std::string> tokens;
  for (std::size_t i = 0; i < pointer.size(); ++i) {
    if (pointer[i] == '/') {
      tokens.emplace_back();
      continue;
    }
    if (tokens.empty()) tokens.emplace_back();
    if (pointer[i] == '~' && i + 1 < pointer.size() && (pointer[i + 1] == '0' || pointer[i + 1] == '1'))
      tokens.back() += pointer[++i] == '0' ? '~' : '/';
    else
      tokens.back() += pointer[i];
  }
  return tokens;
}

std::optional<std::size_t> index_of(std::string_view token) {
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), index);
  if (token.empty() || error != std::errc() || end != token.data() + token.size()) return std::nullopt;
  return index;
}

const json* child(const json& parent, const std::string& token) {
  if (parent.is_object()) {
    const auto found = parent.find(token);
    return found == parent.end() ? nullptr : &*found;
  }
  const auto index = index_of(token);
  return parent.is_array() && index && *index < parent.size() ? &parent[*index] : nullptr;
}

json& made_child(json& parent, const std::string& token) {
  const auto index = index_of(token);
  if (token == "-" || (index && (parent.is_null() || parent.is_array()))) {
    if (!parent.is_array()) parent = json::array();
    const std::size_t at = index.value_or(parent.size());
    while (parent.size() <= at && at < 1000) parent.push_back(nullptr);
    return parent.at(at);
  }
  if (!parent.is_object()) parent = json::object();
  return parent[token];
}

}  // namespace

json parse_json(std::string_view text) {
  // Deeper than any provider's answer; copying what is deeper could exhaust the stack.
  constexpr int deepest = 64;
  const auto keep = [](int depth, json::parse_event_t, json&) { return depth <= deepest; };
  return json::parse(text.begin(), text.end(), keep, false);
}

json value_at(const json& document, std::string_view pointer) {
  std::string_view rest;
  const json* at = &document;
  for (const std::string& token : tokens_of(pointer, rest)) {
    at = child(*at, token);
    if (at == nullptr) return nullptr;
  }
  if (rest.empty()) return *at;
  if (!at->is_string()) return nullptr;
  const json inner = parse_json(at->get_ref<const std::string&>());
  return inner.is_discarded() ? json(nullptr) : value_at(inner, rest);
}

json first_at(const json& document, const json& pointers) {
  if (pointers.is_string()) return value_at(document, pointers.get_ref<const std::string&>());
  if (!pointers.is_array()) return nullptr;
  for (const json& pointer : pointers) {
    if (!pointer.is_string()) continue;
    json found = value_at(document, pointer.get_ref<const std::string&>());
    if (!found.is_null()) return found;
  }
  return nullptr;
}

std::string scalar_text(const json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number() || value.is_boolean()) return value.dump();
  return {};
}
std::string text_at(const json& document, const json& pointers) { return scalar_text(first_at(document, pointers)); }

std::optional<double> number_at(const json& document, const json& pointers) {
  const json found = first_at(document, pointers);
  if (found.is_number()) return found.get<double>();
  if (!found.is_string()) return std::nullopt;
  const auto& text = found.get_ref<const std::string&>();
  double v = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), v);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(v)) return std::nullopt;
  return v;
}

void put_at(json& document, std::string_view pointer, json value) {
  std::string_view rest;
  json* at = &document;
  for (const std::string& token : tokens_of(pointer, rest)) at = &made_child(*at, token);
  *at = std::move(value);
}

std::string filled_in(std::string_view text, const Lookup& lookup) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::size_t end = text[i] == '{' ? text.find('}', i) : std::string_view::npos;
    if (end == std::string_view::npos) {
      out += text[i];
      continue;
    }
    out += lookup(text.substr(i + 1, end - i - 1));
    i = end;
  }
  return out;
}

json filled_in_everywhere(const json& document, const Lookup& lookup) {
  if (document.is_string()) return filled_in(document.get_ref<const std::string&>(), lookup);
  json copy = document;
  if (copy.is_structured())
    for (json& element : copy) element = filled_in_everywhere(element, lookup);
  return copy;
}

std::string percent_encoded(std::string_view text, std::string_view keep) {
  constexpr std::string_view unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    if (unreserved.find(c) != std::string_view::npos || keep.find(c) != std::string_view::npos) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += digits[byte >> 4];
    out += digits[byte & 15];
  }
  return out;
}

}  // namespace flux
