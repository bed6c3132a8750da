"""Facts of the sample card."""

from datetime import date
from types import SimpleNamespace
from typing import Any

CARD: dict[str, Any] = {
    "name": "Alpha & Omega",
    "id": "M-3",
    "colour": "red",
    "reason": "the *vendor* is late",
    "finish": date(2026, 3, 14),
    "owner": "U0ANA12345",
    "slips": [SimpleNamespace(name="Beta", days=5, owner="U0BO")],
}
