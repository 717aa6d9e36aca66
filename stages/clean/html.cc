#include "stages/clean/html.h"

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "stages/clean/char_refs.h"
#include "stages/clean/html_tags.h"
#include "stages/text/normalize.h"

namespace dongtin {
namespace {

// Elements open at once that are kept track of; deeper ones still end blocks, but say nothing of their own. Browsers
// cap at 512 as well.
constexpr std::size_t kMaxDepth = 512;
// Bytes of one block's text; the rest starts a block of its own.
constexpr std::size_t kMaxBlockBytes = 1 << 16;

// Frames that an end tag looks at for its start tag: misnested pages cost no more than well-formed ones.
constexpr std::size_t kReach = 128;

// What the elements that are open say, summed up: one a depth, so that a close is a pop.
struct Frame {
  ElementId element = ElementId::kOther;
  bool block = false;      // its element breaks
  std::uint32_t name = 0;  // KeyOf its name
  Markup markup;
  bool link = false;
};

// Equal for names that are, in any case (FNV-1a). Two that share a key by chance close each other, which does no harm.
constexpr std::uint32_t KeyOf(std::string_view name) {
  std::uint32_t key = 2166136261U;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
    key = (key ^ byte) * 16777619U;
  }
  return key;
}

// True when the end tag of `element` ends `frame`: any heading's end tag ends one, as in browsers.
bool Ends(const Element& element, std::uint32_t name, const Frame& frame) {
  const auto heading = [](ElementId id) { return id == ElementId::kH1 || id == ElementId::kHeading; };
  return frame.name == name || (heading(element.id) && heading(frame.element));
}

bool IsOneOf(std::uint32_t name, std::initializer_list<std::uint32_t> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// True when an end tag inside of `frame` ends nothing outside of it ("has an element in scope" of the HTML standard,
// section 13.2.4.2): inline elements and paragraphs lie within a block, items within a list, and of what lies outside
// of a cell only the table ends from inside.
bool Shields(const Frame& frame, const Element& element, std::uint32_t name) {
  if (!element.breaks || element.id == ElementId::kParagraph) return frame.block;
  if (element.id == ElementId::kItem) return IsOneOf(frame.name, {KeyOf("ul"), KeyOf("ol"), KeyOf("dl")});
  return frame.element == ElementId::kCell && element.id != ElementId::kCell &&
         !IsOneOf(name, {KeyOf("table"), KeyOf("tbody"), KeyOf("thead"), KeyOf("tr")});
}

class Splitter {
 public:
  explicit Splitter(Page* page) : page_(page) { frames_.emplace_back(); }

  void Run(std::string_view html) {
    std::size_t at = 0;
    while (at < html.size() && page_->blocks.size() < kMaxBlocks) {
      const std::size_t tag = std::min(html.find('<', at), html.size());
      AddText(html.substr(at, tag - at));
      at = tag == html.size() ? tag : ReadMarkup(html, tag);
    }
    EndBlock();
    // The first <time datetime> counts when the head says nothing.
    if (page_->meta_published.empty()) page_->meta_published = NormalizeLine(time_published_);
  }

 private:
  // Reads the tag, comment or declaration at html[at] == '<' and returns the place behind it.
  std::size_t ReadMarkup(std::string_view html, std::size_t at) {
    if (html.substr(at).starts_with("<!--")) {
      // A comment that is never closed: the rest of the page is text, as its author saw it in no browser. One search
      // ever.
      const std::size_t end = comments_end_ ? html.find("-->", at + 4) : std::string_view::npos;
      if (end == std::string_view::npos) {
        comments_end_ = false;
        return at + 4;
      }
      return end + 3;
    }
    const std::optional<Tag> tag = ReadTag(html, at);
    if (!tag) {
      AddText(html.substr(at, 1));
      return at + 1;
    }
    const Element& element = FindElement(tag->name);
    if (tag->closing) {
      Close(element, tag->name);
      return tag->end;
    }
    Open(element, *tag);
    if (!element.raw_text || tag->self_closing) return tag->end;
    // Nothing inside is markup but the element's own end.
    const std::size_t end = FindRawEnd(html, tag->end, tag->name);
    if (element.id == ElementId::kTitle && page_->meta_title.empty())
      page_->meta_title = NormalizeLine(Decoded(html.substr(tag->end, end - tag->end)));
    Close(element, tag->name);
    return end;
  }

  void Open(const Element& element, const Tag& tag) {
    if (element.breaks) EndBlock();
    if (element.id == ElementId::kMeta) ReadMeta(tag);
    if (element.id == ElementId::kImage) AddImage(tag);
    const bool empty = element.is_void || (element.raw_text && tag.self_closing);
    if (empty || frames_.size() >= kMaxDepth) return;
    // An unclosed paragraph or item ends where the next begins.
    if (element.closes_itself && frames_.back().element == element.id) frames_.pop_back();
    Frame frame = frames_.back();
    frame.element = element.id;
    frame.block = element.breaks;
    frame.name = KeyOf(tag.name);
    Mark(element, tag, &frame);
    frames_.push_back(frame);
  }

  // A block's end tag ends the nearest open element of its name with all that is open inside; an inline one's likewise,
  // but only within the innermost block. One that ends nothing is passed over.
  void Close(const Element& element, std::string_view tag_name) {
    if (element.breaks) EndBlock();
    if (element.is_void) return;
    const std::uint32_t name = KeyOf(tag_name);
    const std::size_t stop = frames_.size() > kReach ? frames_.size() - kReach : 1;
    for (std::size_t i = frames_.size(); i > stop; --i) {
      const Frame& frame = frames_[i - 1];
      if (Ends(element, name, frame)) {
        frames_.resize(i - 1);
        return;
      }
      if (!Shields(frame, element, name)) continue;
      if (element.id == ElementId::kLink) EndLink();
      return;
    }
  }

  // "<a><h2>x</a></h2>": the blocks inside of the link go on, the link does not.
  void EndLink() {
    const std::size_t stop = frames_.size() > kReach ? frames_.size() - kReach : 1;
    for (std::size_t i = frames_.size(); i > stop && frames_[i - 1].link; --i) frames_[i - 1].link = false;
  }

  // What the element and its class, id and role say of the text inside.
  void Mark(const Element& element, const Tag& tag, Frame* frame) {
    Markup& markup = frame->markup;
    switch (element.id) {
      case ElementId::kH1:
        markup.title = true;
        break;
      case ElementId::kHeading:
        markup.heading = true;
        break;
      case ElementId::kFigcaption:
        markup.caption = true;
        break;
      case ElementId::kParagraph:
        markup.paragraph = true;
        break;
      case ElementId::kTime:
        markup.time = true;
        if (page_->meta_published.empty() && !markup.related && !markup.comments && time_published_.empty())
          time_published_ = Decoded(tag.Attribute("datetime"));
        break;
      case ElementId::kLink:
        frame->link = true;
        break;
      case ElementId::kFurniture:
        markup.furniture = true;
        break;
      case ElementId::kHidden:
        markup.furniture = true;
        break;
      default:
        break;
    }
    const Hints hints = HintsOf(tag.Attribute("class"), tag.Attribute("id"));
    const std::string_view role = tag.Attribute("role");
    const bool whole_page =
        element.id == ElementId::kBody || element.id == ElementId::kArticle || element.id == ElementId::kMain;
    if (!whole_page) {
      markup.furniture = markup.furniture || hints.furniture || role == "navigation" || role == "contentinfo" ||
                         role == "complementary" || role == "dialog" || tag.Attribute("aria-hidden") == "true";
      markup.comments = markup.comments || hints.comments;
      markup.related = markup.related || hints.related;
      markup.caption = markup.caption || hints.caption;
    }
    markup.author =
        markup.author || hints.author || tag.Attribute("rel") == "author" || tag.Attribute("itemprop") == "author";
  }

  void AddText(std::string_view raw) {
    if (raw.empty()) return;
    const std::size_t before = text_.size();
    AppendDecoded(raw, &text_);
    if (frames_.back().link) linked_ += text_.size() - before;
    if (text_.size() > kMaxBlockBytes) EndBlock();
  }

  void AddImage(const Tag& tag) {
    const std::string_view alt = tag.Attribute("alt");
    if (alt.empty()) return;
    EndBlock();
    AppendDecoded(alt, &text_);
    image_ = true;
    EndBlock();
  }

  void EndBlock() {
    if (text_.empty()) return;
    const std::string_view text = NormalizeLine(text_, &changed_);
    if (!text.empty() && page_->blocks.size() < kMaxBlocks) {
      Block& block = page_->blocks.emplace_back();
      block.markup = frames_.back().markup;
      block.markup.image = image_;
      block.markup.linked = static_cast<std::uint8_t>(std::min<std::size_t>(100, linked_ * 100 / text_.size()));
      block.number = static_cast<int>(page_->blocks.size());
      block.text = page_->store.Keep(text);
    }
    text_.clear();
    linked_ = 0;
    image_ = false;
  }

  void ReadMeta(const Tag& tag) {
    std::string_view name = tag.Attribute("property");
    if (name.empty()) name = tag.Attribute("name");
    if (name.empty()) name = tag.Attribute("itemprop");
    const std::string_view content = tag.Attribute("content");
    if (content.empty()) return;
    if (name == "og:title") {
      page_->meta_title = NormalizeLine(Decoded(content));
    } else if ((name == "article:published_time" || name == "datePublished" || name == "pubdate" ||
                name == "publishdate") &&
               page_->meta_published.empty()) {
      page_->meta_published = NormalizeLine(Decoded(content));
    } else if ((name == "author" || name == "article:author") && page_->meta_author.empty() &&
               content.find("//") == std::string_view::npos) {
      page_->meta_author = NormalizeLine(Decoded(content));
    }
  }

  static std::string Decoded(std::string_view raw) {
    std::string out;
    AppendDecoded(raw, &out);
    return out;
  }

  Page* const page_;
  std::vector<Frame> frames_;  // innermost last; the first stands for the page and is never popped
  std::string text_;           // of the block that is being read
  std::string changed_;        // scratch of EndBlock
  std::size_t linked_ = 0;     // bytes of text_ within links
  bool image_ = false;
  bool comments_end_ = true;  // "-->" may still stand somewhere ahead
  std::string time_published_;
};

}  // namespace

void SplitHtml(std::string_view html, Page* page) {
  page->html = true;
  Splitter(page).Run(html);
}

}  // namespace dongtin
