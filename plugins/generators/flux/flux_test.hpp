// What the tests of this plugin share: a provider with scripted answers, and pictures.
#pragma once
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>

#include "fake_services.hpp"
#include "kit/call.hpp"
#include "kit/picture.hpp"
#include "kit/plugin_file.hpp"
#include "kit/source.hpp"
#include "kit/values.hpp"

namespace flux_test {

using namespace burnish::kit;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

inline const std::filesystem::path here = std::filesystem::path(__FILE__).parent_path();
inline const std::filesystem::path later = here / "../../../tests/data/providers";

inline const burnish_generator& generator(const std::string& name) {
  static const PluginFile file(BURNISH_PLUGIN_FILE);
  return file.generator("burnish." + name);
}

struct Outcome {
  burnish_status status = BURNISH_OK;
  Failure failure;
  std::string ticket, file;
  std::vector<std::string> delivered, notes;
  std::map<std::string, std::string> meta;
  double price = 0, seconds = 0;
  std::string currency;
  uint32_t again_ms = 0;
};

/// One provider and what is asked of it.
class Provider {
 public:
  explicit Provider(const std::string& name = "bfl", const std::filesystem::path& folder = here / "providers")
      : services(folder, name) {}
  FakeServices services;

  void will_answer(int status, const json& body) { services.replies.push_back({status, body.dump()}); }
  void will_send(const std::string& bytes, const std::string& type = "image/png", int status = 200) {
    services.replies.push_back({status, bytes, {{"Content-Type", type}}});
  }
  void will_accept() {
    will_answer(200, {{"id", "job-1"},
                      {"polling_url", "https://api.eu2.bfl.ai/v1/get_result?id=job-1&x=%2F"},
                      {"cost", 4.5},
                      {"input_mp", 0},
                      {"output_mp", 1.98}});
  }
  [[nodiscard]] const Seen& seen() const { return services.seen.back(); }
  [[nodiscard]] json sent() const { return seen().sent(); }

  Outcome estimate(const std::string& model, const TextValues& values, const std::vector<Picture>& inputs = {}) {
    return run(model, values, inputs,
               [&](const burnish_generator& g, const Call& c, const burnish_prepare& p, const burnish_reader* const*,
                   Outcome& o) {
                 const char* currency = "";
                 o.status = g.estimate(c.get(), &p, &o.seconds, &o.price, &currency);
                 o.currency = currency == nullptr ? "" : currency;
               });
  }
  Outcome submit(const std::string& model, const TextValues& values, const std::vector<Picture>& inputs = {}) {
    return run(model, values, inputs,
               [](const burnish_generator& g, const Call& c, const burnish_prepare& p,
                  const burnish_reader* const* readers, Outcome& o) {
                 Sink ticket;
                 burnish_delivery delivery{sizeof delivery, &o,
                                           [](const burnish_delivery* d, uint32_t index, const void* file,
                                              std::size_t n, const burnish_meta* meta) noexcept -> burnish_status {
                                             auto& out = *static_cast<Outcome*>(d->impl);
                                             if (index != out.delivered.size()) return BURNISH_ERROR;
                                             out.delivered.emplace_back(static_cast<const char*>(file), n);
                                             for (uint32_t i = 0; meta->key(meta, i) != nullptr; ++i) {
                                               const std::string key = meta->key(meta, i);
                                               const void* p_value = nullptr;
                                               std::size_t size = 0;
                                               meta->get(meta, key.c_str(), &p_value, &size);
                                               out.meta[key] = std::string(static_cast<const char*>(p_value), size);
                                             }
                                             return BURNISH_OK;
                                           }};
                 o.status = g.submit(c.get(), &p, readers, ticket.get(), &delivery);
                 o.ticket.assign(ticket.bytes().begin(), ticket.bytes().end());
               });
  }
  Outcome poll(const std::string& ticket) {
    return follow([&](const burnish_generator& g, const Call& c, Outcome& o) {
      o.status = g.poll(c.get(), ticket.data(), ticket.size(), &o.again_ms);
    });
  }
  Outcome fetch(const std::string& ticket, uint32_t index = 0) {
    return follow([&](const burnish_generator& g, const Call& c, Outcome& o) {
      Sink file;
      Meta meta;
      o.status = g.fetch(c.get(), ticket.data(), ticket.size(), index, file.get(), meta.get());
      o.file.assign(file.bytes().begin(), file.bytes().end());
      o.meta = meta.entries();
    });
  }
  Outcome abandon(const std::string& ticket) {
    return follow([&](const burnish_generator& g, const Call& c, Outcome& o) {
      o.status = g.abandon(c.get(), ticket.data(), ticket.size());
    });
  }
  Outcome balance() {
    return follow([&](const burnish_generator& g, const Call& c, Outcome& o) {
      const char* currency = "";
      o.status = g.balance(c.get(), &o.price, &currency);
      o.currency = currency;
    });
  }

 private:
  static void offer(Call& call) {
    call.offer("burnish.http/1", FakeServices::http());
    call.offer("burnish.profile/1", FakeServices::profiles());
    call.offer("burnish.encode/1", FakeServices::encoder());
  }
  template <class F>
  Outcome run(const std::string& model, const TextValues& given, const std::vector<Picture>& inputs, F&& f) {
    const burnish_generator& g = generator(model);
    const Values values(*g.desc, given);
    std::vector<std::unique_ptr<Reader>> readers;
    std::vector<const burnish_reader*> tables;
    std::vector<const burnish_image_info*> infos;
    for (const Picture& p : inputs) {
      readers.push_back(std::make_unique<Reader>(p));
      tables.push_back(readers.back()->get());
      infos.push_back(tables.back()->info);
    }
    const burnish_prepare prepare{
        sizeof prepare, values.data(), static_cast<uint32_t>(inputs.size()), infos.data(), {}};
    Call call;
    offer(call);
    Outcome o;
    f(g, call, prepare, tables.data(), o);
    o.failure = call.failure_of(o.status);
    o.notes = call.notes();
    for (const auto& reader : readers) EXPECT_THAT(reader->breaches(), IsEmpty());
    return o;
  }
  template <class F>
  Outcome follow(F&& f) {
    Call call;
    offer(call);
    Outcome o;
    f(generator("flux-2-pro"), call, o);
    o.failure = call.failure_of(o.status);
    o.notes = call.notes();
    return o;
  }
};

inline Picture photo(int32_t width = 64, int32_t height = 48) { return constant(width, height, rgb_u8, 0.5); }
inline Picture mask(int32_t width = 64, int32_t height = 48) {
  Picture m(width, height, gray_u8);
  m.fill([&](int32_t x, int32_t, int) { return x < width / 2 ? 1 : 0; });
  return m;
}
inline json status(const std::string& word, const json& more = json::object()) {
  json s{{"id", "job-1"}, {"status", word}};
  s.update(more);
  return s;
}
inline json ready(const json& more = json::object()) {
  json result{{"sample", "https://delivery-eu1.bfl.ai/r/x.png?sig=SECRET"}, {"prompt", "a red cat"}, {"seed", 7}};
  result.update(more);
  return status("Ready", {{"result", result}});
}
/// A ticket of a job that was accepted now, or so many seconds ago.
inline std::string ticket_of(Provider& p, int64_t age_s = 0) {
  p.will_accept();
  const Outcome o = p.submit("flux-2-pro", {{"prompt", "a cat"}, {"seed", "7"}});
  EXPECT_EQ(o.status, BURNISH_PENDING) << to_text(o.failure);
  json t = json::parse(o.ticket);
  t["sent"] = t["sent"].get<int64_t>() - age_s;
  return t.dump();
}
inline std::string decoded(const json& base64_text) {
  static const std::string letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  unsigned bits = 0, held = 0;
  for (const char c : base64_text.get<std::string>()) {
    if (c == '=') break;
    bits = bits << 6 | static_cast<unsigned>(letters.find(c));
    held += 6;
    if (held >= 8) out += static_cast<char>(bits >> (held -= 8) & 255U);
  }
  return out;
}
}  // namespace flux_test
