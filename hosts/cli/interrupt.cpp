#include "interrupt.hpp"

#include <csignal>

namespace burnish::cli {

Cancellation& interruption() {
  static Cancellation cancellation;
  return cancellation;
}

void catch_signals() {
  static_cast<void>(interruption());  // made before a handler may need it
  struct sigaction action {};
  action.sa_handler = [](int) { interruption().cancel(); };
  sigemptyset(&action.sa_mask);
  for (const int s : {SIGINT, SIGTERM, SIGHUP}) sigaction(s, &action, nullptr);
  action.sa_handler = SIG_IGN;
  sigaction(SIGPIPE, &action, nullptr);  // a closed pipe is an error of the write, told like any other
  sigaction(SIGXFSZ, &action, nullptr);
}

}  // namespace burnish::cli
