"""Typed answers: what a short message without an id says of the question that is open."""

from datetime import date

import pytest

from rules.capture import Block, Done, Percent, Slip, UnclearForm
from rules.checkins.typed_answers import TypedAnswerKind, read_answer, read_report

TODAY = date(2026, 3, 10)


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        (TypedAnswerKind.YES, ("yes", "Yes!", "yep", "still a risk", "still true", "I can")),
        (TypedAnswerKind.NO, ("no", "Nope.", "no longer", "not any more")),
        (TypedAnswerKind.SAME, ("on track", "still on track", "we're still on track", "No change", "yes, on track")),
        (TypedAnswerKind.ALL_SAME, ("all fine", "No changes", "everything is fine", "all on track", "nothing changed")),
    ],
)
def test_agreement_is_read_as_its_kind(kind: TypedAnswerKind, texts: tuple[str, ...]) -> None:
    for text in texts:
        answer = read_answer(text, today=TODAY)
        assert answer is not None, text
        assert answer.kind is kind, text


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("done", Done),
        ("it's done", Done),
        ("done yesterday", Done),
        ("14 Mar", Slip),
        ("to 14 Mar", Slip),
        ("slip to 14 Mar because the vendor is late", Slip),
        ("60%", Percent),
        ("it is 60% done", Percent),
        ("blocked by Bo", Block),
        ("blocked", UnclearForm),
        ("160%", UnclearForm),
        ("Fri 14 Mar", UnclearForm),
    ],
)
def test_report_is_read_as_about_the_milestone(text: str, form: type) -> None:
    answer = read_answer(text, today=TODAY)
    assert answer is not None
    assert answer.kind is TypedAnswerKind.REPORT
    assert isinstance(read_report(answer.words, "M-7", today=TODAY), form)


OTHER_WORDS = (
    "thanks|ok|hello|help|status|deps|M-3 done|slip M-3 to 5 May|is it done?|next steps||owner @bo|forecast|new risk"
    "|risk: tokens leak|done\n60%|move|D-4 commit|away 3"
)


@pytest.mark.parametrize("text", OTHER_WORDS.split("|"))
def test_other_words_are_no_answer(text: str) -> None:
    assert read_answer(text, today=TODAY) is None
