#include "stages/clean/names.h"

#include <algorithm>
#include <array>

#include "stages/clean/block.h"
#include "stages/text/utf8.h"

namespace dongtin {
namespace {

constexpr std::size_t kMaxLine = 160;
constexpr std::size_t kMaxNames = 8;

// Signs that stand around names. ASCII only.
bool IsEdge(char c) {
  return c == ' ' || c == ',' || c == ';' || c == ':' || c == '|' || c == '*' || c == '-' || c == '/';
}

std::string_view Trim(std::string_view text) {
  constexpr std::string_view kBullet = "• ";
  while (text.starts_with(kBullet)) text.remove_prefix(kBullet.size());
  // A full stop at the end may belong to initials ("N.A."), one at the beginning never does.
  while (!text.empty() && (IsEdge(text.front()) || text.front() == '.')) text.remove_prefix(1);
  while (!text.empty() && IsEdge(text.back())) text.remove_suffix(1);
  return text;
}

// Case matters: "By" introduces, "by" within a line does not; "theo Thanh Niên" is text.
constexpr std::string_view kIntroductions[] = {"Tác giả bài viết",
                                               "Tác giả",
                                               "TÁC GIẢ",
                                               "Bài và ảnh",
                                               "Bài, ảnh",
                                               "Bài và ảnh",
                                               "BÀI VÀ ẢNH",
                                               "Phóng viên",
                                               "Thực hiện",
                                               "Bài viết",
                                               "Written by",
                                               "Reporting by",
                                               "Story by",
                                               "As told to",
                                               "Posted by",
                                               "By",
                                               "BY",
                                               "PV.",
                                               "PV"};

std::string_view WithoutIntroduction(std::string_view line, bool* introduced) {
  if (line.size() < 2) return line;
  for (const std::string_view word : kIntroductions) {
    if (line[0] != word[0] || line[1] != word[1] || !line.starts_with(word) || line.size() == word.size()) continue;
    const char next = line[word.size()];
    if (next != ' ' && next != ':') continue;
    *introduced = word != "PV" && word != "PV.";
    return Trim(line.substr(word.size()));
  }
  return line;
}

// A capital first, or one of the particles of names.
bool BeginsNameWord(std::string_view word) {
  static constexpr std::array<std::string_view, 12> kParticles = {"van", "von", "de", "der", "den", "la",
                                                                  "le",  "bin", "al", "da",  "di",  "du"};
  if (word[0] >= 'a' && word[0] <= 'z')
    return std::find(kParticles.begin(), kParticles.end(), word) != kParticles.end();
  std::size_t at = 0;
  return IsCapital(DecodeNext(word, &at));
}

// One to five words, each with a capital first (particles of names apart), nothing but letters.
bool IsName(std::string_view name) {
  if (name.empty() || name.size() > 60) return false;
  int words = 0, letters = 0;
  for (std::size_t i = 0; i < name.size();) {
    const std::size_t start = i;
    const std::size_t end = std::min(name.find(' ', i), name.size());
    const std::string_view word = name.substr(start, end - start);
    i = std::min(end + 1, name.size());
    if (word.empty()) continue;
    if (++words > 5) return false;
    if (!BeginsNameWord(word)) return false;
    for (std::size_t k = 0; k < word.size();) {
      const char32_t c = DecodeNext(word, &k);
      const bool letter =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= 0xC0 && c < 0x2000) || c == U'’' || c == '\'';
      letters += letter;
      if (!letter && c != '.' && c != '-') return false;
    }
    if (end == name.size()) break;
  }
  return words > 0 && letters > 1;
}

// The beginning of `text` up to a space or a sign that parts names.
std::string_view FirstWord(std::string_view text) {
  const auto ends = [](char c) { return c == ' ' || c == '/' || c == ',' || c == ';'; };
  return text.substr(0, static_cast<std::size_t>(std::find_if(text.begin(), text.end(), ends) - text.begin()));
}

// False for most lines of text, whose first or second word says that they do not begin with a name. True when
// SplitNames and IsName have to look.
bool MayBeginWithName(std::string_view text) {
  if (text.empty()) return true;
  const std::string_view first = FirstWord(text);
  if (first.empty()) return true;
  if (!BeginsNameWord(first)) return false;
  if (text.size() < first.size() + 2 || text[first.size()] != ' ') return true;
  const std::string_view rest = text.substr(first.size() + 1);
  const std::string_view second = FirstWord(rest);
  // What is no ASCII letter may be a sign between names or in front of one.
  const bool separates = second == "and" || second == "with" || second == "và";
  return second.empty() || second[0] < 'a' || second[0] > 'z' || separates || BeginsNameWord(second);
}

// The bytes of the sign or word between authors that begins at text[at]; 0 when none does.
std::size_t SeparatorLength(std::string_view text, std::size_t at) {
  static constexpr std::array<std::string_view, 7> kSpaced = {" - ", " – ", " — ", " & ", " và ", " and ", " with "};
  if (at + 1 >= text.size()) return 0;
  const char sign = text[at], next = text[at + 1];
  if (sign == ',' || sign == ';') return next == ' ' ? 2 : 0;
  if (sign != ' ') return 0;
  for (const std::string_view separator : kSpaced) {
    if (next == separator[1] && text.substr(at).starts_with(separator)) return separator.size();
  }
  return 0;
}

// Splits at the signs and words between authors.
std::vector<std::string_view> SplitNames(std::string_view text) {
  std::vector<std::string_view> parts;
  while (parts.size() < kMaxNames) {
    std::size_t cut = 0, width = 0;
    while (cut < text.size() && (width = SeparatorLength(text, cut)) == 0) ++cut;
    parts.push_back(Trim(text.substr(0, cut)));
    if (cut == text.size()) return parts;
    text = text.substr(cut + width);
  }
  return parts;
}

}  // namespace

std::optional<Byline> ParseByline(std::string_view line) {
  if (line.empty() || line.size() > kMaxLine) return std::nullopt;
  Byline byline;
  std::string_view text = WithoutIntroduction(Trim(line), &byline.introduced);
  if (!MayBeginWithName(text)) return std::nullopt;
  // "Theo Trần Bảo Khoa (Dân Việt)" is a byline, "Theo Dân Việt" a source.
  const std::size_t bracket = text.find(" (");
  if (bracket != std::string_view::npos && (text.ends_with(')') || text.ends_with(").")) && bracket > 0) {
    const std::size_t close = text.rfind(')');
    byline.unit = std::string(Trim(text.substr(bracket + 2, close - bracket - 2)));
    text = Trim(text.substr(0, bracket));
    if (text.starts_with("Theo ")) text = text.substr(5);
  } else if (text.starts_with("Theo ")) {
    return std::nullopt;
  }
  // The unit behind a stroke or, after an introduction, behind a comma.
  if (const std::size_t stroke = text.find('/'); stroke != std::string_view::npos) {
    if (byline.unit.empty()) byline.unit = std::string(Trim(text.substr(stroke + 1)));
    text = Trim(text.substr(0, stroke));
  }
  const std::vector<std::string_view> parts = SplitNames(text);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].empty()) continue;
    if (!IsName(parts[i])) {
      if (byline.introduced && i > 0) break;  // "By Anna Lee, BBC News 24": what follows the names is a unit
      return std::nullopt;
    }
    byline.names.emplace_back(parts[i]);
  }
  if (byline.names.empty()) return std::nullopt;
  return byline;
}

std::string_view ParseSource(std::string_view line) {
  static constexpr std::string_view kWords[] = {"Nguồn bài viết", "Nguồn tin", "Nguồn",  "NGUỒN",
                                                "Theo",           "THEO",      "Source", "SOURCE"};
  std::string_view text = Trim(line);
  if (text.starts_with('(') && text.ends_with(')')) text = text.substr(1, text.size() - 2);
  for (const std::string_view word : kWords) {
    if (text.starts_with(word) && text.size() > word.size() && (text[word.size()] == ' ' || text[word.size()] == ':')) {
      text = Trim(text.substr(word.size()));
      break;
    }
  }
  if (const std::size_t link = text.find(": http"); link != std::string_view::npos) text = text.substr(0, link);
  return Trim(text);
}

bool IsOutletName(std::string_view line) {
  // "Báo" and "Đài" alone begin text as well: "Báo động 3 trên sông Mã", "Đài Loan cũng ban bố lệnh tương tự".
  static constexpr std::string_view kPaper = "Báo ";
  static constexpr std::string_view kFirst[] = {"Báo điện tử ",
                                                "Tạp chí ",
                                                "Đài Truyền hình",
                                                "Đài Truyền thanh",
                                                "Đài Tiếng nói",
                                                "Đài Phát thanh",
                                                "Đài PT",
                                                "Đài TH",
                                                "Đài VTV",
                                                "Cổng TTĐT",
                                                "Cổng thông tin",
                                                "Bản tin ",
                                                "TTXVN",
                                                "Baothanhhoa",
                                                "VOV",
                                                "VTV",
                                                "Reuters",
                                                "AFP"};
  if (line.size() > 60 || line.ends_with('.')) return false;
  if (std::any_of(std::begin(kFirst), std::end(kFirst),
                  [line](std::string_view word) { return line.starts_with(word); }))
    return true;
  if (std::size_t name = kPaper.size(); line.starts_with(kPaper) && name < line.size())
    return IsCapital(DecodeNext(line, &name));
  // A bare host name: "vietnamnet.vn".
  return line.find(' ') == std::string_view::npos &&
         (line.ends_with(".vn") || line.ends_with(".com") || line.ends_with(".net"));
}

}  // namespace dongtin
