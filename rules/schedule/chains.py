"""Long chains of hand-overs: where one slip runs through several projects (B-36)."""

from rules.plan import Plan
from rules.schedule.network import of_plan

SHORT_CHAIN_LINKS = 2
MIN_CHAIN_PROJECTS = 3
"""A chain of more links than this across at least so many projects is worth a flag."""


def long_chains(plan: Plan) -> tuple[tuple[str, ...], ...]:
    """The chains of open milestones that are long and cross projects, one for each end, most hand-overs first.

    Of all ways to an end the one with the most hand-overs between projects counts, then the one with the most links.
    """
    network = of_plan(plan)
    rows = {milestone.id: milestone for milestone in plan.milestones}
    ordered = [rows[name] for name in network.ids]
    best, before = [(0, 0)] * len(ordered), [-1] * len(ordered)
    followed = set()
    for source, target in zip(network.source.tolist(), network.target.tolist(), strict=True):
        if ordered[source].done or ordered[target].done:
            continue
        crossing = ordered[source].project != ordered[target].project
        score = (best[source][0] + crossing, best[source][1] + 1)
        if score > best[target]:
            best[target], before[target] = score, source
        followed.add(source)
    found = []
    for end in sorted(set(range(len(ordered))) - followed, key=lambda at: (-best[at][0], -best[at][1], at)):
        chain = [end]
        while before[chain[-1]] >= 0:
            chain.append(before[chain[-1]])
        if len(chain) - 1 > SHORT_CHAIN_LINKS and len({ordered[at].project for at in chain}) >= MIN_CHAIN_PROJECTS:
            found.append(tuple(network.ids[at] for at in reversed(chain)))
    return tuple(found)
