// Debian's libtbb is not built for ThreadSanitizer, which therefore misses that spawning a task orders memory. These
// two say it; elsewhere they are nothing.
#pragma once

#if defined(__SANITIZE_THREAD__)
#define BURNISH_TSAN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define BURNISH_TSAN 1
#endif
#endif

#ifdef BURNISH_TSAN
extern "C" void __tsan_acquire(void*);
extern "C" void __tsan_release(void*);
#endif

namespace burnish {

inline void before_spawn([[maybe_unused]] void* token) {
#ifdef BURNISH_TSAN
  __tsan_release(token);
#endif
}
inline void at_task_start([[maybe_unused]] void* token) {
#ifdef BURNISH_TSAN
  __tsan_acquire(token);
#endif
}

}  // namespace burnish
