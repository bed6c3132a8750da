"""Changes by others since a person last opened their Home, most relevant first; the words are in `news/line`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlmodel import Session

import storage.audit
import storage.dependencies
import storage.plan
import storage.privacy
from rules import audit
from rules.audit import NetChange
from rules.people import Person
from rules.plan import Milestone
from rules.privacy import visible_text
from storage.follows import Follow

CHANGE_KINDS = ("milestone", "blocker", "dependency", "entry")
MAX_CHANGES_SHOWN = 8
MAX_ENTRIES_READ = 500
_END_FIELDS = ("actual", "resolved_at", "closed_at")


class ChangeType(StrEnum):
    """The kinds of change worth a line: an end, a beginning, or the name of the field that changed."""

    NEW = "new"
    GONE = "gone"
    DONE = "done"
    FORECAST = "forecast"
    OWNER = "owner"
    PERCENT = "percent"
    STATE = "state"


_REPORTED_FIELDS = (ChangeType.FORECAST, ChangeType.OWNER, ChangeType.PERCENT)


@dataclass(frozen=True, slots=True)
class RecentChange:
    """One thing that changed; `was` and `now` are its dates before and after, if it was moved."""

    kind: str
    id: str
    what: ChangeType
    values: Mapping[str, Any]
    was: date | None = None
    now: date | None = None


def changes_since(
    session: Session, *, person: Person, own_milestones: Iterable[Milestone], follows: Iterable[Follow], since: datetime
) -> tuple[RecentChange, ...]:
    """Return changes to the person's own milestones, to what these depend on, and to what they follow, lead or manage.

    Leave out what only they changed themselves, and what they may not read.
    """
    own_ids = {item.id for item in own_milestones}
    changed = _net_changes(session, person=person, since=since)
    if not changed:
        return ()
    upstream = {
        d.provider
        for id in own_ids
        for d in storage.dependencies.dependencies_of(session, team=person.team, milestone=id)
    }
    followed = _followed_ids(session, person=person, follows=follows)
    secrets = storage.privacy.secrets_hidden_from(
        session, team=person.team, by=storage.privacy.reader_for(session, person=person)
    )
    ranked = []
    for item in changed:
        recent = _recent_change(item)
        if recent is None:
            continue
        milestone = audit.milestone_of(item) or ""
        scope = {milestone, str(recent.values.get("project", ""))}
        rank = 0 if milestone in own_ids else 1 if milestone in upstream else 2 if scope & followed else None
        if rank is not None and not secrets.occur_in(f"{recent.id} {visible_text(dict(recent.values))}"):
            ranked.append((rank, recent))
    return tuple(recent for _, recent in sorted(ranked, key=lambda pair: pair[0])[:MAX_CHANGES_SHOWN])


def _net_changes(session: Session, *, person: Person, since: datetime) -> tuple[NetChange, ...]:
    last_actors = storage.audit.last_actors(
        session, team=person.team, at=since, kinds=CHANGE_KINDS, limit=MAX_ENTRIES_READ
    )
    subjects = {subject for (_, subject), actor in last_actors.items() if actor != person.id}
    if not subjects:
        return ()
    entries = storage.audit.entries_since(
        session, team=person.team, at=since, kinds=CHANGE_KINDS, subjects=subjects, limit=MAX_ENTRIES_READ
    )
    return audit.net_changes(reversed(entries))


def _followed_ids(session: Session, *, person: Person, follows: Iterable[Follow]) -> frozenset[str]:
    followed = {item.subject for item in follows if not item.mute}
    followed |= {item.id for item in storage.plan.programs(session, team=person.team, ids=(), manager=person.id)}
    projects = storage.plan.projects(session, team=person.team)
    return frozenset(followed | {item.id for item in projects if item.lead == person.id or item.program in followed})


def _recent_change(change: NetChange) -> RecentChange | None:
    """Return what is shown of a change; None if it is not worth a line."""
    values = change.after or change.before or {}
    moved = {field: (old, new) for field, old, new in change.changes}
    what = _change_type(change, values, moved)
    if what is None:
        return None
    was, now = moved.get("forecast", (None, None))
    return RecentChange(change.kind, change.subject, what, values, _parse_day(was), _parse_day(now))


def _change_type(change: NetChange, values: Mapping[str, Any], moved: Mapping[str, object]) -> ChangeType | None:
    if change.after is None:
        return ChangeType.GONE
    if any(values.get(end) and (end in moved or change.before is None) for end in _END_FIELDS):
        return ChangeType.DONE
    if change.before is None:
        return ChangeType.NEW
    otherwise = ChangeType.STATE if change.kind == "dependency" else None
    return next((field for field in _REPORTED_FIELDS if field in moved), otherwise)


def _parse_day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
