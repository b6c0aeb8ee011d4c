// A generator with a provider behind "burnish.http/1": submit posts, poll asks, fetch loads the picture.
#include "burnish/generator.hpp"

namespace {

struct Cloud : burnish::generator<Cloud> {
  static constexpr burnish::about info{"sample.cloud", 1, "Cloud", "Asks a provider for a picture.", nullptr, 0};
  std::string prompt;
  int count = 1;
  static constexpr auto params =
      std::array{burnish::text<&Cloud::prompt>({.id = "prompt", .label = "Prompt", .def = "", .doc = "What to show."}),
                 burnish::integer<&Cloud::count>(
                     {.id = "count", .label = "Count", .def = "1", .min = 1, .max = 4, .doc = "How many pictures."})};
  static constexpr std::array<const char*, 3> permissions{"net:api.example.org", "secret:cloud", nullptr};

  [[nodiscard]] burnish::price estimate(const burnish_call*) const { return {0.04 * count, "USD", 12.0 * count}; }

  [[nodiscard]] bool submit(const burnish::submit_call& c) const {
    if (prompt.empty()) throw burnish::bad_param("prompt", "say what the picture shows");
    const burnish::http_answer a = burnish::http_send(c.call, "POST", "https://api.example.org/jobs",
                                                      {{"Authorization", "Bearer ${secret:cloud}"}}, prompt);
    if (a.status == 402) throw burnish::refused(BURNISH_WHY_NO_CREDIT, "the account is empty");
    if (a.status != 200) throw burnish::error("the provider answered " + std::to_string(a.status), BURNISH_NETWORK);
    c.ticket(a.body + ' ' + std::to_string(count));
    return false;
  }
  static uint32_t poll(const burnish_call* call, std::string_view ticket) {
    return burnish::http_send(call, "GET", "https://api.example.org/jobs/" + job(ticket)).body == "ready" ? 0 : 500;
  }
  static bool fetch(const burnish::fetch_call& c) {
    if (c.index >= static_cast<uint32_t>(c.ticket.back() - '0')) return false;
    const burnish::http_answer a = burnish::http_send(
        c.call, "GET", "https://api.example.org/pictures/" + job(c.ticket) + '/' + std::to_string(c.index));
    c.write(a.body);
    c.set_text("job", job(c.ticket));
    return true;
  }
  static burnish::price balance(const burnish_call* call) {
    return {std::stod(burnish::http_send(call, "GET", "https://api.example.org/balance").body), "USD"};
  }

 private:
  static std::string job(std::string_view ticket) { return std::string(ticket.substr(0, ticket.find(' '))); }
};

}  // namespace

BURNISH_MODULE("sample.generator", "1.0.0", "Burnish tests", "Apache-2.0", Cloud)
