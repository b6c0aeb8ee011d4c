#include "pipeline/variables.hpp"

#include <algorithm>
#include <filesystem>
#include <set>

#include "pipeline/templates.hpp"
#include "pipeline/values.hpp"

namespace burnish {
namespace {

constexpr std::size_t max_expanded_bytes = std::size_t{64} << 10;  // variables that double each other stay bounded

bool is_write_field(std::string_view name) {
  const auto& names = write_field_names();
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_name(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

Error bad(std::string what, std::string_view where, std::string why, std::string hint = {}) {
  return Error{.code = Code::BadPipeline,
               .what = std::move(what),
               .where = std::string(where),
               .why = std::move(why),
               .hint = std::move(hint)};
}

Status check_length(const std::string& text, std::string_view where) {
  if (text.size() <= max_expanded_bytes) return Done{};
  return bad("a string with its variables put in is longer than " + std::to_string(max_expanded_bytes) + " bytes",
             where, "no pipeline needs that");
}

/// Puts the file's variables into each other, depth first.
class Resolver {
 public:
  Resolver(const JsonValue& declared, const std::map<std::string, std::string, std::less<>>& given)
      : declared_(declared), given_(given) {}

  Result<std::string> value(const std::string& name) {
    if (const auto given = given_.find(name); given != given_.end()) return given->second;
    if (const auto known = done_.find(name); known != done_.end()) return known->second;
    const std::string where = member_path("$.variables", name);
    if (!open_.insert(name).second) {
      return bad("variable '" + name + "' contains itself", where, "variables may not form a cycle");
    }
    BURNISH_TRY(std::string text, expand(*declared_.member(name), where));
    open_.erase(name);
    done_.emplace(name, text);
    return text;
  }

 private:
  Result<std::string> expand(const JsonValue& declared, const std::string& where) {
    if (open_.size() > max_chain) return bad("variables name each other too deeply", where, "at most 64 in a chain");
    BURNISH_TRY(const auto pieces, split_template(declared.text, where));
    std::string text;
    for (const TemplatePiece& piece : pieces) {
      if (!piece.is_field) {
        text += piece.text;
        continue;
      }
      if (declared_.member(piece.text) == nullptr) {
        return bad("unknown variable '{" + piece.text + "}'", where, "the pipeline declares no such variable",
                   did_you_mean(piece.text, declared_.keys));
      }
      BURNISH_TRY(const std::string inner, value(piece.text));
      text += inner;
      BURNISH_CHECK(check_length(text, where));
    }
    return text;
  }

  static constexpr std::size_t max_chain = 64;
  const JsonValue& declared_;
  const std::map<std::string, std::string, std::less<>>& given_;
  std::map<std::string, std::string, std::less<>> done_;
  std::set<std::string, std::less<>> open_;
};

Status check_declaration(const std::string& name, const JsonValue& value, const std::string& where) {
  if (!is_name(name)) {
    return bad("variable '" + name + "' has no usable name", where, "a name is letters, digits, '_' and '-'");
  }
  if (name == "input" || is_write_field(name)) {
    return bad("variable '" + name + "' hides the template field {" + name + "}", where, "that name is taken",
               "choose another name");
  }
  if (!value.is_scalar()) {
    return bad("variable '" + name + "' is " + std::string(phrase(value)), where,
               "must be a string, a number, true or false");
  }
  return Done{};
}

}  // namespace

Result<Variables> Variables::declare(const JsonValue* declared, const ParseOptions& options) {
  Variables variables;
  static const JsonValue none{.type = JsonValue::Type::Object, .text = {}, .keys = {}, .elements = {}};
  const JsonValue& file = declared == nullptr ? none : *declared;
  if (!file.is(JsonValue::Type::Object)) {
    return bad("'variables' is " + std::string(phrase(file)), "$.variables", "must be an object");
  }
  for (std::size_t i = 0; i < file.keys.size(); ++i) {
    BURNISH_CHECK(check_declaration(file.keys[i], file.elements[i], member_path("$.variables", file.keys[i])));
  }
  for (const auto& [name, text] : options.variables) {
    if (file.member(name) == nullptr) {
      return Error{.code = Code::Usage,
                   .what = "--set " + name + "=" + text,
                   .where = {},
                   .why = "the pipeline declares no variable '" + name + "'",
                   .hint = did_you_mean(name, file.keys)};
    }
    variables.given_.emplace(name, text);
  }
  Resolver resolver(file, variables.given_);
  for (const std::string& name : file.keys) {
    BURNISH_TRY(std::string text, resolver.value(name));
    variables.values_.emplace(name, std::move(text));
  }
  return variables;
}

Error Variables::unknown(std::string_view name, std::string_view where, Template kind) const {
  std::vector<std::string> known;
  if (kind == Template::Write) known = write_field_names();
  if (kind == Template::Read) known = {"input"};
  for (const auto& [key, text] : values_) known.push_back(key);
  const std::string named = "'{" + std::string(name) + "}'";
  if (kind == Template::None) {
    return bad("unknown variable " + named, where, "the pipeline declares no such variable",
               known.empty() ? "declare it under \"variables\", or write '{{' for a brace" : did_you_mean(name, known));
  }
  const char* why = kind == Template::Read ? "'read' may name input and the pipeline's variables"
                                           : "'write' may name stem, ext, dir, name, index, width, height, hash, "
                                             "prompt_slug, job, seed and the pipeline's "
                                             "variables";
  return bad("unknown field " + named, where, why, did_you_mean(name, known));
}

Result<std::string> Variables::expand(std::string_view text, std::string_view where) const {
  if (text.find_first_of("{}") == std::string_view::npos) return std::string(text);
  BURNISH_TRY(const auto pieces, split_template(text, where));
  std::string expanded;
  for (const TemplatePiece& piece : pieces) {
    if (!piece.is_field) {
      expanded += piece.text;
      continue;
    }
    const auto found = values_.find(piece.text);
    if (found == values_.end()) return unknown(piece.text, where, Template::None);
    expanded += found->second;
  }
  BURNISH_CHECK(check_length(expanded, where));
  return expanded;
}

Result<std::string> Variables::expand_keeping(std::string_view text, std::string_view where, Template kind) const {
  BURNISH_TRY(const auto pieces, split_template(text, where));
  std::string expanded;
  for (const TemplatePiece& piece : pieces) {
    if (!piece.is_field) {
      expanded += escape_braces(piece.text);
    } else if (const auto found = values_.find(piece.text); found != values_.end()) {
      expanded += escape_braces(found->second);
    } else if (kind == Template::Write ? is_write_field(piece.text) : piece.text == "input") {
      expanded.append("{").append(piece.text).append("}");
    } else {
      return unknown(piece.text, where, kind);
    }
  }
  BURNISH_CHECK(check_length(expanded, where));
  return expanded;
}

Result<std::string> Variables::expand_write(std::string_view text, std::string_view where) const {
  return expand_keeping(text, where, Template::Write);
}

Result<std::string> Variables::expand_read(std::string_view text, std::string_view where) const {
  BURNISH_TRY(std::string path, expand_keeping(text, where, Template::Read));
  BURNISH_TRY(const auto pieces, split_template(text, where));
  const bool from_command_line = !pieces.empty() && pieces[0].is_field && given_.count(pieces[0].text) > 0;
  if (from_command_line && path != "-" && path.find("://") == std::string::npos) {
    std::error_code fault;
    const auto folder = std::filesystem::current_path(fault);
    if (!fault) path = (std::filesystem::path(escape_braces(folder.string())) / path).string();
  }
  return path;
}

Status Variables::expand_all(JsonValue& value, const std::string& where) const {
  if (value.is(JsonValue::Type::String)) {
    BURNISH_TRY(value.text, expand(value.text, where));
  }
  for (std::size_t i = 0; i < value.elements.size(); ++i) {
    const std::string inner =
        value.is(JsonValue::Type::Object) ? member_path(where, value.keys[i]) : element_path(where, i);
    BURNISH_CHECK(expand_all(value.elements[i], inner));
  }
  return Done{};
}

}  // namespace burnish
