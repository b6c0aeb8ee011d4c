// What a provider remembers: jobs, what was charged for them, the links that were handed out, and what a client did
// wrong.
#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace burnish::standins {

struct Job {
  std::string id;  // given by the ledger
  std::string model, prompt, returned_prompt;
  std::optional<int64_t> seed{};
  std::vector<std::string> files{};  // encoded pictures
  std::string type = "jpeg";         // of the files
  double cost = 0;                   // credits
  bool charged = false;
  bool ended = false;         // an answer said so
  std::string outcome{};      // of a job that ended without a picture
  int polls = 0;              // answered so far
  std::string poll_target{};  // as handed out, with the query
  bool on_api = false;        // may be asked for at the base
  std::chrono::system_clock::time_point created = std::chrono::system_clock::now();
};

struct Counters {
  int jobs = 0;
  int charged = 0;  // jobs, those given back not counted
  double credits = 0;
  int most_active = 0;  // jobs at one time
};

/// Thread-safe.
class Ledger {
 public:
  explicit Ledger(double credits) : credits_(credits) {}

  /// Takes the cost. The id.
  std::string add(Job job);
  /// Gives the cost back and ends the job.
  void refuse(const std::string& id, const std::string& outcome);
  /// False when there is no such job. `work` must not call the ledger.
  bool with(const std::string& id, const std::function<void(Job&)>& work);
  [[nodiscard]] std::string prompt_of(const std::string& id);
  [[nodiscard]] int active();
  [[nodiscard]] double credits();
  [[nodiscard]] Counters counters();

  /// A new path with a signed query at the delivery host for the index-th file of a job.
  [[nodiscard]] std::string link(const std::string& id, std::size_t index, std::chrono::seconds life);
  struct Delivery {
    std::string job, file, type;
    bool expired = false;
  };
  /// Nothing when the target is not, byte for byte, one that was handed out.
  [[nodiscard]] std::optional<Delivery> delivery(const std::string& target);
  void expire(const std::string& target);

  void complain(std::string what);
  [[nodiscard]] std::vector<std::string> complaints();

  /// The jobs and the credits in a file, so that they outlive the program. False when it cannot be written or read.
  [[nodiscard]] bool save(const std::filesystem::path& file, const std::vector<uint16_t>& ports);
  [[nodiscard]] bool load(const std::filesystem::path& file, std::vector<uint16_t>& ports);

 private:
  struct Link {
    std::string job;
    std::size_t index = 0;
    std::chrono::system_clock::time_point until;
  };
  int active_locked() const;

  std::mutex mutex_;
  std::map<std::string, Job> jobs_;
  std::map<std::string, Link> links_;
  std::vector<std::string> complaints_;
  double credits_;
  int made_ = 0, most_active_ = 0;
};

}  // namespace burnish::standins
