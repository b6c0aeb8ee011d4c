// Cannot be initialised.
#include "load_plugin.hpp"
static constexpr burnish_desc desc = spoilt_desc("test.init_fails");
static constexpr burnish_pixel table = spoilt_pixel(&desc);
static const void* item(const char* kind, uint32_t index) noexcept {
  return std::strcmp(kind, "burnish.pixel/1") == 0 && index == 0 ? &table : nullptr;
}
static burnish_status init(const burnish_host*) noexcept { return BURNISH_ERROR; }
extern "C" BURNISH_EXPORT const burnish_module burnish_module_v1 = {sizeof(burnish_module),
                                                                    BURNISH_ABI_MINOR,
                                                                    0,
                                                                    "test.init_fails",
                                                                    "1.0",
                                                                    "Tests",
                                                                    "Apache-2.0",
                                                                    &init,
                                                                    nullptr,
                                                                    &item};
