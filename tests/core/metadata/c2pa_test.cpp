#include "metadata/c2pa.hpp"

#include <gtest/gtest.h>

#include "core/metadata/made_manifest.hpp"

namespace burnish::testing_metadata {
namespace {

TEST(HashClaim, IsThatOfTheLastManifest) {
  const std::string old = manifest_of(hash_assertion("old hash", {{1, 2}})),
                    last = manifest_of(hash_assertion("last hash", {{20, 300}, {70'000, 1}}));
  const auto claim = hash_claim(manifest_store(old + last));
  ASSERT_TRUE(claim);
  EXPECT_EQ(claim->algorithm, "sha256");
  EXPECT_EQ(claim->hash, "last hash");
  ASSERT_EQ(claim->excluded.size(), 2U);
  EXPECT_EQ(claim->excluded[1].start, 70'000U);
  EXPECT_EQ(claim->excluded[1].length, 1U);
}

TEST(HashClaim, IsNothingWhereThereIsNone) {
  EXPECT_FALSE(hash_claim(""));
  EXPECT_FALSE(hash_claim("nonsense"));
  EXPECT_FALSE(hash_claim(manifest_store("")));
  EXPECT_FALSE(hash_claim(manifest_store(manifest_of(superbox("c2pa.actions.v2", "")))));
}

TEST(HashClaim, SurvivesAnyDamage) {
  const std::string whole = manifest_store(manifest_of(hash_assertion("hash", {{20, 300}})));
  for (std::size_t n = 0; n < whole.size(); ++n) (void)hash_claim(std::string(whole.data(), n));
  for (std::size_t at = 0; at < whole.size(); ++at)
    for (const char c : {'\0', '\1', '\x5B', '\x9B', '\xBB', '\xDB', '\xFF'}) {
      std::string bent = whole;
      bent[at] = c;
      (void)hash_claim(bent);
    }
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += '\x81';
  EXPECT_FALSE(hash_claim(manifest_store(manifest_of(superbox("c2pa.hash.data", box("cbor", "\xA1\x61x" + deep))))));
}

}  // namespace
}  // namespace burnish::testing_metadata
