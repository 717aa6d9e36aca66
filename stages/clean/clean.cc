#include "stages/clean/clean.h"

#include <utility>

#include "stages/clean/article_fields.h"
#include "stages/clean/block.h"
#include "stages/clean/html.h"
#include "stages/clean/lines.h"
#include "stages/clean/passes.h"
#include "stages/text/normalize.h"
#include "stages/text/url.h"

namespace dongtin {

Cleaner::Cleaner(const CleanOptions& /*options*/) : page_(std::make_unique<Page>()) {}
Cleaner::~Cleaner() = default;

void Cleaner::Label(const RawArticle& article) {
  page_->Clear();
  page_->given_title = NormalizeLine(article.title);
  if (article.format == RawArticle::Format::kHtml) {
    SplitHtml(article.content, page_.get());
  } else {
    SplitLines(article.content, page_.get());
  }
  Describe(page_.get());
  RunPasses(page_.get());
}

Result<CleanArticle> Cleaner::Clean(RawArticle article) {
  Label(article);
  CleanArticle clean;
  clean.site = RegistrableHost(article.url);
  FillFields(article, *page_, &clean);
  const int lines = page_->size();
  page_->Clear();
  if (clean.headline.empty() && clean.body.empty()) {
    return Reject{RejectReason::kNoArticle,
                  "cleaning left neither a headline nor a text of " + std::to_string(lines) + " lines"};
  }
  clean.id = std::move(article.id);
  clean.url = std::move(article.url);
  clean.source = std::move(article.source);
  clean.language_hint = std::move(article.language);
  clean.fetched_at_ms = article.fetched_at_ms;
  clean.extra = std::move(article.extra);
  return clean;
}

std::vector<LabelledLine> Cleaner::Explain(const RawArticle& article) {
  Label(article);
  std::vector<LabelledLine> lines;
  lines.reserve(page_->blocks.size());
  for (const Block& block : page_->blocks)
    lines.push_back({block.number, *block.label, std::string(block.text), block.why});
  page_->Clear();
  return lines;
}

}  // namespace dongtin
