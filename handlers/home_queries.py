"""What stands on a person's Home: read in a few narrow queries, whatever the size of the workspace."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session

import storage.audit
import storage.blockers
import storage.checkins
import storage.dependencies
import storage.escalations
import storage.follows
import storage.home
import storage.people
import storage.plan
import storage.privacy
import storage.proposals
import storage.register
import storage.risks
from handlers import admin_queries, checkins_queries, leave_queries, setups_queries
from handlers.admin_queries import Desk
from handlers.calls import today
from program import audit, status
from program.audit import Net
from program.escalations import State
from program.people import Person
from program.plan import Milestone
from program.privacy import spoken
from program.risks import Colour
from program.worktime import WorkTime
from storage.follows import Follow, Noise

MOST_WAITING, MOST_MINE, MOST_NEWS, MOST_PROGRAMS = 12, 15, 8, 10
KINDS = ("milestone", "blocker", "dependency", "entry")
FOLLOWED = (*KINDS, "escalation", "leave", "hours")
"""What a Home that is open is drawn anew for."""
TAKE, STILL = "I have it", "Still on it"
LOOK_BACK = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Wait:
    """Something that waits for this person, with the button that answers it."""

    text: str
    label: str
    action: str
    value: str
    by: date | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """A program or project that the person follows, with the colour it shows."""

    id: str
    name: str
    colour: Colour
    why: str


@dataclass(frozen=True, slots=True)
class Home:
    waiting: tuple[Wait, ...]
    news: tuple[str, ...]
    since: datetime
    mine: tuple[Milestone, ...]
    seen: tuple[Seen, ...]
    follows: tuple[Follow, ...]
    noise: Noise
    desk: Desk | None
    zone: str
    work: WorkTime
    next_prompt: datetime | None
    away: bool


def home(session: Session, *, person: Person, now: datetime) -> Home:
    team, user = person.team, person.id
    mine = _mine(session, person)
    follows = storage.follows.of(session, team=team, user=user, now=now)
    day = today(person, now)
    since = max(storage.home.looked_at(session, team=team, user=user, now=now), now - LOOK_BACK)
    work = leave_queries.work_time(session, team=team, user=user, now=now)
    return Home(
        waiting=(*_urgent(session, person, day), *_waiting(session, person, mine, day)),
        news=_news(session, person, mine, follows, since),
        since=since,
        mine=mine,
        seen=() if person.outsider else _seen(session, person, follows),
        follows=follows,
        noise=storage.follows.noise_of(session, team=team, user=user, now=now),
        desk=admin_queries.desk(session, team=team, now=now) if person.is_admin and not person.outsider else None,
        zone=person.zone,
        work=work,
        next_prompt=setups_queries.upcoming(session, team=team, user=user, now=now),
        away=any(start <= now < end for start, end in work.away),
    )


def _mine(session: Session, person: Person) -> tuple[Milestone, ...]:
    ids = storage.people.owned(session, team=person.team, user=person.id)
    found = (storage.plan.milestone(session, team=person.team, id=id) for id in ids)
    return tuple(sorted(found, key=lambda m: (m.expected or date.max, m.id)))


def _urgent(session: Session, person: Person, today: date) -> tuple[Wait, ...]:
    """What climbs until somebody has it, and what was asked today."""
    team, user = person.team, person.id
    found = [
        Wait(f"{e.id} {e.sentence}", STILL if e.case.state is State.ASKED else TAKE, "escalation_ack", e.id)
        for e in storage.escalations.waiting_on(session, team=team, user=user)
    ]
    prompt = storage.checkins.get(session, team=team, user=user, day=today)
    silent = checkins_queries.shown(session, team=team, prompt=prompt).open_ids if prompt else ()
    if silent:
        told = f"How is it going with {', '.join(silent[:5])}{' …' if silent[5:] else ''}?"
        label = "No change in all" if silent[1:] else "No change"
        found.append(Wait(told, label, "checkin_same_all", today.isoformat()))
    return tuple(found)


def _waiting(session: Session, person: Person, mine: tuple[Milestone, ...], today: date) -> tuple[Wait, ...]:
    """What others need of me, the earliest day first; then what of mine is late."""
    team, user = person.team, person.id
    blocked = [
        Wait(f"{b.id} on {b.milestone}: {b.text}", "Resolved", "resolve", b.id, b.needed_by)
        for b in storage.blockers.open_blockers(session, team=team)
        if b.needs == user
    ]
    asked = [
        Wait(
            f"{a.dependency.id}: {_named(session, team, a.dependency.consumer)} waits for "
            f"{_named(session, team, a.dependency.provider)}",
            "Answer",
            "handover",
            a.dependency.id,
            a.terms.need_by,
        )
        for a in storage.dependencies.waiting_on(session, team=team, user=user)
    ]
    proposed = [
        Wait(f"“{p.text[:120]}”: right?", "Accept", "proposal_yes", str(p.id))
        for p in storage.proposals.waiting(session, team=team, asked=user)
        if p.author != user
    ]
    watched = [
        Wait(f"{e.id} {e.text[:120]}: to be looked at again", "Open", "entry", e.id, e.check)
        for e, who in storage.register.to_check(session, team=team, until=today)
        if who == user
    ]
    late = [
        Wait(f"{m.id} {m.name}", "Done", "card_done", m.id, m.expected)
        for m in mine
        if m.expected and m.expected < today
    ]
    return (*sorted((*blocked, *asked, *proposed, *watched), key=lambda w: w.by or date.max), *late)


def _named(session: Session, team: str, id: str) -> str:
    return f"{id} {storage.plan.milestone(session, team=team, id=id).name}"


def _news(
    session: Session, person: Person, mine: tuple[Milestone, ...], follows: Iterable[Follow], since: datetime
) -> tuple[str, ...]:
    """What others changed in what is mine, in what mine waits for, and in what I follow: the nearest to me first."""
    where: dict[str, Any] = {"team": person.team, "at": since, "kinds": KINDS, "limit": 500}
    last = storage.audit.last_actors(session, **where)
    subjects = {subject for (_, subject), actor in last.items() if actor != person.id}
    if not subjects:
        return ()
    told = storage.audit.told_since(session, subjects=subjects, **where)
    near = {m.id for m in mine}
    upstream = {d.provider for m in near for d in storage.dependencies.of(session, team=person.team, milestone=m)}
    followed = {one.subject for one in follows if not one.mute}
    led = {
        p.id for p in storage.plan.projects(session, team=person.team) if p.lead == person.id or p.program in followed
    }
    by = storage.privacy.reader(session, person=person)
    secrets = storage.privacy.secrets(session, team=person.team, by=by)
    ranked = []
    for one in audit.net(reversed(told)):
        about = audit.milestone_of(one) or ""
        project = str((one.after or one.before or {}).get("project", ""))
        rank = 0 if about in near else 1 if about in upstream else 2 if {about, project} & (followed | led) else None
        line = _line(one)
        if rank is not None and line and not (secrets and secrets.told_in(f"{line} {spoken(dict(one.after or {}))}")):
            ranked.append((rank, line))
    return tuple(line for _, line in sorted(ranked, key=lambda pair: pair[0])[:MOST_NEWS])


def _line(one: Net) -> str:
    after = one.after or {}
    name = after.get("name") or after.get("text") or ""
    if one.kind == "blocker":
        return (
            f"{one.subject} on {after.get('milestone')} {'is solved' if after.get('resolved_at') else 'is new'}: {name}"
        )
    if one.kind == "entry":
        return f"{one.subject} {'is over: ' + str(after['outcome']) if after.get('closed_at') else 'is new'}: {name}"
    if one.kind == "dependency":
        return f"{after.get('consumer')} waits for {after.get('provider')} ({one.subject}): {after.get('state')}"
    if after.get("actual"):
        return f"{one.subject} {name} is done"
    if one.before is None:
        return f"{one.subject} {name} is new"
    told = {field: (old, new) for field, old, new in one.changes}
    if moved := told.get("forecast"):
        return f"{one.subject} {name} moved: {_day(moved[0])} → {_day(moved[1])}"
    if "owner" in told:
        return f"{one.subject} {name} has another owner"
    return f"{one.subject} {name}: {after.get('percent')}% done" if "percent" in told else ""


def _day(value: str | None) -> str:
    return (
        f"{date.fromisoformat(value):%a} {date.fromisoformat(value).day} {date.fromisoformat(value):%b}"
        if value
        else "no date"
    )


def _seen(session: Session, person: Person, follows: Iterable[Follow]) -> tuple[Seen, ...]:
    """What the person follows, manages or leads; a program shows the worst of its projects."""
    followed = {one.subject for one in follows if not one.mute}
    programs = storage.plan.programs(session, team=person.team, ids=followed, manager=person.id)
    projects = storage.plan.projects(session, team=person.team)
    shown = storage.risks.colours(session, team=person.team)
    found = []
    for program in programs:
        inside = [(p, shown[p.id]) for p in projects if p.program == program.id and p.id in shown]
        worst = min(inside, key=lambda pair: status.rank(pair[1].colour), default=None)
        why = f"{worst[0].name}: {worst[1].why}" if worst else "nothing computed yet"
        found.append(Seen(program.id, program.name, worst[1].colour if worst else Colour.GREY, why))
    for project in projects:
        if project.id in followed or project.lead == person.id:
            colour = shown.get(project.id)
            found.append(
                Seen(project.id, project.name, colour.colour if colour else Colour.GREY, colour.why if colour else "")
            )
    return tuple(found[:MOST_PROGRAMS])
