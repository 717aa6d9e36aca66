#include "stages/classify/kind.h"

#include <algorithm>
#include <array>
#include <string>

#include "stages/text/words.h"

namespace dongtin {
namespace {

// Phrases of lower-cased words, each with a space on both sides. What a headline of the kind says, and reports hardly
// do.
constexpr std::array<std::string_view, 13> kWeatherPhrases = {
    " dự báo thời tiết ",      " thời tiết hôm nay ", " thời tiết ngày ",   " thời tiết đêm ",
    " thời tiết các vùng ",    " bản tin thời tiết ", " tin bão khẩn cấp ", " tin bão trên ",
    " tin áp thấp nhiệt đới ", " tin gió mùa ",       " cảnh báo mưa lớn ", " weather forecast ",
    " weather bulletin "};
constexpr std::array<std::string_view, 10> kPricesPhrases = {
    " bảng giá ",          " tỷ giá ngoại tệ ",  " tỷ giá hôm nay ",    " tỷ giá usd hôm nay ",   " tỷ giá trung tâm ",
    " gold prices today ", " gold price today ", " fuel prices today ", " exchange rates today ", " price list "};
constexpr double kSureTopic = 0.6;

bool HasAnyOf(std::string_view text, const auto& phrases) {
  return std::any_of(phrases.begin(), phrases.end(),
                     [&](std::string_view phrase) { return text.find(phrase) != std::string_view::npos; });
}

// "Giá vàng hôm nay", "Giá cà phê ngày 12/5": a price of something, on a day.
bool IsPriceOfADay(std::string_view words) {
  return words.starts_with(" giá ") && HasAnyOf(words, std::array<std::string_view, 2>{" hôm nay ", " ngày "});
}

}  // namespace

std::string_view ArticleKind(std::string_view headline, const std::vector<Topic>& topics) {
  std::string words = " ";
  ForEachLowerWord(headline, [&](std::string_view word) { words.append(word).push_back(' '); });
  if (HasAnyOf(words, kWeatherPhrases)) return "weather";
  if (HasAnyOf(words, kPricesPhrases) || IsPriceOfADay(words)) return "prices";
  if (!topics.empty() && topics[0].code == "17000000" && topics[0].confidence >= kSureTopic) return "weather";
  return "report";
}

}  // namespace dongtin
