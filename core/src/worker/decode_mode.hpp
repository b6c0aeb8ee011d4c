// The child's side: `burnish-worker decode`.
#pragma once

namespace burnish {

inline constexpr int channel_descriptor = 3;
inline constexpr int picture_descriptor = 4;

/// Serves one picture until the host hangs up; the exit status.
int decode_mode();

}  // namespace burnish
