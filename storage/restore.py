"""A backup takes the place of the database, and learns that Slack has gone on without it."""

from datetime import datetime
from pathlib import Path

from storage.engine import backup, upgrade
from storage.engine.database import open_store
from storage.queues import outbox


def restore_database(url: str, source: Path, *, now: datetime) -> backup.BackupCopy:
    """This will put the backup `source` in the place of the database and bring it to this Baton's version.

    Slack is newer than the backup, so posts that had been tried are looked for before they are sent (again). Raises
    Refusal while Baton runs on it, and when `source` is no whole backup or a newer Baton's.
    """
    upgrade.is_current(f"sqlite:///{source}")
    copy = backup.restore_backup(url, source)
    upgrade.upgrade_database(url)
    with open_store(url) as store:
        store.transact_now(outbox.doubt_interrupted, now=now, restored=True)
    return copy
