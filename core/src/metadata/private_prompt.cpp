#include "metadata/private_prompt.hpp"

#include <algorithm>
#include <array>

#include "metadata/iptc.hpp"
#include "metadata/photoshop.hpp"
#include "metadata/provenance.hpp"
#include "metadata/provenance_names.hpp"
#include "metadata/tiff_directory.hpp"
#include "metadata/xmp_packet.hpp"

namespace burnish {
namespace {

using namespace xmp;

constexpr std::string_view text_prefix = "text:";
constexpr std::size_t shortest_prompt = 4;  // "cat" is found in too much else

/// Keywords that only generators write, and what they put there.
constexpr std::array<std::string_view, 12> prompt_keywords{
    "parameters",  "prompt", "workflow", "negative_prompt", "invokeai_metadata", "invokeai_graph",
    "sd-metadata", "Dream",  "dream",    "generation_data", "fooocus_scheme",    "sui_image_params"};

struct Name {
  std::string_view uri, local;
};
constexpr std::string_view exif_uri = "http://ns.adobe.com/exif/1.0/", tiff_uri = "http://ns.adobe.com/tiff/1.0/",
                           core_uri = "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/";
constexpr std::array<Name, 3> record_prompts{
    {{iptc_uri, "AIPromptInformation"}, {burnish_uri, "NegativePrompt"}, {burnish_uri, "ReturnedPrompt"}}};
constexpr std::array<Name, 5> descriptions{{{dc_uri, "description"},
                                            {exif_uri, "UserComment"},
                                            {tiff_uri, "ImageDescription"},
                                            {core_uri, "AltTextAccessibility"},
                                            {core_uri, "ExtDescrAccessibility"}}};

enum Tag : uint16_t {
  image_description = 0x010E,
  exif_directory = 0x8769,
  user_comment = 0x9286,
  xp_title = 0x9C9B,
  xp_comment = 0x9C9C,
  xp_subject = 0x9C9F
};
enum Dataset : uint8_t { caption = 120 };

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

/// UTF-16 of plain letters as those letters.
std::string without_zeros(std::string_view bytes) {
  std::string text(bytes);
  text.erase(std::remove(text.begin(), text.end(), '\0'), text.end());
  return text;
}

bool is_description(uint16_t tag) {
  return tag == image_description || tag == user_comment || tag == xp_comment || tag == xp_title || tag == xp_subject;
}

bool is_one_of(const QName& name, const auto& names) {
  return std::any_of(names.begin(), names.end(),
                     [&](const Name& n) { return n.uri == name.uri && n.local == name.local; });
}

/// Calls f(entry, value) for each text of the main and the EXIF directory.
template <class Function>
void for_each_text(const std::string& exif, Function f) {
  const auto tiff = TiffBytes::open(exif);
  if (!tiff) return;
  const auto visit = [&](uint32_t offset) {
    auto directory = tiff->directory(offset);
    if (!directory) return directory;
    for (const TiffEntry& e : directory->entries) {
      constexpr uint16_t byte = 1, ascii = 2, undefined = 7, utf8 = 129;
      if (e.value && (e.type == byte || e.type == ascii || e.type == undefined || e.type == utf8)) f(e, *e.value);
    }
    return directory;
  };
  const auto main = visit(tiff->first());
  const TiffEntry* pointer = main ? main->find(exif_directory) : nullptr;
  if (pointer == nullptr) return;
  if (const auto offset = tiff->integer(*pointer)) visit(*offset);
}

class Remover {
 public:
  explicit Remover(Blocks& blocks) : blocks_(blocks) {
    const std::string* packet = find("block:xmp");
    const Provenance record = packet == nullptr ? Provenance{} : read_provenance(*packet);
    for (const std::string* p : {&record.prompt, &record.negative_prompt, &record.returned_prompt})
      if (p->size() >= shortest_prompt) prompts_.push_back(*p);
    wholly_ = record.source_type == SourceType::TrainedAlgorithmicMedia || has_settings();
  }

  /// Whether anything was taken out.
  bool run() {
    remove_texts();
    if (std::string* packet = find("block:xmp")) remove_properties(*packet);
    if (std::string* exif = find("block:exif")) blank(*exif);
    if (std::string* iptc = find("block:iptc")) remove_datasets(*iptc);
    if (std::string* resources = find("block:photoshop")) remove_resources(*resources);
    return removed_;
  }

 private:
  std::string* find(const char* key) {
    const auto found = blocks_.find(key);
    return found == blocks_.end() ? nullptr : &found->second;
  }

  [[nodiscard]] bool tells(std::string_view text) const {
    return looks_like_prompt(text) ||
           std::any_of(prompts_.begin(), prompts_.end(), [&](const std::string& p) { return contains(text, p); });
  }

  /// Pictures that say by nothing but the settings in them that they were generated.
  bool has_settings() {
    bool found = std::any_of(blocks_.begin(), blocks_.end(), [](const auto& b) {
      const std::string_view key = b.first;
      return key.substr(0, text_prefix.size()) == text_prefix && looks_like_prompt(b.second);
    });
    if (const std::string* exif = find("block:exif"))
      for_each_text(*exif, [&](const TiffEntry&, const Extent& value) {
        found |= looks_like_prompt(without_zeros(std::string_view(*exif).substr(value.begin, value.end - value.begin)));
      });
    if (const std::string* packet = find("block:xmp")) {
      pugi::xml_document document;
      if (load(document, *packet, pugi::parse_default))
        for_each_description(document, [&](pugi::xml_node d) {
          for (const pugi::xml_node p : d.children())
            found |= p.type() == pugi::node_element && is_one_of(qualified(p), descriptions) &&
                     looks_like_prompt(simple_value(p));
        });
    }
    return found;
  }

  void remove_texts() {
    for (auto it = blocks_.begin(); it != blocks_.end();) {
      const std::string_view key = it->first;
      const bool text = key.substr(0, text_prefix.size()) == text_prefix;
      std::string_view keyword = text ? key.substr(text_prefix.size()) : std::string_view();
      keyword = keyword.substr(0, keyword.find("  "));
      const bool named = std::find(prompt_keywords.begin(), prompt_keywords.end(), keyword) != prompt_keywords.end();
      const bool gone = text && (named || (wholly_ && keyword == "Description") || tells(it->second));
      removed_ |= gone;
      it = gone ? blocks_.erase(it) : std::next(it);
    }
  }

  void remove_properties(std::string& packet) {
    find_telling(packet);
    Packet edited(packet);
    const bool any = edited.remove([&](const QName& name) {
      return is_one_of(name, record_prompts) || (wholly_ && is_one_of(name, descriptions)) ||
             std::any_of(telling_.begin(), telling_.end(),
                         [&](const auto& t) { return t.first == name.uri && t.second == name.local; });
    });
    if (any) packet = edited.text();
    removed_ |= any;
  }

  /// Properties of any vocabulary that repeat the prompt.
  void find_telling(const std::string& packet) {
    pugi::xml_document document;
    if (prompts_.empty() || !load(document, packet, pugi::parse_default)) return;
    for_each_description(document, [&](pugi::xml_node d) {
      for (const pugi::xml_attribute a : d.attributes())
        if (repeats(a.value())) add_telling(qualified(d, a.name()));
      for (const pugi::xml_node p : d.children())
        if (p.type() == pugi::node_element && repeats_below(p)) add_telling(qualified(p));
    });
  }
  [[nodiscard]] bool repeats(std::string_view text) const {
    return std::any_of(prompts_.begin(), prompts_.end(), [&](const std::string& p) { return contains(text, p); });
  }
  [[nodiscard]] bool repeats_below(pugi::xml_node node) const {
    if (repeats(node.value())) return true;
    for (const pugi::xml_attribute a : node.attributes())
      if (repeats(a.value())) return true;
    const auto children = node.children();
    return std::any_of(children.begin(), children.end(), [&](pugi::xml_node child) { return repeats_below(child); });
  }
  void add_telling(const QName& name) { telling_.emplace_back(name.uri, name.local); }

  /// The bytes become zero, so that no offset moves.
  void blank(std::string& exif) {
    std::vector<Extent> gone;
    for_each_text(exif, [&](const TiffEntry& e, const Extent& value) {
      const std::string text = without_zeros(std::string_view(exif).substr(value.begin, value.end - value.begin));
      if (!text.empty() && ((wholly_ && is_description(e.tag)) || tells(text))) gone.push_back(value);
    });
    for (const Extent& g : gone)
      std::fill(exif.begin() + static_cast<std::ptrdiff_t>(g.begin), exif.begin() + static_cast<std::ptrdiff_t>(g.end),
                '\0');
    removed_ |= !gone.empty();
  }

  void remove_datasets(std::string& iptc) {
    std::string rest;
    std::size_t from = 0;
    bool any = false;
    for_each_dataset(iptc, [&](uint8_t record, uint8_t dataset, std::string_view value) {
      const auto end = static_cast<std::size_t>(value.data() + value.size() - iptc.data());
      const bool gone = record == 2 && ((wholly_ && dataset == caption) || tells(value));
      if (!gone) rest.append(iptc, from, end - from);
      any |= gone;
      from = end;
    });
    if (any) iptc = rest.append(iptc, from);
    if (iptc.empty()) blocks_.erase("block:iptc");
    removed_ |= any;
  }

  void remove_resources(std::string& resources) {
    constexpr uint16_t caption_resource = 0x03F0;
    std::string rest;
    const bool whole = for_each_resource(resources, [&](const ImageResource& r) {
      if (!(wholly_ && r.number == caption_resource) && !tells(r.data)) rest.append(r.whole);
    });
    removed_ |= !whole || rest.size() != resources.size();
    resources = std::move(rest);
    if (resources.empty()) blocks_.erase("block:photoshop");
  }

  Blocks& blocks_;
  std::vector<std::string> prompts_;
  std::vector<std::pair<std::string, std::string>> telling_;
  bool wholly_ = false;  // generated: whatever describes it is taken for the prompt
  bool removed_ = false;
};

}  // namespace

bool looks_like_prompt(std::string_view text) {
  const auto has = [&](std::string_view part) { return contains(text, part); };
  const bool midjourney = has("Job ID:") || ((has(" --v ") || has(" --niji")) && has(" --")) || has(" --ar ");
  const bool settings = has("Negative prompt:") || (has("Steps: ") && has("Seed: "));
  const bool graph = has("\"class_type\"") || has("\"sui_image_params\"") || has("\"positive_prompt\"") ||
                     (has("\"prompt\"") && (has("\"seed\"") || has("\"steps\"") || has("\"uc\""))) ||
                     (has("\"nodes\"") && has("\"links\""));
  return midjourney || settings || graph;
}

void remove_prompt(Blocks& blocks, std::vector<std::string>& notes) {
  if (Remover(blocks).run())
    notes.emplace_back(
        "--private-prompt: the prompt is left out, and every description that may hold it; marks, model and history "
        "stay");
}

}  // namespace burnish
