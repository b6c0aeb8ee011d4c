// Services that leave no prompt, but a signed manifest (C2PA) or a credit line.
#include <algorithm>
#include <optional>

#include "picture_facts.hpp"
#include "text.hpp"
#include "xmp_uris.hpp"

namespace midjourney {
namespace {

using std::string;
using std::string_view;

struct Service {
  string_view word;  // in lower case, as part of a claim generator or software agent
  const char* source;
};
constexpr Service services[] = {{"chatgpt", "openai"},
                                {"openai", "openai"},
                                {"gpt-4o", "openai"},
                                {"gpt-image", "openai"},
                                {"dall", "openai"},
                                {"firefly", "firefly"},
                                {"midjourney", "midjourney"},
                                {"black forest labs", "flux"},
                                {"black_forest_labs", "flux"},
                                {"bfl", "flux"},
                                {"google", "google"},
                                {"imagen", "google"},
                                {"gemini", "google"},
                                {"bing", "microsoft"},
                                {"designer", "microsoft"},
                                {"stability", "stability"}};

const char* service_of(string_view text) {
  const string low = lower(text);
  const auto* const found = std::find_if(std::begin(services), std::end(services),
                                         [&](const Service& s) { return low.find(s.word) != string::npos; });
  return found == std::end(services) ? nullptr : found->source;
}

/// A text string of CBOR (RFC 8949, major type 3 with a definite length) at `at`.
std::optional<string> cbor_text(string_view bytes, std::size_t at) {
  if (at >= bytes.size()) return std::nullopt;
  const unsigned first = static_cast<unsigned char>(bytes[at]);
  if (first < 0x60 || first > 0x79) return std::nullopt;
  const std::size_t more = first == 0x78 ? 1 : first == 0x79 ? 2 : 0;
  if (bytes.size() - at - 1 < more) return std::nullopt;
  const std::size_t n = more == 0 ? first - 0x60 : big_endian(bytes.substr(at + 1, more));
  if (bytes.size() - at - 1 - more < n) return std::nullopt;
  return to_utf8(bytes.substr(at + 1 + more, n));
}

/// What stands behind a key of CBOR or JSON: a text, or the "name" of the map that does.
std::vector<string> values_behind(string_view manifest, string_view key) {
  constexpr std::size_t most = 32, near = 64, longest = 512;
  std::vector<string> all;
  for (std::size_t at = manifest.find(key); at != string_view::npos && all.size() < most;
       at = manifest.find(key, at + 1)) {
    const std::size_t end = at + key.size();
    if (const auto text = cbor_text(manifest, end)) {
      all.push_back(*text);
      continue;
    }
    if (manifest.substr(end, 1) == "\"") {
      const string_view rest = manifest.substr(end + 1, longest);
      const std::size_t open = rest.substr(0, 8).find('"');
      const std::size_t close = open == string_view::npos ? open : rest.find('"', open + 1);
      if (close != string_view::npos) all.push_back(to_utf8(rest.substr(open + 1, close - open - 1)));
      continue;
    }
    const std::size_t name = manifest.substr(end, near).find("dname");  // 'd': a text of four bytes
    if (name == string_view::npos) continue;
    if (const auto text = cbor_text(manifest, end + name + 5)) all.push_back(*text);
  }
  return all;
}

string source_word(const string& text) {
  const auto cut = text.find_last_of("/:");
  return cut == string::npos ? text : text.substr(cut + 1);
}

void add_manifest_facts(string_view manifest, Facts& facts) {
  const char* from = "C2PA manifest";
  facts.note("a signed C2PA manifest is present; its signature was not checked");
  for (const string_view key : {"claim_generator", "claim_generator_info", "softwareAgent"}) {
    for (const string& value : values_behind(manifest, key)) {
      if (value.empty()) continue;
      if (key != "softwareAgent" && facts.value("claim_generator").empty())
        facts.add("claim_generator", shortened(value, 200), from, 90);
      const char* service = service_of(value);
      if (service == nullptr || (!facts.value("source").empty() && facts.value("source") != service)) continue;
      facts.add("source", service, from, 90);
      if (key == "softwareAgent") facts.add("model", shortened(value, 100), from, 70);
    }
  }
  for (const string& type : values_behind(manifest, "digitalSourceType"))
    if (facts.value("source_type").empty()) facts.add("source_type", shortened(source_word(type), 80), from, 90);
}

}  // namespace

void add_signed_facts(const Marks& marks, Facts& facts) {
  if (marks.signed_manifest) add_manifest_facts(marks.manifest, facts);
  const auto credit = [&](const string& text, const string& from) {
    if (lower(text).find("made with google ai") != string::npos) facts.add("source", "google", from, 92);
  };
  if (const Mark* m = marks.find("iptc:credit")) credit(m->text, m->where);
  credit(marks.value(photoshop_uri, "Credit"), marks.xmp_where + " photoshop:Credit");
  const string tool = marks.value(xmp_uri, "CreatorTool");
  if (lower(tool).find("firefly") != string::npos) facts.add("source", "firefly", marks.xmp_where + " CreatorTool", 90);
}

}  // namespace midjourney
