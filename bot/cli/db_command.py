"""`baton db`: upgrade, back up and restore the database."""

from pathlib import Path

import click

from bot.cli.options import DATABASE_OPTION


@click.group(name="db")
def command() -> None:
    """Upgrade, back up or restore the database."""


@command.command(short_help="Bring the database to this version.")
@DATABASE_OPTION
def upgrade(url: str) -> None:
    """Bring the database to this Baton's version; a SQLite file is copied beside itself first."""
    from storage.engine import upgrade as storage_upgrade

    result = storage_upgrade.upgrade_database(url)
    if result.added:
        click.echo(f"Added what this early database of version {result.before} lacked: {', '.join(result.added)}.")
    if not result.before:
        click.echo(f"Created at version {result.after}.")
    elif result.before != result.after:
        click.echo(f"Upgraded from version {result.before} to {result.after}.")
    elif not result.added:
        click.echo(f"Already at version {result.after}.")


@command.command(short_help="Copy the database to a new file.")
@DATABASE_OPTION
@click.argument("target", type=click.Path(path_type=Path))
def backup(url: str, target: Path) -> None:
    """Copy the database to the new file TARGET and check the copy; Baton may be running."""
    from storage.engine import backup as storage_backup

    copy = storage_backup.create_backup(url, target)
    click.echo(f"Copied to {copy.path}: {_rows_summary(copy.rows)}.")


@command.command(short_help="Replace the database with a backup.")
@DATABASE_OPTION
@click.argument("source", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def restore(url: str, source: Path) -> None:
    """Replace the database with the backup SOURCE; Baton must be stopped. The old one is kept as …-replaced."""
    from datetime import UTC, datetime

    from storage import restore as storage_restore

    copy = storage_restore.restore_database(url, source, now=datetime.now(UTC))
    click.echo(
        f"Restored {copy.path}: {_rows_summary(copy.rows)}. "
        "Posts that may already be in Slack are looked for before they are sent."
    )


def _rows_summary(rows: dict[str, int]) -> str:
    total = sum(rows.values())
    return f"{total:,} row{'' if total == 1 else 's'} in {len(rows)} tables, undamaged"
