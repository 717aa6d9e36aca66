#include "tests/real/real_daemon.h"

#include <httplib.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>

#include "tests/support/temp_dir.h"

namespace dongtin {
namespace {

const nlohmann::json& Schema() {
  static const nlohmann::json schema = [] {
    const TempDir folder;
    const std::string output = folder.path() + "/schema.json";
    Child check({DongtinBinary(), "check", "--schema"}, output);
    if (check.Wait(std::chrono::seconds(30)) != 0) {
      throw std::runtime_error(DongtinBinary() + " check --schema: " + TailOf(output));
    }
    return nlohmann::json::parse(ContentsOf(output));
  }();
  return schema;
}

}  // namespace

const std::string& DongtinBinary() {
  static const std::string binary = [] {
    const char* const chosen = std::getenv("DONGTIN_BINARY");
    return std::string(chosen != nullptr ? chosen : DONGTIN_DEFAULT_BINARY);
  }();
  return binary;
}

bool DongtinKnowsKey(const std::string& path) {
  const nlohmann::json* at = &Schema();
  std::istringstream names(path);
  for (std::string name; std::getline(names, name, '.');) {
    const auto properties = at->find("properties");
    if (properties == at->end() || !properties->contains(name)) return false;
    at = &(*properties)[name];
  }
  return true;
}

std::string ToYaml(const DaemonSettings& settings) {
  std::ostringstream yaml;
  yaml << "input: {topics: [" << settings.input_topic << "]}\n"
       << "output: {topic: " << settings.output_topic << "}\n"
       << "dead_letter: {topic: " << settings.dead_letter_topic << "}\n"
       << "engine:\n"
       << "  workers: " << settings.workers << "\n"
       << "  queue_bytes: " << settings.queue_bytes << "\n"
       << "  batch: {messages: " << settings.batch_messages << ", linger: " << settings.batch_linger << "}\n"
       << "kafka:\n"
       << "  brokers: " << settings.brokers << "\n"
       << "  group: " << settings.group << "\n";
  if (DongtinKnowsKey("kafka.delivery")) {
    yaml << "  delivery: " << (settings.delivery == Delivery::kExactlyOnce ? "exactly_once" : "at_least_once") << "\n";
  }
  if (DongtinKnowsKey("kafka.instance")) yaml << "  instance: " << settings.instance << "\n";
  if (!settings.properties.empty()) yaml << "  properties:\n";
  for (const auto& [name, value] : settings.properties) yaml << "    " << name << ": \"" << value << "\"\n";
  yaml << "http: {address: \"127.0.0.1:0\"}\n"
       << "log: {format: json}\n";
  return yaml.str();
}

RealDaemon::RealDaemon(const DaemonSettings& settings, const std::string& folder)
    : settings_(settings),
      config_(folder + "/" + settings.instance + ".yaml"),
      log_(folder + "/" + settings.instance + ".log") {
  std::ofstream out(config_);
  out << ToYaml(settings);
  if (!out.flush()) throw std::runtime_error("cannot write " + config_);
}

void RealDaemon::Start(const Environment& environment) {
  log_before_ = ContentsOf(log_).size();
  port_ = 0;
  process_ =
      std::make_unique<Child>(std::vector<std::string>{DongtinBinary(), "run", "--config", config_}, log_, environment);
}

std::optional<int> RealDaemon::Stop(std::chrono::milliseconds patience) {
  Signal(SIGTERM);
  return process_->Wait(patience);
}

int RealDaemon::Port() const {
  if (port_ != 0) return port_;
  static const std::string before = "serving http://127.0.0.1:";
  const std::string log = ContentsOf(log_);
  const std::size_t at = log.find(before, std::min(log_before_, log.size()));
  if (at != std::string::npos && log.find('/', at + before.size()) != std::string::npos) {
    port_ = std::atoi(log.c_str() + at + before.size());
  }
  return port_;
}

std::optional<std::string> RealDaemon::Get(const std::string& path) const {
  if (Port() == 0) return std::nullopt;
  httplib::Client client("127.0.0.1", Port());
  client.set_connection_timeout(2);
  client.set_read_timeout(2);
  const auto answer = client.Get(path.c_str());
  if (!answer) return std::nullopt;
  return answer->body;
}

std::optional<Scrape> RealDaemon::Metrics() const {
  const auto text = Get("/metrics");
  if (!text) return std::nullopt;
  return Scrape(*text);
}

int RealDaemon::ReadyStatus() const {
  if (Port() == 0) return 0;
  httplib::Client client("127.0.0.1", Port());
  client.set_connection_timeout(2);
  client.set_read_timeout(2);
  const auto answer = client.Get("/readyz");
  return answer ? answer->status : 0;
}

bool RealDaemon::WaitUntilReady(std::chrono::milliseconds patience) {
  return Eventually(patience, [this] { return !Running() || ReadyStatus() == 200; }) && Running();
}

std::size_t RealDaemon::PeakMemory() const {
  std::ifstream status("/proc/" + std::to_string(pid()) + "/status");
  for (std::string word; status >> word;) {
    if (word != "VmHWM:") continue;
    std::size_t kilobytes = 0;
    status >> kilobytes;
    return kilobytes << 10;
  }
  return 0;
}

}  // namespace dongtin
