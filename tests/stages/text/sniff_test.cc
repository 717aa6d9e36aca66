#include "stages/text/sniff.h"

#include <gtest/gtest.h>

#include <string>

namespace dongtin {
namespace {

TEST(Sniff, TakesWhatBeginsAsHtml) {
  for (const char* page : {"<!DOCTYPE html><title>x", "\xEF\xBB\xBF \n<html lang=vi>", "<!-- a --> <!-- b -->\n<HEAD>",
                           "<body>x", "<?xml version='1.0'?><html>"}) {
    EXPECT_TRUE(LooksLikeHtml(page)) << page;
  }
}

TEST(Sniff, TakesFragmentsMadeOfElements) {
  for (const char* page : {"<p>Giá vàng tăng</p>", "Tin<br/>mới<BR>nhất", "<div class=\"a\">x</div>",
                           "<h1>a</h1>\n\n<p>b\n<p>c", "Mở đầu\n<p>a</p>\n<p>b</p>"}) {
    EXPECT_TRUE(LooksLikeHtml(page)) << page;
  }
}

TEST(Sniff, LeavesPlainTextText) {
  for (const char* page : {"", "Giá vàng tăng", "a < b > c và b <c", "<3 <3 <3", "<Reuters> <AFP> <TTXVN>",
                           "Xem <http://a.vn/>", "Một thẻ <p> thôi", "<", "</", "<p", "<!-- bỏ dở"}) {
    EXPECT_FALSE(LooksLikeHtml(page)) << page;
  }
}

TEST(Sniff, LeavesAnArticleThatQuotesMarkupText) {
  std::string page = "Học HTML\nThẻ <p> mở đoạn, </p> đóng đoạn.\n";
  for (int i = 0; i < 10; ++i) page += "Một dòng chữ không có thẻ nào.\n";
  EXPECT_FALSE(LooksLikeHtml(page));
}

TEST(Sniff, LooksNoFurtherThan64KiB) {
  EXPECT_FALSE(LooksLikeHtml(std::string(64 << 10, 'a') + "<p>x</p><p>y</p>"));
  EXPECT_FALSE(LooksLikeHtml(std::string(1 << 20, '<')));
}

}  // namespace
}  // namespace dongtin
