"""Alerts on a real store: previews equal the applied slip; alerts open once, close, and leave a history."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select
from sqlmodel import Session, col

import storage.audit
import storage.plan
import storage.risks
from handlers.common import public_holidays
from handlers.common.requests import Source
from handlers.plan import milestone_updates
from handlers.schedule import recompute
from rules.capture import Slip, serialization
from rules.people import Person
from rules.plan import CalendarSpec, Dependency, LinkType, Milestone, Plan, Program, Project
from rules.time.calendars import Calendar
from storage.engine.database import Store, open_store
from storage.risks import StoredAlert
from storage.tables.plan import DependencyRow, ForecastRow, MilestoneRow, ProgramRow, ProjectRow
from storage.tables.risks import AlertRow
from storage.tables.updates import UpdateRow
from tests import databases
from tests.forms import form

TEAM, NOW = "T1", datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
TODAY = NOW.date()
ANA = Person("U1", TEAM, "Ana", zone="UTC")


def store_plan(session: Session, plan: Plan) -> None:
    """Store a plan as it is, and compute its dates and alerts."""
    storage.audit.set_actor(session, team=TEAM, actor=ANA.id, now=NOW)
    for rows in (AlertRow, UpdateRow, ForecastRow, DependencyRow, MilestoneRow, ProjectRow, ProgramRow):
        session.connection().execute(delete(rows))
    program = plan.program
    session.add(
        ProgramRow(
            team=TEAM, id=program.id, name=program.name, start=program.start, manager=ANA.id, created_at=NOW,
            workdays=list(program.calendar.workdays), country=program.calendar.country, targets=list(plan.targets),
        )
    )  # fmt: skip
    session.flush()
    session.add_all(
        ProjectRow(team=TEAM, id=project.id, program=program.id, name=project.name, created_at=NOW)
        for project in plan.projects
    )
    session.flush()
    dates = ("baseline", "committed", "forecast", "actual", "not_before")
    fields = ("id", "project", "name", "owner", "duration", "percent", *dates)
    defaults = {"team": TEAM, "aliases": [], "role": "", "restricted": False, "touched_at": NOW, "created_at": NOW}
    rows = [defaults | {name: getattr(milestone, name) for name in fields} for milestone in plan.milestones]
    session.connection().execute(insert(MilestoneRow), rows)
    links = [
        {
            "team": TEAM,
            "id": link.id,
            "provider": link.provider,
            "consumer": link.consumer,
            "type": link.type.value,
            "lag": link.lag,
        }
        | {"strength": "hard", "state": "committed", "created_at": NOW, "state_at": NOW}
        for link in plan.dependencies
    ]
    if links:
        session.connection().execute(insert(DependencyRow), links)
    recompute.recompute_affected(session, team=TEAM, program=program.id, now=NOW)


def computed_dates(session: Session) -> dict[str, date | None]:
    rows = session.execute(select(col(MilestoneRow.id), col(MilestoneRow.computed)))
    return {row.id: row.computed for row in rows}


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    count = draw(st.integers(2, 9))
    day = st.dates(TODAY - timedelta(days=10), TODAY + timedelta(days=60))
    milestones = []
    for number in range(1, count + 1):
        committed, actual = draw(st.none() | day), None
        if committed and committed < TODAY and draw(st.booleans()):
            actual = committed
        milestones.append(
            Milestone(
                f"M-{number}", f"PRJ-{draw(st.integers(1, 3))}", f"Part {number}", f"U{number % 3}",
                draw(st.integers(0, 6)),
                baseline=committed, committed=committed, forecast=draw(st.none() | day), actual=actual,
            )
        )  # fmt: skip
    pairs = draw(st.sets(st.tuples(st.integers(1, count), st.integers(1, count)).filter(lambda p: p[0] < p[1])))
    kind, lag = st.sampled_from(list(LinkType)), st.integers(-2, 3)
    links = [
        Dependency(f"D-{link_number}", f"M-{provider}", f"M-{consumer}", draw(kind), draw(lag))
        for link_number, (provider, consumer) in enumerate(sorted(pairs), 1)
    ]
    country = draw(st.sampled_from([None, "DE"]))
    program = Program("PRG-1", "Atlas", TODAY, calendar=CalendarSpec(country=country))
    projects = tuple(
        Project(f"PRJ-{project_number}", f"Project {project_number}", "PRG-1") for project_number in (1, 2, 3)
    )
    return Plan(program, projects, tuple(milestones), tuple(links))


@pytest.fixture(scope="module")
def many_plans(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_store(databases.fresh(tmp_path_factory.mktemp("plans") / "baton.db")) as plan_store:
        yield plan_store


@settings(
    max_examples=form(short=10, whole=25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(plan=plans(), data=st.data())
def test_preview_equals_the_applied_slip(many_plans: Store, plan: Plan, data: st.DataObject) -> None:
    open_ids = [milestone.id for milestone in plan.milestones if not milestone.done]
    if not open_ids:
        return
    name = data.draw(st.sampled_from(open_ids))
    to = data.draw(st.dates(TODAY, TODAY + timedelta(days=90)))

    def flow(session: Session) -> None:
        store_plan(session, plan)
        before = computed_dates(session)
        preview = recompute.preview_slip(session, team=TEAM, milestone=name, to=to, now=NOW, by=ANA.id).radius
        source = Source(channel="C1")
        slip = Slip(name, serialization.exact_day(to), "", serialization.NO_LINE)
        saved = milestone_updates.apply_change(
            session, person=ANA, statement=slip, source=source, today=TODAY, now=NOW
        ).effect
        assert saved
        after = computed_dates(session)
        assert saved.radius == preview
        assert {milestone.id: milestone.new for milestone in preview.moved} == {
            milestone_id: day
            for milestone_id, day in after.items()
            if day != before[milestone_id] and milestone_id != name
        }
        assert all(before[move.id] == move.old for move in preview.moved)
        assert preview.people == saved.radius.people

    many_plans.transact_now(flow)


def stored_alert(key: str, *, days: int = 3, level: str = "red") -> StoredAlert:
    return StoredAlert(key, "late start", level, "M-1", f"{days} wd short", days=days)


def sync_alerts(
    session: Session, *alerts: StoredAlert, at: datetime = NOW, kinds: set[str] | None = None
) -> storage.risks.AlertChanges:
    storage.audit.set_actor(session, team=TEAM, actor="baton", now=at)
    return storage.risks.sync_alerts(session, team=TEAM, program="PRG-1", current_alerts=alerts, now=at, kinds=kinds)


def test_alert_opens_once_changes_in_place_and_closes(store: Store) -> None:
    def flow(session: Session) -> None:
        assert [alert_.key for alert_ in sync_alerts(session, stored_alert("a")).opened] == ["a"]
        unchanged = sync_alerts(session, stored_alert("a"))
        assert (unchanged.opened, unchanged.changed, unchanged.closed) == ((), (), ())
        assert [alert_.days for alert_ in sync_alerts(session, stored_alert("a", days=5)).changed] == [5]
        assert [alert_.key for alert_ in sync_alerts(session, at=NOW + timedelta(hours=1)).closed] == ["a"]
        assert [
            alert_.episode for alert_ in sync_alerts(session, stored_alert("a"), at=NOW + timedelta(days=9)).opened
        ] == [2]

    store.transact_now(flow)


def test_unchecked_kinds_of_alert_stay_open(store: Store) -> None:
    def flow(session: Session) -> None:
        sync_alerts(session, stored_alert("a"))
        assert not sync_alerts(session, kinds={"stale update"}).closed
        assert sync_alerts(session, kinds={"late start"}).closed

    store.transact_now(flow)


def test_alert_returning_within_a_day_keeps_its_notice(store: Store) -> None:
    def flow(session: Session) -> None:
        sync_alerts(session, stored_alert("a"))
        storage.risks.set_notice(session, team=TEAM, key="a", notice="n1", channels=["C1"])
        sync_alerts(session)
        (reopened,) = sync_alerts(session, stored_alert("a"), at=NOW + timedelta(hours=2)).opened
        assert (reopened.notice, reopened.channels) == ("n1", ("C1",))
        assert [
            alert_.closed for alert_ in storage.risks.alerts_in_notice(session, team=TEAM, notice="n1", channel="C1")
        ] == [False]
        sync_alerts(session, at=NOW + timedelta(hours=3))
        (days_later,) = sync_alerts(session, stored_alert("a"), at=NOW + timedelta(days=3)).opened
        assert days_later.notice is None

    store.transact_now(flow)


def test_nightly_analysis_is_stored_by_day(store: Store) -> None:
    def flow(session: Session) -> None:
        for day, size in ((TODAY, 1), (TODAY + timedelta(days=1), 2), (TODAY + timedelta(days=1), 3)):
            storage.risks.save_analysis(session, team=TEAM, program="PRG-1", day=day, facts={"open": size}, now=NOW)
            session.flush()
        analyses = storage.risks.recent_analyses(session, team=TEAM, program="PRG-1", limit=5)
        assert [(analysis.day, analysis.varying) for analysis in analyses] == [
            (TODAY + timedelta(days=1), 3),
            (TODAY, 1),
        ]

    store.transact_now(flow)


def test_public_holidays_of_the_country_are_not_workdays() -> None:
    def calendar(country: str) -> Calendar:
        program = Program("PRG-1", "", TODAY, calendar=CalendarSpec(country=country))
        return Calendar.of(public_holidays.with_holidays(program).calendar)

    assert not calendar("DE").is_workday(date(2026, 5, 1))
    assert calendar("DE").is_workday(date(2026, 6, 4)), "Corpus Christi is a holiday in some states only"
    assert not calendar("DE-BY").is_workday(date(2026, 6, 4))
    assert calendar("XX").is_workday(date(2026, 5, 1)), "an unknown country has no holidays"
