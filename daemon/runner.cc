#include "daemon/runner.h"

#include <exception>
#include <string_view>
#include <system_error>

#include "daemon/runner_impl.h"
#include "stages/text/utf8.h"

namespace dongtin {

std::size_t CostOf(const RawMessage& message) {
  std::size_t bytes = kMessageOverhead;
  if (message.key) bytes += message.key->size();
  if (message.value) bytes += message.value->size();
  for (const Header& header : message.headers) {
    bytes += sizeof(Header) + header.name.size() + (header.value ? header.value->size() : 0);
  }
  return bytes;
}

std::string DescribeException() {
  constexpr std::size_t kMaxDetail = 300;
  try {
    throw;
  } catch (const std::exception& error) {
    return RepairUtf8(std::string_view(error.what()).substr(0, kMaxDetail));
  } catch (...) {
    return "an exception of unknown type";
  }
}

RunResult Runner::Impl::Run() {
  preparing_ = worker_count_;
  finishing_ = worker_count_;
  parts_.metrics->SetInFlight(0, budget_.limit());
  std::vector<std::thread> threads;
  threads.reserve(2 * worker_count_ + 3);
  try {
    threads.push_back(Start(&Impl::RunSinkLoop));
    threads.push_back(Start(&Impl::RunDecideLoop));
    for (std::size_t i = 0; i < worker_count_; ++i) {
      threads.push_back(Start(&Impl::RunFinishLoop));
      threads.push_back(Start(&Impl::RunPrepareLoop));
    }
    threads.push_back(Start(&Impl::RunSourceLoop));
  } catch (const std::system_error& error) {
    Fail("cannot start " + std::to_string(threads.capacity()) + " threads (" + error.what() +
         "): lower engine.workers");
  }
  for (std::thread& thread : threads) thread.join();

  MutexLock lock(fatal_mutex_);
  return RunResult{received_, written_, stale_, abort_.stop_requested(), fatal_};
}

void Runner::Impl::Abort() {
  stop_.request_stop();
  if (!abort_.request_stop()) return;
  parts_.log->Cancel();
  budget_.Abort();
  raw_.Abort();
  prepared_.Abort();
  decided_.Abort();
  finished_.Abort();
}

std::optional<std::string> Runner::Impl::NotReady() const {
  for (const Boundary boundary : {Boundary::kSink, Boundary::kDecisionLog}) {
    if (auto message = troubles_[static_cast<std::size_t>(boundary)].message()) return message;
  }
  return std::nullopt;
}

void Runner::Impl::Fail(std::string error) {
  {
    MutexLock lock(fatal_mutex_);
    if (!fatal_) fatal_ = std::move(error);
  }
  Abort();
}

std::thread Runner::Impl::Start(void (Impl::*loop)()) {
  return std::thread([this, loop] {
    try {
      (this->*loop)();
    } catch (...) {
      Fail(DescribeException());
    }
  });
}

bool Runner::Impl::MayTryAgain(Boundary boundary, const IoError& error, Backoff* backoff, const std::stop_token& stop) {
  if (stop.stop_requested()) return false;
  parts_.metrics->CountError(boundary);
  if (error.fatal) {
    Fail(error.message);
    return false;
  }
  TroubleOf(boundary).Failed(error.message);
  return parts_.clock->Sleep(backoff->Next(), stop);
}

Runner::Runner(const RunnerOptions& options, Parts parts) : impl_(std::make_unique<Impl>(options, std::move(parts))) {}
Runner::~Runner() = default;
RunResult Runner::Run() { return impl_->Run(); }
std::optional<std::string> Runner::NotReady() const { return impl_->NotReady(); }
void Runner::Stop() { impl_->Stop(); }
void Runner::Abort() { impl_->Abort(); }

}  // namespace dongtin
