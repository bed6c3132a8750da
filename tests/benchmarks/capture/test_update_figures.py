"""The labelled updates of `tests/data/updates.jsonl`: capture keeps the figures that README gives."""

import pytest

from tests.benchmarks.capture import figures

ROWS = figures.read_rows(figures.UPDATES)


@pytest.mark.parametrize("field", ["blockers", "help", "slip"])
def test_labelled_updates_that_were_seen_meet_targets(field: str) -> None:
    score = figures.score_rows(row for row in ROWS if row["part"] == "seen")[field]
    precision, recall = figures.TARGETS[field]
    assert score.right >= 20
    assert score.precision >= precision
    assert score.recall >= recall


def test_labelled_days_are_days_of_a_plan() -> None:
    score = figures.score_rows(ROWS)["dates"]
    assert score.right >= 10
    assert score.precision >= figures.TARGETS["dates"][0]


@pytest.mark.parametrize("field", ["blockers", "help"])
def test_updates_of_unseen_writers_meet_targets(field: str) -> None:
    score = figures.score_rows(row for row in ROWS if row["part"] == "unseen")[field]
    precision, recall = figures.TARGETS[field]
    assert score.precision >= precision
    assert score.recall >= recall


def test_ordinary_talk_of_the_project_yields_no_proposal() -> None:
    proposals, count = figures.proposals_in_talk(figures.TALK)
    assert count > 50
    assert proposals == 0
