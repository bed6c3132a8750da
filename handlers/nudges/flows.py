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
from rules.dependencies.handovers import HandoverSide
from rules.nudges import Nudge, NudgeHistory, NudgeKind
from rules.time.working_time import WorkTime
from storage.nudges import DueMilestone

DATE_HORIZON = timedelta(days=14)
MAX_NUDGES_PER_MESSAGE = 10
"""Nudges in one message; the others wait for another day."""

CHECK_INTERVAL_MINUTES = 10
"""Minutes between two looks."""

REQUEST_HORIZON = timedelta(days=60)
ONE_DAY = timedelta(days=1)
NudgeCandidate = tuple[Nudge, Callable[[WorkTime, date], int]]
"""A nudge, and how many of its occasions have come by a day of the person's working time."""

STALE_ALERT_KIND = "stale update"


async def send_due_nudges(deps: Deps) -> None:
    """Every ten minutes: who is at work and was not nudged today hears what is due, all in one message."""
    now = deps.now()
    look = f"{now:%Y-%m-%dT%H}:{now.minute // CHECK_INTERVAL_MINUTES}"
    if await deps.transact(storage.queues.claims.claim_slot, team=deps.team, name="nudges", slot=look, now=now):
        found = await deps.read(due_nudges, team=deps.team, now=now)
        turns = {
            user: isolation.transaction_task(deps, send_nudges, user=user, wishes=told, now=now)
            for user, told in found.items()
        }
        await isolation.run_each(deps, job="nudges", tasks=turns)


def send_nudges(session: Session, *, team: str, user: str, wishes: Sequence[Nudge], now: datetime) -> None:
    """One message a person and local day."""
    day = working_time.work_time(session, team=team, user=user, now=now).today(now)
    if not storage.queues.claims.claim_slot(session, team=team, name=f"nudge:{user}", slot=day.isoformat(), now=now):
        return
    message = templates.render("nudges/nudge", wishes=wishes, today=day)
    key = f"nudge:{user}:{day}"
    posting.post_message(session, key=key, team=team, channel=user, message=message, now=now, kind="checkin")
    for wish in wishes:
        storage.nudges.record_nudge(session, team=team, nudge=wish, now=now)


def due_nudges(session: Session, *, team: str, now: datetime) -> dict[str, tuple[Nudge, ...]]:
    """What each person may hear now, the most pressing first; who was nudged today is left out."""
    raw = [
        *_date_nudges(session, team, now),
        *_handover_nudges(session, team, now),
        *_alert_nudges(session, team),
        *_register_nudges(session, team, now),
    ]
    works = _people_at_work(session, team, {wish.user for wish, _ in raw}, now)
    gifts = storage.nudges.nudge_history(session, team=team, users=works)
    found: dict[str, list[Nudge]] = {}
    for bare, stage_of in raw:
        if work := works.get(bare.user):
            given = gifts.get((bare.kind.value, bare.subject, bare.user), NudgeHistory())
            stage = given.count + 1 if bare.kind is NudgeKind.STALE else stage_of(work, work.today(now))
            wish = replace(bare, stage=stage)
            if nudges.is_due(wish, history=given, work=work, now=now) and not _is_muted(session, team, wish, now):
                found.setdefault(wish.user, []).append(wish)
    return {user: tuple(sorted(wishes, key=_nudge_order)[:MAX_NUDGES_PER_MESSAGE]) for user, wishes in found.items()}


def _people_at_work(session: Session, team: str, users: set[str], now: datetime) -> dict[str, WorkTime]:
    """The working hours of those who are at work now and were not nudged today."""
    known = storage.people.known_people(session, team=team, ids=users)
    here = [user for user in users if user in known and not known[user].outsider]
    works = working_time.work_times(session, team=team, users=here, now=now)
    names = [f"nudge:{user}" for user in works]
    slots = {work.today(now).isoformat() for work in works.values()}
    nudged = storage.queues.claims.claimed_slots(session, team=team, names=names, slots=slots)
    return {
        user: work
        for user, work in works.items()
        if nudges.may_be_asked(work, now) and (f"nudge:{user}", work.today(now).isoformat()) not in nudged
    }


def _date_nudges(session: Session, team: str, now: datetime) -> Iterator[NudgeCandidate]:
    """Days that are near or over, unless something was just said of them."""
    for one in storage.nudges.milestones_due_by(session, team=team, until=(now + DATE_HORIZON).date()):

        def near_stage(work: WorkTime, today: date, one: DueMilestone = one) -> int:
            return _unless_quiet(one, work, today) and nudges.upcoming_stage(one.day, work=work, today=today)

        def overdue_stage(work: WorkTime, today: date, one: DueMilestone = one) -> int:
            return _unless_quiet(one, work, today) and nudges.overdue_stage(one.day, work=work, today=today)

        bare = Nudge(NudgeKind.NEAR, one.who, one.id, f"{one.id}@{one.day}", 0, one.name, one.day, milestone=one.id)
        yield bare, near_stage
        yield replace(bare, kind=NudgeKind.OVERDUE), overdue_stage


def _handover_nudges(session: Session, team: str, now: datetime) -> Iterator[NudgeCandidate]:
    """Requests without answer (B-30), and promises half of whose time is over (B-38)."""
    silent = storage.dependencies.unanswered_questions(session, team=team, before=(now + REQUEST_HORIZON).date())
    promises = storage.dependencies.commitments_due_after(session, team=team, after=(now - ONE_DAY).date())
    names = storage.milestone_names.names_by_milestone(session, team=team) if silent or promises else {}
    for asked in silent:
        link, since = asked.dependency, asked.since.date()
        user = link.provider_user if asked.terms.asked is HandoverSide.PROVIDER else link.consumer_user

        def request_stage(work: WorkTime, today: date, since: date = since) -> int:
            return int(nudges.working_days(work, since, today) >= nudges.REQUEST_REMINDER_DAYS)

        if user:
            subject = f"{link.id}@{asked.terms.question}"
            yield (
                Nudge(NudgeKind.REQUEST, user, link.id, subject, 0, names.get(link.provider, ""), link.need_by),
                request_stage,
            )
    for promised in promises:
        link, since = promised.dependency, promised.since.date()
        assert link.provider_user is not None, "a promise names who gave it"
        assert link.need_by is not None, "a promise has a day"

        def promise_stage(_work: WorkTime, today: date, since: date = since, need_by: date = link.need_by) -> int:
            return nudges.confirmation_stage(since, need_by, today=today)

        name, subject = names.get(link.provider, ""), f"{link.id}@{link.need_by}"
        bare = Nudge(NudgeKind.CANARY, link.provider_user, link.id, subject, 0, name, link.need_by)
        yield replace(bare, milestone=link.provider), promise_stage


def _alert_nudges(session: Session, team: str) -> Iterator[NudgeCandidate]:
    """Forecasts that went stale, told to their owner; amber hand-overs, told to owner and lead, and never higher."""
    found = storage.risks.open_alerts_of_kinds(session, team=team, kinds=(STALE_ALERT_KIND, LATE_START))
    leads = {one.id: one.lead for one in storage.plan.projects(session, team=team)} if found else {}
    homes = storage.milestone_names.projects_by_milestone(session, team=team) if found else {}
    for alert in found:
        stale, amber = alert.kind == STALE_ALERT_KIND, alert.level == "amber" and alert.kind == LATE_START
        if not (stale or amber):
            continue
        item = alert.chain[0] if amber and alert.chain else alert.subject
        lead = leads.get(homes.get(item, "")) if amber else None
        for user in dict.fromkeys(filter(None, (alert.owner, lead))):
            kind, subject = NudgeKind.STALE if stale else NudgeKind.AMBER, f"{alert.key}#{alert.episode}"
            yield Nudge(kind, user, item, subject, 0, sentence=alert.sentence, milestone=item), _single_stage


def _register_nudges(session: Session, team: str, now: datetime) -> Iterator[NudgeCandidate]:
    """Entries of the register whose day has come."""
    for entry, user in storage.register.entries_to_review(session, team=team, until=(now + ONE_DAY).date()):
        assert entry.check is not None, "only those that have a day"

        def check_stage(work: WorkTime, today: date, day: date = entry.check) -> int:
            return nudges.check_date_stage(day, work=work, today=today)

        subject = f"{entry.id}@{entry.check}"
        yield (
            Nudge(NudgeKind.CHECK, user, entry.id, subject, 0, entry.text, entry.check, sentence=entry.kind.value),
            check_stage,
        )


def _unless_quiet(milestone: DueMilestone, work: WorkTime, today: date) -> bool:
    return not nudges.is_quiet(milestone.last_update_at, work=work, today=today)


def _single_stage(_work: WorkTime, _today: date) -> int:
    return 1


def _is_muted(session: Session, team: str, wish: Nudge, now: datetime) -> bool:
    return storage.follows.is_muted(session, team=team, user=wish.user, text=wish.about, now=now)


def _nudge_order(wish: Nudge) -> tuple[int, date, str]:
    return tuple(NudgeKind).index(wish.kind), wish.day or date.max, wish.about
