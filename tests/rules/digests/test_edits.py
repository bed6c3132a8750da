"""Friday's edits merged with Monday's facts: nothing is lost that was not left out, and nothing is told twice."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from rules.digests.edited import SECTIONS_ITEM, SENTENCES_ITEM, DigestEdit, EditKind, ReturnedLine
from rules.digests.editions import DigestEdition, DigestIssue, MovedMilestone, RequestedAction
from rules.digests.edits import apply_edits, in_order, write_weights
from rules.digests.folding import tell_once
from rules.digests.line_words import line_words
from rules.digests.lines import DigestSection, section_key
from rules.plan import Milestone
from tests.rules.digests.sample_editions import FULL

FRIDAY = date(2026, 3, 6)
RECORDS = st.integers(1, 8)
LINE_KINDS = st.sampled_from((EditKind.REMOVE, EditKind.CORRECT, EditKind.KEEP))


def edition_of(
    asks: Sequence[int], troubles: Sequence[int], moved: Sequence[int], soon: Sequence[int]
) -> DigestEdition:
    """Return an edition with these records; an issue tells the move of its milestone, if that moved."""
    moves = {n: MovedMilestone(Milestone(f"M-{n}", "PRJ-1", f"Step {n}"), None, FRIDAY, n, "", "") for n in moved}
    edition = replace(
        FULL,
        asks=tuple(RequestedAction(f"B-{n}", "M-1", f"question {n}", "Kenji") for n in asks),
        troubles=tuple(
            DigestIssue(f"M-{n}", "red", f"Step {n} (M-{n}): {n} days late", move=moves.get(n)) for n in troubles
        ),
        moved=tuple(moves.values()),
        soon=tuple(Milestone(f"M-{n}", "PRJ-1", f"Step {n}", forecast=FRIDAY) for n in soon),
    )
    return tell_once(edition)


numbers = st.lists(RECORDS, unique=True)
editions = st.builds(edition_of, numbers, numbers, numbers, numbers)


@st.composite
def edits(draw: st.DrawFn) -> tuple[DigestEdit, ...]:
    """Draw edits made on another edition, some of them about lines that are not there any more."""
    lines = line_words(draw(editions))
    line_edits = [
        DigestEdit(
            draw(LINE_KINDS),
            key,
            str(line.weight),
            line.words,
            draw(st.sampled_from(("", "delivery", "executive"))),
            "U1",
            "Priya",
            FRIDAY,
        )
        for key, line in lines.items()
        if draw(st.booleans())
    ]
    section = draw(st.sampled_from(tuple(DigestSection)))
    section_edits = [
        DigestEdit(EditKind.SUMMARISE, section_key(section), "in short", write_weights(lines.values()), by="U1"),
        DigestEdit(EditKind.ADD, section_key(section), "one more", by="U1", author="Priya"),
        DigestEdit(EditKind.ORDER, section_key(section), " ".join(draw(st.permutations(tuple(lines))))),
        DigestEdit(EditKind.ORDER, SECTIONS_ITEM, " ".join(draw(st.permutations([s.value for s in DigestSection])))),
    ]
    chosen = [*line_edits, *(edit for edit in section_edits if draw(st.booleans()))]
    return tuple(replace(edit, id=number) for number, edit in enumerate(chosen, 1))


@given(editions, edits())
def test_no_line_is_lost_or_told_twice(edition: DigestEdition, made: tuple[DigestEdit, ...]) -> None:
    before, edited = line_words(edition), apply_edits(edition, made, audience="delivery")
    after, parts = line_words(edited), edited.edited
    left_out = {line.key for line in parts.left_out}
    summarised = {key for summary in parts.summaries.values() for key in summary.lines}
    assert left_out <= {edit.item for edit in made if edit.kind is EditKind.REMOVE}
    assert left_out.isdisjoint(summarised)
    assert before.keys() == {*after, *left_out, *summarised}
    assert set(after).isdisjoint(left_out | summarised)
    assert len(edited.troubles) == len({issue.record for issue in edited.troubles})
    assert set(parts.sections) == {section.value for section in DigestSection}


@given(editions, edits())
def test_editing_twice_changes_nothing(edition: DigestEdition, made: tuple[DigestEdit, ...]) -> None:
    once = apply_edits(edition, made, audience="delivery")
    assert apply_edits(once, made, audience="delivery") == once


@given(editions)
def test_without_edits_the_facts_stay(edition: DigestEdition) -> None:
    edited = apply_edits(edition, (), audience="executive")
    assert replace(edited, edited=edition.edited) == edition


@given(st.lists(RECORDS, unique=True), st.lists(RECORDS, unique=True))
def test_reordering_keeps_every_item(keys: list[int], wanted: list[int]) -> None:
    names = [str(key) for key in keys]
    ordered = in_order(keys, names, [str(key) for key in wanted])
    assert sorted(ordered) == sorted(keys)
    assert [key for key in ordered if key in wanted] == [key for key in wanted if key in keys]


def remove(key: str, edition: DigestEdition) -> DigestEdit:
    return DigestEdit(EditKind.REMOVE, key, str(line_words(edition)[key].weight), author="Priya")


def test_worse_line_of_a_summary_names_its_author() -> None:
    friday, monday = edition_of((), (4, 5), (), ()), edition_of((), (4, 5), (), ())
    worse = replace(monday.troubles[0], sentence="Step 4 (M-4): 9 days late")
    summary = DigestEdit(EditKind.SUMMARISE, "section:late", "All known.", write_weights(line_words(friday).values()))
    edited = apply_edits(
        replace(monday, troubles=(worse, monday.troubles[1])), (replace(summary, author="Priya"),), audience=""
    )
    assert [issue.record for issue in edited.troubles] == ["M-4"]
    assert edited.edited.returned == {"trouble:M-4": ReturnedLine("Priya", is_summarised=True)}


def test_new_year_makes_no_conflict() -> None:
    soon = Milestone("M-4", "PRJ-1", "Step 4", forecast=date(2027, 1, 8))
    old_year, new_year = (replace(FULL, soon=(soon,), period=period) for period in ("2026-W53", "2027-W01"))
    words = line_words(old_year)["soon:M-4"].words
    assert words != line_words(new_year)["soon:M-4"].words
    edit = DigestEdit(EditKind.CORRECT, "soon:M-4", "Step 4 is next.", words)
    for edition in (old_year, new_year):
        assert not apply_edits(edition, (edit,), audience="").edited.corrected["soon:M-4"].now
    moved = replace(new_year, soon=(replace(soon, forecast=date(2028, 1, 8)),))
    assert apply_edits(moved, (edit,), audience="").edited.corrected["soon:M-4"].now


def test_line_returns_when_it_got_worse() -> None:
    friday, worse = edition_of((), (4,), (), ()), edition_of((), (4,), (), ())
    worse = replace(worse, troubles=(replace(worse.troubles[0], sentence="Step 4 (M-4): 9 days late"),))
    edits_made = (remove("trouble:M-4", friday),)
    assert not apply_edits(friday, edits_made, audience="delivery").troubles
    returned = apply_edits(worse, edits_made, audience="delivery")
    assert returned.troubles
    assert returned.edited.returned == {"trouble:M-4": ReturnedLine("Priya")}
    assert not returned.edited.left_out


def test_move_told_by_a_left_out_issue_stays_out() -> None:
    edition = edition_of((), (4,), (4, 5), ())
    edited = apply_edits(edition, (remove("trouble:M-4", edition),), audience="delivery")
    assert [move.milestone.id for move in edited.moved] == ["M-5"]


def test_corrected_line_shows_both_when_facts_changed() -> None:
    edition = edition_of((), (4,), (), ())
    words = line_words(edition)["trouble:M-4"].words
    for original, now in ((words, ""), ("3 days late", words)):
        correction = DigestEdit(EditKind.CORRECT, "trouble:M-4", "a bit late", original, author="Priya", day=FRIDAY)
        line = apply_edits(edition, (correction,), audience="delivery").edited.corrected["trouble:M-4"]
        assert (line.text, line.now) == ("a bit late", now)


def test_one_voice_overrides_what_was_edited_for_both() -> None:
    both = DigestEdit(EditKind.REMOVE, "ask:B-1", "0", author="Priya", id=1)
    kept = DigestEdit(EditKind.KEEP, "ask:B-1", audience="executive", id=2)
    assert len(apply_edits(FULL, (both, kept), audience="delivery").asks) == 1
    assert apply_edits(FULL, (both, kept), audience="executive").asks == FULL.asks


def test_own_sentences_replace_drafted_ones() -> None:
    drafted = apply_edits(FULL, (), audience="delivery").edited.sentences
    assert [words.author for words in drafted] == ["", ""]
    own = DigestEdit(EditKind.SENTENCE, SENTENCES_ITEM, "We split it.", author="Priya")
    (words,) = apply_edits(FULL, (own,), audience="delivery").edited.sentences
    assert (words.text, words.author) == ("We split it.", "Priya")
