#include "tests/real/articles.h"

#include <array>
#include <nlohmann/json.hpp>
#include <random>
#include <string_view>

namespace dongtin {
namespace {

constexpr std::array<std::string_view, 24> kWho = {
    "Ủy ban xã",        "Hợp tác xã",     "Trường trung học", "Bệnh viện huyện", "Đội bóng tỉnh", "Nhóm sinh viên",
    "Công ty cấp nước", "Ban quản lý",    "Hội nông dân",     "Sở giao thông",   "Thư viện",      "Chợ đầu mối",
    "Cảng cá",          "Trạm khí tượng", "Nhà máy đường",    "Làng nghề",       "Viện lúa",      "Bảo tàng",
    "Đoàn kịch",        "Câu lạc bộ",     "Tòa án huyện",     "Vườn quốc gia",   "Hãng xe buýt",  "Trại giống"};
constexpr std::array<std::string_view, 24> kDid = {
    "khởi công", "mở lại",     "hoàn thành",  "công bố",   "thử nghiệm", "kiểm tra",  "sửa chữa", "mở rộng",
    "trao tặng", "lắp đặt",    "khánh thành", "đề nghị",   "tạm dừng",   "bàn giao",  "khảo sát", "trồng thêm",
    "nâng cấp",  "giới thiệu", "tổng kết",    "thu hoạch", "quyên góp",  "phục dựng", "di dời",   "số hóa"};
constexpr std::array<std::string_view, 24> kWhat = {"cây cầu qua sông",   "tuyến đường liên thôn",
                                                    "giống lúa chịu mặn", "phòng đọc miễn phí",
                                                    "hồ chứa nước",       "lớp học ban đêm",
                                                    "đàn voi rừng",       "giải chạy mùa xuân",
                                                    "kho lạnh",           "bến phà cũ",
                                                    "vườn cà phê",        "máy lọc nước",
                                                    "đèn tín hiệu",       "rạn san hô",
                                                    "nhà văn hóa",        "xưởng gốm",
                                                    "đội tàu đánh cá",    "bản đồ ngập lụt",
                                                    "tháp nước",          "ga xe lửa",
                                                    "điệu hát cổ",        "khu chợ nổi",
                                                    "hàng phượng",        "bờ kè"};
constexpr std::array<std::string_view, 16> kHow = {
    "trước mùa mưa",       "sau hai năm chờ đợi",  "với vốn của người dân",   "theo kế hoạch đã duyệt",
    "trong sáng thứ ba",   "dù giá vật tư tăng",   "nhờ nhóm thợ địa phương", "để phục vụ dịp lễ",
    "tại ba xã ven biển",  "cho hơn một nghìn hộ", "sớm hơn dự kiến",         "khi nước sông rút",
    "cùng các chuyên gia", "bằng công nghệ mới",   "giữa tháng tám",          "trên diện tích rộng"};

using Random = std::mt19937_64;

template <std::size_t size>
std::string_view Pick(const std::array<std::string_view, size>& words, Random* random) {
  return words[(*random)() % size];
}

std::string Sentence(Random* random) {
  std::string text(Pick(kWho, random));
  for (const std::string_view part : {Pick(kDid, random), Pick(kWhat, random), Pick(kHow, random)}) {
    text += ' ';
    text += part;
  }
  return text + ", số " + std::to_string((*random)() % 100'000);
}

}  // namespace

std::string ArticleJson(std::uint64_t n, std::size_t text_bytes) {
  Random random(n * 7919 + 1);
  const std::string title = Sentence(&random);
  std::string text;
  while (text.size() < text_bytes) {
    text += Sentence(&random) + ". " + Sentence(&random) + "; " + Sentence(&random) + ".\n\n";
  }
  const std::string id = "a" + std::to_string(n);
  return nlohmann::json{{"id", id},
                        {"url", "https://bao" + std::to_string(n % 7) + ".example/tin/" + id + ".html"},
                        {"title", title},
                        {"text", title + "\n\n" + text},
                        {"published", "2026-03-" + std::to_string(10 + n % 20)}}
      .dump();
}

FeedMessage ChaosMessage(std::uint64_t n) {
  FeedMessage message;
  message.key = "key-" + std::to_string((n * 2'654'435'761U >> 7) % 200);
  if (n % 61 == 60) return message;
  message.value = n % 53 == 52 ? "{\"id\": \"a" + std::to_string(n) + "\", \"text\": " : ArticleJson(n, 300);
  return message;
}

}  // namespace dongtin
