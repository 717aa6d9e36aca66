#include "stages/pipeline.h"

#include <algorithm>
#include <utility>

namespace dongtin {
namespace {

PipelineOptions WithModelVersion(PipelineOptions options, const TopicModel& topics) {
  options.versions.topics = topics.version();
  return options;
}

Prepared Refused(std::string id, Reject reject) { return {std::move(id), std::move(reject)}; }

// When the article was fetched, as dedup's window counts time: as the message says, but never after its record was
// written, since an article of a time to come knows none of those before it (dedup bears it where a record has no
// time); else when the record was written, else nothing (an input without any clock decides as if all came at once).
std::int64_t FetchTime(const RawMessage& message, const CleanArticle& article) {
  const bool stamped = message.timestamp_ms >= 0;
  if (!article.fetched_at_ms) return stamped ? message.timestamp_ms : 0;
  return stamped ? std::min(*article.fetched_at_ms, message.timestamp_ms) : *article.fetched_at_ms;
}

Question QuestionOf(const RawMessage& message) {
  Question question;
  question.identity = MakeIdentity(message);
  question.key = message.key ? HashKey(*message.key) : 0;
  return question;
}

Prepared PrepareTakedown(const RawMessage& message) {
  if (!message.key) {
    return Refused(message.fallback_id, {RejectReason::kTombstoneWithoutKey,
                                         "a null value takes down the article with the record's key; this has no key"});
  }
  Question question = QuestionOf(message);
  question.kind = Question::Kind::kTakedown;
  question.id = message.fallback_id;
  question.time_ms = message.timestamp_ms >= 0 ? message.timestamp_ms : 0;
  return {message.fallback_id, Prepared::Takedown{std::move(question)}};
}

bool IsDroppable(Relation relation) { return relation == Relation::kExact || relation == Relation::kNear; }

}  // namespace

const Question* Prepared::question() const {
  if (const auto* article = std::get_if<Article>(&state)) return &article->question;
  if (const auto* takedown = std::get_if<Takedown>(&state)) return &takedown->question;
  return nullptr;
}

Pipeline::Pipeline(const PipelineOptions& options, std::shared_ptr<const TopicModel> topics)
    : options_(WithModelVersion(options, *topics)),
      parser_(options.parse),
      cleaner_(options.clean),
      classifier_(std::move(topics)) {}

Pipeline::~Pipeline() = default;

Prepared Pipeline::Prepare(const RawMessage& message) {
  if (!message.value) return PrepareTakedown(message);

  Result<RawArticle> raw = parser_.Parse(message);
  if (!raw) return Refused(message.fallback_id, std::move(raw).error());
  std::string id = raw->id;

  Result<CleanArticle> clean = cleaner_.Clean(*std::move(raw));
  if (!clean) return Refused(std::move(id), std::move(clean).error());

  Question question = QuestionOf(message);
  question.id = clean->id;
  question.time_ms = FetchTime(message, *clean);
  question.fingerprint = fingerprinter_.Make(*clean);
  return {std::move(id), Prepared::Article{*std::move(clean), std::move(question)}};
}

Outcome Pipeline::Finish(const RawMessage& message, Prepared prepared, const Decision& decision) {
  if (auto* reject = std::get_if<Reject>(&prepared.state)) return Rejected{std::move(prepared.id), std::move(*reject)};
  if (std::holds_alternative<Prepared::Takedown>(prepared.state)) return Takedown{};
  if (options_.drop_copies && IsDroppable(decision.relation)) return Dropped{std::move(prepared.id), decision};

  const CleanArticle& article = std::get<Prepared::Article>(prepared.state).clean;
  const Classification classification = classifier_.Classify(article);
  std::string json = EventJson(message.at, article, decision, classification, options_.versions);
  const bool too_long = json.size() > options_.enrich.max_bytes;
  if (too_long) json = ShortenEvent(std::move(json), options_.enrich.max_bytes);
  return Event{std::move(prepared.id), std::move(json), too_long};
}

}  // namespace dongtin
