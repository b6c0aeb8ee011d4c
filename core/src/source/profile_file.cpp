#include "source/profile_file.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace burnish {

Result<std::string> read_profile(const std::string& path) {
  constexpr std::uintmax_t most = 16U << 20U;
  std::error_code ec;
  const auto size = std::filesystem::file_size(path, ec);
  if (ec)
    return Error{Code::Missing, "cannot read the ICC profile " + path, {}, ec.message(), "name an existing .icc file"};
  if (size > most)
    return Error{Code::Limit,
                 "cannot use the ICC profile " + path,
                 {},
                 "it has " + std::to_string(size) + " bytes; the limit is " + std::to_string(most),
                 {}};
  std::string bytes(static_cast<std::size_t>(size), '\0');
  std::ifstream file(path, std::ios::binary);
  if (!file.read(bytes.data(), static_cast<std::streamsize>(bytes.size())))
    return Error{Code::Unreadable, "cannot read the ICC profile " + path, {}, std::strerror(errno), {}};
  constexpr std::size_t signature_at = 36;
  if (bytes.size() < 128 || bytes.compare(signature_at, 4, "acsp") != 0)
    return Error{Code::BadData, "cannot use the ICC profile " + path, {}, "it is not an ICC profile", {}};
  return bytes;
}

}  // namespace burnish
