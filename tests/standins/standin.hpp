// A stand-in for a provider of generated pictures: it answers as the provider does, on loopback, for tests. It draws
// its pictures itself, charges credits of its own, and is as strict as what is known of the provider.
#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "standins/faults.hpp"
#include "standins/ledger.hpp"
#include "standins/message.hpp"

namespace burnish::standins {

enum class Service { Bfl, OpenAi, Sdcpp, Fal, Replicate };
/// "bfl", "openai", "sdcpp", "fal", "replicate"
[[nodiscard]] std::optional<Service> service_named(std::string_view name);

struct Options {
  Service service = Service::Bfl;
  uint16_t port = 0;                     // of the API; 0: any free one
  std::string key = "standin-key-0000";  // empty: none is asked for
  bool strict = false;                   // unknown fields are refused everywhere, unsure limits are held to
  bool poll_needs_key = true;            // BFL's documentation sends it, its specification does not ask for it
  double credits = 1000;
  int active_limit = 24;  // jobs at one time
  int polls_before_ready = 2;
  std::chrono::milliseconds job_time{0};  // at least, until a job is ready
  std::chrono::milliseconds delay{0};     // before every answer
  std::chrono::seconds link_life{600};
  std::vector<std::string> faults{};  // as in faults.hpp
  std::filesystem::path log{};        // requests as JSON lines, long texts shortened
  std::filesystem::path state{};      // jobs, read at the start and written after every request
};

/// A request as it came, and what became of it.
struct Received {
  Request request;
  std::optional<Stage> stage{};  // nothing for what the provider does not serve
  std::string fault{};           // that happened to it
  int status = 0;                // 0: not answered yet, or not at all
};

/// Thread-safe but for start and stop.
class Standin {
 public:
  explicit Standin(Options options = {});
  Standin(const Standin&) = delete;
  Standin& operator=(const Standin&) = delete;
  ~Standin();

  /// Empty when it listens, else why it cannot.
  [[nodiscard]] std::string start();
  void stop();

  [[nodiscard]] uint16_t port(Place place = Place::Api) const;
  /// "http://127.0.0.1:PORT"
  [[nodiscard]] std::string url(Place place = Place::Api) const;

  /// False when the text names no fault.
  bool fault(std::string_view text);
  void no_faults();

  [[nodiscard]] std::vector<Received> received() const;
  [[nodiscard]] std::vector<Received> received(Stage stage) const;
  [[nodiscard]] int count(Stage stage) const;
  [[nodiscard]] Counters counters() const;
  /// Where the client broke a rule: the key where it does not belong, a link that was changed, a redirect followed, a
  /// chunked body, metadata in an uploaded picture. Empty for a good client.
  [[nodiscard]] std::vector<std::string> complaints() const;

  /// Whether so many requests of the stage came in (were answered) before the time was over.
  [[nodiscard]] bool wait_received(Stage stage, int n, std::chrono::milliseconds patience) const;
  [[nodiscard]] bool wait_answered(Stage stage, int n, std::chrono::milliseconds patience) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace burnish::standins
