"""The clash radar: finds who is booked above capacity, keeps each clash under one id, and computes the ways out."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlmodel import Session

import storage.changes
import storage.plan
import storage.queues.claims
import storage.resources.allocations
import storage.resources.clashes
import storage.resources.register
from handlers.schedule import clash_delegates, clash_notices, clash_telling, loading, workloads
from handlers.schedule.workloads import Workload
from rules.plan import Plan
from rules.refusal import Refusal
from rules.resources import clashes as rule
from rules.resources.bookings import Resource
from rules.resources.clash_case import ClashCase, WayOut
from rules.resources.clashes import Clash, ClashState
from rules.resources.overloads import Overload
from rules.resources.ways_out import ways_out
from rules.time.working_time import zone_of

WEEKLY_JOB = "clashes"


def check_weekly(session: Session, *, team: str, program: str, day: str, now: datetime) -> None:
    """Look at a program on its first day of the week; on the others, only at who stands in for a lead."""
    if not storage.queues.claims.claim_slot(session, team=team, name=f"{WEEKLY_JOB}:{program}", slot=day, now=now):
        return
    ask_delegates(session, team=team, clashes=storage.resources.clashes.open_clashes(session, team=team), now=now)
    zone = storage.plan.program(session, team=team, id=program).zone
    if now.astimezone(zone_of(zone)).weekday() == 0:
        check_program(session, team=team, program=program, now=now)


def check_program(session: Session, *, team: str, program: str, now: datetime) -> None:
    """Check everyone who is booked in a program, and everyone with an open clash."""
    projects = {project.id for project in storage.plan.projects(session, team=team, program=program)}
    found = storage.resources.allocations.allocations(session, team=team, projects=projects) if projects else ()
    clashing = storage.resources.clashes.open_clashes(session, team=team)
    touched = {one.resource for one in found} | {clash.resource for clash in clashing}
    check_resources(session, team=team, resources=touched, now=now)


def check_person(session: Session, *, team: str, user: str, now: datetime) -> None:
    """Check a member whose days changed, if they are a person who can be booked, and who stands in for them."""
    person = storage.resources.register.find_person(session, team=team, user=user)
    if person:
        check_resources(session, team=team, resources=(person.id,), now=now)
    clashes = storage.resources.clashes.open_clashes(session, team=team)
    own = [clash for clash in clashes if any(user in offered.needs for offered in clash.ways)]
    ask_delegates(session, team=team, clashes=own, now=now)
    for clash in own:
        clash_notices.refresh(session, team=team, id=clash.id, now=now)


def ask_delegates(session: Session, *, team: str, clashes: Collection[Clash], now: datetime) -> None:
    """Have the delegates of absent leads told of clashes of which only the leads know."""
    stand_ins = clash_delegates.stand_ins_by_clash(session, team=team, clashes=clashes, now=now)
    for clash in clashes:
        users = stand_ins[clash.id].values()
        told = (clash_telling.was_told(session, team=team, id=clash.id, user=user) for user in users)
        if clash.told_at and not all(told):
            with storage.changes.record_nothing(session):
                storage.resources.clashes.update_clash(session, team=team, id=clash.id, values={"told_at": None})


def check_resources(session: Session, *, team: str, resources: Collection[str], now: datetime) -> None:
    """Find the clashes of these resources: a known one keeps its id, one whose overload is gone is closed.

    It is part of no change that a person can undo: what follows from a change is found again after an undo.
    """
    if not resources:
        return
    storage.resources.allocations.lock_bookings(session, team=team, resources=resources)
    with storage.changes.record_nothing(session):
        workload = workloads.load_workload(session, team=team, resources=resources, now=now)
        known = storage.resources.clashes.open_clashes(session, team=team, resources=resources)
        matches = rule.match_clashes(known, workload.clashes())
        for clash in matches.gone:
            values = {"state": ClashState.GONE.value, "ended_at": now}
            storage.resources.clashes.update_clash(session, team=team, id=clash.id, values=values)
            clash_notices.refresh(session, team=team, id=clash.id, now=now)
        for clash, overload in matches.known:
            _update_known(session, team, clash, overload, workload, now)
        for overload in matches.new:
            added = storage.resources.clashes.add_clash(session, team=team, overload=overload, now=now)
            offer_ways(session, team=team, clash=added, overload=overload, workload=workload, now=now)


def _update_known(
    session: Session, team: str, clash: Clash, overload: Overload, workload: Workload, now: datetime
) -> None:
    values = storage.resources.clashes.overload_values(overload)
    current = storage.resources.clashes.update_clash(session, team=team, id=clash.id, values=values)
    offered = offer_ways(session, team=team, clash=current, overload=overload, workload=workload, now=now)
    if offered != clash:
        clash_notices.refresh(session, team=team, id=clash.id, now=now)


def offer_ways(
    session: Session, *, team: str, clash: Clash, overload: Overload, workload: Workload, now: datetime
) -> Clash:
    """Compute the ways out of a clash as the plan is now, and save them with who must agree."""
    found = find_ways(session, team=team, overload=overload, workload=workload, now=now)
    basis = rule.basis_of(found)
    if basis == clash.basis:
        return clash
    leads = _agreeing_leads(session, team, overload, workload)
    ways = rule.offer(found, [leads] * len(found), clash.ways)
    return storage.resources.clashes.save_ways(session, team=team, id=clash.id, ways=ways, basis=basis, now=now)


def current_ways(session: Session, *, team: str, clash: Clash, now: datetime) -> tuple[Clash, Overload | None]:
    """Compute an open clash again from the plan as it is now; without its overload nothing is left of it."""
    workload = workloads.load_workload(session, team=team, resources=(clash.resource,), now=now)
    matches = rule.match_clashes((clash,), workload.clashes())
    if not matches.known:
        return clash, None
    _, overload = matches.known[0]
    values = storage.resources.clashes.overload_values(overload)
    current = storage.resources.clashes.update_clash(session, team=team, id=clash.id, values=values)
    return offer_ways(session, team=team, clash=current, overload=overload, workload=workload, now=now), overload


def _agreeing_leads(session: Session, team: str, overload: Overload, workload: Workload) -> tuple[str, ...]:
    """Return who must agree to a way out: the lead of each project on either side, else its program manager."""
    leads = workload.leads
    if not leads:
        programs = {one.id: one.manager for one in storage.plan.programs(session, team=team)}
        leads |= programs
        leads |= {one.id: one.lead or programs.get(one.program) for one in storage.plan.projects(session, team=team)}
    found = (workload.allocations.get(one.allocation) for one in overload.bookings)
    asked = (leads.get(one.project or one.program, leads.get(one.program)) for one in found if one)
    return tuple(dict.fromkeys(lead for lead in asked if lead))


def find_ways(
    session: Session, *, team: str, overload: Overload, workload: Workload, now: datetime
) -> tuple[WayOut, ...]:
    """Return the ways out of an overload; none where the links or the calendar allow no schedule."""
    around = _around(session, team, workload, now)
    own = workload.resources[overload.resource]
    programs = {id: workload.programs.get(id) for id in {one.project for one in overload.bookings if one.project}}
    try:
        for home in {home for home in programs.values() if home} - workload.plans.keys():
            workload.plans[home] = loading.plan_of(session, team=team, program=home)
        case = ClashCase(
            overload=overload,
            today=workload.today,
            resources={one.id: one for one in (own, *_others(session, team, workload, own))},
            allocations=around.allocations,
            plans=_by_project(programs, workload.plans),
            capacity=around.capacity,
            periods=around.periods,
            bookings=around.by_resource,
            outlooks=workload.outlooks,
        )
        return ways_out(case)
    except Refusal:
        return ()


def _by_project(programs: Mapping[str, str | None], plans: Mapping[str, Plan]) -> dict[str, Plan]:
    return {project: plans[home] for project, home in programs.items() if home and home in plans}


def _around(session: Session, team: str, workload: Workload, now: datetime) -> Workload:
    """Return the workload with all who could take over in any of its clashes, loaded once for all of them."""
    if not workload.around:
        clashing = {overload.resource for overload in workload.clashes()}
        others = (_others(session, team, workload, workload.resources[id]) for id in clashing)
        ids = {one.id for found in others for one in found} - workload.resources.keys()
        workload.around.append(
            workload.with_others(workloads.load_workload(session, team=team, resources=ids, now=now))
        )
    return workload.around[0]


def _others(session: Session, team: str, workload: Workload, own: Resource) -> list[Resource]:
    """Return the resources that could take over at all, so that only their bookings are loaded."""
    if not workload.everyone:
        workload.everyone.extend(storage.resources.register.resources(session, team=team))
    key = (own.kind, own.skills, own.part_of)
    if key not in workload.alike:
        workload.alike[key] = [one for one in workload.everyone if one.can_stand_in_for(own)]
    return [one for one in workload.alike[key] if one.id != own.id]
