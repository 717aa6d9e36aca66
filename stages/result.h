// What can go wrong with one message, and how a stage says so.
//
// A stage never throws for bad input: it returns a Result. Exceptions are kept for start-up and for faults that end the
// run (see CONTRIBUTING.md, "Errors").
#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace dongtin {

// Why a message was set aside. Closed set: the same names are the label of the metric, the `dongtin.reason` header of
// the dead letter, the `reason` that `dongtin process` prints, and the names of tests. Adding one: extend
// kRejectReasons in result.cc (a static_assert counts) and write a test: for stage "parse" in
// tests/stages/parse/bad_message_test.cc.
enum class RejectReason {
  kTooLarge,             // the message is longer than input.max_bytes
  kBadEncoding,          // bytes that no known charset explains
  kBadJson,              // not one well-formed JSON text
  kTooDeep,              // JSON nested deeper than input.max_depth
  kNotAnObject,          // well-formed JSON, but not an object
  kDuplicateMember,      // one name twice in the object: which one is meant?
  kWrongType,            // a known field holds a value of another type
  kBadTime,              // a time field is neither RFC 3339 nor a day
  kNoContent,            // neither text nor html nor title
  kTwoContents,          // both text and html
  kTombstoneWithoutKey,  // a null value that says nothing about whom to take down
  kNoArticle,            // cleaning left neither a headline nor a text
  kUndeliverable,        // the output refuses this record for good (too large, for example)
  kCrashed,              // the process crashed at this message, more than once; please report it
  kInternalError,        // a defect of ours met by this message; please report it
};
inline constexpr std::size_t kRejectReasonCount = static_cast<std::size_t>(RejectReason::kInternalError) + 1;

// The name of a reason as all outside see it, such as "bad_json".
std::string_view Name(RejectReason reason);
// The stage that gives this reason: "parse", "clean", "output" or "engine".
std::string_view StageOf(RejectReason reason);

// One rejection. `detail` is for people: it names the field and the fix, at most a few hundred bytes, valid UTF-8.
struct Reject {
  RejectReason reason = RejectReason::kInternalError;
  std::string detail;
  std::uint32_t attempts = 1;  // how often the message was tried before it was given up
};

// A value or the reason why there is none. Like std::expected, which clang-tidy 14 cannot read yet.
template <typename T, typename E = Reject>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}  // NOLINT(google-explicit-constructor)
  Result(E error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT(google-explicit-constructor)

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  // REQUIRES: ok()
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(value()); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  // REQUIRES: !ok()
  const E& error() const& {
    assert(!ok());
    return *std::get_if<1>(&state_);
  }
  E&& error() && {
    assert(!ok());
    return std::move(*std::get_if<1>(&state_));
  }

 private:
  T& value() {
    assert(ok());
    return *std::get_if<0>(&state_);
  }
  const T& value() const {
    assert(ok());
    return *std::get_if<0>(&state_);
  }

  std::variant<T, E> state_;
};

}  // namespace dongtin
