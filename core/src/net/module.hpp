// The one symbol of burnish-net.so.
#pragma once
#include "net/transport.hpp"

/// The transport, which lives as long as the process; null when the caller is of another version (types of C++ cross
/// this border) or libcurl does not start. Never throws.
extern "C" burnish::net::Transport* burnish_net_v1(const char* version);
