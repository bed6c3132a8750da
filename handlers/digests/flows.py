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
from rules.digests import Audience, Edition, Slot
from rules.people import Action, Person
from rules.plan import Program
from rules.refusal import Refusal
from rules.weeks import period_of
from templates import Message

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Rendered:
    """The message of the channel, and what follows in its thread."""

    top: Message
    detail: tuple[Message, ...]


def render(
    session: Session, *, team: str, edition: Edition, audience: Audience, marks: tuple[str, ...], today: date
) -> Rendered:
    """Both voices speak from the same facts; names are plain, nobody's phone rings."""
    shown = (*edition.overdue, *edition.soon, *edition.wins, *edition.added)
    names = storage.people.names(session, team=team, ids=frozenset(m.owner for m in shown if m.owner))
    roles = storage.exports.roles(session, team=team)
    who = {m.id: names.get(m.owner or "") or roles.get(m.id) or "nobody" for m in shown}
    voice = f"digests/{audience.value}"
    top = templates.render(voice, edition=edition, who=who, marks=marks, today=today)
    return Rendered(top, templates.render_parts(f"{voice}_detail", edition=edition, who=who, today=today))


def preview(
    session: Session, *, person: Person, program: str, audience: Audience, channel: str, now: datetime
) -> Rendered:
    """What would be posted now."""
    found = storage.plan.program(session, team=person.team, id=program)
    today = local_day(found.zone, now)
    facts = queries.edition(
        session, team=person.team, program=program, period=period_of(today), channel=channel, now=now
    )
    return render(session, team=person.team, edition=facts, audience=audience, marks=("preview",), today=today)


def send(session: Session, *, person: Person, program: str, force: bool, now: datetime) -> tuple[str, ...]:
    """This period's edition now; posted already, it is sent again only by force, and says that it is corrected."""
    found = storage.plan.program(session, team=person.team, id=program)
    storage.people.require(session, person=person, action=Action.EDIT_DIGEST, program=program)
    period = period_of(local_day(found.zone, now))
    posted = publish(
        session, team=person.team, program=program, slot=Slot(period, now), force=force, now=now, by=person.id
    )
    if not posted:
        raise Refusal(
            f"This week's digest of {found.name} is already out.",
            "One edition a week.",
            "`digest send --force` sends a corrected one.",
        )
    return posted


def publish(
    session: Session,
    *,
    team: str,
    program: str,
    slot: Slot,
    now: datetime,
    force: bool = False,
    by: str = storage.audit.BATON,
) -> tuple[str, ...]:
    """Into every channel that gets the digest and has not got this period's yet; those channels come back."""
    targets = storage.channels.of(session, team=team, subject=program, purpose="digest")
    if not targets and by != storage.audit.BATON:
        raise Refusal("No channel gets this digest yet.", "", f"Type `link {program}` in the stakeholders' channel.")
    draft = storage.digests.get(session, team=team, program=program, period=slot.period, channel=storage.digests.DRAFT)
    reached = []
    for channel, audience in targets:
        revision = storage.digests.next_revision(
            session, team=team, program=program, period=slot.period, channel=channel
        )
        if revision and not force:
            continue
        marks = _marks(slot, revision, reviewed=draft is None or draft.state == "reviewed")
        issue = _Issue(team, program, slot, channel, Audience(audience), revision, marks, by)
        _post(session, issue, now=now)
        reached.append(channel)
    return tuple(reached)


@dataclass(frozen=True, slots=True)
class _Issue:
    """One edition on its way into one channel."""

    team: str
    program: str
    slot: Slot
    channel: str
    audience: Audience
    revision: int
    marks: tuple[str, ...]
    by: str

    @property
    def key(self) -> str:
        return f"digest:{self.program}:{self.slot.period}:{self.channel}:{self.revision}"


def _post(session: Session, issue: _Issue, *, now: datetime) -> None:
    team, program, channel = issue.team, issue.program, issue.channel
    found = storage.plan.program(session, team=team, id=program)
    facts = queries.edition(session, team=team, program=program, period=issue.slot.period, channel=channel, now=now)
    today = local_day(found.zone, now)
    rendered = render(session, team=team, edition=facts, audience=issue.audience, marks=issue.marks, today=today)
    say = partial(posting.say, session, team=team, channel=channel, now=now, kind="digest")
    say(key=issue.key, message=rendered.top)
    for number, part in enumerate(rendered.detail, 1):
        say(key=f"{issue.key}:{number}", message=part, thread_ts={"$ts_of": issue.key})
    storage.digests.keep(
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


def _marks(slot: Slot, revision: int, *, reviewed: bool) -> tuple[str, ...]:
    marks = (("late",) if slot.late else ()) + (("corrected",) if revision else ())
    return marks if reviewed else (*marks, "not reviewed")


def informed(session: Session, *, team: str) -> tuple[Program, ...]:
    """The programs that some channel gets the digest of: each minute asks no further of the others."""
    somewhere = storage.channels.informed(session, team=team)
    every = storage.plan.programs(session, team=team) if somewhere else ()
    return tuple(program for program in every if program.id in somewhere)


def due(session: Session, *, team: str, now: datetime) -> tuple[tuple[str, Slot], ...]:
    """The editions that should stand by now and don't: (program, slot)."""
    found = []
    for program in informed(session, team=team):
        slot = digests.due(now=now, zone=program.zone)
        if slot is None or storage.digests.paused(session, team=team, program=program.id):
            continue
        for channel, _ in storage.channels.of(session, team=team, subject=program.id, purpose="digest"):
            known = storage.digests.get(session, team=team, program=program.id, period=slot.period, channel=channel)
            if known is None:
                found.append((program.id, slot))
                break
    return tuple(found)


def missed(session: Session, *, team: str, now: datetime) -> tuple[tuple[str, Slot], ...]:
    """The editions that nobody posted in time and of which nothing is written down yet: (program, slot)."""
    found = []
    for program in informed(session, team=team):
        slot = digests.missed(now=now, zone=program.zone)
        where = {"team": team, "program": program.id}
        paused = storage.digests.paused(session, **where)
        if not paused and storage.digests.waiting(session, **where, period=slot.period, since=slot.at):
            found.append((program.id, slot))
    return tuple(found)


def skip(session: Session, *, team: str, program: str, slot: Slot, now: datetime) -> None:
    """This will write down that an edition was left out and why, and tell the program manager, who may send it."""
    where = {"team": team, "program": program, "period": slot.period}
    for channel in storage.digests.waiting(session, **where, since=slot.at):
        facts = {"reason": digests.TOO_LATE}
        storage.digests.keep(
            session,
            **where,
            channel=channel,
            revision=0,
            state=storage.digests.SKIPPED,
            now=now,
            by=storage.audit.BATON,
            facts=facts,
        )
    found = storage.plan.program(session, team=team, id=program)
    if found.manager:
        message = templates.render(
            "digests/missed", program=found, day=local_day(found.zone, slot.at), today=now.date()
        )
        key = f"missed:{program}:{slot.period}"
        posting.say(session, key=key, team=team, channel=found.manager, message=message, now=now, kind="digest")
