// kit/plugin_file.hpp - a plugin opened for a test, and its tables by id.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "burnish/analyser.h"
#include "burnish/codec.h"
#include "burnish/generator.h"
#include "burnish/importer.h"

namespace burnish::kit {

/// A .burnish file opened as the host opens it (all symbols at once, private to itself) and, as there, never closed.
/// Opening the same file again is cheap. The module's init is not called; see initialise().
class PluginFile {
 public:
  /// Throws std::runtime_error with the loader's words.
  explicit PluginFile(const std::filesystem::path& file);

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] const burnish_module& module() const { return *module_; }

  /// Calls the module's init, when it has one, with a host that offers burnish.parallel/1; throws when it fails.
  void initialise() const;

  /// A table of the kind by the id of its description ("" means the only one); throws when there is none such.
  [[nodiscard]] const burnish_pixel& operation(const std::string& id = {}) const;
  [[nodiscard]] const burnish_decoder& decoder(const std::string& id = {}) const;
  [[nodiscard]] const burnish_encoder& encoder(const std::string& id = {}) const;
  [[nodiscard]] const burnish_analyser& analyser(const std::string& id = {}) const;
  [[nodiscard]] const burnish_generator& generator(const std::string& id = {}) const;
  [[nodiscard]] const burnish_importer& importer(const std::string& id = {}) const;

  /// All tables of a kind, in the module's order.
  [[nodiscard]] std::vector<const burnish_pixel*> operations() const;
  [[nodiscard]] std::vector<const burnish_decoder*> decoders() const;
  [[nodiscard]] std::vector<const burnish_encoder*> encoders() const;
  [[nodiscard]] std::vector<const void*> tables(const char* kind) const;

 private:
  std::filesystem::path path_;
  const burnish_module* module_ = nullptr;
};

/// Shorthands: open, initialise, find.
[[nodiscard]] const burnish_pixel& operation(const std::filesystem::path& file, const std::string& id = {});
[[nodiscard]] const burnish_decoder& decoder(const std::filesystem::path& file, const std::string& id = {});
[[nodiscard]] const burnish_encoder& encoder(const std::filesystem::path& file, const std::string& id = {});

}  // namespace burnish::kit
