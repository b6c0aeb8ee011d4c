#include "generate/ticket.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <ctime>

#include "write/byte_sink.hpp"
#include "write/json_line.hpp"

namespace burnish::generate {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t largest = std::size_t{16} << 20;  // of a ticket that is read
constexpr const char* suffix = ".ticket";
constexpr std::array<std::string_view, 4> state_words{"sending", "unknown", "submitted", "fetched"};

Error cannot(const std::string& what, const fs::path& path, int number) {
  return {Code::Io,
          "cannot " + what + " the ticket " + path.string(),
          {},
          std::strerror(number),
          "without it a paid picture could be lost, so nothing is sent"};
}

fs::path user_folder(const char* variable, const char* below_home) {
  const char* set = std::getenv(variable);
  if (set != nullptr && *set == '/') return fs::path(set) / "burnish";
  const char* home = std::getenv("HOME");
  return (home != nullptr && *home == '/' ? fs::path(home) : fs::temp_directory_path()) / below_home / "burnish";
}

std::string read_all(int descriptor) {
  std::string text;
  std::array<char, 65536> block;
  ssize_t n = 0;
  while (text.size() < largest &&
         (n = pread(descriptor, block.data(), block.size(), static_cast<off_t>(text.size()))) > 0)
    text.append(block.data(), static_cast<std::size_t>(n));
  return text;
}

using Fields = std::map<std::string, JsonField>;

std::string text_of(const Fields& fields, const std::string& key) {
  const auto found = fields.find(key);
  if (found == fields.end()) return {};
  const auto* text = std::get_if<std::string>(&found->second);
  return text == nullptr ? std::string() : *text;
}
bool truth_of(const Fields& fields, const std::string& key) { return text_of(fields, key) == "yes"; }

std::string line_of(const TicketRequest& r) {
  std::vector<std::pair<std::string, JsonField>> fields{{"state", std::string(state_words[0])},
                                                        {"key", r.key},
                                                        {"model", r.model},
                                                        {"provider", r.provider},
                                                        {"base_url", r.base_url},
                                                        {"output", r.output},
                                                        {"created", r.created},
                                                        {"private_prompt", r.private_prompt ? "yes" : "no"},
                                                        {"edits_picture", r.edits_picture ? "yes" : "no"}};
  for (const auto& [id, text] : r.arguments) fields.emplace_back("argument:" + id, text);
  for (std::size_t i = 0; i < r.inputs.size(); ++i) fields.emplace_back("input:" + std::to_string(i), r.inputs[i]);
  return json_line(fields);
}

TicketRequest request_of(const Fields& fields) {
  TicketRequest r;
  r.key = text_of(fields, "key");
  r.model = text_of(fields, "model");
  r.provider = text_of(fields, "provider");
  r.base_url = text_of(fields, "base_url");
  r.output = text_of(fields, "output");
  r.created = text_of(fields, "created");
  r.private_prompt = truth_of(fields, "private_prompt");
  r.edits_picture = truth_of(fields, "edits_picture");
  constexpr std::string_view argument = "argument:";
  for (const auto& [key, value] : fields)
    if (key.compare(0, argument.size(), argument) == 0) r.arguments[key.substr(argument.size())] = text_of(fields, key);
  for (std::size_t i = 0; fields.count("input:" + std::to_string(i)) > 0; ++i)
    r.inputs.push_back(text_of(fields, "input:" + std::to_string(i)));
  return r;
}

void sync_folder(const fs::path& folder) {
  const Descriptor d(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (d) fsync(d.get());
}

}  // namespace

std::string_view state_word(TicketState state) { return state_words[static_cast<std::size_t>(state)]; }

fs::path state_folder() { return user_folder("XDG_STATE_HOME", ".local/state"); }
fs::path cache_folder() { return user_folder("XDG_CACHE_HOME", ".cache"); }

std::string timestamp() {
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm utc{};
  gmtime_r(&now, &utc);
  std::array<char, 32> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &utc)};
}

Status Ticket::append(const std::string& line) {
  const std::string text = line + "\n";
  BURNISH_CHECK(write_whole(file_.get(), std::nullopt, text.data(), text.size(), path_.string()));
  if (fsync(file_.get()) != 0) return cannot("keep", path_, errno);
  return Done{};
}

Status Ticket::submitted(const std::string& job) {
  job_ = job;
  state_ = TicketState::Submitted;
  return append(json_line({{"state", std::string(state_word(state_))}, {"at", timestamp()}, {"job", job}}));
}

Status Ticket::fetched() {
  state_ = TicketState::Fetched;
  return append(json_line({{"state", std::string(state_word(state_))}, {"at", timestamp()}}));
}

Status Ticket::unknown(const std::string& why) {
  state_ = TicketState::Unknown;
  return append(json_line({{"state", std::string(state_word(state_))}, {"at", timestamp()}, {"why", why}}));
}

void Ticket::close() {
  unlink(path_.c_str());
  file_.reset();
}

bool Ticket::read() {
  const std::string text = read_all(file_.get());
  bool first = true;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    if (end == std::string::npos) break;  // the process died while it wrote this line: it never counted
    const auto fields = parse_json_line(std::string_view(text).substr(at, end - at));
    at = end + 1;
    if (!fields) return false;
    const std::string word = text_of(*fields, "state");
    const auto found = std::find(state_words.begin(), state_words.end(), word);
    if (found == state_words.end()) return false;
    state_ = static_cast<TicketState>(found - state_words.begin());
    if (first) request_ = request_of(*fields);
    if (state_ == TicketState::Submitted) job_ = text_of(*fields, "job");
    first = false;
  }
  return !first && !request_.model.empty() && !request_.provider.empty();
}

TicketFolder::TicketFolder(fs::path folder) : folder_(std::move(folder)) {
  if (folder_.empty()) folder_ = state_folder() / "tickets";
}

Result<Ticket> TicketFolder::create(TicketRequest request) const {
  std::error_code ec;
  fs::create_directories(folder_, ec);
  if (ec) return cannot("keep", folder_, ec.value());
  fs::permissions(folder_, fs::perms::owner_all, ec);  // prompts are nobody else's business
  std::string name = (folder_ / (request.created + "-" + request.key.substr(0, 12) + "-XXXXXX")).string() + suffix;
  Descriptor file(mkostemps(name.data(), static_cast<int>(std::strlen(suffix)), O_CLOEXEC | O_APPEND));
  if (!file) return cannot("create", name, errno);
  flock(file.get(), LOCK_EX);  // nobody else knows the name yet
  Ticket ticket(name, std::move(file));
  ticket.request_ = std::move(request);
  const Status written = ticket.append(line_of(ticket.request_));
  if (!written) {
    ticket.close();
    return written.error();
  }
  sync_folder(folder_);
  return ticket;
}

std::vector<TicketFolder::Found> TicketFolder::all() const {
  std::vector<fs::path> paths;
  std::error_code ec;
  for (fs::directory_iterator it(folder_, ec), end; !ec && it != end; it.increment(ec))
    if (it->path().extension() == suffix) paths.push_back(it->path());
  std::sort(paths.begin(), paths.end());  // names begin with the time
  std::vector<Found> found;
  for (const fs::path& path : paths) {
    Found f{path, std::nullopt, false, {}, {}};
    Descriptor file(open(path.c_str(), O_RDWR | O_APPEND | O_CLOEXEC | O_NOFOLLOW));
    if (!file) {
      if (errno == ENOENT) continue;  // finished meanwhile
      f.why = std::strerror(errno);
      found.push_back(std::move(f));
      continue;
    }
    f.held = flock(file.get(), LOCK_EX | LOCK_NB) != 0;
    struct stat now {};
    if (fstat(file.get(), &now) == 0 && now.st_nlink == 0) continue;  // closed between open and lock
    Ticket ticket(path, std::move(file));
    const bool whole = ticket.read();
    f.key = ticket.request_.key;
    if (!whole) f.why = "it is damaged";
    if (whole && !f.held) f.ticket = std::move(ticket);
    found.push_back(std::move(f));
  }
  return found;
}

}  // namespace burnish::generate
