"""A program's full analysis as it was stored, read back from its JSON values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class StoredTarget:
    """The stored forecast of one target; `on_time` is None without a committed date."""

    id: str
    p50: date
    p80: date
    on_time: float | None
    computed: date
    committed: date | None

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "StoredTarget":
        return cls(
            id=values["id"],
            p50=date.fromisoformat(values["p50"]),
            p80=date.fromisoformat(values["p80"]),
            on_time=values["on_time"],
            computed=date.fromisoformat(values["computed"]),
            committed=date.fromisoformat(values["committed"]) if values["committed"] else None,
        )


@dataclass(frozen=True, slots=True)
class StoredAnalysis:
    """The results of a full analysis that later views read.

    day: the local date of the analysis.
    assumed: how many of the `varying` milestones, those with work to come, had neither estimates nor a history.
    exposures: the expected working days each milestone puts at stake.
    health: (checks passed, checks made).
    gaps: by how many steps each project was reported better than computed.
    fever: percent of the critical chain done and of the buffer used; None without a buffer.
    """

    day: date
    assumed: int
    varying: int
    targets: tuple[StoredTarget, ...]
    exposures: Mapping[str, float]
    health: tuple[int, int]
    gaps: Mapping[str, int]
    fever: tuple[float, float] | None = None

    @classmethod
    def from_json(cls, day: date, values: Mapping[str, Any]) -> "StoredAnalysis":
        """Read the values that `handlers.schedule.nightly.full_analysis` returns, and the gaps stored with them."""
        results = [check["passed"] for check in values.get("health", ()) if check["passed"] is not None]
        return cls(
            day=day,
            assumed=values.get("assumed", 0),
            varying=values.get("varying", values.get("open", 0)),
            targets=tuple(StoredTarget.from_json(target) for target in values.get("targets", ())),
            exposures={item["id"]: item["days"] for item in values.get("exposures", ())},
            health=(sum(results), len(results)),
            gaps=values.get("gaps", {}),
            fever=(fever[0], fever[1]) if (fever := values.get("fever")) else None,
        )

    @property
    def has_mostly_assumed_durations(self) -> bool:
        return 2 * self.assumed > self.varying
