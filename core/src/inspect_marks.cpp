#include "inspect_marks.hpp"

#include <algorithm>
#include <array>
#include <fstream>

#include "load/sha256.hpp"
#include "manifests.hpp"
#include "metadata/c2pa.hpp"
#include "metadata/entries.hpp"
#include "metadata/private_prompt.hpp"
#include "metadata/provenance.hpp"

namespace burnish {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view text_prefix = "text:";

bool is_text(const std::string& key) { return std::string_view(key).substr(0, text_prefix.size()) == text_prefix; }

std::vector<std::string> names_of_marks(const Blocks& stored, const Blocks& blocks) {
  constexpr std::array<std::pair<const char*, const char*>, 5> names{{{"block:exif", "EXIF"},
                                                                      {"block:xmp", "XMP"},
                                                                      {"block:iptc", "IPTC"},
                                                                      {"block:photoshop", "Photoshop"},
                                                                      {"block:c2pa", "C2PA"}}};
  std::vector<std::string> all;
  for (const auto& [key, name] : names) {
    if (stored.count(key) > 0)
      all.emplace_back(name);
    else if (blocks.count(key) > 0)
      all.push_back(std::string(name) + " (in XMP)");
  }
  const auto has_text = [](const Blocks& b) {
    return std::any_of(b.begin(), b.end(), [](const auto& block) { return is_text(block.first); });
  };
  if (has_text(stored))
    all.emplace_back("text");
  else if (has_text(blocks))
    all.emplace_back("text (in XMP)");
  return all;
}

/// SHA-256 of a file but for some ranges, which are in order; empty when they are none of it.
std::string hash_without(const fs::path& path, const std::vector<HashClaim::Range>& excluded) {
  std::ifstream in(path, std::ios::binary);
  std::array<char, 1U << 16U> buffer{};
  Sha256 hash;
  uint64_t at = 0;
  const auto add = [&](uint64_t end) {
    while (at < end && in) {
      in.read(buffer.data(), static_cast<std::streamsize>(std::min<uint64_t>(buffer.size(), end - at)));
      hash.add(buffer.data(), static_cast<std::size_t>(in.gcount()));
      at += static_cast<uint64_t>(in.gcount());
    }
  };
  for (const HashClaim::Range& range : excluded) {
    if (range.start < at || range.length > UINT64_MAX / 4 || range.start > UINT64_MAX / 4) return {};
    add(range.start);
    in.seekg(static_cast<std::streamoff>(range.start + range.length));
    at = range.start + range.length;
  }
  add(UINT64_MAX);
  return in.eof() ? hash.hex() : std::string();
}

std::string hex_of(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    text += digits[static_cast<uint8_t>(c) >> 4U];
    text += digits[static_cast<uint8_t>(c) & 15U];
  }
  return text;
}

void check_manifest(const fs::path& path, std::string_view manifest, FileFacts& facts) {
  const auto claim = hash_claim(manifest);
  std::error_code error;
  const char* state = "neither the hash nor the signature was checked";
  if (claim && claim->algorithm == "sha256" && fs::is_regular_file(path, error)) {
    auto ranges = claim->excluded;
    std::sort(ranges.begin(), ranges.end(), [](const auto& a, const auto& b) { return a.start < b.start; });
    const bool fits = hash_without(path, ranges) == hex_of(claim->hash);
    state = fits ? "the hash fits the file; the signature was not checked" : "the hash does not fit the file";
    if (!fits)
      facts.warnings.emplace_back("the C2PA manifest does not fit the file: it was changed after it was signed");
  }
  facts.metadata.push_back({"c2pa:manifest", state});
}

void check_sidecars(const fs::path& path, const std::vector<std::string>& hashes, std::vector<std::string>& warnings) {
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    bool found = false;
    for (std::size_t n = 0; n <= hashes.size() && !found; ++n) {
      const fs::path sidecar = sidecar_path(path, n);
      std::error_code error;
      found = fs::is_regular_file(sidecar, error) && "sha256:" + hash_without(sidecar, {}) == hashes[i];
    }
    if (!found) warnings.push_back("the C2PA manifest that was saved beside it is not there (" + hashes[i] + ")");
  }
}

bool is_capture(SourceType type) {
  constexpr std::array captures{SourceType::DigitalCapture,       SourceType::CompositeCapture,
                                SourceType::ComputationalCapture, SourceType::NegativeFilm,
                                SourceType::PositiveFilm,         SourceType::Print};
  return std::find(captures.begin(), captures.end(), type) != captures.end();
}

void check_contradictions(const Blocks& blocks, const FileFacts& facts, std::vector<std::string>& warnings) {
  const SourceType type = facts.provenance.source_type;
  const std::string word(source_type_word(type));
  if (is_capture(type)) {
    const auto settings = std::find_if(blocks.begin(), blocks.end(), [](const auto& block) {
      return is_text(block.first) && looks_like_prompt(block.second);
    });
    if (settings != blocks.end())
      warnings.push_back("its source type is " + word + ", but the text '" +
                         clean_text(settings->first.substr(text_prefix.size()), 80) +
                         "' holds the settings of a generator");
    if (!facts.provenance.prompt.empty()) warnings.push_back("its source type is " + word + ", but it has a prompt");
  }
  if (type == SourceType::TrainedAlgorithmicMedia && has_exposure(blocks))
    warnings.push_back("its source type is " + word + ", but its EXIF says how a camera exposed it");
}

}  // namespace

void inspect_marks(const fs::path& path, const Blocks& stored, const Blocks& blocks, FileFacts& facts) {
  facts.marks = names_of_marks(stored, blocks);
  const auto manifest = stored.find("block:c2pa");
  if (manifest != stored.end()) check_manifest(path, manifest->second, facts);
  check_sidecars(path, facts.provenance.manifests, facts.warnings);
  check_contradictions(blocks, facts, facts.warnings);
}

}  // namespace burnish
