"""Delivery confidence: five steps from red to green, each with its definition, given with a reason (B-52)."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from rules.refusal import Refusal

_LEVEL = r"green\s*[-/ ]\s*amber|amber\s*[-/ ]\s*green|red\s*[-/ ]\s*amber|amber\s*[-/ ]\s*red|green|amber|yellow|red"
_STATEMENT = re.compile(
    rf"(?P<program>.*?)\s*\b(?P<level>{_LEVEL})\b[\s:,;–-]*(?:because\b(?:\s+of\b)?)?\s*(?P<why>.*)",
    re.IGNORECASE | re.DOTALL,
)
EXAMPLE = "`confidence PRG-1 amber-green because the vendor delivers every week`"


class ConfidenceLevel(IntEnum):
    """A step of delivery confidence; the more, the better."""

    RED = 1
    AMBER_RED = 2
    AMBER = 3
    AMBER_GREEN = 4
    GREEN = 5

    @property
    def label(self) -> str:
        return self.name.lower().replace("_", "-")

    @property
    def definition(self) -> str:
        return DEFINITIONS[self.label]


DEFINITIONS = {
    "green": "Delivery on time, on budget and with its benefits is highly likely. Nothing threatens it seriously.",
    "amber-green": "Delivery is probable. Risks need constant attention so that they don't become serious issues.",
    "amber": "Delivery is feasible, but there are significant issues. They can be resolved if dealt with now.",
    "amber-red": "Delivery is in doubt: major risks or issues in several areas. Urgent action is needed.",
    "red": "Delivery as planned appears out of reach. The program may need a new scope, or an end.",
}


@dataclass(frozen=True, slots=True)
class DeliveryConfidence:
    """The delivery confidence that the manager of a program gave, with the name of who gave it."""

    level: ConfidenceLevel
    why: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ConfidenceStatement:
    """A statement like `confidence PRG-1 amber-green because …`; `program` is empty where none is named."""

    program: str
    level: ConfidenceLevel
    why: str


def parse_confidence(text: str) -> ConfidenceStatement | None:
    """Read a statement; None for text without a step. Raise Refusal without a reason, or with one for no step."""
    match = _STATEMENT.fullmatch(text.strip())
    if match is None:
        if " because " in f" {text.casefold()} ":
            raise Refusal("The five steps are red, amber-red, amber, amber-green and green.", "", f"Try {EXAMPLE}.")
        return None
    level = _level_of(match["level"])
    why = " ".join(match["why"].split())
    if not why:
        raise Refusal("Nothing saved: say why.", "", f"Try {EXAMPLE}.")
    return ConfidenceStatement(match["program"].strip(), level, why)


def _level_of(words: str) -> ConfidenceLevel:
    """Return the step that words name; "green-amber" is "amber-green"."""
    colours = sorted({"amber" if word == "yellow" else word for word in re.split(r"[^a-z]+", words.casefold())})
    return ConfidenceLevel["_".join(colours).upper()]
