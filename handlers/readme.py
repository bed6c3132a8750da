"""The command list of the README, made from the command table."""

from handlers import routes


def command_table() -> str:
    """A Markdown table: how each command is written, and what it does."""
    rows = (
        f"| `{routes.SURFACE.command} {c.usage.replace('|', chr(92) + '|')}` | {c.summary} |" for c in routes.COMMANDS
    )
    return "\n".join(("| command | does |", "| --- | --- |", *rows))


if __name__ == "__main__":
    print(command_table())
