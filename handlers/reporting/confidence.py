"""`confidence`: how sure the program manager is of the delivery, in five steps with printed definitions (B-52)."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

import storage.people
import storage.reporting.confidence
import templates
from handlers.common import lookup, parsing, undoing
from handlers.common.commands import Command
from handlers.common.deps import Deps
from handlers.common.pages import Page, cut_page
from handlers.common.requests import Click, CommandCall, Source
from handlers.privacy import flows as privacy_flows
from rules.people import Action, Person
from rules.plan import Program
from rules.reporting.confidence import ConfidenceLevel, ConfidenceStatement, DeliveryConfidence, parse_confidence
from rules.time.working_time import local_day
from templates import RenderedMessage

PAGE_SIZE = 10
MAX_HISTORY = 500
MAX_REASON_LENGTH = 500


@dataclass(frozen=True, slots=True)
class ConfidenceView:
    """The delivery confidence of a program over time, newest first."""

    program: Program
    page: Page[tuple[date, DeliveryConfidence]]
    may_give: bool


async def confidence_command(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Run `confidence [PRG-1]` to read it, `confidence PRG-1 amber-green because …` to give it."""
    if statement := parse_confidence(call.text):
        return await _give(call, deps, statement)
    text, page = parsing.parse_subject_and_page(call.text)
    program = await deps.read(lookup.resolve_program, person=call.person, text=text, channel=call.channel)
    shown = await deps.read(confidence_view, person=call.person, program=program, page=page)
    return templates.render("reporting/confidence", shown=shown, levels=_levels(), today=call.today)


async def _give(call: CommandCall, deps: Deps, statement: ConfidenceStatement) -> RenderedMessage:
    program = await deps.read(lookup.resolve_program, person=call.person, text=statement.program, channel=call.channel)
    before, given = await deps.commit(
        give_confidence, person=call.person, program=program, statement=statement, source=call.source, now=call.now
    )
    message = templates.render("reporting/confidence_given", program=program, before=before, given=given)
    return undoing.with_undo(deps, message)


async def on_definitions(_click: Click, _deps: Deps) -> RenderedMessage:
    """Handle *What the five steps mean*."""
    return templates.render("reporting/definitions", levels=_levels())


def confidence_view(session: Session, *, person: Person, program: Program, page: int) -> ConfidenceView:
    given = storage.reporting.confidence.confidence_history(
        session, team=person.team, program=program.id, limit=MAX_HISTORY
    )
    days = [(local_day(program.zone, one.at), one) for one in given]
    return ConfidenceView(program, cut_page(days, number=page, size=PAGE_SIZE), program.manager == person.id)


def give_confidence(
    session: Session,
    *,
    person: Person,
    program: Program,
    statement: ConfidenceStatement,
    source: Source,
    now: datetime,
) -> tuple[DeliveryConfidence | None, DeliveryConfidence]:
    """Save the confidence that the manager gives; return the one before, and it."""
    team = person.team
    storage.people.require_permission(
        session,
        person=person,
        action=Action.GIVE_CONFIDENCE,
        program=program.id,
        project=None,
        act=f"give the delivery confidence of {program.name} ({program.id})",
    )
    before = storage.reporting.confidence.find_confidence(session, team=team, program=program.id)
    why = privacy_flows.redact_private_words(
        session, person=person, words=statement.why, source=source, subject=program.id, now=now
    )[:MAX_REASON_LENGTH]
    storage.reporting.confidence.give_confidence(
        session, team=team, program=program.id, level=statement.level, why=why, by=person.id, now=now
    )
    return before, DeliveryConfidence(statement.level, why, person.name, now)


def _levels() -> tuple[ConfidenceLevel, ...]:
    """Return the steps, the best first."""
    return tuple(reversed(ConfidenceLevel))


COMMANDS = (
    Command(
        "confidence",
        "confidence [PRG-1] [amber-green because …]",
        "Show a program's delivery confidence in five steps and its history, or give it.",
        confidence_command,
        examples=("confidence", "confidence PRG-1 amber-green because the vendor delivers every week"),
    ),
)
CLICKS = {"confidence_steps": on_definitions}
