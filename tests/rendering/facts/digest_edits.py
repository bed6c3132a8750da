"""Facts for the templates with which a digest is edited, and for editions that were."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

from handlers.common.pages import Page
from handlers.digests.conflicts import EditConflict
from handlers.digests.draft_form import LineField, SectionField
from handlers.digests.edit_list import ListedEdit
from rules.digests import layout as layouts
from rules.digests.choices import LineFate
from rules.digests.edited import (
    CorrectedLine,
    DigestEdit,
    EditedParts,
    EditKind,
    LeftOutLine,
    OwnWords,
    ReturnedLine,
    SectionSummary,
)
from rules.digests.line_words import LineWords
from tests.rendering.facts import digests
from tests.rendering.scenes import message, thing, view

FRIDAY, MONDAY = date(2026, 3, 6), date(2026, 3, 9)


def desk(**facts: Any) -> SimpleNamespace:
    whole = {"program": thing(id="PRG-1", name="Atlas"), "day": MONDAY, "is_whole": True, "sentences": ""}
    return thing(**{**whole, **facts})


SECTIONS = (
    SectionField("needs", 2, 1, 0, 0, is_summarised=False),
    SectionField("late", 7, 0, 2, 1, is_summarised=True),
    SectionField("finish", 0, 0, 0, 0, is_summarised=False),
)
LINES = (
    LineField("trouble:M-1", "Auth API (M-1)", "10 days late", "10 days late", LineFate.KEEP, "1a2b3c4d"),
    LineField("trouble:M-2", "Checkout (M-2)", "2 days late", "Two days late", LineFate.OUT, "2a2b3c4d", "Priya"),
)
LISTED = (
    ListedEdit(1, "sentence", "", "sentences", "We split the rehearsal.", "", "", "Priya", FRIDAY),
    ListedEdit(2, "correct", "Auth API", "late", "The vendor is late.", "10 days late", "executive", "Priya", FRIDAY),
    ListedEdit(3, "remove", "Checkout", "late", "", "2 days late", "", "Kenji", FRIDAY),
    ListedEdit(4, "summarise", "", "soon", "All as planned.", "", "", "Priya", FRIDAY),
    ListedEdit(5, "order", "", "sections", "", "", "", "Priya", FRIDAY),
)
EDITED = EditedParts(
    sentences=(OwnWords("We bought two days by splitting the rehearsal.", "Priya"),),
    corrected={
        "trouble:M-1": CorrectedLine("The vendor owes us (M-1) two weeks.", "Priya", FRIDAY, "10 days late"),
        "overdue:M-9": CorrectedLine("Refunds wait for the bank.", "Priya", FRIDAY, "before"),
        "outlook:PRG-1": CorrectedLine("We still aim for 16 March.", "Priya", FRIDAY, "before"),
        "moved:M-7": CorrectedLine("Training moved a week.", "Priya", FRIDAY, "before", "now"),
    },
    left_out=(LeftOutLine("soon:M-9", "Priya"), LeftOutLine("ask:B-2", "Kenji"), LeftOutLine("ask:B-3", "Priya")),
    returned={"trouble:PRJ-2": ReturnedLine("Priya"), "trouble:BEN-1": ReturnedLine("Priya", is_summarised=True)},
    summaries={"soon": SectionSummary("Nothing of note until April (M-9).", "Priya", frozenset({"soon:M-9"}))},
    added={"changed": (OwnWords("The office moves on 1 April.", "Priya"), OwnWords("M-7 has a new room.", "Kenji"))},
    sections=("late", "needs", "changed", "updates", "finish", "value", "money", "people", "soon"),
)
# What would not fit in the message beside the edits.
SHORT = replace(digests.FULL, chains=(), decided=(), doubts=(), value=(), money=(), updates=(), goals=(), gaps=())
DRAFTED = EditedParts(sentences=(OwnWords("Since Mon 2 Mar 2026, 2 dates moved."), OwnWords("1 answer is needed.")))

CONFLICTS = (
    EditConflict(
        DigestEdit(
            EditKind.CORRECT,
            "trouble:M-1",
            "The vendor owes us two weeks.",
            "10 days late",
            author="Priya",
            day=FRIDAY,
            id=1,
        ),
        LineWords("trouble:M-1", "15 days late"),
    ),
    EditConflict(
        DigestEdit(
            EditKind.REMOVE,
            "trouble:M-2",
            "2.0",
            "Checkout: 2 days late",
            "executive",
            author="Kenji",
            day=FRIDAY,
            id=2,
        ),
        LineWords("trouble:M-2", "Checkout: 9 days late", 9.0),
    ),
)

SCENES = (
    *(
        message("digests/conflicts", program=thing(id="PRG-1", name="Atlas"), conflicts=found, today=MONDAY)
        for found in (CONFLICTS, ())
    ),
    *(
        message("digests/conflict_settled", program=thing(id="PRG-1", name="Atlas"), is_kept=is_kept)
        for is_kept in (True, False)
    ),
    view(
        "digests/edit_form",
        desk=desk(),
        sections=SECTIONS,
        drafted="1 answer is needed.",
        voice="both",
        saved="late",
        today=MONDAY,
        metadata="C01 PRG-1 both 2026-W11",
    ),
    view(
        "digests/edit_form",
        desk=desk(is_whole=False),
        sections=SECTIONS[:1],
        drafted="",
        voice="executive",
        saved="",
        today=MONDAY,
        metadata="C01 PRG-1 executive 2026-W11",
    ),
    view(
        "digests/edit_form",
        desk=desk(is_whole=False),
        sections=(),
        drafted="",
        voice="both",
        saved="",
        today=MONDAY,
        metadata="C01 PRG-1 both 2026-W11",
    ),
    *(
        view(
            "digests/edit_section",
            desk=desk(is_whole=whole),
            section="late",
            page=Page(LINES, number, 2, total),
            summary="Two things are late.",
            added="One more.",
            place=2,
            places=9,
            voice=voice,
            today=MONDAY,
            metadata="C01 PRG-1 both late 1 2026-W11",
        )
        for number, total, whole, voice in ((1, 2, True, "both"), (2, 5, True, "executive"), (1, 2, False, "both"))
    ),
    message("digests/edit_saved", desk=desk(sentences="We split it."), sections=SECTIONS, today=MONDAY, voice=""),
    message("digests/edit_saved", desk=desk(), sections=SECTIONS, today=MONDAY, voice="executive"),
    message("digests/edit_list", desk=desk(), listed=LISTED, today=MONDAY),
    message("digests/edit_list", desk=desk(), listed=(), today=MONDAY),
    *(
        message(
            f"digests/{voice}",
            **digests.facts_of(replace(SHORT, edited=edited), layouts.SIZES[2]),
            marks=(),
            lines={},
            ref="PRG-1 2026-W11:-",
        )
        for voice in ("delivery", "executive")
        for edited in (EDITED, DRAFTED)
    ),
)
