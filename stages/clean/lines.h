// Text pages -> blocks: one block a line that is not blank.
#pragma once

#include <string_view>

#include "stages/clean/block.h"

namespace dongtin {

// Appends the lines of `text`, ended by LF, CRLF or a lone CR, each through NormalizeLine; blank ones are counted, not
// kept. Block::number is the 1-based physical line. Stops at kMaxBlocks blocks. Linear. Blocks point into `text`.
void SplitLines(std::string_view text, Page* page);

}  // namespace dongtin
