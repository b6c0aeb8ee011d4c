#include "kit/plugin_file.hpp"

#include <dlfcn.h>

#include <stdexcept>

#include "kit/call.hpp"

namespace burnish::kit {
namespace {

// A module has far fewer tables of a kind than this; the bound ends the search in one that never answers NULL.
constexpr uint32_t most_tables = 10000;

template <class Table>
std::vector<const Table*> typed(const std::vector<const void*>& tables) {
  std::vector<const Table*> r;
  for (const void* t : tables) r.push_back(static_cast<const Table*>(t));
  return r;
}

template <class Table>
const Table& find(const PluginFile& file, const char* kind, const std::string& id) {
  const auto tables = typed<Table>(file.tables(kind));
  std::string known;
  for (const Table* t : tables) {
    if (t->desc->id == id || (id.empty() && tables.size() == 1)) return *t;
    known += std::string(known.empty() ? "" : ", ") + t->desc->id;
  }
  throw std::runtime_error(file.path().string() + " has no " + kind + " '" + id + "'; it has: " + known);
}

}  // namespace

PluginFile::PluginFile(const std::filesystem::path& file) : path_(file) {
  void* library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) throw std::runtime_error(std::string("cannot open the plugin: ") + dlerror());
  module_ = static_cast<const burnish_module*>(dlsym(library, "burnish_module_v1"));
  if (module_ == nullptr) throw std::runtime_error(file.string() + " does not export burnish_module_v1");
}

void PluginFile::initialise() const {
  if (module_->init == nullptr) return;
  static const Call everlasting;
  const burnish_status s = module_->init(everlasting.get()->host);
  if (s != BURNISH_OK) throw std::runtime_error(path_.string() + ": init returned " + std::to_string(s));
}

std::vector<const void*> PluginFile::tables(const char* kind) const {
  std::vector<const void*> r;
  for (uint32_t i = 0; i < most_tables; ++i) {
    const void* t = module_->item(kind, i);
    if (t == nullptr) break;
    r.push_back(t);
  }
  return r;
}

std::vector<const burnish_pixel*> PluginFile::operations() const {
  return typed<burnish_pixel>(tables("burnish.pixel/1"));
}
std::vector<const burnish_decoder*> PluginFile::decoders() const {
  return typed<burnish_decoder>(tables("burnish.decoder/1"));
}
std::vector<const burnish_encoder*> PluginFile::encoders() const {
  return typed<burnish_encoder>(tables("burnish.encoder/1"));
}

const burnish_pixel& PluginFile::operation(const std::string& id) const {
  return find<burnish_pixel>(*this, "burnish.pixel/1", id);
}
const burnish_decoder& PluginFile::decoder(const std::string& id) const {
  return find<burnish_decoder>(*this, "burnish.decoder/1", id);
}
const burnish_encoder& PluginFile::encoder(const std::string& id) const {
  return find<burnish_encoder>(*this, "burnish.encoder/1", id);
}
const burnish_analyser& PluginFile::analyser(const std::string& id) const {
  return find<burnish_analyser>(*this, "burnish.analyser/1", id);
}
const burnish_generator& PluginFile::generator(const std::string& id) const {
  return find<burnish_generator>(*this, "burnish.generator/1", id);
}
const burnish_importer& PluginFile::importer(const std::string& id) const {
  return find<burnish_importer>(*this, "burnish.importer/1", id);
}

const burnish_pixel& operation(const std::filesystem::path& file, const std::string& id) {
  const PluginFile plugin(file);
  plugin.initialise();
  return plugin.operation(id);
}
const burnish_decoder& decoder(const std::filesystem::path& file, const std::string& id) {
  const PluginFile plugin(file);
  plugin.initialise();
  return plugin.decoder(id);
}
const burnish_encoder& encoder(const std::filesystem::path& file, const std::string& id) {
  const PluginFile plugin(file);
  plugin.initialise();
  return plugin.encoder(id);
}

}  // namespace burnish::kit
