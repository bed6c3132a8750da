"""The command list of the documents, built from the command table.

`python -m handlers.readme` prints it; with file names it replaces the list in those files (`make readme`).
"""

import re
import sys
from pathlib import Path

from handlers import routes

_HEADER = ("| command | does |", "| --- | --- |")
_LISTED_TABLE = re.compile(re.escape("\n".join(_HEADER)) + r"(?:\n\|.*)+")


def command_table() -> str:
    """Return a Markdown table of the commands, with usage and summary."""
    rows = (
        f"| `{routes.SURFACE.command} {command.usage.replace('|', chr(92) + '|')}` | {command.summary} |"
        for command in routes.COMMANDS
    )
    return "\n".join((*_HEADER, *rows))


def replace_command_table(text: str) -> str:
    """Return the document with its first command list replaced; raise ValueError if it has none."""
    table = command_table()
    document, replaced = _LISTED_TABLE.subn(lambda _: table, text, count=1)
    if not replaced:
        raise ValueError(f"The document has no table that begins with {_HEADER[0]!r}.")
    return document


if __name__ == "__main__":
    for path in map(Path, sys.argv[1:]):
        path.write_text(replace_command_table(path.read_text(encoding="utf-8")), encoding="utf-8")
    if not sys.argv[1:]:
        print(command_table())
