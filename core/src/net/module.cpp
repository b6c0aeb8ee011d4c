// Loads burnish-net.so when the network is first used.
#include "net/module.hpp"

#include <dlfcn.h>

#include <filesystem>
#include <mutex>
#include <optional>

#include "load/search_path.hpp"
#include "net/client.hpp"

namespace burnish::net {
namespace {

Error unusable(const std::filesystem::path& file, std::string why) {
  return {
      Code::Internal, "cannot use the network: " + file.string(), {}, std::move(why), "reinstall Burnish and libcurl4"};
}

Result<Transport*> load() {
  const std::filesystem::path file = network_module();
  // Never closed: libcurl and the libraries below it keep state of the process.
  void* library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    const char* why = dlerror();
    return unusable(file, why == nullptr ? "the loader gave no reason" : why);
  }
  const auto entry = reinterpret_cast<decltype(&burnish_net_v1)>(dlsym(library, "burnish_net_v1"));
  if (entry == nullptr) return unusable(file, "it does not export burnish_net_v1");
  Transport* transport = entry(BURNISH_VERSION);
  if (transport == nullptr) return unusable(file, "it is of another version of Burnish, or libcurl does not start");
  return transport;
}

}  // namespace

Result<Transport*> curl_transport() {
  static std::mutex mutex;
  static Transport* loaded = nullptr;
  const std::scoped_lock lock(mutex);
  if (loaded == nullptr) {
    BURNISH_TRY(loaded, load());
  }
  return loaded;
}

}  // namespace burnish::net
