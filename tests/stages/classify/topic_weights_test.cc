#include "stages/classify/topic_weights.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <string>

#include "stages/text/hash.h"

namespace dongtin {
namespace {

TopicWeights Small() {
  TopicWeights weights;
  weights.version = "small";
  weights.temperature = 1.5;
  weights.min_confidence = 0.25;
  weights.labels = {{"a", "the first", 0.5, 0.01}, {"b", "", -0.5, 0.02}};
  weights.ngrams = {3, 7, 0xFFFFFFFF};
  weights.idf = {16, 32, 255};
  weights.weights = {1, -1, 127, -127, 0, 5};
  return weights;
}

std::string ErrorOf(std::string_view bytes) {
  const auto result = DecodeTopicWeights(bytes);
  return result.ok() ? "" : result.error();
}

TEST(TopicWeights, ComeBackFromTheFileAsTheyWent) {
  const TopicWeights in = Small();
  const auto out = DecodeTopicWeights(Encode(in));
  ASSERT_TRUE(out.ok()) << out.error();
  EXPECT_EQ(out->version, in.version);
  EXPECT_EQ(out->temperature, in.temperature);
  EXPECT_EQ(out->min_confidence, in.min_confidence);
  ASSERT_EQ(out->labels.size(), 2U);
  EXPECT_EQ(out->labels[0].code, "a");
  EXPECT_EQ(out->labels[0].name, "the first");
  EXPECT_EQ(out->labels[1].bias, -0.5F);
  EXPECT_EQ(out->labels[1].scale, 0.02F);
  EXPECT_EQ(out->ngrams, in.ngrams);
  EXPECT_EQ(out->idf, in.idf);
  EXPECT_EQ(out->weights, in.weights);
}

TEST(TopicWeights, AreRefusedWhenCutAnywhere) {
  const std::string file = Encode(Small());
  for (std::size_t size = 0; size < file.size(); ++size) EXPECT_NE(ErrorOf(file.substr(0, size)), "") << size;
  EXPECT_NE(ErrorOf(file + "x"), "");
}

TEST(TopicWeights, AreRefusedWhenAnyByteIsDamaged) {
  const std::string file = Encode(Small());
  for (std::size_t at = 0; at < file.size(); ++at) {
    std::string damaged = file;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
    EXPECT_NE(ErrorOf(damaged), "") << at;
  }
}

// A file with a right checksum can still lie about everything.
std::string WithBody(std::string body) {
  const std::uint64_t checksum = Hash64(body);
  std::string file = "DTTOPIC1";
  file.append(reinterpret_cast<const char*>(&checksum), sizeof(checksum));
  return file + body;
}

TEST(TopicWeights, AreRefusedWhenTheirCountsPromiseMoreThanThereIs) {
  const std::string body = Encode(Small()).substr(16);
  for (const std::uint32_t count : {0U, 1U, 3U, 257U, 0xFFFFFFFFU}) {
    std::string lie = body;
    std::memcpy(lie.data(), &count, sizeof(count));
    EXPECT_NE(ErrorOf(WithBody(lie)), "") << "labels " << count;
  }
  for (const std::uint32_t count : {0U, 2U, 4U, 4194304U, 0xFFFFFFFFU}) {
    std::string lie = body;
    std::memcpy(lie.data() + 4, &count, sizeof(count));
    EXPECT_NE(ErrorOf(WithBody(lie)), "") << "n-grams " << count;
  }
}

TEST(TopicWeights, AreRefusedWhenNumbersAreOutOfRange) {
  const auto refused = [](auto change) {
    TopicWeights weights = Small();
    change(weights);
    return !ErrorOf(Encode(weights)).empty();
  };
  EXPECT_TRUE(refused([](TopicWeights& w) { w.temperature = 0; }));
  EXPECT_TRUE(refused([](TopicWeights& w) { w.temperature = NAN; }));
  EXPECT_TRUE(refused([](TopicWeights& w) { w.min_confidence = 1.5; }));
  EXPECT_TRUE(refused([](TopicWeights& w) { w.min_confidence = NAN; }));
  EXPECT_TRUE(refused([](TopicWeights& w) { w.labels[0].scale = INFINITY; }));
  EXPECT_TRUE(refused([](TopicWeights& w) { w.labels[1].bias = NAN; }));
  EXPECT_TRUE(refused([](TopicWeights& w) { w.labels[1].code = ""; }));
  EXPECT_TRUE(refused([](TopicWeights& w) { w.labels[1].name = "\xff"; }));
  EXPECT_TRUE(refused([](TopicWeights& w) { w.version = "\xc3"; }));
  EXPECT_TRUE(refused([](TopicWeights& w) { w.ngrams = {3, 3, 4}; }));
  EXPECT_TRUE(refused([](TopicWeights& w) { w.ngrams = {7, 3, 9}; }));
}

}  // namespace
}  // namespace dongtin
