#include "stages/parse/field_map.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace dongtin {
namespace {

std::array<std::string, kFieldCount> InOrder(const FieldPointers& p) {
  return {p.id, p.url, p.title, p.text, p.html, p.published, p.fetched_at, p.source, p.language, p.authors};
}

// The reference tokens of a pointer, `~1` and `~0` decoded; nullopt when it is not one (RFC 6901, sections 3 and 4).
std::optional<std::vector<std::string>> TokensOf(std::string_view pointer) {
  std::vector<std::string> tokens;
  for (std::size_t i = 0; i < pointer.size(); ++i) {
    if (pointer[i] == '/') {
      tokens.emplace_back();
    } else if (tokens.empty()) {
      return std::nullopt;
    } else if (pointer[i] != '~') {
      tokens.back().push_back(pointer[i]);
    } else {
      ++i;
      if (i == pointer.size() || (pointer[i] != '0' && pointer[i] != '1')) return std::nullopt;
      tokens.back().push_back(pointer[i] == '0' ? '~' : '/');
    }
  }
  return tokens;
}

bool LeadsTo(std::string_view pointer, std::string_view other) {
  return other.starts_with(pointer) && (other.size() == pointer.size() || other[pointer.size()] == '/');
}

Reject RejectFor(const JsonError& error) {
  switch (error.reason) {
    case RejectReason::kDuplicateMember:
      return {error.reason,
              fmt::format("the name `{}` stands twice in one object; send each member once", Shown(error.what))};
    case RejectReason::kTooDeep:
      return {error.reason, fmt::format("{}; raise the option or send flatter messages", error.what)};
    case RejectReason::kNotAnObject:
      return {error.reason, fmt::format("{}; send one article as one JSON object", error.what)};
    default:
      return {error.reason, fmt::format("not well-formed JSON: {}; send one JSON object a message", error.what)};
  }
}

}  // namespace

// A name on the way to fields. Either a field ends here or the way goes on: CheckFieldPointers sees to that.
struct FieldMap::Node {
  std::string token;
  std::optional<Field> field;
  std::vector<Node> children;  // ten at most, so they are searched one by one

  Node* Child(const std::string& name) {
    for (Node& child : children) {
      if (child.token == name) return &child;
    }
    return &children.emplace_back(Node{name, std::nullopt, {}});
  }
  // Some field below this node, to speak of.
  Field AnyField() const { return field ? *field : children.front().AnyField(); }
};

std::optional<std::string> CheckFieldPointers(const FieldPointers& pointers) {
  const std::array<std::string, kFieldCount> all = InOrder(pointers);
  for (std::size_t i = 0; i < kFieldCount; ++i) {
    const std::string_view name = Name(static_cast<Field>(i));
    if (!TokensOf(all[i])) {
      return fmt::format(
          "input.fields.{}: \"{}\" is not a JSON Pointer (RFC 6901); write it as \"/name\" or \"/outer/name\", "
          "with ~1 for a slash and ~0 for a tilde in a name",
          name, all[i]);
    }
    for (std::size_t j = 0; j < kFieldCount; ++j) {
      if (i == j || all[i].empty() || all[j].empty() || !LeadsTo(all[i], all[j])) continue;
      return fmt::format(
          "input.fields.{}: \"{}\" is also where `{}` stands (\"{}\"); give each field a place of its own", name,
          all[i], Name(static_cast<Field>(j)), all[j]);
    }
  }
  return std::nullopt;
}

FieldMap::FieldMap(const FieldPointers& pointers) : pointers_(InOrder(pointers)), root_(std::make_unique<Node>()) {
  if (const std::optional<std::string> problem = CheckFieldPointers(pointers)) throw std::invalid_argument(*problem);
  for (std::size_t i = 0; i < kFieldCount; ++i) {
    if (pointers_[i].empty()) continue;  // a field that is not read
    Node* node = root_.get();
    const std::vector<std::string> tokens = TokensOf(pointers_[i]).value();
    for (const std::string& token : tokens) node = node->Child(token);
    node->field = static_cast<Field>(i);
  }
}

FieldMap::~FieldMap() = default;

Result<MappedMessage> FieldMap::Read(std::string_view text, int max_depth) const {
  Result<std::vector<JsonMember>, JsonError> members = ReadJsonObject(text, max_depth);
  if (!members) return RejectFor(members.error());
  MappedMessage message;
  for (JsonMember& member : *members) {
    const Result<bool> used_up = VisitChild(*root_, member.name, member.value, max_depth, &message);
    if (!used_up) return used_up.error();
    if (!*used_up) message.extra.push_back({std::move(member.name), std::string(member.value.raw)});
  }
  return message;
}

// Both give true when all that `value` holds was taken for fields.
Result<bool> FieldMap::VisitChild(const Node& parent, std::string_view token, const JsonValue& value, int max_depth,
                                  MappedMessage* message) const {
  for (const Node& child : parent.children) {
    if (child.token == token) return Visit(child, value, max_depth, message);
  }
  return false;
}

Result<bool> FieldMap::Visit(const Node& node, const JsonValue& value, int max_depth, MappedMessage* message) const {
  if (value.kind == JsonKind::kNull) return true;
  if (node.field) {
    message->fields[static_cast<std::size_t>(*node.field)] = value;
    return true;
  }
  bool used_up = true;
  if (value.kind == JsonKind::kObject) {
    const Result<std::vector<JsonMember>, JsonError> members = ReadJsonObject(value.raw, max_depth);
    if (!members) return RejectFor(members.error());
    for (const JsonMember& member : *members) {
      const Result<bool> inner = VisitChild(node, member.name, member.value, max_depth, message);
      if (!inner) return inner.error();
      used_up = used_up && *inner;
    }
    return used_up;
  }
  if (value.kind == JsonKind::kArray) {
    std::size_t index = 0;
    for (const JsonValue& element : ElementsOf(value)) {
      const Result<bool> inner = VisitChild(node, std::to_string(index++), element, max_depth, message);
      if (!inner) return inner.error();
      used_up = used_up && *inner;
    }
    return used_up;
  }
  const Field field = node.AnyField();
  return FieldReject(
      RejectReason::kWrongType, field, PointerOf(field),
      fmt::format("expected an object or array at `{}`, found {}", Shown(node.token), NameWithArticle(value.kind)));
}

}  // namespace dongtin
