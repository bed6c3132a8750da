"""Restoring a backup: it replaces the database, and Slack has moved on since it was made."""

from datetime import datetime
from pathlib import Path

from storage.engine import backup, upgrade
from storage.engine.database import open_store
from storage.queues import outbox


def restore_database(url: str, source: Path, *, now: datetime) -> backup.BackupCopy:
    """Replace the database with the backup `source` and upgrade it to this Baton's version.

    Slack is newer than the backup, so posts that had been tried are looked up before they are sent (again). Raises
    Refusal while Baton runs on it, and when `source` is not an intact backup or is a newer Baton's.
    """
    upgrade.is_current(f"sqlite:///{source}")
    copy = backup.restore_backup(url, source)
    upgrade.upgrade_database(url)
    with open_store(url) as store:
        store.transact_now(outbox.doubt_interrupted, now=now, restored=True)
    return copy
