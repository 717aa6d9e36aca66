#include "tests/real/broker.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <stdexcept>

#include "tests/real/cluster.h"

namespace dongtin {
namespace {

constexpr std::chrono::seconds kStartTime(90);
constexpr std::chrono::seconds kStopTime(30);

// Of a folder that is new each time, so it need not differ from others.
constexpr char kClusterId[] = "MkU3OEVBNTcwNTJENDM2Qg";

constexpr char kProperties[] = R"(
process.roles=broker,controller
node.id=1
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
auto.create.topics.enable=false
num.network.threads=2
num.io.threads=4
message.max.bytes=16777216
replica.fetch.max.bytes=16777216
offsets.topic.replication.factor=1
offsets.topic.num.partitions=2
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=2
transaction.abort.timed.out.transaction.cleanup.interval.ms=500
# A broker that was killed comes back only when its own last session is over.
broker.session.timeout.ms=1500
broker.heartbeat.interval.ms=300
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
log.cleaner.dedupe.buffer.size=4194304
)";

const std::string& KafkaFolder() {
  static const std::string folder = DONGTIN_KAFKA_FOLDER;
  return folder;
}

bool IsFree(int port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const bool free = bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
  close(socket);
  return free;
}

// Below the range that the kernel gives to outgoing connections: a client that tries to reach a broker that is down
// could otherwise be given the broker's own port, and keep it from starting.
int FreePort() {
  static std::mt19937 random{std::random_device()()};
  for (int i = 0; i < 1000; ++i) {
    const int port = std::uniform_int_distribution<int>(11'000, 31'000)(random);
    if (IsFree(port)) return port;
  }
  throw std::runtime_error("no free port on loopback");
}

}  // namespace

const std::vector<std::string>& KafkaVersions() {
  static const std::vector<std::string> versions = [] {
    std::istringstream words(DONGTIN_KAFKA_VERSIONS);
    std::vector<std::string> all;
    for (std::string word; words >> word;) all.push_back(word);
    return all;
  }();
  return versions;
}

std::optional<std::string> WhyNoKafka(const std::string& version) {
  if (std::filesystem::exists(KafkaFolder() + "/" + version + "/complete.txt")) return std::nullopt;
  const std::string reason = ContentsOf(KafkaFolder() + "/unavailable.txt");
  if (!reason.empty()) return reason;
  return "Apache Kafka " + version + " is not in build/kafka; tests/real/fetch_kafka.sh fetches it";
}

RealBroker::RealBroker(const std::string& version) : version_(version) {
  port_ = FreePort();
  do {
    controller_port_ = FreePort();
  } while (controller_port_ == port_);
  WriteProperties();
  Format();
  Start();
}

std::vector<std::string> RealBroker::Java(const std::string& main_class) const {
  return {"java",
          "-Xmx512m",
          "-Xms128m",
          "-XX:+UseSerialGC",         // one thread less on few cores
          "-XX:TieredStopAtLevel=1",  // starts faster; a test is over before the second compiler pays
          "-Djava.net.preferIPv4Stack=true",
          "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
          "-Dorg.slf4j.simpleLogger.log.org.apache.kafka.coordinator.group=info",
          "-Dorg.slf4j.simpleLogger.log.kafka.coordinator=info",
          "-Dorg.slf4j.simpleLogger.showDateTime=true",
          "-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS",
          "-cp",
          KafkaFolder() + "/" + version_ + "/libs/*",
          main_class};
}

void RealBroker::WriteProperties() const {
  const std::string broker = "127.0.0.1:" + std::to_string(port_);
  const std::string controller = "127.0.0.1:" + std::to_string(controller_port_);
  std::ofstream out(Path("server.properties"));
  out << kProperties << "log.dirs=" << Path("data") << '\n'
      << "controller.quorum.voters=1@" << controller << '\n'
      << "listeners=PLAINTEXT://" << broker << ",CONTROLLER://" << controller << '\n'
      << "advertised.listeners=PLAINTEXT://" << broker << '\n';
  if (!out.flush()) throw std::runtime_error("cannot write the broker's properties");
}

void RealBroker::Format() const {
  std::vector<std::string> command = Java("kafka.tools.StorageTool");
  for (const char* word : {"format", "--cluster-id", kClusterId, "--config"}) command.emplace_back(word);
  command.push_back(Path("server.properties"));
  Child tool(command, Path("log"));
  if (tool.Wait(kStartTime) != 0) throw std::runtime_error("the broker's storage cannot be formatted:\n" + Log());
}

void RealBroker::Start() {
  std::vector<std::string> command = Java("kafka.Kafka");
  command.push_back(Path("server.properties"));
  process_ = std::make_unique<Child>(command, Path("log"));
  Eventually(kStartTime, [this] { return !process_->Running() || Answers(); });
  if (!process_->Running() || !Answers()) {
    throw std::runtime_error("Apache Kafka " + version_ + " does not start:\n" + Log());
  }
}

bool RealBroker::Answers() const { return Cluster(address()).Answers(std::chrono::seconds(2)); }

void RealBroker::Stop() {
  process_->Signal(SIGTERM);
  if (!process_->Wait(kStopTime)) throw std::runtime_error("Apache Kafka does not stop:\n" + Log());
}

void RealBroker::Kill() { process_->Kill(); }

std::string RealBroker::Log() const { return TailOf(Path("log")); }

}  // namespace dongtin
