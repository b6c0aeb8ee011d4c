// burnish/generator.hpp - pictures made elsewhere. The class holds the parameters; a job is its ticket:
//
//   struct Cloud : burnish::generator<Cloud> {
//     static constexpr burnish::about info{...};
//     static constexpr auto params = ...;
//     static constexpr std::array<const char*, 2> permissions{"net:api.example.org", nullptr};
//     static constexpr uint32_t max_inputs = 1;                              default 0
//     burnish::price estimate(const burnish_call*) const;                    before anything is sent
//     bool submit(const burnish::submit_call&) const;                        writes the ticket; true: finished already
//     static uint32_t poll(const burnish_call*, std::string_view ticket);    ms to wait before asking again; 0: done
//     static bool fetch(const burnish::fetch_call&);                         false past the last picture
//     static void abandon(const burnish_call*, std::string_view ticket);     optional
//     static burnish::price balance(const burnish_call*);                    optional
//   };
// Failures: throw burnish::refused(BURNISH_WHY_NO_CREDIT, "...") and the like.
#pragma once
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "generator.h"
#include "meta.hpp"
#include "plugin.hpp"

namespace burnish {
inline namespace v1 {

/// Time and money. `currency` is ISO 4217 or "credits", static.
struct price {
  double amount = 0;
  const char* currency = "credits";
  double seconds = 0;
};

/// `why` is one of BURNISH_WHY_*.
inline error refused(const char* why, const std::string& message) { return error(message, BURNISH_ERROR, why); }

struct submit_call {
  const burnish_call* call;
  std::span<const burnish_reader* const> inputs;
  const burnish_sink& ticket_sink;
  const burnish_delivery* delivery;

  /// Bytes that mean the same in another process, another day.
  void ticket(std::string_view bytes) const {
    check(ticket_sink.write(&ticket_sink, bytes.data(), bytes.size()), "cannot keep the ticket");
  }
  /// A finished picture of a provider that answers at once: an encoded file and its metadata.
  void deliver(uint32_t index, std::string_view file, const metadata& meta) const {
    check(delivery->deliver(delivery, index, file.data(), file.size(), meta.get()), "cannot keep the picture");
  }
};

struct fetch_call {
  const burnish_call* call;
  std::string_view ticket;
  uint32_t index;
  const burnish_sink& file;
  burnish_meta& meta;

  void write(std::string_view bytes) const {
    check(file.write(&file, bytes.data(), bytes.size()), "cannot keep the picture");
  }
  void set_text(const std::string& key, std::string_view value) const {
    check(meta.set(&meta, ("text:" + key).c_str(), value.data(), value.size()), "cannot keep metadata");
  }
};

struct http_answer {
  int32_t status = 0;
  std::string body;
  bool sent_maybe = false;
};
/// One request through "burnish.http/1". `headers` are name, value pairs; "${secret:NAME}" in a value is filled in by
/// the host. Throws when there is no answer; a status such as 404 is an answer.
inline http_answer http_send(const burnish_call* call, const char* method, const std::string& url,
                             const std::vector<std::pair<std::string, std::string>>& headers = {},
                             std::string_view body = {}) {
  const auto* http = service<burnish_http>(call, "burnish.http/1");
  if (http == nullptr) throw error("the host offers no network", BURNISH_UNSUPPORTED);
  std::vector<const char*> list;
  for (const auto& [name, value] : headers) list.insert(list.end(), {name.c_str(), value.c_str()});
  list.push_back(nullptr);
  byte_sink to;
  burnish_http_request request{};
  request.struct_size = sizeof request;
  request.method = method;
  request.url = url.c_str();
  request.headers = list.data();
  request.body = body.data();
  request.body_size = body.size();
  request.to = to.get();
  burnish_http_response response{};
  response.struct_size = sizeof response;
  const burnish_status s = http->send(call, &request, &response);
  if (s < 0 && response.sent_maybe != 0)
    throw refused(BURNISH_WHY_UNKNOWN_OUTCOME, "the request may have arrived, but its answer was lost");
  check(s, "the request failed");
  return {response.status, to.bytes(), response.sent_maybe != 0};
}

template <class G>
struct generator {
  static constexpr const char* kind = "burnish.generator/1";
  static constexpr uint32_t max_inputs = 0;

  static burnish_status estimate_job(const burnish_call* c, const burnish_prepare* p, double* seconds, double* amount,
                                     const char** currency) noexcept {
    return detail::guard(c, [&] {
      const price v = loaded(p).estimate(c);
      *seconds = v.seconds;
      *amount = v.amount;
      *currency = v.currency;
    });
  }
  static burnish_status submit_job(const burnish_call* c, const burnish_prepare* p, const burnish_reader* const* inputs,
                                   const burnish_sink* ticket, const burnish_delivery* delivery) noexcept {
    return detail::guard(c, [&]() -> burnish_status {
      const submit_call call{c, {inputs, inputs == nullptr ? 0 : p->input_count}, *ticket, delivery};
      return loaded(p).submit(call) ? BURNISH_OK : BURNISH_PENDING;
    });
  }
  static burnish_status poll_job(const burnish_call* c, const void* ticket, std::size_t n,
                                 uint32_t* again_ms) noexcept {
    return detail::guard(c, [&]() -> burnish_status {
      *again_ms = G::poll(c, bytes(ticket, n));
      return *again_ms == 0 ? BURNISH_OK : BURNISH_PENDING;
    });
  }
  static burnish_status fetch_job(const burnish_call* c, const void* ticket, std::size_t n, uint32_t index,
                                  const burnish_sink* file, burnish_meta* meta) noexcept {
    return detail::guard(c, [&]() -> burnish_status {
      return G::fetch(fetch_call{c, bytes(ticket, n), index, *file, *meta}) ? BURNISH_OK : BURNISH_NOT_MINE;
    });
  }
  static burnish_status abandon_job(const burnish_call* c, const void* ticket, std::size_t n) noexcept {
    return detail::guard(c, [&] {
      if constexpr (requires { G::abandon(c, bytes(ticket, n)); }) G::abandon(c, bytes(ticket, n));
    });
  }
  template <class Generator>
  static burnish_status balance_left(const burnish_call* c, double* amount, const char** currency) noexcept {
    return detail::guard(c, [&] {
      const price v = Generator::balance(c);
      *amount = v.amount;
      *currency = v.currency;
    });
  }
  static const void* table() noexcept {
    static constexpr burnish_generator t = [] {
      burnish_generator v{};
      v.struct_size = sizeof v;
      v.desc = &detail::desc<G>;
      v.max_inputs = G::max_inputs;
      v.estimate = &estimate_job;
      v.submit = &submit_job;
      v.poll = &poll_job;
      v.fetch = &fetch_job;
      v.abandon = &abandon_job;
      if constexpr (requires { &G::balance; }) v.balance = &balance_left<G>;
      return v;
    }();
    return &t;
  }

 private:
  static G loaded(const burnish_prepare* p) {
    G g;
    if (p->values != nullptr) detail::load_values(g, p->values);
    return g;
  }
  static std::string_view bytes(const void* p, std::size_t n) { return {static_cast<const char*>(p), n}; }
};
}  // namespace v1
}  // namespace burnish
