#include "tests/support/fakes.h"

#include <iterator>
#include <utility>

#include "stages/text/hash.h"

namespace dongtin {

// ---- ManualClock

std::chrono::steady_clock::time_point ManualClock::Now() const {
  MutexLock lock(mutex_);
  return std::chrono::steady_clock::time_point(std::chrono::hours(1)) + elapsed_;
}

std::int64_t ManualClock::WallMs() const {
  MutexLock lock(mutex_);
  return 1'795'000'000'000 + elapsed_.count();
}

bool ManualClock::Sleep(std::chrono::milliseconds duration, std::stop_token stop) {
  if (stop.stop_requested()) return false;
  MutexLock lock(mutex_);
  elapsed_ += duration;
  pauses_.push_back(duration);
  return true;
}

void ManualClock::Advance(std::chrono::milliseconds duration) {
  MutexLock lock(mutex_);
  elapsed_ += duration;
}

std::vector<std::chrono::milliseconds> ManualClock::pauses() const {
  MutexLock lock(mutex_);
  return pauses_;
}

// ---- ScriptedSource

Source::Polled ScriptedSource::Poll(std::chrono::milliseconds timeout) {
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  MutexLock lock(mutex_);
  while (next_ < script_.size() && std::holds_alternative<Pause>(script_[next_])) {
    if (resumes_ == 0) {
      if (!changed_.WaitUntil(mutex_, deadline)) return Idle{};
      continue;
    }
    --resumes_;
    ++next_;
  }
  if (next_ == script_.size()) return End{};
  const Step& step = script_[next_++];
  if (const auto* error = std::get_if<IoError>(&step)) return *error;
  ++given_;
  changed_.NotifyAll();
  return std::get<RawMessage>(step);
}

void ScriptedSource::KeepAlive() {
  MutexLock lock(mutex_);
  ++kept_alive_;
  changed_.NotifyAll();
}

void ScriptedSource::WaitForKeepAlives(int count) {
  MutexLock lock(mutex_);
  const int enough = kept_alive_ + count;
  while (kept_alive_ < enough) changed_.Wait(mutex_);
}

void ScriptedSource::Append(std::vector<Step> steps) {
  MutexLock lock(mutex_);
  script_.insert(script_.end(), std::make_move_iterator(steps.begin()), std::make_move_iterator(steps.end()));
  changed_.NotifyAll();
}

void ScriptedSource::Resume() {
  MutexLock lock(mutex_);
  ++resumes_;
  changed_.NotifyAll();
}

void ScriptedSource::WaitForGiven(std::size_t count) {
  MutexLock lock(mutex_);
  while (given_ < count) changed_.Wait(mutex_);
}

std::size_t ScriptedSource::given() const {
  MutexLock lock(mutex_);
  return given_;
}

// ---- CorkableSink

WriteStatus CorkableSink::Write(std::span<const Delivery> batch) {
  {
    MutexLock lock(mutex_);
    holding_ = corked_;
    changed_.NotifyAll();
    while (corked_) changed_.Wait(mutex_);
    holding_ = false;
  }
  std::size_t kept = batch.size();
  IoStatus status = fate_ ? fate_(batch.size(), &kept) : IoStatus(Done{});
  MutexLock lock(mutex_);
  WriteReport report;
  for (std::size_t i = 0; i < kept; ++i) {
    if (ended_.count(batch[i].message.lease) > 0) {
      report.stale.push_back(i);
    } else {
      written_.push_back(batch[i]);
    }
  }
  if (!status) return std::move(status).error();
  batch_sizes_.push_back(batch.size());
  return report;
}

void CorkableSink::EndLease(std::uint64_t lease) {
  MutexLock lock(mutex_);
  ended_.insert(lease);
}

void CorkableSink::Cork() {
  MutexLock lock(mutex_);
  corked_ = true;
}

void CorkableSink::Uncork() {
  MutexLock lock(mutex_);
  corked_ = false;
  changed_.NotifyAll();
}

void CorkableSink::WaitForHeldWrite() {
  MutexLock lock(mutex_);
  while (!holding_) changed_.Wait(mutex_);
}

std::vector<Delivery> CorkableSink::written() const {
  MutexLock lock(mutex_);
  return written_;
}

std::vector<std::size_t> CorkableSink::batch_sizes() const {
  MutexLock lock(mutex_);
  return batch_sizes_;
}

// ---- FakeDecisionLog

Result<std::vector<Decision>, IoError> FakeDecisionLog::Ask(std::span<const Question> questions) {
  {
    MutexLock lock(mutex_);
    waiting_ = stalled_;
    changed_.NotifyAll();
    while (stalled_ && !cancelled_) changed_.Wait(mutex_);
    waiting_ = false;
    if (cancelled_) return IoError{"cancelled"};
    if (!failures_.empty()) {
      IoError error = std::move(failures_.back());
      failures_.pop_back();
      return error;
    }
    batch_sizes_.push_back(questions.size());
  }
  std::vector<Decision> decisions;
  MutexLock lock(history_->mutex);
  for (const Question& question : questions) {
    const auto known = history_->by_identity.find(question.identity);
    decisions.push_back(known != history_->by_identity.end() ? known->second : Decide(question, history_.get()));
    history_->by_identity.emplace(question.identity, decisions.back());
  }
  return decisions;
}

Decision FakeDecisionLog::Decide(const Question& question, History* history) {
  if (question.kind == Question::Kind::kTakedown) {
    const auto content = history->content_by_key.find(question.key);
    if (content != history->content_by_key.end()) history->first_by_content.erase(content->second);
    return {};
  }
  const std::uint64_t content = question.fingerprint.exact;
  const auto [first, is_new] = history->first_by_content.emplace(content, question.id);
  if (question.key != 0) history->content_by_key[question.key] = content;
  Decision decision;
  decision.relation = is_new ? Relation::kNew : Relation::kExact;
  decision.cluster = "cluster-of-" + first->second;
  if (!is_new) {
    decision.of = first->second;
    decision.similarity = 1;
  }
  return decision;
}

void FakeDecisionLog::Cancel() {
  MutexLock lock(mutex_);
  cancelled_ = true;
  changed_.NotifyAll();
}

void FakeDecisionLog::FailNext(IoError error) {
  MutexLock lock(mutex_);
  failures_.push_back(std::move(error));
}

void FakeDecisionLog::Stall() {
  MutexLock lock(mutex_);
  stalled_ = true;
}

void FakeDecisionLog::WaitForStalledAsk() {
  MutexLock lock(mutex_);
  while (!waiting_) changed_.Wait(mutex_);
}

std::vector<std::size_t> FakeDecisionLog::batch_sizes() const {
  MutexLock lock(mutex_);
  return batch_sizes_;
}

// ---- FakeWorker

Prepared FakeWorker::Prepare(const RawMessage& message) {
  if (before_prepare_) before_prepare_(message);
  Prepared prepared;
  prepared.id = message.fallback_id;
  Question question;
  question.identity = {static_cast<std::uint64_t>(message.at.offset), Hash64(*message.value)};
  question.id = message.fallback_id;
  question.fingerprint.exact = Hash64(*message.value);
  if (message.value->rfind("reject", 0) == 0) {
    prepared.state = Reject{RejectReason::kBadJson, "as asked"};
  } else if (message.value->rfind("takedown", 0) == 0) {
    question.kind = Question::Kind::kTakedown;
    prepared.state = Prepared::Takedown{std::move(question)};
  } else {
    CleanArticle article;
    article.id = message.fallback_id;
    article.body = *message.value;
    prepared.state = Prepared::Article{std::move(article), std::move(question)};
  }
  return prepared;
}

Outcome FakeWorker::Finish(const RawMessage& message, Prepared prepared, const Decision& decision) {
  if (before_finish_) before_finish_(message);
  if (const auto* reject = std::get_if<Reject>(&prepared.state)) return Rejected{prepared.id, *reject};
  if (std::holds_alternative<Prepared::Takedown>(prepared.state)) return Takedown{};
  const auto& article = std::get<Prepared::Article>(prepared.state);
  return Event{prepared.id, article.clean.body + ":" + std::string(Name(decision.relation))};
}

}  // namespace dongtin
