"""Locations of test data: small files in tests/data, and larger sets beside the repository for the extra tests."""

from pathlib import Path

import pytest
from _pytest.mark.structures import ParameterSet

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "tests/data"
SHARED = (ROOT / "../shared/data").resolve()


def extra(path: Path) -> pytest.MarkDecorator:
    """Skip a test on a larger set that is not beside the repository."""
    return pytest.mark.skipif(not path.exists(), reason=f"extra: needs {path.name} beside the repository")


def small_and_whole(small: str, whole: str) -> list[ParameterSet]:
    """Build parameters for a file in tests/data, and for the larger set that it represents."""
    return [
        pytest.param(DATA / small, id=f"small {Path(small).name}"),
        pytest.param(SHARED / whole, id=f"extra {Path(whole).name}", marks=extra(SHARED / whole)),
    ]
