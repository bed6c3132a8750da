"""Tables of tests/data/faults, each with the values that it means."""

from datetime import date

import pytest

from rules.files.fields import BadPlan
from rules.files.imports import ImportedPlan, read, settle_days
from rules.plan import LinkType, Milestone
from tests.datasets import DATA

TODAY = date(2026, 3, 31)


def read_fault(name: str, *, day_first: bool | None = None) -> ImportedPlan:
    (path,) = (DATA / "faults").glob(f"{name}*")
    return settle_days(read(path.read_bytes(), name=path.name, day_first=day_first), today=TODAY)


def by_name(imported: ImportedPlan) -> dict[str, Milestone]:
    return {milestone.name: milestone for milestone in imported.plan.milestones}


def links_of(imported: ImportedPlan) -> list[tuple[str, str, LinkType, int]]:
    names = {milestone.id: milestone.name for milestone in imported.plan.milestones}
    return [(names[d.provider], names[d.consumer], d.type, d.lag) for d in imported.plan.dependencies]


def march(day: int) -> date:
    return date(2026, 3, day)


DUE = [
    ("b01", {"Choose the vendor": march(6), "Sign the contract": date(2026, 5, 29)}),
    ("b02", {"Design": march(6), "Launch": march(9)}),
    ("b03", {"Login page": march(2), "Signup page": march(4)}),
    ("b04", {"A": march(6), "B": march(11), "C": march(18)}),
    ("b05", {"Design": march(20), "Build": march(20)}),
    ("b06", {"A": march(2), "B": march(3), "C": march(4)}),
    ("b08", {"Pick the vendor": date(2026, 1, 16), "Sign the contract": date(2026, 1, 30)}),
    ("b09", {"A": march(6), "B": march(9)}),
    ("b11", {"Design": march(6), "Build": march(13)}),
    ("b13", {"Design": march(6), "Launch": march(20)}),
    ("b14", {"Kick-off": march(2)}),
    ("b15", {"Design": march(6)}),
    ("b16", {"A": None, "B": None}),
    ("b20", {"Design": march(6), "Build": march(20)}),
    ("b21", {"Entwurf": march(6), "Bau": march(24)}),
    ("b23", {"A": march(2), "B": march(3)}),
    ("b24", {"Design": march(6), "Build": march(20)}),
    ("b26", {"A": march(2), "B": march(3)}),
    ("b30", {"Design": march(6), "Launch": date(2026, 4, 1)}),
    ("b31", {"Design": date(2026, 12, 11), "Build": date(2026, 12, 25), "Launch": date(2026, 12, 28)}),
    ("b32-reimport-2", {"Design and review": date(2026, 12, 7), "Test": date(2026, 12, 14)}),
]


@pytest.mark.parametrize(("name", "due"), DUE, ids=[name for name, _ in DUE])
def test_names_and_due_dates_are_those_of_the_file(name: str, due: dict[str, date | None]) -> None:
    imported = read_fault(name)
    assert {milestone.name: milestone.forecast for milestone in imported.plan.milestones} == due
    assert not imported.unread


DONE = [
    ("b01", {"Choose the vendor": march(6)}),
    ("b06", {"A": march(2)}),
    ("b08", {"Pick the vendor": date(2026, 1, 20)}),
    ("b10", {"A": march(2), "B": march(2), "C": march(3), "D": march(3), "E": march(3), "F": march(3)}),
    ("b13", {"Design": march(6)}),
    ("b30", {"Design": march(6)}),
]


@pytest.mark.parametrize(("name", "done"), DONE, ids=[name for name, _ in DONE])
def test_done_rows_are_done_on_their_day(name: str, done: dict[str, date]) -> None:
    milestones = read_fault(name).plan.milestones
    assert {m.name: m.actual for m in milestones if m.done} == done
    assert {m.name for m in milestones if m.percent == 100} == done.keys()


LINKS = [
    ("b04", [("A", "B", LinkType.FS, -2), ("B", "C", LinkType.FS, 0)]),
    ("b08", [("Pick the vendor", "Sign the contract", LinkType.FS, 0)]),
    ("b09", [("A", "B", LinkType.FS, 0)]),
    ("b11", [("Design", "Build", LinkType.FS, 0)]),
    ("b20", [("Design", "Build", LinkType.FS, 0)]),
    ("b21", [("Entwurf", "Bau", LinkType.FS, 2)]),
    ("b26", [("A", "B", LinkType.FS, 0)]),
]


@pytest.mark.parametrize(("name", "links"), LINKS, ids=[name for name, _ in LINKS])
def test_links_have_their_type_and_lag(name: str, links: list[tuple[str, str, LinkType, int]]) -> None:
    assert links_of(read_fault(name)) == links


def test_what_cannot_be_held_is_said() -> None:
    (lag,) = read_fault("b20").remarks
    assert ("percent" in lag.text, lag.names) == (True, ("Build",))
    (table,) = read_fault("b24").remarks
    assert table.names == ("line 5: ID, Name, Default role, e-mail",)
    assert read_fault("b02").left_out == ("Milestone",)


def test_owners_percents_groups_and_starts_are_read() -> None:
    assert by_name(read_fault("b15"))["Design"].owner == "ann"
    assert by_name(read_fault("b08"))["Sign the contract"].owner == "Ben"
    assert [milestone.percent for milestone in read_fault("b06").plan.milestones] == [100, 50, 25]
    assert [project.name for project in read_fault("b30").plan.projects] == ["Group A", "Group B"]
    assert [milestone.duration for milestone in read_fault("b05").plan.milestones] == [5, 5]
    assert read_fault("b04").plan.program.start == march(2)
    assert read_fault("b16").plan.program.start == TODAY


def test_ids_of_the_file_are_kept() -> None:
    first, second = read_fault("b32-reimport-1"), read_fault("b32-reimport-2")
    assert first.source == second.source == "table b32-reimport"
    assert first.keys == second.keys == {"1": "1", "2": "2"}
    assert read_fault("b01").source == "tracker"
    assert set(read_fault("b23").keys.values()) == {"M-01", "M-1"}


def test_ambiguous_days_are_told_and_can_be_answered() -> None:
    unasked, month_first = read_fault("b17"), read_fault("b17", day_first=False)
    assert unasked.ambiguous_days
    assert [m.forecast for m in unasked.plan.milestones] == [date(2026, 4, 3), date(2026, 6, 5)]
    assert not month_first.ambiguous_days
    assert [m.forecast for m in month_first.plan.milestones] == [march(4), date(2026, 5, 6)]


@pytest.mark.parametrize(("name", "words"), [("b27", "MPX"), ("b28", "XER")])
def test_other_planners_files_are_named(name: str, words: str) -> None:
    with pytest.raises(BadPlan, match=words) as refused:
        read_fault(name)
    assert refused.value.instead
