"""Rows for tests of the file: claimed slots, the simplest that can be written once."""

import multiprocessing
from datetime import UTC, datetime

from storage.engine.database import Store
from storage.queues import claims

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
FORK = multiprocessing.get_context("fork")


def claim_slot(store: Store, slot: str) -> bool:
    return store.transact_now(claims.claim_slot, team="T", name="n", slot=slot, now=NOW)
