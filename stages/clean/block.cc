#include "stages/clean/block.h"

#include <algorithm>
#include <utility>

#include "stages/clean/dates.h"
#include "stages/text/hash.h"
#include "stages/text/utf8.h"
#include "stages/text/words.h"

namespace dongtin {
namespace {

// Bytes of a long block that its key looks at word by word; the rest counts as it is.
constexpr std::size_t kKeyBytes = 80;
// Bytes of the page that are asked for its language.
constexpr std::size_t kLanguageSample = 2000;

bool IsAsciiLetter(char32_t c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; }
bool IsLetter(char32_t c) {
  return IsAsciiLetter(c) || (c >= 0xC0 && c < 0x2000 && c != 0xD7 && c != 0xF7) || (c >= 0x3040 && c < 0xFB00);
}

// The last sign of the text that is not a quotation mark or bracket ends a sentence.
bool EndsLikeSentence(std::string_view text) {
  static constexpr std::string_view kClosers[] = {"\"", "'", ")", "]", "”", "’", "»", " "};
  for (bool again = true; again;) {
    again = false;
    for (const std::string_view closer : kClosers) {
      if (text.ends_with(closer)) {
        text.remove_suffix(closer.size());
        again = true;
      }
    }
  }
  static constexpr std::string_view kEnds[] = {".", "!", "?", ":", ";", "…", "。", "！", "？", "।", "؟"};
  return std::any_of(std::begin(kEnds), std::end(kEnds), [text](std::string_view end) { return text.ends_with(end); });
}

void Count(Block* block) {
  bool in_word = false, lower = false;
  for (std::size_t i = 0; i < block->text.size();) {
    const char32_t c = DecodeNext(block->text, &i);
    ++block->chars;
    const bool digit = c >= '0' && c <= '9';
    block->digits += digit;
    const bool letter = IsLetter(c);
    if ((letter || digit) && !in_word) {
      ++block->words;
      block->capitals += IsCapital(c);
    }
    lower = lower || (letter && !IsCapital(c));
    in_word = letter || digit || (in_word && (c == '\'' || c == U'’' || c == '.'));
  }
  block->all_capitals = !lower && block->capitals > 1;
}

bool IsImageName(std::string_view text) {
  static constexpr std::string_view kEndings[] = {".jpg", ".jpeg", ".png",  ".gif", ".webp",
                                                  ".bmp", ".JPG",  ".JPEG", ".PNG", ".GIF"};
  return text.size() <= 200 && std::any_of(std::begin(kEndings), std::end(kEndings), [text](std::string_view ending) {
           return text.size() > ending.size() && text.ends_with(ending);
         });
}

// "… - Ảnh 3.", "… - Hình 2", "... - Photo 1"
bool IsNumberedImage(std::string_view text) {
  while (!text.empty() && (text.back() == '.' || text.back() == ' ')) text.remove_suffix(1);
  std::size_t end = text.size();
  while (end > 0 && text[end - 1] >= '0' && text[end - 1] <= '9') --end;
  if (end == text.size() || end == 0) return false;
  text = text.substr(0, end);
  static constexpr std::string_view kWords[] = {"- Ảnh ",   "– Ảnh ",   "- ảnh ",          "- Hình ",   "– Hình ",
                                                "- Photo ", "- Image ", "- Ảnh minh họa ", "- Picture "};
  return std::any_of(std::begin(kWords), std::end(kWords),
                     [text](std::string_view word) { return text.ends_with(word); });
}

bool IsContact(const Block& block) {
  const std::string_view text = block.text;
  if (text.find("©") != text.npos || text.find("®") != text.npos || text.starts_with("{") ||
      text.find("{name}") != text.npos)
    return true;
  const std::size_t at = text.find('@');
  const bool mail = at != text.npos && at > 0 && text.find('.', at) != text.npos && text[at - 1] != ' ';
  return (mail && block.words <= 40) || (block.digits >= 8 && block.words <= 30 &&
                                         (text.find("Tel") != text.npos || text.find("Fax") != text.npos ||
                                          text.find("ĐT:") != text.npos || text.find("Hotline") != text.npos));
}

void DescribeShort(Block* block, const DateStyle& style) {
  Count(block);
  if (block->chars < kLongChars || !block->sentence) FoldWords(block->text, &block->folded);
  block->image_name = IsImageName(block->text);
  block->numbered_image = IsNumberedImage(block->text);
  if (block->chars < kLongChars) {
    block->phrase = FindPhrase(block->folded);
    block->relative_time = IsRelativeTime(block->folded);
    if (const auto date = FindDate(block->text, style)) block->date = date->unexplained <= 1;
  }
  block->contact = IsContact(*block);
}

void DescribeLong(Block* block) {
  block->chars = static_cast<std::uint32_t>(CountCodePoints(block->text));
  block->words = block->chars / 5;
}

std::uint64_t KeyOf(const Block& block) {
  if (block.is_short && !IsParagraph(block)) {
    // Without words ("***") the signs themselves are what the block says.
    return Hash64(block.folded.empty() ? block.text : block.folded);
  }
  const std::string_view text = WithoutDateline(block.text);
  const std::size_t cut = TruncateUtf8(text, kKeyBytes).size();
  std::uint64_t key = Hash64(text.substr(cut));
  ForEachLowerWord(text.substr(0, cut), [&key](std::string_view word) { key = HashCombine(key, Hash64(word)); });
  return key;
}

// Vietnamese letters that no other wide-spread language has: ạ..ỹ, ơ, ư, đ.
std::size_t CountVietnamese(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    const auto a = static_cast<unsigned char>(text[i]), b = static_cast<unsigned char>(text[i + 1]);
    count += (a == 0xE1 && (b == 0xBA || b == 0xBB)) ||
             (a == 0xC6 && (b == 0xA0 || b == 0xA1 || b == 0xAF || b == 0xB0)) ||
             (a == 0xC4 && (b == 0x90 || b == 0x91));
  }
  return count;
}

void LinkRepeats(std::vector<Block>* blocks) {
  std::vector<std::pair<std::uint64_t, int>> order;
  order.reserve(blocks->size());
  for (std::size_t i = 0; i < blocks->size(); ++i) order.emplace_back((*blocks)[i].key, static_cast<int>(i));
  std::sort(order.begin(), order.end());
  int first = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (i == 0 || order[i].first != order[i - 1].first) first = order[i].second;
    (*blocks)[static_cast<std::size_t>(order[i].second)].first = first;
  }
}

}  // namespace

void Page::Clear() {
  html = false;
  blocks.clear();
  chars = 0;
  for (std::string* text : {&given_title, &meta_title, &meta_published, &meta_author}) text->clear();
  vietnamese = false;
  title = lead = kNone;
  tail = 0;
}

bool IsCapital(char32_t c) {
  if (c < 0x80) return c >= 'A' && c <= 'Z';
  if (c < 0x100) return c >= 0xC0 && c <= 0xDE && c != 0xD7;
  if (c < 0x180) return c < 0x139 || c > 0x148 ? c % 2 == 0 : c % 2 == 1;
  if (c == 0x1A0 || c == 0x1AF) return true;
  if (c >= 0x1E00 && c <= 0x1EFF) return c % 2 == 0;
  return (c >= 0x391 && c <= 0x3A9) || (c >= 0x400 && c <= 0x42F);
}

void FoldWords(std::string_view text, std::string* out) {
  out->clear();
  ForEachLowerWord(text, [out](std::string_view word) {
    if (!out->empty()) *out += ' ';
    *out += word;
  });
}

std::string_view WithoutDateline(std::string_view text) {
  constexpr std::size_t kMaxDateline = 48;
  static constexpr std::string_view kDashes[] = {" - ", " – ", " — ", ") "};
  const std::string_view head = text.substr(0, kMaxDateline);
  std::size_t cut = std::string_view::npos, width = 0;
  for (const std::string_view dash : kDashes) {
    const std::size_t at = head.find(dash);
    if (at < cut) cut = at, width = dash.size();
  }
  if (cut == std::string_view::npos || cut == 0) return text;
  std::string_view rest = text.substr(cut + width);
  if (head[cut] == ')') {
    if (head[0] != '(') return text;
    for (const std::string_view dash : {"- ", "– ", "— "}) {
      if (rest.starts_with(dash)) return rest.substr(dash.size());
    }
    return rest;
  }
  if (head[0] == '(') return head.find(')') == cut - 1 ? rest : text;
  // A place or an agency in capitals: "HÀ NỘI — ", "TTO - ".
  for (std::size_t i = 0; i < cut;) {
    const char32_t c = DecodeNext(head, &i);
    if (IsLetter(c) && !IsCapital(c)) return text;
  }
  return rest;
}

void Describe(Page* page) {
  const DateStyle style;  // only whether there is a date matters here
  std::size_t vietnamese = 0, sampled = 0;
  for (Block& block : page->blocks) {
    block.is_short = block.text.size() <= kShortBytes;
    block.sentence = EndsLikeSentence(block.text);
    if (block.is_short) {
      DescribeShort(&block, style);
    } else {
      DescribeLong(&block);
    }
    block.key = KeyOf(block);
    page->chars += block.chars;
    if (sampled < kLanguageSample) {
      const std::string_view beginning = std::string_view(block.text).substr(0, kKeyBytes);
      vietnamese += CountVietnamese(beginning);
      sampled += beginning.size();
    }
  }
  page->vietnamese = vietnamese * 50 > sampled;
  LinkRepeats(&page->blocks);
  page->tail = page->size();
}

}  // namespace dongtin
