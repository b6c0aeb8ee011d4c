// For flux_test.cpp: the host's network, profiles and encoder, made of scripts and records. Nothing of it is real.
#pragma once
#include <burnish/generator.h>
#include <burnish/picture.hpp>

#include <deque>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

namespace flux_test {

using json = nlohmann::json;

/// What the provider is made to answer.
struct Reply {
  int32_t status = 200;
  std::string body{};
  std::vector<std::pair<std::string, std::string>> headers{};
  burnish_status failure = BURNISH_OK;  // negative: no answer at all
  bool sent_maybe = false;
};

/// What it was sent.
struct Seen {
  std::string method, url, body;
  std::vector<std::pair<std::string, std::string>> headers;
  uint32_t timeout_ms, redirects;

  [[nodiscard]] std::string header(const std::string& name) const {
    for (const auto& [n, v] : headers)
      if (n == name) return v;
    return {};
  }
  [[nodiscard]] json sent() const { return json::parse(body); }
};

inline json read_json(const std::filesystem::path& path) {
  std::ifstream file(path);
  return json::parse(file);
}

/// The three services, answering for one provider.
class FakeServices {
 public:
  /// A profile of the folder, with what it extends.
  FakeServices(const std::filesystem::path& folder, const std::string& name) {
    json profile = read_json(folder / (name + ".json"));
    if (profile.contains("extends")) {
      json whole = read_json(folder / (profile["extends"].get<std::string>() + ".json"));
      whole.merge_patch(profile);
      profile = whole;
    }
    use(profile);
    current() = this;
  }
  FakeServices(const FakeServices&) = delete;
  FakeServices& operator=(const FakeServices&) = delete;

  void use(const json& profile) {
    name_ = profile["name"];
    if (base.empty()) base = profile["base"];
    text_ = profile.dump();
  }
  [[nodiscard]] json profile() const { return json::parse(text_); }

  std::string base;
  std::deque<Reply> replies;
  std::vector<Seen> seen;

  static const burnish_http* http() {
    static constexpr burnish_http table{
        sizeof(burnish_http),
        [](const burnish_call*, const burnish_http_request* q, burnish_http_response* a) noexcept -> burnish_status {
          return current()->answer(*q, *a);
        }};
    return &table;
  }
  static const burnish_profile* profiles() {
    static constexpr burnish_profile table{sizeof(burnish_profile),
                                           [](const burnish_call*, const char** name, const char** base_url,
                                              const char** text) noexcept -> burnish_status {
                                             *name = current()->name_.c_str();
                                             *base_url = current()->base.c_str();
                                             *text = current()->text_.c_str();
                                             return BURNISH_OK;
                                           }};
    return &table;
  }
  static const burnish_encode* encoder() {
    static constexpr burnish_encode table{
        sizeof(burnish_encode),
        [](const burnish_call* c, const burnish_reader* r, const char* mime, uint64_t,
           const burnish_sink* to) noexcept -> burnish_status { return encode(c, *r, mime, *to); }};
    return &table;
  }

 private:
  static FakeServices*& current() {
    static FakeServices* it = nullptr;
    return it;
  }

  burnish_status answer(const burnish_http_request& q, burnish_http_response& a) {
    Seen s{q.method, q.url, std::string(static_cast<const char*>(q.body), q.body_size), {}, q.timeout_ms, q.redirects};
    for (const char* const* h = q.headers; h != nullptr && h[0] != nullptr; h += 2) s.headers.emplace_back(h[0], h[1]);
    seen.push_back(std::move(s));
    last_ = replies.empty() ? Reply{599, "nothing is scripted"} : replies.front();
    if (!replies.empty()) replies.pop_front();
    a.sent_maybe = last_.sent_maybe ? 1 : 0;
    if (last_.failure < 0) return last_.failure;
    headers_.clear();
    for (const auto& [name, value] : last_.headers) headers_.insert(headers_.end(), {name.c_str(), value.c_str()});
    headers_.push_back(nullptr);
    a.status = last_.status;
    a.headers = headers_.data();
    a.final_url = q.url;
    a.sent_maybe = 1;
    return q.to->write(q.to, last_.body.data(), last_.body.size());
  }

  /// "MIME WxHxC " and the samples, so that a test sees what was sent.
  static burnish_status encode(const burnish_call* c, const burnish_reader& r, const char* mime,
                               const burnish_sink& to) {
    const burnish_image_info& i = *r.info;
    const int channels = burnish::channels(i.format);
    const std::string head = std::string(mime) + " " + std::to_string(i.width) + "x" + std::to_string(i.height) + "x" +
                             std::to_string(channels) + (i.meta == nullptr ? " " : " meta ");
    to.write(&to, head.data(), head.size());
    const burnish_tile* tile = nullptr;
    if (r.acquire(&r, c, {0, 0, i.width, i.height}, &tile) != BURNISH_OK) return BURNISH_ERROR;
    for (int32_t y = 0; y < i.height; ++y)
      to.write(&to, burnish::row<uint8_t>(*tile, 0, 0, y), static_cast<std::size_t>(i.width * channels));
    r.release(&r, tile);
    return BURNISH_OK;
  }

  std::string name_, text_;
  Reply last_;
  std::vector<const char*> headers_;
};

/// The smallest files that have the shape of a whole PNG, JPEG and WebP.
inline std::string png_file() {
  std::string b = "\x89PNG\r\n\x1a\n";
  return b + std::string("\0\0\0\0IEND\xAE\x42\x60\x82", 12);
}
inline std::string jpeg_file() { return "\xFF\xD8\xFF\xE0 some \xFF\xD9"; }

inline std::string base64(const std::string& bytes) {
  constexpr const char* letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    unsigned v = 0;
    for (std::size_t k = 0; k < 3; ++k)
      v = v << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    for (std::size_t k = 0; k < 4; ++k)
      out += i + k <= bytes.size() ? letters[v >> (18 - 6 * static_cast<int>(k)) & 63] : '=';
  }
  return out;
}

}  // namespace flux_test
