"""Nudges: everything a person may be reminded of; it is sent as part of their one message of the day (B-126)."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from itertools import chain

from sqlmodel import Session

import storage.checkin_schedule
import storage.dependencies
import storage.follows
import storage.milestone_names
import storage.nudges
import storage.people
import storage.plan
import storage.register
import storage.risks
from handlers.common import working_time
from handlers.nudges import helper_nudges, missed_dates, own_dates, reading_nudges
from rules import nudges
from rules.alerts.active import LATE_START
from rules.checkins.prompting import PROMPT_HORIZON
from rules.dependencies.handovers import HandoverSide
from rules.nudges import Nudge, NudgeCandidate, NudgeHistory, NudgeKind
from rules.time.working_time import WorkTime
from storage.nudges import DueMilestone

DATE_HORIZON = timedelta(days=14)
# The rest wait for another day.
MAX_NUDGES_PER_MESSAGE = 10
REQUEST_HORIZON = timedelta(days=60)
ONE_DAY = timedelta(days=1)
# Long enough for the last working day before a weekend and holidays.
ASKED_LOOKBACK = timedelta(days=7)
STALE_ALERT_KIND = "stale update"


def due_nudges(
    session: Session, *, team: str, now: datetime, users: Collection[str] | None = None
) -> dict[str, tuple[Nudge, ...]]:
    """Return the nudges each person may get now, most urgent first.

    With `users`, these are about to be asked anyway, and their nudges join that message. Otherwise people who got their
    message today, or whose check-in is still to be decided today, are left out.
    """
    candidates = _candidates(session, team, now, users)
    work_times = _people_at_work(session, team, {nudge.user for nudge, _ in candidates}, now, joining=users is not None)
    histories = _histories(session, team, candidates, work_times)
    since = (now - ASKED_LOOKBACK).date()
    asked = storage.checkin_schedule.recently_asked(session, team=team, users=work_times, since=since)
    nudges_by_user: dict[str, list[Nudge]] = {}
    for candidate, stage_of in candidates:
        if work := work_times.get(candidate.user):
            history = histories.get((candidate.kind.value, candidate.subject, candidate.user), NudgeHistory())
            stage = stage_of(work, work.today(now))
            stage = stage and history.count + 1 if candidate.kind is NudgeKind.STALE else stage
            nudge = replace(candidate, stage=stage)
            asked_on = asked.get((nudge.user, nudge.milestone))
            if nudges.was_just_asked(nudge, asked_on=asked_on, work=work, today=work.today(now)):
                continue
            is_due = nudges.is_due(nudge, history=history, work=work, now=now, in_checkin=users is not None)
            if is_due and not _is_muted(session, team, nudge, now):
                nudges_by_user.setdefault(nudge.user, []).append(nudge)
    return {user: _as_many_as_fit(due) for user, due in nudges_by_user.items()}


def _candidates(session: Session, team: str, now: datetime, users: Collection[str] | None) -> list[NudgeCandidate]:
    """Return all that anyone, or one of `users`, may be reminded of."""
    found = chain(
        reading_nudges.reading_nudges(session, team=team, now=now),
        _date_nudges(session, team, now),
        _handover_nudges(session, team, now),
        _alert_nudges(session, team, now),
        helper_nudges.unblocking_nudges(session, team=team, now=now),
        helper_nudges.explanation_nudges(session, team=team, users=users),
        _register_nudges(session, team, now),
        missed_dates.missed_nudges(session, team=team, now=now),
        own_dates.own_date_nudges(session, team=team, users=users, now=now),
    )
    return [candidate for candidate in found if users is None or candidate[0].user in users]


def _histories(
    session: Session, team: str, candidates: Collection[NudgeCandidate], users: Collection[str]
) -> dict[tuple[str, str, str], NudgeHistory]:
    subjects = {nudge.subject for nudge, _ in candidates}
    return storage.nudges.nudge_history(session, team=team, users=users, subjects=subjects)


def _as_many_as_fit(due: list[Nudge]) -> tuple[Nudge, ...]:
    """Return the most urgent nudges; a reading has its day, so none of them waits for another."""
    ordered = sorted(due, key=_nudge_order)
    readings = sum(nudge.kind is NudgeKind.READING for nudge in ordered)
    return tuple(ordered[: max(MAX_NUDGES_PER_MESSAGE, readings)])


def _people_at_work(
    session: Session, team: str, users: set[str], now: datetime, *, joining: bool
) -> dict[str, WorkTime]:
    """Return the working hours of people who are at work and may get a message now."""
    known_people = storage.people.known_people(session, team=team, ids=users)
    members = [user for user in users if user in known_people and not known_people[user].outsider]
    work_times = working_time.work_times(session, team=team, users=members, now=now)
    if joining:
        return {user: work for user, work in work_times.items() if work.is_working(now)}
    work_times = {user: work for user, work in work_times.items() if nudges.may_be_asked(work, now)}
    days = {user: work.today(now) for user, work in work_times.items()}
    told = storage.checkin_schedule.users_with_message(session, team=team, days=days)
    looks = storage.checkin_schedule.pending_looks(session, team=team, users=work_times, now=now)
    waiting = {user for user, at in looks.items() if work_times[user].today(at) == days[user]}
    return {user: work for user, work in work_times.items() if user not in told and user not in waiting}


def _date_nudges(session: Session, team: str, now: datetime) -> Iterator[NudgeCandidate]:
    """Yield nudges for dates that are near or past, except where an update was just given."""
    for milestone in storage.nudges.milestones_due_by(session, team=team, until=(now + DATE_HORIZON).date()):

        def near_stage(work: WorkTime, today: date, milestone: DueMilestone = milestone) -> int:
            return _unless_quiet(milestone, work, today) and nudges.upcoming_stage(
                milestone.day, work=work, today=today
            )

        def overdue_stage(work: WorkTime, today: date, milestone: DueMilestone = milestone) -> int:
            return _unless_quiet(milestone, work, today) and nudges.overdue_stage(milestone.day, work=work, today=today)

        nudge = Nudge(
            NudgeKind.NEAR,
            milestone.who,
            milestone.id,
            f"{milestone.id}@{milestone.day}",
            0,
            milestone.name,
            milestone.day,
            milestone=milestone.id,
        )
        yield nudge, near_stage
        yield replace(nudge, kind=NudgeKind.OVERDUE), overdue_stage


def _handover_nudges(session: Session, team: str, now: datetime) -> Iterator[NudgeCandidate]:
    """Yield nudges for unanswered requests (B-30), and for commitments whose time is half over (B-38)."""
    unanswered = storage.dependencies.unanswered_questions(session, team=team, before=(now + REQUEST_HORIZON).date())
    commitments = storage.dependencies.commitments_due_after(session, team=team, after=(now - ONE_DAY).date())
    names = storage.milestone_names.names_by_milestone(session, team=team) if unanswered or commitments else {}
    providers = {item.dependency.provider for item in (*unanswered, *commitments)}
    numbers = storage.nudges.numbers_by_milestone(session, team=team, ids=providers)
    askers = {user for item in unanswered for user in (item.dependency.provider_user, item.dependency.consumer_user)}
    people = storage.people.display_names(session, team=team, ids=frozenset(filter(None, askers)))
    for question in unanswered:
        link = question.dependency
        users = (link.provider_user, link.consumer_user)
        user, other = users if question.terms.asked is HandoverSide.PROVIDER else reversed(users)
        if user:
            subject, name = f"{link.id}@{question.terms.question}", names.get(link.provider, "")
            asker = people.get(other or "", "")
            nudge = Nudge(NudgeKind.REQUEST, user, link.id, subject, 0, name, link.need_by, sentence=asker)
            yield nudge, partial(_request_stage, question.since.date(), numbers[link.provider].reminder)
    for commitment in commitments:
        link = commitment.dependency
        assert link.provider_user is not None, "a commitment names who made it"
        assert link.need_by is not None, "a commitment has a day"
        name, subject = names.get(link.provider, ""), f"{link.id}@{link.need_by}"
        nudge = Nudge(NudgeKind.CANARY, link.provider_user, link.id, subject, 0, name, link.need_by)
        shares = numbers[link.provider].check_shares
        yield (
            replace(nudge, milestone=link.provider),
            partial(_commitment_stage, link.need_by, commitment.since.date(), shares),
        )


def _request_stage(since: date, wait: int, work: WorkTime, today: date) -> int:
    return int(nudges.working_days(work, since, today) >= wait)


def _commitment_stage(need_by: date, since: date, shares: tuple[float, float], _work: WorkTime, today: date) -> int:
    return nudges.confirmation_stage(since, need_by, today=today, shares=shares)


def _alert_nudges(session: Session, team: str, now: datetime) -> Iterator[NudgeCandidate]:
    """Yield nudges for stale forecasts that are near (B-07), to their owner, and for amber hand-overs.

    Amber goes to owner and lead, and no higher.
    """
    alerts = storage.risks.open_alerts_of_kinds(session, team=team, kinds=(STALE_ALERT_KIND, LATE_START))
    leads = {project.id: project.lead for project in storage.plan.projects(session, team=team)} if alerts else {}
    project_of = storage.milestone_names.projects_by_milestone(session, team=team) if alerts else {}
    until = (now + PROMPT_HORIZON).date()
    near = {item.id: item for item in storage.nudges.milestones_due_by(session, team=team, until=until) if alerts}
    for alert in alerts:
        is_stale, is_amber = alert.kind == STALE_ALERT_KIND, alert.level == "amber" and alert.kind == LATE_START
        if not (is_stale or is_amber):
            continue
        if is_stale and alert.subject not in near:
            continue
        item = alert.chain[0] if is_amber and alert.chain else alert.subject
        lead = leads.get(project_of.get(item, "")) if is_amber else None
        for user in dict.fromkeys(filter(None, (alert.owner, lead))):
            kind, subject = NudgeKind.STALE if is_stale else NudgeKind.AMBER, f"{alert.key}#{alert.episode}"
            due = near.get(item) if is_stale else None
            name, day = (due.name, due.day) if due else ("", None)
            nudge = Nudge(kind, user, item, subject, 0, name, day, alert.sentence, milestone=item)

            def alert_stage(work: WorkTime, today: date, day: date | None = day) -> int:
                return int(day is None or nudges.is_still_far(day, work=work, today=today))

            yield nudge, alert_stage


def _register_nudges(session: Session, team: str, now: datetime) -> Iterator[NudgeCandidate]:
    """Yield nudges for register entries whose review day has come."""
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


def _is_muted(session: Session, team: str, wish: Nudge, now: datetime) -> bool:
    return storage.follows.is_muted(session, team=team, user=wish.user, text=wish.about, now=now)


def _nudge_order(wish: Nudge) -> tuple[int, date, str]:
    return tuple(NudgeKind).index(wish.kind), wish.day or date.max, wish.about
