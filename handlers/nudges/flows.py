"""Nudges: what each person may be reminded of, told in one message a day at most."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlmodel import Session

import storage.dependencies
import storage.follows
import storage.milestone_names
import storage.nudges
import storage.people
import storage.plan
import storage.queues.claims
import storage.register
import storage.risks
import templates
from handlers.common import isolation, posting, working_time
from handlers.common.deps import Deps
from rules import nudges
from rules.alerts.active import LATE_START
from rules.dependencies.handovers import Side
from rules.nudges import Given, Kind, Wish
from rules.time.working_time import WorkTime
from storage.nudges import Dated

AHEAD = timedelta(days=14)
MOST = 10
"""Nudges in one message; the others wait for another day."""

EVERY = 10
"""Minutes between two looks."""

FAR, DAY = timedelta(days=60), timedelta(days=1)
Raw = tuple[Wish, Callable[[WorkTime, date], int]]
"""A nudge, and how many of its occasions have come by a day of the person's working time."""

STALE = "stale update"


async def every_nudge(deps: Deps) -> None:
    """Every ten minutes: who is at work and was not nudged today hears what is due, all in one message."""
    now = deps.now()
    look = f"{now:%Y-%m-%dT%H}:{now.minute // EVERY}"
    if await deps.transact(storage.queues.claims.claim, team=deps.team, name="nudges", slot=look, now=now):
        found = await deps.read(due, team=deps.team, now=now)
        turns = {user: isolation.turn(deps, tell, user=user, wishes=told, now=now) for user, told in found.items()}
        await isolation.each(deps, job="nudges", turns=turns)


def tell(session: Session, *, team: str, user: str, wishes: Sequence[Wish], now: datetime) -> None:
    """One message a person and local day."""
    day = working_time.work_time(session, team=team, user=user, now=now).today(now)
    if not storage.queues.claims.claim(session, team=team, name=f"nudge:{user}", slot=day.isoformat(), now=now):
        return
    message = templates.render("nudges/nudge", wishes=wishes, today=day)
    key = f"nudge:{user}:{day}"
    posting.say(session, key=key, team=team, channel=user, message=message, now=now, kind="checkin")
    for wish in wishes:
        storage.nudges.note(session, team=team, wish=wish, now=now)


def due(session: Session, *, team: str, now: datetime) -> dict[str, tuple[Wish, ...]]:
    """What each person may hear now, the most pressing first; who was nudged today is left out."""
    raw = [
        *_dates(session, team, now),
        *_links(session, team, now),
        *_alerts(session, team),
        *_checks(session, team, now),
    ]
    works = _awake(session, team, {wish.user for wish, _ in raw}, now)
    gifts = storage.nudges.given(session, team=team, users=works)
    found: dict[str, list[Wish]] = {}
    for bare, stage_of in raw:
        if work := works.get(bare.user):
            given = gifts.get((bare.kind.value, bare.subject, bare.user), Given())
            stage = given.count + 1 if bare.kind is Kind.STALE else stage_of(work, work.today(now))
            wish = replace(bare, stage=stage)
            if nudges.is_due(wish, given=given, work=work, now=now) and not _muted(session, team, wish, now):
                found.setdefault(wish.user, []).append(wish)
    return {user: tuple(sorted(wishes, key=_order)[:MOST]) for user, wishes in found.items()}


def _awake(session: Session, team: str, users: set[str], now: datetime) -> dict[str, WorkTime]:
    """The working hours of those who are at work now and were not nudged today."""
    known = storage.people.known(session, team=team, ids=users)
    here = [user for user in users if user in known and not known[user].outsider]
    works = working_time.work_times(session, team=team, users=here, now=now)
    names = [f"nudge:{user}" for user in works]
    slots = {work.today(now).isoformat() for work in works.values()}
    nudged = storage.queues.claims.held(session, team=team, names=names, slots=slots)
    return {
        user: work
        for user, work in works.items()
        if nudges.may_be_asked(work, now) and (f"nudge:{user}", work.today(now).isoformat()) not in nudged
    }


def _dates(session: Session, team: str, now: datetime) -> Iterator[Raw]:
    """Days that are near or over, unless something was just said of them."""
    for one in storage.nudges.dated(session, team=team, until=(now + AHEAD).date()):

        def near(work: WorkTime, today: date, one: Dated = one) -> int:
            return _unless_quiet(one, work, today) and nudges.near(one.day, work=work, today=today)

        def late(work: WorkTime, today: date, one: Dated = one) -> int:
            return _unless_quiet(one, work, today) and nudges.overdue(one.day, work=work, today=today)

        bare = Wish(Kind.NEAR, one.who, one.id, f"{one.id}@{one.day}", 0, one.name, one.day, milestone=one.id)
        yield bare, near
        yield replace(bare, kind=Kind.OVERDUE), late


def _links(session: Session, team: str, now: datetime) -> Iterator[Raw]:
    """Requests without answer (B-30), and promises half of whose time is over (B-38)."""
    silent = storage.dependencies.unanswered(session, team=team, before=(now + FAR).date())
    promises = storage.dependencies.promised(session, team=team, after=(now - DAY).date())
    names = storage.milestone_names.called(session, team=team) if silent or promises else {}
    for asked in silent:
        link, since = asked.dependency, asked.since.date()
        user = link.provider_user if asked.terms.asked is Side.PROVIDER else link.consumer_user

        def recalled(work: WorkTime, today: date, since: date = since) -> int:
            return int(nudges.working_days(work, since, today) >= nudges.REQUEST_AFTER)

        if user:
            subject = f"{link.id}@{asked.terms.question}"
            yield Wish(Kind.REQUEST, user, link.id, subject, 0, names.get(link.provider, ""), link.need_by), recalled
    for promised in promises:
        link, since = promised.dependency, promised.since.date()
        assert link.provider_user is not None, "a promise names who gave it"
        assert link.need_by is not None, "a promise has a day"

        def share(_work: WorkTime, today: date, since: date = since, need_by: date = link.need_by) -> int:
            return nudges.canary(since, need_by, today=today)

        name, subject = names.get(link.provider, ""), f"{link.id}@{link.need_by}"
        bare = Wish(Kind.CANARY, link.provider_user, link.id, subject, 0, name, link.need_by)
        yield replace(bare, milestone=link.provider), share


def _alerts(session: Session, team: str) -> Iterator[Raw]:
    """Forecasts that went stale, told to their owner; amber hand-overs, told to owner and lead, and never higher."""
    found = storage.risks.open_of_kinds(session, team=team, kinds=(STALE, LATE_START))
    leads = {one.id: one.lead for one in storage.plan.projects(session, team=team)} if found else {}
    homes = storage.milestone_names.homes(session, team=team) if found else {}
    for alert in found:
        stale, amber = alert.kind == STALE, alert.level == "amber" and alert.kind == LATE_START
        if not (stale or amber):
            continue
        item = alert.chain[0] if amber and alert.chain else alert.subject
        lead = leads.get(homes.get(item, "")) if amber else None
        for user in dict.fromkeys(filter(None, (alert.owner, lead))):
            kind, subject = Kind.STALE if stale else Kind.AMBER, f"{alert.key}#{alert.episode}"
            yield Wish(kind, user, item, subject, 0, sentence=alert.sentence, milestone=item), _once


def _checks(session: Session, team: str, now: datetime) -> Iterator[Raw]:
    """Entries of the register whose day has come."""
    for entry, user in storage.register.to_check(session, team=team, until=(now + DAY).date()):
        assert entry.check is not None, "only those that have a day"

        def come(work: WorkTime, today: date, day: date = entry.check) -> int:
            return nudges.check(day, work=work, today=today)

        subject = f"{entry.id}@{entry.check}"
        yield Wish(Kind.CHECK, user, entry.id, subject, 0, entry.text, entry.check, sentence=entry.kind.value), come


def _unless_quiet(one: Dated, work: WorkTime, today: date) -> bool:
    return not nudges.is_quiet(one.heard, work=work, today=today)


def _once(_work: WorkTime, _today: date) -> int:
    return 1


def _muted(session: Session, team: str, wish: Wish, now: datetime) -> bool:
    return storage.follows.muted(session, team=team, user=wish.user, text=wish.about, now=now)


def _order(wish: Wish) -> tuple[int, date, str]:
    return tuple(Kind).index(wish.kind), wish.day or date.max, wish.about
