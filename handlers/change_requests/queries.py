"""Change requests as one reader may see them: the card, the list, and what a message about one says."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import Any

from sqlmodel import Session

import storage.change_requests
import storage.objections
import storage.people
import storage.plan
import storage.privacy
import storage.reachable_people
from handlers.change_requests import approvers, assessment
from handlers.change_requests.shown_changes import ShownChange, shown_changes, visible_impact
from handlers.common import access, money
from handlers.common.pages import Page, cut_page
from handlers.privacy import flows as privacy_flows
from rules.change_requests.tolerance import ApprovalLevel
from rules.decisions.consent import Objection
from rules.people import Person, Role
from rules.refusal import NotAllowed, NotFound
from rules.time.working_time import local_day
from storage.change_requests import ChangeRequest

PAGE_SIZE = 10


@dataclass(frozen=True, slots=True)
class RequestNotice:
    """A request as told to one person: its changes, its effect, and the names of those who ask and decide."""

    request: ChangeRequest
    program: str
    changes: tuple[ShownChange, ...]
    impact: Mapping[str, Any]
    requester: str
    approver: str
    decider: str
    today: date


@dataclass(frozen=True, slots=True)
class RequestCard:
    """A request with what its reader may do; `fresh` if its effect was computed again for this view."""

    notice: RequestNotice
    fresh: bool
    basis: str
    level: ApprovalLevel
    can_name_sponsor: str
    stands_in_for: str
    objections: tuple[Objection, ...]
    names: Mapping[str, str]
    may: frozenset[str]
    parts: tuple[ChangeRequest, ...]


@dataclass(frozen=True, slots=True)
class RequestLine:
    request: ChangeRequest
    requester: str
    approver: str
    days: int


@dataclass(frozen=True, slots=True)
class RequestList:
    page: Page[RequestLine]
    open_count: int
    name: str


def request_card(session: Session, *, person: Person, id: str, now: datetime) -> RequestCard:
    """Return a request with its effect on the plan as it is now, and what this person may do with it."""
    access.require_visible(session, person=person, text=id)
    team = person.team
    request = storage.change_requests.get_request(session, team=team, id=id)
    fresh, basis, level = False, request.basis, request.level
    if request.is_open:
        found = assessment.assess_request(session, team=team, request=request, now=now)
        fresh, basis, level = found.basis != request.basis, found.basis, found.routing.level
        request = replace(
            request,
            changes=found.changes,
            impact=found.impact,
            level=level,
            approver=approvers.approver_of(session, team=team, request=request, level=level, now=now),
        )
    objections = storage.objections.objections_to(session, team=team, subject=id)
    ids = {one.user for one in objections} | {one.user for one in request.comments}
    parts = tuple(
        one
        for one in storage.change_requests.requests(session, team=team, programs=(request.program,))
        if one.part_of == id
    )
    return RequestCard(
        notice=notice_of(session, team=team, user=person.id, request=request, now=now, person=person),
        fresh=fresh,
        basis=basis,
        level=level,
        can_name_sponsor=_can_name_sponsor(session, team=team, request=request),
        stands_in_for=_stands_in_for(session, person=person, request=request, now=now),
        objections=objections,
        names=storage.people.display_names(session, team=team, ids=frozenset(ids)),
        may=_allowed(session, person=person, request=request, objections=objections, now=now),
        parts=parts,
    )


def request_list(session: Session, *, person: Person, subject: str, only_open: bool, page: int) -> RequestList:
    """Return the requests of a program, or of all, that this person may see; open ones first."""
    team = person.team
    if subject and subject.partition("-")[0] not in ("PRG", "PRJ"):
        raise NotFound(f"{subject} is no program.", "", "Name a program or project, or leave it out.")
    if subject.startswith("PRJ-"):
        program = storage.plan.project(session, team=team, id=subject).program
    else:
        program = storage.plan.program(session, team=team, id=subject).id if subject else ""
    hidden = storage.privacy.hidden_ids(session, person=person)
    programs = (program,) if program else None
    found = [
        one for one in storage.change_requests.requests(session, team=team, programs=programs) if one.id not in hidden
    ]
    if subject.startswith("PRJ-"):
        found = [one for one in found if subject in one.impact.get("measure", {}).get("projects", ())]
    open_count = sum(one.is_open for one in found)
    shown = [one for one in found if one.is_open] if only_open else found
    users = frozenset(user for one in shown for user in (one.requested_by, one.approver) if user)
    names = storage.people.display_names(session, team=team, ids=users)
    lines = [
        RequestLine(one, names.get(one.requested_by, ""), names.get(one.approver or "", ""), one.largest_move)
        for one in shown
    ]
    name = storage.plan.program(session, team=team, id=program).name if program else ""
    return RequestList(cut_page(lines, number=page, size=PAGE_SIZE), open_count, name)


def notice_of(
    session: Session,
    *,
    team: str,
    user: str,
    request: ChangeRequest,
    now: datetime,
    person: Person | None = None,
) -> RequestNotice:
    """Return a request as `user` may see it."""
    reader = person or storage.people.find_person(session, team=team, id=user)
    audience = storage.privacy.resolve_audience(session, team=team, destination=user)
    hidden = storage.privacy.secrets_hidden_from(session, team=team, by=audience).ids
    allows = partial(may_see_money, session, reader)
    program = storage.plan.program(session, team=team, id=request.program)
    users = (request.requested_by, request.approver, request.decided_by)
    names = storage.people.display_names(session, team=team, ids=frozenset(filter(None, users)))
    return RequestNotice(
        request=request,
        program=f"{program.name} ({program.id})",
        changes=shown_changes(session, team=team, program=request.program, changes=request.changes, allows=allows),
        impact=visible_impact(request.impact, hidden, allows=allows),
        requester=names.get(request.requested_by, "Someone"),
        approver=names.get(request.approver or "", "") if request.approver else "",
        decider=names.get(request.decided_by or "", "someone"),
        today=local_day(reader.zone if reader else program.zone, now),
    )


def may_see_money(session: Session, person: Person | None, program: str, project: str | None) -> bool:
    """Return whether a person may see sums of a program or, as its lead, of one project."""
    return bool(person and money.may_see_money(session, person=person, program=program, project=project))


def _can_name_sponsor(session: Session, *, team: str, request: ChangeRequest) -> str:
    """Return who can name a sponsor where one is needed and missing; else nothing."""
    if request.approver or not request.is_open:
        return ""
    if storage.reachable_people.holders_of(session, team=team, scope=request.program, role=Role.SPONSOR):
        return ""
    manager = storage.plan.program(session, team=team, id=request.program).manager
    names = storage.people.display_names(session, team=team, ids=frozenset(filter(None, (manager,))))
    return names.get(manager or "", "a workspace admin")


def _stands_in_for(session: Session, *, person: Person, request: ChangeRequest, now: datetime) -> str:
    if not request.is_open:
        return ""
    try:
        authority = approvers.authority_of(session, person=person, request=request, now=now)
    except NotAllowed:
        return ""
    if not authority.is_delegate:
        return ""
    names = storage.people.display_names(session, team=person.team, ids=frozenset({authority.principal}))
    return names.get(authority.principal, "")


def _allowed(
    session: Session, *, person: Person, request: ChangeRequest, objections: Iterable[Objection], now: datetime
) -> frozenset[str]:
    if person.outsider:
        return frozenset()
    may = {"comment"}
    if privacy_flows.may_publish(session, person=person, id=request.id):
        may.add("publish")
    if not request.is_open:
        return frozenset(may)
    if person.id == request.requested_by:
        may.add("withdraw")
    if any(one.open and one.user == person.id for one in objections):
        may.add("withdraw_objection")
    elif person.id != request.requested_by and approvers.may_object(session, person=person, request=request):
        may.add("object")
    try:
        approvers.authority_of(session, person=person, request=request, now=now)
    except NotAllowed:
        return frozenset(may)
    return frozenset(may | {"decide"})
