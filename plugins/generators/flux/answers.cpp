#include "answers.hpp"

#include <burnish/generator.h>
#include <burnish/plugin.hpp>

#include <algorithm>
#include <array>
#include <cmath>

namespace flux {
namespace {

struct Meaning {
  std::string_view word;
  State state;
};
constexpr std::array meanings{Meaning{"running", State::Running},
                              Meaning{"done", State::Done},
                              Meaning{"moderated_input", State::ModeratedInput},
                              Meaning{"moderated_output", State::ModeratedOutput},
                              Meaning{"failed", State::Failed},
                              Meaning{"expired", State::Expired},
                              Meaning{"not_found", State::NotFound}};

std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

/// A map's value for a word, whatever its case; empty when the map does not have it.
std::string mapped(const json& map, const std::string& word) {
  for (const auto& [key, value] : map.items())
    if (key == word) return scalar_text(value);
  for (const auto& [key, value] : map.items())
    if (lower(key) == lower(word)) return scalar_text(value);
  return {};
}

std::string http_text(const Answer& a) { return " (HTTP " + std::to_string(a.status) + ")"; }

std::string colon(const std::string& text) { return text.empty() ? "" : ": " + text; }

/// The body of an error as far as it is worth showing.
std::string said(const Profile& profile, const Answer& a) {
  const json body = parse_json(a.body);
  if (body.is_discarded()) return a.body.find('<') == std::string::npos ? one_line(a.body, 200) : std::string();
  return complaint(profile, body.is_object() ? body : json{{"detail", body}});
}

/// The word that the profile gives an error, by its code in the body, then by the HTTP status.
std::string meaning_of(const Profile& profile, const Answer& a) {
  const json body = parse_json(a.body), map = profile.at("/errors/words/map");
  if (!body.is_discarded()) {
    json pointers = profile.at("/errors/words/at");
    if (!pointers.is_array()) pointers = json::array({pointers});
    for (const json& pointer : pointers) {
      std::string meaning = mapped(map, text_at(body, pointer));
      if (!meaning.empty()) return meaning;
    }
  }
  return mapped(profile.at("/errors/http"), std::to_string(a.status));
}

[[noreturn]] void throw_moderated(const Profile& profile, bool input, const std::string& word,
                                  const std::string& reasons) {
  const std::string label = word.empty() ? "" : " (" + word + ")";
  if (input)
    throw burnish::error(
        profile.name() + " refused the request" + label + colon(reasons) + "; change the prompt or the pictures",
        BURNISH_ERROR, BURNISH_WHY_MODERATED_INPUT);
  throw burnish::error(profile.name() + " made a picture and withheld it" + label + colon(reasons) +
                           "; change the prompt or the seed, or raise safety_tolerance",
                       BURNISH_ERROR, BURNISH_WHY_MODERATED_OUTPUT);
}

[[noreturn]] void throw_key_refused(const Profile& profile, const Answer& a) {
  throw burnish::error(profile.name() + " refused the key" + http_text(a) + "; check " + profile.key_place(),
                       BURNISH_ERROR, BURNISH_WHY_REFUSED);
}

/// The host of a redirect's target, or "another page".
std::string redirect_target(const Answer& a) {
  const std::size_t host = a.location.find("://");
  return host == std::string::npos
             ? "another page"
             : one_line(a.location.substr(host + 3, a.location.find_first_of("/?#", host + 3) - host - 3), 100);
}

/// Failures that mean the same to whatever was asked.
void throw_if_plain(const Profile& profile, const Answer& a) {
  const std::string meaning = meaning_of(profile, a);
  if (meaning == "moderated_input" || meaning == "moderated_output")
    throw_moderated(profile, meaning == "moderated_input", "", said(profile, a));
  if (meaning == "key" || (meaning.empty() && (a.status == 401 || a.status == 403))) throw_key_refused(profile, a);
  if (meaning == "no_credit" || (meaning.empty() && a.status == 402))
    throw burnish::error("no credit left at " + profile.name() + http_text(a) + colon(said(profile, a)) +
                             "; add credit and try again, nothing was charged",
                         BURNISH_ERROR, BURNISH_WHY_NO_CREDIT);
  if (meaning == "rate" || (meaning.empty() && a.status == 429)) {
    const std::string wait =
        a.retry_after_s > 0 ? " in " + std::to_string(std::llround(std::ceil(a.retry_after_s))) + " s" : " later";
    throw burnish::error(profile.name() + " has too many requests of this account" + http_text(a) +
                             colon(said(profile, a)) + "; try again" + wait + ", nothing was charged",
                         BURNISH_ERROR, BURNISH_WHY_RATE);
  }
  if (meaning == "expired")
    throw burnish::error(profile.name() + " no longer has it" + http_text(a) + colon(said(profile, a)), BURNISH_ERROR,
                         BURNISH_WHY_EXPIRED);
  if (meaning == "refused")
    throw burnish::error(profile.name() + " refused the request" + http_text(a) + colon(said(profile, a)),
                         BURNISH_ERROR, BURNISH_WHY_REFUSED);
  if (a.status >= 300 && a.status < 400)
    throw burnish::error(profile.name() + " answered with a redirect to " + redirect_target(a) + http_text(a) +
                             ", which is not followed; check the base URL",
                         BURNISH_ERROR, BURNISH_WHY_REFUSED);
}

/// Nothing is charged by a server of one's own.
bool free_of_charge(const Profile& profile) { return number_at(profile.at("/price/flat"), "") == 0.0; }

double progress_of(const Profile& profile, const json& body) {
  const json pointers = profile.at("/poll/progress");
  if (pointers.is_null()) return -1;
  const double stated = number_at(body, pointers).value_or(-1);
  return stated > 1 ? stated / 100 : stated;  // some count to 1, some to 100
}

std::string filled_pointer(const Ticket& ticket, const json& pointer) {
  return filled_in(scalar_text(pointer),
                   [&](std::string_view word) { return word == "id" ? ticket.id : std::string(); });
}
json filled_pointers(const Ticket& ticket, const json& pointers) {
  if (!pointers.is_array()) return filled_pointer(ticket, pointers);
  json all = json::array();
  for (const json& p : pointers) all.push_back(filled_pointer(ticket, p));
  return all;
}

}  // namespace

Standing standing_of(const Profile& profile, const Ticket& ticket, const Answer& a) {
  Standing s;
  s.body = parse_json(a.body);
  s.wait_s = a.retry_after_s;
  const bool is_json = s.body.is_structured();
  if (is_json) {
    // The body comes first: a failed task can arrive as HTTP 503 with everything in it.
    const json pointers = profile.at("/poll/status"), map = profile.at("/poll/map");
    s.word = pointers.is_null() ? "" : one_line(text_at(s.body, filled_pointers(ticket, pointers)), 80);
    s.progress = progress_of(profile, s.body);
    const std::string meaning = mapped(map, s.word);
    for (const Meaning& m : meanings)
      if (m.word == meaning) {
        s.state = m.state;
        return s;
      }
  }
  if (a.status == 404 || a.status == 410) {
    s.state = State::NotFound;
    return s;
  }
  if (a.status == 429) return s;
  if (!a.good()) throw_not_answered(profile, a, "asking about the job");
  if (!is_json)
    throw burnish::error(profile.name() + " answered the question about the job with something that is not JSON" +
                             http_text(a) + "; the ticket is kept",
                         BURNISH_NETWORK);
  check_code(profile, s.body);
  s.known = s.word.empty();
  return s;
}

void throw_ended(const Profile& profile, const Ticket& ticket, const Standing& s) {
  const json reasons_at = profile.at("/errors/reasons");
  std::string reasons;
  const json given = reasons_at.is_null() ? json(nullptr) : first_at(s.body, reasons_at);
  for (const json& reason : given.is_array() ? given : json::array({given})) {
    const std::string text = one_line(scalar_text(reason), 100);
    if (!text.empty()) reasons += (reasons.empty() ? "" : ", ") + text;
  }
  if (s.state == State::ModeratedInput || s.state == State::ModeratedOutput)
    throw_moderated(profile, s.state == State::ModeratedInput, s.word,
                    reasons.empty() ? complaint(profile, s.body) : reasons);
  if (s.state == State::Expired || s.state == State::NotFound)
    throw burnish::error(profile.name() + " no longer knows the job " + one_line(ticket.id, 80) +
                             ": results are kept for a short time only",
                         BURNISH_ERROR, BURNISH_WHY_EXPIRED);
  // The words of an error may say more than the status: a moderated result can arrive as a plain failure.
  const std::string meaning =
      meaning_of(profile, Answer{.status = 0, .body = s.body.dump(-1, ' ', false, json::error_handler_t::replace)});
  if (meaning == "moderated_input" || meaning == "moderated_output")
    throw_moderated(profile, meaning == "moderated_input", s.word, complaint(profile, s.body));
  std::string details = complaint(profile, s.body);
  if (details.empty()) details = one_line(scalar_text(value_at(s.body, "/result")));
  throw burnish::error("the job failed at " + profile.name() + " (" + s.word + ")" + colon(details), BURNISH_ERROR,
                       BURNISH_WHY_FAILED);
}

void throw_not_submitted(const Profile& profile, const Answer& a) {
  throw_if_plain(profile, a);
  const std::string details = said(profile, a);
  if (a.status >= 500 && !free_of_charge(profile))
    throw burnish::error(profile.name() + " failed" + http_text(a) + colon(details) +
                             "; the outcome is unknown, it may have been charged",
                         BURNISH_ERROR, BURNISH_WHY_UNKNOWN_OUTCOME);
  if (a.status == 404 || a.status == 405)
    throw burnish::error(profile.name() + " does not have " + profile.model() + " at this address" + http_text(a) +
                             colon(details) + "; check the base URL and the model",
                         BURNISH_ERROR, BURNISH_WHY_REFUSED);
  throw burnish::error(profile.name() + " refused the request" + http_text(a) + colon(details), BURNISH_ERROR,
                       BURNISH_WHY_REFUSED);
}

void throw_not_answered(const Profile& profile, const Answer& a, const std::string& what) {
  throw_if_plain(profile, a);
  if (a.status == 404 || a.status == 410)
    throw burnish::error(profile.name() + " no longer has it" + http_text(a) + ", " + what, BURNISH_ERROR,
                         BURNISH_WHY_EXPIRED);
  if (a.status >= 500)
    throw burnish::error(profile.name() + " failed" + http_text(a) + " at " + what + colon(said(profile, a)) +
                             "; the ticket is kept, try again later",
                         BURNISH_NETWORK);
  throw burnish::error(profile.name() + " refused" + http_text(a) + " " + what + colon(said(profile, a)), BURNISH_ERROR,
                       BURNISH_WHY_REFUSED);
}

void check_code(const Profile& profile, const json& body) {
  const json at = profile.at("/errors/code/at");
  if (at.is_null()) return;
  const json code = first_at(body, at), right = profile.at("/errors/code/ok");
  if (code.is_null() || code == right) return;
  if (right.is_array() && std::find(right.begin(), right.end(), code) != right.end()) return;
  throw_if_plain(profile, Answer{.status = 0, .body = body.dump(-1, ' ', false, json::error_handler_t::replace)});
  throw burnish::error(profile.name() + " refused the request (code " + one_line(scalar_text(code), 40) + ")" +
                           colon(complaint(profile, body)),
                       BURNISH_ERROR, BURNISH_WHY_REFUSED);
}

std::vector<json> pictures_in(const Profile& profile, const Ticket& ticket, const json& body) {
  const json at = profile.at("/result/pictures");
  if (at.is_null())
    throw burnish::error("the profile of " + profile.name() + " is damaged: /result/pictures is missing");
  json found = first_at(body, filled_pointers(ticket, at));
  if (found.is_null()) return {};
  if (!found.is_array()) found = json::array({found});
  const json each = profile.at("/result/each"), url = profile.at("/result/url");
  std::vector<json> pictures;
  for (const json& item : found) {
    if (url.is_string()) {
      pictures.emplace_back(filled_in(url.get<std::string>(), [&](std::string_view word) {
        return percent_encoded(text_at(item, std::string(word)));
      }));
      continue;
    }
    json picture = item.is_object() && !each.is_null() ? first_at(item, each) : item;
    if (picture.is_string() && !picture.get_ref<const std::string&>().empty()) pictures.push_back(std::move(picture));
  }
  return pictures;
}

}  // namespace flux
