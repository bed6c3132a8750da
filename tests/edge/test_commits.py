"""Each delivery is committed once, and every change is signed."""

from dataclasses import replace

import pytest
from sqlmodel import Session

import storage.audit
from handlers.common.deps import AlreadyCommittedError, Claim
from tests.edge.far_side import EdgeScene


def actor_of(session: Session) -> str | None:
    return storage.audit.current_actor(session)


async def test_a_second_commit_of_one_delivery_is_refused(scene: EdgeScene) -> None:
    deps = replace(scene.baton.deps, claim=Claim(1, 1, is_committed=True))
    with pytest.raises(AlreadyCommittedError):
        await deps.commit(actor_of)
    assert await deps.write(actor_of) is None, "an incidental write has a transaction of its own"


async def test_commits_and_writes_are_signed_by_the_actor(scene: EdgeScene) -> None:
    deps = scene.baton.deps.signed_by("U1")
    assert await deps.commit(actor_of) == "U1"
    assert await deps.write(actor_of) == "U1"
