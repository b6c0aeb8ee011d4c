// A plugin that has just enough to be loaded; each load_*.cpp spoils one thing.
#pragma once
#include <burnish/pixel.h>

#include <cstring>

inline burnish_status spoilt_prepare(const burnish_call*, const burnish_prepare*, burnish_plan*) noexcept {
  return BURNISH_OK;
}
inline void spoilt_release(void*) noexcept {}
inline burnish_status spoilt_process(const void*, const burnish_task*) noexcept { return BURNISH_OK; }

inline constexpr burnish_format spoilt_format{BURNISH_F32, BURNISH_RGB, BURNISH_ANY, BURNISH_PLANAR, BURNISH_ANY, {}};

constexpr burnish_desc spoilt_desc(const char* id) {
  burnish_desc d{};
  d.struct_size = sizeof d;
  d.id = id;
  d.version = 1;
  d.name = "Nothing";
  d.summary = "Does nothing.";
  return d;
}
constexpr burnish_pixel spoilt_pixel(const burnish_desc* desc) {
  burnish_pixel t{};
  t.struct_size = sizeof t;
  t.desc = desc;
  t.formats = &spoilt_format;
  t.format_count = 1;
  t.min_inputs = t.max_inputs = 1;
  t.prepare = &spoilt_prepare;
  t.release = &spoilt_release;
  t.process = &spoilt_process;
  return t;
}

/// ITEM is an expression of `kind` and `index` that gives a table or nullptr.
#define SPOILT_MODULE(ID, ITEM)                                                                  \
  static const void* item_of(const char* kind, uint32_t index) noexcept {                        \
    (void)index;                                                                                 \
    return std::strcmp(kind, "burnish.pixel/1") == 0 ? static_cast<const void*>(ITEM) : nullptr; \
  }                                                                                              \
  extern "C" BURNISH_EXPORT const burnish_module burnish_module_v1 = {                           \
      sizeof(burnish_module), BURNISH_ABI_MINOR, 0, ID, "1.0", "Tests", "Apache-2.0", nullptr, nullptr, &item_of};

/// One operation.
#define SPOILT_OPERATION(MODULE_ID, ID)                                   \
  static constexpr burnish_desc desc_of_it = spoilt_desc(ID);             \
  static constexpr burnish_pixel table_of_it = spoilt_pixel(&desc_of_it); \
  SPOILT_MODULE(MODULE_ID, index == 0 ? &table_of_it : nullptr)
