"""Active alerts: one per cause and program, their reach, long chains, and colours."""

from dataclasses import replace
from datetime import date

import pytest

from rules.alerts.active import ActiveAlert, active_alerts, connected_to, downstream_programs
from rules.alerts.analysis import schedule_plan
from rules.plan import Dependency, Milestone, Plan, Program, Project
from rules.schedule.chains import long_chains

MONDAY = date(2026, 3, 2)
PROJECTS = tuple(Project(f"PRJ-{n}", f"Project {n}", "PRG-1", lead=f"U{n}") for n in (1, 2, 3, 4))


def milestone(number: int, day: date | None, project: int = 1, **more: object) -> Milestone:
    return Milestone(f"M-{number}", f"PRJ-{project}", f"Part {number}", committed=day, forecast=day, **more)  # type: ignore[arg-type]


def plan(*milestones: Milestone, links: str = "", projects: tuple[Project, ...] = PROJECTS) -> Plan:
    """Build a plan; `links` such as "1>2 2>3" make the second milestone depend on the first."""
    pairs = [pair.split(">") for pair in links.split()]
    dependencies = tuple(
        Dependency(f"D-{number}", f"M-{provider}", f"M-{consumer}")
        for number, (provider, consumer) in enumerate(pairs, 1)
    )
    return Plan(Program("PRG-1", "Atlas", MONDAY), projects, milestones, dependencies)


def alerts_by_key(of: Plan, *, thorough: bool = False) -> dict[str, ActiveAlert]:
    return {active.key: active for active in active_alerts(schedule_plan(of, today=MONDAY), thorough=thorough)}


SLIPPED = plan(
    replace(milestone(1, date(2026, 3, 13)), forecast=date(2026, 4, 10)),
    milestone(2, date(2026, 3, 20), 2),
    milestone(3, date(2026, 3, 27), 3),
    links="1>2 2>3",
)


def test_late_start_replaces_the_alert_for_its_missed_date() -> None:
    alerts = alerts_by_key(SLIPPED)
    assert set(alerts) == {"late_start:D-1", "late_start:D-2", "negative_float:M-1"}
    assert alerts["negative_float:M-1"].alert.sentence.endswith("Also late because of it: Part 3 (M-3).")
    assert alerts["late_start:D-1"].alert.level == "red"
    assert "15 days late" in alerts["late_start:D-1"].alert.sentence


def test_knock_on_delay_names_its_cause_and_is_not_posted() -> None:
    knock_on = alerts_by_key(SLIPPED)["late_start:D-2"]
    assert (knock_on.alert.kind, knock_on.alert.level, knock_on.needs_post) == ("pushed start", "red", False)
    assert "caused by Part 1 (M-1)" in knock_on.alert.sentence


def test_owner_is_not_notified_about_their_own_late_date() -> None:
    alerts = alerts_by_key(SLIPPED)
    assert not alerts["negative_float:M-1"].needs_post
    assert alerts["late_start:D-1"].needs_post
    assert alerts["late_start:D-1"].projects == ("PRJ-2", "PRJ-1")


def test_dates_missed_for_one_cause_share_one_alert() -> None:
    slipped = replace(milestone(1, None), forecast=date(2026, 4, 10), duration=2)
    followers = [replace(milestone(n, date(2026, 3, 20 + n), 2), forecast=None) for n in range(2, 8)]
    alerts = alerts_by_key(plan(slipped, *followers, links="1>2 2>3 2>4 2>5 2>6 2>7"))
    missed = [active for key, active in alerts.items() if key.startswith("negative_float")]
    assert len(missed) == 1
    assert "Also late because of it: " in missed[0].alert.sentence
    assert "and 1 more." in missed[0].alert.sentence


def test_expected_date_on_the_committed_day_raises_no_alert() -> None:
    assert alerts_by_key(plan(milestone(1, date(2026, 3, 13)))) == {}


@pytest.mark.parametrize(("project", "level"), [(2, "amber"), (1, None)])
def test_small_slack_is_reported_between_projects_only(project: int, level: str | None) -> None:
    tight = plan(milestone(1, date(2026, 3, 13)), milestone(2, date(2026, 3, 16), project), links="1>2")
    alert = alerts_by_key(tight).get("late_start:D-1")
    assert (alert.alert.level if alert else None) == level


def test_done_milestone_raises_no_late_start() -> None:
    done = replace(milestone(1, date(2026, 3, 13)), actual=MONDAY)
    assert not alerts_by_key(plan(done, milestone(2, MONDAY, 2), links="1>2"))


def test_full_refresh_yields_each_alert_key_once() -> None:
    alerts = active_alerts(schedule_plan(SLIPPED, today=MONDAY), thorough=True)
    keys = [active.key for active in alerts]
    assert len(keys) == len(set(keys))
    sentences = [active.alert.sentence for active in alerts]
    assert len(sentences) == len(set(sentences))


ELSEWHERE = (*PROJECTS[:2], replace(PROJECTS[2], program="PRG-2"), replace(PROJECTS[3], program="PRG-3"))


def test_links_connect_milestones_in_both_directions() -> None:
    links = (("M-1", "M-2"), ("M-3", "M-2"), ("M-4", "M-5"))
    assert connected_to(links, ["M-3"]) == {"M-1", "M-2", "M-3"}
    assert connected_to(links, ["M-6"]) == {"M-6"}


def test_programs_that_depend_on_another_are_downstream_of_it() -> None:
    milestones = [milestone(n, MONDAY, n) for n in (1, 2, 3, 4)]
    one_link = plan(*milestones, links="1>3", projects=ELSEWHERE)
    assert downstream_programs(one_link) == ("PRG-2",)
    assert downstream_programs(plan(*milestones, links="3>1", projects=ELSEWHERE)) == ()
    assert downstream_programs(plan(*milestones, links="1>3 3>4", projects=ELSEWHERE)) == ("PRG-2", "PRG-3")


def test_alerts_of_another_program_are_left_out() -> None:
    slipped = replace(SLIPPED, projects=(*PROJECTS[:2], replace(PROJECTS[2], program="PRG-2")))
    assert not any(active.alert.subject == "M-3" for active in alerts_by_key(slipped).values())


def test_long_chain_has_three_links_over_three_projects() -> None:
    milestones = [milestone(n, MONDAY, min(n, 3)) for n in (1, 2, 3, 4)]
    assert long_chains(plan(*milestones, links="1>2 2>3 3>4")) == (("M-1", "M-2", "M-3", "M-4"),)
    assert long_chains(plan(*milestones, links="1>2 2>3")) == ()
    two_projects = [milestone(n, MONDAY, 1 + n % 2) for n in (1, 2, 3, 4)]
    assert long_chains(plan(*two_projects, links="1>2 2>3 3>4")) == ()
