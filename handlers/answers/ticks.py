"""Posted digests kept current: a line says what became of it, and an answer that was taken back goes."""

from datetime import datetime, timedelta

from sqlmodel import Session

import storage.audit
import storage.digesting.shown
from handlers.answers import shown_lines
from handlers.common import isolation
from handlers.common.deps import Deps
from storage.digesting.shown import ShownEdition

# Far longer than a busy minute takes.
LOOK_BACK = timedelta(minutes=15)
MAX_CHANGES = 2_000
# What a line can be about, and what is said of it.
_KINDS = ("digest_answer", "milestone", "project", "blocker", "decision", "change_request", "escalation", "entry")


async def refresh_posted_digests(deps: Deps) -> None:
    """Run each minute: edit the digests in which a line has changed; with no change, do a single index look-up."""
    now = deps.now()
    stale = await deps.read(stale_editions, team=deps.team, now=now)
    tasks = {
        shown.message_key: isolation.transaction_task(deps, refresh_edition, shown=shown, now=now) for shown in stale
    }
    await isolation.run_each(deps, job="answered digests", tasks=tasks)


def stale_editions(session: Session, *, team: str, now: datetime) -> tuple[ShownEdition, ...]:
    """Return the current editions with a line about something that was changed lately."""
    changed = _changed_records(session, team=team, since=now - LOOK_BACK)
    if not changed:
        return ()
    found = storage.digesting.shown.shown_editions(session, team=team, since=now - shown_lines.CURRENT)
    return tuple(shown for shown in found if any(key.partition(":")[2] in changed for key in shown.lines))


def _changed_records(session: Session, *, team: str, since: datetime) -> frozenset[str]:
    entries = storage.audit.entries_since(session, team=team, at=since, kinds=_KINDS, limit=MAX_CHANGES)
    items = {str((entry.after or entry.before or {}).get("item", "")) for entry in entries}
    return frozenset(entry.subject for entry in entries) | items


def refresh_edition(session: Session, *, team: str, shown: ShownEdition, now: datetime) -> None:
    """Show under the lines of an edition what is so now, if that is not there yet."""
    current = storage.digesting.shown.find_shown(session, shown.key, revision=shown.revision, lock=True)
    if current is not None:
        shown_lines.show_answers(session, team=team, editions=(current,), now=now)
