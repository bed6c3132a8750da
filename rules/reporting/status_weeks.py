"""The status of a program or project at the end of an ISO week, as people reported it and as it was computed."""

from dataclasses import dataclass
from datetime import date

from rules.truth.colours import Colour, watermelon_gap


@dataclass(frozen=True, slots=True)
class StatusWeek:
    """A week's status; `reported` is None where no one reported one, P50, P80 and `on_time` are of programs only.

    reason: the sentence of the computed colour.
    explanation: what was said about the gap between the two colours.
    differs_since: the first day on which the report was better than the data, without a day between.
    explain_since: the first day on which that needed a sentence.
    """

    subject: str
    week: str
    program: str
    reported: Colour | None
    computed: Colour
    reason: str = ""
    explanation: str = ""
    expected: date | None = None
    committed: date | None = None
    p50: date | None = None
    p80: date | None = None
    on_time: float | None = None
    differs_since: date | None = None
    explain_since: date | None = None

    @property
    def gap(self) -> int:
        """Steps by which the report is better than the computed colour."""
        return watermelon_gap(self.reported, self.computed) if self.reported else 0
