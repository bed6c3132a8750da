"""What an edition says: gathered once, as far as the readers of its channel may know it."""

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
from handlers.escalations import queries as escalations_queries
from handlers.plan import queries as plan_queries
from handlers.plan.queries import ProgramState
from rules import digests
from rules.alerts import target_colours
from rules.alerts.lead_time import Colour
from rules.alerts.milestone_status import ComputedStatus
from rules.dependencies.confidence import Confidence
from rules.digests import (
    DigestEdition,
    DigestIssue,
    FinishOutlook,
    ForecastRecord,
    MovedMilestone,
    RequestedAction,
    StatusGap,
    UnconfirmedCommitment,
)
from rules.plan import Milestone, Project
from rules.schedule import chains as long
from rules.time.calendars import Calendar

T = TypeVar("T", RequestedAction, MovedMilestone)
WEEK = timedelta(days=7)
OVERDUE_ALERT_KIND = "impossible date"  # the kind of alert that the list of overdue milestones already tells
MAX_ANALYSIS_AGE = timedelta(days=3)
"""An older analysis says nothing about this week any more."""

DELETED_SOURCE = "deleted"
"""Stands in place of the link to a message that was deleted (B-25)."""
EXPLANATION_WORKDAYS = 2
"""Working days in which a gap may be explained before the digest says that it was not (B-51)."""


def program_outlook(session: Session, *, team: str, program: str, today: date) -> FinishOutlook | None:
    """P50 and P80 of the program's last target, and its plan health, as the last full refresh found them."""
    last = storage.risks.recent_analyses(session, team=team, program=program)
    if not last or today - last[0][0] > MAX_ANALYSIS_AGE or not last[0][1]["targets"]:
        return None
    facts = last[0][1]
    target = max(facts["targets"], key=lambda each: (each["p80"], each["id"]))
    made = [check for check in facts["health"] if check["passed"] is not None]
    return FinishOutlook(
        p50=date.fromisoformat(target["p50"]),
        p80=date.fromisoformat(target["p80"]),
        committed=date.fromisoformat(target["committed"]) if target["committed"] else None,
        on_time=target["on_time"],
        health=(sum(check["passed"] for check in made), len(made)),
    )


def status_gaps(
    session: Session, *, team: str, state: ProgramState, projects: Mapping[str, Project]
) -> tuple[StatusGap, ...]:
    """Two steps now, or one for three weeks: both colours, and the sentence that was given."""
    past = storage.risks.recent_analyses(session, team=team, program=state.plan.program.id, limit=15)
    weekly = [next((facts for day, facts in past if day <= state.today - timedelta(days=days)), {}) for days in (14, 7)]
    calendar = Calendar.of(state.plan.program.calendar)
    found = []
    for project in projects.values():
        report, computed = state.reports.get(project.id), state.project_status(project).colour
        if report is None:
            continue
        before = [facts.get("gaps", {}).get(project.id, 0) for facts in weekly]
        if target_colours.needs_explanation([*before, target_colours.watermelon_gap(report.colour, computed)]):
            waited = calendar.between(report.at.date(), state.today)
            why = report.why or ("no explanation given" if waited >= EXPLANATION_WORKDAYS else "asked why")
            found.append(StatusGap(project, report.colour.value, computed.value, why))
    return tuple(found)


def cross_project_chains(state: ProgramState, projects: Mapping[str, Project]) -> tuple[tuple[Milestone, ...], ...]:
    """Chains of more than two links across three projects that end in this program."""
    rows = {milestone.id: milestone for milestone in state.plan.milestones}
    found = long.long_chains(state.plan)
    return tuple(tuple(rows[name] for name in chain) for chain in found if rows[chain[-1]].project in projects)


def build_edition(
    session: Session, *, team: str, program: str, period: str, channel: str, now: datetime
) -> DigestEdition:
    """Everything since the last edition, as far as the readers of `channel` may know it."""
    state = plan_queries.program_state(session, team=team, program=program, now=now)
    since = _last_edition_time(session, team, program, period) or now - WEEK
    mine = {p.id: p for p in state.plan.projects if p.program == program}
    every = {m.id: m for m in state.plan.milestones if m.project in mine}
    milestones = _readable_milestones(session, team, every, channel)
    statuses = {id: state.project_status(project) for id, project in mine.items()}
    moved = _date_changes(session, team, state, milestones, since, channel)
    asks, withheld = _open_asks(session, team, milestones, channel)
    troubles = _open_troubles(session, team, program, state, statuses, milestones)
    wins, added = _finished_since(milestones, since.date()), _added_since(session, team, milestones, since)
    fresh = {m.project for m in (*wins, *added, *(m.milestone for m in moved), *(milestones[a.subject] for a in asks))}
    heard = {u.project for u in storage.updates.records_since(session, team=team, at=now - WEEK)} | fresh
    return DigestEdition(
        program=program,
        name=state.plan.program.name,
        week=digests.program_week(state.plan, state.today),
        period=period,
        since=since.date(),
        status=digests.worst_status(statuses) or ComputedStatus(Colour.GREY, "no projects yet"),
        asks=asks,
        troubles=troubles,
        moved=moved,
        added=added,
        unchanged=tuple(p for id, p in mine.items() if id not in fresh),
        overdue=digests.overdue_milestones(tuple(milestones.values()), today=state.today),
        soon=digests.upcoming_milestones(tuple(milestones.values()), today=state.today),
        wins=wins,
        silent=tuple(p for id, p in mine.items() if id not in heard and _has_open_milestones(milestones, id)),
        finish=_latest_day(state.computed.get(m.id) or m.expected for m in milestones.values() if not m.done),
        promised=_latest_day(m.committed for m in milestones.values()),
        withheld=withheld + len(every) - len(milestones),
        outlook=program_outlook(session, team=team, program=program, today=state.today),
        gaps=status_gaps(session, team=team, state=state, projects=mine),
        chains=cross_project_chains(state, mine),
        doubts=_doubtful_handovers(session, team, state, every, channel),
    )


def _last_edition_time(session: Session, team: str, program: str, period: str) -> datetime | None:
    last = storage.digests.last_posted_edition(session, team=team, program=program, before=period)
    return last.at if last else None


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
    """Promises to or of this program that were asked about and not answered for, the least sure first."""
    known = _readable_milestones(session, team, {m.id: m for m in state.plan.milestones}, channel)
    found = []
    for one in storage.dependencies.open_dependencies(session, team=team):
        ends = {one.provider, one.consumer}
        if one.confidence != Confidence.HIGH and ends <= known.keys() and not ends.isdisjoint(own_milestones):
            found.append(
                UnconfirmedCommitment(one.id, known[one.provider], known[one.consumer], one.need_by, one.confidence)
            )
    return tuple(sorted(found, key=lambda d: (d.confidence != "low", d.day or date.max, d.record)))


def _latest_day(days: Iterable[date | None]) -> date | None:
    return max((day for day in days if day), default=None)


def _readable_milestones(
    session: Session, team: str, milestones: Mapping[str, Milestone], channel: str
) -> dict[str, Milestone]:
    """Without those that not every reader of the channel may know of."""
    audience = storage.privacy.resolve_audience(session, team=team, destination=channel)
    secret = storage.privacy.secrets_hidden_from(session, team=team, by=audience).ids
    return {id: milestone for id, milestone in milestones.items() if id not in secret}


def _date_changes(
    session: Session, team: str, state: ProgramState, milestones: Mapping[str, Milestone], since: datetime, channel: str
) -> tuple[MovedMilestone, ...]:
    closed = storage.updates.restricted_sources(session, team=team, at=since)
    ledger = [
        ForecastRecord(
            e.milestone,
            e.day,
            e.kind,
            e.at,
            *(("", "") if closed.get(e.source, channel) != channel else (e.reason, e.source)),
        )
        for e in storage.forecast_ledger.entries_since(session, team=team, at=since)
    ]
    first = {e.milestone: e.day for e in reversed(ledger) if e.kind == "baseline"}
    before = first | storage.digests.expected_days_at(session, team=team, at=since)
    calendar = Calendar.of(state.plan.program.calendar)
    between = {
        id: calendar.between(before[id], milestone.expected)
        for id, milestone in milestones.items()
        if before.get(id) and milestone.expected
    }
    return mark_deleted_sources(
        session, team=team, items=digests.moved_milestones(milestones, ledger, before, working_days_moved=between)
    )


def mark_deleted_sources(session: Session, *, team: str, items: tuple[T, ...]) -> tuple[T, ...]:
    """The same asks or movements, `GONE` as the source of those whose message was deleted since."""
    gone = storage.updates.deleted_sources(session, team=team, permalinks=frozenset(one.source for one in items))
    return tuple(replace(one, source=DELETED_SOURCE) if one.source in gone else one for one in items)


def _new_ids(session: Session, team: str, since: datetime) -> frozenset[str]:
    entries = storage.forecast_ledger.entries_since(session, team=team, at=since)
    return frozenset(e.milestone for e in entries if e.kind == "baseline")


def _open_asks(
    session: Session, team: str, milestones: Mapping[str, Milestone], channel: str
) -> tuple[tuple[RequestedAction, ...], int]:
    """What holds somebody up and who can free it; what was said in a closed channel stays there, counted."""
    found = [b for b in storage.blockers.open_blockers(session, team=team) if b.milestone in milestones and b.needs]
    shown = [b for b in found if not b.restricted or b.source_channel == channel]
    names = storage.people.display_names(session, team=team, ids=frozenset(b.needs for b in shown if b.needs))
    asks = [
        RequestedAction(b.id, b.milestone, b.text, names.get(b.needs or "", b.needs or ""), b.needed_by, b.source)
        for b in shown
    ]
    asks = [*mark_deleted_sources(session, team=team, items=tuple(asks))]
    asks += escalations_queries.unanswered_asks(session, team=team, items=milestones)
    return tuple(sorted(asks, key=lambda a: (a.by or date.max, a.record))), len(found) - len(shown)


def _open_troubles(
    session: Session,
    team: str,
    program: str,
    state: ProgramState,
    statuses: Mapping[str, ComputedStatus],
    milestones: Mapping[str, Milestone],
) -> tuple[DigestIssue, ...]:
    """Red alerts of the graph, then projects that are red or amber for another reason."""
    alerts = [a for a in storage.risks.open_alerts(session, team=team, program=program) if a.level == "red"]
    found = [
        DigestIssue(a.subject, a.level, a.sentence, milestones[a.subject].project, a.kind)
        for a in alerts
        if a.subject in milestones and a.kind != OVERDUE_ALERT_KIND
    ]
    covered = {t.record for t in found} | {t.project for t in found}
    for project in state.plan.projects:
        status = statuses.get(project.id)
        if status and status.colour.value in ("red", "amber") and covered.isdisjoint((status.subject, project.id)):
            sentence = f"{project.name}: {status.why}"
            found.append(DigestIssue(status.subject or project.id, status.colour.value, sentence, project.id))
    return tuple(sorted(found, key=lambda t: (t.level != "red", t.record)))


def _has_open_milestones(milestones: Mapping[str, Milestone], project: str) -> bool:
    return any(m.project == project and not m.done for m in milestones.values())
