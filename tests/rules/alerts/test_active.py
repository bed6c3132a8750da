"""Which alerts stand: one for each cause, of the own program; how far that reaches; long chains; colours."""

from dataclasses import replace
from datetime import date

import pytest

from rules.alerts.active import ActiveAlert, active_alerts, connected_to, downstream_programs
from rules.alerts.analysis import schedule_plan
from rules.alerts.lead_time import Colour
from rules.alerts.milestone_status import ComputedStatus, status_by_targets, worse_status
from rules.plan import Dependency, Milestone, Plan, Program, Project
from rules.schedule.chains import long_chains

MONDAY = date(2026, 3, 2)
PROJECTS = tuple(Project(f"PRJ-{n}", f"Project {n}", "PRG-1", lead=f"U{n}") for n in (1, 2, 3, 4))


def milestone(number: int, day: date | None, project: int = 1, **more: object) -> Milestone:
    return Milestone(f"M-{number}", f"PRJ-{project}", f"Part {number}", committed=day, forecast=day, **more)  # type: ignore[arg-type]


def plan(*milestones: Milestone, links: str = "", projects: tuple[Project, ...] = PROJECTS) -> Plan:
    """`links` as "1>2 2>3": the second waits for the first."""
    pairs = [pair.split(">") for pair in links.split()]
    made = tuple(Dependency(f"D-{n}", f"M-{a}", f"M-{b}") for n, (a, b) in enumerate(pairs, 1))
    return Plan(Program("PRG-1", "Atlas", MONDAY), projects, milestones, made)


def found(of: Plan, *, thorough: bool = False) -> dict[str, ActiveAlert]:
    return {one.key: one for one in active_alerts(schedule_plan(of, today=MONDAY), thorough=thorough)}


SLIPPED = plan(
    replace(milestone(1, date(2026, 3, 13)), forecast=date(2026, 4, 10)),
    milestone(2, date(2026, 3, 20), 2),
    milestone(3, date(2026, 3, 27), 3),
    links="1>2 2>3",
)


def test_a_late_start_says_what_its_broken_promise_would_say_again() -> None:
    alerts = found(SLIPPED)
    assert set(alerts) == {"late_start:D-1", "late_start:D-2", "negative_float:M-1"}
    assert alerts["negative_float:M-1"].alert.sentence.endswith("For the same cause Part 3 (M-3) misses its own.")
    assert alerts["late_start:D-1"].alert.level == "red"
    assert "15 wd short" in alerts["late_start:D-1"].alert.sentence


def test_what_only_follows_is_amber_and_not_told() -> None:
    follows = found(SLIPPED)["late_start:D-2"]
    assert (follows.alert.level, follows.needs_post) == ("amber", False)
    assert "pushed there by Part 1 (M-1)" in follows.alert.sentence


def test_a_promise_broken_by_its_own_date_is_not_told_to_who_gave_it() -> None:
    alerts = found(SLIPPED)
    assert not alerts["negative_float:M-1"].needs_post
    assert alerts["late_start:D-1"].needs_post
    assert alerts["late_start:D-1"].projects == ("PRJ-2", "PRJ-1")


def test_promises_broken_by_one_cause_are_one_alert_that_names_them() -> None:
    slipped = replace(milestone(1, None), forecast=date(2026, 4, 10), duration=2)
    rest = [replace(milestone(n, date(2026, 3, 20 + n), 2), forecast=None) for n in range(2, 8)]
    alerts = found(plan(slipped, *rest, links="1>2 2>3 2>4 2>5 2>6 2>7"))
    broken = [one for key, one in alerts.items() if key.startswith("negative_float")]
    assert len(broken) == 1
    assert "For the same cause" in broken[0].alert.sentence
    assert "and 1 more miss theirs" in broken[0].alert.sentence


def test_a_date_on_the_very_day_of_its_promise_is_no_thin_float() -> None:
    assert found(plan(milestone(1, date(2026, 3, 13)))) == {}


@pytest.mark.parametrize(("project", "level"), [(2, "amber"), (1, None)])
def test_little_room_is_told_between_projects_only(project: int, level: str | None) -> None:
    tight = plan(milestone(1, date(2026, 3, 13)), milestone(2, date(2026, 3, 16), project), links="1>2")
    alert = found(tight).get("late_start:D-1")
    assert (alert.alert.level if alert else None) == level


def test_what_is_done_raises_no_late_start() -> None:
    done = replace(milestone(1, date(2026, 3, 13)), actual=MONDAY)
    assert not found(plan(done, milestone(2, MONDAY, 2), links="1>2"))


def test_every_key_is_there_once_also_in_the_full_refresh() -> None:
    alerts = active_alerts(schedule_plan(SLIPPED, today=MONDAY), thorough=True)
    keys = [one.key for one in alerts]
    assert len(keys) == len(set(keys))
    sentences = [one.alert.sentence for one in alerts]
    assert len(sentences) == len(set(sentences))


ELSEWHERE = (*PROJECTS[:2], replace(PROJECTS[2], program="PRG-2"), replace(PROJECTS[3], program="PRG-3"))


def test_what_is_linked_is_reached_whichever_waits() -> None:
    links = (("M-1", "M-2"), ("M-3", "M-2"), ("M-4", "M-5"))
    assert connected_to(links, ["M-3"]) == {"M-1", "M-2", "M-3"}
    assert connected_to(links, ["M-6"]) == {"M-6"}


def test_the_programs_that_wait_for_one_are_downstream_of_it() -> None:
    four = [milestone(n, MONDAY, n) for n in (1, 2, 3, 4)]
    whole = plan(*four, links="1>3", projects=ELSEWHERE)
    assert downstream_programs(whole) == ("PRG-2",)
    assert downstream_programs(plan(*four, links="3>1", projects=ELSEWHERE)) == ()
    assert downstream_programs(plan(*four, links="1>3 3>4", projects=ELSEWHERE)) == ("PRG-2", "PRG-3")


def test_alerts_of_another_program_stand_there() -> None:
    late = replace(SLIPPED, projects=(*PROJECTS[:2], replace(PROJECTS[2], program="PRG-2")))
    assert not any(one.alert.subject == "M-3" for one in found(late).values())


def test_only_chains_of_more_than_two_links_over_three_projects_are_long() -> None:
    four = [milestone(n, MONDAY, min(n, 3)) for n in (1, 2, 3, 4)]
    assert long_chains(plan(*four, links="1>2 2>3 3>4")) == (("M-1", "M-2", "M-3", "M-4"),)
    assert long_chains(plan(*four, links="1>2 2>3")) == ()
    same = [milestone(n, MONDAY, 1 + n % 2) for n in (1, 2, 3, 4)]
    assert long_chains(plan(*same, links="1>2 2>3 3>4")) == ()


def test_a_project_is_red_when_others_break_its_promise_and_not_for_its_own_small_slip() -> None:
    facts = schedule_plan(SLIPPED, today=MONDAY)
    colours = {project: status.colour for project, status in status_by_targets(facts).items()}
    assert colours == {
        "PRJ-1": Colour.GREEN,
        "PRJ-2": Colour.RED,
        "PRJ-3": Colour.RED,
        "PRJ-4": Colour.GREY,
    }
    unlikely = status_by_targets(facts, on_time_shares={"M-1": 0.4})["PRJ-1"]
    assert unlikely.colour is Colour.RED
    assert "40% of runs keep it" in unlikely.why


RED, AMBER, GREEN, GREY = Colour.RED, Colour.AMBER, Colour.GREEN, Colour.GREY


@pytest.mark.parametrize(
    ("targets", "items", "shown"),
    [
        (RED, GREEN, RED), (AMBER, RED, RED), (AMBER, AMBER, AMBER), (GREEN, AMBER, AMBER),
        (GREY, GREEN, GREEN), (GREEN, GREY, GREY), (RED, GREY, RED),
    ],
)  # fmt: skip
def test_the_worse_of_network_and_items_is_shown(targets: Colour, items: Colour, shown: Colour) -> None:
    assert worse_status(ComputedStatus(targets, "network"), ComputedStatus(items, "items")).colour is shown
