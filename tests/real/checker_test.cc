// The checker sees each fault that it is there for: a check that cannot fail is none.
#include "tests/real/checker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dongtin {
namespace {

using ::testing::HasSubstr;

// Three keys over two partitions, ten messages each.
std::vector<Question> Questions() {
  std::vector<Question> questions;
  for (std::int64_t offset = 0; offset < 10; ++offset) {
    for (std::int32_t partition = 0; partition < 2; ++partition) {
      const std::string key = "key-" + std::to_string(partition) + "-" + std::to_string(offset % 3);
      questions.push_back({{"in", partition, offset}, key, "id-" + std::to_string(partition * 100 + offset)});
    }
  }
  return questions;
}

// Each question answered once, in order, in the partition that its own came from.
std::vector<Answer> Answers() {
  std::vector<Answer> answers;
  for (const Question& question : Questions()) {
    answers.push_back(
        {question.at, {"out", question.at.partition, question.at.offset + 50}, question.key, question.id});
  }
  return answers;
}

void ExpectFaults(const Verdict& verdict, std::size_t lost, std::size_t doubled, std::size_t out_of_order,
                  std::size_t unexpected) {
  EXPECT_EQ(verdict.lost, lost) << verdict.Describe();
  EXPECT_EQ(verdict.doubled, doubled) << verdict.Describe();
  EXPECT_EQ(verdict.out_of_order, out_of_order) << verdict.Describe();
  EXPECT_EQ(verdict.unexpected, unexpected) << verdict.Describe();
}

TEST(Checker, FindsNothingWhereEachIsAnsweredOnceInOrder) {
  const Verdict verdict = Judge(Questions(), Answers());
  ExpectFaults(verdict, 0, 0, 0, 0);
  EXPECT_EQ(verdict.asked, 20U);
  EXPECT_EQ(verdict.answered, 20U);
}

TEST(Checker, FindsALostMessage) {
  std::vector<Answer> answers = Answers();
  answers.erase(answers.begin() + 7);
  ExpectFaults(Judge(Questions(), answers), 1, 0, 0, 0);
}

TEST(Checker, FindsThatNothingCameOut) { ExpectFaults(Judge(Questions(), {}), 20, 0, 0, 0); }

TEST(Checker, FindsADoubledMessageAndDoesNotCallItOutOfOrder) {
  std::vector<Answer> answers = Answers();
  answers.push_back(answers[3]);
  ExpectFaults(Judge(Questions(), answers), 0, 1, 0, 0);
}

TEST(Checker, FindsADoubleInTheDeadLetterOfWhatWasPublished) {
  std::vector<Answer> answers = Answers();
  answers.push_back({answers[3].of, {"dead", 0, 0}, answers[3].key, ""});
  ExpectFaults(Judge(Questions(), answers), 0, 1, 0, 0);
}

TEST(Checker, DoesNotLetADoubleMakeUpForALoss) {
  std::vector<Answer> answers = Answers();
  answers[4] = answers[3];
  ExpectFaults(Judge(Questions(), answers), 1, 1, 0, 0);
}

TEST(Checker, FindsTwoAnswersOfAKeyInTheWrongOrder) {
  std::vector<Answer> answers = Answers();
  ASSERT_EQ(answers[0].key, answers[6].key);
  std::swap(answers[0], answers[6]);
  // The first has gone behind both later ones of its key, whose own order is right.
  ExpectFaults(Judge(Questions(), answers), 0, 0, 1, 0);
}

TEST(Checker, LetsKeysOvertakeEachOther) {
  std::vector<Answer> answers = Answers();
  ASSERT_NE(answers[0].key, answers[2].key);
  std::swap(answers[0], answers[2]);
  ExpectFaults(Judge(Questions(), answers), 0, 0, 0, 0);
}

TEST(Checker, FindsAKeyInTwoOutputPartitions) {
  std::vector<Answer> answers = Answers();
  answers.back().at.partition = 5;
  ExpectFaults(Judge(Questions(), answers), 0, 0, 1, 0);
}

TEST(Checker, FindsAnAnswerToAQuestionThatNobodyAsked) {
  std::vector<Answer> answers = Answers();
  answers.push_back({{"in", 0, 10}, {"out", 0, 99}, "key-0-1", "id-10"});
  ExpectFaults(Judge(Questions(), answers), 0, 0, 0, 1);
}

TEST(Checker, FindsAnAnswerUnderAnothersKeyOrId) {
  std::vector<Answer> answers = Answers();
  answers[0].key = "other";
  answers[1].id = "other";
  answers[2].key.reset();
  ExpectFaults(Judge(Questions(), answers), 0, 0, 0, 3);
}

TEST(Checker, NamesTheFirstFaultsAndCountsAll) {
  const Verdict verdict = Judge(Questions(), {});
  EXPECT_THAT(verdict.Describe(), HasSubstr("lost 20"));
  EXPECT_THAT(verdict.Describe(), HasSubstr("lost: in-0@0"));
  EXPECT_EQ(verdict.examples.size(), 5U);
}

Record EventRecord(const std::string& id, const std::string& provenance) {
  Record record;
  record.at = {"out", 1, 7};
  record.key = "k";
  record.value = R"({"id":"a1","provenance":)" + provenance + "}";
  record.headers = {{"ce_id", id}};
  return record;
}

TEST(Checker, ReadsTheCoordinatesOfAnEvent) {
  const Answer answer = ToAnswer(EventRecord("my-in-3-42", R"({"topic":"my-in","partition":3,"offset":42})"));
  EXPECT_EQ(answer.of, (Coordinates{"my-in", 3, 42}));
  EXPECT_EQ(answer.at, (Coordinates{"out", 1, 7}));
  EXPECT_EQ(answer.id, "a1");
  EXPECT_EQ(answer.key, "k");
}

TEST(Checker, ReadsTheCoordinatesOfATakedown) {
  Record record = EventRecord("my-in-3-42", "{}");
  record.value.reset();
  EXPECT_EQ(ToAnswer(record).of, (Coordinates{"my-in", 3, 42}));
}

TEST(Checker, ReadsTheCoordinatesOfADeadLetter) {
  Record record;
  record.headers = {
      {"dongtin.reason", "bad_json"}, {"dongtin.topic", "in"}, {"dongtin.partition", "2"}, {"dongtin.offset", "9"}};
  EXPECT_EQ(ToAnswer(record).of, (Coordinates{"in", 2, 9}));
}

TEST(Checker, GivesNobodyAnAnswerThatContradictsItselfOrSaysNothing) {
  const std::string provenance = R"({"topic":"in","partition":3,"offset":42})";
  for (const char* id : {"in-3-41", "in-3", "in", "", "-", "--", "in-3-4x"}) {
    EXPECT_EQ(ToAnswer(EventRecord(id, provenance)).of.partition, -1) << id;
  }
  EXPECT_EQ(ToAnswer(Record()).of.partition, -1);
}

TEST(Checker, KnowsTheIdOfAMessageWithoutOne) {
  Record record;
  record.at = {"in", 1, 5};
  record.value = R"({"text":"a"})";
  EXPECT_EQ(ToQuestion(record).id, "in-1-5");
  record.value = R"({"id":"x","text":"a"})";
  EXPECT_EQ(ToQuestion(record).id, "x");
  record.value = "no JSON";
  EXPECT_EQ(ToQuestion(record).id, "");
}

}  // namespace
}  // namespace dongtin
