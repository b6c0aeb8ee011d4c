// From values to a request on its way: checked, priced, sent once.
#include <algorithm>

#include "answers.hpp"
#include "body.hpp"
#include "deliver.hpp"
#include "job.hpp"
#include "operations.hpp"
#include "ticket.hpp"

namespace flux {
namespace {

/// Of one encoded picture: what the provider's page says of uploads.
constexpr uint64_t most_upload_bytes = 20'000'000;

struct Prepared {
  Request request;
  Profile profile;  // of the request's model
};

Prepared prepare_request(const Model& model, const Arguments& arguments, const burnish_call* call) {
  const Profile chosen(call);
  const bool operation = model.work == Work::Transformed;
  Request request = operation ? translate(arguments, chosen, call) : read_request(arguments);
  Profile profile = chosen.with_model(short_name(*request.model));
  const json entry = profile.entry(profile.model());
  settle_request(request, arguments, call, static_cast<uint32_t>(number_at(entry, "/pictures").value_or(0)),
                 static_cast<int64_t>(number_at(entry, "/prompt_characters").value_or(0)));
  check_taken(profile, request);
  return {std::move(request), std::move(profile)};
}

Upload upload_of(const Request& r, const json& rules, const PictureUse& use, const burnish::submit_call& c) {
  const burnish_reader& reader = *c.inputs[use.input];
  if (use.role == "mask") return {use.role, encode_mask(c.call, reader, mask_edit(rules))};
  // The transparent part of a picture that is filled is sent as a mask of its own.
  const bool keeps_alpha = r.model->work != Work::Fill;
  const Extent size = sent_size(*r.model, use.role, *reader.info);
  return {use.role, encode_picture(c.call, reader, size, keeps_alpha, most_upload_bytes)};
}

std::vector<Upload> uploads_of(const Prepared& p, const burnish::submit_call& c) {
  const json rules = submit_rules(p.profile, p.request);
  std::vector<Upload> uploads;
  for (const PictureUse& use : p.request.pictures) {
    if (use.input >= c.inputs.size()) throw burnish::error("a picture is missing", BURNISH_BAD_PARAM);
    uploads.push_back(upload_of(p.request, rules, use, c));
  }
  if (p.request.model->work == Work::Fill && !p.request.input_of("mask"))
    uploads.push_back({"mask", encode_alpha_mask(c.call, *c.inputs[*p.request.input_of("picture")], mask_edit(rules))});
  return uploads;
}

Ticket ticket_of(const Prepared& p) {
  Ticket t;
  t.provider = p.profile.name();
  t.model = p.profile.model();
  t.operation = p.request.operation;
  t.currency = p.profile.currency();
  t.seed = p.request.text("seed");
  t.placed = p.request.placed;
  t.sent = seconds_since_1970();
  return t;
}

[[noreturn]] void throw_unreadable(const Profile& profile, const std::string& what) {
  throw burnish::error(profile.name() + " accepted the request and answered " + what +
                           "; the outcome is unknown, it may have been charged",
                       BURNISH_ERROR, BURNISH_WHY_UNKNOWN_OUTCOME);
}

void read_task(Ticket& t, const Profile& profile, const json& body) {
  const auto stated = [&](const char* pointer) {
    const json at = profile.at(pointer);
    return at.is_null() ? std::string() : text_at(body, at);
  };
  t.id = stated("/task/id");
  t.poll = stated("/task/poll");
  t.result = stated("/task/result");
  t.cancel = stated("/task/cancel");
  t.cost = stated("/task/cost");
  t.input_mp = stated("/task/input_mp");
  t.output_mp = stated("/task/output_mp");
}

bool finish_now(const Prepared& p, const Answer& answer, Ticket& ticket, const burnish::submit_call& c) {
  const Profile& profile = p.profile;
  if (profile.text("/result/as") == "body") {
    const std::string problem = picture_problem(answer.body, answer.content_type);
    if (!problem.empty()) throw_unreadable(profile, "badly: " + problem);
    burnish::metadata meta;
    describe(profile, ticket, json::object(), Describe(meta));
    c.deliver(0, answer.body, meta);
    return true;
  }
  const json body = parse_json(answer.body);
  if (!body.is_structured()) throw_unreadable(profile, "with something that is not JSON");
  check_code(profile, body);
  read_task(ticket, profile, body);
  const std::vector<json> pictures = pictures_in(profile, ticket, body);
  if (pictures.empty()) throw_unreadable(profile, "without a picture (" + complaint(profile, body) + ")");
  for (const json& picture : pictures)
    if (is_address(profile, picture)) ticket.pictures.push_back(scalar_text(picture));
  if (!ticket.pictures.empty()) {
    c.ticket(ticket.bytes());
    return false;
  }
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    const std::string bytes = embedded_picture(picture_text(pictures[i]));
    const std::string problem = picture_problem(bytes, "");
    if (!problem.empty()) throw_unreadable(profile, "with a damaged picture: " + problem);
    burnish::metadata meta;
    describe(profile, ticket, body, Describe(meta));
    c.deliver(static_cast<uint32_t>(i), bytes, meta);
  }
  return true;
}

}  // namespace

Price estimate(const Model& model, const burnish_call* call, const burnish_prepare& prepare, const char** currency) {
  const Arguments arguments(model, prepare);
  const Prepared p = prepare_request(model, arguments, call);
  *currency = p.profile.currency();
  return price_of(p.request, arguments, p.profile);
}

bool submit(const Model& model, const burnish_prepare& prepare, const burnish::submit_call& c) {
  const Arguments arguments(model, prepare);
  const Prepared p = prepare_request(model, arguments, c.call);
  const Message message = submit_message(p.profile, p.request, uploads_of(p, c));
  burnish::throw_if_cancelled(c.call);
  Ticket ticket = ticket_of(p);
  const Answer answer = send_paid(c.call, p.profile, message);
  if (!answer.good()) throw_not_submitted(p.profile, answer);
  if (p.profile.synchronous()) return finish_now(p, answer, ticket, c);
  const json body = parse_json(answer.body);
  if (!body.is_structured()) throw_unreadable(p.profile, "with something that is not JSON");
  check_code(p.profile, body);
  read_task(ticket, p.profile, body);
  if (ticket.id.empty() && !ticket.poll.empty()) ticket.id = ticket.poll;
  if (ticket.id.empty()) throw_unreadable(p.profile, "without the id of the job");
  if (ticket.poll.empty() && p.profile.text("/poll/path").empty())
    throw_unreadable(p.profile, "without an address to ask at (job " + one_line(ticket.id, 80) + ")");
  c.ticket(ticket.bytes());
  return false;
}

}  // namespace flux
