"""Expected finishes, and the grouping of trouble by its cause."""

from datetime import date

from rules.plan import Milestone
from rules.truth.colours import Colour, ComputedStatus
from rules.truth.finishes import ExpectedFinish, TroubleByCause, finish_of, trouble_by_cause


def milestone(id: str, day: int, *, computed: int | None = None, pushed_by: str | None = None) -> Milestone:
    moved = date(2026, 3, computed) if computed else None
    return Milestone(id, "PRJ-1", committed=date(2026, 3, day), computed=moved, pushed_by=pushed_by)


def test_finish_is_the_latest_of_what_is_open() -> None:
    done = Milestone("M-3", "PRJ-1", committed=date(2026, 4, 30), actual=date(2026, 4, 30))
    found = finish_of([milestone("M-1", 10, computed=20), milestone("M-2", 13), done])
    assert found == ExpectedFinish(date(2026, 3, 20), date(2026, 3, 13))
    assert finish_of([done]) == ExpectedFinish()


def test_each_troubled_milestone_is_under_its_cause_once() -> None:
    members = [milestone(f"M-{n}", 10, pushed_by=cause) for n, cause in enumerate(("M-1", "M-1", "M-9", None, None))]
    colours = (Colour.AMBER, Colour.RED, Colour.AMBER, Colour.AMBER, Colour.GREEN)
    statuses = {m.id: ComputedStatus(colour, "") for m, colour in zip(members, colours, strict=True)}
    assert trouble_by_cause(members, statuses) == (
        TroubleByCause("M-1", Colour.RED, ("M-1", "M-0")),
        TroubleByCause("M-3", Colour.AMBER, ("M-3",)),
        TroubleByCause("M-9", Colour.AMBER, ("M-2",)),
    )
