// PLACEHOLDER: owned by the classify helper (shape fixed: TopicModel, Classifier::Classify).
#pragma once

#include <memory>
#include <string_view>

#include "stages/article.h"

namespace dongtin {

class TopicModel;  // immutable, shared by all threads; stages/classify/topics.h

// CleanArticle -> Classification. One a thread.
class Classifier {
 public:
  explicit Classifier(std::shared_ptr<const TopicModel> topics);
  Classification Classify(const CleanArticle& article);

 private:
  std::shared_ptr<const TopicModel> topics_;
};

}  // namespace dongtin
