// What is known about plugin files from earlier scans: one file, read whole, replaced whole.
#pragma once
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "burnish/core/catalogue.hpp"
#include "load/file_key.hpp"

namespace burnish {

class Registry {
 public:
  using Trace = std::function<void(std::string_view)>;

  /// An unreadable, damaged or foreign file gives an empty registry.
  static Registry read(const std::filesystem::path& file, const Trace& trace);

  /// What the scan of exactly this file said; nothing when it is not known or has changed since.
  [[nodiscard]] std::optional<Module> find(const std::filesystem::path& plugin, const FileKey& key) const;
  void keep(const std::filesystem::path& plugin, const FileKey& key, const Module& module);
  /// Forgets plugins of `folder` that are not among `present`.
  void forget_others(const std::filesystem::path& folder, const std::vector<std::filesystem::path>& present);
  [[nodiscard]] bool changed() const { return changed_; }

  /// Replaces the file atomically, so that concurrent readers see the old or the new one. What cannot be written is
  /// told to `trace` and otherwise harmless: the next run scans again.
  void write(const std::filesystem::path& file, const Trace& trace) const;

 private:
  struct Entry {
    FileKey key;
    std::string record;  // module_record.hpp; parsed only when asked for
  };
  static std::optional<std::map<std::string, Entry, std::less<>>> parse(std::string_view bytes);

  std::map<std::string, Entry, std::less<>> entries_;  // by path
  bool changed_ = false;
};

}  // namespace burnish
