// What a person sees of the demo: a line for each message that came out, whose copy it is or why it was set aside, a
// progress line, and a summary.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

#include "daemon/demo/answer.h"
#include "daemon/demo/terminal.h"

namespace dongtin {

// One thread. The terminal must outlive the view.
class LiveView {
 public:
  LiveView(Terminal* terminal, std::size_t messages);

  void Show(const Answer& answer);
  // Redraws the progress line: `fed` messages went in until now, in `elapsed` since the first answer.
  void Progress(std::size_t fed, std::chrono::milliseconds elapsed);
  // The closing tables.
  void Summary(std::chrono::milliseconds elapsed, const std::string& http_url);

 private:
  void ShowEvent(const Answer& event);
  // The line of an answer: time, badge, language, topic, site, text.
  void Row(const Answer& answer, const std::string& badge, const std::string& text);
  void Below(const std::string& text);
  std::size_t shown() const { return events_ + taken_down_ + rejected_; }

  Terminal* const terminal_;
  const std::size_t messages_;
  std::size_t events_ = 0, copies_ = 0, taken_down_ = 0, rejected_ = 0;
  std::map<std::string, std::string> headlines_;  // by id, of all events shown
  std::map<std::string, std::size_t> relations_, topics_, languages_, reasons_;
  std::map<std::string, std::size_t> copies_of_;  // by id of the first member of the cluster
};

}  // namespace dongtin
