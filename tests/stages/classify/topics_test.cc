#include "stages/classify/topics.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <set>
#include <string>

#include "stages/classify/features.h"
#include "stages/text/hash.h"
#include "stages/text/word_hashes.h"

namespace dongtin {
namespace {

std::uint32_t Word(std::string_view word) { return static_cast<std::uint32_t>(HashWord(word, WordForm::kLower)); }

// Two labels; "lúa" speaks for the first, "bóng" for the second, "và" for neither.
TopicWeights Farming() {
  TopicWeights weights;
  weights.version = "farming";
  weights.min_confidence = 0.6F;
  weights.labels = {{"farm", "farming", 0, 0.05F}, {"ball", "ball games", 0, 0.05F}};
  weights.ngrams = {Word("lúa"), Word("bóng"), Word("và")};
  std::sort(weights.ngrams.begin(), weights.ngrams.end());
  weights.idf = {16, 16, 16};
  for (const std::uint32_t ngram : weights.ngrams) {
    const int lean = ngram == Word("lúa") ? 1 : ngram == Word("bóng") ? -1 : 0;
    weights.weights.push_back(static_cast<std::int8_t>(100 * lean));
    weights.weights.push_back(static_cast<std::int8_t>(-100 * lean));
  }
  return weights;
}

TEST(TopicModel, GivesTheLabelThatTheWordsSpeakFor) {
  const TopicModel model(Farming());
  TopicModel::Scratch scratch;
  const std::vector<Topic> topics = model.Classify("", "Lúa, LÚA và lúa", &scratch);
  ASSERT_EQ(topics.size(), 1U);  // the other label is far below kMinOther
  EXPECT_EQ(topics[0].code, "farm");
  EXPECT_EQ(topics[0].name, "farming");
  EXPECT_GT(topics[0].confidence, 0.99);
}

TEST(TopicModel, LetsTheHeadlineCountMoreThanTheText) {
  const TopicModel model(Farming());
  TopicModel::Scratch scratch;
  EXPECT_GT(model.Confidences("bóng", "lúa", &scratch)[1], 0.9);
  EXPECT_GT(model.Confidences("lúa", "bóng", &scratch)[0], 0.9);
}

TEST(TopicModel, SaysNothingWhenUnsure) {
  const TopicModel model(Farming());
  TopicModel::Scratch scratch;
  EXPECT_TRUE(model.Classify("", "và", &scratch).empty());
  EXPECT_TRUE(model.Classify("", "lúa bóng", &scratch).empty());
}

TEST(TopicModel, SaysNothingOfTextWithoutAWordItKnows) {
  const TopicModel model(Farming());
  TopicModel::Scratch scratch;
  EXPECT_TRUE(model.Classify("", "", &scratch).empty());
  EXPECT_TRUE(model.Confidences("xyz", "12 34 !", &scratch).empty());
}

TEST(TopicModel, ForgetsOneArticleBeforeTheNext) {
  const TopicModel model(Farming());
  TopicModel::Scratch used;
  TopicModel::Scratch fresh;
  model.Classify("", "lúa lúa lúa lúa", &used);
  EXPECT_EQ(model.Confidences("", "bóng và", &used), model.Confidences("", "bóng và", &fresh));
}

TEST(TopicModel, ReadsOnlyTheBeginningOfALongText) {
  const TopicModel model(Farming());
  TopicModel::Scratch scratch;
  std::string text = "lúa ";
  text.append(kTopicTextBytes, ' ');
  EXPECT_EQ(model.Confidences("", text + "bóng bóng bóng", &scratch), model.Confidences("", "lúa", &scratch));
}

TEST(TopicModel, SurvivesCountsBeyondItsCounters) {
  const TopicModel model(Farming());
  TopicModel::Scratch scratch;
  std::string headline;
  for (int i = 0; i < 30000; ++i) headline += "lúa ";
  EXPECT_EQ(model.Classify(headline, "", &scratch).at(0).code, "farm");
}

TEST(TopicModel, RefusesBytesThatAreNoModel) { EXPECT_FALSE(TopicModel::Load("no model at all").ok()); }

TEST(TopicFeatures, AreWordsAndPairsOfNeighboursPartedByNumbers) {
  std::multiset<std::uint32_t> seen;
  WordHasher hasher;
  ForEachTopicFeature("Giá lúa", "tăng 5 điểm", &hasher, [&](std::uint32_t ngram, std::uint32_t count) {
    for (std::uint32_t i = 0; i < count; ++i) seen.insert(ngram);
  });
  const auto pair =
      static_cast<std::uint32_t>(HashCombine(HashWord("giá", WordForm::kLower), HashWord("lúa", WordForm::kLower)));
  EXPECT_EQ(seen.count(Word("lúa")), 3U);  // kHeadlineCount
  EXPECT_EQ(seen.count(pair), 3U);
  EXPECT_EQ(seen.count(Word("tăng")), 1U);
  EXPECT_EQ(seen.size(), 3U * 3 + 2);  // no pair over the headline's end or the number, no "5"
}

TEST(TopicFeatures, AreNeverMoreThanTheirBoundSays) {
  for (const std::string_view text : {"", "a", "a b", "a b c d e f", "北京今天下了一场大雪", "a北b京c"}) {
    WordHasher hasher;
    std::size_t features = 0;
    ForEachTopicFeature(text, text, &hasher, [&](std::uint32_t, std::uint32_t) { ++features; });
    EXPECT_LE(features, MostTopicFeatures(text, text)) << text;
  }
}

TEST(DefaultTopicModel, KnowsTheTopClassesOfMediaTopics) {
  const auto model = TopicModel::Default();
  EXPECT_TRUE(model->version().starts_with("topics-"));
  TopicModel::Scratch scratch;
  const std::vector<double> all = model->Confidences("Tin tức", "", &scratch);
  EXPECT_EQ(all.size(), 17U);
  EXPECT_NEAR(std::accumulate(all.begin(), all.end(), 0.0), 1, 1e-9);
}

TEST(DefaultTopicModel, TellsPlainStoriesApart) {
  const auto model = TopicModel::Default();
  TopicModel::Scratch scratch;
  const auto first = [&](std::string_view headline, std::string_view text) {
    const std::vector<Topic> topics = model->Classify(headline, text, &scratch);
    return topics.empty() ? std::string() : topics[0].code;
  };
  EXPECT_EQ(first("Đội tuyển thắng 2-0 ở vòng loại",
                  "Huấn luyện viên hài lòng với các cầu thủ sau trận đấu trên sân nhà. Tiền đạo ghi hai bàn thắng."),
            "15000000");
  EXPECT_EQ(first("Thí sinh bước vào kỳ thi tốt nghiệp",
                  "Các trường đại học công bố điểm chuẩn xét tuyển; giáo viên và học sinh lớp 12 đã ôn tập cả tháng."),
            "05000000");
  EXPECT_EQ(
      first("Ban Thường vụ Tỉnh ủy họp phiên thường kỳ",
            "Đồng chí Bí thư Tỉnh ủy chủ trì hội nghị, cho ý kiến về công tác cán bộ và nghị quyết của Đảng bộ tỉnh."),
      "11000000");
  EXPECT_EQ(
      first("Striker signs for new club", "The coach said the player would start in the league match on Saturday."),
      "15000000");
}

}  // namespace
}  // namespace dongtin
