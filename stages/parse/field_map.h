// Where the fields stand in a JSON message: the configured JSON Pointers (RFC 6901) as one tree, and a message's
// members sorted by it into fields and extras.
//
// What becomes of the members:
//   - a member that a pointer names is that field's value;
//   - a top-level member that no pointer names or leads through is an extra, byte for byte;
//   - a top-level member that a pointer leads through (/content/text) is looked into. When all that it holds was taken
//   for fields
//     it is used up; when it holds anything else it is an extra as a whole, since a part of it would not be the
//     sender's bytes.
// A null, or nothing, on the way means that the field is absent; another scalar on the way is kWrongType.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "stages/parse/field.h"
#include "stages/parse/json.h"
#include "stages/parse/parse.h"

namespace dongtin {

// A message taken apart. Slices of the text that was read; live as long as that.
struct MappedMessage {
  std::array<std::optional<JsonValue>, kFieldCount> fields;  // by Field; null counts as absent
  std::vector<ExtraMember> extra;                            // in the order of the message
};

// Immutable after construction; callable from any thread.
class FieldMap {
 public:
  // Throws std::invalid_argument when CheckFieldPointers(pointers) has something to say.
  explicit FieldMap(const FieldPointers& pointers);
  ~FieldMap();
  FieldMap(const FieldMap&) = delete;
  FieldMap& operator=(const FieldMap&) = delete;

  // The pointer of a field as configured.
  const std::string& PointerOf(Field field) const { return pointers_[static_cast<std::size_t>(field)]; }

  // Takes apart the JSON object `text`. Each object that a pointer leads through is read once more, whatever the number
  // of pointers, so the work is linear in the text times the longest pointer.
  Result<MappedMessage> Read(std::string_view text, int max_depth) const;

 private:
  struct Node;

  Result<bool> Visit(const Node& node, const JsonValue& value, int max_depth, MappedMessage* message) const;
  Result<bool> VisitChild(const Node& parent, std::string_view token, const JsonValue& value, int max_depth,
                          MappedMessage* message) const;

  const std::array<std::string, kFieldCount> pointers_;
  std::unique_ptr<Node> root_;
};

}  // namespace dongtin
