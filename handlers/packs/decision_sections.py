"""Decisions and risks in a pack: taken and waiting, new and gone."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from sqlmodel import Session

import storage.packs.history
import storage.people
from handlers.packs.moments import ProgramMoment
from rules.alerts import by_cause
from rules.decisions import needed_by
from rules.decisions.decision import Decision
from rules.packs.contents import DecisionTaken, DecisionWaiting
from rules.packs.periods import PackPeriod
from rules.packs.risk_profile import RiskLine, RiskProfile, risk_profile
from rules.register import EntryKind, risk_exposure
from rules.time.working_time import local_day
from storage.change_requests import ChangeRequest

NO_ONE = "no one"
_CLOSED_REQUESTS = frozenset({"approved", "rejected"})


def decisions_of(
    session: Session, team: str, now: ProgramMoment, period: PackPeriod
) -> tuple[tuple[DecisionTaken, ...], tuple[DecisionWaiting, ...]]:
    """Return what was decided in the period, and what waited when it ended, the longest overdue first."""
    history, program, hidden = storage.packs.history, now.plan.program.id, now.secrets.ids
    asked = history.decisions_at(session, team=team, program=program, at=now.at)
    decisions = [one for one in asked if one.id not in hidden]
    requested = history.change_requests_at(session, team=team, program=program, at=now.at)
    requests = [one for one in requested if one.id not in hidden]
    users = {user for one in decisions for user in (one.decider, one.decided_by)}
    users |= {user for one in requests for user in (one.approver, one.decided_by)}
    names = storage.people.display_names(session, team=team, ids=frozenset(filter(None, users)))
    zone = now.plan.program.zone

    def who(user: str | None) -> str:
        return names.get(user or "", NO_ONE)

    taken = [
        DecisionTaken(one.id, one.question, one.outcome, who(one.decided_by), local_day(zone, one.decided_at))
        for one in decisions
        if one.made and one.decided_at
    ]
    taken += [
        DecisionTaken(one.id, one.title, one.state, who(one.decided_by), local_day(zone, one.decided_at))
        for one in requests
        if one.state in _CLOSED_REQUESTS and one.decided_at
    ]
    waiting = [*_waiting_decisions(now, decisions, names)]
    open_requests = [one for one in requests if one.is_open]
    waiting += [
        DecisionWaiting(one.id, one.title, who(one.approver), asked=one.approver or "") for one in open_requests
    ]
    made = (one for one in taken if one.day >= period.first)
    return (
        tuple(sorted(made, key=lambda one: (one.day, len(one.record), one.record))),
        tuple(sorted(waiting, key=lambda one: (one.needed or date.max, len(one.record), one.record))),
    )


def _waiting_decisions(
    now: ProgramMoment, decisions: Iterable[Decision], names: dict[str, str]
) -> Iterator[DecisionWaiting]:
    open_ones = [one for one in decisions if one.open]
    scheduled = now.schedule if any(one.gates for one in open_ones) else None
    lead = now.plan.program.numbers.decision_lead
    for one in open_ones:
        moment = needed_by.latest_responsible_moment(scheduled, one.gates, lead=lead) if scheduled else None
        days = [day for day in (moment.day if moment else None, one.decide_by) if day]
        needed = min(days, default=None)
        late = max(0, now.calendar.between(needed, now.day)) if needed else 0
        yield DecisionWaiting(
            one.id, one.question, names.get(one.decider or "", NO_ONE), needed, late, one.decider or ""
        )


def _waiting_requests(requests: Iterable[ChangeRequest], names: dict[str, str]) -> Iterator[DecisionWaiting]:
    for one in requests:
        if one.is_open:
            asked = one.approver or ""
            yield DecisionWaiting(one.id, one.title, names.get(asked, NO_ONE), asked=asked)


def risks_of(session: Session, team: str, now: ProgramMoment, before: ProgramMoment | None) -> RiskProfile:
    return risk_profile(
        (_alert_lines(session, team, now), _alert_lines(session, team, before) if before else {}),
        (_entry_lines(session, team, now), _entry_lines(session, team, before) if before else {}),
    )


def _alert_lines(session: Session, team: str, moment: ProgramMoment) -> dict[str, RiskLine]:
    found = storage.packs.history.alerts_at(session, team=team, program=moment.plan.program.id, at=moment.at)
    secrets = moment.secrets
    return {
        alert.key: RiskLine(alert.subject, alert.level, alert.sentence, float(alert.days), _cause_of(moment, alert))
        for alert in found
        if alert.level in ("red", "amber")
        and secrets.ids.isdisjoint((alert.subject, *alert.chain))
        and not secrets.occur_in(alert.sentence)
    }


def _cause_of(moment: ProgramMoment, alert: Any) -> str:
    return by_cause.cause_of(moment.schedule, alert) if moment.schedule else ""


def _entry_lines(session: Session, team: str, moment: ProgramMoment) -> dict[str, RiskLine]:
    projects = frozenset(moment.projects)
    found = storage.packs.history.entries_at(session, team=team, projects=projects, at=moment.at)
    return {entry.id: _entry_line(entry) for entry in found if _is_shown(entry, moment)}


def _is_shown(entry: Any, moment: ProgramMoment) -> bool:
    return entry.kind in (EntryKind.RISK, EntryKind.ISSUE) and entry.id not in moment.secrets.ids


def _entry_line(entry: Any) -> RiskLine:
    return RiskLine(entry.id, "", entry.text, risk_exposure(entry.probability, entry.impact))
