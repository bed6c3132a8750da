"""Action items about clashes: for the leads who can agree to a way out, and for the managers of their programs."""

from collections.abc import Iterator
from datetime import datetime

from sqlmodel import Session

import storage.resources.clashes
from handlers.home.action_item_types import ActionItem, ActionItemKind
from handlers.schedule import clash_notices
from handlers.schedule.clash_notices import ClashFacts
from rules.people import Person
from rules.resources.clashes import OfferedWay


def items_of_lead(session: Session, *, person: Person, now: datetime) -> Iterator[ActionItem]:
    """Yield the open clashes that a person was told of, unless they agreed to a way out or snoozed it."""
    team, user = person.team, person.id
    clashes = storage.resources.clashes.open_clashes(session, team=team)
    told = clash_notices.recipients(session, team=team, clashes=clashes, now=now)
    for clash in clashes:
        if clash.is_snoozed(user, now) or user not in told[clash.id]:
            continue
        facts = clash_notices.facts_of(session, team=team, clash=clash, now=now)
        if not any(_has_agreed(facts, offered, user) for offered in clash.ways):
            about = (f"{clash.peak:.0f}%", *dict.fromkeys(side.project for side in facts.sides))
            yield ActionItem(ActionItemKind.CLASH, clash.id, facts.who, about, by=clash.first)


def _has_agreed(facts: ClashFacts, offered: OfferedWay, user: str) -> bool:
    leads = facts.answers_for(offered, user)
    return bool(leads) and set(leads) <= set(offered.agreed)
