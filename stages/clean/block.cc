#include "stages/clean/block.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "stages/clean/dates.h"
#include "stages/text/hash.h"
#include "stages/text/utf8.h"
#include "stages/text/words.h"

namespace dongtin {
namespace {

// Bytes of a paragraph that its key looks at word by word; the rest counts as it is. Enough for most of what a site
// changes when it prints a paragraph again: quotation marks around it, the case of the word behind a dateline, the
// placement of a tone mark ("Toà", "Tòa").
constexpr std::size_t kKeyBytes = 64;
// Bytes of the page that are asked for its language, and of each block.
constexpr std::size_t kLanguageSample = 2000;
constexpr std::size_t kLanguageBytes = 80;

bool EndsWithAny(std::string_view text, std::span<const std::string_view> endings) {
  return std::any_of(endings.begin(), endings.end(), [text](std::string_view end) { return text.ends_with(end); });
}

// The last sign of the text that is not a quotation mark or bracket ends a sentence.
bool EndsLikeSentence(std::string_view text) {
  const auto closes = [](char c) { return c == '"' || c == '\'' || c == ')' || c == ']' || c == ' '; };
  const auto ends = [](char c) { return c == '.' || c == '!' || c == '?' || c == ':' || c == ';'; };
  static constexpr std::string_view kClosers[] = {"”", "’", "»"};
  static constexpr std::string_view kEnds[] = {"…", "。", "！", "？", "।", "؟"};
  while (!text.empty()) {
    if (closes(text.back())) {
      text.remove_suffix(1);
      continue;
    }
    if (static_cast<unsigned char>(text.back()) < 0x80) return ends(text.back());
    const auto closer = std::find_if(std::begin(kClosers), std::end(kClosers),
                                     [text](std::string_view c) { return text.ends_with(c); });
    if (closer == std::end(kClosers)) return EndsWithAny(text, kEnds);
    text.remove_suffix(closer->size());
  }
  return false;
}

bool IsImageName(std::string_view text) {
  static constexpr std::string_view kEndings[] = {".jpg", ".jpeg", ".png",  ".gif", ".webp",
                                                  ".bmp", ".JPG",  ".JPEG", ".PNG", ".GIF"};
  if (text.size() < 5 || text.size() > 200) return false;
  return (text[text.size() - 4] == '.' || text[text.size() - 5] == '.') && EndsWithAny(text, kEndings) &&
         text.rfind('.') > 0;
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
  return EndsWithAny(text, kWords);
}

bool IsContact(const Block& block) {
  const std::string_view text = block.text;
  unsigned char marked = 0;  // a first byte of what is looked for below stands somewhere
  for (const char c : text) marked |= static_cast<unsigned char>((c == '\xC2') | (c == '{') | (c == '@'));
  if (marked == 0 && block.digits < 8) return false;
  if (text.find("©") != text.npos || text.find("®") != text.npos || text.starts_with("{") ||
      text.find("{name}") != text.npos)
    return true;
  const std::size_t at = text.find('@');
  const bool mail = at != text.npos && at > 0 && text.find('.', at) != text.npos && text[at - 1] != ' ';
  return (mail && block.words <= 40) || (block.digits >= 8 && block.words <= 30 &&
                                         (text.find("Tel") != text.npos || text.find("Fax") != text.npos ||
                                          text.find("ĐT:") != text.npos || text.find("Hotline") != text.npos));
}

// The entry of the phrase table for a block that is not folded: most begin with a word that no phrase begins with.
const Phrase* FindPhraseIn(std::string_view text, std::string* scratch) {
  std::string_view first;
  if (!WordReader(text, WordReader::Form::kLower).Next(&first) || !BeginsPhrase(first)) return nullptr;
  FoldWords(text, scratch);
  return FindPhrase(*scratch);
}

void SetCounts(const WordCounts& counts, Block* block) {
  block->words = counts.words;
  block->capitals = counts.capitals;
  block->digits = counts.digits;
}

// What only lines that are no paragraph can be.
void DescribeLine(Block* block, TextStore* store, std::string* scratch) {
  SetCounts(CountAndFoldWords(block->text, scratch), block);
  block->folded = store->Keep(*scratch);
  block->phrase = FindPhrase(block->folded);
  block->relative_time = IsRelativeTime(block->folded);
  block->contact = IsContact(*block);
}

void DescribeBlock(Block* block, const DateStyle& style, TextStore* store, std::string* scratch) {
  block->is_short = block->text.size() <= kShortBytes;
  block->sentence = EndsLikeSentence(block->text);
  block->chars = static_cast<std::uint32_t>(CountCodePoints(block->text));
  if (block->is_short) {
    block->image_name = IsImageName(block->text);
    block->numbered_image = IsNumberedImage(block->text);
  }
  if (!IsCounted(*block)) {
    block->words = block->chars / 5;
    return;
  }
  if (IsParagraph(*block)) {
    SetCounts(CountWords(block->text), block);
    if (block->chars >= kLongChars) return;
    block->phrase = FindPhraseIn(block->text, scratch);
  } else {
    DescribeLine(block, store, scratch);
  }
  if (block->digits < std::uint32_t{kMinDateDigits}) return;
  if (const auto date = FindDate(block->text, style)) block->date = date->unexplained <= 1;
}

std::uint64_t KeyOf(const Block& block, std::string* scratch) {
  if (!IsParagraph(block)) {
    // Without words ("***") the signs themselves are what the block says.
    return Hash64(block.folded.empty() ? block.text : block.folded);
  }
  const std::string_view text = WithoutDateline(block.text);
  const std::size_t cut = TruncateUtf8(text, kKeyBytes).size();
  FoldWords(text.substr(0, cut), scratch);
  return HashCombine(Hash64(text.substr(cut)), Hash64(*scratch));
}

// Vietnamese letters that no other wide-spread language has: ạ..ỹ, ơ, ư, đ. Of at most 255 bytes.
std::size_t CountVietnamese(std::string_view text) {
  unsigned char count = 0;
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    const auto a = static_cast<unsigned char>(text[i]), b = static_cast<unsigned char>(text[i + 1]);
    const bool tone = (a == 0xE1) & ((b & 0xFE) == 0xBA);
    const bool horn = (a == 0xC6) & ((b == 0xA0) | (b == 0xA1) | (b == 0xAF) | (b == 0xB0));
    const bool stroke = (a == 0xC4) & ((b & 0xFE) == 0x90);
    count = static_cast<unsigned char>(count + static_cast<unsigned char>(tone | horn | stroke));
  }
  return count;
}

// False for most beginnings: no ") " and no dash behind a space.
bool MayHoldDateline(std::string_view head) {
  unsigned char found = 0;
  for (std::size_t i = 0; i + 1 < head.size(); ++i) {
    const auto a = static_cast<unsigned char>(head[i]), b = static_cast<unsigned char>(head[i + 1]);
    found |= static_cast<unsigned char>(((a == ')') & (b == ' ')) | ((a == ' ') & ((b == '-') | (b == 0xE2))));
  }
  return found != 0;
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
  store.Clear();
  chars = 0;
  for (std::string* text : {&given_title, &meta_title, &meta_published, &meta_author}) text->clear();
  vietnamese = false;
  title = lead = kNone;
  tail = 0;
}

std::string_view WithoutDateline(std::string_view text) {
  constexpr std::size_t kMaxDateline = 48;
  static constexpr std::string_view kDashes[] = {"- ", "– ", "— "};
  const std::string_view head = text.substr(0, kMaxDateline);
  if (!MayHoldDateline(head)) return text;
  // The first ") " or dash between spaces.
  std::size_t cut = std::string_view::npos, width = 0;
  for (std::size_t i = 0; i + 1 < head.size() && width == 0; ++i) {
    if (head[i] == ')' && head[i + 1] == ' ') cut = i, width = 2;
    if (head[i] != ' ' || (head[i + 1] != '-' && head[i + 1] != kDashes[1][0])) continue;
    for (const std::string_view dash : kDashes) {
      if (head.substr(i + 1).starts_with(dash)) cut = i, width = 1 + dash.size();
    }
  }
  if (cut == std::string_view::npos || cut == 0) return text;
  std::string_view rest = text.substr(cut + width);
  if (head[cut] == ')') {
    if (head[0] != '(') return text;
    for (const std::string_view dash : kDashes) {
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
  std::string scratch;
  std::size_t vietnamese = 0, sampled = 0;
  const auto sample = [&](std::string_view text) {
    const std::string_view beginning = text.substr(0, kLanguageBytes);
    vietnamese += CountVietnamese(beginning);
    sampled += beginning.size();
  };
  // A message may hold little or no text beside its title.
  sample(page->given_title);
  sample(page->meta_title);
  for (Block& block : page->blocks) {
    DescribeBlock(&block, style, &page->store, &scratch);
    block.key = KeyOf(block, &scratch);
    page->chars += block.chars;
    if (sampled < kLanguageSample) sample(block.text);
  }
  page->vietnamese = vietnamese * 50 > sampled;
  LinkRepeats(&page->blocks);
  page->tail = page->size();
}

}  // namespace dongtin
