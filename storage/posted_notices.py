"""What was already said under which key: asked by flows that edit a notice rather than post another."""

from sqlalchemy import select, update
from sqlmodel import Session

from rules.privacy import spoken
from storage.tables.queues import outbox


def known(session: Session, *, key: str) -> bool:
    """Whether a post was ever queued under this key."""
    found = select(outbox.c.id).where(outbox.c.key == key).limit(1)
    return session.connection().execute(found).first() is not None


def under(session: Session, *, prefix: str) -> tuple[tuple[str, str], ...]:
    """(key, channel) of every message queued under a key that begins like this, oldest first; edits are left out."""
    rows = session.connection().execute(
        select(outbox.c.key, outbox.c.channel)
        .where(outbox.c.key >= prefix, outbox.c.key < prefix + "\uffff", outbox.c.method == "chat.postMessage")
        .order_by(outbox.c.seq)
    )
    return tuple((row.key, row.channel) for row in rows)


def unsent(session: Session, *, team: str, channel: str) -> tuple[tuple[str, str], ...]:
    """(id, words) of every message that still waits to go there."""
    rows = session.connection().execute(
        select(outbox.c.id, outbox.c.payload).where(
            outbox.c.team == team,
            outbox.c.channel == channel,
            outbox.c.state == "queued",
            outbox.c.method == "chat.postMessage",
        )
    )
    return tuple((row.id, spoken(row.payload)) for row in rows)


def withdraw(session: Session, *, id: str) -> None:
    """This will drop a message that was not sent yet, with its words; its key stays taken."""
    gone = update(outbox).where(outbox.c.id == id, outbox.c.state == "queued")
    session.connection().execute(gone.values(state="expired", visible_at=None, payload={}))
