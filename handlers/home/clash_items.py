"""Action items about clashes: for the leads who can agree to a way out, and for the managers of their programs."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from sqlmodel import Session

import storage.people
import storage.plan
import storage.resources.allocations
import storage.resources.clashes
import storage.resources.register
from handlers.home.action_item_types import ActionItem, ActionItemKind
from handlers.schedule import clash_delegates, clash_notices
from rules.people import Person
from rules.resources.clashes import OfferedWay


def items_of_lead(session: Session, *, person: Person, now: datetime) -> Iterator[ActionItem]:
    """Yield the open clashes that a person was told of, unless they agreed to a way out or snoozed it."""
    team, user = person.team, person.id
    clashes = storage.resources.clashes.open_clashes(session, team=team)
    told = clash_notices.recipients(session, team=team, clashes=clashes, now=now)
    stand_ins = clash_delegates.stand_ins_by_clash(session, team=team, clashes=clashes, now=now)
    shown = [
        clash
        for clash in clashes
        if user in told[clash.id]
        and not clash.is_snoozed(user, now)
        and not any(_has_agreed(offered, user, stand_ins[clash.id]) for offered in clash.ways)
    ]
    ids = {clash.resource for clash in shown}
    names = _names(session, team, ids) if ids else {}
    found = storage.resources.allocations.allocations(session, team=team, resources=ids) if ids else ()
    booked = {one.id: one for one in found}
    projects = {one.id: one for one in storage.plan.projects(session, team=team)} if ids else {}
    for clash in shown:
        sides = (clash_notices.side_of(booked[id], projects, {}) for id in clash.allocations if id in booked)
        about = (f"{clash.peak:.0f}%", *dict.fromkeys(side.project for side in sides))
        yield ActionItem(ActionItemKind.CLASH, clash.id, names.get(clash.resource, ""), about, by=clash.first)


def _names(session: Session, team: str, ids: set[str]) -> dict[str, str]:
    found = storage.resources.register.resources(session, team=team, ids=ids, with_closed=True)
    users = storage.people.display_names(session, team=team, ids=frozenset(one.user for one in found if one.user))
    return {one.id: users.get(one.user or "", "") or one.name or one.id for one in found}


def _has_agreed(offered: OfferedWay, user: str, stand_ins: Mapping[str, str]) -> bool:
    leads = {lead for lead in offered.needs if user in (lead, stand_ins.get(lead))}
    return bool(leads) and leads <= set(offered.agreed)
