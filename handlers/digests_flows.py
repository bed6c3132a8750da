"""An edition: its facts gathered, rendered for its audience, and posted once per program, period and channel."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from sqlmodel import Session

import storage.audit
import storage.blockers
import storage.channels
import storage.digests
import storage.ledger
import storage.people
import storage.plan
import storage.risks
import storage.updates
import templates
from handlers import digests_queries, escalations_queries, plan_queries, post
from handlers.plan_queries import State
from handlers.risks_flows import local_day
from program import digests
from program.calendars import Calendar
from program.digests import Ask, Audience, Edition, Moved, Said, Slot, Trouble
from program.people import Action, Person
from program.plan import Milestone
from program.refusal import Refusal
from program.risks import Colour
from program.status import Status
from templates import Message

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Rendered:
    """The message of the channel, and what follows in its thread."""

    top: Message
    detail: tuple[Message, ...]


def edition(session: Session, *, team: str, program: str, period: str, channel: str, now: datetime) -> Edition:
    """Everything since the last edition, as far as the readers of `channel` may know it."""
    state = plan_queries.state_of(session, team=team, program=program, now=now)
    last = storage.digests.last_posted(session, team=team, program=program, before=period)
    since = last.at if last else now - WEEK
    mine = {p.id: p for p in state.plan.projects if p.program == program}
    milestones = {m.id: m for m in state.plan.milestones if m.project in mine}
    statuses = {id: state.colour_of(project) for id, project in mine.items()}
    moved = _moved(session, team, state, milestones, since, channel)
    asks, withheld = _asks(session, team, milestones, channel)
    troubles = _troubles(session, team, program, state, statuses, milestones)
    wins = tuple(m for m in milestones.values() if m.actual and m.actual >= since.date())
    fresh = {m.milestone.project for m in moved} | {m.project for m in wins}
    added = tuple(m for m in milestones.values() if m.id in _new_ids(session, team, since))
    fresh |= {m.project for m in added} | {milestones[a.subject].project for a in asks}
    heard = {u.project for u in storage.updates.since(session, team=team, at=now - WEEK)} | fresh
    days = [state.computed.get(m.id) or m.expected for m in milestones.values() if not m.done]
    return Edition(
        program=program,
        name=state.plan.program.name,
        week=digests.week_of(state.plan, state.today),
        period=period,
        since=since.date(),
        status=digests.worst(statuses) or Status(Colour.GREY, "no projects yet"),
        asks=asks,
        troubles=troubles,
        moved=moved,
        added=added,
        unchanged=tuple(p for id, p in mine.items() if id not in fresh),
        soon=digests.soon(tuple(milestones.values()), today=state.today),
        wins=wins,
        silent=tuple(p for id, p in mine.items() if id not in heard and _open(milestones, id)),
        finish=max(filter(None, days), default=None),
        promised=max((m.committed for m in milestones.values() if m.committed), default=None),
        withheld=withheld,
        outlook=digests_queries.outlook(session, team=team, program=program, today=state.today),
        gaps=digests_queries.gaps(session, team=team, state=state, projects=mine),
        chains=digests_queries.chains(state, mine),
    )


def render(
    session: Session, *, team: str, edition: Edition, audience: Audience, marks: tuple[str, ...], today: date
) -> Rendered:
    """Both voices speak from the same facts; names are plain, nobody's phone rings."""
    ids = frozenset(m.owner for m in (*edition.soon, *edition.wins, *edition.added) if m.owner)
    names = storage.people.names(session, team=team, ids=ids)
    voice = f"digests/{audience.value}"
    top = templates.render(voice, edition=edition, names=names, marks=marks, today=today)
    return Rendered(top, templates.render_parts(f"{voice}_detail", edition=edition, names=names, today=today))


def preview(
    session: Session, *, person: Person, program: str, audience: Audience, channel: str, now: datetime
) -> Rendered:
    """What would be posted now."""
    found = storage.plan.program(session, team=person.team, id=program)
    today = local_day(found.zone, now)
    facts = edition(
        session, team=person.team, program=program, period=digests.period_of(today), channel=channel, now=now
    )
    return render(session, team=person.team, edition=facts, audience=audience, marks=("preview",), today=today)


def send(session: Session, *, person: Person, program: str, force: bool, now: datetime) -> tuple[str, ...]:
    """This period's edition now; posted already, it is sent again only by force, and says that it is corrected."""
    found = storage.plan.program(session, team=person.team, id=program)
    storage.people.require(session, person=person, action=Action.EDIT_DIGEST, program=program)
    period = digests.period_of(local_day(found.zone, now))
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
    facts = edition(session, team=team, program=program, period=issue.slot.period, channel=channel, now=now)
    today = local_day(found.zone, now)
    rendered = render(session, team=team, edition=facts, audience=issue.audience, marks=issue.marks, today=today)
    say = partial(post.say, session, team=team, channel=channel, now=now, kind="digest")
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


def _moved(
    session: Session, team: str, state: State, milestones: Mapping[str, Milestone], since: datetime, channel: str
) -> tuple[Moved, ...]:
    closed = storage.updates.closed_sources(session, team=team, at=since)
    ledger = [
        Said(
            e.milestone,
            e.day,
            e.kind,
            e.at,
            *(("", "") if closed.get(e.source, channel) != channel else (e.reason, e.source)),
        )
        for e in storage.ledger.since(session, team=team, at=since)
    ]
    first = {e.milestone: e.day for e in reversed(ledger) if e.kind == "baseline"}
    before = first | storage.digests.expected_at(session, team=team, at=since)
    calendar = Calendar.of(state.plan.program.calendar)
    between = {
        id: calendar.between(before[id], milestone.expected)
        for id, milestone in milestones.items()
        if before.get(id) and milestone.expected
    }
    return digests.movements(milestones, ledger, before, between=between)


def _new_ids(session: Session, team: str, since: datetime) -> frozenset[str]:
    entries = storage.ledger.since(session, team=team, at=since)
    return frozenset(e.milestone for e in entries if e.kind == "baseline")


def _asks(
    session: Session, team: str, milestones: Mapping[str, Milestone], channel: str
) -> tuple[tuple[Ask, ...], int]:
    """What holds somebody up and who can free it; what was said in a closed channel stays there, counted."""
    found = [b for b in storage.blockers.open_blockers(session, team=team) if b.milestone in milestones and b.needs]
    shown = [b for b in found if not b.restricted or b.source_channel == channel]
    names = storage.people.names(session, team=team, ids=frozenset(b.needs for b in shown if b.needs))
    asks = [
        Ask(b.id, b.milestone, b.text, names.get(b.needs or "", b.needs or ""), b.needed_by, b.source) for b in shown
    ]
    asks += escalations_queries.unanswered(session, team=team, items=milestones)
    return tuple(sorted(asks, key=lambda a: (a.by or date.max, a.record))), len(found) - len(shown)


def _troubles(
    session: Session,
    team: str,
    program: str,
    state: State,
    statuses: Mapping[str, Status],
    milestones: Mapping[str, Milestone],
) -> tuple[Trouble, ...]:
    """Red alerts of the graph, then projects that are red or amber for another reason."""
    alerts = [a for a in storage.risks.open_alerts(session, team=team, program=program) if a.level == "red"]
    found = [
        Trouble(a.subject, a.level, a.sentence, milestones[a.subject].project)
        for a in alerts
        if a.subject in milestones
    ]
    covered = {t.record for t in found} | {t.project for t in found}
    for project in state.plan.projects:
        status = statuses.get(project.id)
        if status and status.colour.value in ("red", "amber") and covered.isdisjoint((status.subject, project.id)):
            sentence = f"{project.name}: {status.why}"
            found.append(Trouble(status.subject or project.id, status.colour.value, sentence, project.id))
    return tuple(sorted(found, key=lambda t: (t.level != "red", t.record)))


def _open(milestones: Mapping[str, Milestone], project: str) -> bool:
    return any(m.project == project and not m.done for m in milestones.values())


def due(session: Session, *, team: str, now: datetime) -> tuple[tuple[str, Slot], ...]:
    """The editions that should stand by now and don't: (program, slot)."""
    found = []
    for program in storage.plan.programs(session, team=team):
        slot = digests.due(now=now, zone=program.zone)
        if slot is None or storage.digests.paused(session, team=team, program=program.id):
            continue
        for channel, _ in storage.channels.of(session, team=team, subject=program.id, purpose="digest"):
            known = storage.digests.get(session, team=team, program=program.id, period=slot.period, channel=channel)
            if known is None:
                found.append((program.id, slot))
                break
    return tuple(found)
