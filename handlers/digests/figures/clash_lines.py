"""The people line of an edition: how many people are overbooked, and which tools, without anyone's own load."""

from sqlmodel import Session

import storage.resources.clashes
import storage.resources.register
from handlers.common.load import MIN_PEOPLE_OF_TOTAL
from handlers.schedule.clash_delegates import homes_by_clash
from rules.digests.clash_summary import ClashSummary
from rules.privacy import Audience, includes_outsiders
from rules.resources.bookings import ResourceKind


def clash_summary(session: Session, team: str, program: str, audience: Audience) -> ClashSummary | None:
    """Return the open clashes of a program as everyone in its channels may know them; None where there are none.

    What one person is booked is only for those who lead or manage their work: people are counted, from three people of
    the program on, and tools are named.
    """
    if includes_outsiders(audience):
        return None
    clashes = storage.resources.clashes.open_clashes(session, team=team)
    homes = homes_by_clash(session, team=team, clashes=clashes)
    found = [one for one in clashes if program in homes[one.id]]
    if not found:
        return None
    ids = {clash.resource for clash in found}
    known = storage.resources.register.resources(session, team=team)
    people = [one for one in known if one.kind is ResourceKind.PERSON and one.program == program]
    resources = {one.id: one for one in storage.resources.register.resources(session, team=team, ids=ids)}
    tools = {id: one.name or id for id, one in resources.items() if one.kind is ResourceKind.TOOL}
    named = tuple((tools[clash.resource], clash.first) for clash in found if clash.resource in tools)
    counted = len(ids - tools.keys()) if len(people) >= MIN_PEOPLE_OF_TOTAL else 0
    return ClashSummary(counted, named) if counted or named else None
