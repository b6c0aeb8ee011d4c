#include "marks.hpp"

#include <algorithm>

#include "text.hpp"

namespace midjourney {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t most_texts = 256, most_notes = 24;

// IIM record 2.
constexpr unsigned credit = 110, caption = 120, by_line = 80;

}  // namespace

void Marks::note(std::string text) {
  if (notes.size() == most_notes) notes.emplace_back("there are more faults in this file");
  if (notes.size() < most_notes) notes.push_back(std::move(text));
}

bool Marks::takes(std::size_t bytes) {
  if (texts.size() < most_texts && taken_ + bytes <= 2 * longest_text) {
    taken_ += bytes;
    return true;
  }
  constexpr std::string_view full = "the file holds more texts than are read";
  if (std::find(notes.begin(), notes.end(), full) == notes.end()) note(std::string(full));
  return false;
}

void Marks::add(Mark mark) {
  if (!trimmed(mark.text).empty() && takes(mark.text.size())) texts.push_back(std::move(mark));
}

const Mark* Marks::find(std::string_view key) const {
  const auto found = std::find_if(texts.begin(), texts.end(), [&](const Mark& m) { return m.key == key; });
  return found == texts.end() ? nullptr : &*found;
}

const Property* Marks::property(std::string_view uri, std::string_view name) const {
  const auto found = std::find_if(properties.begin(), properties.end(),
                                  [&](const Property& p) { return p.name == name && p.uri == uri; });
  return found == properties.end() ? nullptr : &*found;
}

std::string Marks::value(std::string_view uri, std::string_view name) const {
  const Property* p = property(uri, name);
  return p == nullptr || p->values.empty() ? std::string() : p->values.front();
}

void add_manifest(std::string_view bytes, Marks& marks) {
  marks.signed_manifest = true;
  const std::size_t room = longest_manifest - std::min(longest_manifest, marks.manifest.size());
  marks.manifest.append(bytes.substr(0, room));
}

void read_iptc(std::string_view records, Marks& marks) {
  for (std::size_t at = 0; records.size() - at >= 5 && records[at] == '\x1c';) {
    const unsigned record = static_cast<unsigned char>(records[at + 1]),
                   set = static_cast<unsigned char>(records[at + 2]);
    const std::size_t n = big_endian(records.substr(at + 3, 2));
    // Longer ones have a length of their own; no caption needs that.
    if (n > 0x7FFF || records.size() - at - 5 < n) return marks.note("an IPTC record is longer than its block");
    const std::string text = to_utf8(records.substr(at + 5, n));
    if (record == 2 && set == caption) marks.add({"IPTC caption", "iptc:caption", text});
    if (record == 2 && set == credit) marks.add({"IPTC credit", "iptc:credit", text});
    if (record == 2 && set == by_line) marks.add({"IPTC by-line", "iptc:by-line", text});
    at += 5 + n;
  }
}

Marks read_marks(Input& input) {
  Marks marks;
  const std::string head(input.peek(0, 16));
  if (starts_with(head, "\x89PNG\r\n\x1a\n"sv))
    read_png(input, marks);
  else if (starts_with(head, "\xFF\xD8\xFF"sv))
    read_jpeg(input, marks);
  else if (head.size() >= 12 && starts_with(head, "RIFF"sv) && head.substr(8, 4) == "WEBP")
    read_webp(input, marks);
  marks.failed = input.failed();
  return marks;
}

}  // namespace midjourney
