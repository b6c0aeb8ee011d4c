// Needs a host that does not exist yet.
#include "load_plugin.hpp"
static const void* no_item(const char*, uint32_t) noexcept { return nullptr; }
extern "C" BURNISH_EXPORT const burnish_module burnish_module_v1 = {
    sizeof(burnish_module), 99, 99, "test.newer", "1.0", "Tests", "Apache-2.0", nullptr, nullptr, &no_item};
