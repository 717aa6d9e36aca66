#include "stages/clean/html.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "stages/clean/html_tags.h"

namespace dongtin {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Page Split(std::string_view html) {
  Page page;
  SplitHtml(html, &page);
  return page;
}

std::vector<std::string> Texts(std::string_view html) {
  std::vector<std::string> texts;
  for (const Block& block : Split(html).blocks) texts.emplace_back(block.text);
  return texts;
}

TEST(SplitHtml, MakesABlockOfEachBlockElement) {
  EXPECT_THAT(Texts("<div>a<p>b <b>c</b>d</p>e</div><ul><li>f<li>g</ul>h<br>i"),
              ElementsAre("a", "b cd", "e", "f", "g", "h", "i"));
}

TEST(SplitHtml, DropsWhatNobodySees) {
  EXPECT_THAT(Texts("a<script>if (1 < 2) '</p>'</script><style>p{}</style><!-- b > c --><template>d</template>e"),
              ElementsAre("a", "e"));
  EXPECT_THAT(Texts("<SCRIPT>x</scripT >a"), ElementsAre("a"));
}

TEST(SplitHtml, ResolvesReferencesInTextAndAttributes) {
  EXPECT_THAT(Texts("<p>H&agrave; N&#7897;i<img alt='A &amp; B'></p>"), ElementsAre("Hà Nội", "A & B"));
}

TEST(SplitHtml, ReadsTextOfTagSoup) {
  EXPECT_THAT(Texts("a < b and 3 <4"), ElementsAre("a < b and 3 <4"));
  EXPECT_THAT(Texts("<p>a</b></i></p><p>b<p>c"), ElementsAre("a", "b", "c"));
  EXPECT_THAT(Texts("<p title='x > y'>a</p>"), ElementsAre("a"));
  EXPECT_THAT(Texts("a<!-- never closed"), ElementsAre("a never closed"));
}

TEST(SplitHtml, LetsATagThatNeverEndsTakeTheRest) {
  EXPECT_THAT(Texts("<p>a</p><p class='b c"), ElementsAre("a"));
  EXPECT_THAT(Texts("<p>a</p><script>b"), ElementsAre("a"));
}

TEST(SplitHtml, MarksWhatElementsSay) {
  const Page page = Split(
      "<nav>menu</nav><h1>title</h1><figure><img "
      "alt=alt><figcaption>caption</figcaption></figure><p>text</p><aside>box</aside>");
  ASSERT_EQ(page.blocks.size(), 6u);
  EXPECT_TRUE(page.blocks[0].markup.furniture);
  EXPECT_TRUE(page.blocks[1].markup.title);
  EXPECT_TRUE(page.blocks[2].markup.image);
  EXPECT_TRUE(page.blocks[3].markup.caption);
  EXPECT_TRUE(page.blocks[4].markup.paragraph);
  EXPECT_FALSE(page.blocks[4].markup.furniture);
  EXPECT_TRUE(page.blocks[5].markup.furniture);
}

// Blocks as "text" or, where the markup says that they are not the article's, "-text".
std::vector<std::string> Marked(std::string_view html) {
  std::vector<std::string> texts;
  for (const Block& block : Split(html).blocks) {
    const bool other = block.markup.furniture || block.markup.related || block.markup.linked > 0;
    texts.push_back((other ? "-" : "") + std::string(block.text));
  }
  return texts;
}

TEST(SplitHtml, EndsABlockWithWhatIsOpenInside) {
  EXPECT_THAT(Marked("<div class=related><b>a</div><p>b</p>"), ElementsAre("-a", "b"));
  EXPECT_THAT(Marked("<div class=related><ul><li><font><i>a</DIV><p>b</p>"), ElementsAre("-a", "b"));
  EXPECT_THAT(Marked("<nav><h2>a</h3>b</nav>c"), ElementsAre("-a", "-b", "c"));
  EXPECT_THAT(Marked("<div class=related><iframe/><svg/>a</div>b"), ElementsAre("-a", "b"));
}

TEST(SplitHtml, PassesOverEndTagsThatEndNothing) {
  EXPECT_THAT(Marked("<div class=sidebar></span><p>a</p></div>b"), ElementsAre("-a", "b"));
  EXPECT_THAT(Marked("<div class=sidebar></section></b></p></ul><p>a</p></div>b"), ElementsAre("-a", "b"));
  EXPECT_THAT(Marked("<span class=related><div>a</span>b</div></span>c"), ElementsAre("-ab", "c"));
  EXPECT_THAT(Marked("<div class=related><table><tr><td></div>a</table></div>b"), ElementsAre("-a", "b"));
  EXPECT_THAT(Marked("<li class=related><ul></li>a</ul></li>b"), ElementsAre("-a", "b"));
}

TEST(SplitHtml, EndsALinkAcrossBlocks) {
  EXPECT_THAT(Marked("<div><a><h2>a</a></h2><p>b</p></div>c"), ElementsAre("-a", "b", "c"));
}

TEST(SplitHtml, MeasuresLinks) {
  const Page page = Split("<p>none</p><p><a href=x>all</a></p><p>abcd<a>efgh</a></p>");
  ASSERT_EQ(page.blocks.size(), 3u);
  EXPECT_EQ(page.blocks[0].markup.linked, 0);
  EXPECT_EQ(page.blocks[1].markup.linked, 100);
  EXPECT_EQ(page.blocks[2].markup.linked, 50);
}

TEST(SplitHtml, ReadsTheHead) {
  const Page page = Split(
      "<head><title>T | Site</title><meta property='og:title' content='T'><meta name=author content='Anna Lee'>"
      "<meta property='article:published_time' content='2024-03-05T09:30:00+07:00'></head>");
  EXPECT_EQ(page.meta_title, "T");
  EXPECT_EQ(page.meta_author, "Anna Lee");
  EXPECT_EQ(page.meta_published, "2024-03-05T09:30:00+07:00");
  EXPECT_THAT(page.blocks, IsEmpty());
}

TEST(SplitHtml, TakesTheFirstTimeElementWhenTheHeadIsSilent) {
  EXPECT_EQ(Split("<time datetime='2024-03-05'>5 March</time><time datetime='2020-01-01'>x</time>").meta_published,
            "2024-03-05");
}

TEST(SplitHtml, KeepsTextUnderNestingOfAnyDepth) {
  std::string html;
  for (int i = 0; i < 100000; ++i) html += "<div>";
  html += "deep";
  EXPECT_THAT(Texts(html), ElementsAre("deep"));
}

TEST(SplitHtml, IsLinearOnHostilePages) {
  // A quadratic reader would run into the timeout of the test, by orders of magnitude.
  std::vector<std::string> pages(10);
  pages[0] = "<p title='" + std::string(4 << 20, 'x') + "'>a</p>";
  for (int i = 0; i < 200000; ++i) {
    pages[1] += "<!--";
    pages[2] += "<b x=\"><b \" ";
    pages[3] += "&amp&#";
    pages[4] += "<b i><i>x</b>";
    pages[5] += "<script>";
    pages[6] += "<a <a '";
    pages[7] += "<div></b></section>";
    pages[8] += "<b><div></b>";
  }
  for (int i = 0; i < 400000; ++i) pages[9] += i < 200000 ? "<div>" : "</span></section>";
  for (const std::string& html : pages) EXPECT_LE(Split(html).blocks.size(), kMaxBlocks);
}

TEST(ReadTag, ReadsAttributesInEveryQuoting) {
  const auto tag = ReadTag("<IMG Alt='a b' class=\"c>d\" width=3 hidden/>x", 0);
  ASSERT_TRUE(tag);
  EXPECT_EQ(tag->name, "IMG");
  EXPECT_EQ(tag->Attribute("alt"), "a b");
  EXPECT_EQ(tag->Attribute("class"), "c>d");
  EXPECT_EQ(tag->Attribute("width"), "3");
  EXPECT_EQ(tag->Attribute("height"), "");
  EXPECT_TRUE(tag->self_closing);
  EXPECT_EQ(tag->end, 43u);
}

}  // namespace
}  // namespace dongtin
