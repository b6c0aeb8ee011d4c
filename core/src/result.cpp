#include "burnish/core/result.hpp"

namespace burnish {

std::string_view code_word(Code code) {
  switch (code) {
    case Code::Internal:
      return "internal";
    case Code::Usage:
      return "usage";
    case Code::BadPipeline:
      return "bad_pipeline";
    case Code::BadParam:
      return "bad_param";
    case Code::Unknown:
      return "unknown";
    case Code::NotInVersion:
      return "not_in_version";
    case Code::Missing:
      return "missing";
    case Code::Unreadable:
      return "unreadable";
    case Code::BadData:
      return "bad_data";
    case Code::Unsupported:
      return "unsupported";
    case Code::Limit:
      return "limit";
    case Code::Timeout:
      return "timeout";
    case Code::NoMemory:
      return "no_memory";
    case Code::Io:
      return "io";
    case Code::Exists:
      return "exists";
    case Code::Plugin:
      return "plugin";
    case Code::Generator:
      return "generator";
    case Code::Cancelled:
      return "cancelled";
  }
  return "internal";
}

int exit_status(Code code) {
  switch (code) {
    case Code::Internal:
      return 1;
    case Code::Usage:
    case Code::BadPipeline:
    case Code::BadParam:
    case Code::Unknown:
    case Code::NotInVersion:
    case Code::Exists:
      return 2;
    case Code::Missing:
    case Code::Unreadable:
    case Code::BadData:
    case Code::Unsupported:
    case Code::Limit:
    case Code::Timeout:
    case Code::NoMemory:
    case Code::Io:
      return 3;
    case Code::Plugin:
      return 4;
    case Code::Generator:
      return 5;
    case Code::Cancelled:
      return 130;
  }
  return 1;
}

std::string Error::message() const {
  std::string line = what;
  if (!where.empty()) line += " (" + where + ")";
  if (!why.empty()) line += ": " + why;
  if (!hint.empty()) line += "; " + hint;
  // A message is one line, whatever a file's name or a plugin's sentence holds.
  for (char& c : line)
    if (c == '\n' || c == '\r') c = ' ';
  return line;
}

}  // namespace burnish
