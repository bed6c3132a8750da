"""Checks of a profile: the parts without which a benefit cannot be verified, and words that measure nothing (B-90)."""

import re
from dataclasses import dataclass

from rules.benefits.profile import Benefit
from rules.refusal import Refusal

# Words that claim a direction without a measure.
_VAGUE = re.compile(
    r"\W*(?:(?:much|even|far|more|significantly|greatly|overall|general(?:ly)?)\s+)*"
    r"(?:better|improve[ds]?|improving|improvements?|enhance[ds]?|enhanc(?:ing|ements?)|optimi[sz](?:e[ds]?|ing|ation)|"
    r"great(?:er)?|good|nicer|happier|success(?:ful)?|quality|satisfaction|efficien(?:t|cy)|productiv(?:e|ity)|value|"
    r"easier|simpler|faster|modern(?:er|i[sz]ed)?|stronger|smoother)\b",
    re.IGNORECASE,
)
_VAGUE_TITLE = re.compile(r"\W*(?:better|improve[ds]?|improving|improvements?)\b", re.IGNORECASE)
_MAX_VAGUE_WORDS = 3
EXAMPLE = "the share of customers who cancel in a month"


@dataclass(frozen=True, slots=True)
class MissingPart:
    """A part of the profile that is missing, and what to write after the benefit's id to add it."""

    name: str
    example: str


def is_vague_title(name: str) -> bool:
    """Return whether a title begins with "better" or "improved": it says no more than that it is meant well."""
    return bool(_VAGUE_TITLE.match(name))


def is_vague_measure(words: str) -> bool:
    """Return whether a measure is only praise: "better", "improved quality", "more satisfaction"."""
    return bool(_VAGUE.match(words)) and len(words.split()) <= _MAX_VAGUE_WORDS


def require_measurable(words: str) -> None:
    """Raise Refusal for a measure that nobody could read off anywhere."""
    if words and is_vague_measure(words):
        raise Refusal(
            f"“{words[:60]}” can't be measured.",
            "Two people must read the same number.",
            f'Name what is counted: `kpi "{EXAMPLE}" unit %`.',
        )


def missing_parts(benefit: Benefit) -> tuple[MissingPart, ...]:
    """Return what the profile lacks before it can leave draft, in the order of the form (B-90)."""
    checks = (
        (benefit.description.strip(), "description", 'describe "why it matters"'),
        (benefit.outcome.strip(), "observable outcome", 'outcome "fewer customers cancel"'),
        (benefit.owner, "owner", "owner @bo"),
        (benefit.kpi.strip() and not is_vague_measure(benefit.kpi), "measure (KPI)", f'kpi "{EXAMPLE}"'),
        (benefit.unit.strip(), "unit", "unit %"),
        (
            benefit.baseline is not None and benefit.baseline_on and benefit.baseline_source.strip(),
            "baseline with its date and source",
            'baseline 4.2 on 1 Mar from "CRM report"',
        ),
        (_has_target(benefit), "target with its date", "target 3.8 by 31 Dec"),
        (benefit.measure.strip(), "where the readings come from", 'source "CRM report, sheet 2"'),
        (any(share > 0 for share in benefit.shares.values()), "share of each project", "share PRJ-1 100%"),
    )
    return tuple(MissingPart(name, example) for is_there, name, example in checks if not is_there)


def _has_target(benefit: Benefit) -> bool:
    return benefit.target is not None and benefit.target_on is not None and benefit.target != benefit.baseline
