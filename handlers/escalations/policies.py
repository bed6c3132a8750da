"""The escalation policy of a program, and of a project that has its own: read and changed."""

from dataclasses import dataclass

from sqlmodel import Session

import storage.escalations
import storage.people
import storage.plan
from rules.escalations.policy import EscalationPolicy
from rules.people import Action, Person
from rules.plan import Program
from rules.refusal import Refusal


@dataclass(frozen=True, slots=True)
class PolicyView:
    """The policy that applies in a program or project; `inherited` if a project has the one of its program."""

    name: str
    program: str
    policy: EscalationPolicy
    paused: bool
    inherited: bool = False


def policy_view(session: Session, *, team: str, program: Program, project: str | None) -> PolicyView:
    policy, paused = storage.escalations.policy_of(session, team=team, program=program.id, project=project)
    if project is None:
        return PolicyView(program.name, program.name, policy, paused)
    name = storage.plan.project(session, team=team, id=project).name
    inherited = not storage.escalations.has_own_policy(session, team=team, project=project)
    return PolicyView(name, program.name, policy, paused, inherited)


def reset_policy(session: Session, *, person: Person, program: str, project: str | None = None) -> None:
    """Return a project to its program's policy, or a program to the default levels; a pause stays."""
    set_policy(session, person=person, program=program, project=project, policy=EscalationPolicy())
    if project:
        storage.escalations.remove_own_policy(session, team=person.team, project=project)


def set_policy(
    session: Session,
    *,
    person: Person,
    program: str,
    project: str | None = None,
    policy: EscalationPolicy | None = None,
    paused: bool | None = None,
) -> None:
    """Set the policy for escalations triggered from now on; an open one keeps its own copy (B-63).

    With `project`, its lead may set it, for that project alone; only a whole program is paused.
    """
    team, verb = person.team, {None: "edit the escalation policy of", True: "pause escalations in"}
    act = f"{verb.get(paused, 'resume escalations in')} {project or program}"
    storage.people.require_permission(
        session, person=person, action=Action.EDIT_POLICY, program=program, project=project, act=act
    )
    if project and paused is not None:
        raise Refusal("Escalations are paused for a whole program.", "", f"Write `escalate pause {program}`.")
    old, stopped = storage.escalations.policy_of(session, team=team, program=program, project=project)
    stopped = stopped if paused is None else paused
    storage.escalations.set_policy(
        session, team=team, scope=project or program, policy=policy or old, paused=stopped and not project
    )
