// Writes JSON (RFC 8259) into a string, front to back.
//
// The events are written member by member in a fixed order, so a tree in memory would be built only to be thrown away.
// The writer sets the commas; what it cannot know, the caller keeps: a Key before each value of an object, an End for
// each Begin, text that is valid UTF-8. Output stands on one line as long as what is given to Raw does.
//
//   JsonWriter json;
//   json.BeginObject();
//   json.Key("id").String(id);
//   json.Key("topics").BeginArray();
//   for (const auto& topic : topics) json.String(topic);
//   json.EndArray();
//   json.EndObject();
//   return std::move(json).Take();
//
// A plain value: not thread-safe, nothing shared.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace dongtin {

class JsonWriter {
 public:
  JsonWriter() = default;
  // `expected_bytes`: room to take at once; a hint.
  explicit JsonWriter(std::size_t expected_bytes) { out_.reserve(expected_bytes); }

  JsonWriter& BeginObject() { return Open('{'); }
  JsonWriter& EndObject() { return Close('}'); }
  JsonWriter& BeginArray() { return Open('['); }
  JsonWriter& EndArray() { return Close(']'); }

  // The name of the value that comes next.
  JsonWriter& Key(std::string_view name);

  JsonWriter& String(std::string_view text);
  JsonWriter& Int(std::int64_t value);
  JsonWriter& Uint(std::uint64_t value);
  // Fixed notation, rounded to at most `decimals` (0..17) places, without zeros at the end: 0.5, 1, -0.0312. The same
  // value always gives the same text. What JSON has no number for (NaN, infinity) becomes null.
  JsonWriter& Double(double value, int decimals = 4);
  JsonWriter& Bool(bool value);
  JsonWriter& Null();
  // REQUIRES: `json` is one JSON value
  JsonWriter& Raw(std::string_view json);

  const std::string& text() const { return out_; }
  std::string Take() && { return std::move(out_); }

 private:
  JsonWriter& Open(char bracket);
  JsonWriter& Close(char bracket);
  void BeforeValue();

  std::string out_;
  bool comma_due_ = false;  // the place before was a value of the same object or array
};

// Appends `text` as a JSON string, quotes included. Escapes `"`, `\` and the controls below U+0020; all else stays as
// it is. Plain text is copied at the speed of memory, in stretches.
void AppendJsonString(std::string_view text, std::string* out);

}  // namespace dongtin
