"""`baton picture`: the same pictures from a plan file or the database, as files."""

import json
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlmodel import Session

from bot.cli import picture_command
from rules.refusal import Refusal
from storage.tables.people import WorkspaceRow
from tests.scenarios import set_up_two_projects
from tests.talk import Talk

PLAN = {
    "program": {"name": "Atlas", "start": "2026-03-02"},
    "projects": [{"id": "PRJ-1", "name": "Web"}],
    "milestones": [
        {"id": "M-1", "project": "PRJ-1", "name": "API", "duration": 10, "baseline": "2026-03-13"},
        {"id": "M-2", "project": "PRJ-1", "name": "Launch", "baseline": "2026-03-13", "committed": "2026-03-27"},
    ],
    "dependencies": [{"id": "D-1", "from": "M-1", "to": "M-2"}],
}


def draw(name: str, source: object, output: Path, *more: str) -> Result:
    words = [name, str(source), str(output), "--today", "2026-03-04", *more]
    return CliRunner().invoke(picture_command.command, words, catch_exceptions=False)


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "atlas.json"
    path.write_text(json.dumps(PLAN))
    return path


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("gantt", "Gantt chart of Atlas: 2 open milestones, none late"),
        ("fever", "Fever chart of Atlas: amber: 0% of the critical chain done, 20% of the buffer used"),
        ("eight-weeks", "The next eight weeks of Atlas: 2 milestones due, none late"),
        ("odds", "Odds of the finish of Atlas: "),
    ],
)
def test_plan_file_is_drawn_and_described(plan: Path, tmp_path: Path, name: str, words: str) -> None:
    result = draw(name, plan, tmp_path / "out.svg")
    assert words in result.output
    assert (tmp_path / "out.svg").read_text().startswith("<svg")


def test_map_of_a_file_is_about_a_milestone(plan: Path, tmp_path: Path) -> None:
    assert "Around API (M-1)" in draw("map", plan, tmp_path / "out.png", "--of", "M-1 depth 1").output
    assert (tmp_path / "out.png").read_bytes().startswith(b"\x89PNG")


async def test_program_of_the_database_is_drawn(talk: Talk, tmp_path: Path) -> None:
    await set_up_two_projects(talk)
    result = draw("trend", "PRG-1", tmp_path / "out.svg", "--database", talk.store_url)
    assert "Milestone trend of Atlas: none of 2 milestones has moved." in result.output


async def test_one_of_several_workspaces_is_named(talk: Talk, tmp_path: Path) -> None:
    await set_up_two_projects(talk)
    await talk.bot.store.transact(add_workspace, now=talk.sandbox.clock.now())
    where = ("trend", "PRG-1", tmp_path / "out.svg", "--database", talk.store_url)
    with pytest.raises(Refusal, match="several workspaces"):
        draw(*where)
    assert "Milestone trend of Atlas" in draw(*where, "--team", talk.bot.deps.team).output


def add_workspace(session: Session, *, now: datetime) -> None:
    session.add(WorkspaceRow(team="T0OTHER", name="Other", installed_at=now))


def test_files_that_cannot_be_drawn_are_refused(plan: Path, tmp_path: Path) -> None:
    for source, output, more, words in (
        (plan, "out.gif", (), "ends in .png or .svg"),
        (tmp_path / "none.json", "out.svg", (), "no such file"),
        ("PRG-1", "out.svg", ("--of", "M-1"), "is not a file"),
    ):
        with pytest.raises(Refusal, match=words):
            draw("gantt", source, tmp_path / output, *more)
    assert list(tmp_path.iterdir()) == [plan]
