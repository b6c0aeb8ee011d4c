// Generators that write their settings as JSON: a table of where each keeps what.
#include <algorithm>
#include <span>

#include "generator_facts.hpp"
#include "json_text.hpp"
#include "text.hpp"

namespace midjourney {
namespace {

using std::string;
using std::string_view;

constexpr int certain = 96, damaged = 55;

struct Field {
  const char *member, *key;
};
constexpr Field swarm_fields[] = {{"prompt", "prompt"},   {"negativeprompt", "negative_prompt"},
                                  {"model", "model"},     {"seed", "seed"},
                                  {"steps", "steps"},     {"cfgscale", "cfg_scale"},
                                  {"sampler", "sampler"}, {"scheduler", "scheduler"},
                                  {"images", "images"},   {"swarm_version", "software_version"}};
constexpr Field invoke_fields[] = {{"positive_prompt", "prompt"},
                                   {"negative_prompt", "negative_prompt"},
                                   {"seed", "seed"},
                                   {"steps", "steps"},
                                   {"cfg_scale", "cfg_scale"},
                                   {"scheduler", "scheduler"},
                                   {"app_version", "software_version"}};
constexpr Field novel_fields[] = {{"prompt", "prompt"}, {"uc", "negative_prompt"}, {"seed", "seed"},
                                  {"steps", "steps"},   {"scale", "cfg_scale"},    {"sampler", "sampler"}};
constexpr Field fooocus_fields[] = {{"prompt", "prompt"},
                                    {"negative_prompt", "negative_prompt"},
                                    {"base_model", "model"},
                                    {"seed", "seed"},
                                    {"steps", "steps"},
                                    {"guidance_scale", "cfg_scale"},
                                    {"sampler", "sampler"},
                                    {"scheduler", "scheduler"},
                                    {"performance", "performance"},
                                    {"version", "software_version"}};
constexpr Field draw_things_fields[] = {{"c", "prompt"},       {"uc", "negative_prompt"}, {"model", "model"},
                                        {"seed", "seed"},      {"steps", "steps"},        {"scale", "cfg_scale"},
                                        {"sampler", "sampler"}};
constexpr Field old_invoke_fields[] = {
    {"prompt", "prompt"}, {"seed", "seed"}, {"steps", "steps"}, {"cfg_scale", "cfg_scale"}, {"sampler", "sampler"}};

struct Teller {
  const char* source;
  string from;
  int sure;
  Facts& facts;

  void tell(const json& settings, std::span<const Field> fields) const {
    facts.add("source", source, from, sure);
    for (const Field& f : fields) facts.add(f.key, text_of(settings, f.member), from, sure);
    const string width = text_of(settings, "width"), height = text_of(settings, "height");
    if (!width.empty() && !height.empty()) add("size", width + "x" + height);
  }
  void add(const char* key, const string& value) const { facts.add(key, value, from, sure); }
};

int sureness(const Mark& m) { return m.damaged ? damaged : certain; }

bool tell_swarm(const Mark& m, const json& document, Facts& facts) {
  const json& settings = member(document, "sui_image_params");
  if (!settings.is_object()) return false;
  const Teller t{"swarmui", m.where, sureness(m), facts};
  t.tell(settings, swarm_fields);
  t.add("date", text_of(member(document, "sui_extra_data"), "date"));
  const json &loras = member(settings, "loras"), &weights = member(settings, "loraweights");
  string all;
  for (std::size_t i = 0; loras.is_array() && i < loras.size(); ++i) {
    const string weight = weights.is_array() && i < weights.size() ? ":" + scalar_text(weights[i]) : string();
    all += (i == 0 ? "" : ", ") + scalar_text(loras[i]) + weight;
  }
  t.add("loras", all);
  return true;
}

/// "(1152, 896)" or "1152x896".
string size_text(const string& text) {
  string out;
  for (const char c : text) {
    if (is_digit(c))
      out += c;
    else if (!out.empty() && out.back() != 'x')
      out += 'x';
  }
  while (!out.empty() && out.back() == 'x') out.pop_back();
  return out;
}

bool tell_fooocus(const Mark& m, const json& document, bool named, Facts& facts) {
  if (!named && !(member(document, "base_model").is_string() && member(document, "prompt").is_string())) return false;
  const Teller t{"fooocus", m.where, sureness(m), facts};
  t.tell(document, fooocus_fields);
  t.add("size", size_text(text_of(document, "resolution")));
  return true;
}

bool add_parameters(const Marks& marks, Facts& facts) {
  const bool named = marks.find("fooocus_scheme") != nullptr;
  for (const string_view key : {"parameters", "Comment", "exif:UserComment"}) {
    for (const Mark& m : marks.texts) {
      if (m.key != key) continue;
      const json document = parse_json(m.text);
      if (document.is_object() && (tell_swarm(m, document, facts) || tell_fooocus(m, document, named, facts)))
        return true;
      if (named && add_webui_text(m, "fooocus", facts)) return true;
    }
  }
  return false;
}

bool add_invoke(const Marks& marks, Facts& facts) {
  if (const Mark* m = marks.find("invokeai_metadata")) {
    const json document = parse_json(m->text);
    const Teller t{"invokeai", m->where, sureness(*m), facts};
    t.tell(document, invoke_fields);
    const json& model = member(document, "model");
    const string name = text_of(model, "name");
    t.add("model", name.empty() ? text_of(model, "model_name") : name);
    return true;
  }
  if (const Mark* m = marks.find("sd-metadata")) {
    const json document = parse_json(m->text);
    if (!document.is_object()) return false;
    const Teller t{"invokeai", m->where, sureness(*m), facts};
    const json& image = member(document, "image");
    t.tell(image, old_invoke_fields);
    const json& prompts = member(image, "prompt");
    if (prompts.is_array() && !prompts.empty()) t.add("prompt", text_of(prompts[0], "prompt"));
    t.add("model", text_of(document, "model_weights"));
    return true;
  }
  if (const Mark* m = marks.find("Dream")) {
    const Teller t{"invokeai", m->where, sureness(*m), facts};
    t.add("source", t.source);
    t.add("description", m->text);
    const std::size_t open = m->text.find('"'), close = m->text.rfind('"');
    if (open != string::npos && close > open) t.add("prompt", m->text.substr(open + 1, close - open - 1));
    return true;
  }
  return false;
}

bool add_novel(const Marks& marks, Facts& facts) {
  const Mark* software = marks.find("Software");
  if (software == nullptr || trimmed(software->text) != "NovelAI") return false;
  const Teller named{"novelai", software->where, sureness(*software), facts};
  named.add("source", named.source);
  if (const Mark* m = marks.find("Source")) facts.add("model", trimmed(m->text), m->where, sureness(*m));
  if (const Mark* m = marks.find("Description")) {
    facts.add("description", m->text, m->where, sureness(*m));
    facts.add("prompt", m->text, m->where, sureness(*m));
  }
  if (const Mark* m = marks.find("Comment"))
    Teller{"novelai", m->where, sureness(*m), facts}.tell(parse_json(m->text), novel_fields);
  return true;
}

bool add_draw_things(const Marks& marks, Facts& facts) {
  const string text = marks.value("http://ns.adobe.com/exif/1.0/", "UserComment");
  const json document = parse_json(text);
  if (!member(document, "c").is_string() || member(document, "sampler").is_null()) return false;
  Teller{"drawthings", marks.xmp_where + " exif:UserComment", 90, facts}.tell(document, draw_things_fields);
  return true;
}

}  // namespace

bool add_json_facts(const Marks& marks, Facts& facts) {
  return add_novel(marks, facts) || add_parameters(marks, facts) || add_invoke(marks, facts) ||
         add_draw_things(marks, facts);
}

}  // namespace midjourney
