// The host as a plugin sees it: a log and services by id.
#pragma once
#include <burnish/abi.h>

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "burnish/core/run.hpp"

namespace burnish {

/// Made once per run (with the run's log and the executor's services) and given to each Call. Services are registered
/// before the first call; the tables must outlive the host.
class Host {
 public:
  using Log = std::function<void(LogLevel, std::string_view)>;

  explicit Host(Log log = {});
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;
  ~Host() = default;

  /// set_service("burnish.parallel/1", &table)
  void set_service(std::string id, const void* table);
  [[nodiscard]] const burnish_host* get() const { return &raw_; }

 private:
  static void log(const burnish_host*, int32_t level, const char* message) noexcept;
  static const void* service(const burnish_host*, const char* id) noexcept;

  burnish_host raw_{};
  Log log_;
  std::vector<std::pair<std::string, const void*>> services_;
};

}  // namespace burnish
