#include "tests/support/builders.h"

#include <utility>

namespace dongtin {

RawMessage MakeMessage(std::int64_t offset, std::string value) {
  RawMessage message;
  message.at = {"in", 0, offset};
  message.fallback_id = "in-0-" + std::to_string(offset);
  message.value = std::move(value);
  return message;
}

std::vector<RawMessage> MakeMessages(std::int64_t count) {
  std::vector<RawMessage> messages;
  for (std::int64_t i = 0; i < count; ++i) messages.push_back(MakeMessage(i, "v" + std::to_string(i)));
  return messages;
}

Question MakeQuestion(std::uint64_t identity, std::uint64_t content) {
  Question question;
  question.identity = {identity, 7};
  question.key = 1000 + identity;
  question.id = "id-" + std::to_string(identity);
  question.time_ms = 1'795'000'000'000;
  Fingerprint& fingerprint = question.fingerprint;
  fingerprint.exact = content * 0x9E3779B97F4A7C15 + 1;
  fingerprint.words = 200;
  for (std::uint64_t i = 0; i < 32; ++i) fingerprint.shingles.push_back((content << 32) + i);
  return question;
}

Question MakeTakedown(std::uint64_t identity) {
  Question question;
  question.kind = Question::Kind::kTakedown;
  question.identity = {identity, 8};
  question.key = 1000 + identity;
  question.id = "id-" + std::to_string(identity);
  question.time_ms = 1'795'000'000'000;
  return question;
}

}  // namespace dongtin
