"""The answer to a line that was only half understood: why nothing is saved, and one hint for the verb that failed."""

from datetime import date

from rules.capture.values import FormDoubt, UnclearForm
from rules.dates import DoubtfulDay
from rules.dates.found import format_day
from rules.refusal import Refusal

MAX_QUOTED_LENGTH = 60
_ANY_MILESTONE = "M-42"
_EXAMPLES = {
    "done": "`{id} done`",
    "percent": "`{id} 60%`",
    "owner": "`{id} owner @bo`",
    "slip": "`{id} slip to 14 Mar because the vendor is late`",
    "block": "`block {id}: no staging data needs @bo by 14 Mar`",
    "unblock": "`unblock B-3`",
    "risk": "`risk: the vendor is late 40% 10d check 1 May`",
    "issue": "`issue: the test server is down`",
    "assume": "`assume: the store review takes a week, check 1 May`",
    "assumption": "`assume: the store review takes a week, check 1 May`",
    "decided": "`decided: we ship without dark mode`",
}
_MISSING_TEXT = {
    "block": "say what blocks {id}",
    "risk": "say what the risk is",
    "issue": "say what the issue is",
    "assume": "say what you assume",
    "assumption": "say what you assume",
    "decided": "say what was decided",
}


def refusal_of(doubt: UnclearForm, *, today: date) -> Refusal:
    """Return the refusal of a half-understood line; the days that a doubtful date can mean are its choices."""
    if doubt.choices:
        readings = " or ".join(format_day(day, today=today) for day in doubt.choices)
        what = doubt.why or f"“{_quoted(doubt)}” can be {readings}."
        again = doubt.line.text.replace(doubt.part, "{}", 1)
        return DoubtfulDay(
            f"Nothing saved yet. {what}", "", "Which day do you mean?", days=doubt.choices, again=again, today=today
        )
    return Refusal(f"Nothing saved: {_reason(doubt)}.", "", _hint(doubt))


def _quoted(doubt: UnclearForm) -> str:
    return doubt.part if len(doubt.part) <= MAX_QUOTED_LENGTH else f"{doubt.part[:MAX_QUOTED_LENGTH]}…"


def _reason(doubt: UnclearForm) -> str:
    part, id = _quoted(doubt), doubt.subject or _ANY_MILESTONE
    match doubt.doubt:
        case FormDoubt.DATE | FormDoubt.AMBIGUOUS_DATE:
            return f"“{part}” isn't a date I understand" if part else "the new date is missing"
        case FormDoubt.PERCENT:
            return "progress must be 0–100%"
        case FormDoubt.OWNER:
            return "name the new owner with @"
        case FormDoubt.TEXT:
            return _MISSING_TEXT.get(doubt.verb, "the words are missing").replace("{id}", id)
        case FormDoubt.REST:
            return f"I don't understand “{part}” after `{_written(doubt)}`"
        case FormDoubt.COMMAND | FormDoubt.UNKNOWN:
            return f"I don't understand “{part}”" + (f" about {doubt.subject}" if doubt.subject else "")


def _written(doubt: UnclearForm) -> str:
    """Return the part of the line that was understood."""
    return f"{doubt.subject} {'60%' if doubt.verb == 'percent' else doubt.verb}".strip()


def _hint(doubt: UnclearForm) -> str:
    id = doubt.subject or _ANY_MILESTONE
    if doubt.doubt is FormDoubt.COMMAND:
        return f"Try `{doubt.part.replace('`', '')}`."
    if doubt.verb in _EXAMPLES:
        return f"Try {_EXAMPLES[doubt.verb].replace('{id}', id)}."
    return f"Try `{id} done`, `{id} 60%` or `{id} slip to 14 Mar`."
