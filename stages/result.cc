#include "stages/result.h"

#include <array>

namespace dongtin {
namespace {

struct ReasonRow {
  RejectReason reason;
  std::string_view name;
  std::string_view stage;
};

constexpr std::array kRejectReasons = {
    ReasonRow{RejectReason::kTooLarge, "too_large", "parse"},
    ReasonRow{RejectReason::kBadEncoding, "bad_encoding", "parse"},
    ReasonRow{RejectReason::kBadJson, "bad_json", "parse"},
    ReasonRow{RejectReason::kTooDeep, "too_deep", "parse"},
    ReasonRow{RejectReason::kNotAnObject, "not_an_object", "parse"},
    ReasonRow{RejectReason::kDuplicateMember, "duplicate_member", "parse"},
    ReasonRow{RejectReason::kWrongType, "wrong_type", "parse"},
    ReasonRow{RejectReason::kBadTime, "bad_time", "parse"},
    ReasonRow{RejectReason::kNoContent, "no_content", "parse"},
    ReasonRow{RejectReason::kTwoContents, "two_contents", "parse"},
    ReasonRow{RejectReason::kTombstoneWithoutKey, "tombstone_without_key", "parse"},
    ReasonRow{RejectReason::kNoArticle, "no_article", "clean"},
    ReasonRow{RejectReason::kUndeliverable, "undeliverable", "output"},
    ReasonRow{RejectReason::kCrashed, "crashed", "engine"},
    ReasonRow{RejectReason::kInternalError, "internal_error", "engine"},
};
static_assert(kRejectReasons.size() == kRejectReasonCount, "every RejectReason needs a row");

constexpr bool RowsStandInOrder() {
  for (std::size_t i = 0; i < kRejectReasons.size(); ++i) {
    if (static_cast<std::size_t>(kRejectReasons[i].reason) != i) return false;
  }
  return true;
}
static_assert(RowsStandInOrder(), "rows stand in the order of the enum");

}  // namespace

std::string_view Name(RejectReason reason) { return kRejectReasons[static_cast<std::size_t>(reason)].name; }

std::string_view StageOf(RejectReason reason) { return kRejectReasons[static_cast<std::size_t>(reason)].stage; }

}  // namespace dongtin
