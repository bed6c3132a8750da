"""Every table, one module a topic. Rows end in `Row` and never leave `storage`."""

from storage.tables import audit, blockers, digests, people, plan, queues, risks, updates

__all__ = ["audit", "blockers", "digests", "people", "plan", "queues", "risks", "updates"]
