"""Accuracy of capture in real updates and ordinary talk, scored by the script beside the data; prints the figures.

The rules were written against one half of the updates (by a hash of the id), and the other half was looked at once.
Both halves are held to the targets, so that rules fitted to single messages show.
"""

import hashlib
import importlib.util
import json
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from bot.offline import replay
from bot.offline.replay import ReplayMessage, message_record
from rules.capture import Interpretation, MilestoneIndex, index_milestones, interpret_message
from tests.datasets import SHARED, extra

UPDATES, CHATTER = SHARED / "project-updates/dev.jsonl", SHARED / "chatter.jsonl"
needs_updates, needs_chatter = extra(UPDATES), extra(CHATTER)
Row = dict[str, Any]


def read_rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def load_scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", UPDATES.with_name("score.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def half(row: Row) -> str:
    return "tuned on" if int(hashlib.sha256(row["id"].encode()).hexdigest(), 16) % 2 == 0 else "kept aside"


PARTS: dict[str, Callable[[Row], bool]] = {
    "all": lambda row: True,
    "explicit": lambda row: bool(row["explicit"]),
    "explicit, tuned on": lambda row: row["explicit"] and half(row) == "tuned on",
    "explicit, kept aside": lambda row: row["explicit"] and half(row) == "kept aside",
}
FIGURES = (
    "blockers_update",
    "help_wanted_update",
    "blockers",
    "help_wanted",
    "resolved_blockers",
    "status",
    "dates",
    "slip",
)


@pytest.fixture(scope="module")
def figures() -> dict[str, Row]:
    score, rows = load_scorer(), [row for row in read_rows(UPDATES) if row["labelled"]]
    predictions = {row["id"]: predict(row) for row in rows}
    return {
        name: score_rows(score, [row for row in rows if belongs(row)], predictions) for name, belongs in PARTS.items()
    }


def predict(row: Row) -> Row:
    message = ReplayMessage(row["id"], row["text"], row["author"], date.fromisoformat(row["date"]))
    return message_record(message, replay.interpret_message(message))


def score_rows(score: ModuleType, rows: list[Row], heard: dict[str, Row]) -> Row:
    span_figures = {field: score.spans(rows, heard, field, score.strict)[0] for field in score.FIELDS}
    update_figures = {f"{field}_update": score.updates(rows, heard, field) for field in score.FIELDS}
    return (
        {"updates": len(rows)}
        | span_figures
        | update_figures
        | {"status": score.status(rows, heard)}
        | score.other(rows, heard)
    )


def describe_figure(figure: Row) -> str:
    if "accuracy" in figure:
        false_positives = f"said where none: {figure['said_where_none']}/{figure['none']}"
        return f"{figure['right']}/{figure['labelled']} right, {false_positives}"
    shares = (figure[key] for key in ("precision", "recall", "f1"))
    precision, recall, f1 = ("-" if figure_share is None else f"{figure_share:.2f}" for figure_share in shares)
    return f"P {precision}  R {recall}  F1 {f1}  ({figure['tp']} right, {figure['fp']} too many, {figure['fn']} missed)"


@needs_updates
@pytest.mark.parametrize("part", PARTS)
def test_figures_of_real_updates_are_printed(
    part: str, figures: dict[str, Row], capsys: pytest.CaptureFixture[str]
) -> None:
    with capsys.disabled():
        print(f"\n{part}: {figures[part]['updates']} updates")
        for name in FIGURES:
            print(f"  {name:20} {describe_figure(figures[part][name])}")
    assert figures[part]["updates"] > 0


@needs_updates
@pytest.mark.parametrize("part", ["explicit", "explicit, tuned on", "explicit, kept aside"])
def test_blockers_and_help_are_found_in_real_updates(part: str, figures: dict[str, Row]) -> None:
    assert figures[part]["blockers_update"]["precision"] >= 0.85
    assert figures[part]["blockers_update"]["recall"] >= 0.75
    assert figures[part]["help_wanted_update"]["precision"] >= 0.95
    assert figures[part]["help_wanted_update"]["recall"] >= 0.75
    assert figures[part]["blockers"]["f1"] >= 0.55


def interpret_row(row: Row) -> Interpretation:
    return interpret_message(row["text"], today=datetime.fromtimestamp(float(row["ts"]), UTC).date())


@needs_chatter
def test_ordinary_talk_causes_no_proposals(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [row for row in read_rows(CHATTER) if row["genuine"] is not None]
    interpreted = [(row, interpret_row(row)) for row in rows]
    idle = [row for row, interpretation in interpreted if interpretation.proposal and not row["genuine"]]
    proposals = sum(interpretation.proposal for _, interpretation in interpreted)
    with capsys.disabled():
        print(
            f"\nchatter: {proposals} proposals, {len(idle)} idle, {proposals / len(rows):.2%} of {len(rows)} messages"
        )
    assert proposals < 0.005 * len(rows)
    assert not any(interpretation.explicit or interpretation.unclear for _, interpretation in interpreted)


def build_index(milestones: int) -> MilestoneIndex:
    words = ("alpha", "beta", "release", "api", "schema", "vendor", "audit", "cutover", "import", "mobile", "search")
    return index_milestones(
        [
            (f"M-{n}", f"{words[n % 11]} {words[n // 11 % 11]} {words[n % 7]} {n}", (words[n % 9] + str(n),))
            for n in range(milestones)
        ]
    )


@needs_chatter
def test_cost_per_message_does_not_grow_with_milestones(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Compare within one run, because a bound in milliseconds would measure how busy the machine is."""
    texts = [row["text"] for row in read_rows(CHATTER)[:1_000]]

    def cost(known: MilestoneIndex) -> float:
        started = time.thread_time()
        for text in texts:
            interpret_message(text, today=date(2026, 2, 20), milestone_index=known)
        return (time.thread_time() - started) / len(texts) * 1_000

    small_index, large_index = build_index(50), build_index(5_000)
    pairs = [(cost(small_index), cost(large_index)) for _ in range(3)]
    ratio = min(large / small for small, large in pairs)
    with capsys.disabled():
        print(f"\none message: {min(large for _, large in pairs):.3f} ms of one core, {ratio:.2f} of that at fifty")
    assert ratio < 2
