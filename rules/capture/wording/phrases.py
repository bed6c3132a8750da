"""Phrases written the way people say them, one per line; `|` or `+` at the start of a line continues the one above.

With `|` the break stands for an alternative, with `+` for a space. `(a|b)` and `(a )?` choose, `<name>` is a list of
the vocabulary, `~3` allows up to three words in between, white space is any white space and ` ?` is optional white
space; a phrase begins and ends at a word boundary. Before a `;` come stems, and any text that holds the phrase must
hold one of them: looking for stems first spares most sentences the patterns.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

LINE_CONTINUATION = re.compile(r"(;)?\s*\n\s*\|\s*")
LINE_JOINED = re.compile(r"\s*\n\s*\+ ")
LIST_NAME = re.compile(r"<(\w+)>")
WORD_GAP = re.compile(r" ~(\d+) ")
WORDS_BETWEEN = r"(?:\s+[\w'@#./-]+){0,%s} "
OPEN_GROUP = re.compile(r"\((?!\?)")


@dataclass(frozen=True, slots=True)
class Phrases:
    """Compiled phrases, and for each stem the phrases that can occur in a text with that stem."""

    patterns: tuple[re.Pattern[str], ...]
    by_stem: Mapping[str, tuple[int, ...]]

    @classmethod
    def from_lines(cls, lines: str, words: Mapping[str, str]) -> "Phrases":
        """Compile phrases with stems; `words` are the lists of the vocabulary."""
        by_stem: dict[str, tuple[int, ...]] = {}
        patterns = []
        for index, line in enumerate(_join_continued(lines)):
            stems, _, phrase = line.partition(" ; ")
            patterns.append(compile_phrases(phrase, words))
            for stem in stems.strip().split("/"):
                by_stem[stem] = (*by_stem.get(stem, ()), index)
        return cls(tuple(patterns), by_stem)

    def matches_in(self, text: str) -> Iterator[re.Match[str]]:
        """Yield every phrase that the text holds, phrase by phrase."""
        lower_text = text.lower()
        stems = [stem for stem in self.by_stem if stem in lower_text]
        for index in sorted({index for stem in stems for index in self.by_stem[stem]}):
            yield from self.patterns[index].finditer(text)


def compile_phrases(lines: str, words: Mapping[str, str]) -> re.Pattern[str]:
    """Compile a pattern that matches any of the phrases, which have no stems here."""
    phrases = [_expand_phrase(line.strip(), words) for line in _join_continued(lines)]
    return re.compile(rf"(?:(?<!\w)|(?='))(?:{'|'.join(phrases)})(?!\w)", re.IGNORECASE)


def tidy_vocabulary(**lists: str) -> Mapping[str, str]:
    """Tidy lists of words that are separated by ` | ` and run over several lines."""
    return {name: " ".join(text.split()).replace(" | ", "|") for name, text in lists.items()}


def _join_continued(lines: str) -> list[str]:
    lines = LINE_JOINED.sub(" ", lines)
    return LINE_CONTINUATION.sub(lambda continuation: " ; " if continuation[1] else "|", lines).strip().split("\n")


def _expand_phrase(line: str, words: Mapping[str, str]) -> str:
    while LIST_NAME.search(line):
        line = LIST_NAME.sub(lambda list_name: f"({words[list_name[1]]})", line)
    line = WORD_GAP.sub(lambda gap: WORDS_BETWEEN % gap[1], line)
    return OPEN_GROUP.sub("(?:", line).replace(" ?", r"\s*").replace(" ", r"\s+")
