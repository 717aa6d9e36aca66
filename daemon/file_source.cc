#include "daemon/file_source.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <system_error>
#include <utility>

#include "stages/text/normalize.h"
#include "stages/text/utf8.h"

namespace dongtin {
namespace {

constexpr std::size_t kBufferBytes = 256 << 10;
constexpr std::string_view kStandardInput = "-";
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

IoError FileError(const std::string& file, const char* what, int error) {
  return {std::string(what) + " `" + file + "`: " + std::generic_category().message(error), true};
}

// Readable, and a file at all: a directory can be opened too.
IoStatus Check(const std::string& file) {
  if (file == kStandardInput) return Done{};
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0) return FileError(file, "cannot open", errno);
  if (S_ISDIR(status.st_mode)) return FileError(file, "cannot read", EISDIR);
  if (::access(file.c_str(), R_OK) != 0) return FileError(file, "cannot open", errno);
  return Done{};
}

FileSourceOptions WithStandardInput(FileSourceOptions options) {
  if (options.files.empty()) options.files.emplace_back(kStandardInput);
  return options;
}

}  // namespace

Result<std::unique_ptr<FileSource>, IoError> FileSource::Open(const FileSourceOptions& options) {
  for (const std::string& file : options.files) {
    IoStatus status = Check(file);
    if (!status) return std::move(status).error();
  }
  return std::unique_ptr<FileSource>(new FileSource(options));
}

FileSource::FileSource(const FileSourceOptions& options)
    : options_(WithStandardInput(options)), buffer_(kBufferBytes) {}

FileSource::~FileSource() { Close(); }

Source::Polled FileSource::Poll(std::chrono::milliseconds timeout) {
  RawMessage message;
  while (true) {
    if (fd_ < 0) {
      if (next_file_ == options_.files.size()) return End{};
      IoStatus opened = OpenNext();
      if (!opened) return std::move(opened).error();
    }
    if (begin_ == end_) {
      Result<Filled, IoError> filled = Fill(timeout);
      if (!filled) return std::move(filled).error();
      if (*filled == Filled::kNothingYet) return Idle{};
      if (*filled == Filled::kEndOfFile) {
        Close();
        if (line_started_ && FinishLine(&message)) return message;
        continue;
      }
    }
    if (TakeLine() && FinishLine(&message)) return message;
  }
}

IoStatus FileSource::OpenNext() {
  name_ = options_.files[next_file_];
  const auto begin = options_.files.begin();
  partition_ = static_cast<std::int32_t>(std::count(begin, begin + static_cast<std::ptrdiff_t>(next_file_), name_));
  line_number_ = 0;
  owns_fd_ = name_ != kStandardInput;
  fd_ = owns_fd_ ? ::open(name_.c_str(), O_RDONLY | O_CLOEXEC) : STDIN_FILENO;
  if (fd_ < 0) return FileError(name_, "cannot open", errno);
  ++next_file_;
  return Done{};
}

Result<FileSource::Filled, IoError> FileSource::Fill(std::chrono::milliseconds timeout) {
  pollfd waiting{fd_, POLLIN, 0};
  const int ready = ::poll(&waiting, 1, static_cast<int>(timeout.count()));
  if (ready == 0 || (ready < 0 && errno == EINTR)) return Filled::kNothingYet;
  if (ready < 0) return FileError(name_, "cannot read", errno);
  const ssize_t count = ::read(fd_, buffer_.data(), buffer_.size());
  if (count < 0) {
    if (errno == EINTR || errno == EAGAIN) return Filled::kNothingYet;
    return FileError(name_, "cannot read", errno);
  }
  begin_ = 0;
  end_ = static_cast<std::size_t>(count);
  return count == 0 ? Filled::kEndOfFile : Filled::kBytes;
}

bool FileSource::TakeLine() {
  const char* const from = buffer_.data() + begin_;
  const std::size_t available = end_ - begin_;
  const auto* const feed = static_cast<const char*>(std::memchr(from, '\n', available));
  const std::size_t length = feed == nullptr ? available : static_cast<std::size_t>(feed - from);

  line_started_ = true;
  const std::size_t room = options_.max_line_bytes + 1 - line_.size();
  line_.append(from, std::min(length, room));
  if (length > room) line_cut_ = true;
  begin_ += length + (feed == nullptr ? 0 : 1);
  return feed != nullptr;
}

bool FileSource::FinishLine(RawMessage* message) {
  ++line_number_;
  std::string line = std::exchange(line_, {});
  bool cut = std::exchange(line_cut_, false);
  line_started_ = false;

  if (!cut && !line.empty() && line.back() == '\r') line.pop_back();
  if (line.size() > options_.max_line_bytes) {
    line.resize(options_.max_line_bytes);
    cut = true;
  }
  if (line_number_ == 1 && line.compare(0, kByteOrderMark.size(), kByteOrderMark) == 0) {
    line.erase(0, kByteOrderMark.size());
  }
  if (line.find_first_not_of(" \t\r") == std::string::npos && !cut) return false;

  message->at = {name_, partition_, line_number_};
  message->fallback_id = ToNfc(RepairUtf8(name_)) + ":" + std::to_string(line_number_);
  message->value = std::move(line);
  message->cut = cut;
  return true;
}

void FileSource::Close() {
  if (owns_fd_ && fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

}  // namespace dongtin
