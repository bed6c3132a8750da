"""Capture: statements about the plan in a message, from certain (explicit) to guessed (prose). Pure; saves nothing."""

from rules.capture.listening import interpret_message
from rules.capture.milestone_index import EMPTY_INDEX, MilestoneIndex, MilestoneMention, index_milestones
from rules.capture.values import (
    SOFT_DOUBTS,
    Block,
    Certainty,
    Decided,
    Done,
    ExplicitForm,
    FormDoubt,
    Interpretation,
    MentionedDate,
    Owner,
    Percent,
    Raise,
    Slip,
    Span,
    StructuredUpdate,
    Unblock,
    UnclearForm,
)

__all__ = [
    "EMPTY_INDEX",
    "SOFT_DOUBTS",
    "Block",
    "Certainty",
    "Decided",
    "Done",
    "ExplicitForm",
    "FormDoubt",
    "Interpretation",
    "MentionedDate",
    "MilestoneIndex",
    "MilestoneMention",
    "Owner",
    "Percent",
    "Raise",
    "Slip",
    "Span",
    "StructuredUpdate",
    "Unblock",
    "UnclearForm",
    "index_milestones",
    "interpret_message",
]
