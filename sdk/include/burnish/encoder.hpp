// burnish/encoder.hpp - encoders. The class is the session:
//
//   struct Qoi : burnish::encoder<Qoi> {
//     static constexpr burnish::about info{...}; params, format, mime, extensions as for a decoder
//     static constexpr std::array formats{...};            accepted, best first
//     static constexpr uint32_t flags = BURNISH_EF_LOSSLESS | BURNISH_EF_ROWS;
//     static constexpr const char* quality = nullptr;      id of the parameter that quality sets
//     void encode(const burnish::encode_call&);            parameters are loaded before every call
//   };
#pragma once
#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>

#include "codec.h"
#include "picture.hpp"
#include "plugin.hpp"

namespace burnish {
inline namespace v1 {

struct encode_call {
  const burnish_call* call;
  const burnish_reader& reader;
  const burnish_meta* meta;  // may be null
  const burnish_sink& sink;
  uint64_t byte_budget;  // 0 = none

  [[nodiscard]] const burnish_image_info& info() const { return *reader.info; }
  void write(const void* p, std::size_t n) const { check(sink.write(&sink, p, n), "cannot write"); }
  /// A raw block such as "block:icc"; empty when absent. Lives until the next call.
  [[nodiscard]] std::string_view block(const char* key) const {
    const void* p = nullptr;
    std::size_t n = 0;
    if (meta == nullptr || meta->get(meta, key, &p, &n) != BURNISH_OK) return {};
    return {static_cast<const char*>(p), n};
  }
  /// Calls f(key, value) for every piece of metadata whose key begins with `prefix`, such as "text:"; f is given the
  /// key without it.
  template <class F>
  void each(std::string_view prefix, F&& f) const {
    for (uint32_t i = 0; meta != nullptr; ++i) {
      const char* found = meta->key(meta, i);
      if (found == nullptr) return;
      const std::string key(found);
      if (key.compare(0, prefix.size(), prefix) == 0) f(key.substr(prefix.size()), block(key.c_str()));
    }
  }
  /// Something the user should know that is not a failure.
  void note(const std::string& message) const { call->note(call, message.c_str()); }
};

/// Runs f(call, index) for 0..n-1 on the host's threads, or one after the other when the host has no such service.
/// Throws the first failure. Not to be called while holding a lock.
template <class F>
void run_parallel(const burnish_call* call, uint32_t n, F&& f) {
  const auto* parallel = service<burnish_parallel>(call, "burnish.parallel/1");
  if (parallel == nullptr || n < 2) {
    for (uint32_t i = 0; i < n; ++i) f(call, i);
    return;
  }
  using Body = std::remove_reference_t<F>;
  const auto body = [](void* context, const burnish_call* c, uint32_t index) noexcept -> burnish_status {
    return detail::guard(c, [&] { (*static_cast<Body*>(context))(c, index); });
  };
  check(parallel->run(call, n, const_cast<std::remove_const_t<Body>*>(std::addressof(f)), body),
        "parallel work failed");
}
/// How many calls of run_parallel's f may run at once; at least 1.
inline uint32_t parallel_width(const burnish_call* call) {
  const auto* parallel = service<burnish_parallel>(call, "burnish.parallel/1");
  return parallel == nullptr ? 1 : std::max(parallel->width(call), 1U);
}

/// Pixels held until the end of the scope.
class acquired {
 public:
  acquired(const encode_call& c, const burnish_rect& r) : reader_(c.reader) {
    check(reader_.acquire(&reader_, c.call, r, &tile_), "cannot read pixels");
  }
  ~acquired() { reader_.release(&reader_, tile_); }
  acquired(const acquired&) = delete;
  acquired& operator=(const acquired&) = delete;
  const burnish_tile& operator*() const { return *tile_; }
  const burnish_tile* operator->() const { return tile_; }

 private:
  const burnish_reader& reader_;
  const burnish_tile* tile_ = nullptr;
};

template <class E>
struct encoder {
  static constexpr const char* kind = "burnish.encoder/1";
  static constexpr int32_t max_width = 0, max_height = 0;
  static constexpr const char* quality = nullptr;

  struct session {
    E state;
    const burnish_reader* reader;
    const burnish_meta* meta;
  };
  static burnish_status open_session(const burnish_call* c, const burnish_prepare*, const burnish_reader* reader,
                                     const burnish_meta* meta, void** out) noexcept {
    return detail::guard(c, [&] { *out = new session{E{}, reader, meta}; });
  }
  static burnish_status encode_session(const burnish_call* c, void* s, const burnish_prepare* p, uint64_t budget,
                                       const burnish_sink* sink) noexcept {
    return detail::guard(c, [&] {
      auto& it = *static_cast<session*>(s);
      if (p != nullptr && p->values != nullptr) detail::load_values(it.state, p->values);
      it.state.encode(encode_call{c, *it.reader, it.meta, *sink, budget});
    });
  }
  static void close_session(void* s) noexcept { delete static_cast<session*>(s); }
  static const void* table() noexcept {
    static constexpr burnish_encoder t = [] {
      burnish_encoder v{};
      v.struct_size = sizeof v;
      v.desc = &detail::desc<E>;
      v.format = E::format;
      v.mime = E::mime.data();
      v.extensions = E::extensions.data();
      v.formats = E::formats.data();
      v.format_count = static_cast<uint32_t>(E::formats.size());
      v.flags = E::flags;
      v.max_width = E::max_width;
      v.max_height = E::max_height;
      v.quality = E::quality;
      v.open = &open_session;
      v.encode = &encode_session;
      v.close = &close_session;
      return v;
    }();
    return &t;
  }
};
}  // namespace v1
}  // namespace burnish
