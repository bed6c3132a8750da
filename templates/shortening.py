"""Cut a text where its reader can stop: after a sentence or a clause, else after a word that needs no other one."""

import re
from collections.abc import Sequence

ELLIPSIS = "…"
_PAIRS = {"(": ")", "[": "]", "“": "”", "«": "»"}
_CLAUSE_END = re.compile(r"[.!?,;:]+[)”»\]\"’]*$")
_SENTENCE_END = re.compile(r"\w{2}[.!?]+[)”»\]\"’]*$")
_DASHES = frozenset({"–", "—", "-", "·", "|"})
_TRAILING = " ,;:.!?…–—-·|"
# After these a reader waits for the next word.
_OPEN_WORD = re.compile(
    "a|an|the|this|that|these|those|its|his|her|their|our|your|my|of|to|in|on|at|by|for|with|from|into|"
    "than|as|and|or|but|nor|if|when|while|until|till|because|so|which|who|is|are|was|were|be|been|no|not|"
    "we|it|they|he|she|i|you|most|more|less|up|about|after|before|within|without|per|via|every|each|only|"
    "mon|tue|wed|thu|fri|sat|sun"
)


def first_words(text: str, most: int) -> str:
    """Return a text of at most so many words, with an ellipsis where it goes on."""
    words = text.split()
    if len(words) <= most:
        return text
    return type(text)(_joined(words[: _best_cut(words, most)]))


def truncate(text: str, length: int = 255, killwords: bool = False, end: str = ELLIPSIS) -> str:
    """Return a text of at most so many characters; `killwords` cuts within a word, as values of buttons are."""
    if len(text) <= length:
        return text
    cut = str(text)[: length - len(end) - len(_closing_marks(text[:length]))]
    if not killwords:
        words = str(text).split()
        kept = cut.split()
        if len(kept) > 1 and kept[-1] != words[len(kept) - 1]:
            kept = kept[:-1]
        return type(text)(_joined(kept[: _best_cut(words, len(kept))]) if len(kept) > 1 else cut + end)
    return type(text)(cut + end)


def _joined(words: Sequence[str]) -> str:
    """Return the words with an ellipsis, and what closes a quotation or bracket that they leave open."""
    text = " ".join(words)
    return (text.rstrip(_TRAILING) or text) + ELLIPSIS + _closing_marks(text)


def _closing_marks(text: str) -> str:
    return "".join(right for left, right in _PAIRS.items() if text.count(left) > text.count(right))


def _best_cut(words: Sequence[str], most: int) -> int:
    """Return how many words to keep: a sentence or a clause of at least half of `most`, else what leaves none open.

    So is a quotation or bracket, unless more than half would go with it.
    """
    whole = [count for count in range(most, 0, -1) if _is_closed(words[:count])]
    for end in (_SENTENCE_END, _CLAUSE_END):
        for count in whole:
            if 2 * count >= most and (end.search(words[count - 1]) or words[count] in _DASHES):
                return count
    rest = [count for count in range(most, 0, -1) if not _is_open_word(words[count - 1])]
    closed = next((count for count in rest if count in whole), 0)
    # A long quotation is cut within rather than left out: it is often the name of what is told.
    return closed if 2 * closed >= most else next(iter(rest), most)


def _is_closed(words: Sequence[str]) -> bool:
    return not _closing_marks(" ".join(words))


def _is_open_word(word: str) -> bool:
    bare = word.strip("\"'‘’“”«».,;:").casefold()
    return not bare or _OPEN_WORD.fullmatch(bare) is not None or bare[-1].isdigit() or word in _DASHES
