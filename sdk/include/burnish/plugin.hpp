// burnish/plugin.hpp - what every plugin written in C++ starts from: errors, parameters, the module.
//
// Header-only, C++20, no exported C++ symbol. The shapes of work are in point.hpp, area.hpp, warp.hpp, whole.hpp,
// decoder.hpp, encoder.hpp, analyser.hpp, generator.hpp and importer.hpp; include the one you need.
#pragma once
#include <array>
#include <cstdint>
#include <exception>
#include <new>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "abi.h"

namespace burnish {
inline namespace v1 {  // two plugins built with different copies of these headers never meet

/// Thrown anywhere in a plugin; arrives at the host as `code`, the parameter id (or null) and the sentence.
struct error : std::runtime_error {
  burnish_status code;
  const char* param;  // a string literal, or null
  explicit error(const std::string& message, burnish_status c = BURNISH_ERROR, const char* p = nullptr)
      : std::runtime_error(message), code(c), param(p) {}
};
inline error bad_data(const std::string& message) { return error(message, BURNISH_BAD_DATA); }
inline error bad_param(const char* param, const std::string& message) {
  return error(message, BURNISH_BAD_PARAM, param);
}
/// Throws when a callback of the host did not succeed; the host has recorded why.
inline void check(burnish_status s, const char* what) {
  if (s < 0) throw error(what, s);
}

/// A host service by id, or null: service<burnish_parallel>(call, "burnish.parallel/1").
template <class Service>
const Service* service(const burnish_call* call, const char* id) noexcept {
  return call->host == nullptr ? nullptr : static_cast<const Service*>(call->host->service(call->host, id));
}
inline void throw_if_cancelled(const burnish_call* call) {
  if (call->cancelled(call) != 0) throw error("cancelled", BURNISH_CANCELLED);
}

namespace detail {
/// Runs f and turns every exception into a status: the only place that catches.
template <class F>
burnish_status guard(const burnish_call* c, F&& f) noexcept {
  try {
    if constexpr (std::is_void_v<std::invoke_result_t<F>>) {
      f();
      return BURNISH_OK;
    } else {
      return f();
    }
  } catch (const error& e) {
    return c->fail(c, e.code, e.param, e.what());
  } catch (const std::bad_alloc&) {
    return c->fail(c, BURNISH_NO_MEMORY, nullptr, "out of memory");
  } catch (const std::exception& e) {
    return c->fail(c, BURNISH_ERROR, nullptr, e.what());
  } catch (...) {
    return c->fail(c, BURNISH_ERROR, nullptr, "unknown exception");
  }
}
}  // namespace detail

// ---- parameters: declared once, bound to a member -------------------------------------------------------

/// RGBA, 0..1, sRGB encoded, straight alpha.
struct colour {
  float r = 0, g = 0, b = 0, a = 1;
};
struct point {
  double x = 0, y = 0;
};
struct rectangle {
  double x = 0, y = 0, width = 0, height = 0;
};
/// A REAL with unit "ratio", as given: 16:9 or 1.5.
struct ratio {
  double width = 1, height = 1;
  [[nodiscard]] double value() const { return width / height; }
};

/// What a declaration says besides its type; every field but id, doc and def may be left out.
struct spec {
  const char* id = nullptr;
  const char* label = nullptr;
  const char* def = nullptr;
  double min = 0, max = 0;
  const char* unit = nullptr;
  const char* doc = nullptr;
  uint32_t flags = 0;
  const char* group = nullptr;
  double soft_min = 0, soft_max = 0, step = 0;
  const char* aliases = nullptr;
  uint32_t since = 1;
};

template <class Op>
struct param {
  burnish_param raw{};
  void (*load)(Op&, const burnish_value&) = nullptr;
};

namespace detail {
template <auto M>
struct member;
template <class C, class T, T C::*M>
struct member<M> {
  using owner = C;
  using value = T;
};
template <class T>
struct is_optional : std::false_type {};
template <class T>
struct is_optional<std::optional<T>> : std::true_type {};
template <class T>
struct is_list : std::false_type {};
template <class T>
struct is_list<std::vector<T>> : std::true_type {};

template <class T>
T from_value(const burnish_value& v) {
  if constexpr (is_optional<T>::value) {
    if (v.state == BURNISH_VALUE_AUTO) return std::nullopt;
    return from_value<typename T::value_type>(v);
  } else if constexpr (is_list<T>::value) {
    T all;
    const auto* members = static_cast<const burnish_value*>(v.ext);
    for (uint32_t i = 0; i < v.count; ++i) all.push_back(from_value<typename T::value_type>(members[i]));
    return all;
  } else if constexpr (std::is_same_v<T, bool>) {
    return v.i != 0;
  } else if constexpr (std::is_floating_point_v<T>) {
    return static_cast<T>(v.r[0]);
  } else if constexpr (std::is_integral_v<T> || std::is_enum_v<T>) {
    return static_cast<T>(v.i);
  } else if constexpr (std::is_same_v<T, colour>) {
    return {static_cast<float>(v.r[0]), static_cast<float>(v.r[1]), static_cast<float>(v.r[2]),
            static_cast<float>(v.r[3])};
  } else if constexpr (std::is_same_v<T, ratio>) {
    return v.r[2] > 0 ? ratio{v.r[1], v.r[2]} : ratio{v.r[0], 1};
  } else if constexpr (std::is_same_v<T, point>) {
    return {v.r[0], v.r[1]};
  } else if constexpr (std::is_same_v<T, rectangle>) {
    return {v.r[0], v.r[1], v.r[2], v.r[3]};
  } else {
    return v.s == nullptr ? T{} : T{v.s};
  }
}

template <auto M>
constexpr auto declare(int32_t type, const spec& s) {
  using C = typename member<M>::owner;
  using T = typename member<M>::value;
  param<C> p{};
  burnish_param& r = p.raw;
  r.struct_size = sizeof r;
  r.type = type;
  r.flags = s.flags | (is_optional<T>::value ? uint32_t{BURNISH_PF_AUTO} : 0U) |
            (is_list<T>::value ? uint32_t{BURNISH_PF_LIST} : 0U);
  r.id = s.id;
  r.label = s.label == nullptr ? s.id : s.label;
  r.doc = s.doc;
  r.group = s.group;
  r.unit = s.unit;
  r.def = s.def == nullptr && is_optional<T>::value ? "auto" : s.def;
  r.min = s.min;
  r.max = s.max;
  r.soft_min = s.soft_min;
  r.soft_max = s.soft_max;
  r.step = s.step;
  r.aliases = s.aliases;
  r.since = s.since;
  p.load = [](C& c, const burnish_value& v) { c.*M = from_value<T>(v); };
  return p;
}
}  // namespace detail

/// Makers. The member decides how the value arrives; an std::optional member accepts "auto" and is then empty, an
/// std::vector member is a list.
template <auto M>
constexpr auto real(const spec& s) {
  return detail::declare<M>(BURNISH_P_REAL, s);
}
template <auto M>
constexpr auto integer(const spec& s) {
  return detail::declare<M>(BURNISH_P_INT, s);
}
template <auto M>
constexpr auto toggle(const spec& s) {
  return detail::declare<M>(BURNISH_P_BOOL, s);
}
template <auto M>
constexpr auto text(const spec& s) {
  return detail::declare<M>(BURNISH_P_STRING, s);
}
template <auto M>
constexpr auto file(const spec& s) {
  return detail::declare<M>(BURNISH_P_FILE, s);
}
template <auto M>
constexpr auto color(const spec& s) {
  return detail::declare<M>(BURNISH_P_COLOR, s);
}
template <auto M>
constexpr auto position(const spec& s) {
  return detail::declare<M>(BURNISH_P_POINT, s);
}
template <auto M>
constexpr auto rect(const spec& s) {
  return detail::declare<M>(BURNISH_P_RECT, s);
}
/// The member's integer or enum value is the index into `choices`, which must be static.
template <auto M, std::size_t N>
constexpr auto choice(const std::array<burnish_choice, N>& choices, const spec& s) {
  auto p = detail::declare<M>(BURNISH_P_ENUM, s);
  p.raw.choices = choices.data();
  p.raw.choice_count = static_cast<uint32_t>(N);
  return p;
}
/// For a parameter table without parameters: `static constexpr auto params = burnish::no_params<Op>;`
template <class Op>
inline constexpr std::array<param<Op>, 0> no_params{};

// ---- descriptions ---------------------------------------------------------------------------------------

struct about {
  const char* id;
  uint32_t version;
  const char* name;
  const char* summary;
  const char* doc = nullptr;
  uint32_t flags = BURNISH_DF_DETERMINISTIC;
};

namespace detail {
template <class Op>
constexpr auto raw_params() {
  std::array<burnish_param, (Op::params.size() > 0 ? Op::params.size() : 1)> r{};
  for (std::size_t i = 0; i < Op::params.size(); ++i) r[i] = Op::params[i].raw;
  return r;
}
template <class Op>
inline constexpr auto param_table = raw_params<Op>();
template <class Op>
concept has_permissions = requires {
  Op::permissions;
};
template <class Op>
concept has_tags = requires {
  Op::tags;
};

template <class Op>
constexpr burnish_desc describe() {
  burnish_desc d{};
  d.struct_size = sizeof d;
  d.id = Op::info.id;
  d.version = Op::info.version;
  d.name = Op::info.name;
  d.summary = Op::info.summary;
  d.doc = Op::info.doc;
  d.params = Op::params.size() > 0 ? param_table<Op>.data() : nullptr;
  d.param_count = static_cast<uint32_t>(Op::params.size());
  d.flags = Op::info.flags;
  if constexpr (has_permissions<Op>) d.permissions = Op::permissions.data();
  if constexpr (has_tags<Op>) d.tags = Op::tags.data();
  return d;
}
template <class Op>
inline constexpr burnish_desc desc = describe<Op>();

template <class Op>
void load_values(Op& op, const burnish_value* values) {
  for (std::size_t i = 0; i < Op::params.size(); ++i) Op::params[i].load(op, values[i]);
}

template <class... Tables>
const void* item(const char* kind, uint32_t index) noexcept {
  if (kind == nullptr) return nullptr;
  const std::string_view wanted(kind);
  const void* found = nullptr;
  const auto visit = [&]<class T>(std::type_identity<T>) {
    if (found == nullptr && wanted == T::kind && index-- == 0) found = T::table();
  };
  (visit(std::type_identity<Tables>{}), ...);
  return found;
}
}  // namespace detail
}  // namespace v1
}  // namespace burnish

/// The one export of a plugin: BURNISH_MODULE("org.example.tools", "1.0.0", "Example", "MIT", Exposure, Blur)
#define BURNISH_MODULE(ID, VERSION, VENDOR, LICENCE, ...)                                     \
  extern "C" BURNISH_EXPORT const burnish_module burnish_module_v1 = {sizeof(burnish_module), \
                                                                      BURNISH_ABI_MINOR,      \
                                                                      0,                      \
                                                                      ID,                     \
                                                                      VERSION,                \
                                                                      VENDOR,                 \
                                                                      LICENCE,                \
                                                                      nullptr,                \
                                                                      nullptr,                \
                                                                      &burnish::detail::item<__VA_ARGS__>};
