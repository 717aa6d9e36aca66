// A feed written word by word, for tests of the index: each question is a line of the test.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <utility>

#include "stages/dedup/index.h"
#include "stages/fingerprint/fingerprint.h"
#include "stages/text/url.h"

namespace dongtin {

// Text of `count` words drawn from 5,000: two seeds give two unrelated stories.
inline std::string Story(unsigned seed, std::size_t count = 300) {
  std::mt19937 random(seed);
  std::string text;
  for (std::size_t i = 0; i < count; ++i)
    text +=
        "từ" + std::string(1, static_cast<char>('a' + random() % 26)) + static_cast<char>('a' + random() % 26) + "o ";
  return text;
}

inline std::string WeatherBulletin(std::string_view day, int low, int high, int rain) {
  return "Dự báo thời tiết ngày " + std::string(day) +
         ": khu vực đồng bằng nhiều mây, có mưa rào và dông vài nơi, gió nhẹ. Nhiệt độ thấp nhất từ " +
         std::to_string(low) + " độ, nhiệt độ cao nhất từ " + std::to_string(high) +
         " độ. Vùng núi có mưa, lượng mưa phổ biến " + std::to_string(rain) +
         " mm, đề phòng lốc, sét và gió giật mạnh. Ngoài khơi sóng biển cao, tàu thuyền cần chú ý an toàn.";
}

// A question whose identity is its place in the feed.
class Feed {
 public:
  Question Article(std::string id, std::string body, std::string url = "") {
    CleanArticle article;
    article.body = std::move(body);
    article.site = RegistrableHost(url);
    article.url = std::move(url);
    Question question;
    question.identity = {++count_, 0};
    question.id = std::move(id);
    question.time_ms = time_ms;
    question.fingerprint = fingerprinter_.Make(article);
    return question;
  }
  Question Keyed(std::string_view key, std::string id, std::string body, std::string url = "") {
    Question question = Article(std::move(id), std::move(body), std::move(url));
    question.key = HashKey(key);
    return question;
  }
  Question Takedown(std::string_view key) {
    Question question;
    question.kind = Question::Kind::kTakedown;
    question.identity = {++count_, 0};
    question.key = HashKey(key);
    question.time_ms = time_ms;
    return question;
  }

  std::int64_t time_ms = 1'000'000;

 private:
  Fingerprinter fingerprinter_;
  std::uint64_t count_ = 0;
};

}  // namespace dongtin
