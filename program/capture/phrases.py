"""Phrases written the way people say them, made into one pattern: a phrase a line, `|` at its start continues it.

`(a|b)` and `(a )?` choose, `<name>` is a list of the vocabulary, `~3` lets up to three words stand in between, white
space is any white space and ` ?` perhaps none; a phrase begins and ends at a word's edge.
"""

import re
from collections.abc import Mapping

JOIN = re.compile(r"\s*\n\s*\|\s*")
NAME = re.compile(r"<(\w+)>")
GAP = re.compile(r" ~(\d+) ")
BETWEEN = r"(?:\s+[\w'@#./-]+){0,%s} "
GROUP = re.compile(r"\((?!\?)")


def pattern(lines: str, words: Mapping[str, str]) -> re.Pattern[str]:
    """This will match any of the phrases; `words` are the vocabulary's lists."""
    phrases = [_phrase(line.strip(), words) for line in JOIN.sub("|", lines).strip().split("\n")]
    return re.compile(rf"(?:(?<!\w)|(?='))(?:{'|'.join(phrases)})(?!\w)", re.IGNORECASE)


def vocabulary(**lists: str) -> Mapping[str, str]:
    """This will tidy lists of words, parted by ` | `, that run over several lines."""
    return {name: " ".join(text.split()).replace(" | ", "|") for name, text in lists.items()}


def _phrase(line: str, words: Mapping[str, str]) -> str:
    while NAME.search(line):
        line = NAME.sub(lambda name: f"({words[name[1]]})", line)
    line = GAP.sub(lambda gap: BETWEEN % gap[1], line)
    return GROUP.sub("(?:", line).replace(" ?", r"\s*").replace(" ", r"\s+")
