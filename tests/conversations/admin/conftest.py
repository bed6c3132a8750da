import pytest

from tests.scenarios import set_up_every_role
from tests.talk import Talk


@pytest.fixture
async def staffed_talk(talk: Talk) -> Talk:
    await set_up_every_role(talk)
    return talk
