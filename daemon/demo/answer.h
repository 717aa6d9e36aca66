// A record of the output topics as the view shows it.
#pragma once

#include <optional>
#include <string>

#include "stages/article.h"

namespace dongtin {

// What came out for one message of the feed. All text is valid UTF-8 without control characters: it comes from a page
// or a broken message and is about to be printed on a terminal.
struct Answer {
  enum class Kind { kEvent, kTakenDown, kRejected };

  Kind kind = Kind::kEvent;
  std::string input;         // the coordinates of the message, `<topic>-<partition>-<offset>`
  std::int64_t time_ms = 0;  // when it was written

  // Event.
  std::string id, site, headline, language;
  std::string relation = "new";  // a name of Relation
  std::string of;                // id of the article that it copies, or is related to
  double similarity = 0;
  std::string topic;  // short name of the best topic; empty when unsure

  // Rejected.
  std::string reason, detail;
};

// nullopt for a record that is none of dongtin's: no coordinates, or a value that is no event.
std::optional<Answer> ReadAnswer(const RawMessage& record);

}  // namespace dongtin
