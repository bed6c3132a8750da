"""Empty databases with all tables: one is upgraded in each process and then copied, which is much quicker."""

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from storage.engine.upgrade import upgrade_database


def fresh(path: Path) -> str:
    """This will put an empty SQLite database with all tables at `path`; its URL."""
    shutil.copy(_upgraded(), path)
    return f"sqlite:///{path}"


@cache
def _upgraded() -> Path:
    path = Path(tempfile.mkdtemp(prefix="baton-test-")) / "empty.db"
    atexit.register(shutil.rmtree, path.parent)
    upgrade_database(f"sqlite:///{path}")
    return path
