"""Once-only claims, however many processes ask: the first insert of a primary key wins."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlmodel import Session

from storage.tables import queues
from storage.tables.base import insert_new


def claim_slot(session: Session, *, team: str, name: str, slot: str, now: datetime) -> bool:
    """Claim `slot` (a local date, an ISO week) of `name`; return False when it was claimed before."""
    row = {"team": team, "name": name, "slot": slot, "claimed_at": now}
    return insert_new(session, queues.claim_table, row) is not None


def has_later_slot(session: Session, *, team: str, name: str, slot: str) -> bool:
    """Return whether a slot of `name` that sorts after this one was claimed."""
    parameters = {"team": team, "name": name, "slot": slot}
    return session.connection().execute(_SELECT_LATER, parameters).first() is not None


# Built once, because building a statement costs more than running it.
_SELECT_LATER = (
    select(queues.claim_table.c.slot)
    .where(
        queues.claim_table.c.team == bindparam("team"),
        queues.claim_table.c.name == bindparam("name"),
        queues.claim_table.c.slot > bindparam("slot"),
    )
    .limit(1)
)


def claimed_slots(
    session: Session, *, team: str, names: Collection[str], slots: Collection[str]
) -> set[tuple[str, str]]:
    """Return which of these were claimed, as (name, slot): a look before the work, never instead of the claim."""
    claim = queues.claim_table
    query = select(claim.c.name, claim.c.slot).where(
        claim.c.team == team, claim.c.name.in_(tuple(names)), claim.c.slot.in_(tuple(slots))
    )
    return {(name, slot) for name, slot in session.connection().execute(query)}
