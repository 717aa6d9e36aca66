#include "stages/clean/article_fields.h"

#include <algorithm>
#include <string>
#include <utility>

#include "stages/clean/dates.h"
#include "stages/clean/names.h"
#include "stages/text/normalize.h"
#include "stages/text/rfc3339.h"
#include "stages/text/utf8.h"

namespace dongtin {
namespace {

constexpr std::string_view kVietnamOffset = "+07:00";

DateStyle StyleOf(const RawArticle& raw, const Page& page, std::string_view site) {
  static constexpr std::string_view kDayFirst[] = {".uk", ".au", ".in", ".nz", ".ie", ".za",
                                                   ".sg", ".fr", ".de", ".es", ".it", ".eu"};
  const std::string_view language = raw.language;
  const bool vietnam = page.vietnamese || language == "vi" || language.starts_with("vi-") || site.ends_with(".vn");
  DateStyle style;
  style.zone = vietnam ? kVietnamOffset : "Z";
  style.month_first = !vietnam && std::none_of(std::begin(kDayFirst), std::end(kDayFirst),
                                               [site](std::string_view end) { return site.ends_with(end); });
  return style;
}

void AppendOnce(std::string_view text, std::size_t most, std::vector<std::string>* list) {
  if (text.empty() || list->size() >= most) return;
  if (std::find(list->begin(), list->end(), text) == list->end()) list->emplace_back(text);
}

// True when a line around the title says when the article was published and not what happened when: next to nothing
// else is in it, or names alone, or there is a time, a byline or a word that introduces such dates. Of a line that was
// taken for the title only the latter count.
bool DatesTheArticle(const PageDate& date, const Block& block) {
  constexpr int kFewWords = 3, kWordsOfByline = 6;
  static constexpr std::string_view kWords[] = {"published", "updated",   "posted",   " by ",     "đăng lúc",
                                                "ngày đăng", "đăng ngày", "cập nhật", "tác giả ", "xuất bản"};
  if (date.unexplained > kWordsOfByline) return false;
  if (date.has_time || date.leads || block.folded.starts_with("by ") ||
      std::any_of(std::begin(kWords), std::end(kWords),
                  [&block](std::string_view word) { return block.folded.find(word) != std::string_view::npos; }))
    return true;
  if (block.label == LineLabel::kTitle) return false;
  return date.unexplained <= kFewWords || static_cast<int>(block.capitals) >= date.unexplained;
}

void FillPublished(const RawArticle& raw, const Page& page, const DateStyle& style, CleanArticle* article) {
  const auto midnight = [&style](std::string_view day) {
    return std::string(day) + "T00:00:00" + std::string(style.zone);
  };
  if (!raw.published.empty()) {
    article->published = IsDay(raw.published) ? midnight(raw.published) : raw.published;
    article->published_from = "message";
    return;
  }
  const Block* best = nullptr;
  std::string found;
  bool has_time = false;
  for (const Block& block : page.blocks) {
    if (has_time) break;
    const auto date = block.label == LineLabel::kDate ? FindDate(block.text, style) : std::nullopt;
    // The first date line counts, unless it is a day only and a later one says the time of that day.
    if (!date || (best != nullptr && (!date->has_time || date->rfc3339.substr(0, 10) != found.substr(0, 10)))) continue;
    best = &block;
    found = date->rfc3339;
    has_time = date->has_time;
  }
  if (!page.meta_published.empty()) {
    if (const auto date = FindDate(page.meta_published, style)) {
      article->published = date->rfc3339;
      article->published_from = "page:head";
      return;
    }
  }
  if (best != nullptr) {
    article->published = found;
    article->published_from = (page.html ? "page:block " : "page:line ") + std::to_string(best->number);
    return;
  }
  // A byline and a date on one line: "By Korin Miller Published: Jan 29, 2025".
  constexpr int kLinesAround = 6;
  for (int i = std::max(0, page.title); i < std::min(page.size(), std::max(0, page.title) + kLinesAround); ++i) {
    const Block& block = page.blocks[static_cast<std::size_t>(i)];
    const auto date =
        IsParagraph(block) || block.label == LineLabel::kLead ? std::nullopt : FindDate(block.text, style);
    if (!date || !DatesTheArticle(*date, block)) continue;
    article->published = date->rfc3339;
    article->published_from = (page.html ? "page:block " : "page:line ") + std::to_string(block.number);
    return;
  }
}

void FillNames(const RawArticle& raw, const Page& page, CleanArticle* article) {
  const auto append = [article](std::string_view name) { AppendOnce(name, kMaxBylines, &article->bylines); };
  for (const std::string& author : raw.authors) append(NormalizeLine(author));
  for (const Block& block : page.blocks) {
    if (block.label == LineLabel::kSource && article->credit.empty()) article->credit = ParseSource(block.text);
    if (block.label != LineLabel::kByline) continue;
    const auto byline = ParseByline(block.text);
    if (raw.authors.empty()) {
      if (byline) {
        for (const std::string& name : byline->names) append(name);
      } else {
        append(block.text);  // a unit
      }
    }
  }
  if (article->bylines.empty() && !page.meta_author.empty()) {
    if (const auto byline = ParseByline(page.meta_author)) {
      for (const std::string& name : byline->names) append(name);
    }
  }
  // Without a source line, the outlet in the byline's brackets is the credit.
  for (const Block& block : page.blocks) {
    if (!article->credit.empty()) break;
    if (block.label != LineLabel::kByline) continue;
    if (const auto byline = ParseByline(block.text); byline && IsOutletName(byline->unit))
      article->credit = byline->unit;
  }
}

bool IsOfBody(const Block& block) { return block.label == LineLabel::kLead || block.label == LineLabel::kBody; }

std::size_t BodyBytes(const Page& page) {
  constexpr std::size_t kBlankLine = 2;
  std::size_t bytes = 0;
  for (const Block& block : page.blocks) bytes += IsOfBody(block) ? block.text.size() + kBlankLine : 0;
  return bytes;
}

}  // namespace

void FillFields(const RawArticle& raw, const Page& page, CleanArticle* article) {
  const DateStyle style = StyleOf(raw, page, article->site);
  article->headline = page.given_title;
  article->body.reserve(BodyBytes(page));
  for (const Block& block : page.blocks) {
    const LineLabel label = *block.label;
    article->quality.chars_in += block.chars;
    article->quality.chars_by_label[static_cast<std::size_t>(label)] += block.chars;
    switch (label) {
      case LineLabel::kTitle:
        if (article->headline.empty()) article->headline = block.text;
        article->quality.chars_kept += block.chars;
        break;
      case LineLabel::kLead:
        if (article->lead.empty()) article->lead = block.text;
        [[fallthrough]];
      case LineLabel::kBody:
        if (!article->body.empty()) article->body += "\n\n";
        article->body += block.text;
        article->quality.chars_kept += block.chars;
        break;
      case LineLabel::kCaption:
        AppendOnce(block.text, kMaxCaptions, &article->captions);
        break;
      default:
        break;
    }
  }
  if (article->headline.empty()) article->headline = page.meta_title;
  FillNames(raw, page, article);
  FillPublished(raw, page, style, article);
}

}  // namespace dongtin
