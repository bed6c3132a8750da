"""Digest editions: gather the facts, render them for an audience, post once per program, period and channel."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from sqlmodel import Session

import storage.audit
import storage.blockers
import storage.channels
import storage.digests
import storage.exports
import storage.forecast_ledger
import storage.people
import storage.plan
import storage.risks
import storage.updates
import templates
from handlers.common import posting
from handlers.digests import queries
from handlers.schedule.colours import local_day
from rules import digests
from rules.digests import DigestEdition, EditionAudience, EditionSlot
from rules.people import Action, Person
from rules.plan import Program
from rules.refusal import Refusal
from rules.weeks import period_of
from storage.digests import EditionKey
from templates import RenderedMessage


@dataclass(frozen=True, slots=True)
class RenderedDigest:
    """The message for the channel, and the details for its thread."""

    top: RenderedMessage
    detail: tuple[RenderedMessage, ...]


def render_edition(
    session: Session,
    *,
    team: str,
    edition: DigestEdition,
    audience: EditionAudience,
    marks: tuple[str, ...],
    today: date,
) -> RenderedDigest:
    """Render an edition; every audience gets the same facts, and plain names that notify no one."""
    milestones = (*edition.overdue, *edition.soon, *edition.wins, *edition.added)
    names = storage.people.display_names(session, team=team, ids=frozenset(m.owner for m in milestones if m.owner))
    roles = storage.exports.roles_by_milestone(session, team=team)
    owners = {m.id: names.get(m.owner or "") or roles.get(m.id) or "nobody" for m in milestones}
    voice = f"digests/{audience.value}"
    top = templates.render(voice, edition=edition, who=owners, marks=marks, today=today)
    return RenderedDigest(top, templates.render_parts(f"{voice}_detail", edition=edition, who=owners, today=today))


def preview_edition(
    session: Session, *, person: Person, program: str, audience: EditionAudience, channel: str, now: datetime
) -> RenderedDigest:
    """Render the edition as it would be posted now."""
    program_record = storage.plan.program(session, team=person.team, id=program)
    today = local_day(program_record.zone, now)
    facts = queries.build_edition(
        session, team=person.team, program=program, period=period_of(today), channel=channel, now=now
    )
    return render_edition(session, team=person.team, edition=facts, audience=audience, marks=("preview",), today=today)


def send_edition(session: Session, *, person: Person, program: str, force: bool, now: datetime) -> tuple[str, ...]:
    """Post this period's edition now.

    An edition that is already out is sent again only with `force`, and marked as corrected; else raise Refusal.
    """
    program_record = storage.plan.program(session, team=person.team, id=program)
    storage.people.require_permission(session, person=person, action=Action.EDIT_DIGEST, program=program)
    period = period_of(local_day(program_record.zone, now))
    posted = post_edition(
        session, team=person.team, program=program, slot=EditionSlot(period, now), force=force, now=now, by=person.id
    )
    if not posted:
        raise Refusal(
            f"This week's digest of {program_record.name} is already out.",
            "One edition a week.",
            "`digest send --force` sends a corrected one.",
        )
    return posted


def post_edition(
    session: Session,
    *,
    team: str,
    program: str,
    slot: EditionSlot,
    now: datetime,
    force: bool = False,
    by: str = storage.audit.BATON_ACTOR,
) -> tuple[str, ...]:
    """Post to every digest channel that lacks this period's edition; return the channels posted to."""
    targets = storage.channels.channels_serving(session, team=team, subject=program, purpose="digest")
    if not targets and by != storage.audit.BATON_ACTOR:
        raise Refusal("No channel gets this digest yet.", "", f"Type `link {program}` in the stakeholders' channel.")
    draft = storage.digests.find_edition(session, EditionKey(team, program, slot.period, storage.digests.DRAFT))
    reached = []
    for channel, audience in targets:
        key = EditionKey(team, program, slot.period, channel)
        revision = storage.digests.next_revision(session, key)
        if revision and not force:
            continue
        marks = _edition_marks(slot, revision, reviewed=draft is None or draft.state == "reviewed")
        _post_to_channel(session, _ChannelIssue(key, EditionAudience(audience), revision, marks, by), now=now)
        reached.append(channel)
    return tuple(reached)


@dataclass(frozen=True, slots=True)
class _ChannelIssue:
    """An edition about to be posted to one channel."""

    key: EditionKey
    audience: EditionAudience
    revision: int
    marks: tuple[str, ...]
    by: str

    @property
    def message_key(self) -> str:
        return f"digest:{self.key.program}:{self.key.period}:{self.key.channel}:{self.revision}"


def _post_to_channel(session: Session, issue: _ChannelIssue, *, now: datetime) -> None:
    team, program, channel = issue.key.team, issue.key.program, issue.key.channel
    program_record = storage.plan.program(session, team=team, id=program)
    facts = queries.build_edition(
        session, team=team, program=program, period=issue.key.period, channel=channel, now=now
    )
    today = local_day(program_record.zone, now)
    rendered = render_edition(
        session, team=team, edition=facts, audience=issue.audience, marks=issue.marks, today=today
    )
    post = partial(posting.post_message, session, team=team, channel=channel, now=now, kind="digest")
    post(key=issue.message_key, message=rendered.top)
    for number, part in enumerate(rendered.detail, 1):
        post(key=f"{issue.message_key}:{number}", message=part, thread_ts={"$ts_of": issue.message_key})
    storage.digests.save_edition(
        session,
        issue.key,
        revision=issue.revision,
        state="posted",
        now=now,
        by=issue.by,
        audience=issue.audience.value,
        facts={"colour": facts.status.colour.value, "marks": list(issue.marks)},
    )


def _edition_marks(slot: EditionSlot, revision: int, *, reviewed: bool) -> tuple[str, ...]:
    marks = (("late",) if slot.late else ()) + (("corrected",) if revision else ())
    return marks if reviewed else (*marks, "not reviewed")


def programs_with_digest(session: Session, *, team: str) -> tuple[Program, ...]:
    """Return the programs with a digest channel, so that the clock skips all others."""
    ids_with_channel = storage.channels.programs_with_digest(session, team=team)
    programs = storage.plan.programs(session, team=team) if ids_with_channel else ()
    return tuple(program for program in programs if program.id in ids_with_channel)


def due_editions(session: Session, *, team: str, now: datetime) -> tuple[tuple[str, EditionSlot], ...]:
    """Return the editions that should be out by now and are not, as (program, slot)."""
    due = []
    for program in programs_with_digest(session, team=team):
        slot = digests.due_slot(now=now, zone=program.zone)
        if slot is None or storage.digests.is_paused(session, team=team, program=program.id):
            continue
        for channel, _ in storage.channels.channels_serving(session, team=team, subject=program.id, purpose="digest"):
            if storage.digests.find_edition(session, EditionKey(team, program.id, slot.period, channel)) is None:
                due.append((program.id, slot))
                break
    return tuple(due)


def missed_editions(session: Session, *, team: str, now: datetime) -> tuple[tuple[str, EditionSlot], ...]:
    """Return the editions that were not posted in time and have no record yet, as (program, slot)."""
    missed = []
    for program in programs_with_digest(session, team=team):
        slot = digests.missed_slot(now=now, zone=program.zone)
        if storage.digests.is_paused(session, team=team, program=program.id):
            continue
        if storage.digests.channels_without_edition(
            session, team=team, program=program.id, period=slot.period, since=slot.at
        ):
            missed.append((program.id, slot))
    return tuple(missed)


def skip_edition(session: Session, *, team: str, program: str, slot: EditionSlot, now: datetime) -> None:
    """Record that an edition was left out, with the reason, and notify the program manager, who may send it."""
    channels = storage.digests.channels_without_edition(
        session, team=team, program=program, period=slot.period, since=slot.at
    )
    for channel in channels:
        storage.digests.save_edition(
            session,
            EditionKey(team, program, slot.period, channel),
            state=storage.digests.SKIPPED,
            now=now,
            by=storage.audit.BATON_ACTOR,
            facts={"reason": digests.TOO_LATE_REASON},
        )
    program_record = storage.plan.program(session, team=team, id=program)
    if program_record.manager:
        message = templates.render(
            "digests/missed", program=program_record, day=local_day(program_record.zone, slot.at), today=now.date()
        )
        key = f"missed:{program}:{slot.period}"
        posting.post_message(
            session, key=key, team=team, channel=program_record.manager, message=message, now=now, kind="digest"
        )


def set_paused(session: Session, *, person: Person, program: str, paused: bool) -> None:
    storage.people.require_permission(session, person=person, action=Action.EDIT_DIGEST, program=program)
    storage.digests.set_paused(session, team=person.team, program=program, paused=paused)
