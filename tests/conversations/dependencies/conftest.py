import pytest

from tests.scenarios import set_up_request
from tests.talk import Talk


@pytest.fixture
async def handover_talk(talk: Talk) -> Talk:
    await set_up_request(talk)
    return talk
