"""The milestones around one: what it needs and what needs it, by the steps between."""

from collections.abc import Iterable

from rules.plan import Dependency


def neighbours_of(links: Iterable[Dependency], milestone: str, depth: int) -> dict[str, int]:
    """Return the steps to each milestone within `depth`: negative for what is needed, positive for what needs it.

    What is on both sides, as in a circle, counts where it is nearer.
    """
    providers: dict[str, list[str]] = {}
    consumers: dict[str, list[str]] = {}
    for link in links:
        providers.setdefault(link.consumer, []).append(link.provider)
        consumers.setdefault(link.provider, []).append(link.consumer)
    steps = {milestone: 0}
    ahead, behind = [milestone], [milestone]
    for step in range(1, depth + 1):
        behind = _unseen(providers, behind, steps)
        steps.update(dict.fromkeys(behind, -step))
        ahead = _unseen(consumers, ahead, steps)
        steps.update(dict.fromkeys(ahead, step))
    return steps


def _unseen(linked: dict[str, list[str]], front: list[str], seen: dict[str, int]) -> list[str]:
    return list(dict.fromkeys(id for name in front for id in linked.get(name, ()) if id not in seen))
