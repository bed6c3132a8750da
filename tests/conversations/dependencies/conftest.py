import pytest

from tests.scenarios import handover_asked_for
from tests.talk import Talk


@pytest.fixture
async def asked(talk: Talk) -> Talk:
    await handover_asked_for(talk)
    return talk
