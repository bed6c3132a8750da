"""Phrases written the way people say them, a phrase a line; `|` at the start of a line continues the one above.

`(a|b)` and `(a )?` choose, `<name>` is a list of the vocabulary, `~3` lets up to three words stand in between, white
space is any white space and ` ?` perhaps none; a phrase begins and ends at a word's edge. Before a `;` stand stems, one
of which any text that holds the phrase must hold: looking for them first spares most sentences the patterns.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

LINE_CONTINUATION = re.compile(r"(;)?\s*\n\s*\|\s*")
LIST_NAME = re.compile(r"<(\w+)>")
WORD_GAP = re.compile(r" ~(\d+) ")
WORDS_BETWEEN = r"(?:\s+[\w'@#./-]+){0,%s} "
OPEN_GROUP = re.compile(r"\((?!\?)")


@dataclass(frozen=True, slots=True)
class Phrases:
    """Phrases, and by stem which of them may stand in a text that holds the stem."""

    patterns: tuple[re.Pattern[str], ...]
    by_stem: Mapping[str, tuple[int, ...]]

    @classmethod
    def from_lines(cls, lines: str, words: Mapping[str, str]) -> "Phrases":
        """This will read phrases with stems; `words` are the vocabulary's lists."""
        by_stem: dict[str, tuple[int, ...]] = {}
        each = []
        for number, line in enumerate(_join_continued(lines)):
            stems, _, phrase = line.partition(" ; ")
            each.append(compile_phrases(phrase, words))
            for stem in stems.strip().split("/"):
                by_stem[stem] = (*by_stem.get(stem, ()), number)
        return cls(tuple(each), by_stem)

    def matches_in(self, text: str) -> Iterator[re.Match[str]]:
        """This will be every phrase the text holds, phrase by phrase."""
        low = text.lower()
        likely = [stem for stem in self.by_stem if stem in low]
        for number in sorted({number for stem in likely for number in self.by_stem[stem]}):
            yield from self.patterns[number].finditer(text)


def compile_phrases(lines: str, words: Mapping[str, str]) -> re.Pattern[str]:
    """This will match any of the phrases, which have no stems here."""
    phrases = [_expand_phrase(line.strip(), words) for line in _join_continued(lines)]
    return re.compile(rf"(?:(?<!\w)|(?='))(?:{'|'.join(phrases)})(?!\w)", re.IGNORECASE)


def tidy_vocabulary(**lists: str) -> Mapping[str, str]:
    """This will tidy lists of words, parted by ` | `, that run over several lines."""
    return {name: " ".join(text.split()).replace(" | ", "|") for name, text in lists.items()}


def _join_continued(lines: str) -> list[str]:
    return LINE_CONTINUATION.sub(lambda end: " ; " if end[1] else "|", lines).strip().split("\n")


def _expand_phrase(line: str, words: Mapping[str, str]) -> str:
    while LIST_NAME.search(line):
        line = LIST_NAME.sub(lambda name: f"({words[name[1]]})", line)
    line = WORD_GAP.sub(lambda gap: WORDS_BETWEEN % gap[1], line)
    return OPEN_GROUP.sub("(?:", line).replace(" ?", r"\s*").replace(" ", r"\s+")
