#!/usr/bin/env python3
"""Writes feed.jsonl, the sample feed of `dongtin demo`, from stories/*.txt: the same bytes on every run.

    daemon/demo/make_feed.py > daemon/demo/feed.jsonl

Each story is published once as a page with the dirt of a real site (header, image names, captions, comment widgets,
teasers). Some come again: copied, cut, under another headline, without accents, in other furniture, or updated. Between
them stand series (weather bulletins, gold prices), tombstones and broken messages. All in order of `fetched_at`.

A line is an envelope: {"key": text or null, "value": text or null, "headers": {name: text}}; `value_hex` instead of
`value` holds bytes that are not UTF-8.
"""

import json
import pathlib
import random
import sys
import unicodedata
from datetime import datetime, timedelta

STORIES = pathlib.Path(__file__).parent / "stories"
VIETNAM = "+07:00"


class Story:
    def __init__(self, path):
        head, _, body = path.read_text(encoding="utf-8").strip().partition("\n\n")
        fields = [line.split(": ", 1) for line in head.split("\n")]
        self.slug = path.stem
        one = dict(fields)
        self.title, self.site, self.url = one["title"], one["site"], one["url"]
        self.source, self.published = one["source"], one["published"]
        self.bylines = [value for name, value in fields if name == "byline"]
        self.captions = [value for name, value in fields if name == "caption"]
        self.paragraphs = [p.replace("\n", " ") for p in body.split("\n\n")]
        self.vietnamese = any(c in "ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ" for c in body)
        self.when = datetime.fromisoformat(self.published.replace("Z", "+00:00"))

    @property
    def lead(self):
        return self.paragraphs[0]

    @property
    def rest(self):
        return self.paragraphs[1:]


def local(when):
    return when.strftime("%d/%m/%Y %H:%M")


# ---- Pages: how sites print a story.


def plain(story):
    return "\n\n".join([story.title] + story.paragraphs)


def with_pictures(story, image, between):
    """The paragraphs after the lead, a picture with its caption after every second one while captions last."""
    captions = list(story.captions)
    lines = []
    for i, paragraph in enumerate(story.rest):
        lines.append(paragraph)
        if captions and i % 2 == 0:
            lines.append(image(i // 2 + 1) + between + captions.pop(0))
    return lines


def portal(story, others, rng):
    """A provincial portal: date under the title, bare image names, and the article printed twice."""
    day = story.when.strftime("%d/%m/%Y")
    article = [story.lead] + with_pictures(story, lambda n: f"{n}.jpg", "\n") + story.bylines
    return "\n\n".join(
        [story.title, f"Ngày {day} 00:00:00"] + article + [" ", story.title, f"Đăng lúc: {day} 00:00:00 (GMT+7)"] + article
    )


def broadcaster(story, others, rng):
    """A station's site: its name and hot line on top, numbered pictures, a long tail of other articles."""
    lines = [story.source.upper(), f"{story.site}\nĐường dây nóng: 0237 3{rng.randrange(100000, 999999)}", story.title, story.lead]
    if story.bylines:
        lines.append(" - ".join(story.bylines))
    lines.append(local(story.when))
    lines += with_pictures(story, lambda n: f"{story.title} - Ảnh {n}.", "\n\n")
    lines += [f"Nguồn: {story.source}", "Ý kiến bạn đọc", "Xem thêm bình luận"]
    for other in others:
        lines += [other.title, other.title, other.when.strftime("%H:%M , %d/%m/%Y"), other.lead]
    return "\n\n".join(lines)


def assembly(story, others, rng):
    """The lead above the title, alternative texts of pictures, then a rating form and a poll."""
    lines = [story.lead, story.title]
    for i, paragraph in enumerate(story.rest):
        if i < len(story.captions):
            lines += [story.title, story.captions[i]]
        lines.append(paragraph)
    lines += [story.source, "", "Đánh giá:", "lượt đánh giá: , trung bình: Bình luận", "",
              "Mã xác thực không đúng.\n   Liên kết website\n   Bình chọn\n  Đánh giá của bạn về trang thông tin này",
              f"  {rng.randrange(90, 900)} người đã bình chọn\n  Thống kê: {rng.randrange(1, 9)}.{rng.randrange(100, 999)}.{rng.randrange(100, 999)}\n  Online: {rng.randrange(2, 40)}"]
    return "\n\n".join(lines)


def newspaper(story, others, rng):
    """A daily: its name before the lead, the lead said twice, comment templates that were never filled in."""
    lines = [f"({story.source}) - {story.lead}", story.title, story.lead]
    lines += with_pictures(story, lambda n: story.title, "\n\n")
    lines += story.bylines + story.bylines
    lines += [" {name} - {time}", " Trả lời", "{body}\n {name}- {time}\n{body}", "0 bình luận",
              "Ý kiến của bạn sẽ được biên tập trước khi đăng. Vui lòng gõ tiếng Việt có dấu", "Địa phương", "Thời tiết",
              "Chia sẻ thông tin với bạn bè!\nTắt [X]"]
    return "\n\n".join(lines)


def online(story, others, rng):
    """A news site: menu, breadcrumb, share buttons, tags, most-read list."""
    lines = ["Trang chủ  Thời sự  Kinh tế  Thể thao  Giải trí  Giáo dục  Sức khỏe", "Trang chủ » Tin mới", story.title,
             f"{local(story.when)} GMT+7", "Chia sẻ  Facebook  Zalo  Sao chép liên kết", story.lead]
    lines += with_pictures(story, lambda n: f"{story.slug}-{n}.webp", "\n")
    lines += story.bylines + [f"Theo {story.source}", "Tin liên quan"] + [f"- {other.title}" for other in others]
    lines += ["Đọc nhiều nhất", "Đăng nhập để bình luận", f"© 2026 {story.site}. Giữ bản quyền nội dung trên website này."]
    return "\n\n".join(lines)


def english_daily(story, others, rng):
    lines = ["Home | World | Business | Sport | Culture | Subscribe", story.title, "By " + " and ".join(story.bylines),
             story.when.strftime("%-d %B %Y, %H:%M"), "Share this article", story.lead]
    lines += with_pictures(story, lambda n: f"{story.slug}_{n}.jpg", "\n")
    lines += ["Sign up for our morning newsletter", "Related stories"] + [other.title for other in others]
    lines += ["Comments (0)", "Log in to join the conversation", f"© 2026 {story.source}. All rights reserved."]
    return "\n\n".join(lines)


def english_wire(story, others, rng):
    lines = [story.title.upper(), f"{story.when:%b %d} ({story.source}) - {story.lead}"] + story.rest
    lines += [f"(Reporting by {', '.join(story.bylines)})", "Our standards: the trust principles of this agency.", "Advertisement"]
    return "\n\n".join(lines)


def escape(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def html(story, others, rng):
    """A page of a content management system: head, navigation, figures, scripts, related list, footer."""
    language = "vi" if story.vietnamese else "en"
    parts = [f'<!DOCTYPE html>\n<html lang="{language}"><head><meta charset="utf-8"><title>{escape(story.title)} | {story.site}</title>',
             f'<meta property="article:published_time" content="{story.published}">',
             "<script>window.dataLayer=window.dataLayer||[];</script><style>.ad{display:block}</style></head><body>",
             '<header><a href="/">' + escape(story.source) + '</a><nav><ul><li><a href="/a">Thời sự</a><li><a href="/b">Kinh tế</a><li><a href="/c">Video</a></ul></nav></header>',
             f'<article><h1>{escape(story.title)}</h1><time datetime="{story.published}">{local(story.when)}</time>',
             f'<p class="lead"><strong>{escape(story.lead)}</strong></p>']
    captions = list(story.captions)
    for i, paragraph in enumerate(story.rest):
        if captions:
            parts.append(f'<figure><img src="/i/{story.slug}-{i}.jpg" alt="{escape(story.title)}"><figcaption>{escape(captions.pop(0))}</figcaption></figure>')
        parts.append(f"<p>{escape(paragraph)}</p>")
    parts.append(f'<p class="author">{escape(", ".join(story.bylines))}</p></article>')
    parts.append('<aside class="related"><h3>Tin liên quan</h3><ul>' + "".join(f'<li><a href="{o.url}">{escape(o.title)}</a></li>' for o in others) + "</ul></aside>")
    parts.append(f'<div class="comments"><h3>Bình luận (0)</h3><form><textarea placeholder="Ý kiến của bạn"></textarea><button>Gửi</button></form></div><footer>© 2026 {story.site}</footer></body></html>')
    return "\n".join(parts)


VIETNAMESE_PAGES = [portal, broadcaster, assembly, newspaper, online]
ENGLISH_PAGES = [english_daily, english_wire]


def toneless(text):
    letters = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in letters if not unicodedata.combining(c))


# ---- Series: the same template, other figures. No copies, though they look alike.

SKIES = ["nhiều mây, có mưa vài nơi", "có mưa rào và dông rải rác", "có mưa vừa, mưa to, có nơi mưa rất to", "mưa giảm dần, trưa chiều giảm mây",
         "ngày nắng, đêm không mưa", "trời rét, vùng núi có nơi rét đậm"]


def weather(day, i, rng):
    low = 22 - i
    title = f"Dự báo thời tiết các vùng ngày {day:%d/%m/%Y}"
    regions = ["Phía Tây Bắc Bộ", "Phía Đông Bắc Bộ", "Thanh Hóa đến Huế", "Đà Nẵng đến Khánh Hòa", "Tây Nguyên", "Nam Bộ"]
    lines = [title, f"Trung tâm Khí tượng Sông Hồng phát tin lúc 4h30 ngày {day:%d/%m}, có hiệu lực trong 24 giờ tới."]
    for n, region in enumerate(regions):
        sky = SKIES[(n + i) % len(SKIES)]
        base = low + 2 * n
        lines.append(f"{region}: {sky}. Gió {rng.choice(['đông bắc', 'bắc', 'đông'])} cấp {rng.randrange(2, 5)}. "
                     f"Nhiệt độ thấp nhất {base}-{base + 2} độ C, cao nhất {base + 6}-{base + 9} độ C. Độ ẩm {rng.randrange(58, 96)}%.")
    lines.append(f"Trên biển: vịnh Bắc Bộ có gió cấp {rng.randrange(5, 7)}, giật cấp {rng.randrange(7, 9)}, sóng cao {rng.randrange(2, 4)}-{rng.randrange(4, 6)} m.")
    return title, "\n\n".join(lines)


def gold(day, hour, rng):
    base = 14200 + rng.randrange(-180, 180) * 10 // 10
    title = f"Giá vàng hôm nay {day:%d/%m}: bảng giá lúc {hour}h"
    brands = ["Kim Long", "Bảo Ngọc", "Phú Quý Đông", "Vàng Bắc Hà", "Ngọc Châu Nam"]
    lines = [title, f"Cập nhật lúc {hour}h00 ngày {day:%d/%m/%Y}, đơn vị: nghìn đồng/chỉ.", "Thương hiệu\tMua vào\tBán ra\tTăng/giảm"]
    for n, brand in enumerate(brands):
        buy = base + n * 7 + rng.randrange(0, 60)
        lines.append(f"{brand}\t{buy:,}\t{buy + rng.randrange(120, 260):,}\t{rng.choice(['+', '-'])}{rng.randrange(5, 95)}".replace(",", "."))
    lines.append(f"Giá vàng thế giới giao ngay ở mức {rng.randrange(4010, 4190)},{rng.randrange(1, 9)} USD/ounce.")
    return title, "\n".join(lines)


# ---- The feed.


class Feed:
    def __init__(self):
        self.entries = []  # (time, place, envelope)

    def add(self, when, key, value, headers=None, **more):
        envelope = {"key": key, "value": value, **more}
        if headers:
            envelope["headers"] = headers
        self.entries.append((when, len(self.entries), envelope))

    def message(self, when, members, headers=None):
        stamp = when.strftime("%Y-%m-%dT%H:%M:%S") + VIETNAM
        members = {**members, "fetched_at": stamp}
        self.add(when, members.get("url"), json.dumps(members, ensure_ascii=False), headers)

    def write(self, out):
        for _, _, envelope in sorted(self.entries, key=lambda entry: entry[:2]):
            out.write(json.dumps(envelope, ensure_ascii=False) + "\n")


def naive(story):
    return (story.when + timedelta(hours=7 if story.published.endswith("Z") else 0)).replace(tzinfo=None)


def add_stories(feed, stories, rng):
    for i, story in enumerate(stories):
        others = rng.sample([s for s in stories if s is not story and s.vietnamese == story.vietnamese], 3)
        members = {"id": f"{story.site.split('.')[0]}-{1000 + i}", "url": story.url, "title": story.title}
        if i % 6 == 2:
            members["html"] = html(story, others, rng)
        else:
            pages = VIETNAMESE_PAGES if story.vietnamese else ENGLISH_PAGES
            members["text"] = pages[i % len(pages)](story, others, rng)
        if i % 3 == 0:
            members["source"] = story.source
        if i % 4 == 1:
            members["published"] = story.published
        if i % 7 == 3:
            del members["title"]  # the page says it
        if i % 9 == 4:
            del members["id"]  # the daemon names it by its place
        if i % 8 == 5:
            members["crawl"] = {"depth": i % 4, "status": 200, "bytes": 18_000 + 137 * i, "etag": "W/\"%x\"" % (i * 7919)}
            members["score"] = 0.25 * (i % 4)
        headers = {"traceparent": "00-%032x-%016x-01" % (0x5eed0000 + i, 0xd0 + i)} if i % 5 == 0 else None
        feed.message(naive(story) + timedelta(minutes=rng.randrange(4, 40)), members, headers)


def add_copies(feed, stories, rng):
    """About half of the stories appear again at aggregators, an hour to a day and a half later."""
    aggregators = ["tonghop247.example", "docbaonhanh.example", "tinquanhta.example", "baomoimoi.example"]
    vietnamese = [s for s in stories if s.vietnamese]

    def again(story, name, title, text, n, **more):
        host = aggregators[n % len(aggregators)]
        when = naive(story) + timedelta(minutes=60 + rng.randrange(0, 1900))
        feed.message(when, {"id": f"{host.split('.')[0]}-{name}-{n}", "url": f"https://{host}/{name}/{story.slug}", "title": title, "text": text, **more})

    for n, story in enumerate(stories[0::6]):  # word for word
        again(story, "chep", story.title, plain(story), n)
    for n, story in enumerate(stories[1::6]):  # in the furniture of another site
        others = rng.sample(vietnamese, 3)
        page = online if story.vietnamese else english_daily
        again(story, "dang-lai", story.title, page(story, others, rng), n + 1, source=story.source)
    for n, story in enumerate(stories[3::7]):  # cut short
        kept = story.paragraphs[: max(2, (2 * len(story.paragraphs) + 2) // 3)]
        again(story, "rut-gon", story.title, "\n\n".join([story.title] + kept + ["Xem thêm tại " + story.source]), n + 2)
    for n, story in enumerate(stories[5::8]):  # under another headline
        title = ("Tin nóng: " if story.vietnamese else "Watch: ") + story.title.split(",")[0]
        again(story, "dat-lai-tit", title, "\n\n".join([title] + story.paragraphs), n + 3)
    for n, story in enumerate(vietnamese[4::11]):  # typed without accents
        again(story, "khong-dau", toneless(story.title), toneless(plain(story)), n)
    for n, story in enumerate(stories[2::26]):  # copied all over: the most copied of the summary
        for m, host in enumerate(aggregators):
            again(story, f"lan-{m}", story.title, plain(story) if m % 2 else online(story, vietnamese[:2], rng), m)


def add_updates(feed, stories, rng):
    """The same address again some hours later: more is known."""
    additions = {
        True: "Cập nhật lúc {t}: cơ quan chức năng cho biết đã bổ sung {a} cán bộ và {b} phương tiện, thông tin chi tiết sẽ được công bố trong cuộc họp báo vào {c} giờ sáng mai.",
        False: "Update at {t}: officials added that {a} staff and {b} vehicles had been assigned, and that details would be given at a briefing at {c} in the morning.",
    }
    for n, story in enumerate(stories[4::9]):
        when = naive(story) + timedelta(hours=3 + n)
        more = additions[story.vietnamese].format(t=when.strftime("%H:%M"), a=12 + 7 * n, b=3 + n, c=8 + n % 3)
        text = "\n\n".join([story.title] + story.paragraphs + [more])
        feed.message(when, {"id": f"{story.site.split('.')[0]}-cap-nhat-{n}", "url": story.url, "title": story.title, "text": text})


def add_series(feed, rng):
    first = datetime(2026, 11, 16)
    for i in range(6):
        day = first + timedelta(days=i)
        title, text = weather(day, i, rng)
        feed.message(day.replace(hour=4, minute=41), {"id": f"thoi-tiet-{day:%m%d}", "url": f"https://khituong.example/ban-tin/{day:%Y%m%d}", "title": title, "text": text})
        if i == 2:  # an aggregator copies one bulletin
            feed.message(day.replace(hour=6, minute=2), {"id": "tonghop247-thoi-tiet", "url": "https://tonghop247.example/thoi-tiet", "title": title, "text": text})
    for i, hour in enumerate([9, 15, 9, 15, 9, 9]):
        day = first + timedelta(days=1 + i // 2 if i < 4 else i - 1)
        title, text = gold(day, hour, rng)
        feed.message(day.replace(hour=hour, minute=6), {"id": f"gia-vang-{day:%m%d}-{hour}", "url": f"https://giavang.example/{day:%Y%m%d}/{hour}h", "title": title, "text": text})


def add_short(feed):
    """Messages with a headline and no text: an event with an empty body."""
    day = datetime(2026, 11, 18)
    titles = ["TRỰC TIẾP: Họp báo công bố phương án khắc phục sự cố nước sạch", "Ảnh: Hoa dã quỳ nở vàng đèo Tà Nung", "BREAKING: Parliament passes coastal rail bill"]
    for i, title in enumerate(titles):
        feed.message(day + timedelta(hours=26 * i + 9), {"id": f"tin-ngan-{i}", "url": f"https://thoisu24.example/tin-ngan/{i}", "title": title, "text": ""})


def add_takedowns(feed, stories):
    """Publishers withdraw what they published; one tombstone does not say what."""
    for i in (5, 17, 31):
        feed.add(naive(stories[i]) + timedelta(hours=9), stories[i].url, None)
    feed.add(datetime(2026, 11, 20, 13, 5), None, None)


def add_broken(feed):
    def text(i):
        return f"Tin số {i}: nội dung bài viết vẫn nguyên vẹn nhưng thông điệp bọc ngoài thì hỏng."

    broken = [
        '{"id":"hong-1","title":"Thiếu dấu ngoặc","text":"' + text(1) + '"',
        "Đây là một dòng văn bản, không phải JSON.",
        '["không","phải","đối","tượng"]',
        '{"id":"hong-4","title":"Sai kiểu","text":["đoạn một","đoạn hai"]}',
        '{"id":5005,"title":"Số thay cho chuỗi","text":"' + text(5) + '"}',
        '{"id":"hong-6","url":"https://thoisu24.example/hong-6"}',
        '{"id":"hong-7","title":"","text":"","html":null}',
        '{"id":"hong-8","title":"Sai giờ","published":"hôm qua","text":"' + text(8) + '"}',
        '{"id":"hong-9","title":"Tháng 13","fetched_at":"2026-13-01T08:00:00+07:00","text":"' + text(9) + '"}',
        '{"id":"hong-10","title":"Hai nội dung","text":"' + text(10) + '","html":"<p>' + text(10) + '</p>"}',
        '{"id":"hong-11","title":"Lặp tên","text":"một","text":"hai"}',
        '{"id":"hong-12","title":"Quá sâu","text":"' + text(12) + '","crawl":' + "[" * 90 + "]" * 90 + "}",
        '{"id":"hong-13","title":"Đuôi thừa","text":"' + text(13) + '"} và nữa',
        "",
    ]
    start = datetime(2026, 11, 16, 8, 30)
    for i, value in enumerate(broken):
        feed.add(start + timedelta(hours=10 * i, minutes=7 * i), f"hong-{i + 1}", value)
    # Cut in the middle of a letter, twice: the text is repaired, the message stays an article.
    page = "Thông báo tạm ngừng cấp nước tại ba phường để thay đường ống, từ 22h ngày 21/11 đến 5h ngày 22/11.".encode()
    cut = page[: page.index("ờ".encode()) + 2] + page[page.index(" để".encode()) :] + " Mong người dân thông cảm và trữ nướ".encode()[:-1]
    value = '{"id":"cat-giua-chu","title":"Tạm ngừng cấp nước đêm 21/11","text":"'.encode() + cut + b'"}'
    feed.add(datetime(2026, 11, 21, 7, 7), "cat-giua-chu", None, value_hex=value.hex())
    # Not text at all.
    feed.add(datetime(2026, 11, 21, 16, 3), "anh-jpeg", None, value_hex=(b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(range(64))).hex())


def main():
    rng = random.Random(2026)
    stories = sorted((Story(path) for path in STORIES.glob("*.txt")), key=lambda story: (naive(story), story.slug))
    feed = Feed()
    add_stories(feed, stories, rng)
    add_copies(feed, stories, rng)
    add_updates(feed, stories, rng)
    add_series(feed, rng)
    add_short(feed)
    add_takedowns(feed, stories)
    add_broken(feed)
    feed.write(sys.stdout)


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    main()
