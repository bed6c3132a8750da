"""Delegates of the leads who settle a clash: named for a role, or by a lead who is away."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

import storage.leave
import storage.people
import storage.plan
import storage.reachable_people
import storage.resources.allocations
from rules.resources.clashes import Clash
from rules.time.working_time import local_day


@dataclass(frozen=True, slots=True)
class Delegates:
    """Delegates by lead and program or project (`named`), and by lead while they are away (`away`)."""

    named: Mapping[tuple[str, str], str]
    away: Mapping[str, str]

    def of(self, lead: str, scopes: Iterable[str]) -> str | None:
        named = (self.named[lead, scope] for scope in scopes if (lead, scope) in self.named)
        return next(named, self.away.get(lead))


def load_delegates(session: Session, *, team: str, clashes: Iterable[Clash], now: datetime) -> Delegates:
    """Return who stands in now for those whose agreement these clashes need, without outsiders."""
    leads = frozenset(user for clash in clashes for offered in clash.ways for user in offered.needs)
    if not leads:
        return Delegates({}, {})
    zones = {one.id: one.zone for one in storage.plan.programs(session, team=team)}
    zones |= {one.id: zones[one.program] for one in storage.plan.projects(session, team=team) if one.program in zones}
    named = {
        (one.user, one.scope): one.delegate
        for one in storage.reachable_people.role_delegates(session, team=team, users=leads)
        if one.until is None or one.until >= local_day(zones.get(one.scope, "UTC"), now)
    }
    hours = storage.leave.chosen_hours(session, team=team, users=leads)
    leave = storage.leave.leave_of(session, team=team, users=leads, since=now)
    absent = {one.user for one in leave if one.start <= now < one.end}
    away = {user: delegate for user in absent if user in hours and (delegate := hours[user].delegate)}
    known = storage.people.known_people(session, team=team, ids=tuple({*named.values(), *away.values()}))
    inside = {id for id, person in known.items() if not person.outsider}
    return Delegates(
        {key: user for key, user in named.items() if user in inside},
        {lead: user for lead, user in away.items() if user in inside},
    )


def stand_ins_of(session: Session, *, team: str, clash: Clash, now: datetime) -> dict[str, str]:
    """Return who stands in for each lead whose agreement a clash needs, for those who have someone."""
    return stand_ins_by_clash(session, team=team, clashes=(clash,), now=now)[clash.id]


def stand_ins_by_clash(
    session: Session, *, team: str, clashes: Collection[Clash], now: datetime
) -> dict[str, dict[str, str]]:
    """Return by clash who stands in for each lead whose agreement it needs, for those who have someone."""
    delegates = load_delegates(session, team=team, clashes=clashes, now=now)
    if not (delegates.named or delegates.away):
        return {clash.id: {} for clash in clashes}
    homes = homes_by_clash(session, team=team, clashes=clashes)
    return {clash.id: _stand_ins(delegates, clash, homes[clash.id]) for clash in clashes}


def clashes_to_settle(
    session: Session, *, team: str, user: str, clashes: Collection[Clash], now: datetime
) -> frozenset[str]:
    """Return the ids of the clashes to whose ways out a person may agree, for themselves or as a delegate."""
    stand_ins = stand_ins_by_clash(session, team=team, clashes=clashes, now=now)
    return frozenset(
        clash.id
        for clash in clashes
        if user in stand_ins[clash.id].values() or any(user in offered.needs for offered in clash.ways)
    )


def homes_by_clash(session: Session, *, team: str, clashes: Collection[Clash]) -> dict[str, frozenset[str]]:
    """Return by clash the projects on its sides and their programs, by id."""
    if not clashes:
        return {}
    resources = {clash.resource for clash in clashes}
    found = storage.resources.allocations.allocations(session, team=team, resources=resources)
    by_id = {one.id: one for one in found}
    homes = {project.id: project.program for project in storage.plan.projects(session, team=team)}
    sides = {clash.id: [by_id[id] for id in clash.allocations if id in by_id] for clash in clashes}
    projects = {id: {one.project for one in booked if one.project} for id, booked in sides.items()}
    return {
        id: frozenset(projects[id] | {homes[each] for each in projects[id] if each in homes})
        | {one.program for one in booked}
        for id, booked in sides.items()
    }


def _stand_ins(delegates: Delegates, clash: Clash, homes: Iterable[str]) -> dict[str, str]:
    scopes = sorted(homes)
    leads = {user for offered in clash.ways for user in offered.needs}
    found = {lead: delegates.of(lead, scopes) for lead in leads}
    return {lead: user for lead, user in found.items() if user and user != lead}
