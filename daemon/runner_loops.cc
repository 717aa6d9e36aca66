#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "daemon/log.h"
#include "daemon/runner_impl.h"

namespace dongtin {
namespace {

using std::chrono::milliseconds;

// How long a Poll may sleep, which is how long a stop may go unnoticed.
constexpr milliseconds kPollTimeout{100};
// How often a source that cannot be polled is kept alive.
constexpr milliseconds kKeepAlive{100};
// Questions asked together. A log with a round trip is asked once for all that stands ready.
constexpr std::size_t kAskBatch = 256;

}  // namespace

// ---- source

void Runner::Impl::RunSourceLoop() {
  std::vector<RawItem> pending;
  Backoff backoff;
  bool more = true;
  while (more && !stop_.stop_requested()) {
    Source::Polled polled = parts_.source->Poll(pending.empty() ? kPollTimeout : milliseconds(0));
    if (auto* message = std::get_if<RawMessage>(&polled)) {
      backoff.Reset();
      TroubleOf(Boundary::kSource).Works();
      RawItem item;
      item.sequence = received_++;
      item.bytes = CostOf(*message);
      item.message = std::move(*message);
      more = HandOn(std::move(item), &pending);
      continue;
    }
    FlushRaw(&pending);
    if (std::holds_alternative<Source::End>(polled)) {
      more = false;
    } else if (const auto* error = std::get_if<IoError>(&polled)) {
      more = MayTryAgain(Boundary::kSource, *error, &backoff, stop_.get_token());
    }
  }
  FlushRaw(&pending);
  raw_.Close();
  while (!budget_.AwaitEmpty(kKeepAlive)) parts_.source->KeepAlive();
}

// Hands messages on in groups, but never waits while it holds a group back. False when aborted.
bool Runner::Impl::HandOn(RawItem item, std::vector<RawItem>* pending) {
  parts_.metrics->CountReceived(item.message.value ? item.message.value->size() : 0);
  if (!budget_.TryAcquire(item.bytes)) {
    FlushRaw(pending);
    while (!budget_.Acquire(item.bytes, kKeepAlive)) {
      if (abort_.stop_requested()) return false;
      parts_.source->KeepAlive();
    }
  }
  pending->push_back(std::move(item));
  if (pending->size() >= kHandOver) FlushRaw(pending);
  return true;
}

void Runner::Impl::FlushRaw(std::vector<RawItem>* pending) {
  if (pending->empty()) return;
  parts_.metrics->CountPushed(Queue::kRaw, pending->size());
  parts_.metrics->SetInFlight(budget_.used(), budget_.limit());
  raw_.Push(pending);
}

// ---- prepare

void Runner::Impl::RunPrepareLoop() {
  std::unique_ptr<Worker> worker = parts_.make_worker();
  std::vector<RawItem> share;
  std::vector<PreparedItem> ready;
  while (raw_.Pop(&share)) {
    parts_.metrics->CountPopped(Queue::kRaw, share.size());
    for (RawItem& item : share) {
      if (abort_.stop_requested()) return;
      Prepared prepared = PrepareOne(item.message, &worker);
      ready.push_back({{item.sequence, item.bytes}, std::move(item.message), std::move(prepared)});
    }
    parts_.metrics->CountPushed(Queue::kPrepared, ready.size());
    prepared_.Push(&ready);
  }
  if (preparing_.fetch_sub(1) == 1) prepared_.Close();
}

Prepared Runner::Impl::PrepareOne(const RawMessage& message, std::unique_ptr<Worker>* worker) {
  const auto start = parts_.clock->Now();
  Prepared prepared;
  try {
    prepared = (*worker)->Prepare(message);
  } catch (...) {
    prepared.id = message.fallback_id;
    prepared.state = Reject{RejectReason::kInternalError, DescribeException()};
    *worker = parts_.make_worker();
  }
  parts_.metrics->ObserveDuration(Stage::kPrepare, parts_.clock->Now() - start);
  return prepared;
}

// ---- decide

void Runner::Impl::RunDecideLoop() {
  std::vector<PreparedItem> batch;
  std::vector<Question> questions;
  std::vector<DecidedItem> ready;
  while (prepared_.Pop({.items = kAskBatch}, &batch)) {
    parts_.metrics->CountPopped(Queue::kPrepared, batch.size());
    questions.clear();
    for (const PreparedItem& item : batch) {
      if (const Question* question = item.prepared.question()) questions.push_back(*question);
    }
    std::vector<Decision> decisions = AskUntilAnswered(questions);
    if (abort_.stop_requested()) return;

    auto decision = decisions.begin();
    for (PreparedItem& item : batch) {
      const Question* question = item.prepared.question();
      DecidedItem decided{{item.sequence, item.bytes}, std::move(item.message), {}, {}};
      if (question != nullptr) {
        if (question->kind == Question::Kind::kArticle) parts_.metrics->CountDecision(decision->relation);
        decided.decision = std::move(*decision++);
      }
      decided.prepared = std::move(item.prepared);
      ready.push_back(std::move(decided));
    }
    parts_.metrics->CountPushed(Queue::kDecided, ready.size());
    decided_.Push(&ready);
  }
  decided_.Close();
}

std::vector<Decision> Runner::Impl::AskUntilAnswered(const std::vector<Question>& questions) {
  if (questions.empty()) return {};
  Backoff backoff;
  while (!abort_.stop_requested()) {
    const auto start = parts_.clock->Now();
    Result<std::vector<Decision>, IoError> answers = parts_.log->Ask(questions);
    if (answers.ok()) {
      TroubleOf(Boundary::kDecisionLog).Works();
      parts_.metrics->ObserveDuration(Stage::kDecide, parts_.clock->Now() - start);
      if (answers->size() == questions.size()) return std::move(*answers);
      Fail("the decision log answered " + std::to_string(answers->size()) + " of " + std::to_string(questions.size()) +
           " questions");
    } else if (!MayTryAgain(Boundary::kDecisionLog, answers.error(), &backoff, abort_.get_token())) {
      break;
    }
  }
  return {};
}

// ---- finish

void Runner::Impl::RunFinishLoop() {
  std::unique_ptr<Worker> worker = parts_.make_worker();
  std::vector<DecidedItem> share;
  std::vector<FinishedItem> ready;
  while (decided_.Pop(&share)) {
    parts_.metrics->CountPopped(Queue::kDecided, share.size());
    for (DecidedItem& item : share) {
      if (abort_.stop_requested()) return;
      Outcome outcome = FinishOne(&item, &worker);
      ready.push_back({{item.sequence, item.bytes}, {std::move(item.message), std::move(outcome)}});
    }
    parts_.metrics->CountPushed(Queue::kFinished, ready.size());
    finished_.Push(&ready);
  }
  if (finishing_.fetch_sub(1) == 1) finished_.Close();
}

Outcome Runner::Impl::FinishOne(DecidedItem* item, std::unique_ptr<Worker>* worker) {
  const auto start = parts_.clock->Now();
  const std::string id = item->prepared.id;
  Outcome outcome;
  try {
    outcome = (*worker)->Finish(item->message, std::move(item->prepared), item->decision);
  } catch (...) {
    outcome = Rejected{id, Reject{RejectReason::kInternalError, DescribeException()}};
    *worker = parts_.make_worker();
  }
  parts_.metrics->ObserveDuration(Stage::kFinish, parts_.clock->Now() - start);
  return outcome;
}

// ---- sink

void Runner::Impl::RunSinkLoop() {
  const OrderedQueue<FinishedItem>::Limits limits{
      std::max<std::size_t>(1, options_.batch.messages),
      std::clamp<std::size_t>(options_.queue_bytes / 2, 1, std::max<std::size_t>(1, options_.batch.bytes)),
      options_.batch.linger};
  std::vector<FinishedItem> items;
  std::vector<Delivery> batch;
  OpenSink();
  while (finished_.Pop(limits, &items)) {
    parts_.metrics->CountPopped(Queue::kFinished, items.size());
    std::size_t bytes = 0;
    batch.clear();
    for (FinishedItem& item : items) {
      bytes += item.bytes;
      batch.push_back(std::move(item.delivery));
    }
    const std::optional<WriteReport> report = WriteUntilDone(batch);
    if (!report) return;
    CountWritten(batch, *report);
    batch.clear();  // the memory goes before the room for it is given back
    budget_.Release(bytes);
    parts_.metrics->SetInFlight(budget_.used(), budget_.limit());
  }
}

// Gives up at a soft stop: with nothing in flight there is nothing to open it for, and Write opens it as well.
void Runner::Impl::OpenSink() {
  Backoff backoff;
  while (!stop_.stop_requested()) {
    const IoStatus status = parts_.sink->Open();
    if (status.ok()) {
      TroubleOf(Boundary::kSink).Works();
      return;
    }
    if (!MayTryAgain(Boundary::kSink, status.error(), &backoff, stop_.get_token())) return;
  }
}

void Runner::Impl::CountWritten(const std::vector<Delivery>& batch, const WriteReport& report) {
  const Outcome set_aside = Rejected{{}, {RejectReason::kUndeliverable, {}}};
  const auto is_next = [](const std::vector<std::size_t>& positions, std::size_t* next, std::size_t position) {
    const bool found = *next < positions.size() && positions[*next] == position;
    if (found) ++*next;
    return found;
  };
  std::size_t next_stale = 0;
  std::size_t next_undeliverable = 0;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    if (is_next(report.stale, &next_stale, i)) continue;
    const bool undeliverable = is_next(report.undeliverable, &next_undeliverable, i);
    parts_.metrics->CountWritten(undeliverable ? set_aside : batch[i].outcome);
  }
  parts_.metrics->CountStale(report.stale.size());
  const std::size_t written = batch.size() - report.stale.size();
  if (written > 0) parts_.metrics->ObserveBatch(written);
  written_ += written;
  stale_ += report.stale.size();
  if (report.undeliverable.empty() || std::exchange(told_of_undeliverable_, true)) return;
  Log(LogLevel::kWarn, "engine",
      "the output refuses what came of " + batch[report.undeliverable.front()].message.fallback_id +
          " for good; it went to the dead letter, whose headers say why (more of the kind are only counted)");
}

std::optional<WriteReport> Runner::Impl::WriteUntilDone(const std::vector<Delivery>& batch) {
  Backoff backoff;
  while (!abort_.stop_requested()) {
    const auto start = parts_.clock->Now();
    WriteStatus status = parts_.sink->Write(batch);
    if (status.ok()) {
      TroubleOf(Boundary::kSink).Works();
      parts_.metrics->ObserveDuration(Stage::kWrite, parts_.clock->Now() - start);
      return *std::move(status);
    }
    if (!MayTryAgain(Boundary::kSink, status.error(), &backoff, abort_.get_token())) break;
  }
  return std::nullopt;
}

}  // namespace dongtin
