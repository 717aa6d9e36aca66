#include "stages/enrich/headers.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>

#include "stages/text/hash.h"
#include "stages/text/rfc3339.h"
#include "stages/text/utf8.h"

namespace dongtin {
namespace {

constexpr std::uint64_t kMaxAttempts = 1'000'000'000;

bool EqualsIgnoringCase(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

// A header that says something about the raw record's value, so that it would lie about the event's.
bool SpeaksOfRawValue(std::string_view name) {
  return EqualsIgnoringCase(name.substr(0, 3), "ce_") || EqualsIgnoringCase(name, "content-type");
}

bool IsTraceParent(const Header& header) { return EqualsIgnoringCase(header.name, "traceparent"); }

void AppendHex(std::uint64_t number, std::string* out) {
  static constexpr char kDigits[] = "0123456789abcdef";
  for (int shift = 60; shift >= 0; shift -= 4) out->push_back(kDigits[number >> shift & 15]);
}

// The specification calls an id of nothing but zeros invalid; a hash of zero is as good as impossible.
std::uint64_t NotZero(std::uint64_t number) { return number == 0 ? 1 : number; }

std::string MakeTraceParent(std::string_view id) {
  const std::uint64_t hash = Hash64(id);
  std::string text = "00-";
  AppendHex(NotZero(HashCombine(hash, 1)), &text);
  AppendHex(hash, &text);
  text += '-';
  AppendHex(NotZero(HashCombine(hash, 2)), &text);
  return text + "-00";
}

bool IsDeadLetterHeader(std::string_view name) {
  return std::find(kDeadLetterHeaders.begin(), kDeadLetterHeaders.end(), name) != kDeadLetterHeaders.end();
}

// How often the record failed before; 0 when it does not say so in plain digits.
std::uint64_t EarlierAttempts(const std::vector<Header>& headers) {
  std::uint64_t attempts = 0;
  for (const Header& header : headers) {
    if (header.name != "dongtin.attempts" || !header.value) continue;
    const char* const end = header.value->data() + header.value->size();
    std::uint64_t value = 0;
    const auto result = std::from_chars(header.value->data(), end, value);
    if (result.ec == std::errc() && result.ptr == end) attempts = std::min(value, kMaxAttempts);
  }
  return attempts;
}

}  // namespace

std::vector<Header> EventHeaders(const RawMessage& message) {
  const Coordinates& at = message.at;
  const std::string id = RepairUtf8(at.topic) + "-" + std::to_string(at.partition) + "-" + std::to_string(at.offset);
  std::vector<Header> out = {
      {"ce_specversion", "1.0"},
      {"ce_type", std::string(message.value ? kArticleEventType : kTakedownEventType)},
      {"ce_source", "/dongtin"},
      {"ce_id", id},
  };
  if (message.timestamp_ms >= 0) out.push_back({"ce_time", FormatRfc3339Ms(message.timestamp_ms)});
  if (message.value) out.push_back({"content-type", "application/json"});
  const bool traced = std::any_of(message.headers.begin(), message.headers.end(), [](const Header& header) {
    return IsTraceParent(header) && header.value && !header.value->empty();
  });
  if (!traced) out.push_back({"traceparent", MakeTraceParent(id)});
  for (const Header& header : message.headers) {
    if (SpeaksOfRawValue(header.name) || (!traced && IsTraceParent(header))) continue;
    out.push_back(header);
  }
  return out;
}

std::vector<Header> DeadLetterHeaders(const RawMessage& message, const Reject& reject) {
  std::vector<Header> out;
  for (const Header& header : message.headers) {
    if (!IsDeadLetterHeader(header.name)) out.push_back(header);
  }
  const std::array<std::string, kDeadLetterHeaders.size()> values = {
      std::string(Name(reject.reason)),
      reject.detail,
      std::string(StageOf(reject.reason)),
      message.at.topic,
      std::to_string(message.at.partition),
      std::to_string(message.at.offset),
      std::to_string(EarlierAttempts(message.headers) + reject.attempts)};
  for (std::size_t i = 0; i < values.size(); ++i) out.push_back({std::string(kDeadLetterHeaders[i]), values[i]});
  return out;
}

}  // namespace dongtin
