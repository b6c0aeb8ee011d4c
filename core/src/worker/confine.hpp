// What a child may take from the machine.
#pragma once
#include <cstdint>

namespace burnish {

/// From the start: no core files, little to write, processor time well beyond what the host allows in wall time.
void confine_process();
/// Ends this process as soon as the host's end of the socket is closed, whatever else runs here.
void die_with(int socket);
/// From now on at most this many bytes of address space more than are mapped already.
void confine_memory(uint64_t bytes);
/// Room for memory that the host shares, on top.
void allow_memory(uint64_t bytes);

}  // namespace burnish
