"""Open clashes that a person may read, and the same as causes of `risks`."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from sqlmodel import Session

import storage.resources.clashes
import storage.resources.register
from handlers.common import load
from handlers.schedule import booking_facts, clash_delegates, clash_notices
from rules.people import Person
from rules.resources.clashes import Clash, clash_colour, clash_sentence
from storage.risks import StoredAlert

KIND = "double booking"


def clash_alerts(session: Session, *, person: Person, program: str, now: datetime) -> Iterator[StoredAlert]:
    """Yield an alert for each open clash of a program's work that the person may read."""
    team = person.team
    clashes = storage.resources.clashes.open_clashes(session, team=team)
    shown = visible_clashes(session, person=person, clashes=clashes, now=now)
    homes = clash_delegates.homes_by_clash(session, team=team, clashes=shown)
    for clash in shown:
        if program in homes[clash.id]:
            facts = clash_notices.facts_of(session, team=team, clash=clash, now=now)
            work = tuple(dict.fromkeys(side.project for side in facts.sides))
            yield StoredAlert(
                key=f"clash:{clash.id}",
                kind=KIND,
                level=clash_colour(clash).value,
                subject=clash.id,
                sentence=clash_sentence(facts.who, clash, work=work),
                owner=next((user for offered in clash.ways for user in offered.needs), None),
                facts={"name": facts.who},
            )


def visible_clashes(session: Session, *, person: Person, clashes: Iterable[Clash], now: datetime) -> list[Clash]:
    """Return the clashes of the resources whose load the person may see, and those that ask for their agreement.

    A lead sees those of people who are booked in a project they lead, a delegate those that they may settle.
    """
    clashes, team = list(clashes), person.team
    ids = {clash.resource for clash in clashes}
    if not ids:
        return []
    found = storage.resources.register.resources(session, team=team, ids=ids, with_closed=True)
    allocations = booking_facts.load_allocations(session, team=team, resources=tuple(ids))
    bookings = booking_facts.bookings_of(session, team=team, allocations=allocations)
    visible = load.visible_resources(session, person=person, resources=found, bookings=bookings)
    if person.for_channel or person.outsider:
        return [clash for clash in clashes if clash.resource in visible]
    own = clash_delegates.clashes_to_settle(session, team=team, user=person.id, clashes=clashes, now=now)
    return [clash for clash in clashes if clash.resource in visible or clash.id in own]
