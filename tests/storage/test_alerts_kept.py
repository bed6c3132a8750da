"""The engine on a real store: a preview is what is then applied; alerts open once, close, and leave a history."""

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
from storage.tables.risks import AlertRow, ColourRow
from storage.tables.updates import UpdateRow
from tests import databases
from tests.forms import form

TEAM, NOW = "T1", datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
TODAY = NOW.date()
ANA = Person("U1", TEAM, "Ana", zone="UTC")


def fill(session: Session, plan: Plan) -> None:
    """This will write a plan as it is, and make it true."""
    storage.audit.set_actor(session, team=TEAM, actor=ANA.id, now=NOW)
    for rows in (AlertRow, ColourRow, UpdateRow, ForecastRow, DependencyRow, MilestoneRow, ProjectRow, ProgramRow):
        session.connection().execute(delete(rows))
    home = plan.program
    session.add(
        ProgramRow(
            team=TEAM, id=home.id, name=home.name, start=home.start, manager=ANA.id, created_at=NOW,
            workdays=list(home.calendar.workdays), country=home.calendar.country, targets=list(plan.targets),
        )
    )  # fmt: skip
    session.flush()
    session.add_all(ProjectRow(team=TEAM, id=p.id, program=home.id, name=p.name, created_at=NOW) for p in plan.projects)
    session.flush()
    dates = ("baseline", "committed", "forecast", "actual", "not_before")
    fields = ("id", "project", "name", "owner", "duration", "percent", *dates)
    blank = {"team": TEAM, "aliases": [], "role": "", "restricted": False, "touched_at": NOW, "created_at": NOW}
    rows = [blank | {name: getattr(m, name) for name in fields} for m in plan.milestones]
    session.connection().execute(insert(MilestoneRow), rows)
    links = [
        {"team": TEAM, "id": d.id, "provider": d.provider, "consumer": d.consumer, "type": d.type.value, "lag": d.lag}
        | {"strength": "hard", "state": "committed", "created_at": NOW, "state_at": NOW}
        for d in plan.dependencies
    ]
    if links:
        session.connection().execute(insert(DependencyRow), links)
    recompute.recompute_affected(session, team=TEAM, program=home.id, now=NOW)


def stored(session: Session) -> dict[str, date | None]:
    rows = session.execute(select(col(MilestoneRow.id), col(MilestoneRow.computed)))
    return {row.id: row.computed for row in rows}


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    count = draw(st.integers(2, 9))
    day = st.dates(TODAY - timedelta(days=10), TODAY + timedelta(days=60))
    milestones = []
    for at in range(1, count + 1):
        promised, actual = draw(st.none() | day), None
        if promised and promised < TODAY and draw(st.booleans()):
            actual = promised
        milestones.append(
            Milestone(
                f"M-{at}", f"PRJ-{draw(st.integers(1, 3))}", f"Part {at}", f"U{at % 3}", draw(st.integers(0, 6)),
                baseline=promised, committed=promised, forecast=draw(st.none() | day), actual=actual,
            )
        )  # fmt: skip
    pairs = draw(st.sets(st.tuples(st.integers(1, count), st.integers(1, count)).filter(lambda p: p[0] < p[1])))
    kind, lag = st.sampled_from(list(LinkType)), st.integers(-2, 3)
    links = [
        Dependency(f"D-{number}", f"M-{first}", f"M-{then}", draw(kind), draw(lag))
        for number, (first, then) in enumerate(sorted(pairs), 1)
    ]
    country = draw(st.sampled_from([None, "DE"]))
    program = Program("PRG-1", "Atlas", TODAY, calendar=CalendarSpec(country=country))
    projects = tuple(Project(f"PRJ-{n}", f"Project {n}", "PRG-1") for n in (1, 2, 3))
    return Plan(program, projects, tuple(milestones), tuple(links))


@pytest.fixture(scope="module")
def many_plans(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_store(databases.fresh(tmp_path_factory.mktemp("plans") / "baton.db")) as opened:
        yield opened


@settings(
    max_examples=form(short=10, whole=25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(plan=plans(), data=st.data())
def test_a_preview_is_what_is_then_applied(many_plans: Store, plan: Plan, data: st.DataObject) -> None:
    still = [m.id for m in plan.milestones if not m.done]
    if not still:
        return
    name = data.draw(st.sampled_from(still))
    to = data.draw(st.dates(TODAY, TODAY + timedelta(days=90)))

    def flow(session: Session) -> None:
        fill(session, plan)
        before = stored(session)
        shown = recompute.preview_slip(session, team=TEAM, milestone=name, to=to, now=NOW).radius
        where = Source(channel="C1")
        slip = Slip(name, serialization.exact_day(to), "", serialization.NO_LINE)
        told = milestone_updates.apply_change(
            session, person=ANA, statement=slip, source=where, today=TODAY, now=NOW
        ).effect
        assert told
        after = stored(session)
        assert told.radius == shown
        assert {m.id: m.new for m in shown.moved} == {
            id: day for id, day in after.items() if day != before[id] and id != name
        }
        assert all(before[move.id] == move.old for move in shown.moved)
        assert shown.people == told.radius.people

    many_plans.transact_now(flow)


def alert(key: str, *, days: int = 3, level: str = "red") -> StoredAlert:
    return StoredAlert(key, "late start", level, "M-1", f"{days} wd short", days=days)


def turn(
    session: Session, *alerts: StoredAlert, at: datetime = NOW, kinds: set[str] | None = None
) -> storage.risks.AlertChanges:
    storage.audit.set_actor(session, team=TEAM, actor="baton", now=at)
    return storage.risks.sync_alerts(session, team=TEAM, program="PRG-1", current_alerts=alerts, now=at, kinds=kinds)


def test_an_alert_opens_once_is_rewritten_in_place_closes_and_leaves_a_history(store: Store) -> None:
    def flow(session: Session) -> None:
        assert [a.key for a in turn(session, alert("a")).opened] == ["a"]
        again = turn(session, alert("a"))
        assert (again.opened, again.changed, again.closed) == ((), (), ())
        assert [a.days for a in turn(session, alert("a", days=5)).changed] == [5]
        assert [a.key for a in turn(session, at=NOW + timedelta(hours=1)).closed] == ["a"]
        assert [a.episode for a in turn(session, alert("a"), at=NOW + timedelta(days=9)).opened] == [2]

    store.transact_now(flow)


def test_kinds_that_were_not_looked_at_stay_as_they_are(store: Store) -> None:
    def flow(session: Session) -> None:
        turn(session, alert("a"))
        assert not turn(session, kinds={"stale update"}).closed
        assert turn(session, kinds={"late start"}).closed

    store.transact_now(flow)


def test_an_alert_that_comes_back_within_a_day_is_told_where_it_was_told(store: Store) -> None:
    def flow(session: Session) -> None:
        turn(session, alert("a"))
        storage.risks.set_notice(session, team=TEAM, key="a", notice="n1", channels=["C1"])
        turn(session)
        (again,) = turn(session, alert("a"), at=NOW + timedelta(hours=2)).opened
        assert (again.notice, again.channels) == ("n1", ("C1",))
        assert [a.closed for a in storage.risks.alerts_in_notice(session, team=TEAM, notice="n1", channel="C1")] == [
            False
        ]
        turn(session, at=NOW + timedelta(hours=3))
        (later,) = turn(session, alert("a"), at=NOW + timedelta(days=3)).opened
        assert later.notice is None

    store.transact_now(flow)


def test_a_nights_analysis_is_kept_by_its_day(store: Store) -> None:
    def flow(session: Session) -> None:
        for day, size in ((TODAY, 1), (TODAY + timedelta(days=1), 2), (TODAY + timedelta(days=1), 3)):
            storage.risks.save_analysis(session, team=TEAM, program="PRG-1", day=day, facts={"open": size}, now=NOW)
            session.flush()
        found = storage.risks.recent_analyses(session, team=TEAM, program="PRG-1", limit=5)
        assert [(analysis.day, analysis.open) for analysis in found] == [(TODAY + timedelta(days=1), 3), (TODAY, 1)]

    store.transact_now(flow)


def test_a_countrys_public_holidays_are_no_working_days() -> None:
    def calendar(country: str) -> Calendar:
        program = Program("PRG-1", "", TODAY, calendar=CalendarSpec(country=country))
        return Calendar.of(public_holidays.with_holidays(program).calendar)

    assert not calendar("DE").is_workday(date(2026, 5, 1))
    assert calendar("DE").is_workday(date(2026, 6, 4)), "Corpus Christi is a holiday in parts of the country only"
    assert not calendar("DE-BY").is_workday(date(2026, 6, 4))
    assert calendar("XX").is_workday(date(2026, 5, 1)), "of an unknown country no holidays are known"
