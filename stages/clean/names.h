// Bylines: who wrote it. Pure functions, callable from any thread.
//
// "Thu Hiền (Trung tâm Văn hóa)", "Đức Đồng - Hồng Thư", "By James Carter and Anna Lee", "Minh Hằng/TTXVN", "Q.Đ": a
// byline is a line that holds nothing but names. Without a word that introduces it, its place decides (see passes.h).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dongtin {

struct Byline {
  std::vector<std::string> names;  // at least one; as written, without units in brackets
  std::string unit;                // "Trung tâm Văn hóa" of "Thu Hiền (Trung tâm Văn hóa)"; may be empty
  bool introduced = false;         // by "By", "Tác giả:" and the like
};

// `line`, normalised, as a byline; nullopt when it holds anything but names. Lines above 160 bytes are none.
std::optional<Byline> ParseByline(std::string_view line);

// The outlet of "Nguồn: Nhân Dân", "(Theo Reuters)", "Source: AFP"; the line itself when nothing introduces it.
std::string_view ParseSource(std::string_view line);

// True for a line that is the name of an outlet, such as "Báo Thanh Hóa điện tử" or "TTXVN".
bool IsOutletName(std::string_view line);

}  // namespace dongtin
