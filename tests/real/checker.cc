#include "tests/real/checker.h"

#include <charconv>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <tuple>
#include <utility>

namespace dongtin {
namespace {

constexpr std::size_t kExamplesOfAKind = 5;
const Coordinates kNobody = {"", -1, -1};

std::string Print(const Coordinates& at) {
  return at.topic + "-" + std::to_string(at.partition) + "@" + std::to_string(at.offset);
}

template <typename Number>
bool ToNumber(std::string_view text, Number* number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *number);
  return error == std::errc() && end == text.data() + text.size();
}

// topic-partition-offset; a topic may hold dashes itself.
Coordinates FromEventId(const std::string& id) {
  const std::size_t last = id.rfind('-');
  const std::size_t middle = last == std::string::npos || last == 0 ? std::string::npos : id.rfind('-', last - 1);
  if (middle == std::string::npos) return kNobody;
  Coordinates at = {id.substr(0, middle), 0, 0};
  const std::string_view text = id;
  const bool ok = ToNumber(text.substr(middle + 1, last - middle - 1), &at.partition) &&
                  ToNumber(text.substr(last + 1), &at.offset);
  return ok ? at : kNobody;
}

Coordinates FromDeadLetter(const Record& record) {
  Coordinates at = {record.HeaderOf("dongtin.topic").value_or(""), 0, 0};
  const bool ok = ToNumber(record.HeaderOf("dongtin.partition").value_or(""), &at.partition) &&
                  ToNumber(record.HeaderOf("dongtin.offset").value_or(""), &at.offset);
  return ok ? at : kNobody;
}

// Where the event itself says it comes from; nobody when it is none.
Coordinates FromProvenance(const nlohmann::json& event) {
  const auto provenance = event.find("provenance");
  if (provenance == event.end()) return kNobody;
  return {provenance->value("topic", ""), provenance->value("partition", -1), provenance->value("offset", -1LL)};
}

using Place = std::tuple<std::string, std::int32_t, std::int64_t>;
Place PlaceOf(const Coordinates& at) { return {at.topic, at.partition, at.offset}; }

class Court {
 public:
  explicit Court(const std::vector<Question>& questions) {
    for (const Question& question : questions) questions_.emplace(PlaceOf(question.at), &question);
    verdict_.asked = questions.size();
  }

  void Hear(const Answer& answer) {
    ++verdict_.answered;
    const auto found = questions_.find(PlaceOf(answer.of));
    if (found == questions_.end()) {
      return Fault(&verdict_.unexpected, "unexpected: " + Print(answer.at) + " answers " + Print(answer.of));
    }
    const Question& question = *found->second;
    if (answer.key != question.key || (!answer.id.empty() && answer.id != question.id)) {
      Fault(&verdict_.unexpected, "unexpected: " + Print(answer.at) + " answers " + Print(answer.of) +
                                      " with another's key or id (" + answer.id + ")");
    }
    const auto [first, is_first] = answers_.emplace(PlaceOf(answer.of), answer.at);
    if (!is_first) {
      return Fault(&verdict_.doubled,
                   "doubled: " + Print(answer.of) + " at " + Print(first->second) + " and " + Print(answer.at));
    }
    CheckOrder(question, answer);
  }

  Verdict Close() {
    for (const auto& [place, question] : questions_) {
      if (answers_.count(place) == 0) Fault(&verdict_.lost, "lost: " + Print(question->at));
    }
    return std::move(verdict_);
  }

 private:
  struct Last {
    std::int64_t offset = -1;
    std::int32_t output_partition = -1;
  };

  void CheckOrder(const Question& question, const Answer& answer) {
    if (!question.key) return;
    Last& last = last_[{answer.at.topic, question.at.topic, question.at.partition, *question.key}];
    if (last.output_partition >= 0 && last.output_partition != answer.at.partition) {
      Fault(&verdict_.out_of_order,
            "out of order: key " + *question.key + " in two partitions, at " + Print(answer.at));
    } else if (question.at.offset < last.offset) {
      Fault(&verdict_.out_of_order, "out of order: " + Print(question.at) + " at " + Print(answer.at) +
                                        ", behind the answer to @" + std::to_string(last.offset));
    }
    last = {std::max(last.offset, question.at.offset), answer.at.partition};
  }

  void Fault(std::size_t* count, std::string text) {
    if (++*count <= kExamplesOfAKind) verdict_.examples.push_back(std::move(text));
  }

  Verdict verdict_;
  std::map<Place, const Question*> questions_;
  std::map<Place, Coordinates> answers_;
  std::map<std::tuple<std::string, std::string, std::int32_t, std::string>, Last> last_;
};

}  // namespace

std::string Verdict::Describe() const {
  std::string text = std::to_string(asked) + " asked, " + std::to_string(answered) + " answered: lost " +
                     std::to_string(lost) + ", doubled " + std::to_string(doubled) + ", out of order " +
                     std::to_string(out_of_order) + ", unexpected " + std::to_string(unexpected);
  for (const std::string& example : examples) text += "\n  " + example;
  return text;
}

Verdict Judge(const std::vector<Question>& questions, const std::vector<Answer>& answers) {
  Court court(questions);
  for (const Answer& answer : answers) court.Hear(answer);
  return court.Close();
}

Answer ToAnswer(const Record& record) {
  Answer answer = {kNobody, record.at, record.key, ""};
  if (record.HeaderOf("dongtin.reason")) {
    answer.of = FromDeadLetter(record);
    return answer;
  }
  const Coordinates of = FromEventId(record.HeaderOf("ce_id").value_or(""));
  if (!record.value) {  // a takedown
    answer.of = of;
    return answer;
  }
  const nlohmann::json event = nlohmann::json::parse(*record.value, nullptr, false);
  if (event.is_object() && FromProvenance(event) == of) {
    answer.of = of;
    answer.id = event.value("id", "");
  }
  return answer;
}

Question ToQuestion(const Record& record) {
  Question question = {record.at, record.key, ""};
  if (!record.value) return question;
  const nlohmann::json message = nlohmann::json::parse(*record.value, nullptr, false);
  if (!message.is_object()) return question;
  const auto id = message.find("id");
  question.id = id != message.end() && id->is_string() ? id->get<std::string>()
                                                       : record.at.topic + "-" + std::to_string(record.at.partition) +
                                                             "-" + std::to_string(record.at.offset);
  return question;
}

}  // namespace dongtin
