// Stage 5: what an article is about. Language, topics, kind and quality flags, each by a small part of its own
// (language.h, topics.h, kind.h); this file declares what they may answer and asks them in turn.
#pragma once

#include <array>
#include <memory>
#include <string_view>

#include "stages/article.h"
#include "stages/classify/topics.h"

namespace dongtin {

// What Classification::kind can be. Closed set; the event's JSON Schema lists the same (a test compares).
inline constexpr std::array<std::string_view, 3> kArticleKinds = {
    "report",   // news as prose; what no rule knows better
    "weather",  // a forecast or bulletin
    "prices",   // a list of prices or rates
};

// What Classification::flags can hold, in this order. Closed set; the event's JSON Schema lists the same.
inline constexpr std::array<std::string_view, 4> kArticleFlags = {
    "too_short",       // fewer than kTooShort code points of text
    "no_title",        // no headline, neither in the message nor on the page
    "toneless",        // Vietnamese typed without accents
    "mixed_language",  // a second language has a large share
};
inline constexpr std::size_t kTooShort = 200;

// CleanArticle -> Classification. One a thread: keeps buffers between calls, shares the immutable model. Time is
// bounded by the samples that language and topics take of the text. Never fails: what cannot be told is "und", no
// topics, "report".
class Classifier {
 public:
  // REQUIRES: topics
  explicit Classifier(std::shared_ptr<const TopicModel> topics);

  Classification Classify(const CleanArticle& article);

 private:
  const std::shared_ptr<const TopicModel> topics_;
  TopicModel::Scratch scratch_;
};

}  // namespace dongtin
