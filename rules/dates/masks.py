"""What is no date whatever it looks like: code, links, mentions, and pieces of ids, versions, paths, money."""

import re

_CLOSED = re.compile(r"```.*?```|`[^`\n]{1,500}`|<(?:[@#!]|https?:|mailto:)[^<>\n]*>", re.DOTALL)
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>]+")
_BEFORE = re.compile(r"[a-z0-9_@#/\\$€£¥&=%^.]$|[0-9][:,-]$|[a-z]-$|:[a-z0-9_+-]{0,20}$", re.ASCII)
_AFTER = re.compile(r"[_@/=%+]|[.:-][a-z0-9]|'s(?![a-z])|:[a-z0-9_+-]{0,30}:", re.ASCII)


def mask(folded: str) -> str:
    """This will blank code, mentions and addresses with NUL, every other character staying in its place."""
    if "`" in folded or "<" in folded:
        folded = _CLOSED.sub(_blanks, folded)
    if "://" in folded or "www." in folded:
        folded = _ADDRESS.sub(_blanks, folded)
    return folded


def _blanks(match: re.Match[str]) -> str:
    return "\0" * len(match[0])


def stands_alone(text: str, start: int, end: int) -> bool:
    """This will tell whether `start:end` are words of the sentence, not a piece of an id, path or number."""
    return not _BEFORE.search(text[max(0, start - 24) : start]) and not _AFTER.match(text, end)
