#include "stages/clean/html_tags.h"

#include <algorithm>
#include <unordered_map>

namespace dongtin {
namespace {

bool IsSpace(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f'; }
bool IsLetter(char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; }
char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

bool EqualsLower(std::string_view text, std::string_view lower) {
  return text.size() == lower.size() &&
         std::equal(text.begin(), text.end(), lower.begin(), [](char a, char b) { return Lower(a) == b; });
}

std::size_t SkipSpaces(std::string_view html, std::size_t at) {
  while (at < html.size() && IsSpace(html[at])) ++at;
  return at;
}

// Reads name[=value] at `at`; returns the place behind it, html.size() when the value never ends.
std::size_t ReadAttribute(std::string_view html, std::size_t at, Tag* tag) {
  const std::size_t name_begin = at;
  while (at < html.size() && !IsSpace(html[at]) && html[at] != '=' && html[at] != '>' &&
         (html[at] != '/' || at == name_begin))
    ++at;
  const std::string_view name = html.substr(name_begin, at - name_begin);
  std::string_view value;
  const std::size_t equals = SkipSpaces(html, at);
  if (equals < html.size() && html[equals] == '=') {
    at = SkipSpaces(html, equals + 1);
    if (at < html.size() && (html[at] == '"' || html[at] == '\'')) {
      const std::size_t close = html.find(html[at], at + 1);
      if (close == std::string_view::npos) return html.size();
      value = html.substr(at + 1, close - at - 1);
      at = close + 1;
    } else {
      const std::size_t begin = at;
      while (at < html.size() && !IsSpace(html[at]) && html[at] != '>') ++at;
      value = html.substr(begin, at - begin);
    }
  }
  if (!name.empty() && tag->attribute_count < Tag::kMaxAttributes)
    tag->attributes[tag->attribute_count++] = {name, value};
  return std::max(at, name_begin + 1);
}

}  // namespace

std::string_view Tag::Attribute(std::string_view attribute) const {
  for (std::size_t i = 0; i < attribute_count; ++i) {
    if (EqualsLower(attributes[i].first, attribute)) return attributes[i].second;
  }
  return {};
}

std::optional<Tag> ReadTag(std::string_view html, std::size_t at) {
  Tag tag;
  std::size_t i = at + 1;
  if (i < html.size() && (html[i] == '!' || html[i] == '?')) {
    const std::size_t end = html.find('>', i);
    tag.end = end == std::string_view::npos ? html.size() : end + 1;
    return tag;
  }
  tag.closing = i < html.size() && html[i] == '/';
  i += tag.closing;
  if (i >= html.size() || !IsLetter(html[i])) return std::nullopt;
  const std::size_t name_begin = i;
  while (i < html.size() && !IsSpace(html[i]) && html[i] != '>' && html[i] != '/') ++i;
  tag.name = html.substr(name_begin, i - name_begin);
  while (true) {
    i = SkipSpaces(html, i);
    if (i >= html.size() || html[i] == '>') {
      tag.end = std::min(i + 1, html.size());
      return tag;
    }
    tag.self_closing = html[i] == '/';
    i = tag.self_closing ? i + 1 : ReadAttribute(html, i, &tag);
  }
}

std::size_t FindRawEnd(std::string_view html, std::size_t from, std::string_view name) {
  for (std::size_t at = html.find("</", from); at != std::string_view::npos; at = html.find("</", at + 2)) {
    const std::string_view found = html.substr(at + 2, name.size());
    const bool same = found.size() == name.size() && std::equal(found.begin(), found.end(), name.begin(),
                                                                [](char a, char b) { return Lower(a) == Lower(b); });
    if (!same) continue;
    const std::size_t end = html.find('>', at);
    return end == std::string_view::npos ? html.size() : end + 1;
  }
  return html.size();
}

const Element& FindElement(std::string_view name) {
  using enum ElementId;
  constexpr std::size_t kLongestName = 10;
  static const Element kInline;
  static const std::unordered_map<std::string_view, Element> kElements = [] {
    std::unordered_map<std::string_view, Element> made;
    for (const std::string_view block :
         {"div",     "section",    "header", "ul",      "ol",     "dl",     "table",    "tbody",   "thead",
          "tr",      "blockquote", "pre",    "figure",  "hgroup", "center", "fieldset", "address", "details",
          "summary", "html",       "head",   "picture", "video",  "audio",  "form"}) {
      made[block] = {.breaks = true};
    }
    for (const std::string_view raw : {"script", "style", "noscript", "template", "svg", "math", "iframe", "object",
                                       "textarea", "noembed", "noframes", "xmp"}) {
      made[raw] = {.breaks = raw != "svg", .raw_text = true};
    }
    for (const std::string_view heading : {"h2", "h3", "h4", "h5", "h6"})
      made[heading] = {.id = kHeading, .breaks = true};
    for (const std::string_view furniture : {"nav", "footer", "aside", "dialog", "menu"})
      made[furniture] = {.id = kFurniture, .breaks = true};
    for (const std::string_view hidden : {"button", "select", "option", "label"})
      made[hidden] = {.id = kHidden, .breaks = true};
    for (const std::string_view item : {"li", "dt", "dd"})
      made[item] = {.id = kItem, .breaks = true, .closes_itself = true};
    for (const std::string_view cell : {"td", "th"}) made[cell] = {.id = kCell, .breaks = true, .closes_itself = true};
    for (const std::string_view empty : {"br", "hr", "source", "track", "param", "area"})
      made[empty] = {.breaks = true, .is_void = true};
    for (const std::string_view empty : {"input", "link", "base", "wbr", "col", "embed"})
      made[empty] = {.is_void = true};
    made["title"] = {.id = kTitle, .breaks = true, .raw_text = true};
    made["meta"] = {.id = kMeta, .is_void = true};
    made["img"] = {.id = kImage, .is_void = true};
    made["h1"] = {.id = kH1, .breaks = true};
    made["figcaption"] = {.id = kFigcaption, .breaks = true};
    made["p"] = {.id = kParagraph, .breaks = true, .closes_itself = true};
    made["time"] = {.id = kTime};
    made["a"] = {.id = kLink, .closes_itself = true};
    made["body"] = {.id = kBody, .breaks = true};
    made["article"] = {.id = kArticle, .breaks = true};
    made["main"] = {.id = kMain, .breaks = true};
    return made;
  }();
  if (name.empty() || name.size() > kLongestName) return kInline;
  std::array<char, kLongestName> lower;
  std::transform(name.begin(), name.end(), lower.begin(), Lower);
  const auto found = kElements.find(std::string_view(lower.data(), name.size()));
  return found == kElements.end() ? kInline : found->second;
}

Hints HintsOf(std::string_view class_names, std::string_view id) {
  // Class lists of generated pages are long; what they mean stands at their beginning.
  constexpr std::size_t kMaxBytes = 256;
  Hints hints;
  for (const std::string_view raw : {class_names.substr(0, kMaxBytes), id.substr(0, kMaxBytes)}) {
    if (raw.empty()) continue;
    std::array<char, kMaxBytes> buffer;
    std::transform(raw.begin(), raw.end(), buffer.begin(), Lower);
    const std::string_view names(buffer.data(), raw.size());
    const auto any = [names](auto... words) { return ((names.find(words) != std::string_view::npos) || ...); };
    hints.furniture =
        hints.furniture ||
        any("cookie", "newsletter", "breadcrumb", "social", "share", "sidebar", "navbar", "nav-", "-nav", "menu",
            "footer", "advert", "promo", "subscribe", "signup", "paywall", "popup", "modal", "sponsor", "tag-list",
            "tags", "toolbar", "skip-", "screen-reader", "sr-only", "visually-hidden", "disclaimer");
    hints.comments = hints.comments || any("comments", "comment-", "comment_", "disqus", "binhluan");
    hints.related = hints.related || any("related", "recommend", "read-more", "readmore", "more-from", "trending",
                                         "most-read", "most-popular", "popular", "outbrain", "taboola", "tin-lien-quan",
                                         "teaser", "see-also", "recirc");
    hints.caption = hints.caption || any("caption", "photo-credit", "image-credit", "chuthich");
    hints.author = hints.author || any("byline", "author-name", "author_name", "authorname", "tac-gia");
  }
  return hints;
}

}  // namespace dongtin
