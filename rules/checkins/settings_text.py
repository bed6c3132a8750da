"""Parsing check-in settings: `mon,wed 10:00 window 6h #channel @ana`, `ask "…"`, `monthly off`, `pulse off`."""

import re
from dataclasses import replace
from datetime import time

from rules.checkins.prompting import Checkin
from rules.plan import WEEKDAYS
from rules.refusal import Refusal
from rules.text import Token, tokens

USAGE = 'Try `checkin PRJ-1 tue,thu 09:30 window 24h` or `checkin PRJ-1 ask "What worries you?"`.'
MAX_WINDOW_HOURS = 120
MAX_QUESTIONS = 5
_CLOCK = re.compile(r"^([01]?\d|2[0-3])[:.]([0-5]\d)$")
_HOURS = re.compile(r"^(\d{1,3})h?$")


class NotUnderstood(Refusal):
    """Raised when a word of the settings can't be understood."""

    def __init__(self, word: str, why: str = "") -> None:
        super().__init__(f"I don't understand “{word[:40]}”.", why, USAGE)


def apply_settings(checkin: Checkin, text: str) -> Checkin:
    """Return the check-in with the given settings applied; others keep their value. Raises NotUnderstood."""
    words = [token for token in tokens(text) if token.text.strip(",")]
    if words and words[0].text.casefold() == "ask":
        return _change_questions(checkin, text.strip()[3:].strip(), words[1:])
    pending_name = ""
    for word in words:
        plain = word.text.casefold().strip(",")
        if pending_name:
            checkin, pending_name = _set_value(checkin, pending_name, plain), ""
        elif plain in ("window", "monthly", "pulse"):
            pending_name = plain
        else:
            checkin = _apply_word(checkin, word, plain)
    if pending_name:
        raise NotUnderstood(pending_name, "It needs a value after it.")
    return checkin


def _change_questions(checkin: Checkin, rest: str, words: list[Token]) -> Checkin:
    """Add a question, or remove all with `ask nothing`."""
    if rest.casefold() in ("nothing", "none", ""):
        return replace(checkin, questions=())
    question = next((word.text for word in words if word.kind == "quoted"), rest)
    if not question.strip("\"'“”„ "):
        raise Refusal("Nothing saved: say what to ask.", "", 'Try `checkin PRJ-1 ask "What worries you?"`.')
    if len(checkin.questions) >= MAX_QUESTIONS:
        raise Refusal(
            f"A check-in has at most {MAX_QUESTIONS} questions.",
            "",
            "To remove them: `ask nothing`.",
        )
    return replace(checkin, questions=(*checkin.questions, question[:150]))


def _set_value(checkin: Checkin, name: str, value: str) -> Checkin:
    if name == "monthly" and value in ("on", "off"):
        return replace(checkin, outside=value == "on")
    if name == "pulse" and value in ("on", "off"):
        return replace(checkin, pulse=value == "on")
    hours = _HOURS.match(value)
    if name == "window" and hours and 1 <= int(hours[1]) <= MAX_WINDOW_HOURS:
        return replace(checkin, window=int(hours[1]))
    raise NotUnderstood(
        f"{name} {value}", f"A window is 1 to {MAX_WINDOW_HOURS} hours; monthly and pulse are on or off."
    )


def _apply_word(checkin: Checkin, word: Token, plain: str) -> Checkin:
    if word.kind == "channel":
        return replace(checkin, channel=word.id)
    if word.kind == "user" and word.id:
        return replace(checkin, people=tuple(dict.fromkeys((*checkin.people, word.id))))
    if clock := _CLOCK.match(plain):
        return replace(checkin, at=time(int(clock[1]), int(clock[2])))
    if plain in ("daily", "weekdays"):
        return replace(checkin, days=WEEKDAYS[:5])
    days = [name[:3] for name in re.split(r"[,/+]", plain) if name]
    if days and all(day in WEEKDAYS for day in days):
        return replace(checkin, days=tuple(day for day in WEEKDAYS if day in days))
    raise NotUnderstood(word.text)
