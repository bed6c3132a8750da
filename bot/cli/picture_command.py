"""`baton picture`: a picture of a plan file, or of a program in the database, as PNG or SVG."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli.options import DATABASE_OPTION
from bot.cli.whole_files import write_whole
from rules.files.printable import printable_text
from rules.refusal import Failure, Refusal

if TYPE_CHECKING:
    from sqlmodel import Session

NAMES = ("eight-weeks", "gantt", "map", "trend", "finish", "fever", "odds", "history", "matrix")


@click.command()
@click.argument("name", type=click.Choice(NAMES))
@click.argument("source", metavar="FILE|ID")
@click.argument("output", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--of", "part", default="", help="A project or milestone of the file: PRJ-2, M-3 or “M-3 depth 2”.")
@click.option(
    "--today",
    metavar="DATE",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Today, as 2026-03-02 (default: the day of the clock).",
)
@click.option("--team", metavar="ID", help="The Slack workspace; needed when the database has several.")
@DATABASE_OPTION
def command(
    name: str, source: str, output: Path, part: str, today: datetime | None, team: str | None, url: str
) -> None:
    """Draw the picture NAME of a plan FILE, or of a program, project or milestone in the database, into OUTPUT.

    OUTPUT ends in .png or .svg. The text for people who can't see the picture is printed.
    """
    from handlers.pictures.facts import gather_facts
    from handlers.risks.queries import ViewRequest
    from rules.people import Person

    if output.suffix.lower() not in (".png", ".svg"):
        raise Refusal(f"I can't draw into {output}.", "", "Name a file that ends in .png or .svg.")
    now = today.replace(hour=12, tzinfo=UTC) if today else datetime.now(UTC)
    with _open_source(source, part, url, now, team) as (session, workspace, subject):
        asked = ViewRequest(Person(id="", team=workspace), subject, "", now, public=True)
        drawable = gather_facts(session, name=name.replace("-", " "), asked=asked)
    click.echo(printable_text(_write_picture(output, drawable.layout, drawable.facts)))


@contextmanager
def _open_source(
    source: str, part: str, url: str, now: datetime, team: str | None
) -> "Iterator[tuple[Session, str, str]]":
    """Yield a session, its workspace and what is to be drawn: of a file in a database of its own, else of `url`."""
    from bot.offline import databases, plan_database
    from storage import exports
    from storage.imports.adopt import LOCAL_TEAM

    if Path(source).is_file():
        with plan_database.open_plan_file(Path(source), now=now) as (session, program):
            yield session, LOCAL_TEAM, part or program
        return
    if part:
        raise Refusal(f"{source} is not a file.", "--of is for plan files.", f"Name {part} in place of {source}.")
    if Path(source).suffix:
        raise Refusal(f"{source} can't be read: no such file.", "", "")
    with exports.open_read_only(url) as session:
        yield session, databases.chosen_team(session, team), source


def _write_picture(output: Path, layout: str, facts: dict[str, Any]) -> str:
    """Write the picture; return its text for people who can't see it."""
    from templates import pictures

    if output.suffix.lower() == ".svg":
        svg, sheet = pictures.lay_out_svg(layout, **facts)
        write_whole(output, svg.encode())
        return sheet.alt
    try:
        picture = pictures.draw_now(layout, **facts)
    except pictures.PictureError as error:
        raise Failure("The picture could not be drawn.", str(error), "Draw it as .svg.") from None
    write_whole(output, picture.png)
    return picture.alt
