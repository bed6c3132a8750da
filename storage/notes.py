"""Decisions, change requests and benefit evidence that people noted, as far as a reader may know them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

import storage.people
import storage.privacy
from rules.privacy import Audience, Fact, may_see
from storage.tables.updates import UpdateRow

# Older notes stay in the database; no list shows more.
MAX_NOTES = 500


@dataclass(frozen=True, slots=True)
class Note:
    """One note; `by` is its author's name, `permalink` is empty once the message was deleted."""

    kind: str
    text: str
    project: str | None
    by: str
    at: datetime
    permalink: str


def list_notes(
    session: Session,
    *,
    team: str,
    kinds: Collection[str],
    projects: Collection[str] | None,
    by: Audience,
    subject: str = "",
) -> tuple[Note, ...]:
    """Return what `by` may read of the notes of these kinds, newest first, of these projects or of all.

    With `subject`, only those attached to that benefit.
    """
    conditions = [
        col(UpdateRow.team) == team,
        col(UpdateRow.kind).in_(kinds),
        col(UpdateRow.state) == "saved",
        # These are in the list of decisions.
        col(UpdateRow.subject).not_like("DEC-%"),
        *([] if projects is None else [col(UpdateRow.project).in_(projects)]),
        *([col(UpdateRow.subject) == subject] if subject else []),
    ]
    query = select(UpdateRow).where(*conditions).order_by(col(UpdateRow.at).desc(), col(UpdateRow.id).desc())
    leads = storage.privacy.leads_by_project(session, team)
    rows = [row for row in session.scalars(query.limit(MAX_NOTES)) if may_see(_fact_of(row, leads), by=by)]
    names = storage.people.display_names(session, team=team, ids=frozenset(row.author for row in rows))
    return tuple(
        Note(
            row.kind,
            str(row.undo.get("text") or row.text),
            row.project,
            names.get(row.author, ""),
            row.at,
            "" if row.source_deleted else row.permalink,
        )
        for row in rows
    )


def _fact_of(row: UpdateRow, leads: Mapping[str, frozenset[str]]) -> Fact:
    return Fact(row.channel, row.restricted, frozenset({row.author}), leads.get(row.project or "", frozenset()))
