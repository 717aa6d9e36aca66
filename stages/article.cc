#include "stages/article.h"

#include <array>
#include <string_view>

namespace dongtin {

std::string_view Name(LineLabel label) {
  static constexpr std::array<std::string_view, kLineLabelCount> kNames = {
      "title", "lead", "body", "caption", "image", "date", "byline", "source", "duplicate", "teaser", "boilerplate"};
  return kNames[static_cast<std::size_t>(label)];
}

std::string_view Name(Relation relation) {
  static constexpr std::array<std::string_view, kRelationCount> kNames = {"new",    "exact",   "near",
                                                                          "update", "related", "unknown"};
  return kNames[static_cast<std::size_t>(relation)];
}

bool IsCopy(Relation relation) {
  return relation == Relation::kExact || relation == Relation::kNear || relation == Relation::kUpdate;
}

}  // namespace dongtin
