// One row for each kind of bad message that parse has to answer: what comes in, the reason, and a word that the detail
// must hold, so that whoever reads the dead letter knows the field and the fix.
#pragma once

#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "stages/article.h"
#include "stages/parse/parse.h"

namespace dongtin {

struct BadMessage {
  const char* name;
  std::string value;
  RejectReason reason;
  const char* detail;
  std::optional<ParseOptions> options = {};  // nullopt: bad under the default options
  std::vector<Header> headers = {};
  bool cut = false;
};

void PrintTo(const BadMessage& bad, std::ostream* out);

std::vector<BadMessage> BadMessages();

}  // namespace dongtin
