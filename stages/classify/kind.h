// The kind of an article, by plain rules on its headline and topics. Pure, callable from any thread.
#pragma once

#include <string_view>
#include <vector>

#include "stages/article.h"

namespace dongtin {

// One of kArticleKinds (classify.h): "weather" for forecasts and bulletins, "prices" for price lists, else "report".
std::string_view ArticleKind(std::string_view headline, const std::vector<Topic>& topics);

}  // namespace dongtin
