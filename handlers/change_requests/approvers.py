"""Approvers of a change request, their delegates, and who may object (B-96, B-98)."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

import storage.people
import storage.plan
import storage.reachable_people
from handlers.common import working_time
from rules.change_requests.tolerance import RANKS, ApprovalLevel
from rules.people import Action, Person, Role
from rules.refusal import NotAllowed
from storage.change_requests import ChangeRequest


@dataclass(frozen=True, slots=True)
class Approver:
    """The person who is asked; `principal` is whom they stand in for, `level` that of the principal."""

    user: str
    principal: str
    level: ApprovalLevel

    @property
    def is_delegate(self) -> bool:
        return self.user != self.principal


def choose_approver(
    session: Session,
    *,
    team: str,
    program: str,
    projects: frozenset[str],
    level: ApprovalLevel,
    requester: str,
    now: datetime,
) -> Approver | None:
    """Return who is asked to decide: the first holder of the level, or of the next one up, who did not ask for it.

    A holder who is away is replaced by their delegate. None where nobody can decide.
    """
    for holder in _holders(session, team=team, program=program, projects=projects):
        if RANKS[holder.level] < RANKS[level] or holder.principal == requester:
            continue
        user = _present(session, team=team, program=program, holder=holder, now=now)
        if user and user != requester and _can_be_asked(session, team, user):
            return Approver(user, holder.principal, holder.level)
    return None


def approver_of(
    session: Session, *, team: str, request: ChangeRequest, level: ApprovalLevel, now: datetime
) -> str | None:
    """Return who is asked to decide on a request now."""
    approver = choose_approver(
        session,
        team=team,
        program=request.program,
        projects=projects_of(request),
        level=level,
        requester=request.requested_by,
        now=now,
    )
    return approver.user if approver else None


def projects_of(request: ChangeRequest) -> frozenset[str]:
    """Return the projects that a request changes, as computed with its effect."""
    return frozenset(request.impact.get("measure", {}).get("projects", ()))


def authority_of(session: Session, *, person: Person, request: ChangeRequest, now: datetime) -> Approver:
    """Return by which role a person may decide on a request; raise NotAllowed if they may not.

    Whoever asked for a change never decides on it, neither in person nor through a delegate (B-98).
    """
    if person.id == request.requested_by:
        raise NotAllowed(
            "You asked for this change.", "Someone else has to decide on it.", _ask(session, person.team, request)
        )
    for holder in _holders(session, team=person.team, program=request.program, projects=projects_of(request)):
        stands_in = person.id == _present(session, team=person.team, program=request.program, holder=holder, now=now)
        if RANKS[holder.level] < RANKS[request.level] or not (holder.principal == person.id or stands_in):
            continue
        if holder.principal == request.requested_by:
            name = storage.people.display_names(session, team=person.team, ids=frozenset({holder.principal}))
            raise NotAllowed(
                f"You stand in for {name.get(holder.principal, 'the requester')}, who asked for this change.",
                "Someone else has to decide on it.",
                _ask(session, person.team, request),
            )
        if not person.outsider:
            return Approver(person.id, holder.principal, holder.level)
    if person.outsider:
        storage.people.require_permission(
            session, person=person, action=Action.APPROVE_CHANGE, program=request.program, project=None
        )
    raise NotAllowed("You may not decide on this change request.", "", _ask(session, person.team, request))


def require_level(level: ApprovalLevel, authority: Approver) -> None:
    """Raise NotAllowed if the request needs a higher level than this person has, as it is computed now."""
    if RANKS[authority.level] < RANKS[level]:
        who = {ApprovalLevel.MANAGER: "The program manager", ApprovalLevel.SPONSOR: "The sponsor"}[level]
        raise NotAllowed("That is more than you can approve.", "", f"{who} decides on it now.")


def may_object(session: Session, *, person: Person, request: ChangeRequest) -> bool:
    """Return whether a person may object: everyone but guests, and stakeholders who have no other part in it."""
    if person.outsider:
        return False
    roles = frozenset[Role]().union(
        *(
            storage.people.roles_of(session, person=person, program=request.program, project=project)
            for project in projects_of(request) or (None,)
        )
    )
    is_follower = Role.STAKEHOLDER in roles and roles <= {Role.STAKEHOLDER, Role.CONTRIBUTOR}
    return not is_follower or person.id in request.impact.get("people", ())


def _ask(session: Session, team: str, request: ChangeRequest) -> str:
    if not request.approver:
        return ""
    name = storage.people.display_names(session, team=team, ids=frozenset({request.approver})).get(request.approver)
    return f"Ask {name}." if name else ""


def _holders(session: Session, *, team: str, program: str, projects: frozenset[str]) -> tuple[Approver, ...]:
    """Return everyone with a right to approve, lowest level first; a lead only for changes of their project alone."""
    holders: list[Approver] = []
    if len(projects) == 1:
        lead = storage.plan.project(session, team=team, id=next(iter(projects))).lead
        holders += [Approver(lead, lead, ApprovalLevel.LEAD)] if lead else []
    manager = storage.plan.program(session, team=team, id=program).manager
    holders += [Approver(manager, manager, ApprovalLevel.MANAGER)] if manager else []
    sponsors = storage.reachable_people.holders_of(session, team=team, scope=program, role=Role.SPONSOR)
    return (*holders, *(Approver(user, user, ApprovalLevel.SPONSOR) for user in sponsors))


def _present(session: Session, *, team: str, program: str, holder: Approver, now: datetime) -> str:
    """Return the holder, or the delegate who stands in for them now."""
    zone = storage.plan.program(session, team=team, id=program).zone
    return working_time.stand_in(session, team=team, scope=program, zone=zone, user=holder.principal, now=now)


def _can_be_asked(session: Session, team: str, user: str) -> bool:
    person = storage.people.find_person(session, team=team, id=user)
    return person is None or not person.outsider
