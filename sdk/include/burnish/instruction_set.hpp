// burnish/instruction_set.hpp - which of several versions of the same code this processor runs best.
//
// For plugins that compile their loops several times, with Highway's foreach_target.h or by hand. Highway's own
// HWY_DYNAMIC_DISPATCH does the same, but asks for libhwy, whose loading alone takes 3 ms (it calibrates a timer).
//
//   namespace HWY_NAMESPACE { ... constexpr kernels table{&rows, &columns}; }
//   #if HWY_ONCE
//   const kernels& best_kernels() {
//     return burnish::best_version(HWY_CHOOSE_AVX2(table), HWY_CHOOSE_SSE4(table), HWY_STATIC_DISPATCH(table));
//   }
//
// Ask in prepare and keep the answer with the plan.
#pragma once
#include <cstdlib>
#include <string_view>
#include <type_traits>

namespace burnish {
inline namespace v1 {

enum class instruction_set { baseline, sse4, avx2 };

/// What the processor offers; BURNISH_INSTRUCTIONS=baseline|sse4|avx2 in the environment asks for less, to compare.
inline instruction_set best_instruction_set() {
  instruction_set best = instruction_set::baseline;
#if defined(__x86_64__) || defined(__i386__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("sse4.2") != 0) best = instruction_set::sse4;
  // avx2 is Highway's target of that name, which these make up.
  if (__builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0 && __builtin_cpu_supports("bmi2") != 0)
    best = instruction_set::avx2;
#endif
  const char* const text = std::getenv("BURNISH_INSTRUCTIONS");
  const std::string_view limit = text == nullptr ? "" : text;
  if (limit == "baseline") return instruction_set::baseline;
  if (limit == "sse4" && best == instruction_set::avx2) return instruction_set::sse4;
  return best;
}

/// A version may be null where it was not compiled.
template <class T>
const T& best_version(const std::type_identity_t<T>* avx2, const std::type_identity_t<T>* sse4, const T& baseline) {
  const instruction_set best = best_instruction_set();
  if (avx2 != nullptr && best == instruction_set::avx2) return *avx2;
  if (sse4 != nullptr && best >= instruction_set::sse4) return *sse4;
  return baseline;
}
}  // namespace v1
}  // namespace burnish
