#include "pipeline/profile_json.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <nlohmann/json.hpp>
#include <span>

#include "net/url.hpp"
#include "pipeline/document.hpp"
#include "pipeline/parameter_json.hpp"
#include "pipeline/values.hpp"

namespace burnish {
namespace {

namespace fs = std::filesystem;
using Type = JsonValue::Type;

struct Field {
  std::string_view key;
  Type type;
  bool required;
  std::string_view about;
};

constexpr Type anything = Type::Null;  // as the type of a field

constexpr Field profile_fields[] = {
    {"$schema", Type::String, false, "The schema of such files, for editors."},
    {"burnish_provider", Type::Number, true, "The version of this form: 1."},
    {"name", Type::String, true, "As in --provider NAME; also the file's name, without .json."},
    {"label", Type::String, false, "The name for people."},
    {"facts", Type::String, false, "The date of what the file states, such as 2026-11-22."},
    {"note", Type::String, false, "What its users should know."},
    {"extends", Type::String, false, "The provider that this file is a change of."},
    {"base", Type::String, true, "Scheme, host and path prefix that paths are appended to."},
    {"base_env", Type::String, false, "An environment variable that replaces the base."},
    {"hosts", Type::Array, false, "Where requests with the key may go: names, *.names, with :port if unusual."},
    {"delivery_hosts", Type::Array, false, "Where results may be fetched from, without the key."},
    {"secret", Type::Object, false, "The key: its name and environment variable. Absent: none is needed."},
    {"auth", Type::Object, false, "The header that carries the key, and what stands before it."},
    {"headers", Type::Object, false, "Further headers of every request to the provider."},
    {"limits", Type::Object, false, "Jobs at once and submissions per minute."},
    {"rank", Type::Number, false, "Of those that serve a model, the highest is the default."},
    {"experimental", Type::Boolean, false, "Written from sources that were not checked."},
    {"currency", Type::String, false, "ISO 4217 or credits."},
    {"price", Type::Object, false, "Of models that state none."},
    {"seconds", Type::Number, false, "How long a job takes, of models that state nothing."},
    {"mode", Type::String, false, "async: a job that is asked for; sync: the answer is the picture."},
    {"submit", Type::Object, false, "How a job is sent."},
    {"task", Type::Object, false, "What the answer to that holds."},
    {"poll", Type::Object, false, "How the job is asked for."},
    {"result", Type::Object, false, "Where the answer holds the pictures."},
    {"errors", Type::Object, false, "What its error answers mean."},
    {"cancel", Type::Object, false, "How a job is given up."},
    {"balance", Type::Object, false, "How to ask for what is left to spend."},
    {"models", Type::Object, false, "The models by name; * stands for all."},
    {"elsewhere", anything, false, "Which providers carry out what this one does not."},
};
constexpr Field secret_fields[] = {
    {"name", Type::String, true, "As in ${secret:NAME}; also the file in burnish/keys."},
    {"env", Type::String, false, "The environment variable that holds the key."},
};
constexpr Field auth_fields[] = {
    {"header", Type::String, true, "Such as x-key or Authorization."},
    {"prefix", Type::String, false, "What stands before the key, such as 'Bearer '."},
};
constexpr Field limit_fields[] = {
    {"active", Type::Number, false, "Jobs at once, 1 to 1000."},
    {"per_minute", Type::Number, false, "Submissions; 0: no limit."},
};

/// An identifier that may also be a file's name: [a-z0-9][a-z0-9_.-]*
bool is_name(std::string_view text) {
  if (text.empty() || text.size() > 64 || text.front() == '.' || text.front() == '-') return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
  });
}

bool is_variable(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

bool is_header_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return c > 0x20 && c < 0x7f && std::string_view("\"(),/:;<=>?@[\\]{}").find(c) == std::string_view::npos;
  });
}

/// What all checks of one file share.
class ProfileReader {
 public:
  ProfileReader(const JsonValue& root, const fs::path& file) : root_(root), file_(file) {}

  Result<net::Profile> read() {
    BURNISH_CHECK(check_object(root_, "$", "a provider", profile_fields));
    BURNISH_CHECK(read_head());
    BURNISH_CHECK(read_addresses());
    BURNISH_CHECK(read_secret());
    BURNISH_CHECK(read_limits());
    BURNISH_CHECK(read_models());
    profile_.path = file_;
    return std::move(profile_);
  }

  /// Of a file that may only make sense together with what it extends, where null takes a member away.
  Status check_keys() const {
    const bool extends = root_.member("extends") != nullptr;
    return check_members(root_, "$", "a provider", profile_fields, extends);
  }

 private:
  [[nodiscard]] Error wrong(std::string what, const std::string& where, std::string why, std::string hint = {}) const {
    return {Code::Usage, std::move(what), file_.string() + " " + where, std::move(why), std::move(hint)};
  }

  Status check_members(const JsonValue& object, const std::string& where, std::string_view owner,
                       std::span<const Field> fields, bool null_allowed = false) const {
    if (!object.is(Type::Object))
      return wrong(std::string(owner) + " is " + std::string(phrase(object)), where, "must be an object");
    for (std::size_t i = 0; i < object.keys.size(); ++i) {
      const std::string& key = object.keys[i];
      const auto field =
          std::find_if(fields.begin(), fields.end(), [&](const Field& known) { return known.key == key; });
      if (field == fields.end()) return unknown_key(key, member_path(where, key), owner, fields);
      if (null_allowed && object.elements[i].is(Type::Null)) continue;
      if (field->type != anything && !object.elements[i].is(field->type))
        return wrong("'" + key + "' is " + std::string(phrase(object.elements[i])), member_path(where, key),
                     "must be " + std::string(type_phrase(field->type)));
    }
    return Done{};
  }

  Status check_object(const JsonValue& object, const std::string& where, std::string_view owner,
                      std::span<const Field> fields) const {
    BURNISH_CHECK(check_members(object, where, owner, fields));
    for (const Field& field : fields)
      if (field.required && object.member(field.key) == nullptr)
        return wrong(std::string(owner) + " has no '" + std::string(field.key) + "'", where, std::string(field.about));
    return Done{};
  }

  [[nodiscard]] Error unknown_key(const std::string& key, const std::string& where, std::string_view owner,
                                  std::span<const Field> fields) const {
    std::vector<std::string> known;
    std::string list;
    for (const Field& field : fields) {
      known.emplace_back(field.key);
      list += (list.empty() ? "" : ", ") + known.back();
    }
    return wrong("unknown key '" + key + "'", where, std::string(owner) + " may have " + list,
                 did_you_mean(key, known));
  }

  [[nodiscard]] std::string text(std::string_view key) const {
    const JsonValue* value = root_.member(key);
    return value == nullptr ? std::string() : value->text;
  }

  Status read_head() {
    if (text("burnish_provider") != "1")
      return wrong("'burnish_provider' is " + text("burnish_provider"), "$.burnish_provider",
                   "this version reads provider files of form 1");
    profile_.name = text("name");
    if (!is_name(profile_.name))
      return wrong("'name' is '" + profile_.name + "'", "$.name",
                   "must be up to 64 lower-case letters, digits, '_', '-' and '.'");
    if (file_.stem() != profile_.name)
      return wrong("'name' is '" + profile_.name + "'", "$.name", "the file is named '" + file_.stem().string() + "'",
                   "make them the same");
    profile_.label = text("label").empty() ? profile_.name : text("label");
    profile_.facts = text("facts");
    profile_.experimental = text("experimental") == "true";
    if (const std::string mode = text("mode"); !mode.empty() && mode != "async" && mode != "sync")
      return wrong("'mode' is '" + mode + "'", "$.mode", "must be async or sync");
    return number(root_, "$", "rank", -1e9, 1e9, profile_.rank);
  }

  Status read_addresses() {
    profile_.base = text("base");
    while (!profile_.base.empty() && profile_.base.back() == '/') profile_.base.pop_back();
    std::string why;
    const auto base = net::parse_url(profile_.base, why);
    if (!base) return wrong("'base' is '" + net::shown(profile_.base) + "'", "$.base", std::move(why));
    if (base->has_query) return wrong("'base' is '" + net::shown(profile_.base) + "?...'", "$.base", "it has a query");
    if (!base->https && !net::is_loopback(*base))
      return wrong("'base' is '" + net::shown(profile_.base) + "'", "$.base",
                   "plain http is only for this machine itself", "write https://");
    profile_.base_environment = text("base_env");
    if (!profile_.base_environment.empty() && !is_variable(profile_.base_environment))
      return wrong("'base_env' is '" + profile_.base_environment + "'", "$.base_env", "is no name of a variable");
    BURNISH_CHECK(read_hosts("hosts", profile_.hosts));
    BURNISH_CHECK(read_hosts("delivery_hosts", profile_.delivery_hosts));
    if (std::none_of(profile_.hosts.begin(), profile_.hosts.end(),
                     [&](const std::string& host) { return net::host_matches(host, *base); }))
      profile_.hosts.push_back(base->authority());
    return Done{};
  }

  Status read_hosts(std::string_view key, std::vector<std::string>& hosts) const {
    const JsonValue* list = root_.member(key);
    if (list == nullptr) return Done{};
    const std::string path = member_path("$", key);
    for (std::size_t i = 0; i < list->elements.size(); ++i) {
      const JsonValue& host = list->elements[i];
      if (!host.is(Type::String))
        return wrong("a host is " + std::string(phrase(host)), element_path(path, i), "must be a string");
      if (!net::is_host_pattern(host.text))
        return wrong("a host is '" + host.text + "'", element_path(path, i),
                     "must be a name such as api.example.com or *.example.com, without scheme and path");
      hosts.push_back(host.text);
    }
    return Done{};
  }

  Status read_secret() {
    if (const JsonValue* auth = root_.member("auth")) {
      BURNISH_CHECK(check_object(*auth, "$.auth", "'auth'", auth_fields));
      const std::string& header = auth->member("header")->text;
      if (!is_header_name(header))
        return wrong("'header' is '" + header + "'", "$.auth.header", "is no name of a header");
    }
    const JsonValue* secret = root_.member("secret");
    if (secret == nullptr) return Done{};
    BURNISH_CHECK(check_object(*secret, "$.secret", "'secret'", secret_fields));
    net::Secret read{secret->member("name")->text, {}};
    if (!is_name(read.name))
      return wrong("'name' is '" + read.name + "'", "$.secret.name",
                   "must be up to 64 lower-case letters, digits, '_', '-' and '.'");
    if (const JsonValue* variable = secret->member("env")) {
      read.environment = variable->text;
      if (!is_variable(read.environment))
        return wrong("'env' is '" + read.environment + "'", "$.secret.env", "is no name of a variable");
    }
    profile_.secret = std::move(read);
    return Done{};
  }

  Status read_limits() {
    const JsonValue* limits = root_.member("limits");
    if (limits == nullptr) return Done{};
    BURNISH_CHECK(check_object(*limits, "$.limits", "'limits'", limit_fields));
    double active = 1;
    BURNISH_CHECK(number(*limits, "$.limits", "active", 1, 1000, active));
    profile_.active = static_cast<int>(active);
    if (profile_.active != active)
      return wrong("'active' is " + limits->member("active")->text, "$.limits.active", "must be whole");
    return number(*limits, "$.limits", "per_minute", 0, 1e6, profile_.per_minute);
  }

  Status number(const JsonValue& object, const std::string& where, std::string_view key, double low, double high,
                double& out) const {
    const JsonValue* value = object.member(key);
    if (value == nullptr) return Done{};
    const std::string& digits = value->text;
    double read = std::numeric_limits<double>::quiet_NaN();
    std::from_chars(digits.data(), digits.data() + digits.size(), read);
    if (!(read >= low && read <= high))
      return wrong("'" + std::string(key) + "' is " + digits, member_path(where, key),
                   "must be between " + std::to_string(static_cast<int64_t>(low)) + " and " +
                       std::to_string(static_cast<int64_t>(high)));
    out = read;
    return Done{};
  }

  Status read_models() {
    const JsonValue* models = root_.member("models");
    if (models == nullptr) return Done{};
    for (std::size_t i = 0; i < models->keys.size(); ++i) {
      const std::string& model = models->keys[i];
      const std::string where = member_path("$.models", model);
      if (!models->elements[i].is(Type::Object))
        return wrong("model '" + model + "' is " + std::string(phrase(models->elements[i])), where,
                     "must be an object");
      if (model != "*" && !is_name(model))
        return wrong("a model is named '" + model + "'", where, "must be a generator's id without \"burnish.\", or *");
      profile_.models.push_back(model);
      BURNISH_TRY(profile_.terms[model], read_terms(models->elements[i], where));
    }
    if (const JsonValue* currency = root_.member("currency")) profile_.currency = currency->text;
    return Done{};
  }

  Result<net::ModelTerms> read_terms(const JsonValue& model, const std::string& where) const {
    net::ModelTerms terms;
    if (const JsonValue* limits = model.member("limits"); limits != nullptr && limits->is(Type::Object)) {
      double active = 0;
      BURNISH_CHECK(number(*limits, member_path(where, "limits"), "active", 1, 1000, active));
      terms.active = static_cast<int>(active);
    }
    const JsonValue* price = model.member("price");
    if (price == nullptr || !price->is(Type::Object)) return terms;
    const auto part = [&](const char* key) {
      const JsonValue* value = price->member(key);
      return value == nullptr || !value->is(Type::Number) ? std::string() : value->text;
    };
    terms.price = part("flat");
    if (const std::string first = part("first_mp"); !first.empty()) {
      terms.price = first;
      if (const std::string more = part("mp"); !more.empty()) terms.price += " and " + more + " per further megapixel";
      if (const std::string in = part("input_mp"); !in.empty()) terms.price += ", " + in + " per megapixel sent";
    }
    return terms;
  }

  const JsonValue& root_;
  const fs::path& file_;
  net::Profile profile_;
};

Result<JsonValue> parse_file(std::string_view text, const fs::path& file) {
  auto root = parse_json(text, file.string());
  if (root) return root;
  Error error = root.take_error();
  error.code = Code::Usage;
  return error;
}

/// The child merged onto the parent, without what is for editors and for this step. Both texts were parsed before, so
/// that nothing here can fail.
std::string merge(const std::string& parent, std::string_view child) {
  using Json = nlohmann::ordered_json;
  Json merged = Json::parse(parent);
  const Json patch = Json::parse(child.begin(), child.end());
  if (merged.value("name", "") != patch.value("name", "")) merged.erase("rank");
  merged.merge_patch(patch);
  merged.erase("extends");
  merged.erase("$schema");
  return dump(merged);
}

nlohmann::ordered_json schema_of(std::span<const Field> fields) {
  nlohmann::ordered_json properties = nlohmann::ordered_json::object();
  for (const Field& field : fields) {
    static constexpr std::string_view words[] = {"null", "boolean", "number", "string", "array", "object"};
    auto& property = properties[std::string(field.key)];
    if (field.type != anything) property["type"] = words[static_cast<std::size_t>(field.type)];
    property["description"] = field.about;
  }
  return {{"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
}

}  // namespace

Result<std::string> extended_profile(std::string_view text, const fs::path& file) {
  BURNISH_TRY(const JsonValue root, parse_file(text, file));
  BURNISH_CHECK(ProfileReader(root, file).check_keys());
  const JsonValue* parent = root.member("extends");
  return parent == nullptr ? std::string() : parent->text;
}

Result<net::Profile> read_profile(std::string_view text, const fs::path& file,
                                  const std::optional<std::string>& parent) {
  BURNISH_CHECK(extended_profile(text, file));  // parses it and checks the keys
  const std::string whole = merge(parent.value_or("{}"), text);
  BURNISH_TRY(const JsonValue root, parse_file(whole, file));
  BURNISH_TRY(net::Profile profile, ProfileReader(root, file).read());
  profile.text = whole;
  return profile;
}

std::string profile_schema() {
  nlohmann::ordered_json schema = schema_of(profile_fields);
  schema["$schema"] = "https://json-schema.org/draft/2020-12/schema";
  schema["title"] = "A provider of generated pictures";
  auto& properties = schema["properties"];
  properties["burnish_provider"]["const"] = 1;
  properties["mode"]["enum"] = {"async", "sync"};
  for (const char* hosts : {"hosts", "delivery_hosts"}) properties[hosts]["items"] = {{"type", "string"}};
  const auto nest = [&properties](const char* key, std::span<const Field> fields, const char* required) {
    const auto description = properties[key]["description"];
    properties[key] = schema_of(fields);
    properties[key]["description"] = description;
    if (required != nullptr) properties[key]["required"] = {required};
  };
  nest("secret", secret_fields, "name");
  nest("auth", auth_fields, "header");
  nest("limits", limit_fields, nullptr);
  // With "extends" the rest may come from there; null takes away what does.
  schema["required"] = {"burnish_provider", "name"};
  return dump(schema, 2);
}

}  // namespace burnish
