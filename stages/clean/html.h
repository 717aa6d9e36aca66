// HTML pages -> blocks, without a tree: one linear pass over the bytes.
#pragma once

#include <string_view>

#include "stages/clean/block.h"

namespace dongtin {

// Appends the visible text of `html` as blocks with their markup, and fills the page's meta_* members from its head.
// Any bytes of valid UTF-8 are taken; memory and time are linear in them, whatever their nesting. Stops at kMaxBlocks.
void SplitHtml(std::string_view html, Page* page);

}  // namespace dongtin
