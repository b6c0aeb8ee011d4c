// Notes how often it was initialised, in the version of its operation.
#include "load_plugin.hpp"
static burnish_desc desc = spoilt_desc("test.counts_init");
static burnish_pixel table = spoilt_pixel(&desc);
static const void* item(const char* kind, uint32_t index) noexcept {
  return std::strcmp(kind, "burnish.pixel/1") == 0 && index == 0 ? &table : nullptr;
}
static burnish_status init(const burnish_host* host) noexcept {
  desc.version += 100;
  if (host->service(host, "burnish.absent/1") != nullptr) return BURNISH_ERROR;
  host->log(host, BURNISH_LOG_DEBUG, "hello");
  return BURNISH_OK;
}
extern "C" BURNISH_EXPORT const burnish_module burnish_module_v1 = {sizeof(burnish_module),
                                                                    BURNISH_ABI_MINOR,
                                                                    0,
                                                                    "test.counts_init",
                                                                    "1.0",
                                                                    "Tests",
                                                                    "Apache-2.0",
                                                                    &init,
                                                                    nullptr,
                                                                    &item};
