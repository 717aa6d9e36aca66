#include "stages/enrich/shorten.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "stages/text/hash.h"
#include "stages/text/json_writer.h"

namespace dongtin {
namespace {

constexpr std::size_t kMaxIdentity = 1024;  // bytes of JSON
constexpr std::size_t kIdentityHead = 512;

// ---- reading our own JSON

struct Member {
  std::string_view name;  // with quotes; empty for an element of an array
  std::string_view value;
};

// Behind the string that begins at text[pos].
std::size_t EndOfString(std::string_view text, std::size_t pos) {
  for (++pos; pos < text.size() && text[pos] != '"'; ++pos) {
    if (text[pos] == '\\') ++pos;
  }
  return std::min(pos + 1, text.size());
}

std::size_t EndOfValue(std::string_view text, std::size_t pos) {
  std::size_t depth = 0;
  while (pos < text.size()) {
    const char c = text[pos];
    if (c == '"') {
      pos = EndOfString(text, pos);
      if (depth == 0) return pos;
      continue;
    }
    if (depth == 0 && (c == ',' || c == '}' || c == ']')) return pos;
    if (c == '{' || c == '[') ++depth;
    ++pos;
    if ((c == '}' || c == ']') && --depth == 0) return pos;
  }
  return pos;
}

bool IsGap(char c) { return c == ' ' || c == '\t'; }

// What stands in an object or array; nullopt when `text` is none as JsonWriter writes it.
std::optional<std::vector<Member>> PartsOf(std::string_view text) {
  if (text.size() < 2 || (text.front() != '{' && text.front() != '[')) return std::nullopt;
  const bool named = text.front() == '{';
  std::vector<Member> parts;
  std::size_t pos = 1;
  while (pos + 1 < text.size()) {
    Member part;
    if (named) {
      const std::size_t end = text[pos] == '"' ? EndOfString(text, pos) : text.size();
      if (end >= text.size() || text[end] != ':') return std::nullopt;
      part.name = text.substr(pos, end - pos);
      pos = end + 1;
    }
    while (pos < text.size() && IsGap(text[pos])) ++pos;  // around a raw extra member
    const std::size_t end = EndOfValue(text, pos);
    part.value = text.substr(pos, end - pos);
    if (part.value.empty()) return std::nullopt;
    parts.push_back(part);
    pos = end;
    while (pos < text.size() && IsGap(text[pos])) ++pos;
    if (pos >= text.size()) return std::nullopt;
    if (text[pos] == ',') ++pos;
  }
  if (pos + 1 != text.size() || text.back() != (named ? '}' : ']')) return std::nullopt;
  return parts;
}

std::string Joined(const std::vector<Member>& parts, char open, char close) {
  std::string text(1, open);
  for (const Member& part : parts) {
    if (text.size() > 1) text += ',';
    if (!part.name.empty()) text.append(part.name).append(1, ':');
    text += part.value;
  }
  return text + close;
}

// ---- cutting one value

// Where the code point or escape at text[pos] ends. An escape is `\n` or the like, or `\u` and four digits (controls
// only, so never half of a surrogate pair).
std::size_t EndOfUnit(std::string_view text, std::size_t pos) {
  if (text[pos] == '\\') return std::min(text.size(), pos + (text.substr(pos + 1, 1) == "u" ? 6 : 2));
  for (++pos; pos < text.size() && (static_cast<unsigned char>(text[pos]) & 0xC0) == 0x80;) ++pos;
  return pos;
}

bool EndsSentence(std::string_view unit) {
  return unit == "." || unit == "!" || unit == "?" || unit == "\xE2\x80\xA6";  // the last is the ellipsis
}

// The beginning of a JSON string in at most `room` bytes, quotes included. A cut at a better place is taken as long as
// it keeps half of the room.
std::string CutString(std::string_view string, std::size_t room) {
  if (string.size() <= room || string.size() < 2) return std::string(string);
  const std::string_view text = string.substr(1, string.size() - 2);
  const std::size_t limit = room < 2 ? 0 : room - 2;
  std::size_t paragraph = 0, sentence = 0, word = 0, any = 0;
  std::string_view before;
  for (std::size_t pos = 0; pos < text.size();) {
    const std::size_t end = EndOfUnit(text, pos);
    const std::string_view unit = text.substr(pos, end - pos);
    const bool gap = unit == " " || unit == "\\n";
    if (gap && before != " " && before != "\\n") {
      word = pos;
      if (EndsSentence(before)) sentence = pos;
    }
    if (unit == "\\n" && before == "\\n") paragraph = pos - 2;
    if (end > limit) break;
    if (!gap) any = end;
    before = unit;
    pos = end;
  }
  std::size_t keep = any;
  for (const std::size_t place : {paragraph, sentence, word}) {
    if (place < limit / 2 || place > limit || place == 0) continue;
    keep = place;
    break;
  }
  return '"' + std::string(text.substr(0, keep)) + '"';
}

std::string CutElements(std::string_view array, std::size_t room) {
  auto parts = PartsOf(array);
  if (!parts) return "[]";
  for (std::size_t size = array.size(); !parts->empty() && size > room; parts->pop_back()) {
    size -= parts->back().value.size() + 1;
  }
  return Joined(*parts, '[', ']');
}

// Empty when no member is left.
std::string CutMembers(std::string_view object, std::size_t room) {
  auto parts = PartsOf(object);
  if (!parts) return {};
  std::vector<std::size_t> longest_first(parts->size());
  for (std::size_t i = 0; i < longest_first.size(); ++i) longest_first[i] = i;
  const auto length = [&](std::size_t i) { return (*parts)[i].name.size() + (*parts)[i].value.size() + 2; };
  std::stable_sort(longest_first.begin(), longest_first.end(),
                   [&](std::size_t a, std::size_t b) { return length(a) > length(b); });
  std::vector<bool> dropped(parts->size());
  std::size_t size = object.size();
  for (std::size_t i = 0; i < longest_first.size() && size > room; ++i) {
    size -= std::min(size, length(longest_first[i]));
    dropped[longest_first[i]] = true;
  }
  std::vector<Member> kept;
  for (std::size_t i = 0; i < parts->size(); ++i) {
    if (!dropped[i]) kept.push_back((*parts)[i]);
  }
  return kept.empty() ? std::string() : Joined(kept, '{', '}');
}

std::string CutIdentity(std::string_view string) {
  if (string.size() <= kMaxIdentity || string.front() != '"') return std::string(string);
  static constexpr char kHex[] = "0123456789abcdef";
  std::string head = CutString(string, kIdentityHead);
  head.back() = '~';
  const std::uint64_t hash = Hash64(string);
  for (int shift = 60; shift >= 0; shift -= 4) head += kHex[hash >> shift & 15];
  return head + '"';
}

std::string CutIdentities(std::string_view object) {
  auto parts = PartsOf(object);
  if (!parts) return std::string(object);
  std::vector<std::string> values;
  values.reserve(parts->size());
  for (Member& part : *parts) part.value = values.emplace_back(CutIdentity(part.value));
  return Joined(*parts, '{', '}');
}

// ---- the table

enum class Kind { kText, kElements, kMembers, kToEmpty, kToNull, kAbsent, kIdentity, kIdentities };
struct Row {
  std::string_view name;
  Kind kind;
  std::size_t share;  // in 64ths of the limit
};
constexpr std::array kRows = {
    Row{"\"body\"", Kind::kText, 28},        Row{"\"extra\"", Kind::kMembers, 8},
    Row{"\"captions\"", Kind::kElements, 4}, Row{"\"lead\"", Kind::kText, 4},
    Row{"\"bylines\"", Kind::kElements, 2},  Row{"\"headline\"", Kind::kText, 2},
    Row{"\"topics\"", Kind::kElements, 2},   Row{"\"credit\"", Kind::kText, 1},
    Row{"\"url\"", Kind::kToEmpty, 1},       Row{"\"site\"", Kind::kToEmpty, 1},
    Row{"\"source\"", Kind::kAbsent, 1},     Row{"\"published\"", Kind::kToNull, 1},
    Row{"\"id\"", Kind::kIdentity, 0},       Row{"\"dedup\"", Kind::kIdentities, 0},
};

// Empty: the member goes.
std::string Cut(Kind kind, std::string_view value, std::size_t room) {
  switch (kind) {
    case Kind::kText:
      return CutString(value, room);
    case Kind::kElements:
      return CutElements(value, room);
    case Kind::kMembers:
      return CutMembers(value, room);
    case Kind::kToEmpty:
      return "\"\"";
    case Kind::kToNull:
      return "null";
    case Kind::kAbsent:
      return {};
    case Kind::kIdentity:
      return CutIdentity(value);
    case Kind::kIdentities:
      return CutIdentities(value);
  }
  return std::string(value);
}

Member* Find(std::vector<Member>* members, std::string_view name) {
  const auto at = std::find_if(members->begin(), members->end(), [&](const Member& m) { return m.name == name; });
  return at == members->end() ? nullptr : &*at;
}

}  // namespace

std::string ShortenEvent(std::string event, std::size_t max_bytes) {
  if (event.size() <= max_bytes) return event;
  auto members = PartsOf(event);
  if (!members) return event;
  std::size_t size = event.size();
  const auto last = members->empty() ? members->end() : members->end() - 1;  // provenance
  if (Find(&*members, "\"truncated\"") == nullptr) {
    members->insert(last, {"\"truncated\"", "true"});
    size += std::string_view(R"("truncated":true,)").size();
  }
  std::vector<std::string> values;  // what the views of cut members point at
  values.reserve(kRows.size());
  for (const Row& row : kRows) {
    if (size <= max_bytes) break;
    Member* const member = Find(&*members, row.name);
    if (member == nullptr) continue;
    const std::size_t over = size - max_bytes;
    const std::size_t length = member->value.size();
    const std::size_t room = std::max(max_bytes / 64 * row.share, length > over ? length - over : 0);
    if (length <= room) continue;
    const std::string& cut = values.emplace_back(Cut(row.kind, member->value, room));
    size -= length - cut.size();
    if (cut.empty()) size -= member->name.size() + 2;
    member->value = cut;
    Member* const beside = row.name == "\"body\"" || row.name == "\"headline\"" ? Find(&*members, "\"entities\"")
                           : row.kind == Kind::kToNull                          ? Find(&*members, "\"published_from\"")
                                                                                : nullptr;
    if (beside == nullptr) continue;
    const std::string_view nothing = row.kind == Kind::kToNull ? "null" : "[]";
    size -= beside->value.size() - std::min(beside->value.size(), nothing.size());
    beside->value = nothing;
  }
  std::erase_if(*members, [](const Member& member) { return member.value.empty(); });
  return Joined(*members, '{', '}');
}

}  // namespace dongtin
