#include "standins/faults.hpp"

#include <algorithm>
#include <charconv>

namespace burnish::standins {
namespace {

struct Kind {
  std::string_view name;
  bool submit, poll, delivery, credits;
};

constexpr Kind kinds[] = {
    // answered in place of doing anything; with the argument "charged" a submission makes its job nevertheless
    {"400", true, true, true, true},
    {"401", true, true, true, true},
    {"402", true, true, true, true},
    {"403", true, true, true, true},
    {"404", true, true, true, true},
    {"422", true, true, true, true},
    {"429", true, true, true, true},
    {"500", true, true, true, true},
    {"502", true, true, true, true},
    {"503", true, true, true, true},
    {"redirect", true, true, true, true},
    {"drop-early", true, true, true, true},  // closed before the body is read
    // done, but answered badly
    {"drop", true, true, true, true},  // closed without an answer
    {"slow", true, true, true, true},
    {"hold", true, true, true, true},  // silent for half a minute
    {"malformed", true, true, false, true},
    {"wrong-json", true, true, false, true},
    {"empty", true, true, true, true},
    {"html", true, true, true, true},
    {"huge", true, true, true, true},
    {"truncated", true, true, true, true},
    // of a submission
    {"no-polling-url", true, false, false, false},
    {"foreign-polling-url", true, false, false, false},
    {"other-size", true, false, false, false},
    // of a job
    {"moderated-request", false, true, false, false},
    {"moderated-content", false, true, false, false},
    {"error", false, true, false, false},
    {"failed-503", false, true, false, false},
    {"not-found", false, true, false, false},
    {"unknown-status", false, true, false, false},
    {"never", false, true, false, false},
    {"no-sample", false, true, false, false},
    {"foreign-sample", false, true, false, false},
    // of a picture
    {"expired", false, false, true, false},
    {"garbage", false, false, true, false},
    {"hold-half", false, false, true, false},
};

bool allowed(const Kind& kind, Stage stage) {
  switch (stage) {
    case Stage::Submit:
      return kind.submit;
    case Stage::Poll:
      return kind.poll;
    case Stage::Delivery:
      return kind.delivery;
    case Stage::Credits:
      break;
  }
  return kind.credits;
}

constexpr Stage stages[] = {Stage::Submit, Stage::Poll, Stage::Delivery, Stage::Credits};

bool known(Stage stage, std::string_view name) {
  return std::any_of(std::begin(kinds), std::end(kinds),
                     [&](const Kind& kind) { return kind.name == name && allowed(kind, stage); });
}

std::optional<int> number_in(std::string_view text) {
  int number = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (ec != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// "a=b" -> "a" stays, "b" is returned; empty when the mark is not there.
std::string cut_off(std::string_view& text, char mark) {
  const auto at = text.find(mark);
  if (at == std::string_view::npos) return {};
  const std::string tail(text.substr(at + 1));
  text = text.substr(0, at);
  return tail;
}

}  // namespace

std::string_view name_of(Stage stage) {
  switch (stage) {
    case Stage::Submit:
      return "submit";
    case Stage::Poll:
      return "poll";
    case Stage::Delivery:
      return "delivery";
    case Stage::Credits:
      break;
  }
  return "credits";
}

int Fault::number(int otherwise) const { return number_in(argument).value_or(otherwise); }

int Fault::status() const {
  const int number = number_in(kind).value_or(0);
  return number >= 400 && number <= 599 ? number : 0;
}

std::optional<Fault> parse_fault(std::string_view text, std::string& why) {
  const std::string whole(text);
  Fault fault;
  fault.only_for = cut_off(text, '@');
  const std::string times = cut_off(text, '*');
  fault.argument = cut_off(text, '=');
  const std::string kind = cut_off(text, '-');
  if (!times.empty()) {
    fault.times = number_in(times).value_or(0);
    if (fault.times < 1) {
      why = "\"" + whole + "\": " + times + " is not how many times it should happen";
      return std::nullopt;
    }
  }
  for (const Stage stage : stages) {
    if (text != name_of(stage) || !known(stage, kind)) continue;
    fault.stage = stage;
    fault.kind = kind;
    return fault;
  }
  why = "\"" + whole + "\" is no fault; there are " + known_faults();
  return std::nullopt;
}

std::string known_faults() {
  std::string all;
  for (const Stage stage : stages)
    for (const Kind& kind : kinds)
      if (allowed(kind, stage)) all.append(all.empty() ? "" : " ").append(name_of(stage)).append("-").append(kind.name);
  return all;
}

void FaultScript::add(Fault fault) {
  const std::lock_guard lock(mutex_);
  faults_.push_back(std::move(fault));
}

void FaultScript::clear() {
  const std::lock_guard lock(mutex_);
  faults_.clear();
}

std::optional<Fault> FaultScript::take(Stage stage, std::string_view prompt) {
  const std::lock_guard lock(mutex_);
  for (Fault& fault : faults_) {
    if (fault.stage != stage || fault.times == 0 || fault.kind == "drop-early") continue;
    if (prompt.find(fault.only_for) == std::string_view::npos) continue;
    if (fault.times > 0) --fault.times;
    return fault;
  }
  return std::nullopt;
}

bool FaultScript::take_kind(Stage stage, std::string_view kind) {
  const std::lock_guard lock(mutex_);
  for (Fault& fault : faults_) {
    if (fault.stage != stage || fault.times == 0 || fault.kind != kind) continue;
    if (fault.times > 0) --fault.times;
    return true;
  }
  return false;
}

}  // namespace burnish::standins
