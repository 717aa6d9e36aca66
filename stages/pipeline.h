// The pipeline: what happens to one message, as two straight lines around the ordered decision.
//
//   Prepare: RawMessage -> RawArticle -> CleanArticle -> Fingerprint        any thread, any order
//   (the decision: daemon/io.h, DecisionLog)                                one order for all
//   Finish:  CleanArticle, Decision -> Classification -> Event              any thread, any order
//
// Everything that can reject an article runs in Prepare, before its fingerprint is handed on: whoever was decided `new`
// will be published, so that a copy's `of` never points at nothing.
#pragma once

#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "stages/article.h"
#include "stages/classify/classify.h"
#include "stages/clean/clean.h"
#include "stages/dedup/index.h"
#include "stages/enrich/event_json.h"
#include "stages/enrich/shorten.h"
#include "stages/fingerprint/fingerprint.h"
#include "stages/parse/parse.h"

namespace dongtin {

struct PipelineOptions {
  ParseOptions parse;
  CleanOptions clean;
  EnrichOptions enrich;
  bool drop_copies = false;  // exact and near copies become Dropped; updates are news and stay events
  Versions versions;         // stamped into every event; `topics` is filled in from the model
};

// What Prepare made of a message. `question` goes to the decision log unless the message was rejected.
struct Prepared {
  std::string id;
  struct Article {
    CleanArticle clean;
    Question question;
  };
  struct Takedown {
    Question question;
  };
  std::variant<Article, Takedown, Reject> state;

  // The question for the decision log; nullptr when rejected.
  const Question* question() const;
};

// One a worker thread: holds scratch buffers, shares the immutable topic model. Cheap to make, not thread-safe.
class Pipeline {
 public:
  // REQUIRES: topics. Throws std::invalid_argument for options that Parser refuses.
  Pipeline(const PipelineOptions& options, std::shared_ptr<const TopicModel> topics);
  ~Pipeline();
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;

  // Never throws for bad input; std::bad_alloc and the like pass through (the engine answers kInternalError).
  Prepared Prepare(const RawMessage& message);
  // `decision` answers prepared.question(); it is ignored for rejected messages and takedowns.
  Outcome Finish(const RawMessage& message, Prepared prepared, const Decision& decision);

 private:
  const PipelineOptions options_;
  Parser parser_;
  Cleaner cleaner_;
  Fingerprinter fingerprinter_;
  Classifier classifier_;
};

}  // namespace dongtin
