#include "ticket.hpp"

#include <burnish/plugin.hpp>

#include <array>
#include <chrono>

namespace flux {
namespace {

constexpr int version = 1;

using Text = std::string Ticket::*;
constexpr std::array<std::pair<const char*, Text>, 13> texts{{{"provider", &Ticket::provider},
                                                              {"model", &Ticket::model},
                                                              {"operation", &Ticket::operation},
                                                              {"id", &Ticket::id},
                                                              {"poll", &Ticket::poll},
                                                              {"result", &Ticket::result},
                                                              {"cancel", &Ticket::cancel},
                                                              {"cost", &Ticket::cost},
                                                              {"input_mp", &Ticket::input_mp},
                                                              {"output_mp", &Ticket::output_mp},
                                                              {"currency", &Ticket::currency},
                                                              {"seed", &Ticket::seed},
                                                              {"placed", &Ticket::placed}}};

}  // namespace

std::string Ticket::bytes() const {
  json t{{"burnish_ticket", version}, {"sent", sent}};
  for (const auto& [key, member] : texts)
    if (!(this->*member).empty()) t[key] = this->*member;
  if (!pictures.empty()) t["pictures"] = pictures;
  return t.dump(-1, ' ', false, json::error_handler_t::replace);
}

Ticket read_ticket(std::string_view bytes) {
  const json t = parse_json(bytes);
  if (!t.is_object() || !t.contains("burnish_ticket")) throw burnish::bad_data("the ticket is damaged");
  if (t["burnish_ticket"] != version)
    throw burnish::error("the ticket is of version " + t["burnish_ticket"].dump() +
                             "; this plugin reads version 1: use the Burnish that wrote it",
                         BURNISH_UNSUPPORTED);
  Ticket ticket;
  for (const auto& [key, member] : texts) ticket.*member = text_at(t, "/" + std::string(key));
  const json pictures = value_at(t, "/pictures");
  for (const json& picture : pictures) ticket.pictures.push_back(scalar_text(picture));
  ticket.sent = static_cast<int64_t>(number_at(t, "/sent").value_or(0));
  if (ticket.provider.empty() || ticket.model.empty() || (ticket.id.empty() && ticket.pictures.empty()))
    throw burnish::bad_data("the ticket is damaged: it names no provider, model or job");
  return ticket;
}

void check_provider(const Ticket& ticket, const Profile& profile) {
  if (ticket.provider != profile.name())
    throw burnish::error("the ticket is of " + ticket.provider + ", but " + profile.name() + " was chosen",
                         BURNISH_BAD_PARAM);
}

int64_t seconds_since_1970() {
  return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

}  // namespace flux
