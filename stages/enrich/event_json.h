// PLACEHOLDER: owned by the enrich helper (shape fixed: Versions, EventJson).
#pragma once

#include <string>

#include "stages/article.h"

namespace dongtin {

// Who made an event: stamped into provenance.
struct Versions {
  std::string program;
  std::string rules;
  std::string topics;
};

std::string EventJson(const Coordinates& at, const CleanArticle& article, const Decision& decision,
                      const Classification& classification, const Versions& versions);

}  // namespace dongtin
