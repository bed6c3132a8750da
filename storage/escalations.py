"""Escalations, at most one open per item, with their causes and steps; the policy of each program."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from rules import people
from rules.escalations.policy import EscalationLevel, EscalationPolicy, EscalationRole
from rules.escalations.states import EscalationCase, EscalationState
from rules.refusal import NotFound
from storage.plan import next_id
from storage.tables.escalations import CauseRow, EscalationPolicyRow, EscalationRow
from storage.tables.people import MemberRow, RoleRow
from storage.tables.plan import ForecastRow, MilestoneRow
from storage.tables.risks import AlertRow
from storage.tables.updates import UpdateRow


@dataclass(frozen=True, slots=True)
class EscalationCause:
    """A reason to escalate.

    `key` says what it is and which occurrence; `item` is the milestone that has to be fixed.
    """

    key: str
    item: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Escalation:
    """An escalation with all its causes; `reason` was given with the last step.

    `sentences` are those of its causes as they are now, each once, the worst first; `sentence` is the worst.
    """

    id: str
    team: str
    program: str
    item: str
    sentences: tuple[str, ...]
    raised_by: str
    case: EscalationCase
    causes: tuple[EscalationCause, ...]
    reason: str
    opened_at: datetime

    @property
    def sentence(self) -> str:
        return self.sentences[0]


def record_cause(
    session: Session, *, team: str, program: str, cause: EscalationCause, by: str, case: EscalationCase, now: datetime
) -> Escalation | None:
    """Open an escalation for the item, or add the cause to the open one; return None for a known cause (B-68)."""
    if session.get(CauseRow, (team, cause.key)):
        return None
    row = _open_row(session, team=team, item=cause.item)
    if row is None:
        id = next_id(session, team=team, prefix="E")
        row = EscalationRow(
            team=team,
            id=id,
            program=program,
            item=cause.item,
            sentence=cause.sentence,
            raised_by=by,
            opened_at=now,
            **_case_columns(case),
        )
        session.add(row)
    session.add(CauseRow(team=team, key=cause.key, escalation=row.id, sentence=cause.sentence, at=now))
    session.flush()
    return _to_escalation(session, row)


def get_escalation(session: Session, *, team: str, id: str, lock: bool = False) -> Escalation:
    """Return the escalation. With `lock`, others cannot take a step on it until this transaction ends (B-72)."""
    row = session.get(EscalationRow, (team, id), with_for_update=lock or None, populate_existing=lock)
    if row is None:
        raise NotFound(f"There is no escalation {id}.", "", "`escalate` lists the open ones.")
    return _to_escalation(session, row)


def save_case(
    session: Session, *, team: str, id: str, case: EscalationCase, now: datetime, reason: str = ""
) -> Escalation:
    """Save the state of an escalation after a step."""
    row = session.get(EscalationRow, (team, id))
    assert row is not None
    for name, value in _case_columns(case).items():
        setattr(row, name, value)
    row.reason, row.closed_at = reason, None if case.open else now
    session.flush()
    return _to_escalation(session, row)


def open_escalations(session: Session, *, team: str, program: str | None = None) -> tuple[Escalation, ...]:
    """Return the open escalations, oldest first."""
    query = select(EscalationRow).where(col(EscalationRow.team) == team, col(EscalationRow.closed_at).is_(None))
    if program:
        query = query.where(col(EscalationRow.program) == program)
    return tuple(_to_escalation(session, row) for row in session.scalars(query.order_by(col(EscalationRow.opened_at))))


def due_timers(session: Session, *, team: str, now: datetime) -> tuple[tuple[str, int, str], ...]:
    """Return (id, process, program) of every escalation whose timer has run out, longest overdue first."""
    query = select(col(EscalationRow.id), col(EscalationRow.process), col(EscalationRow.program)).where(
        col(EscalationRow.team) == team, col(EscalationRow.due_at) <= now
    )
    return tuple(
        (row.id, row.process, row.program) for row in session.execute(query.order_by(col(EscalationRow.due_at)))
    )


def paused_programs(session: Session, *, team: str) -> frozenset[str]:
    """Return the programs in which nothing escalates for now."""
    query = select(col(EscalationPolicyRow.program)).where(
        col(EscalationPolicyRow.team) == team, col(EscalationPolicyRow.paused)
    )
    return frozenset(session.scalars(query))


def awaited_responders(session: Session, *, team: str) -> tuple[tuple[str, str], ...]:
    """Return (id, user asked) of every escalation that waits for an answer."""
    query = select(col(EscalationRow.id), col(EscalationRow.target)).where(
        col(EscalationRow.team) == team,
        col(EscalationRow.state) == EscalationState.TRIGGERED.value,
        col(EscalationRow.target).is_not(None),
    )
    return tuple((row.id, row.target) for row in session.execute(query.order_by(col(EscalationRow.id))))


def escalations_awaiting(session: Session, *, team: str, user: str) -> tuple[Escalation, ...]:
    """Return the escalations this person is asked to take, or asked whether they are still on; oldest first."""
    is_asked = (col(EscalationRow.target) == user) & col(EscalationRow.state).in_(
        (EscalationState.TRIGGERED.value, EscalationState.UNANSWERED.value)
    )
    is_checked_on = (col(EscalationRow.holder) == user) & (col(EscalationRow.state) == EscalationState.ASKED.value)
    query = select(EscalationRow).where(col(EscalationRow.team) == team, col(EscalationRow.closed_at).is_(None))
    escalation_rows = session.scalars(query.where(is_asked | is_checked_on).order_by(col(EscalationRow.opened_at)))
    return tuple(_to_escalation(session, row) for row in escalation_rows)


def known_causes(session: Session, *, team: str, keys: Iterable[str]) -> frozenset[str]:
    """Return those causes that have already opened or joined an escalation."""
    query = select(col(CauseRow.key)).where(col(CauseRow.team) == team, col(CauseRow.key).in_(tuple(keys)))
    return frozenset(session.scalars(query))


def last_activity(session: Session, *, team: str, item: str) -> datetime | None:
    """Return when a milestone last had any activity: a capture, a forecast, any change to it (B-65)."""
    queries = (
        select(func.max(col(UpdateRow.at))).where(col(UpdateRow.team) == team, col(UpdateRow.subject) == item),
        select(func.max(col(ForecastRow.at))).where(col(ForecastRow.team) == team, col(ForecastRow.milestone) == item),
        select(col(MilestoneRow.touched_at)).where(col(MilestoneRow.team) == team, col(MilestoneRow.id) == item),
    )
    return max((at for query in queries if (at := session.scalars(query).first())), default=None)


def policy_of(
    session: Session, *, team: str, program: str, project: str | None = None
) -> tuple[EscalationPolicy, bool]:
    """Return the project's own policy, else the program's, and whether the program's escalations are paused."""
    row = session.get(EscalationPolicyRow, (team, program))
    own = session.get(EscalationPolicyRow, (team, project)) if project else None
    levels = own or row
    return _policy_from_json(levels.policy) if levels else EscalationPolicy(), bool(row and row.paused)


def has_own_policy(session: Session, *, team: str, project: str) -> bool:
    """Return whether a project has a policy other than its program's."""
    return session.get(EscalationPolicyRow, (team, project)) is not None


def remove_own_policy(session: Session, *, team: str, project: str) -> None:
    session.delete(session.get_one(EscalationPolicyRow, (team, project)))
    session.flush()


def set_policy(session: Session, *, team: str, scope: str, policy: EscalationPolicy, paused: bool) -> None:
    """Save the policy of a program or project, which applies to escalations triggered from now on."""
    row = session.get(EscalationPolicyRow, (team, scope))
    if row is None:
        row = EscalationPolicyRow(team=team, program=scope, policy={})
        session.add(row)
    row.policy, row.paused = _policy_to_json(policy), paused
    session.flush()


def sponsor_or_delegate(session: Session, *, team: str, program: str, today: date) -> str | None:
    """Return the program's sponsor, or the delegate who stands in for them today."""
    query = select(RoleRow).where(
        col(RoleRow.team) == team,
        col(RoleRow.scope) == program,
        col(RoleRow.role) == people.Role.SPONSOR.value,
        col(RoleRow.user).not_in(select(col(MemberRow.id)).where(col(MemberRow.team) == team, col(MemberRow.deleted))),
    )
    row: RoleRow | None = session.scalars(query.order_by(col(RoleRow.user))).first()
    if row is None:
        return None
    has_active_delegate = row.delegate and (row.delegate_until is None or row.delegate_until >= today)
    return row.delegate if has_active_delegate else row.user


def _open_row(session: Session, *, team: str, item: str) -> EscalationRow | None:
    query = select(EscalationRow).where(
        col(EscalationRow.team) == team, col(EscalationRow.item) == item, col(EscalationRow.closed_at).is_(None)
    )
    return session.scalars(query).first()


def _case_columns(case: EscalationCase) -> dict[str, Any]:
    return {
        "state": case.state.value,
        "due_at": case.due,
        "since": case.since,
        "heard_at": case.heard,
        "policy": _policy_to_json(case.policy),
        "level": case.level,
        "round": case.round,
        "process": case.process,
        "target": case.target,
        "holder": case.holder,
        "told": list(case.told),
        "warned": case.warned,
        "reply": case.reply,
        "snoozed": list(case.snoozed),
    }


def _current_sentences(session: Session, row: EscalationRow, causes: Sequence[CauseRow]) -> tuple[str, ...]:
    """Return what the causes say now, each sentence once: what people said, then alerts, the
    most days first, then unanswered questions.

    Dates move while an escalation is open. An alert that is over counts only if nothing else is left.
    """
    alert_keys = {cause.key.rpartition("#")[0] for cause in causes}
    query = select(AlertRow).where(col(AlertRow.team) == row.team, col(AlertRow.key).in_(alert_keys))
    alerts = {f"{alert.key}#{alert.episode}": alert for alert in session.scalars(query)}
    ranked: list[tuple[int, int, bool, str]] = []
    for cause in causes:
        if alert := alerts.get(cause.key):
            ranked.append((1, -abs(alert.days), alert.closed_at is not None, alert.sentence))
        else:
            ranked.append((0 if cause.key.startswith("said:") else 2, 0, False, cause.sentence))
    ranked.sort(key=lambda one: one[:2])
    is_any_open = any(not is_over for *_, is_over, _ in ranked)
    return tuple(dict.fromkeys(text for *_, is_over, text in ranked if not (is_over and is_any_open)))


def _to_escalation(session: Session, row: EscalationRow) -> Escalation:
    cause_query = select(CauseRow).where(col(CauseRow.team) == row.team, col(CauseRow.escalation) == row.id)
    causes: Sequence[CauseRow] = session.scalars(cause_query.order_by(col(CauseRow.at), col(CauseRow.key))).all()
    case = EscalationCase(
        state=EscalationState(row.state),
        due=row.due_at,
        since=row.since,
        heard=row.heard_at,
        policy=_policy_from_json(row.policy),
        level=row.level,
        round=row.round,
        process=row.process,
        target=row.target,
        holder=row.holder,
        told=tuple(row.told),
        warned=row.warned,
        reply=row.reply,
        snoozed=tuple(row.snoozed),
    )
    return Escalation(
        id=row.id,
        team=row.team,
        program=row.program,
        item=row.item,
        sentences=_current_sentences(session, row, causes) or (row.sentence,),
        raised_by=row.raised_by,
        case=case,
        causes=tuple(EscalationCause(cause.key, row.item, cause.sentence) for cause in causes),
        reason=row.reason,
        opened_at=row.opened_at,
    )


def _policy_to_json(policy: EscalationPolicy) -> dict[str, Any]:
    return {"levels": [[level.role.value, level.hours] for level in policy.levels], "repeats": policy.repeats}


def _policy_from_json(stored: dict[str, Any]) -> EscalationPolicy:
    return EscalationPolicy(
        tuple(EscalationLevel(EscalationRole(role), hours) for role, hours in stored["levels"]), stored["repeats"]
    )
