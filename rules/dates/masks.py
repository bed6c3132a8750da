"""Text that is never a date: code, links, mentions, and pieces of ids, versions, paths and sums of money."""

import re

_ENCLOSED_TEXT = re.compile(r"```.*?```|`[^`\n]{1,500}`|<(?:[@#!]|https?:|mailto:)[^<>\n]*>", re.DOTALL)
_WEB_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>]+")
_JOINED_BEFORE = re.compile(r"[a-z0-9_@#/\\$€£¥&=%^.]$|[0-9][:,-]$|[a-z]-$|:[a-z0-9_+-]{0,20}$", re.ASCII)
_JOINED_AFTER = re.compile(r"[_@/=%+]|[.:-][a-z0-9]|'s(?![a-z])|:[a-z0-9_+-]{0,30}:", re.ASCII)


def mask_non_words(folded: str) -> str:
    """Replace code, mentions and addresses with NUL characters; every other character keeps its position."""
    if "`" in folded or "<" in folded:
        folded = _ENCLOSED_TEXT.sub(_blank_match, folded)
    if "://" in folded or "www." in folded:
        folded = _WEB_ADDRESS.sub(_blank_match, folded)
    return folded


def _blank_match(match: re.Match[str]) -> str:
    return "\0" * len(match[0])


def stands_alone(text: str, start: int, end: int) -> bool:
    """Return whether `start:end` are words of the sentence, not a piece of an id, path or number."""
    return not _JOINED_BEFORE.search(text[max(0, start - 24) : start]) and not _JOINED_AFTER.match(text, end)
