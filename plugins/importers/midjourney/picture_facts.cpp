#include "picture_facts.hpp"

#include <algorithm>
#include <cmath>

#include "parameters.hpp"
#include "text.hpp"
#include "xmp_uris.hpp"

namespace midjourney {
namespace {

using std::string;
using std::string_view;

constexpr const char* name_source = "file name";
constexpr int certain = 80;  // from here on a generator counts as recognised

/// Only letters and digits, so that what a website leaves out of a name does not count.
string tight(string_view text) {
  string out;
  for (const char c : lower(text))
    if (is_letter(c) || is_digit(c)) out += c;
  return out;
}

/// Whether the words of a name begin the prompt, perhaps behind a user's name.
bool agree(const FileName& name, string_view prompt) {
  constexpr std::size_t telling = 8;
  const string words = tight(name.words), whole = tight(prompt);
  if (words.empty() || whole.empty() || starts_with(whole, words)) return true;
  if (!name.user.empty()) return starts_with(words, whole);
  for (std::size_t at = 1; at + std::min(telling, whole.size()) <= words.size(); ++at) {
    const string_view rest = string_view(words).substr(at);
    if (starts_with(whole, rest) || starts_with(rest, whole)) return true;
  }
  return words.size() < 2 * telling;
}

int sureness_of_name(const FileName& name) {
  const bool has_job = !name.job.empty(), has_words = !name.words.empty() || !name.user.empty();
  switch (name.kind) {
    case NameKind::Website:
      return has_words ? 85 : 50;
    case NameKind::Discord:
      return has_words ? 55 : 20;
    case NameKind::Delivery:
      return has_job ? 70 : 25;
    case NameKind::Grid:
      return has_job ? 60 : 30;
    case NameKind::Unknown:
      break;
  }
  return 0;
}

void add_name_facts(PictureFacts& p) {
  const FileName& name = p.name;
  Facts& facts = p.facts;
  const int sure = sureness_of_name(name);
  if (sure == 0) return;
  facts.add("source", "midjourney", name_source, sure);
  facts.add("job", name.job, name_source, std::min(sure, 85));
  if (name.index) facts.add("index", std::to_string(*name.index), name_source, name.job.empty() ? 60 : 90);
  facts.add("author", name.user, name_source, 80);
  if (facts.value("prompt").empty()) {
    facts.add("prompt", name.words, name_source, name.user.empty() ? 25 : 45);
    if (name.cut) facts.note("the file name holds only the beginning of the prompt");
  } else if (!agree(name, facts.value("prompt"))) {
    facts.note("contradictory prompt: " + quoted(facts.value("prompt")) + " in the marks, " + quoted(name.words) +
               " in the file name");
  }
  if (sure >= 60 && facts.value("model").empty()) facts.add("model", "midjourney", name_source, sure - 10);
  for (const auto& [key, value] : name.parameters) {
    if (facts.value(key == "version" || key == "niji" ? "model_version" : key).empty())
      facts.add(key == "version" || key == "niji" ? "model_version" : key, value, name_source, 40);
    if (key == "niji") facts.add("model", "niji", name_source, sure);
  }
  if (name.thumbnail > 0)
    facts.note("this is a preview " + std::to_string(name.thumbnail) + " pixels wide, not the picture in full size");
}

bool is_size(int w, int h, int times) {
  const auto sizes = usual_sizes();
  return std::any_of(sizes.begin(), sizes.end(), [&](Size s) { return s.width * times == w && s.height * times == h; });
}

void add_kind(PictureFacts& p) {
  const FileName& name = p.name;
  Facts& facts = p.facts;
  const bool doubled = is_size(p.width, p.height, 2) && facts.value("hd").empty() && facts.value("model_version") < "8";
  const string size = std::to_string(p.width) + "x" + std::to_string(p.height) + " pixels";
  for (const char* key : {"uplight", "upbeta", "upanime"})
    if (!facts.value(key).empty()) return facts.add("kind", "upscale", "--" + string(key), 75);
  if (name.upscale) return facts.add("kind", "upscale", name_source, 80);
  if (name.variation) return facts.add("kind", "variation", name_source, 65);
  if (name.index) {
    if (doubled) return facts.add("kind", "upscale", size, 45);
    return facts.add("kind", "picture", name_source, 80);
  }
  if (name.kind == NameKind::Grid) return facts.add("kind", "grid", name_source, 60);
  if (name.kind == NameKind::Discord && !is_size(p.width, p.height, 1))
    return facts.add("kind", "grid", name_source, 35);
  facts.add("kind", "picture", p.width > 0 ? size : string(name_source), 50);
}

void add_people(const Marks& marks, PictureFacts& p) {
  Facts& facts = p.facts;
  const auto add = [&](const char* key, const char* mark, int sure) {
    for (const Mark& m : marks.texts)
      if (m.key == mark) facts.add(key, trimmed(m.text), m.where, m.damaged ? sure / 2 : sure);
  };
  add("author", "Author", 97);
  add("author", "exif:Artist", 85);
  add("author", "iptc:by-line", 85);
  add("rights", "exif:Copyright", 85);
  add("rights", "Copyright", 85);
  if (const Property* creator = marks.property(dc_uri, "creator"))
    facts.add("author", creator->values.front(), marks.xmp_where + " dc:creator", 88);
  facts.add("rights", marks.value(dc_uri, "rights"), marks.xmp_where + " dc:rights", 88);
}

void add_times(const Marks& marks, Facts& facts) {
  for (const Mark& m : marks.texts) {
    if (m.key != "Creation Time") continue;
    if (const auto time = rfc3339_of(m.text))
      facts.add("created", *time, m.where, m.damaged ? 50 : 97);
    else
      facts.note("the creation time " + quoted(m.text) + " cannot be read");
  }
  for (const char* name : {"CreateDate", "DateCreated"}) {
    const string text = marks.value(name[0] == 'C' ? xmp_uri : photoshop_uri, name);
    if (const auto time = rfc3339_of(text); time && facts.value("created").empty())
      facts.add("created", *time, marks.xmp_where + " " + name, 70);
  }
  // EXIF times are without a zone unless another tag tells it.
  const Mark* taken = marks.find("exif:DateTimeOriginal");
  const Mark* offset = marks.find("exif:OffsetTimeOriginal");
  if (taken == nullptr || offset == nullptr || taken->text.size() < 19 || !facts.value("created").empty()) return;
  string iso = taken->text.substr(0, 19) + string(trimmed(offset->text));
  iso[4] = iso[7] = '-';
  if (const auto time = rfc3339_of(iso)) facts.add("created", *time, taken->where, 75);
}

/// A recognised generator makes what IPTC calls trained algorithmic media, unless a mark says more about it.
void add_source_type(Facts& facts) {
  static constexpr string_view composite = "compositeWithTrainedAlgorithmicMedia";
  if (facts.sureness("source") < certain || facts.value("source_type") == composite) return;
  facts.add("source_type", "trainedAlgorithmicMedia", facts.value("source") + " recognised", facts.sureness("source"));
}

void add_group(PictureFacts& p) {
  const string& prompt = p.facts.value("prompt");
  p.group = p.facts.value("job");
  if (p.group.empty() && !prompt.empty()) p.group = "prompt-" + stable_key(prompt + "\n" + p.facts.value("author"));
  p.label = shortened(prompt, 60);
  std::replace_if(
      p.label.begin(), p.label.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
}

void compare_extension(string_view path, PictureFacts& p) {
  const string extension = extension_of(path);
  const bool is_jpeg = extension == "jpg" || extension == "jpeg";
  if (lower(p.format) != (is_jpeg ? "jpeg" : extension))
    p.facts.note("the file is named ." + quoted(extension).substr(1, extension.size()) + " but it is a " + p.format);
}

void say_when_empty(PictureFacts& p) {
  if (p.facts.value("source").empty() && p.facts.value("source_type").empty() && p.facts.value("prompt").empty() &&
      p.facts.value("description").empty())
    p.facts.note("no mark of a generator was found, and the name is not one that Midjourney gives");
}

}  // namespace

PictureFacts name_facts(string_view path) {
  PictureFacts p;
  p.name = parse_file_name(path);
  add_name_facts(p);
  add_kind(p);
  add_source_type(p.facts);
  add_group(p);
  return p;
}

PictureFacts picture_facts(string_view path, const Marks& marks) {
  PictureFacts p;
  p.name = parse_file_name(path);
  p.format = marks.format;
  p.width = marks.width;
  p.height = marks.height;
  for (const string& note : marks.notes) p.facts.note(note);
  compare_extension(path, p);
  add_xmp_facts(marks, p.facts);
  const bool other = add_generator_facts(marks, p.facts);
  if (!other) add_description_facts(marks, p);
  add_signed_facts(marks, p.facts);
  add_people(marks, p);
  add_times(marks, p.facts);
  const string made_by = p.facts.value("source");
  if (made_by.empty() || made_by == "midjourney") {
    use_author(p.name, p.facts.value("author"));
    add_name_facts(p);
  } else if (sureness_of_name(p.name) >= 60) {
    p.facts.note("the file is named as Midjourney names its files, but its marks are of " + made_by);
  }
  add_kind(p);
  add_source_type(p.facts);
  add_group(p);
  say_when_empty(p);
  return p;
}

}  // namespace midjourney
