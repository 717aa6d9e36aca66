#include "stages/text/word_hashes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "stages/text/words.h"

namespace dongtin {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

using Hashes = std::vector<std::uint64_t>;

Hashes Hash(std::string_view text, WordForm form) {
  WordHasher hasher;
  const WordHashes words = hasher.Hash(text, form);
  return {words.hashes.begin(), words.hashes.end()};
}
Hashes Folded(std::string_view text) { return Hash(text, WordForm::kFolded); }
Hashes Lower(std::string_view text) { return Hash(text, WordForm::kLower); }

// Words of every length of letter, script and kind of gap that a page of news has.
constexpr std::string_view kMixed =
    "Sáng 25/11, tại Hà Nội — “Thủ đô ngàn năm” — ông Nguyễn Văn A (45 tuổi) nói: ‘Được!’… Ångström Łódź Ёлка ΆΛΦΑ "
    "covid19 F0 U23 1.234,5% \u20ac5 \u2192 北京2026年 ไทย 한국어 मानक हिन्दी \U0001F600 e\u0301te\u0301 so\u00adft hết";

// These values are in Kafka records and in the topic model: a change needs new versions of both.
TEST(WordHashes, AreFrozen) {
  EXPECT_THAT(Folded("Thủ đô 25"),
              ElementsAre(8403308349073890506ULL, 5874226036994486224ULL, 11679050464561992069ULL));
  EXPECT_THAT(Lower("Thủ đô 25"),
              ElementsAre(10012896278466729667ULL, 11344913175928624601ULL, 11679050464561992069ULL));
}

TEST(WordHashes, FoldedWordsHaveNeitherCaseNorAccents) {
  EXPECT_EQ(Folded("Đường Nguyễn HUỆ"), Folded("duong nguyen hue"));
  EXPECT_EQ(Folded("Ti\u1ebfng Vi\u1ec7t"), Folded("Tie\u0302\u0301ng Vie\u0323\u0302t"));
  EXPECT_NE(Folded("hue"), Folded("hua"));
}

TEST(WordHashes, LowerWordsKeepTheToneButNotItsPlace) {
  EXPECT_EQ(Lower("Hoà Thuỷ khoẻ"), Lower("hòa thủy khỏe"));
  EXPECT_NE(Lower("hoà"), Lower("hoá"));
  EXPECT_NE(Lower("hoa"), Lower("hoà"));
  EXPECT_NE(Lower("hơn"), Lower("hon"));
  EXPECT_NE(Lower("bân"), Lower("băn"));
}

TEST(WordHashes, OrderOfLettersCounts) {
  EXPECT_NE(Folded("abc"), Folded("acb"));
  EXPECT_NE(Folded("aab"), Folded("aba"));
}

TEST(WordHashes, AreThoseOfTheWordsThatWordReaderReads) {
  const std::string text(kMixed);
  std::map<std::string, std::uint64_t> by_word;
  std::map<std::uint64_t, std::string> by_hash;
  const Hashes hashes = Folded(text);
  std::size_t i = 0;
  ForEachFoldedWord(text, [&](std::string_view word) {
    ASSERT_LT(i, hashes.size());
    EXPECT_EQ(by_word.try_emplace(std::string(word), hashes[i]).first->second, hashes[i]) << word;
    EXPECT_EQ(by_hash.try_emplace(hashes[i], word).first->second, word);
    EXPECT_EQ(HashWord(word, WordForm::kFolded), hashes[i]) << word;
    ++i;
  });
  EXPECT_EQ(i, hashes.size());
}

TEST(WordHashes, DoNotDependOnWhereInTheTextAWordStands) {
  for (const WordForm form : {WordForm::kLower, WordForm::kFolded}) {
    const Hashes expected = Hash(kMixed, form);
    for (std::size_t gap = 1; gap <= 130; ++gap) {
      EXPECT_EQ(Hash(std::string(gap, ' ') + std::string(kMixed) + std::string(gap % 7, '.'), form), expected) << gap;
    }
  }
}

TEST(WordHashes, ScriptsWithoutGapsGiveAWordALetter) {
  EXPECT_THAT(Folded("北京2026年"), SizeIs(4));
  EXPECT_EQ(Folded("北京 2026 年"), Folded("北京2026年"));
  EXPECT_THAT(Folded("ไทย"), SizeIs(3));
  EXPECT_EQ(Folded("a北b"), Folded("a 北 b"));
}

TEST(WordHashes, TextWithoutLettersHasNone) {
  EXPECT_THAT(Folded(""), IsEmpty());
  EXPECT_THAT(Folded(" \n—…★ "), IsEmpty());
  EXPECT_THAT(Folded("\u0301\u0302"), IsEmpty());
}

TEST(WordHashes, TellTheFirstLetterOfEachWord) {
  WordHasher hasher;
  const WordHashes words = hasher.Hash("—5G đỏ 北", WordForm::kLower);
  EXPECT_THAT(std::vector<char32_t>(words.firsts.begin(), words.firsts.end()), ElementsAre(U'5', U'đ', U'北'));
}

TEST(WordHashes, ReadNothingOutOfBoundsInBytesThatAreNoText) {
  std::mt19937 random(1);
  for (std::size_t size = 0; size < 300; ++size) {
    std::string bytes;
    for (std::size_t i = 0; i < size; ++i) bytes.push_back(static_cast<char>(random() % 256));
    EXPECT_LE(Folded(bytes).size(), size / 2 + 1);  // under ASan
    EXPECT_LE(Lower(bytes).size(), size / 2 + 1);
  }
}

TEST(WordHashes, ALongerTextBeforeLeavesNoTrace) {
  WordHasher hasher;
  hasher.Hash(kMixed, WordForm::kFolded);
  const WordHashes words = hasher.Hash("ngắn", WordForm::kFolded);
  EXPECT_EQ(Hashes(words.hashes.begin(), words.hashes.end()), Folded("ngan"));
}

}  // namespace
}  // namespace dongtin
