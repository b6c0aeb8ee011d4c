// Jobs on disk: what was asked, what the provider answered, how far it got. One file each, appended to and made durable
// at every step, so that a process killed at any moment loses nothing that was paid for.
#pragma once
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "burnish/core/result.hpp"
#include "load/descriptor.hpp"

namespace burnish::generate {

enum class TicketState {
  Sending,    // may be on its way: the outcome is not known when the process that sent it is gone
  Unknown,    // sent, and the answer was lost
  Submitted,  // the provider knows it; `job` says how to ask
  Fetched,    // its pictures are in the results
};
[[nodiscard]] std::string_view state_word(TicketState);

/// What is asked, for another process on another day. No secret is ever part of it.
struct TicketRequest {
  std::string key;                               // of the results
  std::string model, provider, base_url;         // generator id; base_url as it was used
  std::map<std::string, std::string> arguments;  // text form, of the parameters that were given
  std::vector<std::string> inputs;               // "sha256:..."
  std::string output;                            // absolute path; empty: wanted by a pipeline
  std::string created;                           // RFC 3339
  bool private_prompt = false;
  bool edits_picture = false;  // made from a picture: a composite
};

/// An open ticket: this process has it locked. Destroying it leaves the file as it is.
class Ticket {
 public:
  Ticket(Ticket&&) = default;
  Ticket& operator=(Ticket&&) = default;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] const TicketRequest& request() const { return request_; }
  [[nodiscard]] TicketState state() const { return state_; }
  [[nodiscard]] const std::string& job() const { return job_; }  // the plugin's bytes

  /// On disk when it returns.
  Status submitted(const std::string& job);
  Status fetched();
  Status unknown(const std::string& why);
  /// Nothing is left to do or to lose: removes the file.
  void close();

 private:
  friend class TicketFolder;
  Ticket(std::filesystem::path path, Descriptor file) : path_(std::move(path)), file_(std::move(file)) {}
  Status append(const std::string& line);
  bool read();

  std::filesystem::path path_;
  Descriptor file_;
  TicketRequest request_;
  TicketState state_ = TicketState::Sending;
  std::string job_;
};

/// $XDG_STATE_HOME/burnish/tickets, or below ~/.local/state.
class TicketFolder {
 public:
  explicit TicketFolder(std::filesystem::path folder = {});

  /// A new ticket, on disk with its folder entry, before anything is sent.
  [[nodiscard]] Result<Ticket> create(TicketRequest request) const;

  struct Found {
    std::filesystem::path path;
    std::optional<Ticket> ticket;  // absent: another process holds it, or it cannot be read (`why`)
    bool held = false;
    std::string key, why;
  };
  /// Every ticket, oldest first; each that is free comes locked.
  [[nodiscard]] std::vector<Found> all() const;
  [[nodiscard]] const std::filesystem::path& path() const { return folder_; }

 private:
  std::filesystem::path folder_;
};

/// Folders of the user, made with mode 0700 when missing: $XDG_STATE_HOME/burnish, $XDG_CACHE_HOME/burnish.
[[nodiscard]] std::filesystem::path state_folder();
[[nodiscard]] std::filesystem::path cache_folder();
/// Now, "2026-11-22T18:00:00Z".
[[nodiscard]] std::string timestamp();

}  // namespace burnish::generate
