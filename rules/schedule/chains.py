"""Long chains of hand-overs, in which one slip runs through several projects (B-36)."""

from rules.plan import Plan
from rules.schedule.network import of_plan

# A chain is flagged if it has more links than this and crosses at least this many projects.
SHORT_CHAIN_LINKS = 2
MIN_CHAIN_PROJECTS = 3


def long_chains(plan: Plan) -> tuple[tuple[str, ...], ...]:
    """Return the long chains of open milestones that cross projects, at most one per end, most hand-overs first.

    Among all ways to an end, the one with the most hand-overs between projects is used, then the one with the most
    links.
    """
    network = of_plan(plan)
    milestones_by_id = {milestone.id: milestone for milestone in plan.milestones}
    milestones = [milestones_by_id[name] for name in network.ids]
    best_score, predecessor = [(0, 0)] * len(milestones), [-1] * len(milestones)
    has_successor = set()
    for source, target in zip(network.source.tolist(), network.target.tolist(), strict=True):
        if milestones[source].done or milestones[target].done:
            continue
        crossing = milestones[source].project != milestones[target].project
        score = (best_score[source][0] + crossing, best_score[source][1] + 1)
        if score > best_score[target]:
            best_score[target], predecessor[target] = score, source
        has_successor.add(source)
    chains = []
    for end in sorted(
        set(range(len(milestones))) - has_successor,
        key=lambda position: (-best_score[position][0], -best_score[position][1], position),
    ):
        chain = [end]
        while predecessor[chain[-1]] >= 0:
            chain.append(predecessor[chain[-1]])
        if (
            len(chain) - 1 > SHORT_CHAIN_LINKS
            and len({milestones[position].project for position in chain}) >= MIN_CHAIN_PROJECTS
        ):
            chains.append(tuple(network.ids[position] for position in reversed(chain)))
    return tuple(chains)
