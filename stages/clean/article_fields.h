// Labelled blocks -> the fields of the article. Pure.
#pragma once

#include <cstddef>

#include "stages/article.h"
#include "stages/clean/block.h"

namespace dongtin {

// What an article may list; what comes behind is left out. Senders decide how many there are, and each is compared with
// those before it.
inline constexpr std::size_t kMaxBylines = 64;
inline constexpr std::size_t kMaxCaptions = 1000;

// Fills headline, lead, body, captions, bylines, credit, published, published_from and quality of *article from the
// labels of `page`. What the message says itself (`raw`: title, published, authors) goes before what the page says.
// captions and bylines hold each text once, at most kMaxCaptions and kMaxBylines of them.
//
// body holds every lead and body block once, a blank line between two; the lead keeps its dateline, as published.
// published: a time without a zone is +07:00 on a Vietnamese page (its titles count), in a message that says language
// "vi" or on a host under .vn, else Z; a day is its midnight there. In 03/04/2024 the month comes first only on pages
// that are neither Vietnamese nor of a country that writes the day first.
void FillFields(const RawArticle& raw, const Page& page, CleanArticle* article);

}  // namespace dongtin
