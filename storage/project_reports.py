"""The newest report of each project: the words and the colour that its people gave, as far as a reader may know."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Select, bindparam, func, select
from sqlmodel import Session, col

import storage.people
import storage.privacy
import storage.status
from rules.privacy import PRIVATE_CHANNEL_PLACEHOLDER, Audience, Fact, may_see
from rules.truth.colours import Colour
from storage.status import StatusReport
from storage.tables.updates import UpdateRow


@dataclass(frozen=True, slots=True)
class ProjectReport:
    """The newest words about a project, and the colour last reported for it.

    `by` is the author's name, `help_wanted` what they asked for; `text` is empty where only a colour was given.
    """

    text: str
    colour: Colour | None
    author: str
    by: str
    at: datetime
    permalink: str = ""
    help_wanted: tuple[str, ...] = ()


def latest_reports(
    session: Session, *, team: str, projects: Collection[str], by: Audience | None = None
) -> dict[str, ProjectReport]:
    """Return the newest report of each project that has one.

    What was said in a closed channel is left out unless `by` may read it; without `by`, only public words are read.
    """
    colours = {id: report for id, report in storage.status.latest_reports(session, team=team).items() if id in projects}
    updates = _newest_updates(session, team=team, projects=projects, by=by)
    authors = {row.author for row in updates.values()} | {report.by for report in colours.values()}
    names = storage.people.display_names(session, team=team, ids=frozenset(authors))
    merged = {id: _merge(updates.get(id), colours.get(id), names) for id in {*updates, *colours}}
    return {id: merged[id] for id in projects if id in merged}


def _merge(update: UpdateRow | None, colour: StatusReport | None, names: dict[str, str]) -> ProjectReport:
    """Combine the newest update with the reported colour; a newer reason of the colour replaces the update's words."""
    why = colour.why if colour and colour.why != PRIVATE_CHANNEL_PLACEHOLDER else ""
    if update is None or (colour and why and colour.at > update.at):
        assert colour is not None, "a project in neither map has no report"
        return ProjectReport(why, colour.colour, colour.by, names.get(colour.by, ""), colour.at)
    return ProjectReport(
        text=str(update.undo.get("headline") or update.undo.get("text") or update.text),
        colour=colour.colour if colour else None,
        author=update.author,
        by=names.get(update.author, ""),
        at=update.at,
        permalink="" if update.source_deleted else update.permalink,
        help_wanted=tuple(update.undo.get("help_wanted", ())),
    )


def _newest_updates(
    session: Session, *, team: str, projects: Collection[str], by: Audience | None
) -> dict[str, UpdateRow]:
    """Return the newest update of each project that the audience may read; one about a single milestone is none."""
    rows = session.scalars(_newest_query(), {"team": team, "projects": tuple(projects)})
    return {row.project or "": row for row in readable_rows(session, team, rows, by)}


@cache
def _newest_query() -> Select[UpdateRow]:
    """Build the statement once, because building it costs more than running it."""
    place = (col(UpdateRow.project), col(UpdateRow.restricted), col(UpdateRow.channel))
    rank = func.row_number().over(partition_by=place, order_by=(col(UpdateRow.at).desc(), col(UpdateRow.id).desc()))
    ranked = select(col(UpdateRow.id), rank.label("rank")).where(
        col(UpdateRow.team) == bindparam("team"),
        col(UpdateRow.project).in_(bindparam("projects")),
        col(UpdateRow.kind) == "update",
        col(UpdateRow.subject) == "",
        col(UpdateRow.state) == "saved",
    )
    newest = ranked.subquery()
    query = select(UpdateRow).join(newest, (newest.c.id == col(UpdateRow.id)) & (newest.c.rank == 1))
    return query.order_by(col(UpdateRow.at), col(UpdateRow.id))


def readable_rows(session: Session, team: str, rows: Iterable[UpdateRow], by: Audience | None) -> Iterable[UpdateRow]:
    """Yield the rows that the audience may read; without one, only the public ones."""
    leads = None
    for row in rows:
        if row.restricted and by is None:
            continue
        if by is not None and leads is None:
            leads = storage.privacy.leads_by_project(session, team)
        people = (leads or {}).get(row.project or "", frozenset())
        fact = Fact(row.channel, row.restricted, frozenset({row.author}), people)
        if by is None or may_see(fact, by=by):
            yield row
