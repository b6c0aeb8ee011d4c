// One generation: from the request to the pictures on disk, through the cache, the ticket and the provider.
#pragma once
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "generate/budget.hpp"
#include "generate/pictures.hpp"
#include "generate/provider.hpp"
#include "generate/results.hpp"
#include "generate/ticket.hpp"

namespace burnish::generate {

/// What is asked of a model, checked and with its pictures in memory.
struct JobRequest {
  const Item* model = nullptr;
  std::vector<Argument> arguments;  // as given; those of type IMAGE hold positions in `inputs`
  std::vector<Picture> inputs;
  std::string output;  // absolute path; empty: wanted by a pipeline
  bool private_prompt = false;
  bool edits_picture = false;
};

struct JobPrice {
  std::optional<double> price;
  std::string currency;
  double seconds = 0;
};

/// Shared by the jobs of a run; thread-safe. Refers to what it was given.
class Jobs {
 public:
  struct Context {
    const Catalogue& catalogue;
    const RunOptions& options;  // timeout: of a job, from the moment it is sent
    const burnish_host* host;
    const Cancellation* cancel;
    std::function<void(std::string_view)> note;
  };
  Jobs(Context context, Results results, TicketFolder tickets)
      : context_(std::move(context)), results_(std::move(results)), tickets_(std::move(tickets)) {}

  /// Names the result: equal for equal requests.
  [[nodiscard]] static std::string key_of(const JobRequest& request, const net::Profile& profile);
  /// What it costs when it is not in the cache; the plugin checks the request. Sends nothing.
  [[nodiscard]] Result<JobPrice> price(const JobRequest& request, const Provider& provider) const;
  [[nodiscard]] bool is_cached(const std::string& key) const { return results_.find(key).has_value(); }

  /// What a job left behind; close the ticket when the picture is where it was wanted.
  struct Finished {
    Generated generated;
    std::optional<Ticket> ticket;
  };
  /// From the cache, else from the request's open ticket, else sent. Errors have Code::Generator but for wrong
  /// parameters; they say whether a ticket was kept.
  [[nodiscard]] Result<Finished> obtain(const JobRequest& request, Provider& provider, Budget& budget, bool fresh);
  /// Waits for a submitted ticket and fetches.
  [[nodiscard]] Result<Finished> finish(Ticket ticket, const Item& model, Provider& provider);
  [[nodiscard]] const Results& results() const { return results_; }
  [[nodiscard]] const TicketFolder& tickets() const { return tickets_; }

 private:
  class Sending;
  /// The pictures of this very ticket, when they are among the results.
  [[nodiscard]] std::optional<Generated> delivered(const Ticket& ticket) const;
  [[nodiscard]] std::optional<Ticket> find_ticket(const std::string& key, Status& status) const;
  Result<Finished> send(const JobRequest& request, const std::string& key, Provider& provider);
  Result<Finished> wait_and_fetch(Ticket ticket, const Item& model, Provider& provider,
                                  std::chrono::steady_clock::time_point deadline);
  Status wait_ready(const burnish_generator& table, const Ticket& ticket, Provider& provider,
                    std::chrono::steady_clock::time_point deadline);
  Result<Generated> fetch(const burnish_generator& table, const Ticket& ticket, Provider& provider);
  Status check_picture(const std::filesystem::path& path) const;
  [[nodiscard]] bool stopped() const { return context_.cancel != nullptr && context_.cancel->cancelled(); }
  [[nodiscard]] std::chrono::milliseconds time_allowed() const;

  Context context_;
  Results results_;
  TicketFolder tickets_;
  std::mutex mutex_;
  std::condition_variable done_;
  std::set<std::string> underway_;  // keys that this process is working on
};

/// Splits what was given into arguments with positions for pictures and the pictures to open: `images` first, then
/// those of IMAGE parameters in the order of the arguments.
struct SplitArguments {
  std::vector<Argument> arguments;
  std::vector<std::string> pictures;  // as written
  std::vector<std::string> where;     // of each
};
[[nodiscard]] SplitArguments split_pictures(const Item& model, std::span<const Argument> arguments,
                                            std::vector<std::string> images);

}  // namespace burnish::generate
