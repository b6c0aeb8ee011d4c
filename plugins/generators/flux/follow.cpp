// What happens to a job after it was sent: asked about, fetched, given up.
#include <algorithm>
#include <cmath>

#include "answers.hpp"
#include "deliver.hpp"
#include "job.hpp"
#include "pictures.hpp"
#include "ticket.hpp"

namespace flux {
namespace {

/// A job can be unknown for a moment after it was accepted, while the provider's clusters agree.
constexpr int64_t unknown_for_s = 10;
constexpr uint32_t download_timeout_ms = 120'000;

struct Job {
  Ticket ticket;
  Profile profile;  // of the ticket's model
};

Job job_of(const burnish_call* call, std::string_view bytes) {
  Ticket ticket = read_ticket(bytes);
  const Profile chosen(call);
  check_provider(ticket, chosen);
  Profile profile = chosen.with_model(ticket.model);
  return {std::move(ticket), std::move(profile)};
}

std::string with_id(const Job& job, const std::string& path) {
  return filled_in(path, [&](std::string_view word) -> std::string {
    if (word == "id") return percent_encoded(job.ticket.id);
    if (word == "name") return percent_encoded(job.profile.model_name(), "/:@");
    if (word == "model") return percent_encoded(job.profile.model());
    throw burnish::error("the profile of " + job.profile.name() + " is damaged: {" + std::string(word) + "} in " +
                         path);
  });
}

Standing ask(const burnish_call* call, const Job& job) {
  const std::string url = job.profile.resolved(
      job.ticket.poll.empty() ? with_id(job, job.profile.needed_text("/poll/path")) : job.ticket.poll);
  const std::string method = job.profile.text("/poll/method");
  Message message = api_message(job.profile, method.empty() ? "GET" : method, url);
  const json body = job.profile.at("/poll/body");
  if (!body.is_null()) {
    message.headers.emplace_back("Content-Type", "application/json");
    message.body = filled_in_everywhere(body, [&](std::string_view word) {
                     return word == "id" ? job.ticket.id : std::string();
                   }).dump(-1, ' ', false, json::error_handler_t::replace);
  }
  Standing s = standing_of(job.profile, job.ticket,
                           send(call, message, job.profile.name() + " could not be asked about the job"));
  if (s.state == State::NotFound && seconds_since_1970() - job.ticket.sent < unknown_for_s) s.state = State::Running;
  if (s.state != State::Running && s.state != State::Done) throw_ended(job.profile, job.ticket, s);
  return s;
}

/// What holds the pictures: the answer to the poll, or what the provider keeps at another address.
json result_of(const burnish_call* call, const Job& job) {
  Standing s = ask(call, job);
  if (s.state != State::Done)
    throw burnish::error("the job " + one_line(job.ticket.id, 80) + " is not finished at " + job.profile.name(),
                         BURNISH_NETWORK);
  const std::string path = job.profile.text("/result/path");
  if (path.empty() && job.ticket.result.empty()) return std::move(s.body);
  const std::string url = job.profile.resolved(job.ticket.result.empty() ? with_id(job, path) : job.ticket.result);
  const std::string what = "fetching the result";
  const Answer answer = send(call, api_message(job.profile, "GET", url), what + " failed");
  if (!answer.good()) throw_not_answered(job.profile, answer, what);
  json body = parse_json(answer.body);
  if (!body.is_structured())
    throw burnish::error(job.profile.name() + " answered with something that is not JSON when " + what,
                         BURNISH_NETWORK);
  check_code(job.profile, body);
  return body;
}

struct Download {
  std::string bytes, problem;  // problem: what is wrong; empty: a whole picture
  bool gone = false;           // the address is no longer good
};

Download download(const burnish_call* call, const Job& job, const std::string& url) {
  // Without the key: whoever delivers is not whoever is paid.
  const Message message{.url = url, .timeout_ms = download_timeout_ms, .redirects = 2};
  Answer answer = send(call, message, "the picture could not be downloaded");
  const std::string http = " (HTTP " + std::to_string(answer.status) + ")";
  if (answer.status == 401 || answer.status == 403 || answer.status == 404 || answer.status == 410)
    return {{}, "the address of the picture has expired" + http, true};
  if (!answer.good()) throw_not_answered(job.profile, answer, "the download of the picture");
  std::string problem = picture_problem(answer.body, answer.content_type);
  return {std::move(answer.body), std::move(problem), false};
}

[[noreturn]] void throw_bad(const Job& job, const Download& d) {
  if (d.gone)
    throw burnish::error("the picture of " + job.profile.name() + " can no longer be fetched: " + d.problem,
                         BURNISH_ERROR, BURNISH_WHY_EXPIRED);
  throw burnish::error("the picture of " + job.profile.name() + " arrived damaged: " + d.problem +
                           "; the ticket is kept, try again with --resume",
                       BURNISH_BAD_DATA);
}

std::string picture_bytes(const burnish_call* call, const Job& job, const json& picture, uint32_t index) {
  if (!is_address(job.profile, picture)) {
    std::string bytes = embedded_picture(picture_text(picture));
    const std::string problem = picture_problem(bytes, "");
    if (!problem.empty()) throw_bad(job, {{}, problem, false});
    return bytes;
  }
  Download d = download(call, job, job.profile.resolved(picture_text(picture)));
  if (d.problem.empty()) return std::move(d.bytes);
  if (job.ticket.pictures.empty()) {  // once more, from a fresh address
    const std::vector<json> again = pictures_in(job.profile, job.ticket, result_of(call, job));
    if (index < again.size() && is_address(job.profile, again[index]))
      d = download(call, job, job.profile.resolved(picture_text(again[index])));
  } else if (!d.gone) {
    d = download(call, job, job.profile.resolved(picture_text(picture)));
  }
  if (!d.problem.empty()) throw_bad(job, d);
  return std::move(d.bytes);
}

uint32_t again_after(const Profile& profile, const Standing& s) {
  const double interval = number_at(profile.at("/poll/interval_ms"), "").value_or(1000);
  return static_cast<uint32_t>(std::clamp(std::max(interval, s.wait_s * 1000), 1.0, 3'600'000.0));
}

}  // namespace

uint32_t poll(const burnish_call* call, std::string_view bytes) {
  const Job job = job_of(call, bytes);
  if (!job.ticket.pictures.empty()) return 0;
  const Standing s = ask(call, job);
  if (s.state == State::Done) return 0;
  if (s.progress >= 0) call->progress(call, std::min(s.progress, 1.0), s.word.c_str());
  if (!s.known)
    call->note(call, (job.profile.name() + " says '" + s.word +
                      "' of the job, which its profile does not know; it is "
                      "taken as still running")
                         .c_str());
  return again_after(job.profile, s);
}

bool fetch(const burnish::fetch_call& c) {
  const Job job = job_of(c.call, c.ticket);
  json answer = json::object();
  std::vector<json> pictures;
  if (job.ticket.pictures.empty()) {
    answer = result_of(c.call, job);
    pictures = pictures_in(job.profile, job.ticket, answer);
    if (pictures.empty())
      throw burnish::error(job.profile.name() + " says that the job is done, but names no picture", BURNISH_BAD_DATA);
  } else {
    for (const std::string& url : job.ticket.pictures) pictures.emplace_back(url);
  }
  if (c.index >= pictures.size()) return false;
  const std::string bytes = picture_bytes(c.call, job, pictures[c.index], c.index);
  c.write(bytes);
  describe(job.profile, job.ticket, answer, Describe(c));
  return true;
}

void abandon(const burnish_call* call, std::string_view bytes) {
  const Job job = job_of(call, bytes);
  const std::string path = job.profile.text("/cancel/path");
  if (job.ticket.cancel.empty() && path.empty()) return;  // most providers go on and are paid
  const std::string method = job.profile.text("/cancel/method");
  const std::string url = job.profile.resolved(job.ticket.cancel.empty() ? with_id(job, path) : job.ticket.cancel);
  const Answer answer =
      send(call, api_message(job.profile, method.empty() ? "POST" : method, url), "the job could not be cancelled");
  // Finished or gone already is as good.
  if (!answer.good() && answer.status != 404 && answer.status != 409 && answer.status != 410)
    throw_not_answered(job.profile, answer, "cancelling the job");
}

double balance(const burnish_call* call, const char** currency) {
  const Profile profile(call);
  const std::string path = profile.text("/balance/path");
  if (path.empty()) throw burnish::error(profile.name() + " does not say what is left", BURNISH_UNSUPPORTED);
  const std::string what = "asking for the balance";
  const Answer answer = send(call, api_message(profile, "GET", profile.resolved(path)), what + " failed");
  if (!answer.good()) throw_not_answered(profile, answer, what);
  const auto amount = number_at(parse_json(answer.body), profile.at("/balance/amount"));
  if (!amount) throw burnish::error(profile.name() + " did not say what is left", BURNISH_BAD_DATA);
  *currency = profile.currency();
  return *amount;
}

}  // namespace flux
