#include "metadata/iptc_xmp.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>

#include "metadata/entries.hpp"
#include "metadata/iptc.hpp"

namespace burnish::xmp {
namespace {

constexpr uint8_t application_record = 2, date_created = 55, time_created = 60;

enum class Form { Text, Bag, Seq, Alt };

struct Vocabulary {
  const char* prefix;
  std::string_view uri;
};
constexpr Vocabulary dc{"dc", dc_uri}, photoshop{"photoshop", "http://ns.adobe.com/photoshop/1.0/"},
    core{"Iptc4xmpCore", "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"};

struct Mapping {
  uint8_t dataset;
  Vocabulary vocabulary;
  const char* name;
  Form form;
};
constexpr std::array<Mapping, 23> mappings{{{4, core, "IntellectualGenre", Form::Text},
                                            {5, dc, "title", Form::Alt},
                                            {10, photoshop, "Urgency", Form::Text},
                                            {12, core, "SubjectCode", Form::Bag},
                                            {15, photoshop, "Category", Form::Text},
                                            {20, photoshop, "SupplementalCategories", Form::Bag},
                                            {25, dc, "subject", Form::Bag},
                                            {40, photoshop, "Instructions", Form::Text},
                                            {date_created, photoshop, "DateCreated", Form::Text},
                                            {80, dc, "creator", Form::Seq},
                                            {85, photoshop, "AuthorsPosition", Form::Text},
                                            {90, photoshop, "City", Form::Text},
                                            {92, core, "Location", Form::Text},
                                            {95, photoshop, "State", Form::Text},
                                            {100, core, "CountryCode", Form::Text},
                                            {101, photoshop, "Country", Form::Text},
                                            {103, photoshop, "TransmissionReference", Form::Text},
                                            {105, photoshop, "Headline", Form::Text},
                                            {110, photoshop, "Credit", Form::Text},
                                            {115, photoshop, "Source", Form::Text},
                                            {116, dc, "rights", Form::Alt},
                                            {120, dc, "description", Form::Alt},
                                            {122, photoshop, "CaptionWriter", Form::Text}}};

/// "20261122" and "101112+0100" to "2026-11-22T10:11:12+01:00"; empty when the date is none.
std::string date_text(std::string_view date, std::string_view time) {
  const auto digits = [](std::string_view s) {
    return std::all_of(s.begin(), s.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
  };
  if (date.size() != 8 || !digits(date)) return {};
  std::string text =
      std::string(date.substr(0, 4)) + "-" + std::string(date.substr(4, 2)) + "-" + std::string(date.substr(6, 2));
  if (time.size() < 6 || !digits(time.substr(0, 6))) return text;
  text += "T" + std::string(time.substr(0, 2)) + ":" + std::string(time.substr(2, 2)) + ":" +
          std::string(time.substr(4, 2));
  if (time.size() == 11 && (time[6] == '+' || time[6] == '-') && digits(time.substr(7)))
    text += std::string(time.substr(6, 3)) + ":" + std::string(time.substr(9, 2));
  return text;
}

}  // namespace

void add_iptc(Packet& packet, std::string_view block) {
  std::map<uint8_t, std::vector<std::string>> values;
  for_each_dataset(block, [&](uint8_t record, uint8_t dataset, std::string_view value) {
    if (record == application_record) values[dataset].push_back(valid_text(value));
  });
  if (const auto date = values.find(date_created); date != values.end()) {
    const auto time = values.find(time_created);
    date->second = {date_text(date->second[0], time == values.end() ? std::string() : time->second[0])};
  }
  const pugi::xml_node description = packet.add_description();
  for (const Mapping& m : mappings) {
    const auto found = values.find(m.dataset);
    if (found == values.end() || packet.has(m.vocabulary.uri, m.name)) continue;
    if (qualified(description, (std::string(m.vocabulary.prefix) + ":x").c_str()).uri != m.vocabulary.uri)
      Packet::declare(description, m.vocabulary.prefix, m.vocabulary.uri);
    const std::string name = std::string(m.vocabulary.prefix) + ":" + m.name;
    Properties properties(description);
    if (m.form == Form::Text) properties.text(name, found->second[0]);
    if (m.form == Form::Bag) properties.list(name, "rdf:Bag", found->second);
    if (m.form == Form::Seq) properties.list(name, "rdf:Seq", found->second);
    if (m.form == Form::Alt) properties.list(name, "rdf:Alt", {found->second[0]}, true);
  }
  packet.drop_hollow(description);
}

}  // namespace burnish::xmp
