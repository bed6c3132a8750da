"""Settling a clash: agree to a way out, decline it, or wait; the last click it needs applies it (B-102)."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlmodel import Session

import storage.audit
import storage.change_requests
import storage.changes
import storage.people
import storage.plan
import storage.resources.allocations
import storage.resources.clashes
from handlers.change_requests import commitments
from handlers.change_requests import flows as change_flows
from handlers.common.requests import UNKNOWN_SOURCE, local_date
from handlers.plan import milestone_updates
from handlers.resources import clash_queries
from handlers.schedule import clash_delegates, clash_notices, clash_radar
from rules.capture import Slip, Span
from rules.change_requests.fields import FieldKind
from rules.change_requests.parsing import RequestedChange
from rules.dates import ParsedDate
from rules.people import Person
from rules.refusal import NotAllowed, Refusal
from rules.resources import clashes as rule
from rules.resources.booking_changes import allocation_values
from rules.resources.clash_case import DateEffect, WayOut
from rules.resources.clashes import Clash, ClashState, OfferedWay

SNOOZE = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class ClashOutcome:
    """Outcome of a click: `stale` if the plan had moved since, so that the ways were only computed again."""

    clash: Clash
    stale: bool = False


def take_way(session: Session, *, person: Person, id: str, number: int, basis: str, now: datetime) -> ClashOutcome:
    """Agree to a way out as it was shown; the last agreement that it needs applies it."""
    clash = _open_clash(session, person=person, id=id, now=now)
    leads = _leads_of(session, person=person, clash=clash, now=now)
    with storage.changes.record_nothing(session):
        current, overload = clash_radar.current_ways(session, team=person.team, clash=clash, now=now)
    if overload is None:
        clash_radar.check_resources(session, team=person.team, resources=(clash.resource,), now=now)
        return ClashOutcome(storage.resources.clashes.get_clash(session, team=person.team, id=id), stale=True)
    if current.basis != basis or number >= len(current.ways):
        clash_notices.refresh(session, team=person.team, id=id, now=now)
        return ClashOutcome(current, stale=True)
    agreed = rule.agree(current.ways[number], leads)
    current = _save_way(session, person=person, clash=current, number=number, offered=agreed, now=now)
    if agreed.is_agreed and agreed.request is None:
        current = _apply(session, person=person, clash=current, number=number, now=now)
    else:
        storage.changes.describe(session, f"{id}: agreed to a way out")
    clash_notices.refresh(session, team=person.team, id=id, now=now)
    return ClashOutcome(current)


def decline_way(session: Session, *, person: Person, id: str, number: int, basis: str, now: datetime) -> ClashOutcome:
    """Say that a way out is not for this person's project; an agreement given before is taken back."""
    clash = _open_clash(session, person=person, id=id, now=now)
    leads = _leads_of(session, person=person, clash=clash, now=now)
    if clash.basis != basis or number >= len(clash.ways):
        clash_notices.refresh(session, team=person.team, id=id, now=now)
        return ClashOutcome(clash, stale=True)
    offered = rule.decline(clash.ways[number], leads)
    current = _save_way(session, person=person, clash=clash, number=number, offered=offered, now=now)
    storage.changes.describe(session, f"{id}: declined a way out")
    clash_notices.refresh(session, team=person.team, id=id, now=now)
    return ClashOutcome(current)


def snooze(session: Session, *, person: Person, id: str, now: datetime) -> ClashOutcome:
    """Take a clash off this person's Home for a week; it stays open for everyone else."""
    clash = _open_clash(session, person=person, id=id, now=now)
    clash_queries.require_visible(session, person=person, clash=clash, now=now)
    until = {**clash.snoozed, person.id: (now + SNOOZE).isoformat()}
    current = storage.resources.clashes.update_clash(session, team=person.team, id=id, values={"snoozed": until})
    storage.changes.describe(session, f"{id}: snoozed")
    clash_notices.refresh(session, team=person.team, id=id, now=now)
    return ClashOutcome(current)


def _open_clash(session: Session, *, person: Person, id: str, now: datetime) -> Clash:
    """Return a clash that is still open, with a lock on it and on what its ways out change."""
    offered = storage.resources.clashes.get_clash(session, team=person.team, id=id)
    moved = {one.way.milestone for one in offered.ways if one.way.milestone}
    storage.change_requests.lock_milestones(session, team=person.team, ids=moved)
    storage.resources.allocations.lock_bookings(session, team=person.team, resources=(offered.resource,), change=True)
    clash = storage.resources.clashes.get_clash(session, team=person.team, id=id, lock=True)
    clash_queries.require_visible(session, person=person, clash=clash, now=now)
    if not clash.open:
        state = "is settled" if clash.state is ClashState.TAKEN else "is over"
        raise Refusal(f"This clash ({id}) {state}.", "", f"`{id}` shows what came of it.")
    return clash


def _leads_of(session: Session, *, person: Person, clash: Clash, now: datetime) -> tuple[str, ...]:
    """Return for whom a person answers: as the lead of a project on one of the sides, or as a lead's delegate."""
    users = tuple(dict.fromkeys(user for offered in clash.ways for user in offered.needs))
    stand_ins = clash_delegates.stand_ins_of(session, team=person.team, clash=clash, now=now)
    leads = tuple(user for user in users if person.id in (user, stand_ins.get(user)))
    if leads and not person.outsider:
        return leads
    names = storage.people.display_names(session, team=person.team, ids=frozenset(users))
    who = " and ".join(sorted(names.values()))
    raise NotAllowed(
        "This isn't yours to agree to.", f"{who} lead the projects that clash." if who else "", "Ask them."
    )


def _save_way(
    session: Session, *, person: Person, clash: Clash, number: int, offered: OfferedWay, now: datetime
) -> Clash:
    ways = [*clash.ways[:number], offered, *clash.ways[number + 1 :]]
    return storage.resources.clashes.save_ways(
        session, team=person.team, id=clash.id, ways=ways, basis=clash.basis, now=now
    )


def _apply(session: Session, *, person: Person, clash: Clash, number: int, now: datetime) -> Clash:
    """Write the changes of a way out, all or none; where the rules want a change request, ask for it instead."""
    team, way = person.team, clash.ways[number].way
    if (effect := _beyond_limit(session, team, way)) is not None:
        request = _request(session, person=person, clash=clash, effect=effect, now=now)
        offered = replace(clash.ways[number], request=request)
        return _save_way(session, person=person, clash=clash, number=number, offered=offered, now=now)
    values = {"state": ClashState.TAKEN.value, "taken": number, "ended_at": now}
    taken = storage.resources.clashes.update_clash(session, team=team, id=clash.id, values=values)
    for change in way.changes:
        if change["op"] == "move":
            _move(session, person=person, clash=clash, milestone=change["milestone"], to=change["to"], now=now)
    storage.audit.set_actor(session, team=team, actor=person.id, now=now, source=clash.id)
    _change_allocations(session, person=person, clash=clash, way=way, now=now)
    storage.changes.describe(session, f"{clash.id}: way out taken")
    touched = {clash.resource, *((way.other,) if way.other else ())}
    clash_radar.check_resources(session, team=team, resources=touched, now=now)
    return taken


def _beyond_limit(session: Session, team: str, way: WayOut) -> DateEffect | None:
    """Return the committed date of the moved milestone, if missing it is more than a lead may decide."""
    for effect in way.broken:
        if effect.milestone == way.milestone and commitments.is_beyond(
            session, team=team, milestone=effect.milestone, day=effect.after
        ):
            return effect
    return None


def _request(session: Session, *, person: Person, clash: Clash, effect: DateEffect, now: datetime) -> str:
    asked = RequestedChange(effect.milestone, FieldKind.COMMITTED, effect.after.isoformat())
    request = change_flows.request_change(
        session,
        person=person,
        title=f"Way out of {clash.id}",
        asked=(asked,),
        why=f"Agreed by the leads to end {clash.id}.",
        source=UNKNOWN_SOURCE,
        now=now,
    )
    return request.id


def _move(session: Session, *, person: Person, clash: Clash, milestone: str, to: str, now: datetime) -> None:
    """Move a milestone in the name of its project's lead, who agreed."""
    lead = _lead_of(session, person=person, milestone=milestone)
    day = ParsedDate("day", 0, 0, date.fromisoformat(to), sure=True)
    milestone_updates.apply_change(
        session,
        person=lead,
        statement=Slip(milestone, day, f"way out of {clash.id}", Span("", 0, 0)),
        source=UNKNOWN_SOURCE,
        today=local_date(lead, now),
        now=now,
    )


def _lead_of(session: Session, *, person: Person, milestone: str) -> Person:
    found = storage.plan.milestone(session, team=person.team, id=milestone)
    project = storage.plan.project(session, team=person.team, id=found.project)
    user = project.lead or storage.plan.program(session, team=person.team, id=project.program).manager
    lead = storage.people.find_person(session, team=person.team, id=user) if user else None
    return lead or person


def _change_allocations(session: Session, *, person: Person, clash: Clash, way: WayOut, now: datetime) -> None:
    """Write what a way out changes in the bookings; copies are made from what was booked before."""
    team = person.team
    for change in sorted(way.changes, key=lambda change: change["op"] != "copy"):
        if change["op"] == "move":
            continue
        before = storage.resources.allocations.get_allocation(session, team=team, id=change["allocation"])
        if change["op"] == "delete":
            storage.resources.allocations.delete_allocation(session, team=team, id=before.id)
            continue
        values = allocation_values(change["values"])
        if change["op"] == "set":
            storage.resources.allocations.update_allocation(session, team=team, id=before.id, values=values)
            continue
        columns = {
            name: getattr(before, name)
            for name in ("program", "resource", "percent", "project", "milestone", "first", "last", "anchor", "note")
        }
        storage.resources.allocations.add_allocation(
            session, team=team, by=person.id, now=now, source=clash.id, **columns | values
        )
