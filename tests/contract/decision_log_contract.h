// What every DecisionLog promises (daemon/io.h), as a suite. An implementation gives a maker of fresh, empty logs.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <vector>

#include "daemon/io.h"
#include "tests/support/builders.h"

namespace dongtin {

using DecisionLogMaker = std::function<std::unique_ptr<DecisionLog>()>;

class DecisionLogContract : public testing::TestWithParam<DecisionLogMaker> {
 protected:
  DecisionLogContract() : log_(GetParam()()) {}

  std::vector<Decision> Ask(const std::vector<Question>& questions) {
    Result<std::vector<Decision>, IoError> answers = log_->Ask(questions);
    EXPECT_TRUE(answers.ok());
    if (!answers) return std::vector<Decision>(questions.size());
    EXPECT_EQ(answers->size(), questions.size());
    answers->resize(questions.size());
    return *answers;
  }
  Decision Ask(const Question& question) { return Ask(std::vector{question})[0]; }

  std::unique_ptr<DecisionLog> log_;
};

TEST_P(DecisionLogContract, TheFirstOfItsKindIsNewWithAClusterOfItsOwn) {
  const std::vector<Decision> decisions = Ask({MakeQuestion(1, 10), MakeQuestion(2, 20)});
  EXPECT_EQ(decisions[0].relation, Relation::kNew);
  EXPECT_EQ(decisions[1].relation, Relation::kNew);
  EXPECT_FALSE(decisions[0].cluster.empty());
  EXPECT_NE(decisions[0].cluster, decisions[1].cluster);
  EXPECT_EQ(decisions[0].of, "");
}

TEST_P(DecisionLogContract, ACopyJoinsTheClusterOfTheFirst) {
  const Decision first = Ask(MakeQuestion(1, 10));
  const Decision copy = Ask(MakeQuestion(2, 10));
  EXPECT_EQ(copy.relation, Relation::kExact);
  EXPECT_EQ(copy.of, "id-1");
  EXPECT_EQ(copy.cluster, first.cluster);
}

TEST_P(DecisionLogContract, EarlierQuestionsOfABatchCountForLaterOnes) {
  const std::vector<Decision> decisions = Ask({MakeQuestion(1, 10), MakeQuestion(2, 20), MakeQuestion(3, 10)});
  EXPECT_EQ(decisions[0].relation, Relation::kNew);
  EXPECT_EQ(decisions[1].relation, Relation::kNew);
  EXPECT_EQ(decisions[2].relation, Relation::kExact);
  EXPECT_EQ(decisions[2].of, "id-1");
}

TEST_P(DecisionLogContract, AnIdentityAskedAgainGetsItsFirstAnswer) {
  const Decision first = Ask(MakeQuestion(1, 10));
  Ask(MakeQuestion(2, 10));
  const Decision again = Ask(MakeQuestion(1, 10));
  EXPECT_EQ(again.relation, Relation::kNew);
  EXPECT_EQ(again.cluster, first.cluster);
  EXPECT_EQ(again.of, first.of);
}

TEST_P(DecisionLogContract, ATakedownMakesTheLogForget) {
  Ask(MakeQuestion(1, 10));
  Ask(MakeTakedown(1));
  EXPECT_EQ(Ask(MakeQuestion(2, 10)).relation, Relation::kNew);
}

TEST_P(DecisionLogContract, NoQuestionsNoAnswers) { EXPECT_TRUE(Ask(std::vector<Question>{}).empty()); }

TEST_P(DecisionLogContract, ACancelledLogAnswersNothingMore) {
  log_->Cancel();
  log_->Cancel();
  EXPECT_FALSE(log_->Ask(std::vector{MakeQuestion(1, 10)}).ok());
}

}  // namespace dongtin
