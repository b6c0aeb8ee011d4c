// The entry is code, not data.
#define BURNISH_EXPORT __attribute__((visibility("default")))
extern "C" BURNISH_EXPORT int burnish_module_v1() { return 1; }
