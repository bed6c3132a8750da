"""Closed projects that a sponsor has not accepted yet, and who may accept them."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session

import storage.closeouts.projects
import storage.people
import storage.plan
from handlers.common import working_time
from rules.digests.editions import RequestedAction
from rules.plan import Project


def people_who_accept(session: Session, *, team: str, project: Project, closer: str, now: datetime) -> tuple[str, ...]:
    """Return the sponsors of a project or its program, each replaced by the delegate who stands in for them now.

    Former members and guests are not asked, and `closer` never accepts in place of a sponsor.
    """
    users = storage.closeouts.projects.sponsors_of(session, team=team, project=project.id, program=project.program)
    zone = storage.plan.program(session, team=team, id=project.program).zone
    stand_ins = {
        user: working_time.stand_in(session, team=team, scope=project.program, zone=zone, user=user, now=now)
        for user in users
    }
    present = dict.fromkeys(user if stand_in == closer else stand_in for user, stand_in in stand_ins.items())
    known = storage.people.known_people(session, team=team, ids=present)
    return tuple(user for user in present if user in known and not known[user].outsider)


def acceptance_asks(
    session: Session, *, team: str, projects: Mapping[str, Project], now: datetime
) -> tuple[RequestedAction, ...]:
    """Return what is asked of the sponsors of closed projects that they have not answered for."""
    closed = storage.closeouts.projects.closeouts_of(session, team=team, projects=projects)
    waiting = [one for one in closed if one.accepted is None]
    asked = {
        one.project: people_who_accept(session, team=team, project=projects[one.project], closer=one.closed_by, now=now)
        for one in waiting
    }
    everyone = frozenset(user for users in asked.values() for user in users)
    names = storage.people.display_names(session, team=team, ids=everyone)
    return tuple(
        RequestedAction(
            id,
            "",
            f"accept {projects[id].name}, which is closed",
            " or ".join(names.get(user, user) for user in users) or "No sponsor yet",
            asked=users,
        )
        for id, users in asked.items()
    )
