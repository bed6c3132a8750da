"""Facts for the templates of risks/ in the corpus."""

from datetime import date

from tests.rendering.facts.plan import DELAYED, NO_COST
from tests.rendering.scenes import message, sentence, thing

ORDERED = thing(
    benefit=thing(id="BEN-1", name="Fewer tickets"),
    cost=thing(low=7_000.0, likely=14_000.0, high=21_000.0),
    currency="EUR",
    go_live=date(2026, 3, 27),
    weeks=3.6,
    cd3=3_888.9,
)
SCENES = (
    message(
        "risks/order",
        program=thing(id="PRG-1", name="Atlas"),
        rows=(ORDERED,),
        total=12,
        share='{"v": "order", "t": ""}',
        asked=thing(public=False),
        today=date(2026, 3, 2),
    ),
    message(
        "risks/order",
        program=thing(id="PRG-1", name="Atlas"),
        rows=(),
        total=0,
        share="",
        asked=thing(public=True, person=thing(name="Ana")),
        today=date(2026, 3, 2),
    ),
    message(
        "risks/critical",
        alone=(),
        program=thing(name="Atlas"),
        rows=[],
        inputs=(),
        best=None,
        share='{"v": "critical", "t": ""}',
        asked=thing(channel="C1", public=False, text="M-1 +5d"),
        today=date(2026, 3, 2),
        paged={},
    ),
    message(
        "risks/critical",
        alone=(thing(name="Dina", milestones=("Auth API (M-1)", "Checkout (M-2)")),),
        program=thing(name="Atlas"),
        rows=[
            thing(done=False, drag=0, finish=date(2026, 4, 1), late=0, id="", name="restricted", owner="Ana"),
            thing(done=False, drag=0, finish=date(2026, 4, 1), late=3, id="M-2", name="Checkout", owner="Bo"),
        ],
        inputs=(),
        best=thing(done=False, drag=0, finish=date(2026, 4, 1), late=0, id="", name="restricted", owner="Ana"),
        share='{"v": "critical", "t": ""}',
        asked=thing(channel="C1", public=False, text="M-1 +5d"),
        today=date(2026, 3, 2),
        paged={},
    ),
    message(
        "risks/critical",
        alone=(),
        program=thing(name="Atlas"),
        rows=[
            thing(id="M-2", name="Checkout", owner='","blocks":[{"type":"divider"}],"x":"', finish=date(2026, 3, 20))
        ],
        inputs=(
            thing(id="M-1", name="Auth API", slack=5, committed=True),
            thing(id="", name="restricted", slack=0, committed=False),
        ),
        best=thing(id="M-2", name="Checkout", owner='","blocks":[{"type":"divider"}],"x":"'),
        share='{"v": "critical", "t": ""}',
        asked=thing(channel="C1", public=False, text="M-1 +5d"),
        today=date(2026, 3, 10),
        paged={},
    ),
    message(
        "risks/critical",
        alone=(),
        program=thing(name="Atlas"),
        rows=[
            thing(done=False, drag=0, finish=date(2026, 4, 1), late=0, id="", name="restricted", owner="Ana"),
            *[thing(done=False, drag=0, finish=date(2026, 4, 1), late=3, id="M-2", name="Checkout", owner="Bo")] * 45,
        ],
        inputs=(),
        best=thing(done=False, drag=3, finish=date(2026, 4, 1), late=0, id="", name="restricted", owner="Ana"),
        share='{"v": "critical", "t": ""}',
        asked=thing(channel="C1", public=False, text="M-1 +5d"),
        today=date(2026, 3, 2),
        paged={},
    ),
    message(
        "risks/forecast_effect",
        cost=DELAYED,
        program=thing(name="Atlas"),
        own_missed=[],
        slips=[("M-1", "Auth API", 10)],
        found=thing(finish=(date(2026, 3, 20), date(2026, 3, 27))),
        moved=[
            (
                thing(after=date(2026, 3, 27), before=date(2026, 3, 20), days=5, id="M-2", missed=date(2026, 3, 20)),
                "Checkout",
                "Bo",
            )
        ],
        missed=1,
        odds=(
            thing(
                after=thing(on_time=0.096, p80=date(2026, 4, 7)),
                before=thing(on_time=0.458, p80=date(2026, 3, 27)),
                days=7,
                id="M-2",
                name="Checkout",
            ),
        ),
        sent=True,
        share="",
        asked=thing(person=thing(name="Bo"), public=True),
        today=date(2026, 3, 2),
        paged={},
    ),
    message(
        "risks/forecast_effect",
        cost=NO_COST,
        program=thing(name="Atlas"),
        own_missed=[],
        slips=[("M-1", "Auth API", 5)],
        found=thing(finish=(date(2026, 4, 1), date(2026, 4, 1))),
        moved=[],
        missed=0,
        odds=(
            thing(
                after=thing(on_time=0.04, p80=date(2026, 4, 10)),
                before=thing(on_time=0.04, p80=date(2026, 4, 10)),
                days=0,
                id="M-2",
                name="Checkout",
            ),
        ),
        share='{"v": "whatif", "t": "M-1 +5d"}',
        asked=thing(channel="", public=True, text=""),
        today=date(2026, 3, 2),
        paged={},
    ),
    message(
        "risks/forecast_effect",
        cost=NO_COST,
        program=thing(name="Atlas"),
        own_missed=[("M-2", "Checkout", date(2026, 3, 20), date(2026, 4, 7))],
        slips=[("M-1", "Auth API", 10), ("M-2", "Checkout", 12)],
        found=thing(finish=(date(2026, 3, 20), date(2026, 4, 7))),
        moved=[],
        missed=3,
        odds=(),
        share='{"v": "whatif", "t": "M-1 +10d, M-2 +12d"}',
        asked=thing(channel="", public=True, text=""),
        today=date(2026, 3, 2),
        paged={},
    ),
    message(
        "risks/forecast_effect",
        cost=NO_COST,
        program=thing(name="Atlas"),
        own_missed=[],
        slips=[("M-1", "Auth API", 10)],
        found=thing(finish=(date(2026, 3, 20), date(2026, 3, 27))),
        moved=[
            (thing(after=date(2026, 3, 27), before=date(2026, 3, 20), days=0, id="M-2", missed=None), "Checkout", "Bo"),
            *[
                (
                    thing(
                        after=date(2026, 3, 27), before=date(2026, 3, 20), days=5, id="M-2", missed=date(2026, 3, 20)
                    ),
                    "Checkout",
                    "Bo",
                )
            ]
            * 20,
        ],
        missed=1,
        odds=(
            thing(
                after=thing(on_time=0.096, p80=date(2026, 4, 7)),
                before=thing(on_time=0.458, p80=date(2026, 3, 27)),
                days=7,
                id="M-2",
                name="Checkout",
            ),
        ),
        sent=True,
        share="",
        asked=thing(person=thing(name="Bo"), public=False, channel="C1", text="M-1 +5d"),
        today=date(2026, 3, 2),
        paged={},
    ),
    message(
        "risks/forecast_outlook",
        own_record=date(2026, 4, 9),
        program=thing(name="Atlas"),
        end_name="Checkout",
        alone=0,
        targets=[
            (
                thing(
                    committed=date(2026, 3, 13),
                    id="M-1",
                    on_time=0.4285,
                    p50=date(2026, 3, 16),
                    p80=date(2026, 3, 18),
                    stderr_days=0.09,
                ),
                "Auth API",
            ),
            (
                thing(
                    committed=date(2026, 3, 20),
                    id="M-2",
                    on_time=0.089,
                    p50=date(2026, 3, 31),
                    p80=date(2026, 4, 7),
                    stderr_days=0.23,
                ),
                "Checkout",
            ),
        ],
        more=0,
        end=thing(
            committed=date(2026, 3, 20),
            id="M-2",
            on_time=0.089,
            p50=date(2026, 3, 31),
            p80=date(2026, 4, 7),
            stderr_days=0.23,
        ),
        drivers=[
            (
                thing(contribution=0.4316488161087036, criticality=0.0955, earlier=0.0, id="M-2", later=7.5),
                "Checkout",
                "Bo",
            )
        ],
        sources=thing(assumed=3, learned=0, varying=3),
        share='{"v": "forecast", "t": ""}',
        asked=thing(channel="C1", public=False, text="M-1 +5d"),
        today=date(2026, 3, 2),
        paged={},
    ),
    message(
        "risks/forecast_outlook",
        own_record=None,
        program=thing(name="Atlas"),
        end_name="Checkout",
        alone=0,
        targets=[],
        more=0,
        end=None,
        drivers=[],
        sources=thing(assumed=0, learned=0, varying=0),
        share='{"v": "forecast", "t": ""}',
        asked=thing(channel="C1", public=False, text="M-1 +5d"),
        today=date(2026, 3, 2),
        paged={},
    ),
    message(
        "risks/forecast_outlook",
        own_record=None,
        program=thing(name="Atlas"),
        end_name="Checkout",
        alone=0,
        targets=[
            (
                thing(
                    committed=date(2026, 3, 13),
                    id="M-1",
                    on_time=None,
                    p50=date(2026, 3, 16),
                    p80=date(2026, 3, 18),
                    stderr_days=0.09,
                ),
                "Auth API",
            ),
            (
                thing(
                    committed=date(2026, 3, 20),
                    id="M-2",
                    on_time=0.0305,
                    p50=date(2026, 4, 3),
                    p80=date(2026, 4, 10),
                    stderr_days=0.27,
                ),
                "Checkout",
            ),
        ],
        more=3,
        end=thing(
            committed=None, id="M-2", on_time=0.0305, p50=date(2026, 4, 3), p80=date(2026, 4, 10), stderr_days=0.27
        ),
        drivers=[],
        sources=thing(assumed=0, learned=2, varying=3),
        share='{"v": "forecast", "t": ""}',
        asked=thing(channel="C1", public=False, text="M-1 +5d"),
        today=date(2026, 3, 2),
        paged={},
    ),
    message(
        "risks/forecast_outlook",
        own_record=None,
        program=thing(name="Atlas"),
        end_name="Checkout",
        alone=2,
        targets=[
            (
                thing(
                    committed=date(2026, 3, 13),
                    id="M-1",
                    on_time=0.4285,
                    p50=date(2026, 3, 16),
                    p80=date(2026, 3, 18),
                    stderr_days=0.09,
                ),
                "Auth API",
            ),
            (
                thing(
                    committed=date(2026, 3, 20),
                    id="M-2",
                    on_time=0.089,
                    p50=date(2026, 3, 31),
                    p80=date(2026, 4, 7),
                    stderr_days=0.23,
                ),
                "Checkout",
            ),
        ],
        more=0,
        end=thing(
            committed=date(2026, 3, 20),
            id="M-2",
            on_time=0.089,
            p50=date(2026, 3, 31),
            p80=date(2026, 4, 7),
            stderr_days=0.23,
        ),
        drivers=[
            (
                thing(contribution=0.4316488161087036, criticality=0.0955, earlier=3, id="M-2", later=7.5),
                "Checkout",
                "Bo",
            )
        ],
        sources=thing(assumed=3, learned=0, varying=3),
        share='{"v": "forecast", "t": ""}',
        asked=thing(channel="C1", public=False, text="M-1 +5d"),
        today=date(2026, 3, 2),
        paged={},
    ),
    sentence("risks/forecast_shared", by="Bo"),
    message(
        "risks/health",
        program=thing(id="PRG-1", name="Atlas"),
        checks=(
            missing := thing(name="Missing links", passed=False, words="5 of 9"),
            thing(name="Leads", passed=True, words="0 of 2"),
            owners := thing(name="Owners", passed=False, words="1 of 3"),
            thing(name="Missed dates", passed=None, words="nothing to check"),
        ),
        failures=[
            (missing, ["Auth API (M-1), no links", "Checkout (M-2), nothing depends on it", "M-3, no links"], 5),
            (owners, ["Checkout (M-2)"], 1),
        ],
        folded=True,
        score=(8, 12),
        share='{"v": "health", "t": ""}',
        asked=thing(public=False),
        today=date(2026, 3, 2),
        paged={},
    ),
    message(
        "risks/list",
        program=thing(id="PRG-1", name="Atlas"),
        listed=thing(
            count=1,
            items=[
                thing(
                    level="red",
                    sentence="Auth API (M-1): 11 days late (committed Fri 13 Mar 2026)",
                    benefit="",
                    budget="",
                    clash="",
                    milestone="M-1",
                    name="Auth API",
                    cost=DELAYED,
                    effect="12 milestones in 4 projects, up to 10 days late",
                    owner="Ana",
                ),
                thing(
                    level="amber",
                    sentence="Checkout (M-2) is expected Fri 20 Mar 2026, in 9 days, and was last updated 9 days ago.",
                    benefit="",
                    budget="",
                    clash="",
                    milestone="M-2",
                    name="Checkout",
                    cost=NO_COST,
                    effect="",
                    owner="no owner",
                ),
            ],
            number=1,
            total=2,
        ),
        count={"red": 1, "amber": 1, "info": 0},
        finish=thing(p50=date(2026, 3, 27), p80=date(2026, 4, 7), committed=date(2026, 3, 20), on_time=0.39),
        withheld=0,
        sent=True,
        share="",
        asked=thing(person=thing(name="Bo"), public=True),
        today=date(2026, 3, 2),
        paged={},
    ),
    message(
        "risks/list",
        program=thing(id="PRG-1", name="Atlas"),
        listed=thing(
            count=3,
            items=[
                thing(
                    level="amber",
                    sentence=f"Part {number} (M-{number}) is due Thu 19 Mar 2026, in 9 days.",
                    benefit="",
                    budget="",
                    clash="",
                    milestone=f"M-{number}",
                    name=f"Part {number}",
                    cost=NO_COST,
                    effect="",
                    owner="Bo",
                )
                for number in range(3, 13)
            ],
            number=2,
            total=25,
        ),
        count={"red": 0, "amber": 24, "info": 1},
        finish=thing(p50=date(2026, 3, 27), p80=date(2026, 4, 7), committed=date(2026, 3, 20), on_time=None),
        withheld=0,
        share='{"v": "risks", "t": ""}',
        asked=thing(public=False),
        today=date(2026, 3, 2),
        paged={-1: '{"t": "", "p": 0}', 1: '{"t": "", "p": 2}'},
    ),
    message(
        "risks/list",
        program=thing(id="PRG-1", name="Atlas"),
        listed=thing(
            count=1,
            items=[
                thing(
                    level="info",
                    sentence="Ana is asked for 140% in week 12.",
                    milestone="",
                    benefit="",
                    budget="",
                    clash="",
                    name="",
                    cost=NO_COST,
                    effect="",
                    owner="Ana",
                ),
                thing(
                    level="amber",
                    sentence="Churn falls (BEN-1) is heading for 62% of its plan by Thu 31 Dec 2026, "
                    "at the pace of its 5 readings. Find out what holds it back, or change its plan.",
                    milestone="",
                    benefit="BEN-1",
                    budget="",
                    clash="",
                    name="Churn falls",
                    cost=NO_COST,
                    effect="",
                    owner="Bo",
                ),
                thing(
                    level="amber",
                    sentence="Identity (PRJ-1) is forecast at 104% of its budget.",
                    milestone="",
                    benefit="",
                    budget="PRJ-1",
                    clash="",
                    name="Identity",
                    cost=NO_COST,
                    effect="",
                    owner="Bo",
                ),
                thing(
                    level="red",
                    sentence="Dina is booked 140% from Mon 9 Mar to Fri 13 Mar by Identity (PRJ-1) (CL-1).",
                    milestone="",
                    benefit="",
                    budget="",
                    clash="CL-1",
                    name="Dina",
                    cost=NO_COST,
                    effect="",
                    owner="Bo",
                ),
            ],
            number=1,
            total=1,
        ),
        count={"red": 0, "amber": 1, "info": 1},
        finish=None,
        withheld=0,
        share="",
        asked=thing(public=False),
        today=date(2026, 3, 2),
        paged={},
    ),
    message(
        "risks/list",
        program=thing(id="PRG-1", name="Atlas"),
        listed=thing(count=1, items=[], number=1, total=0),
        count={},
        finish=None,
        withheld=1,
        share='{"v": "risks", "t": ""}',
        asked=thing(public=False),
        today=date(2026, 3, 2),
        paged={},
    ),
    message(
        "risks/cause",
        cost=DELAYED,
        program=thing(id="PRG-1", name="Atlas"),
        id="M-1",
        name="Auth API",
        owner="Ana",
        sentence="Auth API (M-1): 11 days late (committed Fri 13 Mar 2026)",
        alerts=[
            thing(level="red", sentence="Auth API (M-1) will miss Fri 13 Mar 2026 by 11 days."),
            thing(level="info", sentence="12 milestones in 4 projects wait for Auth API (M-1)."),
        ],
        effect="2 milestones in 1 project, up to 10 days late",
        moved=[
            thing(id="M-2", name="Checkout", owner="Bo", finish=date(2026, 4, 1), late=10),
            thing(id="M-3", name="Launch", owner="Cleo", finish=date(2026, 4, 2), late=0),
        ],
        share='{"v": "risks", "t": "M-1"}',
        asked=thing(public=False),
        today=date(2026, 3, 2),
    ),
    message(
        "risks/cause",
        cost=NO_COST,
        program=thing(id="PRG-1", name="Atlas"),
        id="M-2",
        name="Checkout",
        owner="no owner",
        sentence="Checkout (M-2) is expected Fri 20 Mar 2026, in 9 days, and was last updated 9 days ago.",
        alerts=[thing(level="amber", sentence="Checkout (M-2) is due Fri 20 Mar 2026.")],
        effect="",
        moved=[],
        share="",
        asked=thing(person=thing(name="Bo"), public=True),
        today=date(2026, 3, 2),
    ),
    message(
        "risks/cause",
        cost=NO_COST,
        program=thing(id="PRG-1", name="Atlas"),
        id="M-9",
        name="",
        owner="",
        sentence="",
        alerts=(),
        effect="",
        moved=[],
        share="",
        asked=thing(public=False),
        today=date(2026, 3, 2),
    ),
    message(
        "risks/cause",
        cost=NO_COST,
        program=thing(id="PRG-1", name="Atlas"),
        id="M-4",
        name="Feature freeze",
        owner="",
        sentence="",
        alerts=(),
        effect="1 milestone in 1 project, 1 day late",
        moved=[thing(id="M-3", name="Launch", owner="Cleo", finish=date(2026, 4, 2), late=1)],
        share="",
        asked=thing(public=False),
        today=date(2026, 3, 2),
    ),
    message(
        "risks/notice",
        alerts=(
            thing(
                closed=False,
                level="red",
                sentence=(
                    "Refunds (M-3) of Payments is expected Thu 19 Mar 2026 but needs Auth API (M-1) "
                    "of Identity, now expected Fri 27 Mar 2026: 6 days late."
                ),
            ),
            thing(
                closed=False,
                level="red",
                sentence=(
                    "Checkout (M-2) of Payments is expected Fri 20 Mar 2026 but needs Auth API (M-1) "
                    "of Identity, now expected Fri 27 Mar 2026: 5 days late."
                ),
            ),
        ),
        names={},
        actor="U00KG0FHZ06",
    ),
    message(
        "risks/notice",
        alerts=(
            thing(
                closed=False,
                level="red",
                owner="U00KG0FHZ06",
                sentence=(
                    "Checkout (M-2) of Payments starts Mon 23 Mar 2026 but needs Auth API (M-1) of "
                    "Identity, now expected Wed 25 Mar 2026: 3 days late."
                ),
            ),
        ),
        names={},
        actor="U00KG0FHZ06",
    ),
    message(
        "risks/notice",
        alerts=(
            thing(
                closed=False,
                level="red",
                owner="U00KG0FHZ06",
                sentence=(
                    "Import (M-4) of Payments is expected Tue 3 Mar 2026 but needs Schema (M-3) of "
                    "Identity, now expected Wed 4 Mar 2026: 1 day late."
                ),
            ),
        ),
        names={},
        actor="baton",
    ),
    message(
        "risks/notice",
        alerts=(
            thing(
                closed=True,
                sentence=(
                    "Checkout (M-2) of Payments starts Mon 23 Mar 2026 but needs Auth API (M-1) of "
                    "Identity, now expected Tue 24 Mar 2026: 2 days late."
                ),
            ),
            thing(
                closed=True,
                sentence=(
                    "Checkout (M-2) of Payments starts Mon 23 Mar 2026 but needs Auth API (M-1) of "
                    "Identity, now expected Tue 24 Mar 2026: 2 days late."
                ),
            ),
        ),
        names={},
        actor="U00KG0FHZ06",
    ),
    message(
        "risks/notice",
        alerts=(
            thing(
                closed=False,
                level="red",
                sentence=(
                    "Refunds (M-3) of Payments is expected Thu 19 Mar 2026 but needs Auth API (M-1) "
                    "of Identity, now expected Fri 27 Mar 2026: 6 days late."
                ),
            ),
            *[
                thing(
                    closed=False,
                    level="red",
                    sentence=(
                        "Checkout (M-2) of Payments is expected Fri 20 Mar 2026 but needs Auth API (M-1) "
                        "of Identity, now expected Fri 27 Mar 2026: 5 days late."
                    ),
                )
            ]
            * 20,
        ),
        names={},
        actor="U00KG0FHZ06",
    ),
    message("risks/shared", channel="C00U9S2OL0A"),
    message(
        "risks/timeline",
        program=thing(name="Atlas"),
        ahead=[],
        finished=0,
        withheld=0,
        today=date(2026, 3, 2),
        picture={},
        sent=False,
        share='{"v": "timeline", "t": ""}',
        asked=thing(channel="C1", public=False, text="M-1 +5d"),
        paged={},
    ),
    message(
        "risks/timeline",
        program=thing(name="Atlas"),
        finished=0,
        ahead=(
            thing(
                done=False,
                expected=date(2026, 3, 13),
                own_date=date(2026, 3, 13),
                id="M-1",
                name="Auth API",
                project="Identity",
                slip=0,
            ),
            thing(
                done=False,
                expected=date(2026, 3, 20),
                own_date=date(2026, 3, 20),
                id="M-2",
                name="Checkout",
                project="Payments",
                slip=0,
            ),
        ),
        withheld=0,
        today=date(2026, 3, 2),
        picture={},
        sent=True,
        share="",
        asked=thing(person=thing(name="Bo"), public=True),
        paged={},
    ),
    message(
        "risks/timeline",
        program=thing(name="Atlas"),
        finished=1,
        ahead=(
            *[
                thing(
                    done=False,
                    expected=date(2026, 4, 1),
                    own_date=date(2026, 4, 1),
                    id="M-2",
                    name="Checkout",
                    project="Payments",
                    slip=8,
                )
            ]
            * 20,
        ),
        withheld=1,
        today=date(2026, 3, 2),
        picture={},
        sent=True,
        share='{"v": "timeline", "t": ""}',
        asked=thing(public=False),
        paged={},
    ),
)
