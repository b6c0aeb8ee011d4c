#include "standins/ledger.hpp"

#include <cstdio>
#include <ctime>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>

#include "standins/base64.hpp"

namespace burnish::standins {
namespace {

using Json = nlohmann::json;
using Clock = std::chrono::system_clock;

// A job that nobody asks for any more ends by itself.
constexpr std::chrono::seconds longest_run{60};

std::string hex(uint64_t number, int digits) {
  char text[17];
  std::snprintf(text, sizeof text, "%0*llx", digits, static_cast<unsigned long long>(number));
  return std::string(text).substr(0, static_cast<std::size_t>(digits));
}

std::string uuid() {
  std::random_device random;
  const auto word = [&random] { return uint64_t{random()} << 32U | random(); };
  return hex(word() >> 32U, 8) + "-" + hex(word() >> 48U, 4) + "-4" + hex(word() >> 52U, 3) + "-a" +
         hex(word() >> 52U, 3) + "-" + hex(word() >> 16U, 12);
}

std::string signed_until(Clock::time_point when) {
  const std::time_t seconds = Clock::to_time_t(when);
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  char text[40];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H%%3A%M%%3A%SZ", &utc);
  return text;
}

int64_t milliseconds(Clock::time_point when) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(when.time_since_epoch()).count();
}

Json to_json(const Job& job) {
  Json files = Json::array();
  for (const std::string& file : job.files) files.push_back(to_base64(file));
  Json out = {{"id", job.id},
              {"model", job.model},
              {"prompt", job.prompt},
              {"cost", job.cost},
              {"charged", job.charged},
              {"ended", job.ended},
              {"outcome", job.outcome},
              {"polls", job.polls},
              {"poll_target", job.poll_target},
              {"on_api", job.on_api},
              {"type", job.type},
              {"returned_prompt", job.returned_prompt},
              {"files", files},
              {"created", milliseconds(job.created)}};
  if (job.seed) out["seed"] = *job.seed;
  return out;
}

Job job_from(const Json& in) {
  Job job{.id = in.at("id"),
          .model = in.at("model"),
          .prompt = in.at("prompt"),
          .returned_prompt = in.at("returned_prompt")};
  if (in.contains("seed")) job.seed = in.at("seed").get<int64_t>();
  for (const Json& file : in.at("files")) job.files.push_back(from_base64(file.get<std::string>()).value_or(""));
  job.type = in.at("type");
  job.cost = in.at("cost");
  job.charged = in.at("charged");
  job.ended = in.at("ended");
  job.outcome = in.at("outcome");
  job.polls = in.at("polls");
  job.poll_target = in.at("poll_target");
  job.on_api = in.at("on_api");
  job.created = Clock::time_point(std::chrono::milliseconds(in.at("created").get<int64_t>()));
  return job;
}

}  // namespace

std::string Ledger::add(Job job) {
  const std::lock_guard lock(mutex_);
  if (job.id.empty()) job.id = uuid();
  job.charged = true;
  credits_ -= job.cost;
  ++made_;
  std::string id = job.id;
  jobs_.insert_or_assign(id, std::move(job));
  most_active_ = std::max(most_active_, active_locked());
  return id;
}

void Ledger::refuse(const std::string& id, const std::string& outcome) {
  with(id, [&](Job& job) {
    if (job.charged) credits_ += job.cost;
    job.charged = false;
    job.ended = true;
    job.outcome = outcome;
  });
}

bool Ledger::with(const std::string& id, const std::function<void(Job&)>& work) {
  const std::lock_guard lock(mutex_);
  const auto found = jobs_.find(id);
  if (found == jobs_.end()) return false;
  work(found->second);
  return true;
}

std::string Ledger::prompt_of(const std::string& id) {
  std::string prompt;
  with(id, [&](const Job& job) { prompt = job.prompt; });
  return prompt;
}

int Ledger::active_locked() const {
  int n = 0;
  for (const auto& [id, job] : jobs_)
    if (!job.ended && Clock::now() - job.created < longest_run) ++n;
  return n;
}

int Ledger::active() {
  const std::lock_guard lock(mutex_);
  return active_locked();
}

double Ledger::credits() {
  const std::lock_guard lock(mutex_);
  return credits_;
}

Counters Ledger::counters() {
  const std::lock_guard lock(mutex_);
  Counters counters{.jobs = made_, .charged = 0, .credits = credits_, .most_active = most_active_};
  for (const auto& [id, job] : jobs_)
    if (job.charged) ++counters.charged;
  return counters;
}

std::string Ledger::link(const std::string& id, std::size_t index, std::chrono::seconds life) {
  const std::lock_guard lock(mutex_);
  const auto found = jobs_.find(id);
  if (found == jobs_.end()) return {};
  const std::string type = found->second.type;
  const Clock::time_point until = Clock::now() + life;
  // The form of a shared access signature: what a client that parses and prints the URL anew would change.
  std::string target = "/results/" + id.substr(0, 2) + "/" + uuid() + "/sample.";
  target += (type == "jpeg" ? "jpg" : type) + "?se=" + signed_until(until);
  target += "&sp=r&sv=2024-11-04&sr=b&rsct=image%2F" + type + "&sig=" + uuid().substr(0, 8) + "%2B%2fa~b%3D";
  links_[target] = {id, index, until};
  return target;
}

std::optional<Ledger::Delivery> Ledger::delivery(const std::string& target) {
  const std::lock_guard lock(mutex_);
  const auto link = links_.find(target);
  if (link == links_.end()) return std::nullopt;
  const auto job = jobs_.find(link->second.job);
  if (job == jobs_.end() || link->second.index >= job->second.files.size()) return std::nullopt;
  return Delivery{.job = job->first,
                  .file = job->second.files[link->second.index],
                  .type = job->second.type,
                  .expired = Clock::now() >= link->second.until};
}

void Ledger::expire(const std::string& target) {
  const std::lock_guard lock(mutex_);
  const auto link = links_.find(target);
  if (link != links_.end()) link->second.until = {};
}

void Ledger::complain(std::string what) {
  const std::lock_guard lock(mutex_);
  complaints_.push_back(std::move(what));
}

std::vector<std::string> Ledger::complaints() {
  const std::lock_guard lock(mutex_);
  return complaints_;
}

bool Ledger::save(const std::filesystem::path& file, const std::vector<uint16_t>& ports) {
  const std::lock_guard lock(mutex_);
  Json jobs = Json::array(), links = Json::array();
  for (const auto& [id, job] : jobs_) jobs.push_back(to_json(job));
  for (const auto& [target, link] : links_)
    links.push_back(
        {{"target", target}, {"job", link.job}, {"index", link.index}, {"until", milliseconds(link.until)}});
  const Json all = {{"credits", credits_}, {"made", made_},  {"most_active", most_active_}, {"ports", ports},
                    {"jobs", jobs},        {"links", links}, {"complaints", complaints_}};
  std::filesystem::path fresh = file;
  fresh += ".new";
  {
    std::ofstream out(fresh, std::ios::binary);
    out << all.dump(-1, ' ', false, Json::error_handler_t::replace) << '\n';
    if (!out.flush()) return false;
  }
  std::error_code ec;
  std::filesystem::rename(fresh, file, ec);
  return !ec;
}

bool Ledger::load(const std::filesystem::path& file, std::vector<uint16_t>& ports) {
  std::ifstream in(file, std::ios::binary);
  const Json all = Json::parse(in, nullptr, false);
  if (all.is_discarded() || !all.contains("jobs")) return false;
  const std::lock_guard lock(mutex_);
  for (const Json& job : all["jobs"]) jobs_[job.at("id")] = job_from(job);
  for (const Json& link : all["links"])
    links_[link.at("target")] = {link.at("job"), link.at("index"),
                                 Clock::time_point(std::chrono::milliseconds(link.at("until").get<int64_t>()))};
  credits_ = all.at("credits");
  made_ = all.at("made");
  most_active_ = all.at("most_active");
  complaints_ = all.at("complaints").get<std::vector<std::string>>();
  ports = all.at("ports").get<std::vector<uint16_t>>();
  return true;
}

}  // namespace burnish::standins
