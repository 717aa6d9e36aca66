#include "stages/text/url.h"

#include <gtest/gtest.h>

#include <string>

namespace dongtin {
namespace {

TEST(RegistrableHost, IsTheNameBelowTheSuffix) {
  EXPECT_EQ(RegistrableHost("https://bao.vn/tin/1.html"), "bao.vn");
  EXPECT_EQ(RegistrableHost("https://m.thoisu.bao.vn/tin"), "bao.vn");
  EXPECT_EQ(RegistrableHost("http://www.example.com"), "example.com");
}

TEST(RegistrableHost, KnowsSuffixesOfTwoLabels) {
  EXPECT_EQ(RegistrableHost("https://www.tintuc.com.vn/a"), "tintuc.com.vn");
  EXPECT_EQ(RegistrableHost("https://so.tinh.gov.vn/a"), "tinh.gov.vn");
  EXPECT_EQ(RegistrableHost("https://news.example.co.uk/a"), "example.co.uk");
  EXPECT_EQ(RegistrableHost("https://com.vn/"), "com.vn");
}

TEST(RegistrableHost, DropsUserPortAndCase) {
  EXPECT_EQ(RegistrableHost("https://ai:mat@WWW.Bao.VN:8443/a?b#c"), "bao.vn");
  EXPECT_EQ(RegistrableHost("https://bao.vn./a"), "bao.vn");
  EXPECT_EQ(RegistrableHost("//bao.vn/a"), "bao.vn");
}

TEST(RegistrableHost, IsNfcInSmallLettersToo) { EXPECT_EQ(RegistrableHost("https://T\u0308in.vn/"), "\u1E97in.vn"); }

TEST(RegistrableHost, KeepsAddressesWhole) {
  EXPECT_EQ(RegistrableHost("http://192.0.2.7:8080/a"), "192.0.2.7");
  EXPECT_EQ(RegistrableHost("http://[2001:DB8::1]:80/a"), "[2001:db8::1]");
  EXPECT_EQ(RegistrableHost("http://localhost/a"), "localhost");
}

TEST(RegistrableHost, IsEmptyForWhatHasNoHost) {
  for (const char* url : {"", "bao.vn/a", "mailto:a@bao.vn", "http://", "http:///a", "http://[::1", "http://a b/",
                          "http://.vn/", "http://a..vn/"}) {
    EXPECT_EQ(RegistrableHost(url), "") << url;
  }
  EXPECT_EQ(RegistrableHost("http://" + std::string(300, 'a') + ".vn/"), "");
}

}  // namespace
}  // namespace dongtin
