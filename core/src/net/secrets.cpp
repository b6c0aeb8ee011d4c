#include "net/secrets.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <optional>

#include "load/child.hpp"
#include "load/descriptor.hpp"
#include "load/search_path.hpp"

namespace burnish::net {
namespace {

namespace fs = std::filesystem;
using std::chrono::steady_clock;

constexpr std::size_t longest_key = 4096;  // bytes; a signed token has some 2000

Error no_key(std::string_view provider, std::string why, std::string hint = {}) {
  return {Code::Generator, "no key for provider " + std::string(provider), {}, std::move(why), std::move(hint)};
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view around = " \t\r\n\"'";
  const std::size_t first = text.find_first_not_of(around);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(around) - first + 1);
}

/// `place` is "$BFL_API_KEY", the file or the command's variable.
Result<std::string> checked_key(std::string_view text, std::string_view provider, const std::string& place) {
  const std::string_view key = trimmed(text);
  if (key.empty()) return no_key(provider, place + " is empty", "put the key there");
  if (key.size() > longest_key)
    return no_key(provider, place + " holds " + std::to_string(key.size()) + " bytes, a key has at most " +
                                std::to_string(longest_key));
  if (!std::all_of(key.begin(), key.end(), [](char c) { return c >= 0x20 && c < 0x7f; }))
    return no_key(provider, place + " holds control characters or letters that are not ASCII, which no key has",
                  "put the key alone there");
  return std::string(key);
}

struct Printed {
  std::string text;
  bool whole = false;  // its end was reached; otherwise there is more than anybody needs
};

/// What a descriptor gives before `deadline`; nothing when that passes.
std::optional<Printed> read_printed(int descriptor, steady_clock::time_point deadline) {
  Printed printed;
  std::array<char, 1024> piece{};
  while (printed.text.size() <= longest_key + 64) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - steady_clock::now());
    pollfd ready{descriptor, POLLIN, 0};
    if (left.count() <= 0) return std::nullopt;
    const int polled = poll(&ready, 1, static_cast<int>(left.count()));
    if (polled == 0) return std::nullopt;
    const ssize_t n = polled < 0 ? polled : read(descriptor, piece.data(), piece.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) {
      printed.whole = true;
      break;
    }
    printed.text.append(piece.data(), static_cast<std::size_t>(n));
  }
  return printed;
}

struct PrivateFile {
  bool there = false;
  std::string text;
};

/// A file that only its owner may read. Anything else that is there is an error, so that nobody wonders.
Result<PrivateFile> read_private_file(const fs::path& file, std::string_view provider) {
  const Descriptor descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!descriptor) {
    if (errno == ENOENT || errno == ENOTDIR) return PrivateFile{};
    return no_key(provider, file.string() + ": " + std::strerror(errno));
  }
  struct stat facts {};
  if (fstat(descriptor.get(), &facts) != 0) return no_key(provider, file.string() + ": " + std::strerror(errno));
  if (!S_ISREG(facts.st_mode))
    return no_key(provider, file.string() + " is no regular file", "put the key into a file");
  if (facts.st_uid != geteuid())
    return no_key(provider, file.string() + " belongs to another user", "make a file of your own");
  if ((facts.st_mode & 077U) != 0) {
    std::array<char, 16> mode{};
    std::snprintf(mode.data(), mode.size(), "%04o", static_cast<unsigned>(facts.st_mode & 07777U));
    return no_key(provider, file.string() + " may be read or changed by others (mode " + mode.data() + ")",
                  "run: chmod 600 " + file.string());
  }
  PrivateFile found{true, {}};
  std::array<char, longest_key + 64> bytes{};
  for (ssize_t n = 1; n > 0 && found.text.size() <= bytes.size();) {
    n = read(descriptor.get(), bytes.data(), bytes.size());
    if (n < 0) return no_key(provider, file.string() + ": " + std::strerror(errno));
    found.text.append(bytes.data(), static_cast<std::size_t>(n));
  }
  return found;
}

std::string first_line(std::string_view text) { return std::string(text.substr(0, text.find('\n'))); }

/// Runs the command. It is not shown: people write keys into such commands.
Result<std::string> key_of_command(const std::string& command, std::string_view provider, const std::string& place,
                                   std::chrono::milliseconds limit) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return no_key(provider, std::string("no pipe: ") + std::strerror(errno));
  const Descriptor out(ends[0]);
  Descriptor in(ends[1]);
  const std::array<std::string, 2> arguments{"-c", command};
  const std::array<ChildProcess::Passed, 1> passed{{{in.get(), 1}}};
  auto child = ChildProcess::start("/bin/sh", arguments, passed);
  if (!child) return no_key(provider, "the command of " + place + " cannot be started: " + child.error().why);
  in.reset();
  const auto deadline = steady_clock::now() + limit;
  const auto late = [&] {
    return no_key(provider, "the command of " + place + " did not end within " + std::to_string(limit.count()) + " ms",
                  "it must print the key and ask nothing");
  };
  const std::optional<Printed> printed = read_printed(out.get(), deadline);
  if (!printed) return late();
  if (printed->whole) {
    const std::optional<int> end = child->wait_until(deadline);
    if (!end) return late();
    if (*end != 0) return no_key(provider, "the command of " + place + " " + describe_end(*end));
  }
  return checked_key(first_line(printed->text), provider, "what the command of " + place + " prints");
}

std::string command_variable(std::string_view name) {
  std::string variable = "BURNISH_KEY_COMMAND_";
  for (const char c : name) {
    if (c >= 'a' && c <= 'z') {
      variable += static_cast<char>(c - 'a' + 'A');
    } else {
      variable += (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ? c : '_';
    }
  }
  return variable;
}

/// As encoders of JSON and of URLs may write the bytes.
std::vector<std::string> spellings(const std::string& value) {
  static constexpr char digits[] = "0123456789ABCDEF";
  std::string json;
  std::string slashes;
  std::string percent;
  for (const char c : value) {
    const bool quoted = c == '"' || c == '\\';
    if (quoted) json += '\\';
    json += c;
    if (quoted || c == '/') slashes += '\\';
    slashes += c;
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                       c == '.' || c == '_' || c == '~';
    if (plain) {
      percent += c;
    } else {
      const auto byte = static_cast<uint8_t>(c);
      percent += {'%', digits[byte >> 4U], digits[byte & 15U]};
    }
  }
  std::vector<std::string> all{value};
  for (std::string* other : {&json, &slashes, &percent})
    if (std::find(all.begin(), all.end(), *other) == all.end()) all.push_back(std::move(*other));
  return all;
}

void replace_all(std::string& text, const std::string& what, const std::string& with) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
    text.replace(at, what.size(), with);
}

}  // namespace

Result<std::string> read_secret(const Secret& secret, std::string_view provider,
                                std::chrono::milliseconds command_limit) {
  if (!secret.environment.empty()) {
    if (const char* value = std::getenv(secret.environment.c_str()); value != nullptr)
      return checked_key(value, provider, "$" + secret.environment);
  }
  const fs::path configuration = configuration_folder();
  const fs::path file = configuration / "keys" / secret.name;
  fs::path command_file = file;
  command_file += ".command";
  if (!configuration.empty()) {
    BURNISH_TRY(const PrivateFile found, read_private_file(file, provider));
    if (found.there) return checked_key(found.text, provider, file.string());
  }
  const std::string variable = command_variable(secret.name);
  if (const char* command = std::getenv(variable.c_str()); command != nullptr && *command != '\0')
    return key_of_command(command, provider, "$" + variable, command_limit);
  if (!configuration.empty()) {
    BURNISH_TRY(const PrivateFile found, read_private_file(command_file, provider));
    if (found.there) return key_of_command(first_line(found.text), provider, command_file.string(), command_limit);
  }
  std::string looked;
  if (!secret.environment.empty()) looked = "$" + secret.environment + " is not set, ";
  if (!configuration.empty()) looked += file.string() + " does not exist, ";
  looked += "$" + variable + " is not set";
  std::string hint;
  if (!secret.environment.empty()) hint = "set " + secret.environment;
  if (!configuration.empty())
    hint += std::string(hint.empty() ? "" : ", or ") + "put the key into that file (mode 0600)";
  return no_key(provider, std::move(looked), std::move(hint));
}

Result<std::string> fill_in(std::string_view value, const Secrets& secrets) {
  std::string filled;
  for (;;) {
    const std::size_t start = value.find(placeholder_start);
    filled += value.substr(0, start);
    if (start == std::string_view::npos) return filled;
    value.remove_prefix(start + placeholder_start.size());
    const std::size_t end = value.find('}');
    const std::string_view name = value.substr(0, end);
    const auto found =
        std::find_if(secrets.begin(), secrets.end(), [name](const auto& secret) { return secret.first == name; });
    if (end == std::string_view::npos || found == secrets.end())
      return Error{Code::Generator, "the provider has no such secret", {}, {}, {}};
    filled += found->second;
    value.remove_prefix(end + 1);
  }
}

void hide_secrets(std::string& text, const Secrets& secrets, std::size_t shortest) {
  for (const auto& [name, value] : secrets) {
    if (value.size() < std::max<std::size_t>(shortest, 1)) continue;
    const std::string placeholder = std::string(placeholder_start) + name + "}";
    for (const std::string& spelling : spellings(value)) replace_all(text, spelling, placeholder);
  }
}

}  // namespace burnish::net
