// "Did you mean …?": finds what a person most likely meant by a name that does not exist.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace dongtin {

// The candidate nearest to `word` by edit distance (insert, delete, replace, swap neighbours: "optimal string
// alignment"), if it is near enough that a slip of the hand explains the difference: at most one edit in three
// characters of `word`, and at least one. Of equally near ones the first. Names longer than 100 bytes have no
// neighbours.
std::optional<std::string> Nearest(std::string_view word, std::span<const std::string> candidates);

// " (did you mean `x`?)" or nothing: to be put behind an error message.
std::string DidYouMean(std::string_view word, std::span<const std::string> candidates);

}  // namespace dongtin
