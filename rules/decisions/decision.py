"""A decision with the people around it, and the answers that are still missing.

One model covers RAPID, DACI and architecture decision records: one decider, people who must agree, people who are
consulted and people who are informed.
"""

import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from rules import kind_verbs
from rules.decisions.consent import Objection
from rules.refusal import Refusal

MAX_QUESTION_LENGTH = 300
MAX_TEXT_LENGTH = 1000
MAX_OPTIONS = 10
MAX_PEOPLE = 20
# A button's label in Slack.
MAX_OPTION_LENGTH = 75
# How long the one who made a decision may take it back with `undo`.
UNDO_WINDOW = timedelta(minutes=1)


class DecisionState(StrEnum):
    OPEN = "open"
    DECIDED = "decided"
    BY_CONSENT = "by_consent"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


MADE_STATES = frozenset({DecisionState.DECIDED, DecisionState.BY_CONSENT, DecisionState.SUPERSEDED})


class Part(StrEnum):
    """The parts people have in a decision, the one that asks most of them first."""

    DECIDER = "decider"
    MUST_AGREE = "must_agree"
    CONSULTED = "consulted"
    INFORMED = "informed"


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision as stored; see `storage.tables.decisions.DecisionRow`."""

    id: str
    program: str
    project: str | None
    question: str
    options: tuple[str, ...]
    decider: str | None
    must_agree: tuple[str, ...]
    consulted: tuple[str, ...]
    informed: tuple[str, ...]
    gates: tuple[str, ...]
    decide_by: date | None
    state: DecisionState
    chosen: str
    because: str
    proposed: str
    agreed: tuple[str, ...]
    window_from: datetime | None
    window_until: datetime | None
    supersedes: str | None
    superseded_by: str | None
    raised_by: str
    raised_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    escalated_to: str | None
    source: str
    source_channel: str | None
    restricted: bool

    @property
    def open(self) -> bool:
        return self.state is DecisionState.OPEN

    @property
    def made(self) -> bool:
        return self.state in MADE_STATES

    @property
    def outcome(self) -> str:
        """The option that was chosen; of a decision that was logged afterwards, its own words."""
        return self.chosen or (self.question if self.made else "")

    @property
    def logged(self) -> bool:
        """Return whether it was written down after it had been made."""
        return self.made and not self.chosen

    @property
    def parts(self) -> dict[str, Part]:
        """The part of each person, only the one that asks most of them."""
        named = (
            (Part.DECIDER, (self.decider,) if self.decider else ()),
            (Part.MUST_AGREE, self.must_agree),
            (Part.CONSULTED, self.consulted),
            (Part.INFORMED, self.informed),
        )
        parts: dict[str, Part] = {}
        for part, users in named:
            for user in users:
                parts.setdefault(user, part)
        return parts


@dataclass(frozen=True, slots=True)
class DecisionFields:
    """The fields of a decision in a command or form; None or empty where it says nothing."""

    question: str = ""
    options: tuple[str, ...] = ()
    decide_by: date | None = None
    decider: str | None = None
    must_agree: tuple[str, ...] = ()
    consulted: tuple[str, ...] = ()
    informed: tuple[str, ...] = ()
    gates: tuple[str, ...] = ()
    about: str | None = None
    supersedes: str | None = None

    def changed_columns(self) -> dict[str, object]:
        """Return the columns that these fields say something about."""
        return {name: value for name, value in self.columns().items() if value}

    def columns(self) -> dict[str, object]:
        """Return all columns, each person only in the part that asks most of them."""
        return {
            "question": self.question,
            "options": list(self.options),
            "decide_by": self.decide_by,
            "decider": self.decider,
            "must_agree": [user for user in self.must_agree if user != self.decider],
            "consulted": [user for user in self.consulted if user not in (self.decider, *self.must_agree)],
            "informed": [
                user for user in self.informed if user not in (self.decider, *self.must_agree, *self.consulted)
            ],
            "gates": list(self.gates),
        }


@dataclass(frozen=True, slots=True)
class ConsentState:
    """A running consent window: whose answer is awaited, and the objections that stop its clock."""

    awaited: tuple[str, ...] = ()
    objections: tuple[Objection, ...] = ()
    overruled: tuple[Objection, ...] = field(default=())


def consent_state(decision: Decision, objections: Iterable[Objection]) -> ConsentState:
    """Return who has still to answer the proposal; those who agreed or were overruled have."""
    raised = tuple(objections)
    overruled = tuple(one for one in raised if one.overruled_by)
    answered = {*decision.agreed, *(one.user for one in overruled)}
    return ConsentState(
        tuple(user for user in decision.must_agree if user not in answered and user != decision.decider),
        tuple(one for one in raised if one.open),
        overruled,
    )


def require_open(decision: Decision, *, by: str = "") -> None:
    """Raise a refusal for a decision that is not open any more; `by` is the name of who made it."""
    match decision.state:
        case DecisionState.OPEN:
            return
        case DecisionState.WITHDRAWN:
            raise Refusal(f"{decision.id} was withdrawn.", "", 'Ask again: `decide "…"`.')
        case DecisionState.SUPERSEDED:
            newer = decision.superseded_by
            raise Refusal(f"{decision.id} was superseded by {newer}.", "", f"See `{newer}`.")
    who = f"{by} has already decided" if by and decision.state is DecisionState.DECIDED else "Already decided"
    raise Refusal(
        f"{who}: {decision.outcome} ({decision.id}).",
        "A decision isn't edited after it is made.",
        f"To replace it, ask again and write `DEC-9 supersedes {decision.id}`.",
    )


def require_fields(fields: DecisionFields, usage: str) -> None:
    """Raise a refusal for a question without words or without a decider, or with options nobody could press."""
    if not fields.question.strip():
        raise Refusal("Nothing was saved: what is the question?", "", usage)
    if not fields.decider:
        raise Refusal("Who decides?", "Each decision has one decider.", usage)
    require_options(fields.options)


def require_options(options: Collection[str]) -> None:
    """Raise a refusal for options that no one could choose between; a question without any is answered in words."""
    if options:
        require_choice(options)


def require_choice(options: Collection[str]) -> None:
    """Raise a refusal for fewer than two options, or for some that can't be told apart or shown on a button."""
    if problem := option_problem(options):
        raise Refusal(*problem)


def option_problem(options: Collection[str]) -> tuple[str, str, str] | None:
    """Return why these can't be the options of a question, as the parts of a refusal."""
    if sum(map(is_option, options)) < max(2, len(options)):
        return "A choice needs at least two options.", "", "Write them with bars: `options EU|US`."
    if len(options) > MAX_OPTIONS:
        return f"That is more than {MAX_OPTIONS} options.", "", "Leave out the least likely."
    if any(len(option) > MAX_OPTION_LENGTH for option in options):
        return f"An option has at most {MAX_OPTION_LENGTH} characters.", "", "Shorten it; details go in the question."
    if len({" ".join(option.casefold().split()) for option in options}) < len(options):
        return "Two of the options are the same.", "", "Write each option once."
    return None


def is_option(text: str) -> bool:
    """Return whether a piece of text names something: a letter, a digit or a sign, not only marks and spaces."""
    return any(unicodedata.category(char)[0] in "LNS" for char in text)


def match_option(decision: Decision, text: str) -> str:
    """Return the option that the words mean; without options, the words themselves."""
    said = text.strip()
    if not said:
        raise Refusal("Which option?", "", _option_hint(decision))
    if not decision.options:
        kind_verbs.require_words(said, decision.id)
        return said[:MAX_TEXT_LENGTH]
    exact = [option for option in decision.options if option.casefold() == said.casefold()]
    starts = [option for option in decision.options if option.casefold().startswith(said.casefold())]
    if len(exact or starts) == 1:
        return (exact or starts)[0]
    kind_verbs.require_words(said, decision.id)
    raise Refusal(f"“{said[:60]}” is not an option of {decision.id}.", "", _option_hint(decision))


def _option_hint(decision: Decision) -> str:
    if not decision.options:
        return f"Write `{decision.id} decide what you chose`."
    return f"Choose one: {', '.join(f'`{decision.id} {option}`' for option in decision.options)}."
