// Stage 6: the enriched event as JSON, as deploy/schema/event.schema.json has it.
//
// One line of valid UTF-8 in NFC without white space between tokens (but for what stands in `extra`). Members come in
// this order, and all are always there but for those in brackets:
//
//   id url site [source] headline lead body captions bylines credit published published_from language
//   language_confidence dedup{relation cluster of similarity [previous] log_offset} topics[{code name confidence}] kind
//   flags entities quality{chars_in chars_kept dropped{...}} [extra] [truncated] provenance{topic partition offset
//   program rules topics_model}
//
// `source` stands when the message names one, `previous` for updates, `extra` when the message has members that dongtin
// does not know, `truncated` when the event was shortened (shorten.h). Texts that are not there are "", except `of`,
// `published` and `published_from`, which are null.
#pragma once

#include <string>

#include "stages/article.h"
#include "stages/text/json_writer.h"

namespace dongtin {

// Who made an event: stamped into provenance.
struct Versions {
  std::string program;
  std::string rules;   // of cleaning and deduplication
  std::string topics;  // TopicModel::version()
};

// Pure, callable from any thread; linear in the article. Never fails.
// REQUIRES: the article's texts are valid UTF-8 in NFC, extra members are JSON values in valid UTF-8. `extra` is
// carried through byte for byte but for line feeds between its tokens, which become spaces.
std::string EventJson(const Coordinates& at, const CleanArticle& article, const Decision& decision,
                      const Classification& classification, const Versions& versions);

// Writes the value of `dedup`, an object: for events, and for whatever stands in place of one (a dropped copy).
void WriteDedup(const Decision& decision, JsonWriter* json);

}  // namespace dongtin
