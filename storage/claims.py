"""Once only, however many processes ask: the first insert of a primary key wins."""

from datetime import datetime

from sqlmodel import Session

from storage.base import insert_new
from storage.tables import queues


def claim(session: Session, *, team: str, name: str, slot: str, now: datetime) -> bool:
    """This will take `slot` (a local date, an ISO week) of `name`; False when it was taken before."""
    row = {"team": team, "name": name, "slot": slot, "claimed_at": now}
    return insert_new(session, queues.claim, row) is not None
