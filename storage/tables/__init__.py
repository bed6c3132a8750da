"""All tables, one module per topic. Row classes end in `Row` and never leave `storage`."""

from storage.tables import (
    audit,
    blockers,
    changes,
    checkins,
    digests,
    escalations,
    leave,
    people,
    plan,
    pulse,
    queues,
    register,
    risks,
    updates,
)

__all__ = [
    "audit",
    "blockers",
    "changes",
    "checkins",
    "digests",
    "escalations",
    "leave",
    "people",
    "plan",
    "pulse",
    "queues",
    "register",
    "risks",
    "updates",
]
