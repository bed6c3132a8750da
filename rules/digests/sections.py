"""The part of an edition that is about some of the program's projects, for a lead who reads it before it is posted."""

from collections.abc import Collection, Iterable
from dataclasses import replace

from rules.digests import line_words
from rules.digests.editions import DigestEdition, RequestedAction
from rules.plan import Milestone, Project


def only_projects(
    edition: DigestEdition, *, projects: Collection[str], milestones: Collection[str], reader: str = ""
) -> DigestEdition:
    """Return the edition without what concerns none of these projects, whose milestones are given by id.

    What is asked of the `reader` stays, whatever it concerns; so do the counts of colours, which explain the program's.
    """

    def is_shown(ask: RequestedAction) -> bool:
        return ask.subject in milestones or ask.record in projects or (bool(reader) and reader in ask.asked)

    return replace(
        edition,
        asks=tuple(filter(is_shown, edition.asks)),
        troubles=tuple(issue for issue in edition.troubles if not issue.projects.isdisjoint(projects)),
        moved=tuple(move for move in edition.moved if move.milestone.project in projects),
        added=_own(edition.added, projects),
        unchanged=_led(edition.unchanged, projects),
        overdue=_own(edition.overdue, projects),
        soon=_own(edition.soon, projects),
        wins=_own(edition.wins, projects),
        closed=tuple(each for each in edition.closed if each.project.id in projects),
        goals=(),
        value=(),
        earned=None,
        silent=_led(edition.silent, projects),
        withheld=0,
        gaps=tuple(gap for gap in edition.gaps if gap.project.id in projects),
        chains=tuple(chain for chain in edition.chains if _own(chain, projects)),
        doubts=tuple(each for each in edition.doubts if _own((each.provider, each.consumer), projects)),
        decided=(),
        answers=(),
        recoloured=tuple(change for change in edition.recoloured if change.project.id in projects),
        risks=(),
        people=(),
        updates=tuple(update for update in edition.updates if update.project.id in projects),
        reported={},
        expected={id: day for id, day in edition.expected.items() if id in milestones},
    )


def _own(items: Iterable[Milestone], projects: Collection[str]) -> tuple[Milestone, ...]:
    return tuple(item for item in items if item.project in projects)


def _led(items: Iterable[Project], projects: Collection[str]) -> tuple[Project, ...]:
    return tuple(project for project in items if project.id in projects)


def lines_of_projects(
    edition: DigestEdition, *, projects: Collection[str], milestones: Collection[str]
) -> frozenset[str]:
    """Return the keys of the lines whose record belongs to these projects, so that their lead may edit them."""
    own = only_projects(edition, projects=projects, milestones=milestones)
    records = {*projects, *milestones, *(ask.record for ask in own.asks)}
    records |= {doubt.record for doubt in own.doubts if doubt.provider.project in projects}
    return frozenset(key for key in line_words.line_words(own) if key.partition(":")[2] in records)
