"""Two forms of a long test: a short one for `make test`, and the whole for `make chaos`."""

import os
from typing import TypeVar

T = TypeVar("T")
WHOLE = bool(os.environ.get("EVERYTHING"))


def form(*, short: T, whole: T) -> T:
    """Choose by EVERYTHING=1; such a test has the marker `whole`, by which `make chaos` finds it."""
    return whole if WHOLE else short
