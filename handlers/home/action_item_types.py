"""Action items as plain values."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class ActionItemKind(StrEnum):
    """The kinds of action item, each with its own words and button; `STILL` asks again who holds an escalation.

    `REVIEW`, `REQUEST`, `STUCK`, `UNDECIDED`, `SHORTFALL`, `OVERRUN` and `DUPLICATE` are a program manager's: a digest
    to review, what others owe an answer to, benefits below their plan, projects above their budget, and those that may
    do the same work.
    """

    ESCALATION = "escalation"
    STILL = "still"
    CHECKIN = "checkin"
    UPDATE = "update"
    BLOCKER = "blocker"
    HANDOVER = "handover"
    PROPOSAL = "proposal"
    GOAL = "goal"
    ASSIGN = "assign"
    CHANGE = "change"
    ENTRY = "entry"
    DECIDE = "decide"
    AGREE = "agree"
    READING = "reading"
    LATE = "late"
    REVIEW = "review"
    REQUEST = "request"
    STUCK = "stuck"
    ACCEPT = "accept"
    LESSON = "lesson"
    DUPLICATE = "duplicate"
    UNDECIDED = "undecided"
    SHORTFALL = "shortfall"
    OVERRUN = "overrun"
    CLASH = "clash"
    EXPLAIN = "explain"
    GAP = "gap"


@dataclass(frozen=True, slots=True)
class ActionItem:
    """An item that waits for this person.

    The button that answers it carries `id`. `about` lists other things to name, as labels; `who` is the name of the
    person who owes the answer.
    """

    kind: ActionItemKind
    id: str
    text: str = ""
    about: tuple[str, ...] = ()
    by: date | None = None
    who: str = ""
