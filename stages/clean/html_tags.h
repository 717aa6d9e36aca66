// Tags and elements: the lexical half of reading HTML. Pure; views point into the page.
//
// Follows the tokenizer of the HTML standard (section 13.2.5) where it matters for visible text: quoted attributes may
// hold
// '>', names are ASCII case-insensitive, script and the like hold no markup.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

namespace dongtin {

struct Tag {
  // More attributes than this are passed over.
  static constexpr std::size_t kMaxAttributes = 24;

  std::string_view name;  // as written
  bool closing = false;
  bool self_closing = false;
  std::size_t end = 0;  // behind the '>'
  std::array<std::pair<std::string_view, std::string_view>, kMaxAttributes> attributes;
  std::size_t attribute_count = 0;

  // The raw value of the first attribute of this (lower-case) name; empty when there is none.
  std::string_view Attribute(std::string_view attribute) const;
};

// The tag at html[at] == '<'; nullopt when the '<' is text. Declarations ("<!doctype html>", "<?xml ?>") come as tags
// without a name. A tag that never ends takes the rest of the page, as in browsers; so each byte is read once, whatever
// the quotes.
std::optional<Tag> ReadTag(std::string_view html, std::size_t at);

// Behind the end tag of the raw text element `name` whose content begins at `from`; html.size() when it has none.
std::size_t FindRawEnd(std::string_view html, std::size_t from, std::string_view name);

enum class ElementId : std::uint8_t {
  kOther,
  kTitle,
  kMeta,
  kImage,
  kH1,
  kHeading,
  kFigcaption,
  kParagraph,
  kItem,
  kCell,
  kTime,
  kLink,
  kFurniture,
  kHidden,
  kBody,
  kArticle,
  kMain,
};

struct Element {
  ElementId id = ElementId::kOther;
  bool breaks = false;         // begins and ends a block
  bool is_void = false;        // has no end tag
  bool raw_text = false;       // what is inside is no markup, and no visible text
  bool closes_itself = false;  // its start tag ends one that is open
};

// By name, in any case; inline elements and unknown ones are kOther.
const Element& FindElement(std::string_view name);

// What class and id say about an element, by the words that sites use for them.
struct Hints {
  bool furniture = false, comments = false, related = false, caption = false, author = false;
};
Hints HintsOf(std::string_view class_names, std::string_view id);

}  // namespace dongtin
