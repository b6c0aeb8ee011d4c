#include "generate/job.hpp"

#include <algorithm>
#include <cmath>

#include "generate/record.hpp"
#include "load/bounded_blocks.hpp"
#include "load/sha256.hpp"
#include "pipeline/values.hpp"
#include "write/byte_sink.hpp"

namespace burnish::generate {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds default_time{600'000};  // of a job
constexpr milliseconds first_wait{250}, longest_wait{10'000};
constexpr double growth = 1.5, jitter = 0.15;
constexpr int polls_lost = 3;   // in a row, each tried several times by the client
constexpr int fetch_tries = 3;  // of a picture that arrives damaged
constexpr uint32_t most_pictures = 16;

std::string model_name(const Item& model) { return std::string(short_id(model.id)); }

/// A prepared description of the request for the plugin; refers to the request.
struct Prepared {
  Values values;
  std::vector<burnish_image_info> infos;
  std::vector<const burnish_image_info*> pointers;
  burnish_prepare raw{};

  static Result<std::unique_ptr<Prepared>> of(const JobRequest& request) {
    BURNISH_TRY(Values values, Values::resolve(*request.model, request.arguments));
    auto p = std::make_unique<Prepared>();
    p->values = std::move(values);
    p->infos.reserve(request.inputs.size());
    for (const Picture& picture : request.inputs) p->pointers.push_back(&p->infos.emplace_back(to_info(picture.shape)));
    p->raw.struct_size = sizeof p->raw;
    p->raw.values = p->values.data();
    p->raw.input_count = static_cast<uint32_t>(request.inputs.size());
    p->raw.inputs = p->pointers.data();
    return p;
  }
};

/// A call that may use the network.
class NetCall {
 public:
  NetCall(const CallContext& context, const Provider& provider, const Catalogue& catalogue) : call_(context) {
    call_.set_net(&provider.client());
    call_.set_catalogue(&catalogue);
  }
  Call* operator->() { return &call_; }
  Call& operator*() { return call_; }
  [[nodiscard]] const burnish_call* get() const { return call_.get(); }

 private:
  Call call_;
};

/// A plugin's failure as this core reports it: what the provider did is Code::Generator, whatever the plugin's status.
Error generator_error(const Call& call, burnish_status status, const std::string& what) {
  Error e = call.error(status, what);
  if (e.code != Code::BadParam && e.code != Code::Cancelled && e.code != Code::NoMemory) e.code = Code::Generator;
  return e;
}

bool is_why(const Error& e, const char* word) { return e.where == word; }

/// The job has ended without a picture: nothing is left to fetch. A refused poll is none of these.
bool has_ended(const Error& e) {
  return is_why(e, BURNISH_WHY_MODERATED_INPUT) || is_why(e, BURNISH_WHY_MODERATED_OUTPUT) ||
         is_why(e, BURNISH_WHY_FAILED);
}

Error keep_ticket(Error e, const Ticket& ticket) {
  const std::string kept = "the ticket " + ticket.path().string() +
                           " is kept: burnish generate --resume fetches what "
                           "was paid for";
  e.hint = e.hint.empty() ? kept : e.hint + "; " + kept;
  return e;
}

/// Removes a key from the set when the work on it ends.
class Underway {
 public:
  Underway(std::mutex& mutex, std::condition_variable& done, std::set<std::string>& keys, std::string key)
      : mutex_(mutex), done_(done), keys_(keys), key_(std::move(key)) {}
  Underway(const Underway&) = delete;
  Underway& operator=(const Underway&) = delete;
  ~Underway() {
    const std::lock_guard lock(mutex_);
    keys_.erase(key_);
    done_.notify_all();
  }

 private:
  std::mutex& mutex_;
  std::condition_variable& done_;
  std::set<std::string>& keys_;
  std::string key_;
};

}  // namespace

std::string Jobs::key_of(const JobRequest& request, const net::Profile& profile) {
  Sha256 hash;
  const auto add = [&](const std::string& text) {
    hash.add(text.c_str(), text.size() + 1);  // the NUL keeps neighbours apart
  };
  add(request.model->id);
  add(std::to_string(request.model->version));
  add(profile.name);
  add(profile.base);
  std::map<std::string, std::string> sorted;
  for (const Argument& a : request.arguments) sorted[a.id] = a.text;
  for (const auto& [id, text] : sorted) add(id), add(text);
  for (const Picture& p : request.inputs) add(p.hash());
  return hash.hex();
}

milliseconds Jobs::time_allowed() const {
  return context_.options.timeout.count() > 0 ? context_.options.timeout : default_time;
}

Result<JobPrice> Jobs::price(const JobRequest& request, const Provider& provider) const {
  BURNISH_TRY(const void* raw, context_.catalogue.table(*request.model));
  const auto& table = *static_cast<const burnish_generator*>(raw);
  BURNISH_TRY(const auto prepared, Prepared::of(request));
  NetCall call({context_.host, context_.cancel, no_deadline}, provider, context_.catalogue);
  double seconds = 0, price = 0;
  const char* currency = nullptr;
  const burnish_status s = table.estimate(call.get(), &prepared->raw, &seconds, &price, &currency);
  if (s != BURNISH_OK) return generator_error(*call, s, "nothing was sent to " + model_name(*request.model));
  for (const std::string& n : call->take_notes()) context_.note(n);
  JobPrice answer{std::nullopt, currency == nullptr ? "" : currency, seconds};
  if (price >= 0) answer.price = price;  // negative or not a number: not known
  return answer;
}

std::optional<Generated> Jobs::delivered(const Ticket& ticket) const {
  auto found = results_.find(ticket.request().key);
  // With --fresh, an earlier picture of the same request may be there.
  if (found && found->record.created != ticket.request().created) found.reset();
  return found;
}

std::optional<Ticket> Jobs::find_ticket(const std::string& key, Status& status) const {
  for (TicketFolder::Found& f : tickets_.all()) {
    if (f.key != key) continue;
    if (f.held) {
      status = Error{Code::Generator,
                     "the same request is being made by another process",
                     f.path.string(),
                     {},
                     "wait for it, or pay again with --fresh"};
      return std::nullopt;
    }
    if (!f.ticket) continue;
    if (f.ticket->state() == TicketState::Sending || f.ticket->state() == TicketState::Unknown) {
      if (delivered(*f.ticket)) return std::move(f.ticket);
      status = Error{Code::Generator,
                     "the same request was sent before: outcome unknown, may have been charged",
                     f.path.string(),
                     {},
                     "look at the account; then remove the ticket, or pay again with --fresh"};
      return std::nullopt;
    }
    return std::move(f.ticket);
  }
  return std::nullopt;
}

Result<Jobs::Finished> Jobs::obtain(const JobRequest& request, Provider& provider, Budget& budget, bool fresh) {
  const std::string key = key_of(request, provider.profile());
  {
    std::unique_lock lock(mutex_);
    done_.wait(lock, [&] { return underway_.count(key) == 0; });
    underway_.insert(key);
  }
  const Underway underway(mutex_, done_, underway_, key);
  if (!fresh) {
    if (auto found = results_.find(key)) return Finished{*std::move(found), std::nullopt};
    Status status = Done{};
    std::optional<Ticket> ticket = find_ticket(key, status);
    BURNISH_CHECK(std::move(status));
    if (ticket) return finish(*std::move(ticket), *request.model, provider);
  }
  BURNISH_TRY(const JobPrice price, this->price(request, provider));
  BURNISH_CHECK(provider.client().check_secret());
  const std::optional<Provider::Turn> turn = provider.enter(model_name(*request.model), [this] { return stopped(); });
  if (!turn) return Error{Code::Cancelled, "stopped", {}, {}, {}};
  BURNISH_CHECK(budget.reserve(price.price, price.currency));
  auto finished = send(request, key, provider);
  const bool free = !finished && finished.error().hint.find("ticket") == std::string::npos;
  if (finished) budget.settle(price.price, finished->generated.record.cost);
  if (free) budget.settle(price.price, 0);
  return finished;
}

/// Where a submission's answers go while it runs.
class Jobs::Sending {
 public:
  Sending(Jobs& jobs, Ticket& ticket) : jobs_(jobs), ticket_(ticket) {
    delivery_.struct_size = sizeof delivery_;
    delivery_.impl = this;
    delivery_.deliver = &deliver;
    generated_.key = ticket.request().key;
  }
  Sending(const Sending&) = delete;
  Sending& operator=(const Sending&) = delete;

  [[nodiscard]] const burnish_delivery* delivery() const { return &delivery_; }
  [[nodiscard]] Generated& generated() { return generated_; }
  [[nodiscard]] const Status& status() const { return status_; }

 private:
  static burnish_status deliver(const burnish_delivery* raw, uint32_t index, const void* file, std::size_t n,
                                const burnish_meta* meta) noexcept {
    auto& self = *static_cast<Sending*>(raw->impl);
    try {
      self.status_ = self.keep(index, {static_cast<const char*>(file), n}, meta);
      return self.status_ ? BURNISH_OK : BURNISH_ERROR;
    } catch (const std::exception&) {
      return BURNISH_NO_MEMORY;
    }
  }
  Status keep(uint32_t index, std::string_view bytes, const burnish_meta* meta) {
    const std::string extension = extension_of(bytes);
    if (extension.empty())
      return Error{
          Code::Generator, "what was delivered is no picture", {}, std::to_string(bytes.size()) + " bytes", {}};
    if (index >= most_pictures) return Done{};
    BURNISH_TRY(auto path, jobs_.results_.keep(generated_.key, index, extension, bytes));
    if (generated_.files.size() <= index) generated_.files.resize(index + 1);
    generated_.files[index] = std::move(path);
    BlockMap entries;
    for (uint32_t i = 0; meta != nullptr && i < 4096; ++i) {
      const char* key = meta->key(meta, i);
      if (key == nullptr) break;
      const std::string name = key;
      const void* value = nullptr;
      std::size_t size = 0;
      if (meta->get(meta, name.c_str(), &value, &size) == BURNISH_OK)
        entries[name] = std::string(static_cast<const char*>(value), size);
    }
    if (index == 0) generated_.record = record_of(ticket_.request(), entries);
    return Done{};
  }

  Jobs& jobs_;
  Ticket& ticket_;
  burnish_delivery delivery_{};
  Generated generated_;
  Status status_ = Done{};
};

Result<Jobs::Finished> Jobs::send(const JobRequest& request, const std::string& key, Provider& provider) {
  BURNISH_TRY(const void* raw, context_.catalogue.table(*request.model));
  const auto& table = *static_cast<const burnish_generator*>(raw);
  BURNISH_TRY(const auto prepared, Prepared::of(request));
  std::vector<std::unique_ptr<PictureReader>> pictures;
  std::vector<const burnish_reader*> readers;
  TicketRequest asked{
      key,         request.model->id,      provider.profile().name, provider.profile().base, {}, {}, request.output,
      timestamp(), request.private_prompt, request.edits_picture};
  for (const Argument& a : request.arguments) asked.arguments[a.id] = a.text;
  for (const Picture& p : request.inputs) {
    pictures.push_back(std::make_unique<PictureReader>(p));
    readers.push_back(&pictures.back()->get());
    asked.inputs.push_back("sha256:" + p.hash());
  }
  BURNISH_TRY(Ticket ticket, tickets_.create(std::move(asked)));

  const auto deadline = provider.clock().now() + time_allowed();
  NetCall call({context_.host, context_.cancel, no_deadline}, provider, context_.catalogue);
  MemorySink job;
  Sending sending(*this, ticket);
  const burnish_status s = table.submit(call.get(), &prepared->raw, readers.data(), job.get(), sending.delivery());
  for (const std::string& n : call->take_notes()) context_.note(n);
  if (s == BURNISH_PENDING && !job.content().empty()) {
    const Status kept = ticket.submitted(job.content());
    if (!kept) context_.note(kept.error().message());  // the job runs: wait for it all the same
    return wait_and_fetch(std::move(ticket), *request.model, provider, deadline);
  }
  if (s == BURNISH_OK && !sending.generated().files.empty()) {
    BURNISH_CHECK(results_.complete(sending.generated()));
    BURNISH_CHECK(ticket.fetched());
    if (const Status ok = check_picture(sending.generated().files.front()); !ok) return keep_ticket(ok.error(), ticket);
    return Finished{sending.generated(), std::move(ticket)};
  }
  const std::string what = model_name(*request.model) + " at " + provider.profile().label + " gave no picture";
  if (s >= 0) {
    (void)ticket.unknown("the plugin answered without a job");
    return keep_ticket({Code::Plugin, what, {}, "its plugin broke its contract", "report it to the plugin's author"},
                       ticket);
  }
  Error e = !sending.status() ? sending.status().error() : generator_error(*call, s, what);
  // Once bytes may have left, only a clear refusal says that nothing was charged.
  if (is_why(e, BURNISH_WHY_UNKNOWN_OUTCOME) || !sending.status()) {
    (void)ticket.unknown(e.why);
    e.what =
        model_name(*request.model) + " at " + provider.profile().label + ": outcome unknown, may have been charged";
    e.hint = "look at the account before sending it again; the ticket " + ticket.path().string() + " is kept";
    return e;
  }
  ticket.close();
  return e;
}

Status Jobs::check_picture(const fs::path& path) const {
  const RenderContext render{context_.catalogue, context_.options, context_.host, nullptr};
  const auto picture = render_file(render, path);
  if (picture) return Done{};
  Error e = picture.error();
  e.code = Code::Generator;
  e.what = "the delivered picture cannot be used: " + e.what;
  return e;
}

Status Jobs::wait_ready(const burnish_generator& table, const Ticket& ticket, Provider& provider,
                        Clock::time_point deadline) {
  const net::Clock& clock = provider.clock();
  const std::string what = std::string(short_id(ticket.request().model)) + " at " + provider.profile().label;
  milliseconds pause = first_wait;
  std::set<std::string> said;  // a strange status is worth one note
  for (int lost = 0;;) {
    if (stopped()) return Error{Code::Cancelled, "stopped waiting for " + what, {}, {}, {}};
    if (clock.now() >= deadline)
      return Error{Code::Generator,
                   what + " is not finished",
                   {},
                   "the job's time limit of " + std::to_string(time_allowed().count() / 1000) + " s has passed",
                   "raise --timeout"};
    NetCall call({context_.host, context_.cancel, no_deadline}, provider, context_.catalogue);
    uint32_t again = 0;
    const burnish_status s = table.poll(call.get(), ticket.job().data(), ticket.job().size(), &again);
    for (const std::string& n : call->take_notes())
      if (said.insert(n).second) context_.note(n);
    if (s == BURNISH_OK) return Done{};
    if (s == BURNISH_NETWORK && ++lost < polls_lost) {
      again = static_cast<uint32_t>(first_wait.count());
    } else if (s < 0) {
      return generator_error(*call, s, what + " gave no picture");
    } else if (s == BURNISH_PENDING) {
      lost = 0;
    }
    const auto wanted = std::max<double>(again, static_cast<double>(pause.count()));
    const double varied = std::min<double>(wanted, static_cast<double>(longest_wait.count())) *
                          (1 - jitter + 2 * jitter * clock.random());
    pause = std::min(longest_wait, milliseconds(static_cast<int64_t>(static_cast<double>(pause.count()) * growth)));
    clock.wait(milliseconds(static_cast<int64_t>(varied)), [this] { return stopped(); });
  }
}

Result<Generated> Jobs::fetch(const burnish_generator& table, const Ticket& ticket, Provider& provider) {
  Generated g;
  g.key = ticket.request().key;
  const std::string what = "cannot fetch the picture of " + std::string(short_id(ticket.request().model));
  for (uint32_t index = 0; index < most_pictures; ++index) {
    for (int tries = 1;; ++tries) {
      NetCall call({context_.host, context_.cancel, no_deadline}, provider, context_.catalogue);
      MemorySink file;
      BoundedBlocks meta;
      const burnish_status s =
          table.fetch(call.get(), ticket.job().data(), ticket.job().size(), index, file.get(), meta.get());
      if (s == BURNISH_NOT_MINE) {
        if (index == 0) return Error{Code::Generator, what, {}, "the provider has none", {}};
        return g;
      }
      if (s != BURNISH_OK) return generator_error(*call, s, what);
      const std::string extension = extension_of(file.content());
      Status usable =
          extension.empty()
              ? Status(Error{Code::Generator,
                             what,
                             {},
                             "what was delivered is no picture (" + std::to_string(file.content().size()) + " bytes)",
                             {}})
              : Status(Done{});
      fs::path path;
      if (usable) {
        BURNISH_TRY(path, results_.keep(g.key, index, extension, file.content()));
        usable = check_picture(path);
      }
      if (usable) {
        g.files.push_back(path);
        if (index == 0) g.record = record_of(ticket.request(), meta.entries());
        break;
      }
      std::error_code ignored;
      if (!path.empty()) fs::remove(path, ignored);
      if (tries == fetch_tries) return usable.error();
      if (!provider.clock().wait(first_wait, [this] { return stopped(); }))
        return Error{Code::Cancelled, "stopped", {}, {}, {}};
    }
  }
  return g;
}

Result<Jobs::Finished> Jobs::wait_and_fetch(Ticket ticket, const Item& model, Provider& provider,
                                            Clock::time_point deadline) {
  BURNISH_TRY(const void* raw, context_.catalogue.table(model));
  const auto& table = *static_cast<const burnish_generator*>(raw);
  const auto failed = [&](Error e) -> Error {
    if (has_ended(e)) {
      ticket.close();
      return e;
    }
    return keep_ticket(std::move(e), ticket);
  };
  const auto start = provider.clock().now();
  if (const Status ready = wait_ready(table, ticket, provider, deadline); !ready) return failed(ready.error());
  auto generated = fetch(table, ticket, provider);
  if (!generated) return failed(generated.error());
  if (!generated->record.seconds)
    generated->record.seconds = std::chrono::duration<double>(provider.clock().now() - start).count();
  if (const Status kept = results_.complete(*generated); !kept) return keep_ticket(kept.error(), ticket);
  if (const Status kept = ticket.fetched(); !kept) return keep_ticket(kept.error(), ticket);
  return Finished{std::move(generated).value(), std::move(ticket)};
}

Result<Jobs::Finished> Jobs::finish(Ticket ticket, const Item& model, Provider& provider) {
  if (auto found = delivered(ticket)) return Finished{*std::move(found), std::move(ticket)};
  if (ticket.state() != TicketState::Submitted)
    return Error{Code::Generator, "outcome unknown, may have been charged", ticket.path().string(),
                 "the process that sent it ended before the answer was kept",
                 "look at the account; then remove the ticket"};
  BURNISH_CHECK(provider.client().check_secret());
  return wait_and_fetch(std::move(ticket), model, provider, provider.clock().now() + time_allowed());
}

SplitArguments split_pictures(const Item& model, std::span<const Argument> arguments, std::vector<std::string> images) {
  SplitArguments split;
  split.pictures = std::move(images);
  split.where.resize(split.pictures.size(), "-i");
  for (const Argument& a : arguments) {
    const Parameter* p = model.parameter(a.id);
    Argument copy = a;
    if (p != nullptr && p->type == BURNISH_P_IMAGE) {
      copy.text = std::to_string(split.pictures.size());
      split.pictures.push_back(a.text);
      split.where.push_back(a.where);
    }
    split.arguments.push_back(std::move(copy));
  }
  return split;
}

}  // namespace burnish::generate
