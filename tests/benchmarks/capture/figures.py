"""Accuracy of capture in labelled updates and ordinary talk: `python -m tests.benchmarks.capture.figures`.

`tests/data/updates.jsonl` says of each text whether it holds a blocker, a request for help and a slip, and which days
of a plan it gives; null where people would disagree. The rules were mended by those marked "seen" and by none of those
marked "unseen".
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from rules.capture import Interpretation, interpret_message
from tests.datasets import DATA, SHARED

UPDATES = DATA / "updates.jsonl"
TALK = DATA / "chatter.jsonl"
WHOLE_TALK = SHARED / "chatter.jsonl"
TODAY = date(2026, 2, 20)
TARGETS = {"blockers": (0.90, 0.80), "help": (0.95, 0.75), "slip": (0.80, 0.70), "dates": (0.85, 0.0)}

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of what was heard rightly, heard where there was nothing, and missed."""

    right: int = 0
    extra: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.extra) if self.right + self.extra else 1.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    def __add__(self, other: "Score") -> "Score":
        return Score(self.right + other.right, self.extra + other.extra, self.missed + other.missed)


def read_rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def interpret_row(row: Row) -> Interpretation:
    return interpret_message(row["text"], today=date.fromisoformat(row["date"]))


def score_rows(rows: Iterable[Row]) -> dict[str, Score]:
    """Return the score of each field over whole updates; of dates, day by day."""
    scores = dict.fromkeys(TARGETS, Score())
    for row in rows:
        heard = interpret_row(row)
        said = {"blockers": bool(heard.blockers), "help": bool(heard.help_wanted), "slip": heard.slip}
        for field, is_said in said.items():
            if row[field] is not None:
                scores[field] += Score(is_said and row[field], is_said and not row[field], row[field] and not is_said)
        if row["dates"] is not None:
            scores["dates"] += _score_dates(heard, set(row["dates"]))
    return scores


def _score_dates(heard: Interpretation, labelled: set[str]) -> Score:
    found = {str(mentioned.parsed_date.day) for mentioned in heard.dates if mentioned.parsed_date.day}
    return Score(len(found & labelled), len(found - labelled), len(labelled - found))


def proposals_in_talk(path: Path) -> tuple[int, int]:
    """Return the proposals that ordinary talk causes, and the number of messages; those that report something apart."""
    rows = [row for row in read_rows(path) if row.get("genuine", False) is False]
    return sum(interpret_message(row["text"], today=TODAY).proposal for row in rows), len(rows)


def main() -> None:
    rows = read_rows(UPDATES)
    for part in ("seen", "unseen"):
        chosen = [row for row in rows if row["part"] == part]
        print(f"{part}: {len(chosen)} updates")
        for field, score in score_rows(chosen).items():
            if score != Score():
                target = "P ≥ {:.2f}, R ≥ {:.2f}".format(*TARGETS[field])
                print(
                    f"  {field:9} P {score.precision:.2f}  R {score.recall:.2f}  "
                    f"({score.right} right, {score.extra} too many, {score.missed} missed; target {target})"
                )
    for path in (TALK, WHOLE_TALK):
        if path.exists():
            proposals, count = proposals_in_talk(path)
            print(
                f"{proposals} proposals in {count} messages of ordinary talk: {proposals / count:.2%} (target 0.20 %)"
            )


if __name__ == "__main__":
    main()
