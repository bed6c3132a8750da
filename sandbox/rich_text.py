"""The rules for rich_text: sections, lists, quotes, preformatted text and their contents."""

from sandbox.checks import Check, Fields, anything, array, boolean, by_type, integer, one_of, record, string
from sandbox.elements import channel_id, url, user_id

_STYLE = record({}, dict.fromkeys(("bold", "italic", "strike", "code", "underline"), boolean))
_MENTION_STYLE = record(
    {}, dict.fromkeys(("bold", "italic", "strike", "highlight", "client_highlight", "unlink"), boolean)
)


def _inline_element(required: Fields, optional: Fields | None = None) -> Check:
    return record({"type": anything, **required}, optional)


_TEXT = record({"type": anything, "text": string(12_000)}, {"style": _STYLE})
_LINK = _inline_element({"url": url}, {"text": string(3000), "unsafe": boolean, "style": _STYLE})
_DATE = _inline_element(
    {"timestamp": integer(0, 99_999_999_999), "format": string(200)}, {"url": url, "fallback": string(200)}
)
INLINE = {
    "text": _TEXT,
    "link": _LINK,
    "user": _inline_element({"user_id": user_id}, {"style": _MENTION_STYLE}),
    "channel": _inline_element({"channel_id": channel_id}, {"style": _MENTION_STYLE}),
    "usergroup": _inline_element({"usergroup_id": string(50)}, {"style": _MENTION_STYLE}),
    "emoji": _inline_element(
        {"name": string(100)}, {"unicode": string(100), "skin_tone": integer(1, 6), "style": _STYLE}
    ),
    "date": _DATE,
    "broadcast": _inline_element({"range": one_of("here", "channel", "everyone")}),
    "color": _inline_element({"value": string(7)}),
}
_BORDER: Fields = {"border": integer(0, 1)}
_WORDS = array(by_type(INLINE), 1000)
_SECTION = _inline_element({"elements": _WORDS})
_LIST = _inline_element(
    {"style": one_of("bullet", "ordered"), "elements": array(by_type({"rich_text_section": _SECTION}), 500)},
    {"indent": integer(0, 8), "offset": integer(0, 10_000), **_BORDER},
)
_PREFORMATTED = _inline_element(
    {"elements": array(by_type({"text": _TEXT, "link": _LINK}), 1000)}, {"language": string(50), **_BORDER}
)
rich_text = record(
    {
        "type": anything,
        "elements": array(
            by_type(
                {
                    "rich_text_section": _SECTION,
                    "rich_text_list": _LIST,
                    "rich_text_quote": _inline_element({"elements": _WORDS}, _BORDER),
                    "rich_text_preformatted": _PREFORMATTED,
                }
            ),
            500,
        ),
    },
    {"block_id": string(255)},
)
