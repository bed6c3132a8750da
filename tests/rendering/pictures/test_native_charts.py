"""Charts that Slack draws: whatever the facts, it takes the message, or there is none."""

from random import Random

import pytest

from sandbox.blocks import check_blocks
from templates import pictures
from tests.rendering.pictures.samples import SAMPLES


@pytest.mark.parametrize("name", ["odds", "finish"])
@pytest.mark.parametrize("count", [1, 3, 25, 200])
def test_slack_takes_every_chart(name: str, count: int) -> None:
    made = 0
    for seed in range(20):
        message = pictures.native_chart(name, words="Shared by Ana", **SAMPLES[name](Random(seed), count))
        if message is not None:
            made += 1
            assert check_blocks(message.blocks, "message") == []
            assert message.text.startswith("Shared by Ana ")
    assert made or (name, count) == ("finish", 1)


def test_other_pictures_are_drawn_by_us() -> None:
    assert pictures.native_chart("gantt", **SAMPLES["gantt"](Random(1), 3)) is None
