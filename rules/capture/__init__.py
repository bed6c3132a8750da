"""Capture: what a message says about the plan, from certain (explicit) to guessed (prose). Pure; saves nothing."""

from rules.capture.listening import listen
from rules.capture.milestone_index import NOTHING, Known, Named, index
from rules.capture.values import (
    Block,
    Certainty,
    Dated,
    Decided,
    Done,
    Doubt,
    Explicit,
    Heard,
    Owner,
    Percent,
    Raise,
    Slip,
    Span,
    Unblock,
    Unclear,
    Update,
)

__all__ = [
    "NOTHING",
    "Block",
    "Certainty",
    "Dated",
    "Decided",
    "Done",
    "Doubt",
    "Explicit",
    "Heard",
    "Known",
    "Named",
    "Owner",
    "Percent",
    "Raise",
    "Slip",
    "Span",
    "Unblock",
    "Unclear",
    "Update",
    "index",
    "listen",
]
