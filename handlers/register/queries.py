"""The register as a person may read it: one entry, or those of a project or program, the greatest exposure first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlmodel import Session

import storage.milestone_names
import storage.people
import storage.plan
import storage.privacy
import storage.register
import storage.updates
from handlers.common import access
from handlers.privacy import flows as privacy_flows
from handlers.register import flows
from rules.people import Person
from rules.refusal import NotAllowed, Refusal
from rules.register import OUTCOMES_BY_KIND, EntryKind
from storage.register import RegisterEntry

ENTRIES_PER_PAGE = 8


@dataclass(frozen=True, slots=True)
class EntryCard:
    """`project` and `milestone` are names, empty for who may not know them; `ends` is how the reader may close it."""

    entry: RegisterEntry
    project: str
    milestone: str
    names: Mapping[str, str]
    ends: tuple[str, ...]
    may: frozenset[str]
    gone: bool


@dataclass(frozen=True, slots=True)
class RegisterList:
    """A page of the list; `days` is what all of it puts at stake, in expected working days."""

    entries: tuple[RegisterEntry, ...]
    names: Mapping[str, str]
    homes: Mapping[str, str]
    total: int
    page: int
    subject: str
    days: float

    @property
    def more(self) -> bool:
        return self.total > self.page * ENTRIES_PER_PAGE


def entry_card(session: Session, *, person: Person, id: str) -> EntryCard:
    team = person.team
    access.require_visible(session, person=person, text=id)
    entry = storage.register.get_entry(session, team=team, id=id)
    project = storage.plan.project(session, team=team, id=entry.project)
    users = frozenset(user for user in (entry.owner, entry.raised_by, entry.closed_by) if user)
    open_to = entry.closed_at is None and flows.may_change(session, person=person, entry=entry)
    publish = privacy_flows.may_publish(session, person=person, id=id)
    return EntryCard(
        entry=entry,
        project="" if person.outsider else project.name,
        milestone=_milestone_label(session, person, entry.milestone),
        names=storage.people.display_names(session, team=team, ids=users),
        ends=tuple(one.value for one in OUTCOMES_BY_KIND[entry.kind]) if open_to else (),
        may=frozenset(({"edit"} if open_to else set()) | ({"publish"} if publish else set())),
        gone=bool(storage.updates.deleted_sources(session, team=team, permalinks=frozenset({entry.source}))),
    )


def editable_entry(session: Session, *, person: Person, id: str) -> RegisterEntry:
    """What a form starts from; it opens for who may change the entry, while it is open."""
    found = entry_card(session, person=person, id=id)
    if found.entry.closed_at:
        raise Refusal(f"{id} is over: {found.entry.outcome}.", "", "Raise it again if it is back.")
    if "edit" not in found.may:
        raise NotAllowed(f"{id} is not yours to change.", "", "Ask who raised it, who watches it, or the project lead.")
    return found.entry


def register_list(session: Session, *, person: Person, subject: str, kind: EntryKind | None, page: int) -> RegisterList:
    """The open ones of a milestone, project, program or everything that the person may read; `page` counts from 1."""
    team = person.team
    hidden = storage.privacy.hidden_ids(session, person=person)
    projects = {one.id: one for one in storage.plan.projects(session, team=team)}
    found = [
        one
        for one in storage.register.open_entries(session, team=team)
        if one.id not in hidden
        and kind in (None, one.kind)
        and subject in ("", one.milestone, one.project, projects[one.project].program)
    ]
    page = max(1, min(page, -(-len(found) // ENTRIES_PER_PAGE) or 1))
    shown = found[(page - 1) * ENTRIES_PER_PAGE : page * ENTRIES_PER_PAGE]
    return RegisterList(
        entries=tuple(shown),
        names=storage.people.display_names(session, team=team, ids=_owner_ids(shown)),
        homes={} if person.outsider else {id: one.name for id, one in projects.items()},
        total=len(found),
        page=page,
        subject=subject,
        days=sum(one.exposure for one in found if one.kind is EntryKind.RISK),
    )


def _owner_ids(entries: Iterable[RegisterEntry]) -> frozenset[str]:
    return frozenset(one.owner for one in entries if one.owner)


def _milestone_label(session: Session, person: Person, id: str | None) -> str:
    if id is None or id in storage.privacy.hidden_ids(session, person=person):
        return ""
    return f"{id} {storage.plan.milestone(session, team=person.team, id=id).name}"
