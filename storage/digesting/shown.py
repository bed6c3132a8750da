"""Lines of posted editions with what stands under them: read without the facts, written under a lock."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from storage.digests import POSTED, EditionKey
from storage.tables.digests import EditionRow

_COLUMNS = (
    *map(col, (EditionRow.team, EditionRow.program, EditionRow.period, EditionRow.channel, EditionRow.revision)),
    *map(col, (EditionRow.audience, EditionRow.at, EditionRow.answers, EditionRow.answered)),
)


@dataclass(frozen=True, slots=True)
class ShownEdition:
    """A posted edition: its lines that can be answered, each with what stands under it; `edits` were made so far."""

    key: EditionKey
    revision: int
    audience: str
    at: datetime
    lines: Mapping[str, str] = field(default_factory=dict)
    edits: int = 0

    @property
    def message_key(self) -> str:
        return self.key.message_key(self.revision)


def find_shown(session: Session, key: EditionKey, *, revision: int, lock: bool = False) -> ShownEdition | None:
    """Return a posted edition, locked until the transaction ends where two answers must not overwrite each other."""
    query = select(*_COLUMNS).where(
        col(EditionRow.team) == key.team,
        col(EditionRow.program) == key.program,
        col(EditionRow.period) == key.period,
        col(EditionRow.channel) == key.channel,
        col(EditionRow.revision) == revision,
        col(EditionRow.state) == POSTED,
    )
    row = session.execute(query.with_for_update() if lock else query).first()
    return _to_shown(row) if row else None


def shown_editions(
    session: Session, *, team: str, since: datetime, program: str | None = None
) -> tuple[ShownEdition, ...]:
    """Return the newest revisions of the editions posted since an instant that have lines to answer."""
    query = select(*_COLUMNS).where(
        col(EditionRow.team) == team, col(EditionRow.state) == POSTED, col(EditionRow.at) >= since
    )
    if program is not None:
        query = query.where(col(EditionRow.program) == program)
    newest: dict[EditionKey, ShownEdition] = {}
    for row in session.execute(query.order_by(*_COLUMNS[:5])):
        shown = _to_shown(row)
        newest[shown.key] = shown
    return tuple(shown for shown in newest.values() if shown.lines)


def message_of(session: Session, shown: ShownEdition) -> Mapping[str, Any]:
    """Return the message as it was posted, without answers: its text and blocks; empty for an edition of before."""
    return dict(_row(session, shown).facts.get("message") or {})


def save_lines(session: Session, shown: ShownEdition, lines: Mapping[str, str]) -> int:
    """Save what stands under the lines from now on; return the number of this edit."""
    row = _row(session, shown)
    row.answers, row.answered = dict(lines), row.answered + 1
    session.flush()
    return row.answered


def _row(session: Session, shown: ShownEdition) -> EditionRow:
    key = shown.key
    identity = (key.team, key.program, key.period, key.channel, shown.revision)
    return session.get_one(EditionRow, identity, populate_existing=True)


def _to_shown(row: Any) -> ShownEdition:
    key = EditionKey(row.team, row.program, row.period, row.channel)
    return ShownEdition(key, row.revision, row.audience, row.at, row.answers, row.answered)
