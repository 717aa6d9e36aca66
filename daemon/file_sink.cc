#include "daemon/file_sink.h"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>
#include <system_error>
#include <utility>
#include <variant>

#include "stages/enrich/event_json.h"
#include "stages/text/json_writer.h"
#include "stages/text/utf8.h"

namespace dongtin {
namespace {

std::string RejectedLine(const Rejected& rejected) {
  JsonWriter json;
  json.BeginObject();
  // The id may be a file name, which need not be UTF-8.
  json.Key("id").String(RepairUtf8(rejected.id));
  json.Key("rejected").BeginObject();
  json.Key("reason").String(Name(rejected.reject.reason));
  json.Key("detail").String(rejected.reject.detail);
  json.EndObject().EndObject();
  return std::move(json).Take();
}

std::string DroppedLine(const Dropped& dropped) {
  JsonWriter json;
  json.BeginObject();
  json.Key("id").String(RepairUtf8(dropped.id));
  json.Key("dropped").BeginObject().Key("dedup");
  WriteDedup(dropped.decision, &json);
  json.EndObject().EndObject();
  return std::move(json).Take();
}

std::string TakedownLine(const RawMessage& message) {
  JsonWriter json;
  json.BeginObject();
  json.Key("id").String(RepairUtf8(message.fallback_id));
  json.Key("takedown").Bool(true);
  json.EndObject();
  return std::move(json).Take();
}

// Waits where the descriptor is full and does not block; false on an error, with errno set.
bool WriteAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(fd, bytes.data(), bytes.size());
    if (count >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(count));
    } else if (errno == EAGAIN) {
      pollfd waiting{fd, POLLOUT, 0};
      if (::poll(&waiting, 1, -1) < 0 && errno != EINTR) return false;
    } else if (errno != EINTR) {
      return false;
    }
  }
  return true;
}

}  // namespace

std::string OutcomeLine(const Delivery& delivery) {
  if (const auto* event = std::get_if<Event>(&delivery.outcome)) return event->json;
  if (const auto* rejected = std::get_if<Rejected>(&delivery.outcome)) return RejectedLine(*rejected);
  if (const auto* dropped = std::get_if<Dropped>(&delivery.outcome)) return DroppedLine(*dropped);
  return TakedownLine(delivery.message);
}

WriteStatus FileSink::Write(std::span<const Delivery> batch) {
  lines_.clear();
  for (const Delivery& delivery : batch) {
    lines_ += OutcomeLine(delivery);
    lines_ += '\n';
  }
  if (WriteAll(fd_, lines_)) return WriteReport{};
  return IoError{"cannot write the output: " + std::generic_category().message(errno), true};
}

}  // namespace dongtin
