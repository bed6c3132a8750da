"""Each fact of an edition once: consequences under their cause, and nothing twice under two headings."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from rules.digests.editions import DigestEdition, DigestIssue, MovedMilestone, ProjectUpdate, ValueLine
from rules.plan import Milestone


def tell_once(edition: DigestEdition) -> DigestEdition:
    """Return the edition with each fact in one place; applied twice it is the same.

    A milestone that is the cause of an issue is named there alone. What a cause moves is its consequence, no change of
    its own. A gap between reported and computed belongs to its project's update, a shortfall to its issue.
    """
    troubles = tuple(_merged(edition.troubles))
    causes = {issue.record for issue in troubles}
    told = causes.union(*(issue.milestones for issue in troubles))
    updates = tuple(_with_gaps(edition))
    updated = {update.project.id for update in updates}
    overdue = _others(edition.overdue, causes)
    closed = {each.project.id for each in edition.closed}
    recoloured = {change.project.id for change in edition.recoloured}
    return replace(
        edition,
        troubles=troubles,
        moved=tuple(_other_moves(edition.moved, told)),
        overdue=overdue,
        soon=_others(edition.soon, causes | {milestone.id for milestone in overdue}),
        risks=tuple(change for change in edition.risks if change.record not in causes),
        updates=updates,
        gaps=tuple(gap for gap in edition.gaps if gap.project.id not in updated),
        silent=tuple(project for project in edition.silent if project.id not in updated | closed),
        unchanged=tuple(
            project for project in edition.unchanged if project.open and project.id not in updated | closed | recoloured
        ),
        value=tuple(_without_shortfall(line) if line.id in causes else line for line in edition.value),
    )


def _merged(issues: Iterable[DigestIssue]) -> Iterator[DigestIssue]:
    """Yield one issue for each record, with the consequences that no other one is or has.

    A hand-over that is red may decide the colours of two projects, and a milestone may be late for two causes.
    """
    by_record: dict[str, list[DigestIssue]] = {}
    for issue in issues:
        by_record.setdefault(issue.record, []).append(issue)
    listed: set[str] = set()
    for same in by_record.values():
        issue = same[0]
        others = tuple(each for each in issue.consequences if each.milestone.id not in listed | by_record.keys())
        listed |= {each.milestone.id for each in others}
        yield replace(
            issue,
            projects=frozenset().union(*(each.projects for each in same)),
            milestones=frozenset().union(*(each.milestones for each in same)),
            consequences=others,
        )


def _others(milestones: Iterable[Milestone], told: Collection[str]) -> tuple[Milestone, ...]:
    return tuple(milestone for milestone in milestones if milestone.id not in told)


def _other_moves(moves: Iterable[MovedMilestone], told: Collection[str]) -> Iterator[MovedMilestone]:
    for move in moves:
        if move.milestone.id not in told:
            yield replace(move, followers=tuple(each for each in move.followers if each.milestone.id not in told))


def _with_gaps(edition: DigestEdition) -> Iterator[ProjectUpdate]:
    gaps = {gap.project.id: gap for gap in edition.gaps}
    for update in edition.updates:
        yield replace(update, gap=gaps.get(update.project.id, update.gap))


def _without_shortfall(line: ValueLine) -> ValueLine:
    return replace(line, heading_for=None, falls_short=False)
