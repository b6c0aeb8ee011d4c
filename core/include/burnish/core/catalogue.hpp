// What is installed: every plugin's description, read from the registry cache without opening a plugin, and the
// plugins themselves, loaded when one of their tables is first asked for. Built once in main and passed.
#pragma once
#include <burnish/analyser.h>
#include <burnish/codec.h>
#include <burnish/generator.h>
#include <burnish/importer.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "burnish/core/api.hpp"
#include "burnish/core/result.hpp"

namespace burnish {

/// burnish_param, owned; the same meaning field by field (abi.h).
struct Choice {
  std::string id, label, doc;
};
struct Parameter {
  int32_t type = 0;
  uint32_t flags = 0;
  std::string id, label, doc, group, unit, def;
  double min = 0, max = 0, soft_min = 0, soft_max = 0, step = 0;
  std::vector<Choice> choices;
  std::string visible_if, aliases;
  uint32_t since = 0;
};

enum class Kind { Pixel, Decoder, Encoder, Analyser, Generator, Importer };
[[nodiscard]] BURNISH_API std::string_view kind_word(Kind);  // "pixel", "decoder" ...

struct Magic {
  uint32_t at = 0;
  std::string bytes, mask;  // mask empty: all bits
};

/// One table of a plugin as its descriptor tells it.
struct Item {
  Kind kind = Kind::Pixel;
  uint32_t index = 0;      // of item(kind, index)
  std::size_t module = 0;  // position in Catalogue::modules()
  std::string id, name, summary, doc;
  uint32_t version = 0, flags = 0;
  std::vector<std::string> tags, permissions;
  std::vector<Parameter> parameters;
  uint32_t min_inputs = 1, max_inputs = 1;  // pixel, generator
  bool host_converts = false;               // pixel: process is NULL
  // Codecs:
  std::string format, quality;                // "jpeg"; the id of the quality parameter of an encoder
  std::vector<std::string> mime, extensions;  // extensions[0] is {ext}
  std::vector<Magic> magics;
  int32_t rank = 0;
  uint32_t encoder_flags = 0;  // BURNISH_EF_*
  bool alpha = false;          // encoder: some accepted format carries alpha
  // Analysers:
  std::vector<Parameter> requests;         // of choose
  std::vector<std::string> needs, labels;  // analysers that it asks; what it finds
  bool chooses = false;

  [[nodiscard]] BURNISH_API const Parameter* parameter(std::string_view id) const;  // by id or alias; null when unknown
};

enum class ModuleState { Usable, Broken, Shadowed, Duplicate };
struct Module {
  std::filesystem::path path;
  std::string id, version, vendor, license;
  std::string sha256;  // of the file when it was scanned, hex
  ModuleState state = ModuleState::Usable;
  std::string reason;  // why not usable: one sentence
  std::vector<Item> items;
};

struct CatalogueOptions {
  std::vector<std::filesystem::path> folders;  // empty: the standard order (abi_changes.md 25)
  std::filesystem::path cache;                 // empty: $XDG_CACHE_HOME/burnish/registry-1
  std::filesystem::path worker;                // empty: burnish-worker beside the library (BURNISH_WORKER overrides)
  bool rescan = false;                         // forget what is cached
  std::function<void(std::string_view line)> trace;  // may be empty: what was scanned, why a cache was not used
};

/// Thread-safe after open().
class BURNISH_API Catalogue {
 public:
  /// Reads the cache, scans new or changed files in a child process, writes the cache back. A broken plugin or cache
  /// is not an error: it is listed as broken, or rebuilt.
  static Result<Catalogue> open(const CatalogueOptions& options = {});
  /// A catalogue of these descriptions alone, without looking at any folder: for tests, and for embedders that bring
  /// their own list. Asking for a table of a module whose path cannot be loaded is Code::Plugin, as ever.
  static Catalogue from_modules(std::vector<Module> modules);
  Catalogue(Catalogue&&) noexcept;
  Catalogue& operator=(Catalogue&&) noexcept;
  ~Catalogue();

  [[nodiscard]] std::span<const Module> modules() const;
  [[nodiscard]] std::span<const std::filesystem::path> folders() const;  // searched, in order
  [[nodiscard]] const std::filesystem::path& worker() const;
  /// By id; ids of Burnish's own plugins also without "burnish.". Null when nothing usable declares it.
  [[nodiscard]] const Item* find(Kind kind, std::string_view id) const;
  /// All usable items of a kind.
  [[nodiscard]] std::vector<const Item*> items(Kind kind) const;
  /// The nearest known id of a kind, for error messages; empty when nothing is near.
  [[nodiscard]] std::string nearest(Kind kind, std::string_view id) const;
  /// A decoder for these first bytes (best rank first), or nullptr; name is only looked at when no magic matches.
  [[nodiscard]] const Item* decoder_for(std::string_view head, std::string_view name) const;
  [[nodiscard]] const Item* encoder_for_format(std::string_view format) const;        // "jpeg", also "jpg", "tif"
  [[nodiscard]] const Item* encoder_for_extension(std::string_view extension) const;  // without the dot, any case

  /// Loads the plugin when needed (never unloaded) and gives the table; the table lives as long as the process.
  /// Errors have Code::Plugin and name the file.
  [[nodiscard]] Result<const burnish_pixel*> pixel(const Item&) const;
  [[nodiscard]] Result<const burnish_decoder*> decoder(const Item&) const;
  [[nodiscard]] Result<const burnish_encoder*> encoder(const Item&) const;
  [[nodiscard]] Result<const burnish_analyser*> analyser(const Item&) const;
  /// What settles this operation's values from what is in the picture; null when its module has no such table.
  [[nodiscard]] Result<const burnish_settle*> settler(const Item& operation) const;
  [[nodiscard]] Result<const void*> table(const Item&) const;

 private:
  struct State;
  explicit Catalogue(std::unique_ptr<State>);
  std::unique_ptr<State> state_;
};

/// The nearest of `known` by edit distance, when near enough to be a likely misspelling; else empty.
[[nodiscard]] BURNISH_API std::string nearest_name(std::string_view wrong, std::span<const std::string> known);

}  // namespace burnish
