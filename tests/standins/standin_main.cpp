// burnish-standin: a stand-in provider to try `burnish generate` against. It prints its base URL and runs until it is
// told to stop (SIGINT, SIGTERM) or its standard input ends, when --until-eof is given.
#include <unistd.h>

#include <charconv>
#include <csignal>
#include <cstdio>
#include <string>

#include "standins/standin.hpp"

namespace {

using burnish::standins::Options;
using burnish::standins::Standin;

const char* const usage =
    "Usage: burnish-standin [--provider bfl|openai|sdcpp|fal|replicate] [--port N] [--key KEY] [--strict]\n"
    "                       [--fault NAME]... [--delay-ms N] [--polls N] [--credits N] [--log FILE] [--state FILE]\n"
    "                       [--until-eof]\n"
    "A fault is STAGE-KIND[=ARGUMENT][*TIMES][@PROMPT], such as submit-429=1*2. Known:\n";

int refuse(const std::string& why) {
  std::fprintf(stderr, "burnish-standin: error: %s\n%s%s\n", why.c_str(), usage,
               burnish::standins::known_faults().c_str());
  return 2;
}

bool read_number(const std::string& text, int least, int most, int& number) {
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
  return ec == std::errc() && end == text.data() + text.size() && number >= least && number <= most;
}

// Empty when the option was understood.
std::string read_option(const std::string& name, const std::string& value, Options& options) {
  int number = 0;
  const auto in_range = [&](int most) { return read_number(value, 0, most, number); };
  if (name == "--provider") {
    const auto service = burnish::standins::service_named(value);
    if (!service) return "no provider " + value;
    options.service = *service;
  } else if (name == "--port") {
    if (!in_range(65535)) return "--port " + value;
    options.port = static_cast<uint16_t>(number);
  } else if (name == "--key") {
    options.key = value;
  } else if (name == "--fault") {
    options.faults.push_back(value);
  } else if (name == "--delay-ms") {
    if (!in_range(600'000)) return "--delay-ms " + value;
    options.delay = std::chrono::milliseconds(number);
  } else if (name == "--polls") {
    if (!in_range(1000)) return "--polls " + value;
    options.polls_before_ready = number;
  } else if (name == "--credits") {
    if (!in_range(1'000'000)) return "--credits " + value;
    options.credits = number;
  } else if (name == "--log") {
    options.log = value;
  } else if (name == "--state") {
    options.state = value;
  } else {
    return "no option " + name;
  }
  return {};
}

void wait_for_the_end(const sigset_t& signals, bool until_eof) {
  int signal = 0;
  if (!until_eof) {
    sigwait(&signals, &signal);
    return;
  }
  char byte = 0;
  while (read(STDIN_FILENO, &byte, 1) > 0) {
  }
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  bool until_eof = false;
  for (int i = 1; i < argc; ++i) {
    const std::string name = argv[i];
    if (name == "--help") {
      std::printf("%s%s\n", usage, burnish::standins::known_faults().c_str());
      return 0;
    }
    if (name == "--strict" || name == "--until-eof") {
      (name == "--strict" ? options.strict : until_eof) = true;
      continue;
    }
    if (i + 1 == argc) return refuse(name + " needs a value");
    const std::string why = read_option(name, argv[++i], options);
    if (!why.empty()) return refuse(why);
  }
  // Blocked before the server's threads start, so that only sigwait takes them.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  if (!until_eof) pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  Standin standin(options);
  const std::string why = standin.start();
  if (!why.empty()) return refuse(why);
  std::printf("%s\n", standin.url().c_str());
  std::fflush(stdout);
  wait_for_the_end(signals, until_eof);
  standin.stop();
  for (const std::string& complaint : standin.complaints()) std::fprintf(stderr, "complaint: %s\n", complaint.c_str());
  return standin.complaints().empty() ? 0 : 1;
}
