"""Databases of early states of migration 0001: upgraded until nothing differs, or refused with what to do."""

import hashlib
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, MetaData

from bot import checks
from bot.cli.db_command import command
from bot.doctor import run_doctor
from bot.settings import Settings
from storage import restore
from storage.engine import connections, upgrade
from storage.engine.database import engine_name
from storage.engine.first_version import FIRST_MIGRATION, UnknownTables
from storage.engine.schema import expected_tables, schema_differences

STATES = Path(__file__).parent / "early_states"
FROZEN = "69b154613de30b7a7701dfc525137ad6722b889eab80fb035dd085b390be0513"
REPAIRED = ("ba1debd", "220a40e", "c6c1f3b", "740a5b7")
MakeDatabase = Callable[[str], str]
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
# A value of each type; all ids are "x", so that every reference is met.
SAMPLES: dict[type, Any] = {str: "x", int: 1, bool: False, date: date(2026, 11, 23), datetime: NOW, float: 1.0}
OLD_TABLES = ("program", "project", "milestone", "dependency", "checkin")


def write(url: str, *statements: str) -> None:
    with engine_of(url).begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def engine_of(url: str) -> Engine:
    is_sqlite = engine_name(url) == "sqlite"
    return connections.sqlite_writer(url) if is_sqlite else connections.postgres_engine(url, size=1)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def make_database(request: pytest.FixtureRequest, tmp_path: Path) -> MakeDatabase:
    """Return a function that makes a database as the first migration of a commit made it."""
    engine: str = request.param
    url = f"sqlite:///{tmp_path / 'baton.db'}"
    if engine == "postgresql":
        url = request.getfixturevalue("empty_postgres_url")

    def make(commit: str) -> str:
        script = (STATES / f"{commit}.{engine}.sql").read_text()
        write(url, *filter(str.strip, script.split(";\n")))
        return url

    return make


def insert_old_rows(url: str) -> dict[str, list[dict[str, Any]]]:
    """Insert a row into each of the old tables and return them."""
    tables = MetaData()
    with engine_of(url).begin() as connection:
        tables.reflect(connection, only=lambda name, _: name in OLD_TABLES)
        for table in tables.sorted_tables:
            connection.execute(table.insert(), {c.name: SAMPLES[c.type.python_type] for c in table.columns})
    return read_rows(url)


def read_rows(url: str) -> dict[str, list[dict[str, Any]]]:
    tables = MetaData()
    with engine_of(url).connect() as connection:
        tables.reflect(connection, only=lambda name, _: name in OLD_TABLES)
        return {
            table.name: [dict(row) for row in connection.execute(table.select()).mappings()]
            for table in tables.sorted_tables
        }


def differences(url: str) -> tuple[str, ...]:
    with engine_of(url).connect() as connection:
        return tuple(difference.words for difference in schema_differences(connection, expected_tables()))


def test_first_migration_is_frozen() -> None:
    assert hashlib.sha256(FIRST_MIGRATION.read_bytes()).hexdigest() == FROZEN, (
        "Databases exist that this migration made: leave it as it is, and change tables in a new one."
    )


def test_migrations_make_the_tables_of_the_code(url: str) -> None:
    assert differences(url) == ()


@pytest.mark.parametrize("commit", REPAIRED)
def test_early_state_is_upgraded_with_its_rows(make_database: MakeDatabase, commit: str) -> None:
    url = make_database(commit)
    before = insert_old_rows(url)
    assert not upgrade.is_current(url)
    result = upgrade.upgrade_database(url)
    assert "table entry" in result.added
    assert differences(url) == ()
    upgrade.check_tables_match(url)
    assert upgrade.upgrade_database(url).added == ()
    after = read_rows(url)
    for name, rows in before.items():
        assert [row.items() >= old.items() for row, old in zip(after[name], rows, strict=True)] == [True]
    if "pulse" not in before.get("checkin", [{"pulse": True}])[0]:
        assert after["checkin"][0]["pulse"]
    if "labels" not in before["program"][0]:
        assert (after["program"][0]["labels"], after["project"][0]["holidays"]) == ("{}", "[]")


def test_state_that_cannot_be_repaired_is_refused_unchanged(make_database: MakeDatabase) -> None:
    url = make_database("7d1e75e")
    before = differences(url)
    with pytest.raises(UnknownTables, match=r"member\.muted.* Export each program .*import it into a new database"):
        upgrade.upgrade_database(url)
    assert differences(url) == before


def test_every_command_notices_an_early_state(make_database: MakeDatabase, tmp_path: Path) -> None:
    url = make_database("220a40e")
    with pytest.raises(upgrade.DatabaseOutdated, match=r"of an older Baton.*Run `baton db upgrade`"):
        checks.require_migrated(url)
    settings = Settings(baton_database_url=url, _env_file=None)
    [finding] = [f for f in run_doctor(settings, scopes=(), http=False) if f.check == "database"]
    assert not finding.well
    assert "baton db upgrade" in finding.mend
    result = CliRunner().invoke(command, ["upgrade", "--database", url])
    assert "Added what this early database of version 0001 lacked: " in result.output
    assert "column program.labels" in result.output
    checks.require_migrated(url)


@pytest.mark.parametrize("make_database", ["sqlite"], indirect=True)
def test_backup_of_an_early_state_is_upgraded_or_refused(make_database: MakeDatabase, tmp_path: Path) -> None:
    early, target = make_database("220a40e"), tmp_path / "target.db"
    restore.restore_database(f"sqlite:///{target}", connections.sqlite_path(early), now=NOW)
    assert differences(f"sqlite:///{target}") == ()
    assert not upgrade.is_current(early)
    connections.sqlite_path(early).unlink()
    too_early, content = make_database("7d1e75e"), target.read_bytes()
    with pytest.raises(UnknownTables):
        restore.restore_database(f"sqlite:///{target}", connections.sqlite_path(too_early), now=NOW)
    assert target.read_bytes() == content


@pytest.mark.parametrize(
    "damage",
    [
        "DROP TABLE claim",
        "DROP INDEX ux_update_message",
        'ALTER TABLE "update" DROP COLUMN source_deleted',
        "ALTER TABLE claim RENAME COLUMN slot TO place",
    ],
)
def test_difference_from_the_tables_is_never_declared_current(sqlite_url: str, damage: str) -> None:
    write(sqlite_url, damage)
    assert differences(sqlite_url)
    with pytest.raises((upgrade.DatabaseOutdated, UnknownTables)):
        upgrade.require_current(sqlite_url)


def test_two_stated_versions_are_refused(sqlite_url: str) -> None:
    write(sqlite_url, "INSERT INTO alembic_version VALUES ('0000')")
    for operation in (upgrade.upgrade_database, upgrade.require_current):
        with pytest.raises(UnknownTables, match="several versions: 0000, 0"):
            operation(sqlite_url)
