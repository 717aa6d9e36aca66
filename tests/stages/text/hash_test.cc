#include "stages/text/hash.h"

#include <gtest/gtest.h>

#include <string>
#include <unordered_set>

namespace dongtin {
namespace {

// These values are in Kafka records: a change needs a new version of the fingerprint.
TEST(Hash, ValuesAreFrozen) {
  EXPECT_EQ(Hash64(""), 0x2d06800538d394c2ULL);  // the value that xxHash's own sanity check gives for no bytes
  EXPECT_EQ(Hash64("dongtin"), 0x1f09393fdbb85a8fULL);
  EXPECT_EQ(Hash64("Tiếng Việt"), 0xb1b1e7a05483130cULL);
  EXPECT_EQ(Hash64(std::string(1000, 'x')), 0xc0a4877b962cba82ULL);
  EXPECT_EQ(HashCombine(1, 2), 0xf8f76353b6d877c5ULL);
}

TEST(Hash, EveryByteCounts) {
  EXPECT_NE(Hash64("a"), Hash64("b"));
  EXPECT_NE(Hash64(std::string("a\0", 2)), Hash64("a"));
}

TEST(Hash, OrderCountsWhenCombining) { EXPECT_NE(HashCombine(1, 2), HashCombine(2, 1)); }

TEST(Hash, ManySmallPairsDoNotCollide) {
  std::unordered_set<std::uint64_t> seen;
  for (std::uint64_t a = 0; a < 200; ++a) {
    for (std::uint64_t b = 0; b < 200; ++b) seen.insert(HashCombine(a, b));
  }
  EXPECT_EQ(seen.size(), 200U * 200U);
}

}  // namespace
}  // namespace dongtin
