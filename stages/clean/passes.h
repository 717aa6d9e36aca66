// The passes that give labels to blocks, each a free function; RunPasses calls them in order. A pass decides what it is
// sure of and leaves the rest to those behind it; the last ones take what nobody wanted for body, since recall comes
// first: cleaning never empties an article that has one.
//
// All are linear in the page (FindTitle looks at a bounded number of candidates) and pure but for their page.
// REQUIRES: Describe(page) has run.
#pragma once

#include "stages/clean/block.h"

namespace dongtin {

void RunPasses(Page* page);

// By the block alone: image file names, "… - Ảnh 3.", alternative texts, templates, counters, phrases of furniture, and
// what HTML says is navigation.
void MarkImages(Page* page);
void MarkFurniture(Page* page);

// Sets page->title to the most convincing title line: its words come back in the text, it is printed again as
// alternative text, a date, a byline or the lead follows, the message names it.
void FindTitle(Page* page);

// Sets page->tail: the first heading of other articles, comments, widgets or legal lines behind which no text of the
// article goes on. Labels the blocks from there on, and boxes of other articles inside of the text.
void FindTail(Page* page);

// Blocks that say again what an earlier one said: second copies of the article, the lead behind a dateline, the title
// in place of a picture.
void MarkRepeats(Page* page);

void MarkDates(Page* page);
void MarkBylines(Page* page);
void MarkSources(Page* page);
void MarkCaptions(Page* page);

// Sets page->lead: the first paragraph behind the title, or the one before it where sites print it there.
void FindLead(Page* page);

// Lines between title and text, the head of the page, short lines in a row behind the last paragraph.
void MarkHeadAndFoot(Page* page);

// The rest is body.
void MarkBody(Page* page);

// Recall first: when next to nothing was kept of a page with paragraphs, those are the body.
void KeepAnArticle(Page* page);

}  // namespace dongtin
