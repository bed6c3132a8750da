"""`python -m storage.migrations "Say what changes"`: write the next version from what the tables have become.

Read what it wrote: alembic cannot know that a column was renamed, nor what old rows should hold.
"""

import sys
import tempfile
from pathlib import Path

from storage.engine import upgrade


def main() -> None:
    """Write one version file, numbered after the newest."""
    message = " ".join(sys.argv[1:])
    if not message:
        sys.exit(__doc__)
    number = f"{int(upgrade.newest_version() or 0) + 1:04}"
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'baton.db'}"
        if number != "0001":
            upgrade.upgrade_database(url)
        upgrade.write_version(url, number=number, message=message)


if __name__ == "__main__":
    main()
