"""Each fact of an edition once: consequences under their cause, and nothing twice under two headings."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from rules.digests.editions import DigestEdition, DigestIssue, LateMilestone, MovedMilestone, ProjectUpdate, ValueLine
from rules.plan import Milestone
from rules.truth.colours import Colour, colour_rank


def tell_once(edition: DigestEdition) -> DigestEdition:
    """Return the edition with each fact in one place; applied twice it is the same.

    A milestone that is the cause of an issue is named there alone. What a cause moves is its consequence, no change of
    its own. A gap between reported and computed belongs to its project's update, a shortfall to its issue. The line of
    a gap also says that its project is silent.
    """
    troubles = tuple(_merged(edition.troubles))
    causes = {issue.record for issue in troubles}
    told = causes.union(*(issue.milestones for issue in troubles))
    updates = tuple(_with_gaps(edition))
    updated = {update.project.id for update in updates}
    overdue = _others(edition.overdue, causes)
    gaps = tuple(gap for gap in edition.gaps if gap.project.id not in updated)
    heard = updated | {gap.project.id for gap in gaps}
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
        gaps=gaps,
        silent=tuple(project for project in edition.silent if project.id not in heard | closed),
        unchanged=tuple(
            project for project in edition.unchanged if project.open and project.id not in updated | closed | recoloured
        ),
        value=tuple(_without_shortfall(line) if line.id in causes else line for line in edition.value),
    )


def _merged(issues: Iterable[DigestIssue]) -> Iterator[DigestIssue]:
    """Yield one issue for each record, with what all of them say, and the consequences that no other one is or has.

    A hand-over that is red may decide the colours of two projects, and a milestone may be late for two causes.
    """
    by_record: dict[str, list[DigestIssue]] = {}
    for issue in issues:
        by_record.setdefault(issue.record, []).append(issue)
    listed: set[str] = set()
    for same in by_record.values():
        worst = min(same, key=lambda each: colour_rank(Colour(each.level)))
        issue = next((each for each in same if each.label), worst)
        others = tuple(each for each in _consequences(same) if each.milestone.id not in listed | by_record.keys())
        listed |= {each.milestone.id for each in others}
        yield replace(
            issue,
            level=worst.level,
            details=_words_beside(issue, same),
            days=max(each.days for each in same),
            projects=frozenset().union(*(each.projects for each in same)),
            milestones=frozenset().union(*(each.milestones for each in same)),
            consequences=others,
        )


def _consequences(same: Sequence[DigestIssue]) -> tuple[LateMilestone, ...]:
    """Return the consequences of all of them, each once, most late first."""
    found = {each.milestone.id: each for issue in reversed(same) for each in issue.consequences}
    ordered = sorted(found.values(), key=lambda each: (-each.days, len(each.milestone.id), each.milestone.id))
    return same[0].consequences if len(same) == 1 else tuple(ordered)


def _words_beside(issue: DigestIssue, same: Iterable[DigestIssue]) -> tuple[str, ...]:
    """Return the details of an issue, and the sentences and details of the others about the same record."""
    words = (*issue.details, *(words for each in same for words in (each.sentence, *each.details)))
    return tuple(dict.fromkeys(each for each in words if each != issue.sentence))


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
