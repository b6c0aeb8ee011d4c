#include "burnish/core/generate.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

#include "execute/execute.hpp"
#include "generate/place.hpp"
#include "load/host.hpp"
#include "metadata/provenance.hpp"
#include "net/secrets.hpp"
#include "pipeline/check.hpp"
#include "pipeline/templates.hpp"
#include "pipeline/values.hpp"
#include "write/paths.hpp"

namespace burnish {
namespace {

namespace fs = std::filesystem;
using generate::Generation;
using generate::JobRequest;
using generate::Jobs;
using Clock = std::chrono::steady_clock;

constexpr double delivered_quality = 95;  // of lossy files: what was paid for is kept well

/// The services of one command, with the plugin's host and everything that its requests share.
class Desk {
 public:
  Desk(const Catalogue& catalogue, const RunOptions& options, const Services& services)
      : catalogue_(catalogue),
        options_(options),
        services_(services),
        host_([this](LogLevel level, std::string_view text) { say(level, text); }) {
    if (options_.threads <= 0) options_.threads = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    if (options_.memory == 0) options_.memory = uint64_t{1} << 31;
    host_.set_service("burnish.parallel/1", parallel_service());
    host_.set_service("burnish.http/1", net::http_service());
    host_.set_service("burnish.profile/1", net::profile_service());
    host_.set_service("burnish.encode/1", generate::encode_service());
    const auto note = [this](std::string_view text) { say(LogLevel::Warning, text); };
    generation_.emplace(Jobs::Context{catalogue_, options_, host_.get(), services_.cancel, note}, options_.generate,
                        false);
  }
  Desk(const Desk&) = delete;
  Desk& operator=(const Desk&) = delete;

  [[nodiscard]] Generation& generation() { return *generation_; }
  [[nodiscard]] bool stopped() const { return services_.cancel != nullptr && services_.cancel->cancelled(); }
  void say(LogLevel level, std::string_view text) {
    const std::lock_guard lock(mutex_);
    if (services_.log) services_.log(level, text);
  }
  void progress(std::size_t done, std::size_t total) {
    const std::lock_guard lock(mutex_);
    if (services_.progress) services_.progress(done, total);
  }

  /// Opens the pictures of a request.
  Result<JobRequest> prepare(const Item& model, const GenerateRequest& asked) const {
    std::vector<std::string> images;
    for (const fs::path& p : asked.images) images.push_back(p.string());
    generate::SplitArguments split = generate::split_pictures(model, asked.arguments, std::move(images));
    JobRequest request;
    request.model = &model;
    request.arguments = std::move(split.arguments);
    request.private_prompt = options_.generate.private_prompt;
    request.output = asked.output.empty() ? std::string() : fs::absolute(asked.output).string();
    request.edits_picture = !split.pictures.empty();
    const generate::RenderContext render{catalogue_, options_, host_.get(), services_.cancel};
    for (std::size_t i = 0; i < split.pictures.size(); ++i) {
      auto picture = generate::render_file(render, split.pictures[i]);
      if (!picture) {
        Error e = picture.take_error();
        if (e.where.empty()) e.where = split.where[i];
        if (exit_status(e.code) == exit_status(Code::Missing)) e.code = Code::Usage;  // nothing was sent
        return e;
      }
      request.inputs.push_back(std::move(picture).value());
    }
    return request;
  }

  /// Puts a delivered picture where it was wanted, with the record of where it came from.
  Result<Report> write(const fs::path& file, Provenance record, const fs::path& output) const {
    if (options_.generate.private_prompt) {
      record.prompt.clear();
      record.negative_prompt.clear();
      record.returned_prompt.clear();
    }
    Pipeline pipeline;
    Node node;
    node.name = "picture";
    node.read = escape_braces(file.string());
    node.provenance = std::move(record);
    pipeline.nodes.push_back(std::move(node));
    Output o;
    o.name = "picture";
    o.from = "picture";
    RunOptions options = options_;
    options.output = output;
    options.output_is_file = true;
    options.timeout = std::chrono::milliseconds(0);  // was the job's
    BURNISH_TRY(const Item* encoder, find_encoder(output));
    if (!encoder->quality.empty()) o.quality = delivered_quality;
    pipeline.outputs.push_back(std::move(o));
    const Input input{file, {}};
    return run(catalogue_, pipeline, {&input, 1}, options, Services{services_.cancel, services_.log, {}});
  }

  Result<const Item*> find_encoder(const fs::path& output) const {
    std::string extension = output.extension().string();
    if (!extension.empty()) extension.erase(0, 1);
    if (const Item* item = catalogue_.encoder_for_extension(extension)) return item;
    BURNISH_TRY(const std::string format, check_format(catalogue_, extension, "-o " + output.string()));
    return catalogue_.encoder_for_format(format);
  }

 private:
  const Catalogue& catalogue_;
  RunOptions options_;
  const Services& services_;
  std::mutex mutex_;
  Host host_;
  std::optional<Generation> generation_;
};

/// A picture beside the first: "out-2.png".
fs::path numbered(const fs::path& output, std::size_t index) {
  if (index == 0) return output;
  return output.parent_path() /
         (output.stem().string() + "-" + std::to_string(index + 1) + output.extension().string());
}

void add_report(Report& all, Report part, const std::string& name, const std::string& input) {
  for (OutputReport& o : part.outputs) {
    o.name = name;
    o.input = input;
    all.outputs.push_back(std::move(o));
  }
  for (FailureReport& f : part.failed) {
    f.name = name;
    f.input = input;
    all.failed.push_back(std::move(f));
  }
  all.notes.insert(all.notes.end(), part.notes.begin(), part.notes.end());
}

/// Writes what a job left; the ticket ends only when that is done.
void deliver(Desk& desk, Jobs::Finished finished, const fs::path& output, Report& report, const std::string& name,
             const std::string& model) {
  bool whole = true;
  for (std::size_t i = 0; i < finished.generated.files.size(); ++i) {
    auto written = desk.write(finished.generated.files[i], finished.generated.record, numbered(output, i));
    if (!written) {
      whole = false;
      report.failed.push_back({model, name, written.take_error()});
      continue;
    }
    whole = whole && written->failed.empty();
    add_report(report, std::move(written).value(), name, model);
  }
  if (!finished.ticket) return;
  if (whole)
    finished.ticket->close();
  else
    report.notes.push_back("the ticket " + finished.ticket->path().string() +
                           " is kept: burnish generate --resume writes the picture again");
}

Status check_outputs(const Desk& desk, std::span<const GenerateRequest> requests) {
  std::set<fs::path> seen;
  for (const GenerateRequest& r : requests) {
    BURNISH_CHECK(desk.find_encoder(r.output));
    if (!seen.insert(fs::absolute(r.output).lexically_normal()).second)
      return Error{Code::Usage,
                   "two pictures would be written to " + r.output.string(),
                   "-o",
                   {},
                   "name a folder, or use {index}"};
  }
  return Done{};
}

/// All requests, checked by the plugin, with what they would cost.
Result<Estimate> estimate_all(Desk& desk, const Item& model, std::span<const GenerateRequest> requests,
                              generate::Provider& provider, bool fresh) {
  Estimate e;
  e.model = std::string(short_id(model.id));
  e.provider = provider.profile().name;
  e.requests = requests.size();
  e.price = 0.0;
  for (const GenerateRequest& asked : requests) {
    BURNISH_TRY(const JobRequest request, desk.prepare(model, asked));
    Jobs& jobs = desk.generation().jobs();
    BURNISH_TRY(const generate::JobPrice price, jobs.price(request, provider));
    e.currency = price.currency;
    if (!fresh && jobs.is_cached(Jobs::key_of(request, provider.profile()))) {
      ++e.cached;
      continue;
    }
    e.seconds += price.seconds;
    if (e.price && price.price)
      *e.price += *price.price;
    else
      e.price.reset();
  }
  return e;
}

/// More requests than one are only begun when the account can pay for them, as far as it says.
Status check_balance(const Balance& balance, const Estimate& estimate) {
  if (!estimate.price || balance.currency != estimate.currency || balance.amount >= *estimate.price) return Done{};
  return Error{Code::Generator,
               "nothing was sent",
               {},
               "the requests would cost about " + std::to_string(*estimate.price) + " " + estimate.currency + " and " +
                   std::to_string(balance.amount) + " are left",
               "add credit, or ask for fewer pictures"};
}

Result<Balance> balance_of(const Catalogue& catalogue, const Item& model, generate::Provider& provider,
                           const generate::Jobs::Context& context) {
  BURNISH_TRY(const void* raw, catalogue.table(model));
  const auto& table = *static_cast<const burnish_generator*>(raw);
  if (table.balance == nullptr)
    return Error{Code::Unsupported, "model " + model.id + " does not tell a balance", {}, {}, {}};
  BURNISH_CHECK(provider.client().check_secret());
  Call call(context.host, context.cancel);
  call.set_net(&provider.client());
  Balance b;
  const char* currency = nullptr;
  const burnish_status s = table.balance(call.get(), &b.amount, &currency);
  if (s != BURNISH_OK) {
    Error e = call.error(s, "cannot read the balance at " + provider.profile().label);
    e.code = s == BURNISH_UNSUPPORTED ? Code::Unsupported : Code::Generator;
    return e;
  }
  b.currency = currency == nullptr ? "" : currency;
  b.provider = provider.profile().name;
  return b;
}

}  // namespace

Result<const Item*> find_generator(const Catalogue& catalogue, std::string_view model, std::string_view where) {
  if (const Item* item = catalogue.find(Kind::Generator, model)) return item;
  const auto slash = model.rfind('/');
  if (slash != std::string_view::npos)
    if (const Item* item = catalogue.find(Kind::Generator, model.substr(slash + 1))) return item;
  const std::string nearest = catalogue.nearest(Kind::Generator, model);
  return Error{Code::Unknown,
               "no installed plugin declares generator '" + std::string(model) + "'",
               std::string(where),
               {},
               nearest.empty() ? "see burnish plugin list" : "did you mean '" + std::string(short_id(nearest)) + "'?"};
}

Result<Estimate> estimate_pictures(const Catalogue& catalogue, std::string_view model,
                                   std::span<const GenerateRequest> requests, const RunOptions& options,
                                   const Services& services) {
  BURNISH_TRY(const Item* item, find_generator(catalogue, model, "MODEL"));
  Desk desk(catalogue, options, services);
  BURNISH_TRY(generate::Provider * provider, desk.generation().provider(short_id(item->id), {}));
  return estimate_all(desk, *item, requests, *provider, options.generate.fresh);
}

Result<Report> generate_pictures(const Catalogue& catalogue, std::string_view model,
                                 std::span<const GenerateRequest> requests, const RunOptions& options,
                                 const Services& services) {
  const auto start = Clock::now();
  BURNISH_TRY(const Item* item, find_generator(catalogue, model, "MODEL"));
  Desk desk(catalogue, options, services);
  BURNISH_CHECK(check_outputs(desk, requests));
  Generation& generation = desk.generation();
  BURNISH_TRY(generate::Provider * provider, generation.provider(short_id(item->id), {}));
  BURNISH_TRY(const Estimate expected, estimate_all(desk, *item, requests, *provider, options.generate.fresh));
  if (requests.size() > 1 && expected.cached < requests.size()) {
    const auto left = balance_of(catalogue, *item, *provider, generation.context());
    if (left) BURNISH_CHECK(check_balance(*left, expected));
    if (!left && left.error().code != Code::Unsupported) return left.error();
  }
  std::vector<Report> reports(requests.size());
  std::atomic<std::size_t> next{0}, done{0};
  std::atomic<bool> stop{false};
  const auto work = [&] {
    for (std::size_t i = next++; i < requests.size(); i = next++) {
      if (desk.stopped() || stop) return;
      const GenerateRequest& asked = requests[i];
      const auto begun = Clock::now();
      auto finished = [&]() -> Result<Jobs::Finished> {
        BURNISH_TRY(const JobRequest request, desk.prepare(*item, asked));
        return generation.jobs().obtain(request, *provider, generation.budget(), options.generate.fresh);
      }();
      if (finished) {
        deliver(desk, std::move(finished).value(), asked.output, reports[i], asked.name, std::string(model));
      } else if (finished.error().code != Code::Cancelled || !desk.stopped()) {
        reports[i].failed.push_back({std::string(model), asked.name, finished.take_error()});
      }
      for (OutputReport& o : reports[i].outputs)
        o.ms = std::chrono::duration<double, std::milli>(Clock::now() - begun).count();
      if (!reports[i].failed.empty() && options.fail_fast) stop = true;
      desk.progress(++done, requests.size());
    }
  };
  const auto threads = std::min(requests.size(), static_cast<std::size_t>(provider->concurrency(short_id(item->id))));
  std::vector<std::thread> others;
  for (std::size_t t = 1; t < threads; ++t) others.emplace_back(work);
  work();
  for (std::thread& t : others) t.join();

  Report all;
  for (Report& r : reports) {
    std::move(r.outputs.begin(), r.outputs.end(), std::back_inserter(all.outputs));
    std::move(r.failed.begin(), r.failed.end(), std::back_inserter(all.failed));
    std::move(r.notes.begin(), r.notes.end(), std::back_inserter(all.notes));
  }
  all.cancelled = desk.stopped();
  all.ms = std::chrono::duration<double, std::milli>(Clock::now() - start).count();
  return all;
}

Result<Report> resume_generations(const Catalogue& catalogue, const RunOptions& options, const Services& services) {
  const auto start = Clock::now();
  Desk desk(catalogue, options, services);
  Generation& generation = desk.generation();
  Report all;
  for (generate::TicketFolder::Found& f : generation.jobs().tickets().all()) {
    if (desk.stopped()) break;
    const std::string path = f.path.string();
    if (f.held) {
      all.notes.push_back("the ticket " + path + " is being worked on by another process");
      continue;
    }
    const auto failed = [&](Error e) { all.failed.push_back({path, {}, std::move(e)}); };
    if (!f.ticket) {
      failed({Code::Generator, "cannot read the ticket " + path, {}, f.why, "look at the provider's account"});
      continue;
    }
    const generate::TicketRequest request = f.ticket->request();
    const auto item = find_generator(catalogue, request.model, path);
    if (!item) {
      failed(item.error());
      continue;
    }
    const std::string base = options.generate.base_url.empty() ? request.base_url : options.generate.base_url;
    auto provider = generation.provider(short_id((*item)->id), request.provider, base);
    if (!provider) {
      failed(provider.take_error());
      continue;
    }
    auto finished = generation.jobs().finish(*std::move(f.ticket), **item, **provider);
    if (!finished) {
      if (finished.error().code != Code::Cancelled) failed(finished.take_error());
      continue;
    }
    if (request.output.empty()) {
      all.notes.push_back("the picture of " + path + " was fetched: run its pipeline again, which costs nothing");
      finished->ticket->close();
      continue;
    }
    if (request.private_prompt) finished->generated.record.prompt.clear();
    deliver(desk, std::move(finished).value(), request.output, all, {}, request.model);
  }
  all.cancelled = desk.stopped();
  all.ms = std::chrono::duration<double, std::milli>(Clock::now() - start).count();
  return all;
}

std::vector<ProviderFacts> list_providers() {
  std::vector<ProviderFacts> all;
  const net::Profiles profiles = net::Profiles::open();
  for (const std::string& name : profiles.names()) {
    const auto found = profiles.find(name);
    ProviderFacts facts;
    facts.name = name;
    if (!found) {
      facts.trouble = found.error().message();
      all.push_back(std::move(facts));
      continue;
    }
    facts.label = found->label;
    facts.facts = found->facts;
    facts.base_url = found->base;
    facts.currency = found->currency;
    facts.experimental = found->experimental;
    if (found->secret) {
      facts.key_variable = found->secret->environment;
      facts.has_key = net::read_secret(*found->secret, name).ok();
    }
    for (const std::string& model : found->models) {
      const auto terms = found->terms.find(model);
      facts.models.push_back({model, terms == found->terms.end() ? std::string() : terms->second.price});
    }
    all.push_back(std::move(facts));
  }
  return all;
}

std::size_t count_tickets() { return generate::TicketFolder().all().size(); }

Result<Balance> read_balance(const Catalogue& catalogue, std::string_view model, const RunOptions& options,
                             const Services& services) {
  BURNISH_TRY(const Item* item, find_generator(catalogue, model, "MODEL"));
  Desk desk(catalogue, options, services);
  BURNISH_TRY(generate::Provider * provider, desk.generation().provider(short_id(item->id), {}));
  return balance_of(catalogue, *item, *provider, desk.generation().context());
}

}  // namespace burnish
