"""The risk profile of a pack: one line for each cause, whatever the number of its alerts."""

from rules.packs.risk_profile import RiskLine, risk_profile


def alert(record: str, days: float, cause: str = "", level: str = "red") -> RiskLine:
    return RiskLine(record, level, f"{record} will be late", days, cause)


def test_new_risks_are_grouped_by_cause_and_counted() -> None:
    now = {line.record: line for line in (alert("M-5", 9, "M-3"), alert("M-3", 4, "M-3", "amber"), alert("M-8", 2))}
    entries = {f"R-{n}": RiskLine(f"R-{n}", "", "a risk", n) for n in (1, 2)}
    profile = risk_profile((now | {"M-6": alert("M-6", 1, "M-3")}, {}), (entries, {}))
    assert [(line.record, line.count) for line in profile.new] == [("M-3", 3), ("M-8", 1), ("R-2", 1), ("R-1", 1)]
    told = profile.new[0]
    assert (told.level, [line.record for line in told.others]) == ("red", ["M-5", "M-6"])
    assert profile.red == 3


def test_cause_that_lasts_is_no_part_of_what_is_new() -> None:
    before = {"M-3": alert("M-3", 4, "M-3")}
    profile = risk_profile((before | {"M-5": alert("M-5", 9, "M-3")}, before), ({}, {}))
    assert [line.record for line in profile.new] == ["M-5"]
    assert [line.record for line in profile.lasting] == ["M-3"]
    assert not profile.gone
