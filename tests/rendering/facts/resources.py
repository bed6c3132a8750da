"""Facts for the templates of resources/ in the corpus."""

from datetime import UTC, date, datetime

from tests.rendering.scenes import message, thing, view, word

TODAY = date(2026, 3, 2)
CLEO = "U00CLEO0001"
_MONDAYS = tuple(date(2026, 3, day) for day in (2, 9, 16, 23, 30))


def _week(number: int, percent: float | None, colour: str = "green") -> object:
    whole = None if percent is None else round(percent)
    booked = 1 if percent != 0 else 0
    return thing(week=_MONDAYS[number], booked=booked, percent=percent, whole_percent=whole, colour=word(colour))


_WEEKS = (_week(0, 0.0), _week(1, 80.0), _week(2, 140.0, "red"), _week(3, 110.0, "amber"), _week(4, None, "red"))


def _resource(**values: object) -> object:
    defaults: dict[str, object] = {
        "capacity": 100.0,
        "closed": None,
        "id": "RES-1",
        "kind": word("person"),
        "lead": None,
        "name": "",
        "part_of": None,
        "skills": (),
        "user": None,
    }
    return thing(**defaults | values)


_PERSON = _resource(user=CLEO, part_of="RES-2", skills=("java", "sql"))
_TEAM = _resource(id="RES-2", kind=word("team"), name="Platform", lead=CLEO)
_TOOL = _resource(id="RES-3", kind=word("tool"), name="Test rig", closed=date(2026, 3, 1))
_WORK = (("Identity (PRJ-1)", ("Auth API (M-1)", "Login (M-3)")), ("Payments (PRJ-2)", ()))


def _line(resource: object, **values: object) -> object:
    defaults = {
        "capacity": "80%",
        "clashes": (),
        "name": "Cleo",
        "projects": ("Identity (PRJ-1)", "Payments (PRJ-2)"),
        "resource": resource,
        "weeks": _WEEKS,
        "work": _WORK,
        "worst": _WEEKS[2],
    }
    return thing(**defaults | values)


_CLEO = _line(_PERSON, clashes=("CL-3",))
_FREE = _line(_TEAM, name="Platform", capacity="300%", worst=None, projects=(), work=())
_RIG = _line(_TOOL, name="Test rig", capacity="2 units", worst=_WEEKS[1], projects=("Identity (PRJ-1)",))
_TOTAL = thing(name="Platform", people=4, weeks=_WEEKS, worst=_WEEKS[3])
_IDLE = thing(name="Support", people=3, weeks=(_week(0, 0.0),) * 5, worst=None)


def _list(*lines: object, **values: object) -> object:
    page = thing(items=lines, number=1, size=10, total=len(lines), count=1, left=0)
    return thing(**{"page": page, "mondays": _MONDAYS, "over": 0, "totals": (), "hidden": False} | values)


def _scene(listed: object, *, tools: bool = False) -> object:
    again = "tools" if tools else "people"
    return message("resources/list", listed=listed, tools=tools, again=again, today=TODAY)


_PAGED = thing(items=(_CLEO, _FREE), number=2, size=10, total=25, count=3, left=5)
_BOOKING = thing(first=date(2026, 3, 9), last=date(2026, 3, 13))
_ONE_DAY = thing(first=date(2026, 3, 13), last=date(2026, 3, 13))


def _facts(booking: object, **values: object) -> object:
    allocation = {"id": "AL-1", "milestone": "M-1", "percent": 60.0, "first": None, "last": None}
    return thing(
        allocation=thing(**allocation | values),
        amount="60%",
        before=80.0,
        booking=booking,
        name="Cleo",
        project="Identity",
        resource=_PERSON,
        target="Auth API (M-1)",
    )


_MOVING = _facts(_BOOKING, first=date(2026, 3, 9), last=date(2026, 3, 13))
_WHOLE_PROJECT = thing(**vars(_facts(_ONE_DAY, milestone=None)) | {"target": "Identity (PRJ-1)"})
_UNDATED = _facts(None)


def _card(resource: object, **values: object) -> object:
    defaults = {
        "allocations": (),
        "capacity": "80%",
        "lead": "",
        "line": None,
        "may_edit": False,
        "members": (),
        "name": "Cleo",
        "periods": (),
        "resource": resource,
        "team": "",
    }
    return thing(**defaults | values)


_PERIODS = (
    thing(amount="50%", first=date(2026, 3, 9), last=date(2026, 3, 13)),
    thing(amount="100%", first=date(2026, 4, 1), last=None),
)
_FULL = _card(
    _PERSON, allocations=(_MOVING, _WHOLE_PROJECT), line=_CLEO, may_edit=True, periods=_PERIODS, team="Platform"
)
_TEAM_CARD = _card(
    _TEAM, name="Platform", capacity="300%", lead="Cleo", line=_FREE, may_edit=True, members=("Bo", "Cleo")
)
_TOOL_CARD = _card(_TOOL, name="Test rig", capacity="2 units", lead="Cleo", line=_RIG, may_edit=True)
_PROGRAMS = (("PRG-1", "Atlas"), ("PRG-2", "Orion"))
_TEAMS = (("RES-2", "Platform (RES-2)"),)


def _form(resource: object, kind: str, programs: tuple[tuple[str, str], ...] = ()) -> object:
    return view(
        "resources/form",
        resource=resource,
        kind=kind,
        capacity="80%",
        programs=programs,
        teams=_TEAMS,
        metadata="C01 RES-1" if resource else "C01",
    )


def _allocation(facts: object, *, saved: bool = False, may_change: bool = False, before: str = "") -> object:
    return message("resources/allocation", facts=facts, before=before, saved=saved, may_change=may_change, today=TODAY)


_WEEK = thing(first=_MONDAYS[1], last=_MONDAYS[3], person_weeks=2.5)
_ONE_WEEK = thing(first=_MONDAYS[1], last=_MONDAYS[1], person_weeks=1.0)
_EFFECT = thing(
    project="Payments (PRJ-2)",
    freed=(("Cleo", _WEEK), ("Bo", _ONE_WEEK)),
    tools=(("Test rig", _ONE_WEEK),),
    person_weeks=3.5,
    handovers=(("Checkout (M-2)", "Launch (M-9)"),),
    benefits=(("Churn falls (BEN-1)", 0.4),),
    options=(
        thing(name="Payments (PRJ-2)", currency="EUR", option=thing(freed=3.5, value_per_week=114.3)),
        thing(name="Identity (PRJ-1)", currency="", option=thing(freed=1.0, value_per_week=None)),
    ),
)
_NO_EFFECT = thing(
    project="Identity (PRJ-1)", freed=(), tools=(), person_weeks=0, handovers=(), benefits=(), options=()
)
_ASKED = thing(
    id=7,
    words="Cleo, 60% for Auth API (M-1)",
    author="Cleo",
    decider="Ana",
    expires_at=datetime(2026, 3, 5, tzinfo=UTC),
)
SCENES = (
    message("resources/asked", asked=_ASKED, today=TODAY),
    message("resources/proposed", asked=_ASKED, today=TODAY),
    *(
        message("resources/answered", asked=_ASKED, state=state, by="Ana", to_author=to_author)
        for state in ("accepted", "rejected", "expired")
        for to_author in (True, False)
    ),
    message("resources/answered", asked=_ASKED, state="withdrawn", by="", to_author=False),
    message("resources/if_stopped", effect=_EFFECT, today=TODAY),
    message("resources/if_stopped", effect=_NO_EFFECT, today=TODAY),
    message("resources/picture", title="Load of people, 13 weeks from 2 Mar", sent=True),
    message("resources/picture", title="Load of people, 13 weeks from 2 Mar", sent=False),
    _scene(_list(_CLEO, _FREE, over=1)),
    _scene(_list(page=_PAGED, hidden=True, totals=(_TOTAL, _IDLE))),
    _scene(_list(_RIG, over=1), tools=True),
    _scene(_list(), tools=True),
    _scene(_list()),
    _scene(_list(hidden=True)),
    message("resources/card", card=_FULL, saved=True, today=TODAY),
    message("resources/card", card=_TEAM_CARD, saved=False, today=TODAY),
    message("resources/card", card=_TOOL_CARD, saved=False, today=TODAY),
    message("resources/card", card=_card(_PERSON), saved=False, today=TODAY),
    _allocation(_MOVING, saved=True, may_change=True, before="80%"),
    _allocation(_WHOLE_PROJECT, may_change=True),
    _allocation(_UNDATED),
    message("resources/removed", facts=_MOVING),
    message("resources/told", facts=_MOVING, by="Ana", today=TODAY),
    message("resources/told", facts=thing(**vars(_WHOLE_PROJECT) | {"booking": None}), by="Ana", today=TODAY),
    _form(None, "person", _PROGRAMS),
    _form(None, "tool"),
    _form(_TEAM, "team"),
    _form(_PERSON, "person"),
    view("resources/allocation_form", facts=_MOVING, metadata="C01 AL-1"),
    view("resources/allocation_form", facts=_WHOLE_PROJECT, metadata="C01 AL-1"),
)
