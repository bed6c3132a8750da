"""The line that a button of a digest names, checked: the edition has it, and the person may answer it today."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

import storage.digesting.shown
import storage.plan
import templates
from handlers.answers import line_records
from handlers.answers.line_records import LineRecord
from handlers.common import access
from handlers.common.requests import Outdated, refuse_malformed
from rules.digests.answers import answers_for
from rules.digests.line_answers import ReaderAnswer
from rules.people import Person
from rules.refusal import NotAllowed, NotFound, Refusal
from rules.time.working_time import local_day
from storage.digests import EditionKey

PREVIEW = "-"
BLOCK_PREFIX = "line:"


@dataclass(frozen=True, slots=True)
class LineRef:
    """A line as a button names it: the answer, the edition (revision "-" in a preview), and the line's key."""

    kind: ReaderAnswer
    program: str
    period: str
    revision: str
    key: str

    @property
    def record(self) -> str:
        return self.key.partition(":")[2]

    @property
    def edition(self) -> str:
        return f"{self.period}:{self.revision}"

    @property
    def clicked(self) -> int | None:
        """The revision whose button it is; None in a preview."""
        return int(self.revision) if self.revision.isdigit() else None

    @property
    def value(self) -> str:
        return f"{self.kind} {self.program} {self.edition} {self.key}"


def parse_ref(value: str, block: str = "") -> LineRef:
    """Return what a button says; of a menu, its block says which line. Raise Outdated for what no line takes."""
    if " " not in value:
        value = f"{value} {block.removeprefix(BLOCK_PREFIX)}"
    with refuse_malformed():
        kind, program, edition, key = value.split(" ")
        period, revision = edition.split(":")
        ref = LineRef(ReaderAnswer(kind), program, period, revision, key)
    if ref.kind not in answers_for(key):
        raise Outdated
    return ref


def open_line(session: Session, *, person: Person, ref: LineRef, channel: str, now: datetime) -> LineRecord:
    """Return what a line is about, for a person who may answer it now.

    Raise Outdated where the edition never had that line, and Refusal with what became of it where it is over.
    """
    if person.outsider:
        raise NotAllowed("You can't answer digests.", "That is for members of the workspace.", "")
    _require_in_edition(session, team=person.team, ref=ref, channel=channel)
    access.require_visible(session, person=person, text=ref.record)
    try:
        record = line_records.find_record(session, team=person.team, id=ref.record)
    except NotFound:
        raise Refusal(f"{ref.record} has been deleted since.", "", "") from None
    if record.program != ref.program:
        raise Outdated
    if record.over and ref.kind is not ReaderAnswer.MUTED:
        zone = storage.plan.program(session, team=person.team, id=record.program).zone
        over = templates.render_text("answers/over", record=record, today=local_day(zone, now))
        raise Refusal(over, "", "")
    return record


def _require_in_edition(session: Session, *, team: str, ref: LineRef, channel: str) -> None:
    if ref.revision == PREVIEW:
        return
    if not ref.revision.isascii() or not ref.revision.isdigit() or len(ref.revision) > 6:
        raise Outdated
    key = EditionKey(team, ref.program, ref.period, channel)
    shown = storage.digesting.shown.find_shown(session, key, revision=int(ref.revision))
    if shown is None or ref.key not in shown.lines:
        raise Outdated
