#include "stages/clean/dates.h"

#include <gtest/gtest.h>

#include <string>

namespace dongtin {
namespace {

constexpr DateStyle kVietnam{.month_first = false, .zone = "+07:00"};
constexpr DateStyle kAmerica{.month_first = true, .zone = "Z"};

std::string Read(std::string_view line, const DateStyle& style = kVietnam) {
  const auto date = FindDate(line, style);
  return date ? date->rfc3339 : "none";
}

struct Form {
  const char* line;
  const char* meaning;
};

class VietnameseForm : public testing::TestWithParam<Form> {};

TEST_P(VietnameseForm, IsReadWhole) {
  const auto date = FindDate(GetParam().line, kVietnam);
  ASSERT_TRUE(date) << GetParam().line;
  EXPECT_EQ(date->rfc3339, GetParam().meaning) << GetParam().line;
  EXPECT_EQ(date->unexplained, 0) << GetParam().line;
}

INSTANTIATE_TEST_SUITE_P(
    FindDate, VietnameseForm,
    testing::Values(Form{"Ngày 03/02/2021 00:00:00", "2021-02-03T00:00:00+07:00"},
                    Form{"Đăng lúc: 03/02/2021 08:05:09 (GMT+7)", "2021-02-03T08:05:09+07:00"},
                    Form{"Thứ Hai, 15:38, 09/04/2018", "2018-04-09T15:38:00+07:00"},
                    Form{"Chủ Nhật, ngày 25/08/2019 09:46 PM (GMT+7)", "2019-08-25T21:46:00+07:00"},
                    Form{"Thứ 7 - 28/12/2019 06:00", "2019-12-28T06:00:00+07:00"},
                    Form{"18h08 ngày 19/11/2025", "2025-11-19T18:08:00+07:00"},
                    Form{"Cập nhật lúc 12 giờ 39 phút, ngày 17 tháng 3 năm 2026", "2026-03-17T12:39:00+07:00"},
                    Form{"13 tháng 3, 2024", "2024-03-13T00:00:00+07:00"},
                    Form{"5.6.2022", "2022-06-05T00:00:00+07:00"},
                    Form{"Ngày đăng: 01/08/2017 16:24 | Lượt xem: 824", "2017-08-01T16:24:00+07:00"},
                    Form{"2021-05-13T09:10:11.250+09:00", "2021-05-13T09:10:11+09:00"},
                    Form{"15:38-09/04/2018", "2018-04-09T15:38:00+07:00"},
                    Form{"08:15 -12/05/2023", "2023-05-12T08:15:00+07:00"},
                    Form{"Cập nhật: 15h38-9/4/2018", "2018-04-09T15:38:00+07:00"},
                    Form{"12/05/2023 10:30 GMT-5", "2023-05-12T10:30:00-05:00"},
                    Form{"12/05/2023 10:30 -0530", "2023-05-12T10:30:00-05:30"},
                    Form{"2021-05-13T09:10:11Z", "2021-05-13T09:10:11Z"}));

class EnglishForm : public testing::TestWithParam<Form> {};

TEST_P(EnglishForm, IsReadWhole) {
  const auto date = FindDate(GetParam().line, kAmerica);
  ASSERT_TRUE(date) << GetParam().line;
  EXPECT_EQ(date->rfc3339, GetParam().meaning) << GetParam().line;
  EXPECT_EQ(date->unexplained, 0) << GetParam().line;
}

INSTANTIATE_TEST_SUITE_P(FindDate, EnglishForm,
                         testing::Values(Form{"December 15, 2023 at 06:17 AM GMT+7", "2023-12-15T06:17:00+07:00"},
                                         Form{"Published: Jan. 9, 2025, 4:13 p.m. EST", "2025-01-09T16:13:00-05:00"},
                                         Form{"Fri 1st of March 2024", "2024-03-01T00:00:00Z"},
                                         Form{"12:00 AM, Sept 3, 2020", "2020-09-03T00:00:00Z"},
                                         Form{"Updated 03/04/2024", "2024-03-04T00:00:00Z"},
                                         Form{"25/12/2024", "2024-12-25T00:00:00Z"}));

TEST(FindDate, TakesTheMonthFirstOnlyWhereThatIsTheCustom) {
  EXPECT_EQ(Read("03/04/2024", kVietnam), "2024-04-03T00:00:00+07:00");
  EXPECT_EQ(Read("03/04/2024", kAmerica), "2024-03-04T00:00:00Z");
}

TEST(FindDate, TakesADashBehindATimeForNoZone) {
  EXPECT_EQ(Read("12/05/2023 10:30 -5 bình luận"), "2023-05-12T10:30:00+07:00");
  EXPECT_EQ(Read("12/05/2023 10:30 -2024"), "2023-05-12T10:30:00+07:00");
}

TEST(FindDate, RefusesDaysThatNoCalendarHas) {
  for (const char* line : {"31/02/2024", "29/02/2023", "00/10/2024", "13/13/2024", "10/10/1889", "12/2024",
                           "Sáng 2-4, tại trụ sở", "0912345678", ""}) {
    EXPECT_EQ(Read(line), "none") << line;
  }
}

TEST(FindDate, CountsTheWordsThatAreNoPartOfADate) {
  EXPECT_EQ(FindDate("Hội nghị ngày 05/06/2022 diễn ra", kVietnam)->unexplained, 4);
}

TEST(FindDate, LeavesLongLinesAlone) { EXPECT_EQ(Read("05/06/2022 " + std::string(200, 'a')), "none"); }

TEST(IsRelativeTime, MeansAMomentRelativeToTheReader) {
  for (const char* line :
       {"5 giờ trước", "35 phút trước", "2 ngày", "vừa xong", "hôm qua", "2 hours ago", "1 day ago", "just now"})
    EXPECT_TRUE(IsRelativeTime(line)) << line;
  for (const char* line : {"5 giờ sáng nay", "giờ trước", "2 người", "trước 5 giờ", "", "12345 giờ"})
    EXPECT_FALSE(IsRelativeTime(line)) << line;
}

}  // namespace
}  // namespace dongtin
