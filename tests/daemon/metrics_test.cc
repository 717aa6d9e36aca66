#include "daemon/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "tests/support/temp_dir.h"

namespace dongtin {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;

std::string Rendered(const std::function<void(Metrics&)>& count) {
  Metrics metrics({{"version", "1.2.3"}, {"librdkafka", "2.0.2"}});
  count(metrics);
  return metrics.Render();
}

TEST(Metrics, AllSeriesExistFromTheStart) {
  const std::string text = Rendered([](Metrics&) {});
  for (std::size_t i = 0; i < kRejectReasonCount; ++i) {
    const std::string reason(Name(static_cast<RejectReason>(i)));
    EXPECT_THAT(text, HasSubstr("dongtin_rejected_total{reason=\"" + reason + "\"} 0\n"));
  }
  for (std::size_t i = 0; i < kRelationCount; ++i) {
    const std::string relation(Name(static_cast<Relation>(i)));
    EXPECT_THAT(text, HasSubstr("dongtin_decisions_total{relation=\"" + relation + "\"} 0\n"));
  }
}

TEST(Metrics, SaysWhichProgramThisIs) {
  EXPECT_THAT(Rendered([](Metrics&) {}), HasSubstr("dongtin_build_info{librdkafka=\"2.0.2\",version=\"1.2.3\"} 1\n"));
}

TEST(Metrics, CountsEveryOutcomeOnceUnderItsOwnName) {
  const std::string text = Rendered([](Metrics& metrics) {
    metrics.CountWritten(Event{"a", "12345"});
    metrics.CountWritten(Dropped{"b", {}});
    metrics.CountWritten(Takedown{});
    metrics.CountWritten(Rejected{"c", {RejectReason::kBadTime, ""}});
  });
  for (const char* line : {"dongtin_events_total 1\n", "dongtin_event_bytes_total 5\n", "dongtin_dropped_total 1\n",
                           "dongtin_takedowns_total 1\n", "dongtin_rejected_total{reason=\"bad_time\"} 1\n"}) {
    EXPECT_THAT(text, HasSubstr(line));
  }
}

TEST(Metrics, CountsShortenedEventsAsEventsToo) {
  const std::string text = Rendered([](Metrics& metrics) {
    metrics.CountWritten(Event{"a", "12345", true});
    metrics.CountWritten(Event{"b", "12345"});
  });
  EXPECT_THAT(text, HasSubstr("dongtin_events_total 2\n"));
  EXPECT_THAT(text, HasSubstr("dongtin_truncated_total 1\n"));
}

TEST(Metrics, ShowsWhatIsCollectedAndLetsItGo) {
  Metrics metrics({});
  std::vector<MetricFamily> families = {
      {"dongtin_made_total", "Things made.", MetricFamily::Type::kCounter, {{{{"what", "a\"b"}}, 3}}},
      {"dongtin_level", "A level.", MetricFamily::Type::kGauge, {{{}, 0.5}}}};
  metrics.Collect([&] { return families; });
  EXPECT_THAT(metrics.Render(),
              HasSubstr("# TYPE dongtin_made_total counter\ndongtin_made_total{what=\"a\\\"b\"} 3\n"));
  EXPECT_THAT(metrics.Render(),
              HasSubstr("# HELP dongtin_level A level.\n# TYPE dongtin_level gauge\ndongtin_level 0.5\n"));
  families[1].samples.clear();
  EXPECT_THAT(metrics.Render(), testing::Not(HasSubstr("dongtin_level")));
}

TEST(Metrics, PutsADurationIntoTheBucketOfItsSeconds) {
  const std::string text =
      Rendered([](Metrics& metrics) { metrics.ObserveDuration(Metrics::Stage::kWrite, milliseconds(2)); });
  EXPECT_THAT(text, HasSubstr("dongtin_stage_duration_seconds_bucket{stage=\"write\",le=\"0.001\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("dongtin_stage_duration_seconds_bucket{stage=\"write\",le=\"0.0025\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("dongtin_stage_duration_seconds_sum{stage=\"write\"} 0.002"));
}

TEST(Metrics, PromtoolFindsNothingToComplainAbout) {
  if (std::system("command -v promtool >/dev/null 2>&1") != 0) {
    GTEST_SKIP() << "promtool is not here: install the package prometheus";
  }
  TempDir dir;
  const std::string file = dir.path() + "/metrics";
  std::ofstream(file) << Rendered([](Metrics& metrics) { metrics.ObserveBatch(3); });
  EXPECT_EQ(std::system(("promtool check metrics <" + file + " >" + file + ".said 2>&1").c_str()), 0);
  std::ifstream said(file + ".said");
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(said), {}), "");
}

}  // namespace
}  // namespace dongtin
