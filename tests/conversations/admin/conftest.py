import pytest

from tests.scenarios import program_with_every_role
from tests.talk import Talk


@pytest.fixture
async def staffed(talk: Talk) -> Talk:
    await program_with_every_role(talk)
    return talk
