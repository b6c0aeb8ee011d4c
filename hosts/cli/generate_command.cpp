// burnish generate: pictures made elsewhere, what they would cost, and what was paid for and not yet fetched.
#include <burnish/core/generate.hpp>
#include <burnish/core/report_json.hpp>

#include <algorithm>
#include <array>
#include <cstdio>

#include "progress.hpp"
#include "report.hpp"
#include "session.hpp"

namespace burnish::cli {
namespace {
namespace fs = std::filesystem;

struct GenerateArguments {
  std::string model, prompt, prompts, output;
  std::vector<std::string> parameters, images;
  std::optional<double> max_cost;
  bool estimate = false, resume = false, balance = false;
  GenerateFlags flags;
};

std::string number_text(double v) {
  std::array<char, 32> t{};
  std::snprintf(t.data(), t.size(), "%.10g", v);
  return t.data();
}

Error usage(std::string what, std::string where, std::string why, std::string hint) {
  return {Code::Usage, std::move(what), std::move(where), std::move(why), std::move(hint)};
}

/// What all requests have in common: -p, --prompt, -i.
Result<GenerateRequest> common_request(const GenerateArguments& a) {
  GenerateRequest request;
  if (!a.prompt.empty()) request.arguments.push_back({"prompt", a.prompt, "--prompt"});
  for (const std::string& p : a.parameters) {
    const auto equals = p.find('=');
    if (equals == std::string::npos || equals == 0)
      return usage("'" + p + "' sets nothing", "-p", "NAME=VALUE is wanted", {});
    request.arguments.push_back({p.substr(0, equals), p.substr(equals + 1), "-p"});
  }
  for (const std::string& i : a.images) request.images.emplace_back(i);
  return request;
}

/// "out/{index}.png", a folder, or one file. Indexes have as many digits as the last one needs.
fs::path output_of(const GenerateArguments& a, const GenerateRequest& request, std::size_t index, std::size_t count) {
  std::error_code ec;
  const bool folder = a.output.empty() || a.output.back() == '/' || fs::is_directory(a.output, ec);
  std::string model = a.model;
  std::replace(model.begin(), model.end(), '/', '-');
  if (!request.output.empty()) return folder ? fs::path(a.output) / request.output : request.output;
  std::string number = std::to_string(index);
  number.insert(0, std::to_string(count).size() - number.size(), '0');
  if (folder) return fs::path(a.output) / (count > 1 ? model + "-" + number + ".png" : model + ".png");
  std::string text = a.output;
  if (const auto at = text.find("{index}"); at != std::string::npos) text.replace(at, 7, number);
  return text;
}

Result<std::vector<GenerateRequest>> requests_of(const GenerateArguments& a) {
  BURNISH_TRY(const GenerateRequest common, common_request(a));
  std::vector<GenerateRequest> requests{GenerateRequest{}};
  if (!a.prompts.empty()) {
    BURNISH_TRY(requests, read_requests(a.prompts));
  }
  for (std::size_t i = 0; i < requests.size(); ++i) {
    GenerateRequest& r = requests[i];
    for (const Argument& c : common.arguments) {
      const auto same = [&](const Argument& own) { return own.id == c.id; };
      if (a.prompts.empty() || std::none_of(r.arguments.begin(), r.arguments.end(), same)) r.arguments.push_back(c);
    }
    r.images.insert(r.images.begin(), common.images.begin(), common.images.end());
    r.output = output_of(a, r, i + 1, requests.size());
  }
  return requests;
}

int print_estimate(const Session& session, const Estimate& e) {
  if (session.common.json) {
    Session::print(to_json(e));
    return 0;
  }
  std::string text =
      e.model + " at " + e.provider + ": " + std::to_string(e.requests) + (e.requests == 1 ? " request" : " requests");
  if (e.cached > 0) text += " (" + std::to_string(e.cached) + " cached, free)";
  text += e.price ? ", about " + number_text(*e.price) + " " + e.currency : std::string(", price not known");
  Session::print(text + ", about " + number_text(e.seconds) + " s; nothing was sent");
  return 0;
}

int print_balance(const Session& session, const Balance& b) {
  Session::print(session.common.json ? to_json(b) : b.provider + ": " + number_text(b.amount) + " " + b.currency);
  return 0;
}

Status check(const GenerateArguments& a) {
  if (a.resume) {
    if (!a.model.empty()) return usage("--resume takes no model", "--resume", "it finishes every ticket", {});
    return Done{};
  }
  if (a.model.empty())
    return usage("no model is named", "MODEL", {}, "burnish plugin describe flux lists them; or give --resume");
  if (!a.prompt.empty() && !a.prompts.empty())
    return usage("--prompt and --prompts are both given", "--prompts", {}, "give one");
  if (a.output.empty() && !a.estimate && !a.balance)
    return usage("no output is named", "-o", {}, "give -o FILE, or --estimate to see the price first");
  return Done{};
}

int run_generate(Session& session, const GenerateArguments& a) {
  if (const Status s = check(a); !s) return session.fail(s.error());
  const auto catalogue = session.open_catalogue();
  if (!catalogue) return session.fail(catalogue.error());
  auto options = session.run_options();
  if (!options) return session.fail(options.error());
  options->generate = to_options(a.flags);
  options->generate.max_cost = a.max_cost;
  Services services = session.services();
  const auto finish = [&](const Result<Report>& report) {
    if (!report) return session.fail(report.error());
    print_report(session, *report, false);
    return report->exit_status();
  };
  if (a.resume) return finish(resume_generations(*catalogue, *options, services));
  if (a.balance) {
    const auto b = read_balance(*catalogue, a.model, *options, services);
    return b ? print_balance(session, *b) : session.fail(b.error());
  }
  const auto requests = requests_of(a);
  if (!requests) return session.fail(requests.error());
  if (a.estimate) {
    const auto e = estimate_pictures(*catalogue, a.model, *requests, *options, services);
    return e ? print_estimate(session, *e) : session.fail(e.error());
  }
  Progress progress(session.common.progress, session.common.quiet);
  services.progress = [&](std::size_t done, std::size_t total) { progress.update(done, total); };
  return finish(generate_pictures(*catalogue, a.model, *requests, *options, services));
}

}  // namespace

void add_generate_flags(CLI::App& c, GenerateFlags& f) {
  c.add_option("--provider", f.provider, "Where to have pictures made; default: that of the model")->type_name("NAME");
  c.add_option("--base-url", f.base_url, "Another address of the provider, such as a proxy; http only on this machine")
      ->type_name("URL");
  c.add_flag("--fresh", f.fresh, "Pay again for what was made before");
  c.add_flag("--private-prompt", f.private_prompt, private_prompt_help);
  c.add_flag("--allow-private", f.allow_private, "Allow providers on private addresses of the network");
}

GenerateOptions to_options(const GenerateFlags& f) {
  GenerateOptions o;
  o.provider = f.provider;
  o.base_url = f.base_url;
  o.fresh = f.fresh;
  o.private_prompt = f.private_prompt;
  o.allow_private = f.allow_private;
  o.concurrency = f.concurrency;
  return o;
}

void add_generate(CLI::App& app, Session& session) {
  CLI::App& c = *app.add_subcommand("generate", "Have pictures made by a model such as flux-2-pro");
  GenerateArguments& a = session.own<GenerateArguments>();
  c.add_option("MODEL", a.model, "A generator; burnish plugin describe flux lists those of Flux");
  c.add_option("--prompt", a.prompt, "What the picture shows")->type_name("TEXT");
  c.add_option("--prompts", a.prompts, "Many requests: .csv with a header, .jsonl, or one prompt per line")
      ->type_name("FILE");
  c.add_option("-p,--param", a.parameters, "A parameter of the model")
      ->type_name("NAME=VALUE")
      ->take_all()
      ->allow_extra_args(false);
  c.add_option("-i,--image", a.images, "A picture to start from; again for more")
      ->type_name("IMAGE")
      ->take_all()
      ->allow_extra_args(false);
  c.add_option("-o,--output", a.output, "File; for --prompts a folder, or a name with {index}")->type_name("FILE");
  add_generate_flags(c, a.flags);
  c.add_option("--concurrency", a.flags.concurrency, "Requests at once; at most what the provider allows")
      ->type_name("N")
      ->check(CLI::PositiveNumber);
  c.add_flag("--estimate", a.estimate, "Say what it would cost and take; send nothing");
  c.add_option("--max-cost", a.max_cost, "Send nothing that would cost more than this together")->type_name("N");
  c.add_flag("--resume", a.resume, "Fetch what was paid for and did not arrive");
  c.add_flag("--balance", a.balance, "Say what is left to spend");
  add_common_options(c, session.common);
  c.footer(
      "The key comes from the provider's environment variable (BFL_API_KEY), from "
      "$XDG_CONFIG_HOME/burnish/keys/PROVIDER (mode 0600), or from a command; burnish doctor tells.\n\n"
      "Example: burnish generate flux-2-pro --prompt \"a lighthouse at dusk\" -o lighthouse.png");
  c.callback([&] { session.action = [&] { return run_generate(session, a); }; });
}

}  // namespace burnish::cli
