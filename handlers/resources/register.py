"""People, teams and tools: found by how they are named, created, changed and closed."""

from datetime import date, datetime
from typing import Any

from sqlmodel import Session

import storage.audit
import storage.changes
import storage.channels
import storage.people
import storage.plan
import storage.reachable_people
import storage.resources.register
from handlers.common import lookup
from handlers.common.requests import Source, local_date
from handlers.schedule import clash_radar
from rules import dates
from rules.people import Action, NeedsConsent, Person
from rules.refusal import AmbiguousInput, NotAllowed, NotFound, Refusal
from rules.resources.amounts import Amount, amount_words
from rules.resources.bookings import CapacityPeriod, Resource, ResourceKind
from rules.resources.statements import DaySpan, ResourceName, ResourceStatement

MAX_PERIODS = 24


def create_resource(
    session: Session,
    *,
    person: Person,
    kind: ResourceKind,
    statement: ResourceStatement,
    source: Source,
    now: datetime,
) -> Resource:
    """Create a person, team or tool in the program named, else in this channel's, else in the only one."""
    program = _choose_program(session, person=person, program=statement.program, channel=source.channel)
    require_editor(session, person=person, program=program, act=f"add a {kind.value}")
    values: dict[str, Any] = {"kind": kind.value, **statement.columns}
    _with_reachable(session, person=person, values=values)
    _require_new(session, team=person.team, kind=kind, values=values)
    if statement.capacity:
        values["capacity"] = statement.capacity.percent_of(kind)
    if statement.team:
        values["part_of"] = _team_named(session, team=person.team, name=statement.team).id
    storage.audit.set_actor(session, team=person.team, actor=person.id, now=now, source=source.permalink)
    resource = storage.resources.register.add_resource(
        session, team=person.team, program=program, by=person.id, now=now, source=source.permalink, **values
    )
    storage.changes.describe(session, f"{name_of(session, resource=resource, team=person.team)}: created")
    return resource


def change_resource(
    session: Session, *, person: Person, id: str, statement: ResourceStatement, now: datetime
) -> Resource:
    """Set capacity (from then on, or for some days), skills, team, lead or name, or close and reopen it."""
    team, before = person.team, storage.resources.register.get_resource(session, team=person.team, id=id)
    require_editor(session, person=person, program=before.program, act=f"change {id}", own=before.lead)
    values: dict[str, Any] = dict(statement.columns)
    _with_reachable(session, person=person, values=values)
    if statement.end:
        values["closed"] = _end_of(before, statement.end, today=local_date(person, now))
    elif before.closed:
        raise Refusal(f"{id} is closed.", "", f"Reopen it first: `{id} reopen`.")
    if statement.team is not None:
        values["part_of"] = _part_of(session, team=team, resource=before, name=statement.team)
    if statement.capacity:
        values |= _capacity_values(before, statement, today=local_date(person, now))
    resource = storage.resources.register.update_resource(session, team=team, id=id, values=values)
    storage.changes.describe(session, f"{name_of(session, resource=resource, team=team)} ({id}): changed")
    clash_radar.check_resources(session, team=team, resources=(id,), now=now)
    return resource


def find_resource(session: Session, *, team: str, named: ResourceName) -> Resource | None:
    """Return the resource that is named; None for a member who is none yet.

    Raise NotFound for an unknown id or name, AmbiguousInput for a name that several have.
    """
    if named.user:
        return storage.resources.register.find_person(session, team=team, user=named.user)
    if named.id:
        return storage.resources.register.get_resource(session, team=team, id=named.id)
    everything = storage.resources.register.resources(session, team=team, with_closed=True)
    names = names_of(session, team=team, resources=everything)
    sought = named.name.casefold()
    same = [each for each in everything if names[each.id].casefold() == sought]
    found = [each for each in same if not each.closed] or same
    if len(found) > 1:
        choices = tuple((each.id, f"{names[each.id]} ({each.id})") for each in found)
        raise AmbiguousInput(f"Which “{named.name[:60]}”?", choices, named=named.name)
    if not found:
        add = f'`people` and `tools` list them. Add one: `new tool "{named.name[:60]}"`.'
        hint = "Type @ and choose the person from Slack's list." if sought.startswith("@") else add
        raise NotFound(f"There is no person, team or tool “{named.name[:60]}”.", "", hint)
    return found[0]


def names_of(session: Session, *, team: str, resources: tuple[Resource, ...]) -> dict[str, str]:
    """Return the name of each resource by its id; people have their display name of today."""
    users = frozenset(each.user for each in resources if each.user)
    members = storage.people.display_names(session, team=team, ids=users)
    return {each.id: members.get(each.user or "", "") or each.name or "Someone" for each in resources}


def name_of(session: Session, *, resource: Resource, team: str) -> str:
    return names_of(session, team=team, resources=(resource,))[resource.id]


def require_editor(session: Session, *, person: Person, program: str, act: str, own: str | None = None) -> None:
    """Raise NotAllowed unless a person may change people and tools: administrators, managers and leads, or its lead."""
    projects = storage.plan.projects(session, team=person.team, program=program)
    led = (each.id for each in projects if each.lead == person.id)
    try:
        storage.people.require_permission(
            session,
            person=person,
            action=Action.EDIT_RESOURCE,
            program=program,
            project=next(led, None),
            owner=own,
            act=act,
        )
    except NeedsConsent as refusal:
        raise NotAllowed(refusal.what, refusal.why, refusal.instead) from None


def _with_reachable(session: Session, *, person: Person, values: dict[str, Any]) -> None:
    """Put one member who can be asked in the place of a group; raise Refusal for apps and closed accounts."""
    for column in ("user", "lead"):
        if user := values.get(column):
            values[column] = storage.reachable_people.choose_reachable(session, team=person.team, user=user)


def _require_new(session: Session, *, team: str, kind: ResourceKind, values: dict[str, Any]) -> None:
    everything = storage.resources.register.resources(session, team=team, with_closed=True)
    names = names_of(session, team=team, resources=everything)
    name = str(values.get("name") or "").casefold()
    for each in everything:
        is_same = each.user == values["user"] if values.get("user") else name == names[each.id].casefold()
        if is_same:
            example = "2 units" if each.kind is ResourceKind.TOOL else "80%"
            advice = f"Reopen it: `{each.id} reopen`." if each.closed else f"Change it: `{each.id} capacity {example}`."
            closed = "It is closed." if each.closed else ""
            raise Refusal(f"{names[each.id]} is there already ({each.id}).", closed, advice)


def _end_of(resource: Resource, end: str, *, today: date) -> date | None:
    if (end == "close") == (resource.closed is not None):
        raise Refusal(f"{resource.id} is {'closed already' if resource.closed else 'not closed'}.")
    return today if end == "close" else None


def _part_of(session: Session, *, team: str, resource: Resource, name: str) -> str | None:
    if not name:
        return None
    if resource.kind is not ResourceKind.PERSON:
        raise Refusal(f"{resource.id} is a {resource.kind.value}.", "Only people belong to a team.")
    return _team_named(session, team=team, name=name).id


def _team_named(session: Session, *, team: str, name: str) -> Resource:
    named = ResourceName(id=name) if name.startswith("RES-") else ResourceName(name=name)
    found = find_resource(session, team=team, named=named)
    if found is None or found.kind is not ResourceKind.TEAM:
        raise Refusal(f"“{name[:60]}” is no team.", "", f'Create it first: `new team "{name[:60]}" 300%`.')
    return found


def _capacity_values(resource: Resource, statement: ResourceStatement, *, today: date) -> dict[str, Any]:
    """Return the columns of a new capacity: for good, or as a period; a later period counts before an earlier one."""
    assert statement.capacity is not None, "asked for only with a capacity"
    span = statement.span
    percent = _capacity_of(resource, statement.capacity, always=not span)
    if not span:
        return {"capacity": percent}
    for day in (span.first, span.last):
        if day:
            dates.require_countable(day, today=today)
    if span.last:
        dates.require_ahead(span.last, today=today, instead="Until when does it count?")
    kept = [each for each in resource.periods if not _is_within(each, span) and not (each.last and each.last < today)]
    if len(kept) >= MAX_PERIODS:
        raise Refusal(f"{resource.id} has {len(kept)} periods already.", "", "Set its capacity for good instead.")
    periods = [*kept, CapacityPeriod(span.first, span.last, percent)]
    return {"periods": [_period_json(each) for each in periods]}


def _capacity_of(resource: Resource, amount: Amount, *, always: bool) -> float:
    """Return a capacity in percent: none at all only for some days."""
    if amount.value:
        return amount.percent_of(resource.kind)
    if always:
        none = amount_words(0, resource.kind)
        raise Refusal(
            f"{resource.id} can't have {none} for good.",
            "",
            f"Give the days, `{resource.id} capacity {none} from 1 Mar to 30 Apr`, or close it: `{resource.id} close`.",
        )
    return 0.0


def _is_within(period: CapacityPeriod, span: DaySpan) -> bool:
    """Return whether a new period takes the place of an older one."""
    begins = span.first is None or (period.first is not None and period.first >= span.first)
    ends = span.last is None or (period.last is not None and period.last <= span.last)
    return begins and ends


def _period_json(period: CapacityPeriod) -> dict[str, Any]:
    days = {name: day.isoformat() if day else None for name, day in (("from", period.first), ("to", period.last))}
    return {**days, "capacity": period.capacity}


def _choose_program(session: Session, *, person: Person, program: str | None, channel: str) -> str:
    if program:
        return storage.plan.program(session, team=person.team, id=program).id
    served = storage.channels.served_programs(session, team=person.team, channel=channel)
    return lookup.pick(storage.plan.programs(session, team=person.team), served, "program", "People belong to one.").id


def as_resource(session: Session, *, person: Person, user: str, program: str, now: datetime) -> Resource:
    """Return the resource that a member is; the first time they are named, they become one."""
    found = storage.resources.register.find_person(session, team=person.team, user=user)
    if found:
        return found
    name = storage.people.display_names(session, team=person.team, ids=frozenset({user})).get(user, "")
    return storage.resources.register.add_resource(
        session, team=person.team, program=program, by=person.id, now=now, kind="person", user=user, name=name
    )


def resource_of_member(session: Session, *, team: str, user: str) -> str:
    """Return the id of the resource that a member is; raise NotFound for one who is not booked yet."""
    found = storage.resources.register.find_person(session, team=team, user=user)
    if found is None:
        name = storage.people.display_names(session, team=team, ids=frozenset({user})).get(user, "This person")
        raise NotFound(f"{name} is not booked for anything.", "", "Book them with `assign @ana 60% M-1`.")
    return found.id
