"""The results of capture, as frozen values. Spans are offsets into the plain text, not into Slack's wire form."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rules.dates import ParsedDate


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the plain text; `end` is the offset after its last character."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Done:
    """`M12 done [14 Mar]`; `on` is None when no day was named (the handler uses today)."""

    milestone: str
    on: ParsedDate | None
    line: Span


@dataclass(frozen=True, slots=True)
class Slip:
    """`M12 slip to 14 Mar because …`; `to` is a day or a signed delta, `reason` is empty when none was given."""

    milestone: str
    to: ParsedDate
    reason: str
    line: Span


@dataclass(frozen=True, slots=True)
class Percent:
    """`M12 60%`, 0 to 100."""

    milestone: str
    percent: int
    line: Span


@dataclass(frozen=True, slots=True)
class Owner:
    """`M12 owner @bo`; `user` is Slack's user id."""

    milestone: str
    user: str
    line: Span


@dataclass(frozen=True, slots=True)
class Block:
    """`block M12: text needs @x by 3 Mar`; `users` are those mentioned after "needs", which may name a team.

    `sure`: its author was shown an open blocker with the same words, and wants another one.
    """

    milestone: str
    text: str
    needs: str
    users: tuple[str, ...]
    by: ParsedDate | None
    line: Span
    sure: bool = False


@dataclass(frozen=True, slots=True)
class Unblock:
    """`unblock B7` or `unblock M12`: `target` is a blocker's or a milestone's id, `reason` what freed it."""

    target: str
    line: Span
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Raise:
    """`risk: …`, `issue: …`, `assume: … check 1 May`; `kind` is "risk", "issue" or "assumption".

    `project` is the one its author chose in a channel of several.
    """

    kind: str
    text: str
    check: ParsedDate | None
    line: Span
    project: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """`decided: …`; `project` is the one its author chose in a channel of several, `by` who decided, if named."""

    text: str
    line: Span
    project: str = ""
    by: str = ""


ExplicitForm = Done | Slip | Percent | Owner | Block | Unblock | Raise | Decided


class FormDoubt(StrEnum):
    """The part of an explicit form that could not be read; the templates hold the wording."""

    DATE = "date"
    AMBIGUOUS_DATE = "ambiguous date"
    PERCENT = "percent"
    OWNER = "owner"
    REST = "rest"
    TEXT = "text"
    COMMAND = "command"
    UNKNOWN = "unknown"


# Doubts about a line that has the form of no statement; other readings of the message come first.
SOFT_DOUBTS = frozenset({FormDoubt.COMMAND, FormDoubt.UNKNOWN})


@dataclass(frozen=True, slots=True)
class UnclearForm:
    """An explicit form that was only half understood: nothing may be saved.

    `choices` are the days that a doubtful date can mean; `why` says why it is doubtful. `verb` is the form that failed
    and `subject` the id it is about. `reading` is what the line may mean; of a COMMAND, `part` is the command.
    """

    doubt: FormDoubt
    part: str
    line: Span
    choices: tuple[date, ...] = ()
    why: str = ""
    verb: str = ""
    subject: str = ""
    reading: ExplicitForm | None = None


@dataclass(frozen=True, slots=True)
class MentionedDate:
    """A date in the message, with the id of the milestone it belongs to (None if none is named beside it)."""

    parsed_date: ParsedDate
    span: Span
    milestone: str | None = None


@dataclass(frozen=True, slots=True)
class StructuredUpdate:
    """A structured update: the items under each label, empty where a section is missing, empty or negated."""

    status: str | None = None
    done: tuple[Span, ...] = ()
    next: tuple[Span, ...] = ()
    blockers: tuple[Span, ...] = ()
    help_wanted: tuple[Span, ...] = ()
    risks: tuple[Span, ...] = ()
    dates: tuple[MentionedDate, ...] = ()
    percent: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class ReportedRow:
    """A table's row about one milestone: its position, and the status and percentage in its cells, if any."""

    milestone: str
    start: int
    end: int
    status: str | None = None
    percent: int | None = None


class Certainty(StrEnum):
    EXPLICIT = "explicit"
    STRUCTURED = "structured"
    PROSE = "prose"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Interpretation:
    """Everything that capture reads from one message.

    `proposal` is true when it should be proposed to its author in private; `blockers`, `help_wanted` and `slip` may be
    set without it where the wording is too weak to bother anyone (evidence for an update, nothing more).
    """

    plain: str = ""
    explicit: tuple[ExplicitForm, ...] = ()
    unclear: tuple[UnclearForm, ...] = ()
    update: StructuredUpdate | None = None
    blockers: tuple[Span, ...] = ()
    help_wanted: tuple[Span, ...] = ()
    resolved_blockers: tuple[Span, ...] = ()
    status: str | None = None
    dates: tuple[MentionedDate, ...] = ()
    milestones: tuple[str, ...] = ()
    slip: bool = False
    completed: tuple[str, ...] = ()
    rows: tuple[ReportedRow, ...] = ()
    proposal: bool = False
    certainty: Certainty = Certainty.NONE
