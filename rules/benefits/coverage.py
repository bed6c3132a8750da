"""Coverage of benefits by milestones: what serves no benefit, and which benefits nothing enables."""

from collections.abc import Iterable, Sequence

from rules.benefits.profile import Benefit
from rules.plan import Dependency, Milestone


def milestones_without_benefit(
    milestones: Sequence[Milestone], dependencies: Iterable[Dependency], benefits: Iterable[Benefit]
) -> tuple[Milestone, ...]:
    """Return the milestones on no path to a benefit: they enable none, and nothing that depends on them does."""
    providers: dict[str, list[str]] = {}
    for link in dependencies:
        providers.setdefault(link.consumer, []).append(link.provider)
    serving = {id for benefit in benefits if benefit.is_open for id in benefit.milestones}
    waiting = list(serving)
    while waiting:
        for provider in providers.get(waiting.pop(), ()):
            if provider not in serving:
                serving.add(provider)
                waiting.append(provider)
    return tuple(milestone for milestone in milestones if milestone.open and milestone.id not in serving)


def benefits_without_milestone(benefits: Iterable[Benefit]) -> tuple[Benefit, ...]:
    """Return the open benefits that no milestone enables."""
    return tuple(benefit for benefit in benefits if benefit.is_open and not benefit.milestones)
