#include "stages/classify/classify.h"

#include <string>
#include <utility>
#include <vector>

#include "stages/classify/kind.h"
#include "stages/classify/language.h"
#include "stages/text/utf8.h"

namespace dongtin {
namespace {

std::vector<std::string> Flags(const CleanArticle& article, const LanguageGuess& language) {
  std::vector<std::string> flags;
  // Only the beginning is counted: no code point is longer than four bytes.
  const std::string_view beginning = TruncateUtf8(article.body, 4 * kTooShort);
  if (CountCodePoints(beginning) < kTooShort) flags.emplace_back("too_short");
  if (article.headline.empty()) flags.emplace_back("no_title");
  if (language.code == "vi" && IsToneless(language.letters)) flags.emplace_back("toneless");
  if (language.mixed) flags.emplace_back("mixed_language");
  return flags;
}

}  // namespace

Classifier::Classifier(std::shared_ptr<const TopicModel> topics) : topics_(std::move(topics)) {}

Classification Classifier::Classify(const CleanArticle& article) {
  const LanguageGuess language = GuessLanguage(article.headline, article.body, article.language_hint);
  Classification out;
  out.language = language.code;
  out.language_confidence = language.confidence;
  out.topics = topics_->Classify(article.headline, article.body, &scratch_);
  out.kind = ArticleKind(article.headline, out.topics);
  out.flags = Flags(article, language);
  return out;
}

}  // namespace dongtin
