"""What was already said under which key: asked by flows that edit a notice rather than post another."""

from sqlalchemy import select
from sqlmodel import Session

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
