"""Publishing of the App Home through the outbox."""

import json
from datetime import datetime
from hashlib import blake2b
from typing import Any

from sqlmodel import Session

import storage.home
import storage.queues.outbox
from rules.people import Person

ViewPayload = dict[str, Any]


def publish_home(
    session: Session, *, person: Person, view: ViewPayload, opened: bool, now: datetime, missing: bool = False
) -> None:
    """Queue a Home view in the outbox, once per person and edition; an unchanged view makes no new edition."""
    digest = blake2b(json.dumps(view, sort_keys=True).encode(), digest_size=12).hexdigest()
    edition = storage.home.next_edition(
        session, team=person.team, user=person.id, digest=digest, opened=opened, missing=missing, now=now
    )
    if edition is None:
        return
    payload = {"user_id": person.id, "view": view}
    key = f"home:{person.id}:{edition}"
    storage.queues.outbox.enqueue(
        session,
        key=key,
        team=person.team,
        method="views.publish",
        channel=person.id,
        payload=payload,
        kind="view",
        now=now,
    )
