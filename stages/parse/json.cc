#include "stages/parse/json.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>

#include "stages/parse/json_escape.h"
#include "stages/text/json_special.h"

namespace dongtin {
namespace {

bool IsJsonSpace(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Moves over a JSON text from its beginning to its end. After the first error every step is a no-op that returns
// false: callers look at the result where they would go on.
class Reader {
 public:
  Reader(std::string_view text, int max_depth) : text_(text), max_depth_(max_depth) {}

  // Calls on_value(name, value) for each member of the object, or on_value("", value) for each element of the array,
  // that begins here; names are raw, without quotes.
  template <typename F>
  bool Container(char close, F on_value) {
    if (++depth_ > max_depth_) {
      return Fail(RejectReason::kTooDeep, fmt::format("nested deeper than {} levels (input.max_depth)", max_depth_));
    }
    ++pos_;
    SkipSpace();
    if (Take(close)) return Leave();
    while (true) {
      std::string_view name;
      if (close == '}' && !Name(&name)) return false;
      JsonValue value;
      if (!Value(&value)) return false;
      on_value(name, value);
      SkipSpace();
      if (Take(close)) return Leave();
      if (!Take(',')) return Expected(close == '}' ? "',' or '}'" : "',' or ']'");
      SkipSpace();
    }
  }

  bool Value(JsonValue* value) {
    const std::size_t begin = pos_;
    const auto ignore = [](std::string_view, const JsonValue&) {};
    bool good = false;
    switch (Peek()) {
      case '{':
        value->kind = JsonKind::kObject;
        good = Container('}', ignore);
        break;
      case '[':
        value->kind = JsonKind::kArray;
        good = Container(']', ignore);
        break;
      case '"':
        value->kind = JsonKind::kString;
        good = String();
        break;
      case 't':
        value->kind = JsonKind::kBool;
        good = Literal("true");
        break;
      case 'f':
        value->kind = JsonKind::kBool;
        good = Literal("false");
        break;
      case 'n':
        value->kind = JsonKind::kNull;
        good = Literal("null");
        break;
      default:
        value->kind = JsonKind::kNumber;
        good = Number();
        break;
    }
    value->raw = text_.substr(begin, pos_ - begin);
    return good;
  }

  void SkipSpace() {
    while (pos_ < text_.size() && IsJsonSpace(text_[pos_])) ++pos_;
  }

  char Peek() const { return pos_ < text_.size() ? text_[pos_] : '\0'; }

  bool ExpectEnd() {
    SkipSpace();
    return pos_ == text_.size() || Expected("the end of the message");
  }

  JsonError TakeError() { return std::move(*error_); }

 private:
  bool Name(std::string_view* name) {
    if (Peek() != '"') return Expected("a member's name in double quotes");
    const std::size_t begin = pos_ + 1;
    if (!String()) return false;
    *name = text_.substr(begin, pos_ - 1 - begin);
    SkipSpace();
    if (!Take(':')) return Expected("':'");
    SkipSpace();
    return true;
  }

  bool String() {
    ++pos_;
    while (true) {
      SkipPlainBytes();
      if (Take('"')) return true;
      if (pos_ == text_.size()) return Fail("the text ends within a string");
      if (text_[pos_] != '\\') return Fail(fmt::format("a raw control character in a string at byte {}", pos_));
      const std::size_t escape = EscapeLength(text_.substr(pos_));
      if (escape == 0) return Fail(fmt::format("no such escape in a string at byte {}", pos_));
      pos_ += escape;
    }
  }

  // The loop over whole blocks becomes vector code: most bytes of a message are passed over here.
  void SkipPlainBytes() {
    constexpr std::size_t kBlock = 32;
    while (text_.size() - pos_ >= kBlock) {
      const char* block = text_.data() + pos_;
      unsigned char special = 0;
      for (std::size_t i = 0; i < kBlock; ++i) {
        const auto c = static_cast<unsigned char>(block[i]);
        special |= static_cast<unsigned char>((c == '"') | (c == '\\') | (c < 0x20));
      }
      if (special != 0) break;
      pos_ += kBlock;
    }
    pos_ = FindJsonSpecial(text_, pos_);
  }

  // RFC 8259, section 6.
  bool Number() {
    const std::size_t begin = pos_;
    Take('-');
    const bool leading_zero = Take('0');
    if (!leading_zero && !Digits()) {
      pos_ = begin;
      return Expected("a value");
    }
    if (Take('.') && !Digits()) return Expected("a digit behind the decimal point");
    if (Take('e') || Take('E')) {
      if (!Take('+')) Take('-');
      if (!Digits()) return Expected("a digit in the exponent");
    }
    return true;
  }

  bool Digits() {
    const std::size_t begin = pos_;
    while (pos_ < text_.size() && IsDigit(text_[pos_])) ++pos_;
    return pos_ > begin;
  }

  bool Literal(std::string_view word) {
    if (!text_.substr(pos_).starts_with(word)) return Expected("a value");
    pos_ += word.size();
    return true;
  }

  bool Take(char c) {
    if (pos_ == text_.size() || text_[pos_] != c) return false;
    ++pos_;
    return true;
  }

  bool Leave() {
    --depth_;
    return true;
  }

  bool Expected(std::string_view what) {
    if (pos_ == text_.size()) return Fail(fmt::format("expected {}, but the message ends (cut short?)", what));
    return Fail(fmt::format("expected {} at byte {}", what, pos_));
  }
  bool Fail(std::string what) { return Fail(RejectReason::kBadJson, std::move(what)); }
  bool Fail(RejectReason reason, std::string what) {
    error_ = JsonError{reason, std::move(what)};
    return false;
  }

  const std::string_view text_;
  const int max_depth_;
  std::size_t pos_ = 0;
  int depth_ = 0;
  std::optional<JsonError> error_;
};

// A name that stands at least twice, or null.
const std::string* FindDuplicate(const std::vector<JsonMember>& members) {
  std::vector<const std::string*> names;
  names.reserve(members.size());
  for (const JsonMember& member : members) names.push_back(&member.name);
  // Sorted, not hashed: the names are the sender's choice, and a sort has no bad case.
  std::sort(names.begin(), names.end(), [](const std::string* a, const std::string* b) { return *a < *b; });
  const auto same = [](const std::string* a, const std::string* b) { return *a == *b; };
  const auto twice = std::adjacent_find(names.begin(), names.end(), same);
  return twice == names.end() ? nullptr : *twice;
}

}  // namespace

std::string_view NameWithArticle(JsonKind kind) {
  switch (kind) {
    case JsonKind::kNull:
      return "null";
    case JsonKind::kBool:
      return "a boolean";
    case JsonKind::kNumber:
      return "a number";
    case JsonKind::kString:
      return "a string";
    case JsonKind::kArray:
      return "an array";
    case JsonKind::kObject:
      return "an object";
  }
  return "a value";
}

Result<std::vector<JsonMember>, JsonError> ReadJsonObject(std::string_view text, int max_depth) {
  Reader reader(text, max_depth);
  reader.SkipSpace();
  if (reader.Peek() != '{') {
    JsonValue value;
    if (!reader.Value(&value) || !reader.ExpectEnd()) return reader.TakeError();
    return JsonError{RejectReason::kNotAnObject,
                     fmt::format("expected an object, found {}", NameWithArticle(value.kind))};
  }
  std::vector<JsonMember> members;
  const auto keep = [&](std::string_view name, const JsonValue& value) {
    members.push_back({DecodeEscapes(name), value});
  };
  if (!reader.Container('}', keep) || !reader.ExpectEnd()) return reader.TakeError();
  if (const std::string* name = FindDuplicate(members)) {
    return JsonError{RejectReason::kDuplicateMember, *name};
  }
  return members;
}

std::vector<JsonValue> ElementsOf(const JsonValue& array) {
  std::vector<JsonValue> elements;
  Reader reader(array.raw, std::numeric_limits<int>::max());  // its depth was checked when it was read
  reader.Container(']', [&](std::string_view, const JsonValue& value) { elements.push_back(value); });
  return elements;
}

std::string DecodeJsonString(const JsonValue& string) {
  return DecodeEscapes(string.raw.substr(1, string.raw.size() - 2));
}

}  // namespace dongtin
