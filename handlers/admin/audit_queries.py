"""What the log tells a person: lines they may read, what changed since a day, how things stood on one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

import storage.audit
import storage.blockers
import storage.channels
import storage.people
import storage.plan
import storage.privacy
import storage.register
import storage.updates
from rules import audit, people
from rules.audit import Net
from rules.people import Action, May, Person, Role
from rules.plan import Project
from rules.privacy import Fact, Secrets, may_see, spoken
from rules.refusal import NotFound, Refusal
from rules.register import kind_of
from storage.audit import Entry

NEWEST, SHOWN = 2000, 20
AT_ONCE = 10_000  # names in one query; SQLite takes 32,766
TOLD = ("milestone", "blocker", "entry", "dependency", "project")
_DATES = ("baseline", "committed", "forecast", "actual", "not_before", "need_by", "needed_by", "offered", "check")


@dataclass(frozen=True, slots=True)
class Line:
    """`changes` are (field, old, new) with dates as dates and people by name; `gone`: the source was deleted."""

    at: datetime
    who: str
    action: str
    kind: str
    subject: str
    changes: tuple[tuple[str, Any, Any], ...]
    source: str
    gone: bool


@dataclass(frozen=True, slots=True)
class Since:
    """What changed, sorted by what a reader asks first."""

    day: date
    moved: tuple[tuple[str, str, date | None, date | None], ...] = ()
    done: tuple[tuple[str, str, date], ...] = ()
    added: tuple[tuple[str, str], ...] = ()
    raised: tuple[tuple[str, str, str], ...] = ()
    solved: tuple[tuple[str, str, str], ...] = ()
    other: int = 0

    @property
    def quiet(self) -> bool:
        return not (self.moved or self.done or self.added or self.raised or self.solved or self.other)


@dataclass(frozen=True, slots=True)
class Then:
    """Milestones as they stood: (id, name, expected, percent, owner's name, done)."""

    day: date
    subject: str
    name: str
    milestones: tuple[tuple[str, str, date | None, int, str, bool], ...]


def lines(session: Session, *, person: Person, subject: str | None, page: int = 0) -> tuple[tuple[Line, ...], int]:
    """The newest lines that the person may audit, a page of them, and how many there are."""
    if subject:
        _gate(session, person, subject)
    told = _told(session, person.team, subject or "")
    found, ground = _readable(session, person, told), _ground(session, person.team)
    if subject:
        found = [e for e in found if ground.about(e, subject)]
    else:
        found = _mine(session, person, ground, found)
    shown = found[page * SHOWN : (page + 1) * SHOWN]
    return _named(session, person.team, shown), len(found)


def _told(session: Session, team: str, subject: str) -> Sequence[Entry]:
    """The newest lines of all; of a thing those under its names, however much else happened since."""
    found: dict[int, Entry] = {}
    if not subject or subject.startswith(("PRJ-", "PRG-")):
        found |= {one.id: one for one in storage.audit.entries(session, team=team, limit=NEWEST)}
    names = sorted(storage.audit.subjects_of(session, team=team, of=subject)) if subject else []
    for start in range(0, len(names), AT_ONCE):
        some = storage.audit.entries(session, team=team, limit=NEWEST, subjects=names[start : start + AT_ONCE])
        found |= {one.id: one for one in some}
    return [found[id] for id in sorted(found, reverse=True)]


def since(session: Session, *, person: Person, day: date, channel: str) -> Since:
    """The net of everything after the beginning of a day where the person is; of the channel's programs, or of all."""
    start = datetime.combine(day, time(), ZoneInfo(person.zone))
    told = storage.audit.told_since(
        session, team=person.team, at=start - timedelta(microseconds=1), kinds=TOLD, limit=5 * NEWEST
    )
    programs = frozenset(storage.channels.programs(session, team=person.team, channel=channel))
    ground = _ground(session, person.team)
    kept = _readable(session, person, [e for e in told if not programs or ground.program(e) in programs])
    return summary(day, audit.net(reversed(kept)))


def summary(day: date, nets: tuple[Net, ...]) -> Since:
    found = Since(day)
    for one in nets:
        found = _sorted(found, one)
    return found


def then(session: Session, *, person: Person, day: date, now: datetime, subject: str | None, channel: str) -> Then:
    """How a milestone, project or program stood at the end of a day where the person is."""
    end = min(datetime.combine(day, time(23, 59, 59, 999999), ZoneInfo(person.zone)), now)
    team = person.team
    subject = subject or next(iter(storage.channels.served(session, team=team, channel=channel)), None)
    projects = storage.audit.as_of(session, team=team, kind="project", at=end)
    hidden = storage.privacy.hidden(session, person=person)
    every = storage.audit.as_of(session, team=team, kind="milestone", at=end)
    stood = {id: m for id, m in every.items() if id not in hidden and subject in (None, *_inside(id, m, projects))}
    if subject and not stood and subject not in projects and not subject.startswith("PRG-"):
        raise NotFound(f"There was no {subject} on {day:%d %b %Y}.", "", "Ask for a later day.")
    names = storage.people.names(session, team=team, ids=frozenset(m["owner"] for m in stood.values() if m["owner"]))
    rows = sorted((_stood(m, names) for m in stood.values()), key=lambda row: (row[5], row[2] or date.max, row[0]))
    return Then(day, subject or "", str(projects.get(subject or "", {}).get("name", "")), tuple(rows))


def _stood(m: Mapping[str, Any], names: Mapping[str, str]) -> tuple[str, str, date | None, int, str, bool]:
    expected = m["actual"] or m["forecast"] or m["committed"] or m["baseline"]
    owner = names.get(m["owner"] or "", "nobody")
    day = date.fromisoformat(expected) if expected else None
    return m["id"], m["name"], day, m["percent"], owner, bool(m["actual"])


def _inside(id: str, m: Mapping[str, Any], projects: Mapping[str, Mapping[str, Any]]) -> tuple[str, ...]:
    return id, m["project"], str(projects.get(m["project"], {}).get("program", ""))


def _sorted(found: Since, one: Net) -> Since:
    values = one.after or one.before or {}
    id, name = one.subject, str(values.get("name") or values.get("text") or "")
    if one.kind in ("blocker", "entry"):
        about = str(values.get("milestone") or values.get("project"))
        over = values.get("resolved_at") or values.get("closed_at")
        if one.before is None and not over:
            return replace(found, raised=(*found.raised, (id, about, name)))
        return replace(found, solved=(*found.solved, (id, about, name))) if over else found
    if one.kind != "milestone" or one.after is None:
        return replace(found, other=found.other + 1)
    if one.after["actual"] and not (one.before or {}).get("actual"):
        return replace(found, done=(*found.done, (id, name, date.fromisoformat(one.after["actual"]))))
    if one.before is None:
        return replace(found, added=(*found.added, (id, name)))
    old, new = _expected(one.before), _expected(one.after)
    if old != new:
        return replace(found, moved=(*found.moved, (id, name, old, new)))
    return replace(found, other=found.other + 1)


def _expected(m: Mapping[str, Any]) -> date | None:
    found = m["actual"] or m["forecast"] or m["committed"] or m["baseline"]
    return date.fromisoformat(found) if found else None


def _readable(session: Session, person: Person, entries: Any) -> list[Entry]:
    """Without what was said where this person does not read."""
    by = storage.privacy.reader(session, person=person)
    secrets = storage.privacy.secrets(session, team=person.team, by=by)

    def may(entry: Entry) -> bool:
        values = entry.after or entry.before or {}
        if entry.kind == "update" and not may_see(
            Fact(values["channel"], values["restricted"], frozenset({values["author"]})), by=by
        ):
            return False
        return not (_echo(entry) or _tells(secrets, entry))

    return [entry for entry in entries if may(entry)]


def _echo(entry: Entry) -> bool:
    """The record of a capture that changed a milestone: the change itself is the line before it."""
    return entry.kind == "update" and entry.action == "created" and bool((entry.after or {}).get("subject"))


def _tells(secrets: Secrets, entry: Entry) -> bool:
    """Things of the plan name one another by id; only what was said in words has to be searched for words."""
    sought = Secrets(ids=secrets.ids) if entry.kind in TOLD else secrets
    return bool(sought) and sought.told_in(spoken([entry.subject, entry.before or {}, entry.after or {}]))


def _gate(session: Session, person: Person, subject: str) -> None:
    """The role table: own items, own project, or all of a program."""
    team = person.team
    if subject.startswith("B-"):
        subject = storage.blockers.get(session, team=team, id=subject).milestone
    if kind_of(subject):
        subject = storage.register.get(session, team=team, id=subject).project
    if subject.startswith("PRG-"):
        storage.plan.program(session, team=team, id=subject)
        storage.people.require(session, person=person, action=Action.AUDIT, program=subject)
        return
    milestone = storage.plan.milestone(session, team=team, id=subject) if subject.startswith("M-") else None
    if not milestone and not subject.startswith("PRJ-"):
        raise Refusal(f"I keep no log of {subject}.", "", "Name a milestone, blocker, risk, project or program.")
    project = storage.plan.project(session, team=team, id=milestone.project if milestone else subject)
    owner = milestone.owner if milestone else None
    storage.people.require(
        session, person=person, action=Action.AUDIT, program=project.program, project=project.id, owner=owner
    )


@dataclass(frozen=True, slots=True)
class Ground:
    """Where everything lies, read once for many lines: the project of each milestone, the projects by id."""

    homes: Mapping[str, str]
    projects: Mapping[str, Project]

    def scope(self, entry: Entry) -> str | None:
        return audit.scope_of(entry, projects=self.homes)

    def program(self, entry: Entry) -> str | None:
        scope = self.scope(entry)
        project = self.projects.get(scope or "")
        return project.program if project else scope

    def about(self, entry: Entry, subject: str) -> bool:
        return subject in (entry.subject, audit.milestone_of(entry), self.scope(entry), self.program(entry))


def _ground(session: Session, team: str) -> Ground:
    homes = {m.id: m.project for m in storage.plan.milestones(session, team=team)}
    return Ground(homes, {project.id: project for project in storage.plan.projects(session, team=team)})


def _mine(session: Session, person: Person, ground: Ground, entries: Sequence[Entry]) -> list[Entry]:
    """The lines that the role table lets the person audit."""
    roles: dict[str | None, frozenset[Role]] = {}
    kept = []
    for entry in entries:
        scope, values = ground.scope(entry), entry.after or entry.before or {}
        project = ground.projects.get(scope or "")
        if scope not in roles:
            program = project.program if project else scope
            roles[scope] = storage.people.roles(
                session, person=person, program=program, project=project.id if project else None
            )
        own = person.id in (
            values.get("owner"),
            values.get("raised_by"),
            values.get("author"),
            project and project.lead,
        )
        if people.decide(Action.AUDIT, roles=roles[scope], own=own) is May.YES:
            kept.append(entry)
    return kept


def _named(session: Session, team: str, entries: list[Entry]) -> tuple[Line, ...]:
    ids = {e.actor for e in entries} | {
        v for e in entries for _, *both in audit.changes(e.before, e.after) for v in both if isinstance(v, str)
    }
    names = storage.people.names(session, team=team, ids=frozenset(ids))
    gone = storage.updates.gone_sources(session, team=team, permalinks=frozenset(e.source for e in entries))

    def shown(name: str, value: Any) -> Any:
        if name in _DATES and value:
            return date.fromisoformat(value)
        return names.get(value, value) if isinstance(value, str) else value

    return tuple(
        Line(
            at=e.at,
            who=names.get(e.actor, "Baton" if e.actor == storage.audit.BATON else "somebody"),
            action=e.action,
            kind=e.kind.replace("_", " "),
            subject=e.subject,
            changes=tuple(
                (name.replace("_", " "), shown(name, old), shown(name, new))
                for name, old, new in audit.changes(e.before, e.after)
            ),
            source=e.source,
            gone=e.source in gone,
        )
        for e in entries
    )
