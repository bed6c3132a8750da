"""What others changed since somebody last looked at their Home, the nearest first. The words are `news/line`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
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
_REPORTED_FIELDS = ("forecast", "owner", "percent")
_END_FIELDS = ("actual", "resolved_at", "closed_at")


@dataclass(frozen=True, slots=True)
class RecentChange:
    """What became of one thing: new, gone, done, or which field is another; `was` is its date before."""

    kind: str
    id: str
    what: str
    values: Mapping[str, Any]
    was: date | None = None
    now: date | None = None


def changes_since(
    session: Session, *, person: Person, own_milestones: Iterable[Milestone], follows: Iterable[Follow], since: datetime
) -> tuple[RecentChange, ...]:
    """What is mine, what mine waits for, what I follow or lead; nothing that only I changed or that I may not read."""
    near = {one.id for one in own_milestones}
    changed = _net_changes(session, person=person, since=since)
    if not changed:
        return ()
    upstream = {
        d.provider for id in near for d in storage.dependencies.dependencies_of(session, team=person.team, milestone=id)
    }
    followed = _followed_ids(session, person=person, follows=follows)
    secrets = storage.privacy.secrets_hidden_from(
        session, team=person.team, by=storage.privacy.reader_for(session, person=person)
    )
    ranked = []
    for one in changed:
        told = _recent_change(one)
        about = audit.milestone_of(one) or ""
        around = {about, str(told.values.get("project", ""))}
        rank = 0 if about in near else 1 if about in upstream else 2 if around & followed else None
        if rank is not None and told.what and not secrets.occur_in(f"{told.id} {visible_text(dict(told.values))}"):
            ranked.append((rank, told))
    return tuple(told for _, told in sorted(ranked, key=lambda pair: pair[0])[:MAX_CHANGES_SHOWN])


def _net_changes(session: Session, *, person: Person, since: datetime) -> tuple[NetChange, ...]:
    where: dict[str, Any] = {"team": person.team, "at": since, "kinds": CHANGE_KINDS, "limit": MAX_ENTRIES_READ}
    last = storage.audit.last_actors(session, **where)
    subjects = {subject for (_, subject), actor in last.items() if actor != person.id}
    return (
        audit.net_changes(reversed(storage.audit.entries_since(session, subjects=subjects, **where)))
        if subjects
        else ()
    )


def _followed_ids(session: Session, *, person: Person, follows: Iterable[Follow]) -> frozenset[str]:
    named = {one.subject for one in follows if not one.mute}
    projects = storage.plan.projects(session, team=person.team)
    return frozenset(named | {one.id for one in projects if one.lead == person.id or one.program in named})


def _recent_change(change: NetChange) -> RecentChange:
    values = change.after or change.before or {}
    moved = {field: (old, new) for field, old, new in change.changes}
    was, now = moved.get("forecast", (None, None))
    return RecentChange(
        change.kind, change.subject, _change_type(change, values, moved), values, _parse_day(was), _parse_day(now)
    )


def _change_type(change: NetChange, values: Mapping[str, Any], moved: Mapping[str, object]) -> str:
    """Empty where it is not worth a line."""
    if change.after is None:
        return "gone"
    if any(values.get(end) and (end in moved or change.before is None) for end in _END_FIELDS):
        return "done"
    if change.before is None:
        return "new"
    return next((field for field in _REPORTED_FIELDS if field in moved), "state" if change.kind == "dependency" else "")


def _parse_day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
