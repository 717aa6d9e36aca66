// Clean alone on pages of about 12 kB: bytes of raw page a second, pages a second.
//
// Text12k goes through many pages of different words and lines, as a feed does. One page again and again is learned by
// the branch predictor: the same code then looks more than twice as fast.
#include <benchmark/benchmark.h>

#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "stages/clean/clean.h"

namespace dongtin {
namespace {

constexpr char kTitle[] = "Sông Mây bàn giải pháp cấp nước sạch cho các xã vùng cao trước mùa khô";

// A paragraph of about 700 bytes; `n` makes each its own.
std::string Paragraph(int n) {
  return "Theo báo cáo thứ " + std::to_string(n) +
         " tại hội nghị, toàn huyện còn hơn ba nghìn hộ dân chưa có nước sạch, tập trung ở những bản xa trung tâm, nơi "
         "đường ống "
         "cũ đã hư hỏng sau nhiều mùa lũ; các xã đề nghị ưu tiên sửa chữa những công trình còn dùng được trước khi xây "
         "mới. Đại diện "
         "ngành nông nghiệp cho rằng cần giao việc quản lý bể chứa cho tổ tự quản của từng bản, thu phí vừa phải và "
         "công khai, để khi "
         "hỏng hóc có kinh phí sửa ngay, nước chảy đều quanh năm.";
}

// An article with pictures, printed once or twice, between the furniture of a site.
RawArticle TextPage(int paragraphs, bool twice) {
  RawArticle article;
  article.url = "https://songmay.example.vn/nuoc";
  std::string& text = article.content;
  text = "TRANG TIN HUYỆN SÔNG MÂY\n\nĐường dây nóng: 0200 3000 111\n\n";
  for (int copy = 0; copy <= static_cast<int>(twice); ++copy) {
    text += std::string(kTitle) + "\n\n12/03/2022 08:30\n\n";
    for (int i = 0; i < paragraphs; ++i) {
      text += Paragraph(i) + "\n\n";
      if (i % 4 == 3) text += std::to_string(i) + ".jpg\n\nQuang cảnh hội nghị. Ảnh: Hà My\n\n";
    }
    text += "Lam Giang - Hà My\n\n";
  }
  text += "Tin liên quan\n\n";
  for (int i = 0; i < 8; ++i)
    text += "Chợ phiên vùng biên đông trở lại lần thứ " + std::to_string(i) + "\n\n09:10 , 02/05/2025\n\n";
  text += "Giấy phép số 11/GP-STTTT\n";
  return article;
}

RawArticle HtmlPage(int paragraphs) {
  RawArticle article;
  article.format = RawArticle::Format::kHtml;
  std::string& html = article.content;
  html = "<html><head><title>T</title><script>" + std::string(4000, 'x') + "</script></head><body><nav>";
  for (int i = 0; i < 60; ++i)
    html += "<li class=\"menu-item depth-1\"><a href=\"/muc/" + std::to_string(i) + "\">Mục " + std::to_string(i) +
            "</a></li>";
  html += "</nav><article><h1>" + std::string(kTitle) + "</h1>";
  for (int i = 0; i < paragraphs; ++i)
    html += "<p class=\"text\">" + Paragraph(i) +
            "</p><figure><img src=a.jpg alt=\"Ảnh\"><figcaption>Quang cảnh</figcaption></figure>";
  html += "</article><footer>&copy; 2022</footer></body></html>";
  return article;
}

constexpr std::string_view kWords[] = {
    "theo",  "báo",  "cáo",  "tại",  "hội",  "nghị", "toàn",  "huyện", "còn",   "hơn",   "ba",     "nghìn",
    "hộ",    "dân",  "chưa", "có",   "nước", "sạch", "tập",   "trung", "ở",     "những", "bản",    "xa",
    "đường", "ống",  "cũ",   "đã",   "hư",   "hỏng", "sau",   "nhiều", "mùa",   "lũ",    "các",    "xã",
    "đề",    "ưu",   "tiên", "sửa",  "chữa", "công", "trình", "được",  "trước", "khi",   "xây",    "mới",
    "cũng",  "hoà",  "thuỷ", "lợi",  "quý",  "khoẻ", "Hà",    "Nội",   "Lào",   "Cai",   "Nguyễn", "Trần",
    "Sở",    "Đảng", "UBND", "2024", "15/3", "30%",  "km",    "the",   "dự",    "án",    "kinh",   "phí"};

// Words at random; what a line says does not matter to Clean, how it is made does.
class Writer {
 public:
  explicit Writer(unsigned seed) : random_(seed) {}

  int Number(int low, int high) { return low + static_cast<int>(random_() % static_cast<unsigned>(high - low + 1)); }

  std::string Line(int words) {
    std::string line = "Trong";
    for (int i = 1; i < words; ++i) {
      line += Number(0, 11) == 0 ? ", " : " ";
      line += kWords[random_() % std::size(kWords)];
    }
    return line;
  }

 private:
  std::mt19937 random_;
};

// A page of about 12 kB with paragraphs of all lengths and the short lines of a site.
RawArticle VariedPage(unsigned seed) {
  Writer writer(seed);
  RawArticle article;
  article.url = "https://songmay.example.vn/nuoc";
  std::string& text = article.content;
  text = "TRANG TIN HUYỆN SÔNG MÂY\n\nTrang chủ\n\n" + writer.Line(12) + "\n\n12/03/2022 08:30\n\n";
  while (text.size() < 10500) {
    text += writer.Line(writer.Number(15, 120)) + ".\n\n";
    if (writer.Number(0, 3) == 0) text += writer.Line(writer.Number(2, 9)) + "\n\n";
    if (writer.Number(0, 6) == 0) text += "anh.jpg\n\n" + writer.Line(writer.Number(4, 12)) + ". Ảnh: Hà My\n\n";
  }
  text += "Lam Giang - Hà My\n\nTin liên quan\n\n";
  for (int i = 0; i < 10; ++i) text += writer.Line(writer.Number(5, 14)) + "\n\n09:10 , 02/05/2025\n\n";
  return article;
}

void Run(benchmark::State& state, const std::vector<RawArticle>& pages) {
  Cleaner cleaner({});
  std::size_t next = 0;
  std::int64_t bytes = 0;
  for (auto _ : state) {
    const RawArticle& page = pages[next];
    next = next + 1 == pages.size() ? 0 : next + 1;
    bytes += static_cast<std::int64_t>(page.content.size());
    Result<CleanArticle> clean = cleaner.Clean(page);
    benchmark::DoNotOptimize(clean);
  }
  state.SetBytesProcessed(bytes);
  state.SetItemsProcessed(state.iterations());
}

void Run(benchmark::State& state, const RawArticle& page) { Run(state, std::vector<RawArticle>{page}); }

void BM_Clean_Text12k(benchmark::State& state) {
  constexpr unsigned kPages = 256;
  std::vector<RawArticle> pages;
  for (unsigned i = 0; i < kPages; ++i) pages.push_back(VariedPage(i));
  Run(state, pages);
}
BENCHMARK(BM_Clean_Text12k);

void BM_Clean_OneText12k(benchmark::State& state) { Run(state, TextPage(16, false)); }
BENCHMARK(BM_Clean_OneText12k);

void BM_Clean_Text12kTwice(benchmark::State& state) { Run(state, TextPage(8, true)); }
BENCHMARK(BM_Clean_Text12kTwice);

void BM_Clean_Html(benchmark::State& state) { Run(state, HtmlPage(16)); }
BENCHMARK(BM_Clean_Html);

void BM_Clean_ManyShortLines(benchmark::State& state) {
  RawArticle article;
  for (int i = 0; i < 4000; ++i) article.content += "Dòng ngắn số " + std::to_string(i) + "\n";
  Run(state, article);
}
BENCHMARK(BM_Clean_ManyShortLines);

}  // namespace
}  // namespace dongtin
