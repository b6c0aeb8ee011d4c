#include "description.hpp"

#include <algorithm>
#include <map>

#include "picture_facts.hpp"
#include "text.hpp"
#include "xmp_uris.hpp"

namespace midjourney {
namespace {

using std::string;
using std::string_view;

struct Source {
  string where, text;
  int sure;  // that the text is as it was written
};

constexpr int from_text = 97, from_other_field = 92, from_damaged = 55, without_job = 90, without_flags = 70;

std::vector<Source> sources_of(const Marks& marks) {
  std::vector<Source> all;
  const auto add = [&](string_view key, int sure) {
    for (const Mark& m : marks.texts)
      if (m.key == key) all.push_back({m.where, m.text, m.damaged ? from_damaged : sure});
  };
  add("Description", from_text);
  if (const Property* p = marks.property(dc_uri, "description"))
    all.push_back({marks.xmp_where + " dc:description", p->values.front(), from_other_field});
  add("exif:ImageDescription", from_other_field);
  add("exif:UserComment", from_other_field);
  add("iptc:caption", from_other_field);
  add("Comment", from_other_field);
  return all;
}

string joined(const std::vector<string>& items, const char* between) {
  string out;
  for (const string& item : items) out += (out.empty() ? "" : between) + item;
  return out;
}

class Teller {
 public:
  Teller(const Description& d, const Source& source, int sure, PictureFacts& picture)
      : d_(d), from_(source.where), sure_(sure), picture_(picture), facts_(picture.facts) {
    for (const Parameter& p : d.parameters) {
      if (p.known == nullptr) continue;
      last_[p.known] = &p;
      if (p.known->kind == ValueKind::References)
        references_[p.known] += (references_[p.known].empty() ? "" : " ") + p.value;
    }
  }

  void tell() {
    facts_.add("source", "midjourney", from_, sure_);
    tell_prompt();
    tell_model();
    for (const Parameter& p : d_.parameters) tell_parameter(p);
    if (is_uuid(d_.job)) {
      facts_.add("job", lower(d_.job), from_, sure_);
    } else if (!d_.job.empty()) {
      facts_.add("job", lower(d_.job), from_, sure_ / 2);
      facts_.note("the job id " + quoted(d_.job) + " is not in the form of one");
    }
    for (string& finding : findings_about(d_)) facts_.note(std::move(finding));
  }

 private:
  void add(const string& key, string_view value) { facts_.add(key, value, from_, sure_); }

  void tell_prompt() {
    const string prompt = d_.prompt();
    add("prompt", prompt);
    std::vector<string> urls, weights;
    for (const ImagePrompt& image : d_.images) urls.push_back(image.url + image.weight_mark);
    add("image_prompts", joined(urls, " "));
    for (const PromptPart& part : d_.parts)
      if (part.marked) weights.push_back(part.weight.empty() ? "1" : part.weight);
    if (!weights.empty() && !d_.parts.back().marked && !trimmed(d_.parts.back().text).empty())
      weights.emplace_back("1");
    add("prompt_weights", joined(weights, ", "));
    add("lettering", joined(lettering_of(prompt), "\n"));
    const unsigned long permutations = permutations_of(print(d_));
    if (permutations == 1) return;
    add("permutations", std::to_string(permutations));
    facts_.note("the prompt has permutations: it stands for " + std::to_string(permutations) + " jobs");
  }

  void tell_model() {
    const Parameter* niji = d_.find("niji");
    const Parameter* version = d_.find("version");
    add("model", niji != nullptr ? "niji" : "midjourney");
    if (const Parameter* p = niji != nullptr ? niji : version) add("model_version", p->value);
  }

  void tell_parameter(const Parameter& p) {
    if (p.known == nullptr) {
      // Its words may hold more than one line shows; the description has them all.
      facts_.add_foreign(p.name, p.value.empty() ? "true" : p.value, from_, sure_);
      return;
    }
    const string key(p.known->name);
    const bool adds_up = p.known->kind == ValueKind::References;  // several --sref are one list
    if (last_.at(p.known) != &p) {
      if (!adds_up) facts_.note("--" + key + " is given more than once; the last one counts");
      return;
    }
    if (key == "version" || key == "niji") return;
    if (key == "no") add("negative_prompt", joined(list_of(p), ", "));
    if (key == "aspect") take_aspect(p.value);
    const string& value = adds_up ? references_.at(p.known) : p.value;
    add(key, value.empty() ? "true" : value);
  }

  void take_aspect(const string& ratio) {
    const std::size_t colon = ratio.find(':');
    if (colon == string::npos) return;
    const auto w = number_of(string_view(ratio).substr(0, colon)), h = number_of(string_view(ratio).substr(colon + 1));
    if (w && h && *w > 0 && *h > 0) picture_.aspect = *w / *h;
  }

  const Description& d_;
  std::map<const KnownParameter*, const Parameter*> last_;
  std::map<const KnownParameter*, string> references_;
  string from_;
  int sure_;
  PictureFacts& picture_;
  Facts& facts_;
};

/// Author and Creation Time beside a Description are Midjourney's way.
bool looks_complete(const Marks& marks) {
  const Mark* time = marks.find("Creation Time");
  return marks.find("Author") != nullptr && time != nullptr && rfc3339_of(time->text);
}

}  // namespace

bool add_description_facts(const Marks& marks, PictureFacts& picture) {
  bool found = false;
  for (const Source& source : sources_of(marks)) {
    const Description d = parse_description(source.text);
    const Likeness likeness = likeness_of(d);
    const bool named = picture.name.kind == NameKind::Website;
    const bool is_description = source.where == "PNG text Description";
    int sure = source.sure;
    if (likeness == Likeness::Flags) sure = std::min(sure, without_job);
    if (likeness == Likeness::None) sure = std::min(sure, without_flags);
    picture.facts.add("description", source.text, source.where, source.sure);
    if (likeness == Likeness::None && !(is_description && (named || looks_complete(marks)))) continue;
    Teller(d, source, sure, picture).tell();
    found = true;
  }
  return found;
}

}  // namespace midjourney
