"""The changes since the last edition beside dates: colours of projects, risks and people."""

from collections.abc import Iterable, Mapping

from sqlmodel import Session

import storage.people
import storage.register
from handlers.digests.sources import EditionSources
from rules.digests.news import ColourChange, PeopleChange, RiskChange
from rules.plan import Milestone, Project
from rules.register import EntryOutcome
from rules.truth.colours import Colour, colour_rank

OWNER, LEAD = "owner", "lead"


def colour_changes(s: EditionSources, colours: Mapping[str, str]) -> tuple[ColourChange, ...]:
    """Return the open projects whose colour is another than in the last edition, those that are worst now first."""
    before = s.last.colours
    found = (
        ColourChange(s.projects[id], before[id], colour)
        for id, colour in colours.items()
        if before.get(id, colour) != colour and s.projects[id].open
    )
    return tuple(sorted(found, key=lambda change: colour_rank(Colour(change.now))))


def risk_changes(session: Session, s: EditionSources) -> tuple[RiskChange, ...]:
    """Return the risks, assumptions and issues that were raised or ended.

    An assumption that proved false is a cause of red already, and the issue that it became says the same.
    """
    found = storage.register.entries_changed_since(session, team=s.team, since=s.last.at)
    broken = tuple(f"{entry.text}: " for entry in found if entry.outcome == EntryOutcome.BROKEN.value)
    return tuple(
        RiskChange(entry.id, entry.kind.value, entry.text, entry.outcome or "")
        for entry in found
        if entry.project in s.projects and entry.id not in s.secrets.ids
        if entry.outcome != EntryOutcome.BROKEN.value and not entry.text.startswith(broken or ("\n",))
    )


def owners_of(projects: Iterable[Project], milestones: Iterable[Milestone]) -> dict[str, str]:
    """Return who has each open project and milestone, by id; "" for no one."""
    open_items = [item for item in milestones if item.open]
    return {item.id: item.owner or "" for item in open_items} | {
        project.id: project.lead or "" for project in projects if project.open
    }


def people_changes(session: Session, s: EditionSources, owners: Mapping[str, str]) -> tuple[PeopleChange, ...]:
    """Return who took over what from whom since the last edition, one line for each pair of people."""
    before = s.last.owners
    groups: dict[tuple[str, str, str], list[str]] = {}
    for id, new in owners.items():
        if before.get(id, new) != new and id not in s.secrets.ids:
            role = LEAD if id in s.projects else OWNER
            groups.setdefault((role, before[id], new), []).append(id)
    people = frozenset(user for _, *both in groups for user in both if user)
    names = storage.people.display_names(session, team=s.team, ids=people)
    items: Mapping[str, Project | Milestone] = {**s.projects, **s.all_milestones}
    return tuple(
        PeopleChange(ids[0], tuple(items[id].name or id for id in ids), role, names.get(old, old), names.get(new, new))
        for (role, old, new), ids in groups.items()
    )
