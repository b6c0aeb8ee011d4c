// burnish/analyser.hpp - analysers, and the settling of "auto" parameters from what they found.
//
//   struct Salience : burnish::analyser<Salience> {
//     static constexpr burnish::about info{...};
//     static constexpr auto params = burnish::no_params<Salience>;           of analyse
//     static constexpr int32_t long_edge = 256;                              the size it looks at; 0 = full
//     static constexpr std::array<const char*, 2> labels{"subject", nullptr};
//     static constexpr std::array<const char*, 2> needs{"org.example.faces", nullptr};   optional
//     bool wants(std::size_t need) const;                                    optional: whether that need has to run
//     void analyse(const burnish::analyse_call&) const;                      once per picture
//     struct request { double aspect = 1; static constexpr auto params = ...; };         optional, with
//     static void choose(const request&, const burnish::choose_call&);       any number of times, from findings alone
//   };
//   struct LevelsSettler : burnish::settler<LevelsSettler> {                 replaces auto values of an operation
//     static constexpr const char* target = "org.example.levels";
//     static constexpr std::array<const char*, 2> needs{"org.example.histogram", nullptr};
//     static bool applies(const burnish::settle_call&);                      optional; else when any value is auto
//     static void settle(const burnish::settle_call&);
//   };
#pragma once
#include <memory>
#include <vector>

#include "analyser.h"
#include "picture.hpp"
#include "plugin.hpp"

namespace burnish {
inline namespace v1 {

/// What an analyser found, seen by those who use it. Everything lives as long as the host's object.
class findings {
 public:
  explicit findings(const burnish_findings* f) : f_(f) {}
  /// False when the analyser did not run.
  explicit operator bool() const { return f_ != nullptr; }
  /// Null past the end.
  [[nodiscard]] const burnish_finding* get(uint32_t index) const { return f_->get(f_, index); }
  [[nodiscard]] const burnish_tile* map(const char* label) const { return f_->get_map(f_, label); }
  [[nodiscard]] std::optional<double> number(const char* name) const {
    double v = 0;
    return f_->get_number(f_, name, &v) == BURNISH_OK ? std::optional(v) : std::nullopt;
  }
  /// Those of another analyser that is among the needs.
  [[nodiscard]] findings of(const char* analyser_id) const { return findings(f_->of(f_, analyser_id)); }

 protected:
  const burnish_findings* f_;
};

/// A rectangle in 0..1 of the picture.
struct box {
  double x0 = 0, y0 = 0, x1 = 1, y1 = 1;
};

struct analyse_call {
  const burnish_call* call;
  const burnish_prepare& prepare;
  const burnish_reader& reader;
  const burnish_findings* out;

  [[nodiscard]] const burnish_image_info& info() const { return *reader.info; }
  void found(const char* label, double score, const box& where, const std::vector<float>& points = {}) const {
    burnish_finding f{};
    f.struct_size = sizeof f;
    f.label = label;
    f.score = static_cast<float>(score);
    f.x0 = static_cast<float>(where.x0), f.y0 = static_cast<float>(where.y0);
    f.x1 = static_cast<float>(where.x1), f.y1 = static_cast<float>(where.y1);
    f.points = points.data();
    f.point_count = static_cast<uint32_t>(points.size() / 2);
    check(out->add(out, &f), "cannot keep a finding");
  }
  void map(const char* label, const burnish_tile& gray) const {
    check(out->map(out, label, &gray), "cannot keep a map");
  }
  void number(const char* name, double v) const { check(out->number(out, name, v), "cannot keep a number"); }
  [[nodiscard]] findings of(const char* analyser_id) const { return findings(out->of(out, analyser_id)); }

  /// f(tile) over the whole picture in bands of at most `rows` rows, from the top.
  template <class F>
  void each_band(int32_t rows, F f) const {
    for (int32_t y = 0; y < info().height; y += rows) {
      throw_if_cancelled(call);
      const burnish_rect band{0, y, info().width, y + rows < info().height ? y + rows : info().height};
      const burnish_tile* tile = nullptr;
      check(reader.acquire(&reader, call, band, &tile), "cannot read pixels");
      struct release_later {
        const burnish_reader& r;
        const burnish_tile* t;
        ~release_later() { r.release(&r, t); }
      } const held{reader, tile};
      f(*tile);
    }
  }
};

/// A part of a window's score.
struct term {
  const char* name;
  double value;
};

struct choose_call {
  const burnish_call* call;
  const burnish_image_info& full;  // the full picture
  findings found;
  const burnish_windows* out;

  /// Best first. `reasons` are sentences, `terms` what the score is made of.
  void offer(const box& window, double score, const std::vector<const char*>& reasons = {},
             const std::vector<term>& terms = {}) const {
    std::vector<const char*> list(reasons);
    list.push_back(nullptr);
    std::vector<const char*> names;
    std::vector<double> parts;
    for (const term& t : terms) names.push_back(t.name), parts.push_back(t.value);
    burnish_window w{};
    w.struct_size = sizeof w;
    w.x0 = window.x0, w.y0 = window.y0, w.x1 = window.x1, w.y1 = window.y1;
    w.score = score;
    w.reasons = list.data();
    w.term_names = names.data();
    w.terms = parts.data();
    w.term_count = static_cast<uint32_t>(terms.size());
    check(out->add(out, &w), "cannot keep a window");
  }
};

namespace detail {
template <class A>
concept has_requests = requires {
  typename A::request;
};
template <class A>
concept has_needs = requires {
  A::needs;
};
template <class A>
concept has_wants = requires(const A& a) {
  a.wants(std::size_t{0});
};
template <class S>
concept has_applies = requires {
  &S::applies;
};
}  // namespace detail

template <class A>
struct analyser {
  static constexpr const char* kind = "burnish.analyser/1";
  static constexpr auto formats = burnish::formats::rgb_straight_encoded;
  static constexpr int32_t long_edge = 256;

  static burnish_status analyse_picture(const burnish_call* c, const burnish_prepare* p, const burnish_reader* reader,
                                        const burnish_findings* out) noexcept {
    return detail::guard(c, [&] {
      A a;
      if (p->values != nullptr) detail::load_values(a, p->values);
      const A& ready = a;
      ready.analyse(analyse_call{c, *p, *reader, out});
    });
  }
  template <class Request>
  static burnish_status choose_window(const burnish_call* c, const burnish_prepare* request,
                                      const burnish_findings* found, const burnish_windows* out) noexcept {
    return detail::guard(c, [&] {
      Request r;
      if (request->values != nullptr) detail::load_values(r, request->values);
      A::choose(r, choose_call{c, *request->inputs[0], findings(found), out});
    });
  }
  /// What fails here fails in analyse too, which can say so.
  static int32_t wants_need(const burnish_call*, const burnish_prepare* p, uint32_t need) noexcept try {
    A a;
    if (p->values != nullptr) detail::load_values(a, p->values);
    const A& ready = a;
    return ready.wants(std::size_t{need}) ? 1 : 0;
  } catch (const std::exception&) {
    return 1;
  }
  static const void* table() noexcept {
    static constexpr burnish_analyser t = [] {
      burnish_analyser v{};
      v.struct_size = sizeof v;
      v.desc = &detail::desc<A>;
      v.formats = A::formats.data();
      v.format_count = static_cast<uint32_t>(A::formats.size());
      v.long_edge = A::long_edge;
      v.labels = A::labels.data();
      if constexpr (detail::has_needs<A>) v.needs = A::needs.data();
      v.analyse = &analyse_picture;
      if constexpr (detail::has_requests<A>) {
        using request = typename A::request;
        v.requests = request::params.size() > 0 ? detail::param_table<request>.data() : nullptr;
        v.request_count = static_cast<uint32_t>(request::params.size());
        v.choose = &choose_window<request>;
      }
      if constexpr (detail::has_wants<A>) v.wants = &wants_need;
      return v;
    }();
    return &t;
  }
};

/// Where a parameter stands in an operation's table: param_index<Levels>("black").
template <class Op>
constexpr std::size_t param_index(std::string_view id) {
  for (std::size_t i = 0; i < Op::params.size(); ++i)
    if (id == Op::params[i].raw.id) return i;
  throw std::invalid_argument("no such parameter");  // in a constant expression: does not compile
}

struct settle_call {
  const burnish_call* call;
  const burnish_prepare& prepare;
  const burnish_findings* const* all;  // in the order of the needs
  burnish_value* values;               // of the operation, pre-filled

  /// The full-size picture before the step.
  [[nodiscard]] const burnish_image_info& full() const { return *prepare.inputs[0]; }
  [[nodiscard]] findings found(std::size_t need) const { return findings(all[need]); }
  [[nodiscard]] bool automatic(std::size_t param) const { return values[param].state == BURNISH_VALUE_AUTO; }
  /// Back to its default, as if nothing had been said; for a parameter without one that is "not given".
  void set_default(std::size_t param) const { values[param] = {}; }
  void set_real(std::size_t param, double v) const {
    values[param] = {};
    values[param].r[0] = v;
    values[param].state = BURNISH_VALUE_GIVEN;
  }
  /// An integer, a toggle, or the index of a choice.
  void set_integer(std::size_t param, int64_t v) const {
    set_real(param, static_cast<double>(v));
    values[param].i = v;
  }
};

template <class S>
struct settler {
  static constexpr const char* kind = "burnish.settle/1";
  static burnish_status settle_values(const burnish_call* c, const burnish_prepare* p,
                                      const burnish_findings* const* found, burnish_value* values) noexcept {
    return detail::guard(c, [&] { S::settle(settle_call{c, *p, found, values}); });
  }
  /// `values` and `all` are null: only what was asked can be looked at.
  static int32_t applies_to(const burnish_call* c, const burnish_prepare* p) noexcept try {
    return S::applies(settle_call{c, *p, nullptr, nullptr}) ? 1 : 0;
  } catch (const std::exception&) {
    return 1;
  }
  static const void* table() noexcept {
    static constexpr burnish_settle t = [] {
      burnish_settle v{sizeof(burnish_settle), S::target, S::needs.data(), &settle_values, nullptr};
      if constexpr (detail::has_applies<S>) v.applies = &applies_to;
      return v;
    }();
    return &t;
  }
};
}  // namespace v1
}  // namespace burnish
