"""Facts for the templates of plan/ in the corpus."""

from datetime import UTC, date, datetime
from typing import Any

from rules.digests.editions import EditionAudience
from rules.digests.subscriptions import ChannelDigest
from rules.weeks import Rhythm
from tests.rendering.scenes import message, thing, view, word

_LINKS = (
    thing(subject="PRJ-3", name="Far", digest=None),
    thing(subject="PRG-1", name="Atlas", digest=ChannelDigest()),
    thing(
        subject="PRG-2",
        name="Borealis",
        digest=ChannelDigest(EditionAudience.EXECUTIVE, (Rhythm.MONTHLY, Rhythm.ANNUAL), quiet=True),
    ),
)

NO_COST = thing(delays=(), totals=())
DELAYED = thing(
    delays=(
        thing(benefit=thing(id="BEN-1", name="Fewer tickets"), days=5),
        thing(benefit=thing(id="BEN-2", name="Churn"), days=0),
    ),
    totals=(
        ("EUR", thing(low=20_000.0, likely=35_000.0, high=60_000.0)),
        ("USD", thing(low=0.0, likely=1.0, high=5000.0)),
    ),
)


def outlook(*odds: Any, cost: Any = NO_COST) -> Any:
    """Build what a slip does to targets and benefits."""
    return thing(odds=odds, cost=cost)


def _effect(verb: str, id: str, label: str, argument: str = "", **facts: Any) -> Any:
    """Build a correction with its effect."""
    given = {"touched": (), "parts": (), "names": (), "target": "", "day": None, "change": 7} | facts
    item = thing(id=id, name="Auth API", committed=facts.get("committed"))
    return thing(correction=thing(verb=verb, id=id, argument=argument), label=label, item=item, **given)


_PART = thing(id="M-2", name="Checkout")
_NEED = thing(id="M-2", label="Checkout (M-2)", need_by=date(2026, 3, 16))
_TODAY = date(2026, 3, 2)
_NOW = datetime(2026, 3, 5, 9, tzinfo=UTC)
_DAY = date(2026, 3, 20)
_OLD_DAY = date(2026, 3, 13)
_EFFECTS = (
    _effect("cancel", "M-1", "Auth API (M-1)", touched=(_NEED,), names=("Bo",)),
    _effect("cancel", "PRJ-2", "Payments (PRJ-2)", parts=(_PART,), names=("Bo",)),
    _effect("reopen", "PRJ-2", "Payments (PRJ-2)", parts=(_PART, thing(id="M-3", name="Receipts")), names=()),
    _effect("move", "M-1", "Auth API (M-1)", "PRJ-2", target="Payments", names=("Bo",)),
    _effect("delete", "M-3", "Mistake (M-3)", names=("Bo",)),
    _effect("commit", "M-1", "Auth API (M-1)", day=_DAY, committed=_OLD_DAY, touched=(_NEED,), names=("Bo",)),
    _effect("commit", "M-1", "Auth API (M-1)", day=_DAY, names=("Bo",)),
)
_CORRECTIONS = (
    message(
        "plan/corrected", effect=_effect("rename", "M-1", "Auth API (M-1)", "Login API", change=None), today=_TODAY
    ),
    *(message("plan/corrected", effect=effect, today=_TODAY) for effect in _EFFECTS),
    *(message("plan/correction_asked", effect=effect, value='{"verb": "x"}', today=_TODAY) for effect in _EFFECTS),
    *(
        message("plan/correction_news", effect=effect, by="Ana", own=effect.touched, today=_TODAY)
        for effect in _EFFECTS
    ),
    *(
        view(
            "plan/correction_form",
            verb=verb,
            item=thing(id="M-1", name="Auth API", committed=day),
            metadata=f"C01IT3S4X09 {verb} M-1",
            today=_TODAY,
        )
        for verb, day in (("rename", None), ("move", None), ("commit", None), ("commit", _DAY))
    ),
)


def _proposal(kind: str, name: str, where: str, **facts: Any) -> Any:
    """Build a proposal of an item or of a committed date."""
    wanted = thing(**({"kind": kind, "name": name, "day": None, "user": None, "was": None} | facts))
    return thing(id=4, wanted=wanted, where=where, author="Con", decider="Lee", private=False, expires_at=_NOW)


_PROPOSALS = (
    _proposal("milestone", "Load test", "Identity (PRJ-1)", day=_DAY, user="U00HDUZ8H07"),
    _proposal("project", "Payouts", "Atlas (PRG-1)", user="U00HDUZ8H07"),
    _proposal("program", "Zeus", "", day=_DAY),
    _proposal("commit", "Auth API (M-1)", "Auth API (M-1)", day=_DAY, was=_OLD_DAY),
    _proposal("commit", "Auth API (M-1)", "Auth API (M-1)", day=_DAY),
)
_PROPOSED = (
    *(message("plan/proposal_asked", asked=asked, today=_TODAY) for asked in _PROPOSALS),
    *(message("plan/proposed", asked=asked, today=_TODAY) for asked in _PROPOSALS),
    *(
        message(
            "plan/proposal_outcome",
            asked=asked,
            state=state,
            by="Lee",
            made="Load test (M-3)",
            aloud=aloud,
            today=_TODAY,
        )
        for asked in (_PROPOSALS[0], _PROPOSALS[3])
        for state, aloud in (
            ("accepted", True),
            ("accepted", False),
            ("rejected", True),
            ("rejected", False),
            ("expired", True),
            ("expired", False),
            ("withdrawn", False),
        )
    ),
    message(
        "plan/commit_offer",
        refusal=thing(what="Only the project lead or the program manager can change a committed date."),
        decider="Lee",
        label="Auth API (M-1)",
        day=_DAY,
        value='{"kind": "commit"}',
        today=_TODAY,
    ),
)


def _card(may: str = "", **facts: Any) -> Any:
    """Build a milestone's card; `may` are its reader's rights."""
    milestone = {
        "id": "M-2",
        "name": "Checkout",
        "owner": "U00HDUZ8H07",
        "percent": 0,
        "committed": _DAY,
        "expected": _DAY,
        "actual": None,
        "cancelled": None,
        "done": False,
    }
    given = {"colour": "amber", "why": "blocked", "expected_because": "", "overdue": False, "words": None}
    parts = dict.fromkeys(("depends_on", "needed_by", "blockers"), ())
    card = given | parts | {"project": thing(name="Payments"), "may": frozenset(may.split())} | facts
    card["milestone"] = thing(**(milestone | facts.get("milestone", {})))
    return message("plan/milestone_card", card=thing(**card), today=_TODAY)


def _linked(link: str, status: Any = None, **facts: Any) -> Any:
    """Build the other end of a hand-over on a card."""
    milestone = {"id": "M-1", "name": "Auth API", "done": False, "expected": _DAY, "actual": None} | facts
    return thing(
        milestone=thing(**milestone), link=thing(id=link, consumer="M-2", state=word("declined")), status=status
    )


_ALL_RIGHTS = "update rename plan commit block depend publish"
_WORDS = thing(text="the vendor is late", by="Bo", at=_TODAY, permalink="https://sandbox.slack.com/archives/C1/p1")
_CARDS = (
    _card(
        _ALL_RIGHTS,
        depends_on=(
            _linked("D-1", thing(colour="red", why="3 days late")),
            _linked("D-2"),
            _linked("D-3", done=True, actual=_OLD_DAY),
            _linked("D-4", thing(colour="grey", why="has no date on one side"), expected=None),
        ),
        needed_by=(_linked("D-5", thing(colour="green", why="5 days of slack")),),
        blockers=(
            thing(id="B-3", needed_by=date(2026, 3, 12), text="<user id='U0ANA'/>"),
            thing(id="B-5", needed_by=None, text="!!python/object/apply:os.system ['id']"),
        ),
        words=_WORDS,
        expected_because="you said 13 Mar; Auth API (M-1) pushes it",
    ),
    _card("update rename", overdue=True, words=thing(**{**vars(_WORDS), "permalink": ""})),
    _card("update rename", milestone={"percent": 100}),
    _card("block depend", colour="green", why="on its date"),
    _card("reopen rename plan", milestone={"done": True, "actual": _OLD_DAY, "percent": 100}),
    _card("reopen rename plan", milestone={"cancelled": _TODAY, "expected": None}, why="cancelled 2 Mar 2026"),
    _card(why="<!channel> & co", milestone={"owner": None, "committed": None, "expected": None}),
    message("plan/milestone_history", history=thing(milestone=_PART, entries=(), names={}), today=_TODAY),
    message(
        "plan/milestone_history",
        history=thing(
            milestone=_PART,
            entries=(
                thing(at=_TODAY, day=None, kind="undone", by="U1", reason=""),
                thing(at=_TODAY, day=_DAY, kind="forecast", by="U1", reason="the vendor is late"),
                thing(at=_TODAY, day=_OLD_DAY, kind="baseline", by="U2", reason=""),
            ),
            names={"U1": "Ana"},
        ),
        today=_TODAY,
    ),
)

_UPDATE = thing(
    text="Beta scope agreed, SSO is the risk.",
    by="Maya",
    at=datetime(2026, 3, 10, 8, 0, tzinfo=UTC),
    permalink="https://atlas.slack.com/archives/C01/p1",
    help_wanted=("a tester for two days",),
)


def _subject(id: str, name: str, colour: str, why: str, **facts: Any) -> Any:
    """Build a project or program of `status`."""
    given = {"milestones": (), "reported": None, "update": None, "gap": 0, "closed": False} | facts
    return thing(id=id, name=name, colour=colour, why=why, **given)


def _status(
    subjects: tuple[Any, ...],
    rows: tuple[Any, ...] = (),
    may: str = "",
    page: int = 1,
    budget: Any = (),
    gap: Any = None,
    given: Any = None,
) -> Any:
    fit = thing(at=datetime(2026, 3, 2, 10, 0, tzinfo=UTC), count=4) if len(rows) == 1 else None
    card = thing(subjects=subjects, rows=rows, may=frozenset(may.split()), fit=fit, gap=gap, confidence=given)
    return message("plan/status", card=card, budget=budget, page=page, size=10, today=_TODAY)


_STEPS = tuple(
    thing(day=_DAY, id=f"M-{number}", name=f"Step {number}", state="green: on time") for number in range(1, 24)
)
_UNEXPLAINED = thing(colour="amber", why="")
_AMBER = thing(colour="amber", why="\u061c\u200e\u200f")
_ATLAS = _subject("PRG-1", "Atlas", "red", "Payments: Checkout (M-2): 9 days late (committed 3 Dec 2026)")
_PROJECTS = (
    _subject("PRJ-2", "Payments", "red", "because of something said in a private channel", reported=_AMBER),
    _subject("PRJ-1", "Identity", "amber", "Auth API (M-1): blocked", reported=_AMBER, update=_UPDATE),
    _subject("PRJ-3", "Search", "grey", "has no committed date", reported=thing(colour="green", why="on it")),
)
_STATUSES = (
    _status(
        (
            _subject(
                *("PRJ-1", "Identity", "amber", "Auth API (M-1): blocked"),
                milestones=_STEPS,
                reported=_UNEXPLAINED,
                update=_UPDATE,
            ),
        ),
        may="rename move cancel delete close report",
        page=2,
        gap=thing(gap=thing(explanation=""), is_unanswered=True),
    ),
    _status(
        (_subject("PRJ-1", "Identity", "green", "23 open", milestones=_STEPS, reported=_AMBER, gap=2),),
        budget=(
            thing(
                currency="EUR",
                figures=thing(planned=12_000.0, actual=4_300.0, forecast=12_480.0, share=1.04),
                colour="amber",
                share_text="104%",
            ),
            thing(
                currency="USD",
                figures=thing(planned=None, actual=None, forecast=None, share=None),
                colour="grey",
                share_text="n/a",
            ),
        ),
    ),
    _status((_subject("PRJ-4", "Old", "grey", "cancelled 2 Mar 2026"),), may="rename move reopen delete"),
    _status((_ATLAS,), _PROJECTS, may="rename cancel delete scorecard"),
    _status((_ATLAS, _subject("PRG-2", "Apollo", "grey", "has no projects yet")), _PROJECTS * 4, page=2),
    _status((_subject("PRG-2", "Apollo", "grey", "has no projects yet"),), may="rename"),
    _status(()),
)

SCENES = (
    view(
        "plan/card_block",
        milestone=thing(id="M-1", name="Auth API"),
        metadata="C01IT3S4X09 M-1",
        today=date(2026, 3, 10),
    ),
    view(
        "plan/card_date",
        milestone=thing(
            committed=date(2026, 3, 13),
            expected=date(2026, 3, 13),
            own_date=date(2026, 3, 13),
            id="M-1",
            name="Auth API",
        ),
        metadata="C01IT3S4X09 M-1",
        today=date(2026, 3, 10),
    ),
    view(
        "plan/card_date",
        milestone=thing(committed=date(2026, 3, 13), expected=None, own_date=None, id="M-1", name="Auth API"),
        metadata="C01IT3S4X09 M-1",
        today=date(2026, 3, 10),
    ),
    view(
        "plan/card_depend",
        milestone=thing(id="M-1", name="Auth API"),
        metadata="C01IT3S4X09 M-1",
        today=date(2026, 3, 10),
    ),
    view(
        "plan/card_effect",
        shown=thing(
            before=thing(expected=date(2026, 3, 13), own_date=date(2026, 3, 13), id="M-1", name="Auth API"),
            effect=thing(
                milestones={"M-2": thing(name="Checkout")},
                projects={"PRJ-2": thing(name="Payments")},
                radius=thing(
                    earliest_committed=thing(
                        committed=date(2026, 3, 20),
                        days=43,
                        id="M-2",
                        new=date(2026, 5, 20),
                        old=date(2026, 3, 20),
                        project="PRJ-2",
                    ),
                    moved=(
                        thing(
                            committed=date(2026, 3, 20),
                            days=43,
                            id="M-2",
                            new=date(2026, 5, 20),
                            old=date(2026, 3, 20),
                            project="PRJ-2",
                        ),
                    ),
                    people=("U00HDUZ8H07",),
                    projects=("PRJ-2",),
                    slipped=(thing(days=48),),
                ),
            ),
            to=date(2026, 5, 20),
        ),
        outlook=outlook(cost=DELAYED),
        value='{"m": "M-1", "to": "2026-05-20", "was": "2026-03-13", "why": "late"}',
        metadata=('C01IT3S4X09 {"m": "M-1", "to": "2026-05-20", "was": "2026-03-13", "why": "late"}'),
        today=date(2026, 3, 2),
    ),
    view(
        "plan/card_effect",
        shown=thing(
            before=thing(expected=date(2026, 3, 13), own_date=date(2026, 3, 13), id="M-1", name="Auth API"),
            effect=thing(radius=thing(moved=(), people=(), slipped=(thing(days=0),))),
            to=date(2026, 3, 18),
        ),
        outlook=outlook(
            thing(
                after=thing(on_time=None, p80=date(2026, 3, 27)),
                before=thing(committed=date(2026, 3, 27), on_time=0.458, p80=date(2026, 3, 27)),
                days=0,
                id="M-2",
                name="Checkout",
            ),
        ),
        value='{"m": "M-1", "to": "2026-03-18", "was": "2026-03-13", "why": ""}',
        metadata='C01IT3S4X09 {"m": "M-1", "to": "2026-03-18", "was": "2026-03-13", "why": ""}',
        today=date(2026, 3, 2),
    ),
    view(
        "plan/card_effect",
        shown=thing(
            before=thing(expected=date(2026, 3, 13), own_date=date(2026, 3, 13), id="M-1", name="Auth API"),
            effect=thing(
                milestones={"M-2": thing(name="Checkout")},
                projects={"PRJ-2": thing(name="Payments")},
                radius=thing(
                    earliest_committed=None,
                    moved=(
                        thing(
                            committed=date(2026, 3, 20),
                            days=0,
                            id="M-2",
                            new=date(2026, 5, 20),
                            old=date(2026, 3, 20),
                            project="PRJ-2",
                        ),
                        *[
                            thing(
                                committed=date(2026, 3, 20),
                                days=43,
                                id="M-2",
                                new=date(2026, 5, 20),
                                old=date(2026, 3, 20),
                                project="PRJ-2",
                            )
                        ]
                        * 20,
                    ),
                    people=("U00HDUZ8H07",),
                    projects=("PRJ-2",),
                    slipped=(thing(days=48),),
                ),
            ),
            to=date(2026, 5, 20),
        ),
        outlook=outlook(),
        value='{"m": "M-1", "to": "2026-05-20", "was": "2026-03-13", "why": "late"}',
        metadata=('C01IT3S4X09 {"m": "M-1", "to": "2026-05-20", "was": "2026-03-13", "why": "late"}'),
        today=date(2026, 3, 2),
    ),
    view(
        "plan/card_owner",
        milestone=thing(id="M-1", name="Auth API", owner="U00KG0FHZ06"),
        metadata="C01IT3S4X09 M-1",
        today=date(2026, 3, 2),
    ),
    view(
        "plan/card_progress",
        milestone=thing(id="M-1", name="Auth API", percent=0),
        metadata="C01IT3S4X09 M-1",
        today=date(2026, 3, 2),
    ),
    view(
        "plan/card_saved",
        changed=thing(
            after=thing(forecast=date(2026, 4, 3), id="M-1", name="Auth API"),
            before=thing(expected=date(2026, 3, 13), own_date=date(2026, 3, 13)),
        ),
        today=date(2026, 3, 2),
    ),
    message(
        "plan/changed",
        change=7,
        changed=thing(
            after=thing(
                actual=None, forecast=date(2026, 3, 13), id="M-1", name="Auth API", owner="U00KG0FHZ06", percent=8
            ),
            before=thing(actual=None, forecast=date(2026, 3, 13), owner="U00KG0FHZ06"),
            update=8,
        ),
        today=date(2026, 3, 2),
    ),
    message(
        "plan/changed",
        change=7,
        changed=thing(
            after=thing(
                actual=None, forecast=date(2026, 3, 13), id="M-1", name="Auth API", owner="U01PR06SV0X", percent=100
            ),
            before=thing(actual=None, forecast=date(2026, 3, 13), owner="U00KG0FHZ06"),
            update=1,
        ),
        today=date(2026, 3, 2),
    ),
    message(
        "plan/changed",
        change=7,
        changed=thing(
            after=thing(actual=date(2026, 3, 2), id="M-4", name="Part 4", percent=100),
            before=thing(actual=None),
            update=1,
            open_dependencies=("Auth API (M-1)",),
        ),
        today=date(2026, 3, 2),
    ),
    *_CORRECTIONS,
    *_PROPOSED,
    *(message("plan/linked", channel="C0078WVSZ0B", link=link, here=link.digest is None) for link in _LINKS),
    message("plan/links", channel="C0078WVSZ0B", links=_LINKS),
    message("plan/links", channel="C0078WVSZ0B", links=()),
    *_CARDS,
    view(
        "plan/new_milestone",
        choices=thing(projects=(("PRJ-1", "Identity"), ("PRJ-2", "Payments"))),
        today=date(2026, 3, 2),
        channel="C0078WVSZ0B",
    ),
    view("plan/new_milestone", choices=thing(projects=()), today=date(2026, 3, 2), channel="C0078WVSZ0B"),
    message(
        "plan/new_milestone_done",
        milestone=thing(
            expected=date(2026, 3, 19), own_date=date(2026, 3, 19), id="M-3", name="Docs", owner="U01CAXOC008"
        ),
        today=date(2026, 3, 10),
    ),
    message(
        "plan/new_milestone_done",
        milestone=thing(expected=None, own_date=None, id="M-3", name="Sale", owner="U00HDUZ8H07"),
        today=date(2026, 3, 2),
    ),
    view("plan/new_program", choices=thing(), today=date(2026, 3, 2), channel="C01IT3S4X09"),
    message("plan/new_program_done", program=thing(id="PRG-1", name="Atlas", zone="UTC")),
    view(
        "plan/new_project",
        choices=thing(programs=(("PRG-1", "Atlas"), ("PRG-2", "<http://evil.example>"))),
        today=date(2026, 3, 10),
        channel="C01IT3S4X09",
    ),
    view("plan/new_project", choices=thing(programs=()), today=date(2026, 3, 10), channel="C01IT3S4X09"),
    message("plan/new_project_done", project=thing(id="PRJ-3", lead="U01CAXOC008", name="Far")),
    message(
        "plan/nothing_changed",
    ),
    message(
        "plan/slip_moved",
        cause=thing(forecast=date(2026, 3, 13), id="M-1", name="Auth API", project="PRJ-1"),
        by="Ana",
        moves=[thing(committed=None, days=-3, id="M-2", new=date(2026, 3, 27), old=date(2026, 4, 1))],
        effect=thing(
            milestones={"M-2": thing(name="Checkout", owner="U00HDUZ8H07")}, projects={"PRJ-1": thing(name="Identity")}
        ),
        actor="U00KG0FHZ06",
        alerts=[],
        projects=["Payments"],
        reason="",
        today=date(2026, 3, 2),
    ),
    message(
        "plan/slip_moved",
        cause=thing(forecast=date(2026, 4, 3), id="M-1", name="Auth API", project="PRJ-1"),
        by="Ana",
        moves=[thing(committed=date(2026, 3, 20), days=10, id="M-2", new=date(2026, 4, 3), old=date(2026, 3, 20))],
        effect=thing(
            milestones={"M-2": thing(name="Checkout", owner="U00HDUZ8H07")}, projects={"PRJ-1": thing(name="Identity")}
        ),
        actor="U00KG0FHZ06",
        alerts=[thing(level="red", subject="M-2", sentence="Checkout (M-2) needs Auth API (M-1) by Fri 20 Mar 2026.")]
        * 6,
        projects=["Payments", "News"],
        reason="of the vendor",
        today=date(2026, 3, 2),
    ),
    message(
        "plan/slip_moved",
        cause=thing(forecast=date(2026, 3, 27), id="M-1", name="Auth API", project="PRJ-1"),
        by="Ana",
        moves=[
            thing(committed=date(2026, 3, 20), days=0, id="M-2", new=date(2026, 3, 27), old=date(2026, 3, 20)),
            *[thing(committed=date(2026, 3, 19), days=6, id="M-3", new=date(2026, 3, 27), old=date(2026, 3, 19))] * 20,
        ],
        effect=thing(
            milestones={
                "M-2": thing(name="Checkout", owner="U00HDUZ8H07"),
                "M-3": thing(name="Refunds", owner="U00HDUZ8H07"),
            },
            projects={"PRJ-1": thing(name="Identity")},
        ),
        actor="U00KG0FHZ06",
        alerts=[],
        projects=["Payments"],
        reason="",
        today=date(2026, 3, 2),
    ),
    message(
        "plan/slip_moved",
        cause=thing(forecast=date(2026, 3, 20), id="M-1", name="Auth API", project="PRJ-1"),
        by="Ana",
        moves=[],
        alerts=[thing(level="red", subject="M-3", sentence="Sale (M-3) needs Auth API (M-1) by Mon 16 Mar 2026.")],
        projects=[],
        effect=thing(milestones={}, projects={"PRJ-1": thing(name="Identity")}),
        actor="U00KG0FHZ06",
        reason="",
        today=date(2026, 3, 2),
    ),
    message(
        "plan/slip_moves",
        shown=thing(
            before=thing(expected=date(2026, 3, 13), id="M-1", name="Auth API"),
            effect=thing(
                milestones={"M-2": thing(name="Checkout")},
                projects={"PRJ-2": thing(name="Payments")},
                radius=thing(
                    moved=(
                        thing(days=10, id="M-2", new=date(2026, 4, 3), old=date(2026, 3, 20), project="PRJ-2"),
                        *[thing(days=0, id="M-2", new=date(2026, 4, 3), old=date(2026, 4, 3), project="PRJ-2")] * 20,
                    ),
                    slipped=(thing(days=15),),
                ),
            ),
            to=date(2026, 4, 3),
        ),
        today=date(2026, 3, 2),
    ),
    message(
        "plan/slip_moves",
        shown=thing(
            before=thing(expected=date(2026, 3, 13), id="M-1", name="Auth API"),
            effect=thing(radius=thing(moved=(), slipped=(thing(days=1),))),
            to=date(2026, 3, 16),
        ),
        today=date(2026, 3, 2),
    ),
    message(
        "plan/dates_accepted",
        accepted=thing(
            moved=[(thing(id="M-2", name="Checkout", committed=date(2026, 3, 20)), date(2026, 3, 25))], refused=[]
        ),
        today=date(2026, 3, 2),
    ),
    message(
        "plan/dates_accepted",
        accepted=thing(moved=[], refused=[(thing(id="M-2", name="Checkout"), "That is 27 working days.")] * 2),
        today=date(2026, 3, 2),
    ),
    message("plan/dates_accepted", accepted=thing(moved=[], refused=[]), today=date(2026, 3, 2)),
    message(
        "plan/slip_replaced",
        cause=thing(forecast=date(2026, 4, 10), id="M-1", name="Auth API"),
        today=date(2026, 3, 2),
    ),
    message(
        "plan/slip_restored",
        cause=thing(forecast=date(2026, 3, 27), id="M-1", name="Auth API"),
        by="Ana",
        today=date(2026, 3, 2),
    ),
    message(
        "plan/slip_preview",
        beyond=True,
        shown=thing(
            before=thing(expected=date(2026, 3, 13), own_date=date(2026, 3, 13), id="M-1", name="Auth API"),
            effect=thing(radius=thing(moved=(), people=(), slipped=(thing(days=0),))),
            to=date(2026, 3, 14),
        ),
        outlook=outlook(),
        value=('{"m": "M-1", "to": "2026-03-14", "was": "2026-03-13", "why": "the vendor is late"}'),
        today=date(2026, 3, 2),
    ),
    message(
        "plan/slip_preview",
        beyond=False,
        shown=thing(
            before=thing(expected=date(2026, 3, 13), own_date=date(2026, 3, 13), id="M-1", name="Auth API"),
            effect=thing(
                milestones={"M-2": thing(name="Checkout")},
                projects={"PRJ-2": thing(name="Payments")},
                radius=thing(
                    earliest_committed=thing(
                        committed=date(2026, 3, 20),
                        days=10,
                        id="M-2",
                        new=date(2026, 4, 3),
                        old=date(2026, 3, 20),
                        project="PRJ-2",
                    ),
                    moved=(
                        thing(
                            committed=date(2026, 3, 20),
                            days=10,
                            id="M-2",
                            new=date(2026, 4, 3),
                            old=date(2026, 3, 20),
                            project="PRJ-2",
                        ),
                    ),
                    people=("U00HDUZ8H07",),
                    projects=("PRJ-2",),
                    slipped=(thing(days=15),),
                ),
            ),
            to=date(2026, 4, 3),
        ),
        outlook=outlook(),
        value='{"m": "M-1", "to": "2026-04-03", "was": "2026-03-13", "why": "layoffs"}',
        today=date(2026, 3, 2),
    ),
    message(
        "plan/slip_preview",
        beyond=False,
        shown=thing(
            before=thing(expected=date(2026, 3, 13), own_date=date(2026, 3, 13), id="M-1", name="Auth API"),
            effect=thing(
                milestones={"M-2": thing(name="Checkout")},
                projects={"PRJ-2": thing(name="Payments")},
                radius=thing(
                    earliest_committed=None,
                    moved=(
                        thing(
                            committed=date(2026, 3, 20),
                            days=0,
                            id="M-2",
                            new=date(2026, 3, 27),
                            old=date(2026, 3, 20),
                            project="PRJ-2",
                        ),
                        *[
                            thing(
                                committed=date(2026, 3, 20),
                                days=5,
                                id="M-2",
                                new=date(2026, 3, 27),
                                old=date(2026, 3, 20),
                                project="PRJ-2",
                            )
                        ]
                        * 5,
                    ),
                    people=(),
                    projects=("PRJ-2",),
                    slipped=(thing(days=10),),
                ),
            ),
            to=date(2026, 3, 27),
        ),
        outlook=outlook(
            thing(
                after=thing(on_time=0.096, p80=date(2026, 4, 7)),
                before=thing(committed=date(2026, 3, 27), on_time=0.458, p80=date(2026, 3, 27)),
                days=7,
                id="M-2",
                name="Checkout",
            ),
        ),
        value='{"m": "M-1", "to": "2026-03-27", "was": "2026-03-13", "why": ""}',
        today=date(2026, 3, 2),
    ),
    message(
        "plan/day_doubt",
        refusal=thing(what="Sun 3 Mar 2024 is more than a year ago.", why="", instead="Is that the day you mean?"),
        choices=[(date(2024, 3, 3), '{"form": "done", "milestone": "M-1", "day": "2024-03-03", "sure": true}')],
        today=date(2026, 3, 2),
    ),
    message(
        "plan/slip_same",
        milestone=thing(expected=date(2026, 3, 13), own_date=date(2026, 3, 13), id="M-1", name="Auth API"),
        today=date(2026, 3, 2),
    ),
    message(
        "plan/slip_saved",
        beyond="",
        change=7,
        changed=thing(
            after=thing(forecast=date(2026, 4, 3), id="M-1", name="Auth API"),
            before=thing(expected=date(2026, 3, 13), own_date=date(2026, 3, 13)),
            update=1,
        ),
        effect=thing(
            milestones={"M-2": thing(name="Checkout"), "M-3": thing(name="Sale"), "M-4": thing(name="Keys")},
            radius=thing(moved=(thing(id="M-2", new=date(2026, 4, 3)),), projects=("PRJ-2",)),
        ),
        told=False,
        today=date(2026, 3, 2),
    ),
    message(
        "plan/slip_saved",
        beyond="",
        change=7,
        changed=thing(
            after=thing(forecast=date(2026, 4, 3), id="M-1", name="Auth API"),
            before=thing(expected=date(2026, 3, 13), own_date=date(2026, 3, 13)),
            update=1,
        ),
        effect=thing(
            milestones={"M-2": thing(name="Checkout"), "M-3": thing(name="Sale"), "M-4": thing(name="Keys")},
            radius=thing(moved=(), projects=("PRJ-2",)),
        ),
        told=False,
        today=date(2026, 3, 2),
    ),
    message(
        "plan/slip_saved",
        beyond="",
        change=7,
        changed=thing(
            after=thing(forecast=date(2026, 4, 3), id="M-1", name="Auth API"),
            before=thing(expected=date(2026, 3, 13), own_date=date(2026, 3, 13)),
            update=1,
        ),
        effect=thing(
            milestones={"M-2": thing(name="Checkout"), "M-3": thing(name="Sale")},
            radius=thing(
                moved=(thing(id="M-2", new=date(2026, 4, 3)), thing(id="M-2", new=date(2026, 4, 3))),
                people=("U00HDUZ8H07",),
                projects=("PRJ-2",),
            ),
        ),
        told=True,
        today=date(2026, 3, 2),
    ),
    *_STATUSES,
    message(
        "plan/status_reported",
        subject=thing(
            colour="amber",
            gap=0,
            id="PRJ-1",
            name="Identity",
            reported=thing(colour="amber", why="\u061c\u200e\u200f"),
            why="Auth API (M-1) blocked",
        ),
    ),
    message(
        "plan/status_reported",
        subject=thing(
            colour="red",
            gap=2,
            id="PRJ-2",
            name="Payments",
            reported=thing(colour="green", why=""),
            why="Checkout (M-2): 15 days late (committed Fri 20 Mar 2026), caused by Auth API (M-1)",
        ),
    ),
    message(
        "plan/undone",
        effect=thing(change=thing(id=7, summary="Auth API (M-1): done"), messages=2, told=("Bo", "Cleo")),
        today=date(2026, 3, 2),
    ),
    message("plan/undone", effect=thing(change=thing(id=7, summary=""), messages=0, told=()), today=date(2026, 3, 2)),
    message(
        "plan/undo_asked",
        effect=thing(change=thing(id=7, summary="Auth API (M-1): done"), messages=1, told=("Bo",)),
        today=date(2026, 3, 2),
    ),
    message(
        "plan/undo_asked",
        effect=thing(change=thing(id=7, summary=""), messages=0, told=("Bo",)),
        today=date(2026, 3, 2),
    ),
    message("plan/undone_notice", by="Ana", summary="Auth API (M-1): done"),
    message("plan/undone_notice", by="Ana", summary=""),
    message("plan/undone_news", by="Ana", summary="Auth API (M-1): done"),
    message("plan/undone_news", by="Ana", summary=""),
    message("plan/unlinked", channel="C01IT3S4X09", gone=("PRJ-1",)),
    message("plan/unlinked", channel="C01IT3S4X09", gone=("PRJ-3", "PRG-1")),
)
