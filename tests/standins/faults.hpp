// What goes wrong on purpose.
//
// A fault is written STAGE-KIND[=ARGUMENT][*TIMES][@TEXT]: "submit-429=1*2" answers the next two submissions with 429
// and Retry-After: 1; "poll-never@otter" never finishes a job whose prompt contains "otter". Without TIMES it is for
// ever. The first fault of the script that fits is the one that happens.
#pragma once
#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace burnish::standins {

enum class Stage { Submit, Poll, Delivery, Credits };
[[nodiscard]] std::string_view name_of(Stage stage);

struct Fault {
  Stage stage = Stage::Submit;
  std::string kind;      // "429", "drop", "moderated-content"
  std::string argument;  // seconds of Retry-After, milliseconds of a delay, bytes of a body
  int times = -1;        // for ever
  std::string only_for;  // what the prompt contains

  /// The argument as a number, else `otherwise`.
  [[nodiscard]] int number(int otherwise) const;
  /// 400..599 for a kind that is an HTTP status, else 0.
  [[nodiscard]] int status() const;
};

/// Nothing when the text names no fault of ours; `why` then says what is wrong.
[[nodiscard]] std::optional<Fault> parse_fault(std::string_view text, std::string& why);
/// "submit-402 submit-403 ...", for --help.
[[nodiscard]] std::string known_faults();

/// Thread-safe.
class FaultScript {
 public:
  void add(Fault fault);
  void clear();
  /// The fault that happens now, counted down.
  [[nodiscard]] std::optional<Fault> take(Stage stage, std::string_view prompt);
  /// The same for a fault of one kind, which happens before the prompt is known.
  [[nodiscard]] bool take_kind(Stage stage, std::string_view kind);

 private:
  std::mutex mutex_;
  std::vector<Fault> faults_;
};

}  // namespace burnish::standins
