// The members that a profile may have. What is not in these tables is a mistake of whoever wrote the file.
#include <array>
#include <span>

#include "profile.hpp"

namespace flux {
namespace {

enum class Kind : uint8_t {
  Text,
  Number,
  Truth,
  Texts,     // a list of texts
  Pointers,  // a JSON pointer, or a list of them of which the first that hits counts
  Anything,  // data of the provider
  Words,     // an object: text -> text, number or null
  Field,     // where a parameter goes: a pointer, {at, as, map, with}, or false: the provider does not take it
  Fields,    // an object: parameter -> Field
  PictureField,
  PictureFields,
  Price,
  Models,
  Section
};

struct Member {
  std::string_view name;
  Kind kind;
  std::span<const Member> members{};
};

constexpr std::array field_members{Member{"at", Kind::Text}, Member{"as", Kind::Text}, Member{"map", Kind::Words},
                                   Member{"with", Kind::Anything}};
constexpr std::array picture_members{Member{"at", Kind::Text},   Member{"as", Kind::Text},
                                     Member{"edit", Kind::Text}, Member{"most", Kind::Number},
                                     Member{"mime", Kind::Text}, Member{"with", Kind::Anything}};
constexpr std::array price_members{Member{"first_mp", Kind::Number}, Member{"mp", Kind::Number},
                                   Member{"input_mp", Kind::Number}, Member{"flat", Kind::Number},
                                   Member{"note", Kind::Text}};
constexpr std::array appendix_members{Member{"at", Kind::Text}, Member{"before", Kind::Text},
                                      Member{"after", Kind::Text}, Member{"fields", Kind::Fields}};
constexpr std::array submit_members{Member{"method", Kind::Text},
                                    Member{"path", Kind::Text},
                                    Member{"body", Kind::Text},
                                    Member{"timeout_s", Kind::Number},
                                    Member{"template", Kind::Anything},
                                    Member{"fields", Kind::Fields},
                                    Member{"pictures", Kind::PictureFields},
                                    Member{"appendix", Kind::Section, appendix_members}};
constexpr std::array submit_with_edit{Member{"method", Kind::Text},
                                      Member{"path", Kind::Text},
                                      Member{"body", Kind::Text},
                                      Member{"timeout_s", Kind::Number},
                                      Member{"template", Kind::Anything},
                                      Member{"fields", Kind::Fields},
                                      Member{"pictures", Kind::PictureFields},
                                      Member{"appendix", Kind::Section, appendix_members},
                                      Member{"edit", Kind::Section, submit_members},
                                      Member{"masked", Kind::Section, submit_members}};
constexpr std::array task_members{Member{"id", Kind::Pointers},        Member{"poll", Kind::Pointers},
                                  Member{"cost", Kind::Pointers},      Member{"input_mp", Kind::Pointers},
                                  Member{"output_mp", Kind::Pointers}, Member{"result", Kind::Pointers},
                                  Member{"cancel", Kind::Pointers}};
constexpr std::array poll_members{Member{"method", Kind::Text},      Member{"path", Kind::Text},
                                  Member{"body", Kind::Anything},    Member{"interval_ms", Kind::Number},
                                  Member{"status", Kind::Pointers},  Member{"map", Kind::Words},
                                  Member{"progress", Kind::Pointers}};
constexpr std::array result_members{
    Member{"path", Kind::Text},     Member{"pictures", Kind::Pointers}, Member{"each", Kind::Pointers},
    Member{"as", Kind::Text},       Member{"url", Kind::Text},          Member{"prompt", Kind::Pointers},
    Member{"seed", Kind::Pointers}, Member{"seconds", Kind::Pointers},  Member{"version", Kind::Pointers}};
constexpr std::array code_members{Member{"at", Kind::Pointers}, Member{"ok", Kind::Anything}};
constexpr std::array words_members{Member{"at", Kind::Pointers}, Member{"map", Kind::Words}};
constexpr std::array errors_members{Member{"text", Kind::Pointers}, Member{"reasons", Kind::Pointers},
                                    Member{"code", Kind::Section, code_members},
                                    Member{"words", Kind::Section, words_members}, Member{"http", Kind::Words}};
constexpr std::array balance_members{Member{"path", Kind::Text}, Member{"amount", Kind::Pointers}};
constexpr std::array cancel_members{Member{"method", Kind::Text}, Member{"path", Kind::Text}};
constexpr std::array secret_members{Member{"name", Kind::Text}, Member{"env", Kind::Text}};
constexpr std::array auth_members{Member{"header", Kind::Text}, Member{"prefix", Kind::Text}};
constexpr std::array limits_members{Member{"active", Kind::Number}, Member{"per_minute", Kind::Number}};
constexpr std::array entry_members{Member{"name", Kind::Text},
                                   Member{"by", Kind::Texts},
                                   Member{"pictures", Kind::Number},
                                   Member{"prompt_characters", Kind::Number},
                                   Member{"limits", Kind::Section, limits_members},
                                   Member{"note", Kind::Text},
                                   Member{"mode", Kind::Text},
                                   Member{"submit", Kind::Section, submit_with_edit},
                                   Member{"task", Kind::Section, task_members},
                                   Member{"poll", Kind::Section, poll_members},
                                   Member{"result", Kind::Section, result_members},
                                   Member{"errors", Kind::Section, errors_members},
                                   Member{"price", Kind::Price},
                                   Member{"seconds", Kind::Number},
                                   Member{"headers", Kind::Words}};
constexpr std::array profile_members{Member{"burnish_provider", Kind::Number},
                                     Member{"name", Kind::Text},
                                     Member{"label", Kind::Text},
                                     Member{"facts", Kind::Text},
                                     Member{"note", Kind::Text},
                                     Member{"extends", Kind::Text},
                                     Member{"base", Kind::Text},
                                     Member{"base_env", Kind::Text},
                                     Member{"hosts", Kind::Texts},
                                     Member{"delivery_hosts", Kind::Texts},
                                     Member{"secret", Kind::Section, secret_members},
                                     Member{"auth", Kind::Section, auth_members},
                                     Member{"limits", Kind::Section, limits_members},
                                     Member{"rank", Kind::Number},
                                     Member{"experimental", Kind::Truth},
                                     Member{"currency", Kind::Text},
                                     Member{"headers", Kind::Words},
                                     Member{"mode", Kind::Text},
                                     Member{"submit", Kind::Section, submit_with_edit},
                                     Member{"task", Kind::Section, task_members},
                                     Member{"poll", Kind::Section, poll_members},
                                     Member{"result", Kind::Section, result_members},
                                     Member{"errors", Kind::Section, errors_members},
                                     Member{"balance", Kind::Section, balance_members},
                                     Member{"cancel", Kind::Section, cancel_members},
                                     Member{"price", Kind::Price},
                                     Member{"seconds", Kind::Number},
                                     Member{"models", Kind::Models},
                                     Member{"elsewhere", Kind::Anything}};

class Checker {
 public:
  std::vector<std::string> problems;

  void section(const json& value, std::span<const Member> members, const std::string& where) {
    if (!object(value, where)) return;
    for (const auto& [key, inner] : value.items()) {
      const std::string place = where + "/" + key;
      const Member* known = nullptr;
      for (const Member& m : members)
        if (m.name == key) known = &m;
      if (known == nullptr)
        problems.push_back(place + " is not known");
      else if (!inner.is_null())
        member(inner, *known, place);
    }
  }

 private:
  bool expect(bool right, const std::string& where, const char* what) {
    if (!right) problems.push_back(where + " must be " + what);
    return right;
  }
  bool object(const json& value, const std::string& where) { return expect(value.is_object(), where, "an object"); }

  static bool is_texts(const json& value) {
    if (!value.is_array()) return false;
    for (const json& v : value)
      if (!v.is_string()) return false;
    return true;
  }
  static bool is_pointer(const json& value) {
    if (!value.is_string()) return false;
    const auto& text = value.get_ref<const std::string&>();
    return text.empty() || text[0] == '/';
  }
  static bool are_pointers(const json& value) {
    if (!is_texts(value)) return false;
    for (const json& v : value)
      if (!is_pointer(v)) return false;
    return true;
  }

  void each(const json& value, const std::string& where, void (Checker::*check)(const json&, const std::string&)) {
    if (!object(value, where)) return;
    for (const auto& [key, inner] : value.items())
      if (!inner.is_null()) (this->*check)(inner, where + "/" + key);
  }
  void word(const json& value, const std::string& where) {
    expect(value.is_string() || value.is_number() || value.is_boolean(), where, "a text, a number, true or false");
  }
  void field(const json& value, const std::string& where) {
    if (!value.is_string() && value != false) section(value, field_members, where);
  }
  void picture_field(const json& value, const std::string& where) {
    if (!value.is_string() && value != false) section(value, picture_members, where);
  }
  void entry(const json& value, const std::string& where) { section(value, entry_members, where); }

  void member(const json& value, const Member& m, const std::string& where) {
    switch (m.kind) {
      case Kind::Text:
        expect(value.is_string(), where, "a text");
        break;
      case Kind::Number:
        expect(value.is_number(), where, "a number");
        break;
      case Kind::Truth:
        expect(value.is_boolean(), where, "true or false");
        break;
      case Kind::Texts:
        expect(is_texts(value), where, "a list of texts");
        break;
      case Kind::Pointers:
        expect(is_pointer(value) || are_pointers(value), where, "a JSON pointer (\"/a/b\") or a list of them");
        break;
      case Kind::Anything:
        break;
      case Kind::Words:
        each(value, where, &Checker::word);
        break;
      case Kind::Field:
        field(value, where);
        break;
      case Kind::Fields:
        each(value, where, &Checker::field);
        break;
      case Kind::PictureField:
        picture_field(value, where);
        break;
      case Kind::PictureFields:
        each(value, where, &Checker::picture_field);
        break;
      case Kind::Price:
        section(value, price_members, where);
        break;
      case Kind::Models:
        each(value, where, &Checker::entry);
        break;
      case Kind::Section:
        section(value, m.members, where);
        break;
    }
  }
};

}  // namespace

std::vector<std::string> profile_problems(const json& profile) {
  Checker checker;
  checker.section(profile, profile_members, "");
  if (value_at(profile, "/burnish_provider") != 1)
    checker.problems.emplace_back("/burnish_provider must be 1, the version of this form");
  for (const char* words : {"/poll/map", "/errors/words/map"}) {
    const json map = value_at(profile, words);
    for (const auto& [key, meaning] : map.items()) {
      bool known = !meaning.is_string();
      for (const char* word : {"running", "done", "moderated_input", "moderated_output", "failed", "expired",
                               "not_found", "no_credit", "rate", "refused", "key"})
        known = known || meaning == word;
      if (!known) checker.problems.push_back(std::string(words) + "/" + key + " has no meaning: " + meaning.dump());
    }
  }
  return checker.problems;
}

}  // namespace flux
