"""Restoring a backup: it replaces the database, and Slack has moved on since it was made."""

from datetime import datetime
from pathlib import Path

from rules.refusal import Refusal
from storage.engine import backup, connections, upgrade
from storage.engine.database import open_store
from storage.queues import outbox


def restore_database(url: str, source: Path, *, now: datetime) -> backup.BackupCopy:
    """Replace the database with the backup `source`, upgraded to this Baton's version.

    The new database is made whole beside the old one, which stays untouched until then. Slack is newer than the backup,
    so posts that had been tried are looked up before they are sent (again). Raises Failure while Baton runs on it, and
    Refusal when `source` is not an intact backup, is a newer Baton's or has tables that cannot be upgraded.
    """
    target = backup.database_path(url)
    lock = connections.DatabaseLock.acquire(target)
    try:
        with backup.new_folder_beside(target) as folder:
            new = folder / target.name
            rows = backup.copy_database(source, new, named=target)
            if not rows.get("alembic_version"):
                raise Refusal(f"I can't restore {source}.", "It is not a backup of Baton's.", "Name another file.")
            _prepare_database(backup.file_url(new), now)
            backup.replace_database(target, new)
        return backup.BackupCopy(target, rows)
    finally:
        lock.release()


def _prepare_database(url: str, now: datetime) -> None:
    upgrade.upgrade_database(url, keep_copy=False)
    with open_store(url) as store:
        store.transact_now(outbox.doubt_interrupted, now=now, restored=True)
