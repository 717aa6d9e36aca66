// The judge of delivery: joins what was fed with what came out, by the coordinates of the input.
//
// It knows nothing of Kafka and of the program; checker_test.cc shows it every fault that it has to find.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "stages/article.h"
#include "tests/real/cluster.h"

namespace dongtin {

// A record that came out, and the input that it says it answers.
struct Answer {
  Coordinates of;  // of the input record
  Coordinates at;  // its own
  std::optional<std::string> key;
  std::string id;  // the article's, as the event says; empty when it is no event
};

// An input record, as read back from its topic.
struct Question {
  Coordinates at;
  std::optional<std::string> key;
  std::string id;  // the article's; empty when it has none, or none that is known
};

struct Verdict {
  std::size_t asked = 0;
  std::size_t answered = 0;      // answers, repeated ones too
  std::size_t lost = 0;          // inputs without an answer
  std::size_t doubled = 0;       // answers beyond the first of their input
  std::size_t out_of_order = 0;  // first answers that stand behind one to a later input of the same key and partition
  std::size_t unexpected = 0;    // answers to no input, or with another's key or id
  std::vector<std::string> examples;  // the first few faults of each kind, in words

  std::string Describe() const;
};

// The order of `answers` matters within an output partition only.
Verdict Judge(const std::vector<Question>& questions, const std::vector<Answer>& answers);

// The answer that a record of the output or dead-letter topic gives. One that does not say whose answer it is, or
// contradicts itself, has the coordinates {"", -1, -1}, which no input has.
Answer ToAnswer(const Record& record);
// What was asked by a record of the input topic.
Question ToQuestion(const Record& record);

}  // namespace dongtin
