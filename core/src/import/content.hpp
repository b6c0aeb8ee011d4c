// Whether two files hold the same bytes, and whether two pictures look the same.
#pragma once
#include <cstdint>
#include <memory>
#include <string>

#include "generate/pictures.hpp"
#include "source/source.hpp"

namespace burnish::imports {

/// SHA-256 of the bytes, 64 lower-case hex digits. An error when fewer come than the source said.
[[nodiscard]] Result<std::string> content_hash(const Source&);

/// What a picture looks like in 64 bits that compression and scaling hardly change: the signs, against their median, of
/// its low frequencies (the DCT hash of C. Zauner, "Implementation and Benchmarking of Perceptual Image Hash
/// Functions", 2010, as in pHash; pictures are shrunk by averaging, as N. Krawetz does in "Looks Like It", 2011).
/// Turned and mirrored pictures look different. Any size will do; 64 pixels are enough.
[[nodiscard]] uint64_t perceptual_hash(const generate::Picture&);
/// Decodes the file as small as it can be.
[[nodiscard]] Result<uint64_t> perceptual_hash(const Catalogue&, std::unique_ptr<Source>, const CallContext&);

/// How many of the 64 bits differ.
[[nodiscard]] int distance(uint64_t a, uint64_t b);
/// Up to this distance two pictures are near-duplicates. Copies of the test pictures, re-encoded at quality 60, halved
/// or as thumbnails, are at most 2 apart, different ones at least 22 (tests/core/import/content_test.cpp); nearer to
/// the former, because pictures of one prompt resemble each other more than photographs do.
inline constexpr int near_duplicate = 6;

}  // namespace burnish::imports
