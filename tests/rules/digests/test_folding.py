"""Facts of one record from several sources: told once, with all that was said of it."""

from dataclasses import replace

from rules.digests.editions import DigestIssue, LateMilestone, StatusGap
from rules.digests.folding import tell_once
from rules.digests.lines import lines_of
from rules.digests.sections import only_projects
from rules.plan import Milestone
from tests.rules.digests.sample_editions import CALM, FULL, IDENTITY


def issue(level: str, sentence: str, late: tuple[tuple[str, int], ...] = (), **more: object) -> DigestIssue:
    found = tuple(LateMilestone(Milestone(id, "PRJ-1", id), days) for id, days in late)
    return replace(DigestIssue("D-1", level, sentence, consequences=found, days=len(late)), **more)


def test_words_of_every_issue_of_a_record_stay() -> None:
    same = (
        issue("amber", "Auth API is unconfirmed", (("M-7", 1), ("M-8", 2)), label="Auth API"),
        issue("red", "Checkout waits for Auth API", (("M-9", 4), ("M-8", 2)), details=("It has no owner.",)),
    )
    once = tell_once(replace(CALM, troubles=same))
    (told,) = once.troubles
    assert (told.level, told.sentence, told.days) == ("red", "Auth API is unconfirmed", 2)
    assert told.details == ("Checkout waits for Auth API", "It has no owner.")
    assert [each.milestone.id for each in told.consequences] == ["M-9", "M-8", "M-7"]
    assert tell_once(once) == once


def test_silent_project_with_a_gap_is_named_once() -> None:
    edition = replace(CALM, gaps=(StatusGap(IDENTITY, "green", "red", ""),), silent=(IDENTITY,))
    assert [line.key for line in lines_of(tell_once(edition))] == ["gap:PRJ-1"]


def test_lead_reads_what_is_asked_of_them_elsewhere() -> None:
    ask = replace(FULL.asks[1], asked=("UANA",))
    edition = replace(FULL, asks=(FULL.asks[0], ask), colours={"PRJ-1": "red", "PRJ-2": "green"})
    part = only_projects(edition, projects={"PRJ-4"}, milestones=(), reader="UANA")
    assert part.asks == (ask,)
    assert part.colour_counts == ((1, "red"), (1, "green"))
    assert not only_projects(edition, projects={"PRJ-4"}, milestones=()).asks
