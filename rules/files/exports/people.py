"""The people whom an exported file names."""

from rules.plan import Plan


def people_named(plan: Plan) -> frozenset[str]:
    """Return the ids of owners, leads, the manager and people who are booked."""
    ids = {plan.program.manager, *(p.lead for p in plan.projects), *(m.owner for m in plan.milestones)}
    ids |= {str(row.get("user", "")) for row in plan.resources}
    return frozenset(id for id in ids if id)
