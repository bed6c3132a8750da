"""Change requests: asked for, decided, and answered; each flow runs in one transaction."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

import storage.audit
import storage.change_requests
import storage.changes
import storage.people
import storage.plan
import storage.privacy
import storage.reachable_people
from handlers.change_requests import applying, approvers, assessment, notices, objections, resolving
from handlers.common import access, money
from handlers.common.requests import Source, local_date
from rules.change_requests.fields import PlanChange, as_json, require_consistent
from rules.change_requests.parsing import USAGE, RequestedChange
from rules.people import Action, Person
from rules.refusal import Refusal
from storage.change_requests import ChangeRequest

MAX_TEXT = 1000


@dataclass(frozen=True, slots=True)
class DecisionOutcome:
    """A decision on a request; `stale` if the plan had moved since it was shown, so that it was only computed again.

    `rest` is the new request for the parts that were not approved.
    """

    request: ChangeRequest
    stale: bool = False
    rest: ChangeRequest | None = None


def request_change(
    session: Session,
    *,
    person: Person,
    title: str,
    asked: Iterable[RequestedChange],
    why: str,
    source: Source,
    now: datetime,
    effective: date | None = None,
    scenario: str | None = None,
) -> ChangeRequest:
    """Save a change request with its effect, and ask who decides on it."""
    asked = tuple(asked)
    if not asked:
        raise Refusal("What should change?", "", f"Try {USAGE}.")
    program, changes = resolving.resolve_changes(session, person=person, asked=asked, now=now)
    storage.people.require_permission(session, person=person, action=Action.REQUEST_CHANGE, program=program.id)
    _require_possible(session, person=person, program=program.id, changes=changes)
    storage.audit.set_actor(session, team=person.team, actor=person.id, now=now, source=source.permalink)
    request = storage.change_requests.add_request(
        session,
        team=person.team,
        program=program.id,
        title=title or resolving.summary_of(session, team=person.team, changes=changes),
        changes=changes,
        by=person.id,
        now=now,
        why=why[:MAX_TEXT],
        effective=effective,
        scenario=scenario,
        source=source.permalink,
        source_channel=source.channel or None,
        restricted=source.in_private_channel or _touches_restricted(session, person.team, changes),
    )
    request = refresh(session, team=person.team, request=request, now=now)
    notices.post_request(session, person=person, request=request, now=now)
    storage.changes.describe(session, f"{request.title} ({request.id}): requested")
    return request


def _require_possible(session: Session, *, person: Person, program: str, changes: tuple[PlanChange, ...]) -> None:
    """Raise Refusal for changes that contradict each other or take more from a budget than it has."""
    require_consistent(changes)
    # Others must not learn the budget from a refusal: theirs is refused when someone who sees it approves.
    if money.may_see_money(session, person=person, program=program):
        applying.require_budget_left(session, team=person.team, program=program, changes=changes)


def refresh(session: Session, *, team: str, request: ChangeRequest, now: datetime) -> ChangeRequest:
    """Compute the effect of an open request again, with who decides, and save it."""
    found = assessment.assess_request(session, team=team, request=request, now=now)
    assessed = replace(request, changes=found.changes, impact=found.impact)
    level = found.routing.level
    values: dict[str, Any] = {
        "fields": as_json(found.changes),
        "impact": dict(found.impact),
        "basis": found.basis,
        "computed_at": now,
        "level": level.value,
        "approver": approvers.approver_of(session, team=team, request=assessed, level=level, now=now),
    }
    return storage.change_requests.update_request(session, team=team, id=request.id, values=values)


def approve(
    session: Session,
    *,
    person: Person,
    id: str,
    basis: str,
    now: datetime,
    parts: Collection[int] | None = None,
    answer: str = "",
) -> DecisionOutcome:
    """Approve a request as it was shown, or the numbered `parts` of it; the rest becomes a new request.

    Where the plan has moved since, nothing is approved: the effect is computed again, to be looked at. `answer` is the
    answer to open objections.
    """
    request = _open_request(session, person=person, id=id)
    authority = approvers.authority_of(session, person=person, request=request, now=now)
    storage.change_requests.lock_milestones(session, team=person.team, ids=_milestone_ids(request.changes))
    storage.audit.set_actor(session, team=person.team, actor=person.id, now=now, source=id)
    current = refresh(session, team=person.team, request=request, now=now)
    if current.basis != (basis or request.basis):
        return DecisionOutcome(current, stale=True)
    chosen = _chosen(current.changes, parts)
    approvers.require_level(current.level, authority)
    today = local_date(person, now)
    applying.require_applicable(session, team=person.team, changes=chosen, today=today)
    applying.require_budget_left(session, team=person.team, program=current.program, changes=chosen)
    objections.require_answered(session, person=person, request=current, answer=answer, now=now)
    rest = _split_rest(session, person=person, request=current, chosen=chosen, now=now)
    if rest:
        current = _narrow(session, person.team, current, chosen, now)
    applying.apply_request(session, person=person, request=current, today=today, now=now)
    decided = _close(session, person=person, id=id, state="approved", because=answer, now=now)
    if rest:
        rest = refresh(session, team=person.team, request=rest, now=now)
        notices.post_request(session, person=person, request=rest, now=now)
    notices.post_decision(session, person=person, request=decided, rest=rest, now=now)
    storage.changes.describe(session, f"{current.title} ({id}): approved")
    return DecisionOutcome(decided, rest=rest)


def require_decidable(session: Session, *, person: Person, id: str, now: datetime) -> None:
    """Raise Refusal, with the reason, unless the person may decide on a request that is still open."""
    access.require_visible(session, person=person, text=id)
    request = storage.change_requests.get_request(session, team=person.team, id=id)
    _require_open(session, person=person, request=request)
    approvers.authority_of(session, person=person, request=request, now=now)


def reject(session: Session, *, person: Person, id: str, because: str, now: datetime) -> DecisionOutcome:
    """Reject a request with a reason; the plan stays as it is."""
    request = _open_request(session, person=person, id=id)
    approvers.authority_of(session, person=person, request=request, now=now)
    if not because.strip():
        raise Refusal("Why?", "The person who asked for it needs a reason.", f"`{id} reject because …`")
    storage.audit.set_actor(session, team=person.team, actor=person.id, now=now, source=id)
    decided = _close(session, person=person, id=id, state="rejected", because=because, now=now)
    notices.post_decision(session, person=person, request=decided, rest=None, now=now)
    storage.changes.describe(session, f"{request.title} ({id}): rejected")
    return DecisionOutcome(decided)


def withdraw(session: Session, *, person: Person, id: str, now: datetime) -> ChangeRequest:
    """Take back a request that nobody has decided on; for the person who made it."""
    request = _open_request(session, person=person, id=id)
    if person.id != request.requested_by:
        name = storage.people.display_names(session, team=person.team, ids=frozenset({request.requested_by}))
        raise Refusal(f"{name.get(request.requested_by, 'Someone else')} asked for it, so only they can withdraw it.")
    withdrawn = _close(session, person=person, id=id, state="withdrawn", because="", now=now)
    notices.close_questions(session, team=person.team, request=withdrawn, now=now)
    storage.changes.describe(session, f"{request.title} ({id}): withdrawn")
    return withdrawn


def comment(session: Session, *, person: Person, id: str, text: str, now: datetime) -> ChangeRequest:
    """Add a comment, and tell those who ask and decide."""
    access.require_visible(session, person=person, text=id)
    request = storage.change_requests.get_request(session, team=person.team, id=id)
    storage.people.require_permission(
        session, person=person, action=Action.REQUEST_CHANGE, program=request.program, owner=request.requested_by
    )
    if not text.strip():
        raise Refusal("What is your comment?", "", f'`{id} comment "…"`')
    commented = storage.change_requests.add_comment(
        session, team=person.team, id=id, by=person.id, text=text.strip()[:MAX_TEXT], now=now
    )
    notices.post_comment(session, person=person, request=commented, text=text.strip()[:MAX_TEXT], now=now)
    return commented


def _touches_restricted(session: Session, team: str, changes: Iterable[PlanChange]) -> bool:
    return any(
        storage.privacy.is_restricted(session, team=team, id=change.subject)
        for change in changes
        if change.subject.startswith("M-")
    )


def _open_request(session: Session, *, person: Person, id: str) -> ChangeRequest:
    """Return a request for a decision, locked; raise Refusal if it is decided already."""
    access.require_visible(session, person=person, text=id)
    request = storage.change_requests.get_request(session, team=person.team, id=id, lock=True)
    _require_open(session, person=person, request=request)
    return request


def _require_open(session: Session, *, person: Person, request: ChangeRequest) -> None:
    if request.is_open:
        return
    names = storage.people.display_names(session, team=person.team, ids=frozenset({request.decided_by or ""}))
    by = "you" if request.decided_by == person.id else names.get(request.decided_by or "", "someone")
    raise Refusal(f"{request.title} ({request.id}) was {request.state} by {by}.", "", f"Its card: `{request.id}`.")


def _milestone_ids(changes: Iterable[PlanChange]) -> frozenset[str]:
    return frozenset(change.subject for change in changes if change.subject.startswith("M-"))


def _chosen(changes: tuple[PlanChange, ...], parts: Collection[int] | None) -> tuple[PlanChange, ...]:
    if parts is None:
        return changes
    chosen = tuple(change for number, change in enumerate(changes) if number in parts)
    if not chosen:
        raise Refusal("Which parts?", "None is chosen.", "Choose at least one, or reject the request.")
    if unknown := sorted(number + 1 for number in parts if not 0 <= number < len(changes)):
        raise Refusal(f"There is no part {unknown[0]}.", f"It has {len(changes)}.", "Name the parts by their place.")
    return chosen


def _split_rest(
    session: Session, *, person: Person, request: ChangeRequest, chosen: tuple[PlanChange, ...], now: datetime
) -> ChangeRequest | None:
    """Make a new request, of the same person, for what is not approved."""
    left = tuple(change for change in request.changes if change not in chosen)
    if not left:
        return None
    return storage.change_requests.add_request(
        session,
        team=person.team,
        program=request.program,
        title=request.title,
        changes=left,
        by=request.requested_by,
        now=now,
        why=request.why,
        effective=request.effective,
        part_of=request.id,
        source=request.source,
        source_channel=request.source_channel,
        restricted=request.restricted,
    )


def _narrow(
    session: Session, team: str, request: ChangeRequest, chosen: tuple[PlanChange, ...], now: datetime
) -> ChangeRequest:
    """Leave only the chosen changes in a request, with their own effect."""
    values = {"fields": as_json(chosen)}
    narrowed = storage.change_requests.update_request(session, team=team, id=request.id, values=values)
    return refresh(session, team=team, request=replace(narrowed, changes=chosen), now=now)


def _close(session: Session, *, person: Person, id: str, state: str, because: str, now: datetime) -> ChangeRequest:
    values = {"state": state, "decided_by": person.id, "decided_at": now, "because": because.strip()[:MAX_TEXT]}
    return storage.change_requests.update_request(session, team=person.team, id=id, values=values)
