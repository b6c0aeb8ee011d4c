// What a provider answered, understood: how a job stands, and what went wrong, in a sentence and a why-word.
#pragma once
#include <string>
#include <vector>

#include "http.hpp"
#include "profile.hpp"
#include "ticket.hpp"

namespace flux {

enum class State : uint8_t { Running, Done, ModeratedInput, ModeratedOutput, Failed, Expired, NotFound };

struct Standing {
  State state = State::Running;
  std::string word;      // the provider's own
  bool known = true;     // false: a word that the profile does not know
  double progress = -1;  // 0..1; negative: not stated
  double wait_s = 0;     // the provider asks for that much patience
  json body;
};

/// What the answer to a poll says. Throws when it says nothing about the job.
[[nodiscard]] Standing standing_of(const Profile& profile, const Ticket& ticket, const Answer& answer);
/// For a job that ended without a picture.
[[noreturn]] void throw_ended(const Profile& profile, const Ticket& ticket, const Standing& standing);

/// For a request that was not accepted.
[[noreturn]] void throw_not_submitted(const Profile& profile, const Answer& answer);
/// For an answer of HTTP 400 and above to a question, also one about a result.
[[noreturn]] void throw_not_answered(const Profile& profile, const Answer& answer, const std::string& what);
/// Throws when the body says that there was an error although the HTTP status does not.
void check_code(const Profile& profile, const json& body);

/// The pictures that an answer holds, each an address, a data URI or base64, still as the provider wrote it.
[[nodiscard]] std::vector<json> pictures_in(const Profile& profile, const Ticket& ticket, const json& body);

/// What the provider says about an error, in one line of bounded length, without anything that it only echoes.
[[nodiscard]] std::string complaint(const Profile& profile, const json& body);
/// One line; long runs without a space (base64, signatures) are shortened, queries of addresses are left out.
[[nodiscard]] std::string one_line(std::string_view text, std::size_t most = 400);

}  // namespace flux
