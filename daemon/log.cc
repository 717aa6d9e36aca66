#include "daemon/log.h"

#include <spdlog/sinks/stdout_sinks.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "stages/text/json_writer.h"
#include "stages/text/rfc3339.h"
#include "stages/text/utf8.h"

namespace dongtin {
namespace {

constexpr std::array<std::string_view, 4> kLevelNames = {"debug", "info", "warn", "error"};
constexpr std::array kSpdlogLevels = {spdlog::level::debug, spdlog::level::info, spdlog::level::warn,
                                      spdlog::level::err};

LogLevel FromSpdlog(spdlog::level::level_enum level) {
  if (level >= spdlog::level::err) return LogLevel::kError;
  if (level == spdlog::level::warn) return LogLevel::kWarn;
  return level == spdlog::level::info ? LogLevel::kInfo : LogLevel::kDebug;
}

// The part travels as the logger name of the message: spdlog has no fields.
class LineFormatter : public spdlog::formatter {
 public:
  explicit LineFormatter(LogOptions::Format format) : format_(format) {}

  void format(const spdlog::details::log_msg& msg, spdlog::memory_buf_t& dest) override {
    const std::string_view part(msg.logger_name.data(), msg.logger_name.size());
    const std::string message = RepairUtf8(std::string_view(msg.payload.data(), msg.payload.size()));
    const std::string time =
        FormatRfc3339Ms(std::chrono::duration_cast<std::chrono::milliseconds>(msg.time.time_since_epoch()).count());
    const std::string_view level = Name(FromSpdlog(msg.level));

    std::string line;
    if (format_ == LogOptions::Format::kJson) {
      JsonWriter json(message.size() + 96);
      json.BeginObject();
      json.Key("time").String(time);
      json.Key("level").String(level);
      json.Key("part").String(part);
      json.Key("message").String(message);
      json.EndObject();
      line = std::move(json).Take();
    } else {
      line.append(time).append(" ").append(level).append(" ").append(part).append(": ");
      AppendEscaped(message, &line);
    }
    line += '\n';
    dest.append(line.data(), line.data() + line.size());
  }

  std::unique_ptr<spdlog::formatter> clone() const override { return std::make_unique<LineFormatter>(format_); }

 private:
  static void AppendEscaped(std::string_view message, std::string* line) {
    static constexpr char kHex[] = "0123456789abcdef";
    for (const char c : message) {
      const auto byte = static_cast<unsigned char>(c);
      if (byte >= 0x20 && byte != 0x7f) {
        *line += c;
      } else {
        line->append("\\x").append(1, kHex[byte >> 4]).append(1, kHex[byte & 15]);
      }
    }
  }

  const LogOptions::Format format_;
};

spdlog::sinks::sink& Sink() {
  static spdlog::sinks::sink* const sink = [] {
    // Never destroyed: librdkafka's threads may log until the process is gone.
    auto* made = new spdlog::sinks::stderr_sink_mt();
    made->set_level(spdlog::level::info);
    made->set_formatter(std::make_unique<LineFormatter>(LogOptions().format));
    return made;
  }();
  return *sink;
}

spdlog::level::level_enum ToSpdlog(LogLevel level) { return kSpdlogLevels[static_cast<std::size_t>(level)]; }

}  // namespace

std::string_view Name(LogLevel level) { return kLevelNames[static_cast<std::size_t>(level)]; }

void InitLog(const LogOptions& options) {
  Sink().set_level(ToSpdlog(options.level));
  Sink().set_formatter(std::make_unique<LineFormatter>(options.format));
}

bool LogEnabled(LogLevel level) { return Sink().should_log(ToSpdlog(level)); }

void Log(LogLevel level, std::string_view part, std::string_view message) {
  if (!LogEnabled(level)) return;
  Sink().log(spdlog::details::log_msg(spdlog::string_view_t(part.data(), part.size()), ToSpdlog(level),
                                      spdlog::string_view_t(message.data(), message.size())));
}

}  // namespace dongtin
