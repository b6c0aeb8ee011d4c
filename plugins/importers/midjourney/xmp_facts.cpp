#include <algorithm>

#include "picture_facts.hpp"
#include "text.hpp"
#include "xmp_uris.hpp"

namespace midjourney {
namespace {

using std::string;
using std::string_view;

constexpr int own_record = 96, iptc_property = 92;

struct Named {
  string_view uri, name;
  const char* key;
};
constexpr Named properties[] = {{iptc_uri, "AISystemUsed", "model"},
                                {iptc_uri, "AISystemVersionUsed", "model_version"},
                                {iptc_uri, "AIPromptInformation", "prompt"},
                                {iptc_uri, "AIPromptWriterName", "author"},
                                {iptc_uri, "DigImageGUID", "image_guid"},
                                {burnish_uri, "Seed", "seed"},
                                {burnish_uri, "JobId", "job"},
                                {burnish_uri, "Created", "created"},
                                {burnish_uri, "Creator", "author"},
                                {burnish_uri, "Rights", "rights"},
                                {burnish_uri, "Source", "source"},
                                {burnish_uri, "NegativePrompt", "negative_prompt"}};

/// "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia", or only its last word.
string source_word(string_view text) {
  text = trimmed(text);
  while (!text.empty() && text.back() == '/') text.remove_suffix(1);
  const auto cut = text.find_last_of("/:");
  return string(cut == string_view::npos ? text : text.substr(cut + 1));
}

/// "key=value", where the key's own "=" and "%" are %3D and %25.
void add_parameter(const string& text, const string& from, Facts& facts) {
  const std::size_t equals = text.find('=');
  if (equals == string::npos || equals == 0) return;
  string key;
  for (std::size_t i = 0; i < equals; ++i) {
    const string_view escape = string_view(text).substr(i, 3);
    if (escape == "%3D" || escape == "%25") {
      key += escape == "%25" ? '%' : '=';
      i += 2;
    } else {
      key += text[i];
    }
  }
  if (key == "kind" || key == "index")  // not of the record, but this importer's own words
    facts.add(key, string_view(text).substr(equals + 1), from, own_record);
  else
    facts.add_foreign(key, string_view(text).substr(equals + 1), from, own_record);
}

}  // namespace

void add_xmp_facts(const Marks& marks, Facts& facts) {
  const bool own = std::any_of(marks.properties.begin(), marks.properties.end(),
                               [](const Property& p) { return p.uri == burnish_uri; });
  const string from = own ? marks.xmp_where + " (Burnish's record)" : marks.xmp_where;
  facts.add("source_type", source_word(marks.value(iptc_uri, "DigitalSourceType")), from, own_record);
  for (const Named& p : properties) {
    const string value = marks.value(p.uri, p.name);
    facts.add(p.key, trimmed(value), from, p.uri == burnish_uri || own ? own_record : iptc_property);
  }
  if (const Property* all = marks.property(burnish_uri, "Parameters"))
    for (const string& text : all->values) add_parameter(text, from, facts);
  if (own && facts.value("source").empty() && !marks.value(burnish_uri, "Provider").empty())
    facts.add("source", marks.value(burnish_uri, "Provider"), from, own_record);
}

}  // namespace midjourney
