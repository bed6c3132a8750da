"""The command list of the README, built from the command table."""

from handlers import routes


def command_table() -> str:
    """Return a Markdown table of the commands, with usage and summary."""
    rows = (
        f"| `{routes.SURFACE.command} {command.usage.replace('|', chr(92) + '|')}` | {command.summary} |"
        for command in routes.COMMANDS
    )
    return "\n".join(("| command | does |", "| --- | --- |", *rows))


if __name__ == "__main__":
    print(command_table())
