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
from rules.audit import Net
from rules.people import Person
from rules.plan import Milestone
from rules.privacy import spoken
from storage.follows import Follow

KINDS = ("milestone", "blocker", "dependency", "entry")
MOST, MOST_READ = 8, 500
_FIELDS = ("forecast", "owner", "percent")
_ENDS = ("actual", "resolved_at", "closed_at")


@dataclass(frozen=True, slots=True)
class News:
    """What became of one thing: new, gone, done, or which field is another; `was` is its date before."""

    kind: str
    id: str
    what: str
    values: Mapping[str, Any]
    was: date | None = None
    now: date | None = None


def news(
    session: Session, *, person: Person, mine: Iterable[Milestone], follows: Iterable[Follow], since: datetime
) -> tuple[News, ...]:
    """What is mine, what mine waits for, what I follow or lead; nothing that only I changed or that I may not read."""
    near = {one.id for one in mine}
    changed = _changed(session, person=person, since=since)
    if not changed:
        return ()
    upstream = {d.provider for id in near for d in storage.dependencies.of(session, team=person.team, milestone=id)}
    followed = _followed(session, person=person, follows=follows)
    secrets = storage.privacy.secrets(session, team=person.team, by=storage.privacy.reader(session, person=person))
    ranked = []
    for one in changed:
        told = _told(one)
        about = audit.milestone_of(one) or ""
        around = {about, str(told.values.get("project", ""))}
        rank = 0 if about in near else 1 if about in upstream else 2 if around & followed else None
        if rank is not None and told.what and not secrets.told_in(f"{told.id} {spoken(dict(told.values))}"):
            ranked.append((rank, told))
    return tuple(told for _, told in sorted(ranked, key=lambda pair: pair[0])[:MOST])


def _changed(session: Session, *, person: Person, since: datetime) -> tuple[Net, ...]:
    where: dict[str, Any] = {"team": person.team, "at": since, "kinds": KINDS, "limit": MOST_READ}
    last = storage.audit.last_actors(session, **where)
    subjects = {subject for (_, subject), actor in last.items() if actor != person.id}
    return audit.net(reversed(storage.audit.told_since(session, subjects=subjects, **where))) if subjects else ()


def _followed(session: Session, *, person: Person, follows: Iterable[Follow]) -> frozenset[str]:
    named = {one.subject for one in follows if not one.mute}
    projects = storage.plan.projects(session, team=person.team)
    return frozenset(named | {one.id for one in projects if one.lead == person.id or one.program in named})


def _told(one: Net) -> News:
    values = one.after or one.before or {}
    moved = {field: (old, new) for field, old, new in one.changes}
    was, now = moved.get("forecast", (None, None))
    return News(one.kind, one.subject, _what(one, values, moved), values, _day(was), _day(now))


def _what(one: Net, values: Mapping[str, Any], moved: Mapping[str, object]) -> str:
    """Empty where it is not worth a line."""
    if one.after is None:
        return "gone"
    if any(values.get(end) and (end in moved or one.before is None) for end in _ENDS):
        return "done"
    if one.before is None:
        return "new"
    return next((field for field in _FIELDS if field in moved), "state" if one.kind == "dependency" else "")


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
