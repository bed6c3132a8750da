"""`baton db`: upgrade, back up and restore the database."""

from pathlib import Path

import click

from bot.cli.options import DATABASE_OPTION


@click.group(name="db")
def command() -> None:
    """Upgrade, back up or restore the database."""


@command.command()
@DATABASE_OPTION
def upgrade(url: str) -> None:
    """Bring the database to this Baton's version; a SQLite file is copied beside itself first."""
    from storage.engine import upgrade as storage_upgrade

    before = storage_upgrade.database_version(url)
    after = storage_upgrade.upgrade_database(url)
    click.echo(
        f"Already at version {after}." if before == after else f"Upgraded from {before or 'nothing'} to {after}."
    )


@command.command()
@DATABASE_OPTION
@click.argument("target", type=click.Path(path_type=Path))
def backup(url: str, target: Path) -> None:
    """Copy the database to the new file TARGET and check the copy; Baton may be running."""
    from storage.engine import backup as storage_backup

    copy = storage_backup.create_backup(url, target)
    click.echo(f"Copied to {copy.path}: {_rows_summary(copy.rows)}.")


@command.command()
@DATABASE_OPTION
@click.argument("source", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def restore(url: str, source: Path) -> None:
    """Put the backup SOURCE in the place of the database; Baton must be stopped. The old one stays as …-replaced."""
    from datetime import UTC, datetime

    from storage import restore as storage_restore

    copy = storage_restore.restore_database(url, source, now=datetime.now(UTC))
    click.echo(
        f"Restored {copy.path}: {_rows_summary(copy.rows)}. "
        "Posts that had been tried will be looked for before sending."
    )


def _rows_summary(rows: dict[str, int]) -> str:
    return f"{sum(rows.values())} rows in {len(rows)} tables, undamaged"
