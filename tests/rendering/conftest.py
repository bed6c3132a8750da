"""Fixtures: a desk for each test, and a renderer of the samples."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

import templates
from tests.rendering.desk import Desk

SAMPLES = Path(__file__).parent / "samples"


@pytest.fixture(autouse=True)
def raise_limit_errors() -> None:
    """Raise LimitError, also after a bot has run in this process."""
    templates.watch_limits(None)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def sample() -> Callable[..., templates.RenderedMessage]:
    return partial(templates.render, folder=SAMPLES)
