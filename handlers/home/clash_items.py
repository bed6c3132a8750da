"""Action items about clashes: for the leads who can agree to a way out, and for the managers of their programs."""

from collections.abc import Iterator
from datetime import datetime

from sqlmodel import Session

import storage.resources.clashes
from handlers.home.action_item_types import ActionItem, ActionItemKind
from handlers.schedule import clash_notices
from rules.people import Person


def items_of_lead(session: Session, *, person: Person, now: datetime) -> Iterator[ActionItem]:
    """Yield the open clashes that a person was told of, unless they agreed to a way out or snoozed it."""
    team, user = person.team, person.id
    for clash in storage.resources.clashes.open_clashes(session, team=team):
        if clash.is_snoozed(user, now) or any(user in offered.agreed for offered in clash.ways):
            continue
        if user in clash_notices.recipients(session, team=team, clash=clash):
            facts = clash_notices.facts_of(session, team=team, clash=clash, now=now)
            about = (f"{clash.peak:.0f}%", *dict.fromkeys(side.project for side in facts.sides))
            yield ActionItem(ActionItemKind.CLASH, clash.id, facts.who, about, by=clash.first)
