#include "daemon/demo/live_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <utility>
#include <vector>

namespace dongtin {
namespace {

constexpr int kBadgeWidth = 10;
constexpr int kTopicWidth = 11;
constexpr int kSiteWidth = 20;
constexpr int kIndent = 20;  // of the line below an answer: under the language
constexpr std::size_t kMostCopied = 5;

struct Badge {
  std::string_view text;
  Colour colour;
};

Badge BadgeOf(std::string_view relation) {
  if (relation == "new") return {"NEW", Colour::kGreen};
  if (relation == "exact") return {"COPY", Colour::kYellow};
  if (relation == "near") return {"NEAR", Colour::kYellow};
  if (relation == "update") return {"UPDATE", Colour::kCyan};
  if (relation == "related") return {"RELATED", Colour::kBlue};
  return {"UNKNOWN", Colour::kDim};
}

std::string ClockTime(std::int64_t time_ms) {
  const std::time_t seconds = static_cast<std::time_t>(time_ms / 1000);
  std::tm local = {};
  localtime_r(&seconds, &local);
  return fmt::format("{:02}:{:02}:{:02}", local.tm_hour, local.tm_min, local.tm_sec);
}

using Counts = std::map<std::string, std::size_t>;

std::vector<std::pair<std::string, std::size_t>> MostFirst(const Counts& counts) {
  std::vector<std::pair<std::string, std::size_t>> rows(counts.begin(), counts.end());
  std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  return rows;
}

std::string Listed(const Counts& counts) {
  std::string text;
  for (const auto& [name, count] : MostFirst(counts))
    text += fmt::format("{}{} {}", text.empty() ? "" : " · ", name, count);
  return text.empty() ? "none" : text;
}

// A list parted by " · " in lines of at most `width` columns; an item longer than that is cut.
std::vector<std::string> Wrapped(std::string_view list, int width) {
  constexpr std::string_view kBetween = " · ";
  std::vector<std::string> lines(1);
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(kBetween), list.size());
    const std::string item = Clip(list.substr(0, end), width);
    if (lines.back().empty()) {
      lines.back() = item;
    } else if (DisplayWidth(lines.back()) + 3 + DisplayWidth(item) <= width) {
      lines.back().append(kBetween).append(item);
    } else {
      lines.push_back(item);
    }
    list.remove_prefix(std::min(end + kBetween.size(), list.size()));
  }
  return lines;
}

double PerSecond(std::size_t count, std::chrono::milliseconds elapsed) {
  return elapsed.count() > 0 ? 1000.0 * static_cast<double>(count) / static_cast<double>(elapsed.count()) : 0;
}

}  // namespace

LiveView::LiveView(Terminal* terminal, std::size_t messages) : terminal_(terminal), messages_(messages) {}

void LiveView::Show(const Answer& answer) {
  switch (answer.kind) {
    case Answer::Kind::kEvent:
      ShowEvent(answer);
      break;
    case Answer::Kind::kTakenDown:
      ++taken_down_;
      Row(answer, terminal_->Paint(Colour::kMagenta, Fit("TAKEN DOWN", kBadgeWidth)), answer.id);
      break;
    case Answer::Kind::kRejected:
      ++rejected_;
      ++reasons_[answer.reason];
      Row(answer, terminal_->Paint(Colour::kRed, Fit("REJECTED", kBadgeWidth)), answer.reason + ": " + answer.detail);
      break;
  }
}

void LiveView::ShowEvent(const Answer& event) {
  ++events_;
  ++relations_[event.relation];
  ++topics_[event.topic.empty() ? "unsure" : event.topic];
  ++languages_[event.language];
  headlines_[event.id] = event.headline;
  const Badge badge = BadgeOf(event.relation);
  Row(event, terminal_->Paint(badge.colour, Fit(badge.text, kBadgeWidth)), event.headline);
  if (event.of.empty()) return;
  if (event.relation != "related") {
    ++copies_;
    ++copies_of_[event.of];
  }
  const auto of = headlines_.find(event.of);
  const std::string& name = of != headlines_.end() && !of->second.empty() ? of->second : event.of;
  const std::string_view how = event.relation == "exact"    ? "copy of"
                               : event.relation == "near"   ? "near copy of"
                               : event.relation == "update" ? "update of"
                                                            : "resembles";
  Below(fmt::format("└ {:3.0f}% · {} “{}”", 100 * event.similarity, how, name));
}

void LiveView::Row(const Answer& answer, const std::string& badge, const std::string& text) {
  const std::string columns =
      fmt::format("{} {} {} ", Fit(answer.language, 2), Fit(answer.topic, kTopicWidth), Fit(answer.site, kSiteWidth));
  const bool has_columns = answer.kind == Answer::Kind::kEvent;
  const int used = 8 + 1 + kBadgeWidth + 1 + (has_columns ? DisplayWidth(columns) : 0);
  terminal_->Line(terminal_->Paint(Colour::kDim, ClockTime(answer.time_ms)) + " " + badge + " " +
                  (has_columns ? terminal_->Paint(Colour::kDim, columns) : "") +
                  Clip(text, std::max(20, terminal_->width() - used)));
}

void LiveView::Below(const std::string& text) {
  terminal_->Line(std::string(kIndent, ' ') +
                  terminal_->Paint(Colour::kDim, Clip(text, std::max(20, terminal_->width() - kIndent))));
}

void LiveView::Progress(std::size_t fed, std::chrono::milliseconds elapsed) {
  terminal_->Progress(fmt::format(" {} of {} in · {} out · {} copies · {} rejected · {:.0f} articles/s", fed, messages_,
                                  shown(), copies_, rejected_, PerSecond(shown(), elapsed)));
}

void LiveView::Summary(std::chrono::milliseconds elapsed, const std::string& http_url) {
  terminal_->Progress("");
  const auto row = [this](std::string_view name, const std::string& text) {
    for (const std::string& line : Wrapped(text, std::max(20, terminal_->width() - 14))) {
      terminal_->Line("  " + terminal_->Paint(Colour::kBold, Fit(name, 12)) + line);
      name = "";
    }
  };
  terminal_->Line("");
  terminal_->Line(terminal_->Paint(Colour::kBold, fmt::format("{} messages in, {} answers out, {:.1f} s", messages_,
                                                              shown(), static_cast<double>(elapsed.count()) / 1000)));
  row("events", fmt::format("{}: {}", events_, Listed(relations_)));
  row("taken down", std::to_string(taken_down_));
  row("rejected", fmt::format("{}: {}", rejected_, Listed(reasons_)));
  row("topics", Listed(topics_));
  row("languages", Listed(languages_));
  const auto most = MostFirst(copies_of_);
  for (std::size_t i = 0; i < std::min(most.size(), kMostCopied); ++i) {
    const auto of = headlines_.find(most[i].first);
    row(i == 0 ? "most copied" : "",
        fmt::format("{}× {}", most[i].second, of != headlines_.end() ? of->second : most[i].first));
  }
  row("speed", fmt::format("{:.0f} articles/s, as fed", PerSecond(shown(), elapsed)));
  row("metrics", http_url + "/metrics");
}

}  // namespace dongtin
