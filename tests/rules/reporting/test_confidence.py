"""Delivery confidence: five steps, each with a definition, and how people write them (B-52)."""

import pytest

from rules.refusal import Refusal
from rules.reporting.confidence import ConfidenceLevel, ConfidenceStatement, parse_confidence

WHY = "the vendor delivers every week"


@pytest.mark.parametrize(
    ("text", "program", "level"),
    [
        (f"PRG-1 amber-green because {WHY}", "PRG-1", ConfidenceLevel.AMBER_GREEN),
        (f"PRG-1 green/amber: {WHY}", "PRG-1", ConfidenceLevel.AMBER_GREEN),
        (f"PRG-1 red-amber because of {WHY}", "PRG-1", ConfidenceLevel.AMBER_RED),
        (f"Amber Red because {WHY}", "", ConfidenceLevel.AMBER_RED),
        (f"green because {WHY}", "", ConfidenceLevel.GREEN),
        (f"PRG-2 yellow, {WHY}", "PRG-2", ConfidenceLevel.AMBER),
        (f"Atlas red – {WHY}", "Atlas", ConfidenceLevel.RED),
    ],
)
def test_b52_statement_names_program_step_and_reason(text: str, program: str, level: ConfidenceLevel) -> None:
    assert parse_confidence(text) == ConfidenceStatement(program, level, WHY)


@pytest.mark.parametrize("text", ["", "PRG-1", "PRG-1 page 2", "Evergreen"])
def test_text_without_a_step_gives_nothing(text: str) -> None:
    assert parse_confidence(text) is None


def test_step_needs_a_reason() -> None:
    with pytest.raises(Refusal, match="say why"):
        parse_confidence("PRG-1 amber-green")


def test_b52_every_step_has_its_own_definition() -> None:
    assert len({level.definition for level in ConfidenceLevel}) == len(ConfidenceLevel) == 5
