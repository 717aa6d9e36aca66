#include "stages/clean/phrases.h"

#include <algorithm>
#include <bitset>
#include <unordered_map>
#include <utility>
#include <vector>

namespace dongtin {
namespace {

using enum PhraseKind;

constexpr Phrase kPhrases[] = {
    // Controls, counters and labels that stand alone.
    {"quảng cáo", kNoise, 4},
    {"ẩn quảng cáo", kNoise},
    {"advertisement", kNoise, 4},
    {"advertising", kNoise},
    {"sponsored", kNoise, 2},
    {"được tài trợ", kNoise},
    {"tài trợ", kNoise},
    {"chia sẻ", kNoise, 4},
    {"chia sẻ thông tin với bạn bè", kNoise},
    {"share", kNoise, 3},
    {"share this", kNoise, 3},
    {"open share options", kNoise},
    {"bookmarks", kNoise},
    {"save article", kNoise},
    {"tweet", kNoise},
    {"facebook", kNoise, 3},
    {"twitter", kNoise, 3},
    {"zalo", kNoise},
    {"messenger", kNoise},
    {"email", kNoise},
    {"e mail", kNoise},
    {"print", kNoise},
    {"in bài viết", kNoise, 8},
    {"in", kNoise},
    {"gửi mail", kNoise},
    {"gửi email", kNoise},
    {"gửi", kNoise},
    {"lưu bài viết", kNoise},
    {"lưu bài", kNoise},
    {"sao chép liên kết", kNoise},
    {"copy link", kNoise},
    {"copied", kNoise},
    {"link copied", kNoise},
    {"nghe bài viết", kNoise},
    {"nghe đọc bài", kNoise},
    {"listen to this article", kNoise, 3},
    {"listen", kNoise, 3},
    {"audio", kNoise, 3},
    {"xem với cỡ chữ", kNoise},
    {"cỡ chữ", kNoise, 3},
    {"trả lời", kNoise, 4},
    {"trả lời chia sẻ vi phạm", kNoise},
    {"reply", kNoise},
    {"thích", kNoise, 3},
    {"like", kNoise, 3},
    {"like reply", kNoise, 2},
    {"theo dõi", kNoise, 6},
    {"follow", kNoise, 4},
    {"follow us", kNoise, 6},
    {"google news", kNoise},
    {"tải lại", kNoise},
    {"nhập lại", kNoise},
    {"đăng nhập", kNoise, 4},
    {"đăng ký", kNoise, 3},
    {"tìm kiếm", kNoise, 2},
    {"trang chủ", kNoise, 12},
    {"trang nhất", kNoise, 8},
    {"menu", kNoise},
    {"search", kNoise, 2},
    {"close", kNoise},
    {"subscribe", kNoise, 5},
    {"sign in", kNoise, 3},
    {"sign up", kNoise, 4},
    {"log in", kNoise, 3},
    {"skip to main content", kNoise},
    {"skip to content", kNoise},
    {"opens in a new tab", kNoise},
    {"newsletter", kNoise},
    {"newsletters", kNoise},
    {"view all", kNoise},
    {"see more", kNoise},
    {"load more", kNoise},
    {"show more", kNoise},
    {"read more", kNoise},
    {"video player is loading", kNoise},
    {"this is a modal window", kNoise},
    {"duration", kNoise, 3},
    {"current time", kNoise, 3},
    {"loaded", kNoise, 2},
    {"tốc độ phát", kNoise, 2},
    {"trình duyệt của bạn không hỗ trợ", kNoise, 5},
    {"your browser does not support", kNoise, 6},
    {"bạn đã đăng ký thành công", kNoise},
    {"tắt x", kNoise},
    {"đường dây nóng", kNoise, 8},
    {"hotline", kNoise, 8},
    {"lượt xem", kNoise, 2},
    {"số lượt xem", kNoise, 2},
    {"báo lỗi nội dung", kNoise},
    {"mã xác thực không đúng", kNoise},
    {"mã bảo mật", kNoise},
    {"all rights reserved", kNoise, 6},
    {"terms of service", kNoise, 6},
    {"privacy policy", kNoise, 6},
    {"we may earn commission from links on this page", kNoise, 14},
    {"by signing up you agree to", kNoise, 14},
    {"image", kNoise},
    {"logo", kNoise},
    {"play icon", kNoise},
    {"advertisement continue reading below", kNoise},
    {"continue reading", kNoise, 2},
    {"story continues below advertisement", kNoise},
    {"article continues below advertisement", kNoise},
    {"scroll to continue", kNoise, 3},
    {"đang cập nhật", kNoise},
    // Other articles.
    {"tin liên quan", kTeasers},
    {"bài liên quan", kTeasers},
    {"bài viết liên quan", kTeasers},
    {"tin bài liên quan", kTeasers},
    {"nội dung liên quan", kTeasers},
    {"tin cùng chuyên mục", kTeasers},
    {"cùng chuyên mục", kTeasers},
    {"tin cùng mục", kTeasers},
    {"bài cùng chuyên mục", kTeasers},
    {"tin nổi bật", kTeasers},
    {"tin mới", kTeasers},
    {"tin mới nhất", kTeasers},
    {"mới nhất", kTeasers},
    {"mới cập nhật", kTeasers},
    {"tin khác", kTeasers},
    {"các tin khác", kTeasers},
    {"các bài khác", kTeasers},
    {"tin bài khác", kTeasers},
    {"tin cũ hơn", kTeasers},
    {"tin mới hơn", kTeasers},
    {"những tin mới hơn", kTeasers},
    {"những tin cũ hơn", kTeasers},
    {"đọc thêm", kTeasers},
    {"xem thêm", kTeasers},
    {"xem nhiều", kTeasers},
    {"đọc nhiều", kTeasers},
    {"đọc nhiều nhất", kTeasers},
    {"xem nhiều nhất", kTeasers},
    {"tin đọc nhiều", kTeasers},
    {"có thể bạn quan tâm", kTeasers},
    {"dành cho bạn", kTeasers},
    {"khám phá", kTeasers},
    {"khám phá thêm", kTeasers},
    {"tin tài trợ", kTeasers},
    {"chủ đề liên quan", kTeasers},
    {"recommended", kTeasers, 3},
    {"related", kTeasers},
    {"related news", kTeasers},
    {"related articles", kTeasers},
    {"related stories", kTeasers},
    {"related story", kTeasers},
    {"related content", kTeasers},
    {"related posts", kTeasers},
    {"related topics", kTeasers},
    {"most read", kTeasers},
    {"most popular", kTeasers, 2},
    {"most viewed", kTeasers},
    {"trending", kTeasers, 2},
    {"more from", kTeasers, 5},
    {"more by", kTeasers, 4},
    {"more stories", kTeasers, 3},
    {"more news", kTeasers},
    {"more on this story", kTeasers},
    {"in other news", kTeasers},
    {"latest news", kTeasers},
    {"latest stories", kTeasers},
    {"top stories", kTeasers},
    {"you may also like", kTeasers},
    {"you might also like", kTeasers},
    {"you may like", kTeasers},
    {"read next", kTeasers},
    {"up next", kTeasers},
    {"watch next", kTeasers},
    {"what to read next", kTeasers},
    {"editors picks", kTeasers},
    {"editor s picks", kTeasers},
    {"don t miss", kTeasers},
    {"recent posts", kTeasers},
    {"popular posts", kTeasers},
    {"see also", kTeasers},
    {"xem thêm", kTeaser, 40},
    {"đọc thêm", kTeaser, 40},
    {"mời xem", kTeaser, 40},
    {"tin liên quan", kTeaser, 40},
    {"related", kTeaser, 30},
    {"read also", kTeaser, 30},
    {"also read", kTeaser, 30},
    // Comments.
    {"bình luận", kComments, 3},
    {"ý kiến bạn đọc", kComments, 2},
    {"gửi bình luận của bạn", kComments},
    {"gửi bình luận", kComments},
    {"viết bình luận", kComments},
    {"ý kiến của bạn", kComments, 16},
    {"xem thêm bình luận", kComments},
    {"0 bình luận", kComments},
    {"quan tâm nhất mới nhất", kComments},
    {"phản hồi", kComments},
    {"comments", kComments, 3},
    {"comment", kComments},
    {"leave a comment", kComments},
    {"leave a reply", kComments},
    {"show comments", kComments},
    {"view comments", kComments},
    {"join the conversation", kComments},
    {"join the discussion", kComments},
    {"post a comment", kComments},
    {"name time", kComments},
    // Widgets and forms.
    {"đánh giá", kWidget, 2},
    {"đánh giá bài viết", kWidget},
    {"lượt đánh giá", kWidget, 6},
    {"bình chọn", kWidget},
    {"liên kết website", kWidget},
    {"thống kê", kWidget, 4},
    {"tags", kWidget, 30},
    {"tag", kWidget, 20},
    {"từ khóa", kWidget, 30},
    {"filed under", kWidget, 20},
    {"kết quả xổ số", kWidget, 3},
    {"thời tiết", kWidget},
    {"tỷ giá", kWidget, 3},
    {"giá vàng", kWidget},
    {"địa phương", kWidget},
    {"đăng ký nhận bản tin", kWidget, 3},
    {"đăng ký nhận tin", kWidget, 3},
    {"bản tin mỗi ngày", kWidget},
    {"tặng sao", kWidget},
    {"trở thành người đầu tiên", kWidget, 8},
    {"subscribe to our newsletter", kWidget, 4},
    {"sign up for", kWidget, 12},
    {"get the latest", kWidget, 14},
    {"the morning brief", kWidget},
    {"enter your email", kWidget, 3},
    {"about the author", kWidget},
    {"tải ngay ứng dụng", kWidget, 20},
    // Legal lines.
    {"cơ quan chủ quản", kFooter, 40},
    {"cơ quan của", kFooter, 20},
    {"giấy phép", kFooter, 40},
    {"số giấy phép", kFooter, 40},
    {"tổng biên tập", kFooter, 12},
    {"phó tổng biên tập", kFooter, 16},
    {"chịu trách nhiệm", kFooter, 20},
    {"địa chỉ", kFooter, 30},
    {"trụ sở", kFooter, 40},
    {"tòa soạn", kFooter, 40},
    {"điện thoại", kFooter, 20},
    {"liên hệ tòa soạn", kFooter},
    {"liên hệ quảng cáo", kFooter, 10},
    {"ghi rõ nguồn", kFooter, 20},
    {"cấm sao chép", kFooter, 20},
    {"giữ bản quyền", kFooter, 20},
    {"bản quyền", kFooter, 30},
    {"copyright", kFooter, 40},
    {"about us", kFooter, 12},
    {"contact us", kFooter, 12},
    {"số người đang online", kFooter, 3},
    {"tổng số lượt truy cập", kFooter, 3},
    {"online", kFooter, 2},
    // What belongs to the article beside its text.
    {"by", kByline, 12},
    {"tác giả", kByline, 10},
    {"tác giả bài viết", kByline, 10},
    {"bài và ảnh", kByline, 8},
    {"bài ảnh", kByline, 8},
    {"thực hiện", kByline, 8},
    {"phóng viên", kByline, 6},
    {"pv", kByline, 6},
    {"written by", kByline, 10},
    {"reporting by", kByline, 20},
    {"story by", kByline, 8},
    {"as told to", kByline, 6},
    {"nguồn", kSource, 14},
    {"nguồn tin", kSource, 14},
    {"theo", kSource, 10},
    {"source", kSource, 14},
    {"nguồn bài viết", kSource, 14},
    {"ảnh", kCaption, 12},
    {"photo", kCaption, 12},
    {"photos", kCaption, 12},
    {"image", kCaption, 12},
    {"credit", kCaption, 12},
    {"ảnh minh họa", kCaption, 10},
    {"ảnh tư liệu", kCaption, 10},
    {"toàn cảnh", kCaption, 16},
    {"quang cảnh", kCaption, 16},
    {"hiện trường", kCaption, 8},
    {"các đại biểu", kCaption, 10},
    {"từ trái qua", kCaption, 24},
    {"từ trái sang", kCaption, 24},
    {"hình ảnh cắt từ", kCaption, 24},
    {"getty images", kCaption, 4},
};

int CountWords(std::string_view folded) {
  return folded.empty() ? 0 : 1 + static_cast<int>(std::count(folded.begin(), folded.end(), ' '));
}

// Phrases by their first word. A few bits of each say of most words at once that no phrase begins with them.
class PhraseTable {
 public:
  std::vector<const Phrase*>& operator[](std::string_view word) {
    seen_.set(BitOf(word));
    return by_word_[word];
  }
  const std::vector<const Phrase*>* Find(std::string_view word) const {
    if (word.empty() || !seen_.test(BitOf(word))) return nullptr;
    const auto entry = by_word_.find(word);
    return entry == by_word_.end() ? nullptr : &entry->second;
  }
  auto begin() { return by_word_.begin(); }
  auto end() { return by_word_.end(); }

 private:
  static constexpr std::size_t kBits = 4096;
  static std::size_t BitOf(std::string_view word) {
    const auto byte = [word](std::size_t i) { return static_cast<std::size_t>(static_cast<unsigned char>(word[i])); };
    return (byte(0) * 7 + byte(word.size() / 2) * 67 + byte(word.size() - 1) * 31 + word.size() * 257) % kBits;
  }

  std::bitset<kBits> seen_;
  std::unordered_map<std::string_view, std::vector<const Phrase*>> by_word_;
};

// The longest of one first word first; of entries of one phrase (exact, and with more words behind) the one
// that allows the least.
const PhraseTable& Table() {
  static const PhraseTable table = [] {
    PhraseTable made;
    for (const Phrase& phrase : kPhrases) made[phrase.words.substr(0, phrase.words.find(' '))].push_back(&phrase);
    for (auto& [word, phrases] : made) {
      std::stable_sort(phrases.begin(), phrases.end(), [](const Phrase* a, const Phrase* b) {
        return std::pair(CountWords(b->words), a->more) < std::pair(CountWords(a->words), b->more);
      });
    }
    return made;
  }();
  return table;
}

}  // namespace

bool BeginsPhrase(std::string_view word) { return Table().Find(word) != nullptr; }

const Phrase* FindPhrase(std::string_view folded) {
  const std::vector<const Phrase*>* const phrases = Table().Find(folded.substr(0, folded.find(' ')));
  if (phrases == nullptr) return nullptr;
  for (const Phrase* phrase : *phrases) {
    if (!folded.starts_with(phrase->words)) continue;
    const std::string_view behind = folded.substr(phrase->words.size());
    if (!behind.empty() && behind[0] != ' ') continue;
    const int more = static_cast<int>(std::count(behind.begin(), behind.end(), ' '));
    if (more <= phrase->more) return phrase;
  }
  return nullptr;
}

}  // namespace dongtin
