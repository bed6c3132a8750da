"""The vocabulary: every word that a date can be made of, and the pattern language of the forms."""

import re
from collections.abc import Iterable


def _number_names(start: int, *names: str) -> dict[str, int]:
    return {name: n for n, group in enumerate(names, start) for name in group.split("|")}


MONTHS = _number_names(
    1,
    *("jan|january", "feb|february", "mar|march", "apr|april", "may", "jun|june", "jul|july", "aug|august"),
    *("sep|sept|september", "oct|october", "nov|november", "dec|december"),
)
WEEKDAYS = _number_names(
    0,
    *("mon|monday", "tue|tues|tuesday", "wed|weds|wednesday", "thu|thur|thurs|thursday"),
    *("fri|friday", "sat|saturday", "sun|sunday"),
)
NUMBERS = _number_names(
    1,
    *("a|an|one", "two|couple|couple of|a couple|a couple of", "three", "four", "five", "six", "seven", "eight"),
    *("nine", "ten", "eleven", "twelve"),
)
_ONES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
_TEENS = ("tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth")
ORDINALS = _number_names(
    1,
    *_ONES,
    *_TEENS,
    *("seventeenth", "eighteenth", "nineteenth", "twentieth"),
    *(f"twenty-{ordinal}|twenty {ordinal}" for ordinal in _ONES),
    *("thirtieth", "thirty-first|thirty first"),
)
UNITS = {
    **dict.fromkeys(("d", "day", "days"), "day"),
    **dict.fromkeys(("w", "wk", "wks", "week", "weeks"), "week"),
    **dict.fromkeys(("fortnight", "fortnights"), "fortnight"),
    **dict.fromkeys(("mo", "mth", "month", "months"), "month"),
    **dict.fromkeys(("q", "quarter", "quarters"), "quarter"),
    **dict.fromkeys(("y", "yr", "yrs", "year", "years"), "year"),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), "hour"),
    **dict.fromkeys(("wd", "wds", "bd", "workday", "workdays", "weekday", "weekdays"), "wd"),
    **dict.fromkeys((f"{w} {d}" for w in ("working", "business", "work") for d in ("day", "days")), "wd"),
}


def split_words(words: str) -> tuple[str, ...]:
    return tuple(words.split())


def any_of(words: Iterable[str]) -> str:
    """Return a pattern that matches any of these words, the longest first."""
    return "(?:" + "|".join(sorted(words, key=len, reverse=True)) + ")"


_PATTERN_PARTS = {
    "month": rf"(?P<month>{any_of(MONTHS)})(?:\.(?=,? ?\d))?",
    "weekday": rf"(?P<weekday>{any_of(WEEKDAYS)})(?:\.(?= \d))?",
    "n": rf"(?P<n>\d{{1,3}}|{any_of(NUMBERS)})",
    # "2w" but not "an d".
    "gap": r"(?:(?<=\d) ?-?|[ -])",
    "unit": rf"(?P<unit>{any_of(UNITS)})",
    "d": rf"(?P<d>\d{{1,2}}(?:st|nd|rd|th)?|{any_of(ORDINALS)})",
    "nth": rf"(?P<nth>last|[1-5](?:st|nd|rd|th)|{any_of(list(ORDINALS)[:5])})",
    "year": r"(?P<year>(?:19|20)\d\d|'\d\d|(?:of )?(?:next|this|last) year)",
}


_SHORTHAND = re.compile(r"\[[^\]]*\]|(?<!\?P)<(?P<part>[a-z]+)>| \?| ")


def _expand_shorthand(match: re.Match[str]) -> str:
    if match["part"] in _PATTERN_PARTS:
        return _SHORTHAND.sub(_expand_shorthand, _PATTERN_PARTS[match["part"]])
    return {" ": " {1,3}", " ?": " {0,3}"}.get(match[0], match[0])


def compile_form(pattern: str, *, closed: bool = True) -> re.Pattern[str]:
    """Compile a form: a space is one to three spaces, `<name>` is a part of the vocabulary.

    A `closed` form ends at the end of a word (or at the T before a time).
    """
    end = r"(?=t\d\d:|(?![a-z0-9]))" if closed else ""
    return re.compile(f"(?:{_SHORTHAND.sub(_expand_shorthand, pattern)}){end}", re.ASCII)


_FOLDED_CHARACTERS = {
    **{ord(upper): upper.lower() for upper in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"},
    **dict.fromkeys(map(ord, "\t\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f*"), " "),
    **dict.fromkeys(map(ord, "‘’‛′"), "'"),
    **dict.fromkeys(map(ord, "‐‑‒–—―−"), "-"),
    **dict.fromkeys(map(ord, "→➔➜➡⇒⟶"), "→"),
    **dict.fromkeys(map(ord, "\r\v\f\u2028\u2029\u0085"), "\n"),
}


def fold_text(text: str) -> str:
    """Return the text in lower case and with plain marks, every character in its old position."""
    return text.translate(_FOLDED_CHARACTERS)


def parse_number(word: str) -> int:
    word = " ".join(word.split())
    return NUMBERS[word] if word in NUMBERS else int(word)


def parse_ordinal(word: str) -> int:
    word = " ".join(word.split())
    return ORDINALS[word] if word in ORDINALS else int(word.rstrip("stndrh"))
