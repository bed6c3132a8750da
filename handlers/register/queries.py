"""The register as one person may read it: a single entry, or a list with the greatest exposure first."""

from collections import Counter
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
from handlers.common.pages import Page, cut_page
from handlers.privacy import flows as privacy_flows
from handlers.register import flows, tripwires
from handlers.register.tripwires import RestingItem
from rules.people import Person
from rules.refusal import NotAllowed, Refusal
from rules.register import OUTCOMES_BY_KIND, EntryKind
from rules.truth.statuses import label_of
from storage.register import RegisterEntry

ENTRIES_PER_PAGE = 10


@dataclass(frozen=True, slots=True)
class EntryCard:
    """An entry as shown to one reader.

    `project` and `milestone` are names, empty if the reader may not know them. `ends` lists the outcomes the reader may
    close it with.
    """

    entry: RegisterEntry
    project: str
    milestone: str
    names: Mapping[str, str]
    ends: tuple[str, ...]
    may: frozenset[str]
    gone: bool
    rests: tuple[RestingItem, ...] = ()


@dataclass(frozen=True, slots=True)
class RegisterList:
    """A page of the register.

    Of the whole list, `counts` is the number of entries of each kind, `days` the exposure in expected working days.
    """

    page: Page[RegisterEntry]
    names: Mapping[str, str]
    homes: Mapping[str, str]
    counts: Mapping[str, int]
    days: float


def entry_card(session: Session, *, person: Person, id: str) -> EntryCard:
    team = person.team
    access.require_visible(session, person=person, text=id)
    entry = storage.register.get_entry(session, team=team, id=id)
    project = storage.plan.project(session, team=team, id=entry.project)
    items = tripwires.readable_items(session, person=person, ids=entry.rests)
    people = (entry.owner, entry.raised_by, entry.closed_by, *(item.owner for item in items))
    users = frozenset(user for user in people if user)
    open_to = entry.closed_at is None and flows.may_change(session, person=person, entry=entry)
    publish = privacy_flows.may_publish(session, person=person, id=id)
    return EntryCard(
        entry=entry,
        project="" if person.outsider else project.name,
        milestone=_milestone_label(session, person, entry.milestone),
        names=storage.people.display_names(session, team=team, ids=users),
        ends=tuple(outcome.value for outcome in OUTCOMES_BY_KIND[entry.kind]) if open_to else (),
        may=frozenset(({"edit"} if open_to else set()) | ({"publish"} if publish else set())),
        gone=bool(storage.updates.deleted_sources(session, team=team, permalinks=frozenset({entry.source}))),
        rests=items,
    )


def editable_entry(session: Session, *, person: Person, id: str) -> RegisterEntry:
    """Return the entry for a form, if it is open and the person may change it."""
    card = entry_card(session, person=person, id=id)
    if card.entry.closed_at:
        raise Refusal(f"{id} is closed: {card.entry.outcome}.", "", "Raise it again if it is back.")
    if "edit" not in card.may:
        raise NotAllowed(
            f"{id} is not yours to change.", "", "Ask its owner, the person who raised it, or the project lead."
        )
    return card.entry


def register_list(session: Session, *, person: Person, subject: str, kind: EntryKind | None, page: int) -> RegisterList:
    """Return a page of the open entries that the person may read.

    `subject` is a milestone, project or program; empty for everything.
    """
    team = person.team
    hidden = storage.privacy.hidden_ids(session, person=person)
    projects = {record.id: record for record in storage.plan.projects(session, team=team)}
    matching = [
        record
        for record in storage.register.open_entries(session, team=team)
        if record.id not in hidden
        and kind in (None, record.kind)
        and subject in ("", record.milestone, record.project, projects[record.project].program)
    ]
    entries = cut_page(matching, number=page, size=ENTRIES_PER_PAGE)
    return RegisterList(
        page=entries,
        names=storage.people.display_names(session, team=team, ids=_owner_ids(entries.items)),
        homes={} if person.outsider else {id: record.name for id, record in projects.items()},
        counts=Counter(record.kind.value for record in matching),
        days=sum(record.exposure for record in matching if record.kind is EntryKind.RISK),
    )


def _owner_ids(entries: Iterable[RegisterEntry]) -> frozenset[str]:
    return frozenset(entry.owner for entry in entries if entry.owner)


def _milestone_label(session: Session, person: Person, id: str | None) -> str:
    if id is None or id in storage.privacy.hidden_ids(session, person=person):
        return ""
    return label_of(storage.plan.milestone(session, team=person.team, id=id))
