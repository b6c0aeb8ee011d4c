#include "body.hpp"

#include <burnish/plugin.hpp>

#include <array>

namespace flux {
namespace {

/// What follows from width and height together, for providers that want it in one piece.
constexpr std::array size_fields{"size", "aspect", "aspect_width", "aspect_height"};

const char* static_id(const Request& r, const std::string& id) {
  const burnish_param* p = find_parameter(*r.model, id);
  return p == nullptr ? nullptr : p->id;
}

std::string joined_keys(const json& object) {
  std::string text;
  for (const auto& [key, value] : object.items()) text += (text.empty() ? "" : ", ") + key;
  return text;
}

/// Puts values where the profile's rules say, into a document that the template began.
class Placer {
 public:
  Placer(const Profile& profile, const Request& request, const json& rules)
      : profile_(profile), request_(request), rules_(rules), body_(value_at(rules, "/template")) {
    if (body_.is_null()) body_ = json::object();
  }

  json place() {
    place_model();
    const bool sized = place_size();
    for (const auto& [id, value] : request_.values.items()) {
      if (id == "model" || (sized && (id == "width" || id == "height"))) continue;
      place_value(id, value);
    }
    if (!appendix_.empty()) append();
    return std::move(body_);
  }

 private:
  [[nodiscard]] std::string who() const { return profile_.name() + " takes no "; }

  void place_model() {
    const json rule = value_at(rules_, "/fields/model");
    const std::string given = request_.text("model");
    const bool stated = profile_.entry(profile_.model()).contains("name");
    if (rule.is_null() || rule == false) {
      if (!given.empty() && scalar_text(value_at(rules_, "/path")).find("{name}") == std::string::npos)
        throw burnish::bad_param(static_id(request_, "model"), who() + "model: it has only one");
    } else if (!given.empty() || stated) {
      put(rule, "model", given.empty() ? profile_.model_name() : given);
    }
  }

  bool place_size() {
    const int64_t width = request_.number("width"), height = request_.number("height");
    bool placed = false;
    for (const char* field : size_fields) {
      const json rule = value_at(rules_, std::string("/fields/") + field);
      if (rule.is_null() || rule == false || (width == 0 && height == 0)) continue;
      if (width == 0 || height == 0)
        throw burnish::bad_param(static_id(request_, width == 0 ? "width" : "height"),
                                 profile_.name() + " needs width and height together");
      placed = true;
      const std::string ratio = ratio_text(static_cast<double>(width), static_cast<double>(height));
      const std::string_view name = field;
      if (name == "size" && value_at(rule, "/as") == "object")
        put(rule, field, {{"width", width}, {"height", height}});
      else if (name == "size")
        put(rule, field, std::to_string(width) + "x" + std::to_string(height));
      else if (name == "aspect")
        put(rule, field, ratio);
      else
        put(rule, field, std::stoi(name == "aspect_width" ? ratio : ratio.substr(ratio.find(':') + 1)));
    }
    return placed;
  }

  void place_value(const std::string& id, const json& value) {
    json rule = value_at(rules_, "/fields/" + id);
    if (rule.is_null()) {
      const json extra = value_at(rules_, "/appendix/fields/" + id);
      if (extra.is_string() || extra.is_object()) {
        put_at(appendix_, scalar_text(extra.is_object() ? value_at(extra, "/at") : extra), mapped(extra, id, value));
        return;
      }
      rule = value_at(rules_, "/fields/*");
    }
    if (rule.is_null() || rule == false) {
      if (id == "output_format" && !request_.format_given) return;
      throw burnish::bad_param(static_id(request_, id),
                               who() + id + " for " + std::string(short_name(*request_.model)));
    }
    put(rule, id, value);
  }

  void put(const json& rule, const std::string& id, const json& value) {
    const std::string at = scalar_text(rule.is_object() ? value_at(rule, "/at") : rule);
    const std::string pointer = filled_in(at, [&](std::string_view word) {
      if (word == "id") return id;
      throw burnish::error("the profile of " + profile_.name() + " is damaged: {" + std::string(word) + "} in " + at);
    });
    json sent = mapped(rule, id, value);
    if (!sent.is_discarded()) put_at(body_, pointer, std::move(sent));
    const json with = value_at(rule, "/with");
    for (const auto& [place, constant] : with.items()) put_at(body_, place, constant);
  }

  /// Discarded: an unasked-for wish that the provider cannot fulfil.
  json mapped(const json& rule, const std::string& id, json value) {
    const json map = value_at(rule, "/map");
    if (map.is_object()) {
      const auto found = map.find(scalar_text(value));
      if (found == map.end()) {
        if (id == "output_format" && !request_.format_given) return json(json::value_t::discarded);
        throw burnish::bad_param(static_id(request_, id), profile_.name() + " does not take " + id + " " +
                                                              scalar_text(value) + "; it takes " + joined_keys(map));
      }
      value = *found;
    }
    if (value_at(rule, "/as") == "text") value = scalar_text(value);
    return value;
  }

  void append() {
    const json rule = value_at(rules_, "/appendix");
    const std::string at = scalar_text(value_at(rule, "/at"));
    put_at(body_, at,
           text_at(body_, at) + scalar_text(value_at(rule, "/before")) + appendix_.dump() +
               scalar_text(value_at(rule, "/after")));
  }

  const Profile& profile_;
  const Request& request_;
  const json& rules_;
  json body_, appendix_ = json::object();
};

json picture_rule(const Profile& profile, const Request& request, const json& rules, const std::string& role) {
  json rule = value_at(rules, "/pictures/" + role);
  if (rule.is_null() || rule == false) {
    const std::string what = role == "picture" ? "pictures" : role;
    const std::string sentence =
        profile.name() + " takes no " + what + " for " + std::string(short_name(*request.model));
    if (role == "picture") throw burnish::error(sentence, BURNISH_BAD_PARAM);
    throw burnish::bad_param(static_id(request, role), sentence);
  }
  return rule;
}

std::string picture_place(const json& rule, std::size_t index) {
  return filled_in(scalar_text(rule.is_object() ? value_at(rule, "/at") : rule), [&](std::string_view word) {
    if (word == "_n") return index == 0 ? std::string() : "_" + std::to_string(index + 1);
    if (word == "i") return std::to_string(index);
    throw burnish::error("a profile is damaged: {" + std::string(word) + "} in the place of a picture");
  });
}

std::string as_text(const json& rule, const Sent& sent) {
  const std::string base64 = to_base64(sent.bytes);
  return value_at(rule, "/as") == "data_uri" ? "data:" + sent.mime + ";base64," + base64 : base64;
}

/// A boundary that occurs in none of the parts; the same for the same parts, so that recordings can be replayed.
std::string boundary_for(const json& values, const std::vector<Upload>& uploads) {
  uint64_t hash = 14695981039346656037U;  // FNV-1a
  const auto add = [&](std::string_view text) {
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
  };
  add(values.dump());
  for (const Upload& u : uploads) add(u.sent.bytes);
  for (;; ++hash) {
    std::string boundary = "burnish-" + std::to_string(hash);
    bool free = values.dump().find(boundary) == std::string::npos;
    for (const Upload& u : uploads) free = free && u.sent.bytes.find(boundary) == std::string::npos;
    if (free) return boundary;
  }
}

std::string multipart(const Profile& profile, const Request& request, const json& rules, const json& values,
                      const std::vector<Upload>& uploads, const std::string& boundary) {
  std::string body;
  for (const auto& [name, value] : values.items())
    body += "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" +
            (value.is_structured() ? value.dump() : scalar_text(value)) + "\r\n";
  for (std::size_t i = 0; i < uploads.size(); ++i) {
    const Upload& u = uploads[i];
    std::string name = picture_place(picture_rule(profile, request, rules, u.role), i);
    if (!name.empty() && name[0] == '/') name.erase(0, 1);
    const std::string extension = u.sent.mime == "image/jpeg" ? "jpg" : "png";
    body += "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + name + "\"; filename=\"" + u.role + "-" +
            std::to_string(i + 1) + "." + extension + "\"\r\nContent-Type: " + u.sent.mime + "\r\n\r\n" + u.sent.bytes +
            "\r\n";
  }
  return body + "--" + boundary + "--\r\n";
}

}  // namespace

json submit_rules(const Profile& profile, const Request& request) {
  json rules = profile.at("/submit");
  if (!rules.is_object()) throw burnish::error("the profile of " + profile.name() + " is damaged: /submit is missing");
  const auto merge_when = [&](const char* part, bool applies) {
    const auto found = rules.find(part);
    if (found == rules.end()) return;
    const json patch = *found;
    rules.erase(found);
    if (applies) rules.merge_patch(patch);
  };
  merge_when("edit", !request.pictures.empty());
  merge_when("masked", request.input_of("mask").has_value());
  return rules;
}

void check_taken(const Profile& profile, const Request& request) {
  const json rules = submit_rules(profile, request);
  static_cast<void>(Placer(profile, request, rules).place());
  for (const PictureUse& use : request.pictures) {
    const json rule = picture_rule(profile, request, rules, use.role);
    const json most = value_at(rule, "/most");
    if (most.is_number_integer() && request.count(use.role) > most.get<std::size_t>())
      throw burnish::error(profile.name() + " takes at most " + most.dump() + " pictures for " +
                               std::string(short_name(*request.model)) + "; " +
                               std::to_string(request.count(use.role)) + " were given",
                           BURNISH_BAD_PARAM);
  }
}

MaskEdit mask_edit(const json& rules) {
  const json edit = value_at(rules, "/pictures/mask/edit");
  return edit == "transparent" ? MaskEdit::Transparent : edit == "black" ? MaskEdit::Black : MaskEdit::White;
}

Message submit_message(const Profile& profile, const Request& request, const std::vector<Upload>& uploads) {
  const json rules = submit_rules(profile, request);
  json body = Placer(profile, request, rules).place();
  const std::string path = scalar_text(value_at(rules, "/path"));
  if (path.empty()) throw burnish::error("the profile of " + profile.name() + " is damaged: /submit/path is missing");
  const std::string asked_model = request.text("model");
  const std::string url = profile.resolved(filled_in(path, [&](std::string_view word) -> std::string {
    if (word == "name") return percent_encoded(asked_model.empty() ? profile.model_name() : asked_model, "/:@");
    if (word == "model") return percent_encoded(profile.model());
    throw burnish::error("the profile of " + profile.name() + " is damaged: {" + std::string(word) + "} in " + path);
  }));
  const std::string method = scalar_text(value_at(rules, "/method"));
  Message message = api_message(profile, method.empty() ? "POST" : method, url);
  // Whoever answers with the picture itself takes as long as the picture takes.
  const auto timeout = number_at(rules, "/timeout_s").value_or(profile.synchronous() ? 600 : 0);
  message.timeout_ms = static_cast<uint32_t>(timeout * 1000);
  if (value_at(rules, "/body") == "multipart") {
    const std::string boundary = boundary_for(body, uploads);
    message.headers.emplace_back("Content-Type", "multipart/form-data; boundary=" + boundary);
    message.body = multipart(profile, request, rules, body, uploads, boundary);
    return message;
  }
  std::size_t index = 0;
  for (const Upload& u : uploads) {
    const json rule = picture_rule(profile, request, rules, u.role);
    put_at(body, picture_place(rule, u.role == "picture" ? index++ : 0), as_text(rule, u.sent));
    const json with = value_at(rule, "/with");
    for (const auto& [place, constant] : with.items()) put_at(body, place, constant);
  }
  message.headers.emplace_back("Content-Type", "application/json");
  message.body = body.dump(-1, ' ', false, json::error_handler_t::replace);
  return message;
}

}  // namespace flux
