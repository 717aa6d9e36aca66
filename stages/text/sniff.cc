#include "stages/text/sniff.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "stages/text/utf8.h"

namespace dongtin {
namespace {

constexpr std::size_t kLook = 64 << 10;
constexpr std::size_t kLongestElement = 10;  // blockquote
constexpr std::size_t kTagsOfAPage = 2;

bool IsSpace(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

bool StartsWithIgnoringCase(std::string_view text, std::string_view lower_case_prefix) {
  return text.size() >= lower_case_prefix.size() &&
         std::equal(lower_case_prefix.begin(), lower_case_prefix.end(), text.begin(),
                    [](char x, char y) { return x == Lower(y); });
}

bool IsElementOfPages(std::string_view name) {
  static constexpr std::array<std::string_view, 41> kElements = {
      "a",       "article", "aside",  "b",     "blockquote", "body", "br",   "div", "em",   "figcaption", "figure",
      "footer",  "form",    "h1",     "h2",    "h3",         "h4",   "h5",   "h6",  "head", "header",     "hr",
      "html",    "i",       "img",    "li",    "link",       "main", "meta", "nav", "ol",   "p",          "script",
      "section", "span",    "strong", "style", "table",      "td",   "tr",   "ul"};
  return std::find(kElements.begin(), kElements.end(), name) != kElements.end();
}

// True when `text`, which begins with '<', begins with a tag, open or closed, of an element of pages.
bool IsTag(std::string_view text) {
  text.remove_prefix(1);
  if (text.starts_with('/')) text.remove_prefix(1);
  char name[kLongestElement];
  std::size_t length = 0;
  while (length < text.size() && length < kLongestElement) {
    const char c = Lower(text[length]);
    if ((c < 'a' || c > 'z') && (c < '0' || c > '9')) break;
    name[length++] = c;
  }
  if (length == 0 || length == text.size()) return false;
  const char after = text[length];
  return (after == '>' || after == '/' || IsSpace(after)) && IsElementOfPages({name, length});
}

std::string_view SkipSpaceAndComments(std::string_view page) {
  while (true) {
    while (!page.empty() && IsSpace(page.front())) page.remove_prefix(1);
    if (!page.starts_with("<!--")) return page;
    const std::size_t end = page.find("-->");
    if (end == std::string_view::npos) return {};
    page.remove_prefix(end + 3);
  }
}

bool BeginsAsHtml(std::string_view page) {
  page = SkipSpaceAndComments(page);
  for (const std::string_view beginning : {"<!doctype", "<?xml", "<html", "<head", "<body"}) {
    if (StartsWithIgnoringCase(page, beginning)) return true;
  }
  return false;
}

}  // namespace

bool LooksLikeHtml(std::string_view page) {
  if (page.starts_with(kUtf8Bom)) page.remove_prefix(kUtf8Bom.size());
  page = page.substr(0, kLook);
  if (BeginsAsHtml(page)) return true;
  std::size_t tags = 0;
  std::size_t lines_without = 0;
  bool line_has_letters = false;
  bool line_has_tag = false;
  const auto end_line = [&] {
    if (line_has_letters && !line_has_tag) ++lines_without;
    line_has_letters = line_has_tag = false;
  };
  for (std::size_t i = 0; i < page.size(); ++i) {
    if (page[i] == '\n') {
      end_line();
    } else if (page[i] == '<' && IsTag(page.substr(i))) {
      ++tags;
      line_has_tag = true;
    } else if (!IsSpace(page[i])) {
      line_has_letters = true;
    }
  }
  end_line();
  return tags >= kTagsOfAPage && tags * 2 > lines_without;
}

}  // namespace dongtin
