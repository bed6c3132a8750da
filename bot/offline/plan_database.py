"""A plan file in a database of its own, which is gone afterwards, for what reads plans from a database."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlmodel import Session

from bot.offline.plan_files import MAX_FILE_BYTES, refusals_naming
from handlers.imports import flows as imports_flows
from rules.files import imports
from rules.files.fields import BadPlan
from storage import exports
from storage.engine import upgrade
from storage.engine.database import open_store
from storage.imports.adopt import LOCAL_TEAM


@contextmanager
def open_plan_file(path: Path, *, now: datetime) -> Iterator[tuple[Session, str]]:
    """Open a session on the plan of a file (JSON, CSV or MS Project), and give the id of its program."""
    with refusals_naming(path):
        imported = imports.read(_read_bytes(path), name=path.name)
    with tempfile.TemporaryDirectory(prefix="baton-") as folder:
        url = f"sqlite:///{Path(folder) / 'plan.db'}"
        upgrade.upgrade_database(url, keep_copy=False)
        with open_store(url, readers=1) as store, refusals_naming(path):
            changes = store.transact_now(
                imports_flows.import_from_command_line,
                team=LOCAL_TEAM,
                imported=imported,
                program=None,
                source=path.name,
                now=now,
            )
        with exports.open_read_only(url) as session:
            yield session, changes.plan.program.id


def _read_bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise BadPlan(f"The file is larger than {MAX_FILE_BYTES // 10**6} MB.", "", "Split the program.")
        return path.read_bytes()
    except OSError as error:
        raise BadPlan(f"The file can't be read: {(error.strerror or 'unreadable').lower()}.") from None
