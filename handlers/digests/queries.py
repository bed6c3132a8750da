"""The content of an edition, gathered once, as far as the readers of its channel may know it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TypeVar

from sqlmodel import Session

import storage.blockers
import storage.dependencies
import storage.digests
import storage.forecast_ledger
import storage.people
import storage.privacy
import storage.risks
import storage.updates
from handlers.digests import update_queries
from handlers.escalations import queries as escalations_queries
from handlers.plan import queries as plan_queries
from handlers.plan.queries import ProgramState
from handlers.schedule import outlook
from rules import digests
from rules.alerts.reported_colours import needs_explanation
from rules.dependencies.confidence import Confidence
from rules.digests import (
    DigestEdition,
    DigestIssue,
    ForecastRecord,
    MovedMilestone,
    ProjectUpdate,
    RequestedAction,
    StatusGap,
    UnconfirmedCommitment,
)
from rules.plan import Milestone, Project
from rules.schedule import chains as long
from rules.schedule.program_end import find_program_end
from rules.time.calendars import Calendar
from rules.time.working_time import local_day
from rules.truth.colours import watermelon_gap
from storage.risks import StoredAlert

T = TypeVar("T", RequestedAction, MovedMilestone)
WEEK = timedelta(days=7)
# The list of overdue milestones already covers this kind of alert.
OVERDUE_ALERT_KIND = "impossible date"
# Replaces the link to a message that was deleted (B-25).
DELETED_SOURCE = "deleted"
# Working days to explain a gap before the digest says that it was not explained (B-51).
EXPLANATION_WORKDAYS = 2


def status_gaps(
    session: Session, *, team: str, state: ProgramState, projects: Mapping[str, Project]
) -> tuple[StatusGap, ...]:
    """Return gaps of two steps now, or one step for three weeks, with both colours and the explanation given."""
    past = storage.risks.recent_analyses(session, team=team, program=state.plan.program.id, limit=15)
    days_before = [state.today - timedelta(days=days) for days in (14, 7)]
    weekly_gaps = [next((analysis.gaps for analysis in past if analysis.day <= day), {}) for day in days_before]
    calendar = Calendar.of(state.plan.program.calendar)
    gaps = []
    for project in projects.values():
        report, computed = state.reports.get(project.id), state.project_status(project).colour
        if report is None:
            continue
        before = [gaps_then.get(project.id, 0) for gaps_then in weekly_gaps]
        if needs_explanation([*before, watermelon_gap(report.colour, computed)]):
            waited = calendar.between(local_day(state.plan.program.zone, report.at), state.today)
            why = report.why or ("no explanation given" if waited >= EXPLANATION_WORKDAYS else "asked why")
            gaps.append(StatusGap(project, report.colour.value, computed.value, why))
    return tuple(gaps)


def cross_project_chains(state: ProgramState, projects: Mapping[str, Project]) -> tuple[tuple[Milestone, ...], ...]:
    """Return chains of more than two links across three projects that end in this program."""
    milestones = {milestone.id: milestone for milestone in state.plan.milestones}
    chains = long.long_chains(state.plan)
    return tuple(
        tuple(milestones[name] for name in chain) for chain in chains if milestones[chain[-1]].project in projects
    )


def build_edition(
    session: Session, *, team: str, program: str, period: str, channel: str, now: datetime
) -> DigestEdition:
    """Gather everything since the last edition, as far as the readers of `channel` may know it."""
    state = plan_queries.program_state(session, team=team, program=program, now=now)
    since = _last_edition_time(session, team, program, period) or now - WEEK
    own_projects = {p.id: p for p in state.plan.projects if p.program == program}
    all_milestones = {m.id: m for m in state.plan.milestones if m.project in own_projects}
    milestones = _readable_milestones(session, team, all_milestones, channel)
    moved = _date_changes(session, team, state, milestones, since, channel)
    asks, withheld = _open_asks(session, team, milestones, channel)
    wins, added = _finished_since(milestones, since.date()), _added_since(session, team, milestones, since)
    updates = update_queries.quoted_updates(session, team=team, projects=own_projects, channel=channel, since=since)
    changed = _changed_projects((*wins, *added, *(milestones[ask.subject] for ask in asks)), moved, updates)
    end = find_program_end(replace(state.plan, milestones=tuple(milestones.values())))
    return DigestEdition(
        program=program,
        name=state.plan.program.name,
        week=digests.program_week(state.plan, state.today),
        period=period,
        since=since.date(),
        status=state.statuses.program,
        asks=asks,
        troubles=_open_troubles(session, team, program, state, milestones),
        moved=moved,
        added=added,
        unchanged=tuple(p for id, p in own_projects.items() if id not in changed),
        overdue=digests.overdue_milestones(tuple(milestones.values()), today=state.today),
        soon=digests.upcoming_milestones(tuple(milestones.values()), today=state.today),
        wins=wins,
        silent=update_queries.silent_projects(session, team, own_projects, milestones, now=now),
        updates=updates,
        finish=end.expected if end else None,
        promised=end.committed if end else None,
        withheld=withheld + len(all_milestones) - len(milestones),
        outlook=outlook.finish_outlook(session, team=team, plan=state.plan, today=state.today),
        gaps=status_gaps(session, team=team, state=state, projects=own_projects),
        chains=cross_project_chains(state, own_projects),
        doubts=_doubtful_handovers(session, team, state, all_milestones, channel),
    )


def _changed_projects(
    milestones: Iterable[Milestone], moved: Iterable[MovedMilestone], updates: Iterable[ProjectUpdate]
) -> set[str]:
    milestone_projects = {milestone.project for milestone in (*milestones, *(change.milestone for change in moved))}
    return milestone_projects | {update.project.id for update in updates}


def _last_edition_time(session: Session, team: str, program: str, period: str) -> datetime | None:
    edition = storage.digests.last_posted_edition(session, team=team, program=program, before=period)
    return edition.at if edition else None


def _finished_since(milestones: Mapping[str, Milestone], day: date) -> tuple[Milestone, ...]:
    return tuple(milestone for milestone in milestones.values() if milestone.actual and milestone.actual >= day)


def _added_since(
    session: Session, team: str, milestones: Mapping[str, Milestone], since: datetime
) -> tuple[Milestone, ...]:
    new_ids = _new_ids(session, team, since)
    return tuple(milestone for milestone in milestones.values() if milestone.id in new_ids)


def _doubtful_handovers(
    session: Session, team: str, state: ProgramState, own_milestones: Mapping[str, Milestone], channel: str
) -> tuple[UnconfirmedCommitment, ...]:
    """Return commitments to or from this program that were questioned and not confirmed, least certain first."""
    readable = _readable_milestones(session, team, {m.id: m for m in state.plan.milestones}, channel)
    doubtful = []
    for link in storage.dependencies.open_dependencies(session, team=team):
        milestone_ids = {link.provider, link.consumer}
        if (
            link.confidence != Confidence.HIGH
            and milestone_ids <= readable.keys()
            and not milestone_ids.isdisjoint(own_milestones)
        ):
            doubtful.append(
                UnconfirmedCommitment(
                    link.id, readable[link.provider], readable[link.consumer], link.need_by, link.confidence
                )
            )
    return tuple(sorted(doubtful, key=lambda d: (d.confidence != "low", d.day or date.max, d.record)))


def _readable_milestones(
    session: Session, team: str, milestones: Mapping[str, Milestone], channel: str
) -> dict[str, Milestone]:
    """Drop milestones that not every reader of the channel may know of."""
    audience = storage.privacy.resolve_audience(session, team=team, destination=channel)
    secret = storage.privacy.secrets_hidden_from(session, team=team, by=audience).ids
    return {id: milestone for id, milestone in milestones.items() if id not in secret}


def _date_changes(
    session: Session, team: str, state: ProgramState, milestones: Mapping[str, Milestone], since: datetime, channel: str
) -> tuple[MovedMilestone, ...]:
    restricted = storage.updates.restricted_sources(session, team=team, at=since)
    ledger = [
        ForecastRecord(
            e.milestone,
            e.day,
            e.kind,
            e.at,
            *(("", "") if restricted.get(e.source, channel) != channel else (e.reason, e.source)),
        )
        for e in storage.forecast_ledger.entries_since(session, team=team, at=since)
    ]
    baseline_days = {e.milestone: e.day for e in reversed(ledger) if e.kind == "baseline"}
    before = baseline_days | storage.digests.expected_days_at(session, team=team, at=since)
    calendar = Calendar.of(state.plan.program.calendar)
    between = {
        id: calendar.between(before[id], milestone.own_date)
        for id, milestone in milestones.items()
        if before.get(id) and milestone.own_date
    }
    return mark_deleted_sources(
        session, team=team, items=digests.moved_milestones(milestones, ledger, before, working_days_moved=between)
    )


def mark_deleted_sources(session: Session, *, team: str, items: tuple[T, ...]) -> tuple[T, ...]:
    """Return the same asks or moves, with `DELETED_SOURCE` as the source where the message was deleted."""
    deleted_sources = storage.updates.deleted_sources(
        session, team=team, permalinks=frozenset(item.source for item in items)
    )
    return tuple(replace(item, source=DELETED_SOURCE) if item.source in deleted_sources else item for item in items)


def _new_ids(session: Session, team: str, since: datetime) -> frozenset[str]:
    entries = storage.forecast_ledger.entries_since(session, team=team, at=since)
    return frozenset(e.milestone for e in entries if e.kind == "baseline")


def _open_asks(
    session: Session, team: str, milestones: Mapping[str, Milestone], channel: str
) -> tuple[tuple[RequestedAction, ...], int]:
    """Return what blocks people and who can resolve it, and the number withheld.

    A blocker raised in a closed channel is shown only there; elsewhere it is counted.
    """
    blockers = [b for b in storage.blockers.open_blockers(session, team=team) if b.milestone in milestones and b.needs]
    visible = [b for b in blockers if not b.restricted or b.source_channel == channel]
    names = storage.people.display_names(session, team=team, ids=frozenset(b.needs for b in visible if b.needs))
    asks = [
        RequestedAction(b.id, b.milestone, b.text, names.get(b.needs or "", b.needs or ""), b.needed_by, b.source)
        for b in visible
    ]
    asks = [*mark_deleted_sources(session, team=team, items=tuple(asks))]
    asks += escalations_queries.unanswered_asks(session, team=team, items=milestones)
    return tuple(sorted(asks, key=lambda a: (a.by or date.max, a.record))), len(blockers) - len(visible)


def _open_troubles(
    session: Session,
    team: str,
    program: str,
    state: ProgramState,
    milestones: Mapping[str, Milestone],
) -> tuple[DigestIssue, ...]:
    """Return red alerts, those about people and benefits too, then projects that are red or amber otherwise."""
    alerts = [a for a in storage.risks.open_alerts(session, team=team, program=program) if a.level == "red"]
    hidden = {m.id for m in state.plan.milestones} - milestones.keys()
    issues = [
        DigestIssue(a.subject, a.level, a.sentence, _project_of_alert(a, milestones), a.kind)
        for a in alerts
        if a.kind != OVERDUE_ALERT_KIND and (a.subject in milestones or hidden.isdisjoint((a.subject, *a.chain)))
    ]
    covered = {t.record for t in issues} | {t.project for t in issues}
    for project in state.plan.projects:
        status = state.project_status(project) if project.program == program else None
        if status and status.colour.value in ("red", "amber") and covered.isdisjoint((status.subject, project.id)):
            sentence = f"{project.name}: {status.why}"
            issues.append(DigestIssue(status.subject or project.id, status.colour.value, sentence, project.id))
    return tuple(sorted(issues, key=lambda t: (t.level != "red", t.record)))


def _project_of_alert(alert: StoredAlert, milestones: Mapping[str, Milestone]) -> str:
    """Return the project of the milestone an alert is about; "" for a person or a benefit."""
    return milestones[alert.subject].project if alert.subject in milestones else ""
