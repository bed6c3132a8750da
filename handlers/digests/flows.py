"""An edition: its facts gathered, rendered for its audience, and posted once per program, period and channel."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
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
from handlers.schedule.recompute import local_day
from rules import digests
from rules.digests import DigestEdition, EditionAudience, EditionSlot
from rules.people import Action, Person
from rules.plan import Program
from rules.refusal import Refusal
from rules.weeks import period_of
from templates import RenderedMessage

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class RenderedDigest:
    """The message of the channel, and what follows in its thread."""

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
    """Both voices speak from the same facts; names are plain, nobody's phone rings."""
    shown = (*edition.overdue, *edition.soon, *edition.wins, *edition.added)
    names = storage.people.display_names(session, team=team, ids=frozenset(m.owner for m in shown if m.owner))
    roles = storage.exports.roles_by_milestone(session, team=team)
    who = {m.id: names.get(m.owner or "") or roles.get(m.id) or "nobody" for m in shown}
    voice = f"digests/{audience.value}"
    top = templates.render(voice, edition=edition, who=who, marks=marks, today=today)
    return RenderedDigest(top, templates.render_parts(f"{voice}_detail", edition=edition, who=who, today=today))


def preview_edition(
    session: Session, *, person: Person, program: str, audience: EditionAudience, channel: str, now: datetime
) -> RenderedDigest:
    """What would be posted now."""
    found = storage.plan.program(session, team=person.team, id=program)
    today = local_day(found.zone, now)
    facts = queries.build_edition(
        session, team=person.team, program=program, period=period_of(today), channel=channel, now=now
    )
    return render_edition(session, team=person.team, edition=facts, audience=audience, marks=("preview",), today=today)


def send_edition(session: Session, *, person: Person, program: str, force: bool, now: datetime) -> tuple[str, ...]:
    """This period's edition now; posted already, it is sent again only by force, and says that it is corrected."""
    found = storage.plan.program(session, team=person.team, id=program)
    storage.people.require_permission(session, person=person, action=Action.EDIT_DIGEST, program=program)
    period = period_of(local_day(found.zone, now))
    posted = post_edition(
        session, team=person.team, program=program, slot=EditionSlot(period, now), force=force, now=now, by=person.id
    )
    if not posted:
        raise Refusal(
            f"This week's digest of {found.name} is already out.",
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
    """Into every channel that gets the digest and has not got this period's yet; those channels come back."""
    targets = storage.channels.channels_serving(session, team=team, subject=program, purpose="digest")
    if not targets and by != storage.audit.BATON_ACTOR:
        raise Refusal("No channel gets this digest yet.", "", f"Type `link {program}` in the stakeholders' channel.")
    draft = storage.digests.find_edition(
        session, team=team, program=program, period=slot.period, channel=storage.digests.DRAFT
    )
    reached = []
    for channel, audience in targets:
        revision = storage.digests.next_revision(
            session, team=team, program=program, period=slot.period, channel=channel
        )
        if revision and not force:
            continue
        marks = _edition_marks(slot, revision, reviewed=draft is None or draft.state == "reviewed")
        issue = _ChannelIssue(team, program, slot, channel, EditionAudience(audience), revision, marks, by)
        _post_to_channel(session, issue, now=now)
        reached.append(channel)
    return tuple(reached)


@dataclass(frozen=True, slots=True)
class _ChannelIssue:
    """One edition on its way into one channel."""

    team: str
    program: str
    slot: EditionSlot
    channel: str
    audience: EditionAudience
    revision: int
    marks: tuple[str, ...]
    by: str

    @property
    def key(self) -> str:
        return f"digest:{self.program}:{self.slot.period}:{self.channel}:{self.revision}"


def _post_to_channel(session: Session, issue: _ChannelIssue, *, now: datetime) -> None:
    team, program, channel = issue.team, issue.program, issue.channel
    found = storage.plan.program(session, team=team, id=program)
    facts = queries.build_edition(
        session, team=team, program=program, period=issue.slot.period, channel=channel, now=now
    )
    today = local_day(found.zone, now)
    rendered = render_edition(
        session, team=team, edition=facts, audience=issue.audience, marks=issue.marks, today=today
    )
    say = partial(posting.post_message, session, team=team, channel=channel, now=now, kind="digest")
    say(key=issue.key, message=rendered.top)
    for number, part in enumerate(rendered.detail, 1):
        say(key=f"{issue.key}:{number}", message=part, thread_ts={"$ts_of": issue.key})
    storage.digests.save_edition(
        session,
        team=team,
        program=program,
        period=issue.slot.period,
        channel=channel,
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
    """The programs that some channel gets the digest of: each minute asks no further of the others."""
    somewhere = storage.channels.programs_with_digest(session, team=team)
    every = storage.plan.programs(session, team=team) if somewhere else ()
    return tuple(program for program in every if program.id in somewhere)


def due_editions(session: Session, *, team: str, now: datetime) -> tuple[tuple[str, EditionSlot], ...]:
    """The editions that should stand by now and don't: (program, slot)."""
    found = []
    for program in programs_with_digest(session, team=team):
        slot = digests.due_slot(now=now, zone=program.zone)
        if slot is None or storage.digests.is_paused(session, team=team, program=program.id):
            continue
        for channel, _ in storage.channels.channels_serving(session, team=team, subject=program.id, purpose="digest"):
            known = storage.digests.find_edition(
                session, team=team, program=program.id, period=slot.period, channel=channel
            )
            if known is None:
                found.append((program.id, slot))
                break
    return tuple(found)


def missed_editions(session: Session, *, team: str, now: datetime) -> tuple[tuple[str, EditionSlot], ...]:
    """The editions that nobody posted in time and of which nothing is written down yet: (program, slot)."""
    found = []
    for program in programs_with_digest(session, team=team):
        slot = digests.missed_slot(now=now, zone=program.zone)
        where = {"team": team, "program": program.id}
        paused = storage.digests.is_paused(session, **where)
        if not paused and storage.digests.channels_without_edition(session, **where, period=slot.period, since=slot.at):
            found.append((program.id, slot))
    return tuple(found)


def skip_edition(session: Session, *, team: str, program: str, slot: EditionSlot, now: datetime) -> None:
    """This will write down that an edition was left out and why, and tell the program manager, who may send it."""
    where = {"team": team, "program": program, "period": slot.period}
    for channel in storage.digests.channels_without_edition(session, **where, since=slot.at):
        facts = {"reason": digests.TOO_LATE_REASON}
        storage.digests.save_edition(
            session,
            **where,
            channel=channel,
            revision=0,
            state=storage.digests.SKIPPED,
            now=now,
            by=storage.audit.BATON_ACTOR,
            facts=facts,
        )
    found = storage.plan.program(session, team=team, id=program)
    if found.manager:
        message = templates.render(
            "digests/missed", program=found, day=local_day(found.zone, slot.at), today=now.date()
        )
        key = f"missed:{program}:{slot.period}"
        posting.post_message(
            session, key=key, team=team, channel=found.manager, message=message, now=now, kind="digest"
        )
