"""Words that a message and a name or another message have in common."""

import re
from collections.abc import Mapping

_WORD = re.compile(r"\w{4,}")
_COMMON_WORDS = re.compile(
    r"(?:that|this|with|from|will|have|been|were|they|them|then|than|next|week|weeks|days|month|months|date|dates"
    r"|late|slip|slips|slipped|slipping|moved|pushed|delayed|because|still|milestone|milestones|project|program"
    r"|done|ready|expected|forecast|march|april|june|july|need|needs|waiting|blocked|blocker|work|team)"
)
# The share of words that two descriptions of one blocker have in common.
ALIKE = 0.6


def only_named(text: str, names: Mapping[str, str]) -> tuple[str, ...]:
    """Return the id of the only name of which a word is in the text, or nothing."""
    said = _words(text)
    found = tuple(id for id, name in names.items() if said & _words(name))
    return found if len(found) == 1 else ()


def are_alike(one: str, other: str) -> bool:
    """Return whether two texts say much the same in the same words."""
    first, second = _words(one), _words(other)
    shorter = min(len(first), len(second))
    return shorter >= 2 and len(first & second) >= ALIKE * shorter


def _words(text: str) -> set[str]:
    return {word for word in _WORD.findall(text.casefold()) if not _COMMON_WORDS.fullmatch(word)}
