"""Facts for the templates of digests/ in the corpus."""

from datetime import date

from tests.rendering.scenes import message, messages, thing

SCENES = (
    message(
        "digests/delivery",
        edition=thing(
            added=(),
            asks=(
                thing(
                    by=None,
                    record="E-1",
                    source="",
                    subject="M-1",
                    text=(
                        "unanswered escalation: Checkout (M-2) of Payments is expected Fri 20 Mar 2026 "
                        "but needs Auth API (M-1) of Identity, now expected Thu 16 Apr 2026: 19 wd "
                        "short."
                    ),
                    who="Ana",
                ),
            ),
            chains=(),
            doubts=(
                thing(
                    confidence="low",
                    consumer=thing(expected=date(2026, 5, 29), own_date=date(2026, 5, 29), id="M-3", name="Report"),
                    day=date(2026, 5, 29),
                    provider=thing(expected=date(2026, 5, 20), own_date=date(2026, 5, 20), id="M-4", name="Portal"),
                    record="D-2",
                ),
            ),
            gaps=(),
            headlines=(
                thing(
                    level="red", more=(), record="M-1", sentence="Identity: Auth API (M-1) 45 wd later than promised"
                ),
                thing(
                    level="red",
                    more=(),
                    record="M-2",
                    sentence=(
                        "Checkout (M-2) of Payments is expected Fri 20 Mar 2026 but needs Auth API (M-1) "
                        "of Identity, now expected Fri 15 May 2026: 40 wd short."
                    ),
                ),
            ),
            moved=(),
            name="Atlas",
            outlook=thing(
                committed=date(2026, 5, 29), health=(9, 13), on_time=0.421, p50=date(2026, 6, 1), p80=date(2026, 6, 4)
            ),
            overdue=(
                thing(expected=date(2026, 3, 13), own_date=date(2026, 3, 13), id="M-1", name="Auth API"),
                thing(expected=date(2026, 3, 20), own_date=date(2026, 3, 20), id="M-2", name="Checkout"),
            ),
            quiet=False,
            updates=(
                thing(
                    project=thing(name="Mobile app"),
                    colour="amber",
                    text="Beta scope agreed, SSO is the risk.",
                    by="Maya",
                    source="https://northwind.slack.com/archives/C01/p1",
                    help_wanted=("a tester for two days",),
                ),
            ),
            silent=(thing(name="Payments"),),
            since=date(2026, 5, 8),
            soon=(
                thing(expected=date(2026, 5, 20), own_date=date(2026, 5, 20), id="M-4", name="Portal"),
                thing(expected=date(2026, 5, 29), own_date=date(2026, 5, 29), id="M-3", name="Report"),
            ),
            status=thing(colour="red", why="Auth API (M-1) 45 wd later than promised"),
            troubles=(thing(), thing()),
            unchanged=(thing(name="Payments"),),
            week=11,
            wins=(),
            withheld=0,
        ),
        who={"M-1": "Ana", "M-2": "Bo", "M-4": "Ana", "M-3": "Bo"},
        marks=("preview",),
        today=date(2026, 5, 15),
    ),
    message(
        "digests/delivery",
        edition=thing(
            asks=(),
            chains=(
                (
                    thing(expected=date(2026, 11, 26), own_date=date(2026, 11, 26), id="M-3", name="Schema migration"),
                    thing(id="M-4"),
                    thing(id="M-5"),
                    thing(id="M-17"),
                    thing(id="M-18"),
                    thing(id="M-11"),
                    *[thing()] * 5,
                ),
                (
                    thing(expected=date(2026, 11, 26), own_date=date(2026, 11, 26), id="M-3", name="Schema migration"),
                    thing(id="M-4"),
                    thing(id="M-5"),
                    thing(id="M-17"),
                    thing(id="M-18"),
                    thing(id="M-11"),
                    thing(),
                    thing(),
                ),
            ),
            doubts=(),
            finish=date(2027, 3, 8),
            gaps=(),
            headlines=(
                thing(
                    level="amber",
                    more=(),
                    record="M-10",
                    sentence=("Mobile app: Single sign-on (M-10) starts hardly later than what it waits for is there"),
                ),
                thing(
                    level="amber",
                    more=(),
                    record="M-17",
                    sentence=(
                        "Loyalty integration: Balances service (M-17) starts hardly later than what it "
                        "waits for is there"
                    ),
                ),
                thing(
                    level="amber",
                    more=(),
                    record="M-22",
                    sentence=("Launch marketing: Press kit (M-22) starts hardly later than what it waits for is there"),
                ),
                thing(
                    level="amber",
                    more=(),
                    record="PRJ-1",
                    sentence=(
                        "Backend upgrade: Accounts API v2 (M-5) has 0 working days to spare to Fri 18 "
                        "Dec 2026, because of Session service (M-4)"
                    ),
                ),
            ),
            moved=(),
            name="Unified mobile platform",
            outlook=None,
            overdue=(),
            promised=date(2027, 3, 8),
            quiet=False,
            updates=(),
            silent=(),
            soon=(
                thing(
                    expected=date(2026, 11, 25), own_date=date(2026, 11, 25), id="M-16", name="Points mapping agreed"
                ),
                thing(expected=date(2026, 11, 26), own_date=date(2026, 11, 26), id="M-3", name="Schema migration"),
            ),
            status=thing(
                colour="amber",
                why=(
                    "Accounts API v2 (M-5) has 0 working days to spare to Fri 18 Dec 2026, because "
                    "of Session service (M-4)"
                ),
            ),
            troubles=(*[thing()] * 4,),
            unchanged=(),
            week=9,
            wins=(
                thing(actual=date(2026, 11, 10), id="M-9", name="Design system in place"),
                thing(actual=date(2026, 11, 13), id="M-20", name="Brand refresh approved"),
            ),
            withheld=0,
        ),
        who={"M-16": "Lucía Prado", "M-3": "Kenji Arai"},
        marks=(),
        today=date(2026, 11, 16),
    ),
    message(
        "digests/delivery",
        edition=thing(
            asks=(),
            chains=(),
            doubts=(),
            finish=None,
            gaps=(),
            moved=(),
            name="Borealis",
            outlook=None,
            overdue=(),
            quiet=True,
            updates=(),
            silent=(),
            since=date(2026, 3, 2),
            soon=(),
            status=thing(colour="undated", why="no projects yet"),
            troubles=(),
            unchanged=(),
            week=2,
            wins=(),
            withheld=0,
        ),
        who={},
        marks=("late",),
        today=date(2026, 3, 9),
    ),
    message(
        "digests/delivery",
        edition=thing(
            added=(
                thing(id="M-1"),
                thing(id="M-2"),
                thing(id="M-3"),
                thing(id="M-4"),
                *[thing()] * 11,
                thing(expected=date(2025, 3, 11), own_date=date(2025, 3, 11), id="M-16", name="1.33.0-beta.0 released"),
                thing(id="M-17", name="Begin Code Freeze and Test Freeze"),
                thing(
                    expected=date(2025, 3, 24),
                    own_date=date(2025, 3, 24),
                    id="M-18",
                    name="Begin Burndown (Monday, Wednesday, and Friday meetings)",
                ),
                thing(
                    expected=date(2025, 3, 24),
                    own_date=date(2025, 3, 24),
                    id="M-19",
                    name="Deprecations and Removals blog published",
                ),
                thing(
                    expected=date(2025, 3, 24),
                    own_date=date(2025, 3, 24),
                    id="M-20",
                    name="Preparing for Feature blogs review — Initiating outreach",
                ),
                thing(
                    expected=date(2025, 3, 25),
                    own_date=date(2025, 3, 25),
                    id="M-21",
                    name="Docs deadline — PRs ready for review",
                ),
                thing(
                    expected=date(2025, 3, 25),
                    own_date=date(2025, 3, 25),
                    id="M-22",
                    name="Release Highlights deadline",
                ),
                *[thing()] * 14,
                thing(expected=date(2025, 3, 24), own_date=date(2025, 3, 24), id="M-37", name="Handbook frozen"),
            ),
            asks=(),
            chains=(),
            doubts=(),
            gaps=(),
            headlines=(
                thing(
                    level="red",
                    more=("M-37",),
                    record="M-18",
                    sentence=(
                        "Begin Burndown (Monday, Wednesday, and Friday meetings) (M-18) of "
                        "kubernetes-1.33 is expected Mon 24 Mar 2025 but needs Begin Code Freeze and "
                        "Test Freeze (M-17) of kubernetes-1.33, now expected Fri 28 Mar 2025: 4 wd "
                        "short."
                    ),
                ),
            ),
            moved=(
                thing(
                    days=5,
                    milestone=thing(id="M-17", name="Begin Code Freeze and Test Freeze"),
                    new=date(2025, 3, 28),
                    old=date(2025, 3, 21),
                    reason="tests flake",
                    source="https://northwind.slack.com/archives/C01IT3S4X09/p1741597211785724",
                ),
            ),
            name="kubernetes-1.33",
            outlook=thing(
                committed=date(2025, 4, 23), health=(9, 14), on_time=0.4405, p50=date(2025, 4, 25), p80=date(2025, 5, 6)
            ),
            overdue=(
                thing(expected=date(2025, 3, 11), own_date=date(2025, 3, 11), id="M-16", name="1.33.0-beta.0 released"),
            ),
            quiet=False,
            updates=(),
            silent=(),
            since=date(2025, 3, 10),
            soon=(
                thing(
                    expected=date(2025, 3, 24),
                    own_date=date(2025, 3, 24),
                    id="M-18",
                    name="Begin Burndown (Monday, Wednesday, and Friday meetings)",
                ),
                thing(
                    expected=date(2025, 3, 24),
                    own_date=date(2025, 3, 24),
                    id="M-19",
                    name="Deprecations and Removals blog published",
                ),
                thing(
                    expected=date(2025, 3, 24),
                    own_date=date(2025, 3, 24),
                    id="M-20",
                    name="Preparing for Feature blogs review — Initiating outreach",
                ),
                thing(expected=date(2025, 3, 24), own_date=date(2025, 3, 24), id="M-37", name="Handbook frozen"),
                thing(
                    expected=date(2025, 3, 25),
                    own_date=date(2025, 3, 25),
                    id="M-21",
                    name="Docs deadline — PRs ready for review",
                ),
                thing(
                    expected=date(2025, 3, 25),
                    own_date=date(2025, 3, 25),
                    id="M-22",
                    name="Release Highlights deadline",
                ),
                thing(id="M-17", name="Begin Code Freeze and Test Freeze"),
            ),
            status=thing(
                colour="red",
                why=(
                    "Begin Burndown (Monday, Wednesday, and Friday meetings) (M-18) is 4 working "
                    "days over its promise of Mon 24 Mar 2025, because of Begin Code Freeze and Test "
                    "Freeze (M-17)"
                ),
            ),
            troubles=(thing(), thing()),
            unchanged=(),
            week=10,
            wins=(),
            withheld=0,
        ),
        who={
            "M-16": "Branch Manager",
            "M-18": "Lead",
            "M-19": "Comms",
            "M-20": "Comms",
            "M-37": "Bo",
            "M-21": "Docs Lead",
            "M-22": "Comms",
        },
        marks=(),
        today=date(2025, 3, 17),
    ),
    message(
        "digests/delivery",
        edition=thing(
            added=(),
            asks=(),
            chains=(),
            doubts=(),
            finish=date(2026, 3, 6),
            gaps=(),
            headlines=(thing(level="red", more=(), record="M-1", sentence="One: U01 (M-1) 24 wd later than promised"),),
            moved=(),
            name="Atlas",
            outlook=None,
            overdue=(
                thing(expected=date(2026, 2, 2), own_date=date(2026, 2, 2), id="M-1", name="U01"),
                thing(expected=date(2026, 2, 2), own_date=date(2026, 2, 2), id="M-2", name="U02"),
                thing(expected=date(2026, 2, 2), own_date=date(2026, 2, 2), id="M-3", name="U03"),
                thing(),
            ),
            promised=date(2026, 2, 2),
            quiet=False,
            updates=(),
            silent=(thing(name="One"),),
            since=date(2026, 3, 1),
            soon=(),
            status=thing(colour="red", why="U01 (M-1) 24 wd later than promised"),
            troubles=(thing(),),
            unchanged=(thing(name="One"),),
            week=62,
            wins=(),
            withheld=0,
        ),
        who={"M-1": "U01", "M-2": "U02", "M-3": "U03"},
        marks=("draft",),
        today=date(2026, 3, 8),
    ),
    message(
        "digests/delivery",
        edition=thing(
            added=(
                thing(id="M-1", name="Auth API"),
                thing(expected=date(2026, 3, 20), own_date=date(2026, 3, 20), id="M-2", name="Checkout"),
                thing(id="M-3"),
            ),
            asks=(),
            chains=(),
            doubts=(),
            gaps=(
                thing(
                    computed="red",
                    project=thing(id="PRJ-2", name="Payments"),
                    reported="green",
                    why="no explanation given",
                ),
            ),
            headlines=(
                thing(
                    level="red",
                    more=(),
                    record="M-1",
                    sentence=(
                        "Auth API (M-1) cannot keep Fri 13 Mar 2026: it is computed for Fri 10 Apr 2026, "
                        "20 working days over, by its own forecast and work."
                    ),
                ),
                thing(
                    level="red",
                    more=(),
                    record="M-2",
                    sentence=(
                        "Checkout (M-2) of Payments is expected Fri 20 Mar 2026 but needs Auth API (M-1) "
                        "of Identity, now expected Fri 10 Apr 2026: 15 wd short."
                    ),
                ),
            ),
            moved=(
                thing(
                    days=20,
                    milestone=thing(id="M-1", name="Auth API"),
                    new=date(2026, 4, 10),
                    old=date(2026, 3, 13),
                    reason="the vendor is late",
                    source="https://northwind.slack.com/archives/C01IT3S4X09/p1772445602440211",
                ),
            ),
            name="Atlas",
            outlook=thing(
                committed=date(2026, 3, 20), health=(9, 12), on_time=0.0, p50=date(2026, 4, 14), p80=date(2026, 4, 22)
            ),
            overdue=(),
            quiet=False,
            updates=(),
            silent=(),
            since=date(2026, 3, 2),
            soon=(thing(expected=date(2026, 3, 20), own_date=date(2026, 3, 20), id="M-2", name="Checkout"),),
            status=thing(colour="red", why="Auth API (M-1) 20 wd later than promised"),
            troubles=(thing(), thing()),
            unchanged=(),
            week=2,
            wins=(),
            withheld=0,
        ),
        who={"M-2": "Bo"},
        marks=(),
        today=date(2026, 3, 9),
    ),
    message(
        "digests/delivery",
        edition=thing(
            added=(thing(id="M-1", name="Auth API"), thing(id="M-2")),
            asks=(),
            chains=(),
            doubts=(),
            finish=date(2026, 4, 3),
            gaps=(),
            headlines=(
                thing(
                    level="red",
                    more=(),
                    record="M-1",
                    sentence=(
                        "Auth API (M-1) cannot keep Fri 13 Mar 2026: it is computed for Fri 3 Apr 2026, "
                        "15 working days over, by its own forecast and work."
                    ),
                ),
                thing(
                    level="red",
                    more=(),
                    record="M-2",
                    sentence=(
                        "Checkout (M-2) of Payments is expected Fri 20 Mar 2026 but needs Auth API (M-1) "
                        "of Identity, now expected Fri 3 Apr 2026: 10 wd short."
                    ),
                ),
            ),
            moved=(
                thing(
                    days=15,
                    milestone=thing(id="M-1", name="Auth API"),
                    new=date(2026, 4, 3),
                    old=date(2026, 3, 13),
                    reason="",
                    source="",
                ),
            ),
            name="Atlas",
            outlook=None,
            overdue=(),
            promised=date(2026, 3, 20),
            quiet=False,
            updates=(),
            silent=(),
            since=date(2026, 2, 23),
            soon=(),
            status=thing(colour="red", why="Auth API (M-1) 15 wd later than promised"),
            troubles=(thing(), thing()),
            unchanged=(),
            week=1,
            wins=(),
            withheld=1,
        ),
        who={},
        marks=("preview",),
        today=date(2026, 3, 2),
    ),
    message(
        "digests/delivery",
        edition=thing(
            asks=(
                *[
                    thing(
                        by=date(2026, 3, 6),
                        record="B-1",
                        source="deleted",
                        subject="M-1",
                        text="no test data",
                        who="U00HDUZ8H07",
                    )
                ]
                * 6,
            ),
            chains=(),
            doubts=(),
            finish=date(2026, 3, 20),
            gaps=(),
            headlines=(
                *[thing(level="amber", more=(), record="M-1", sentence="Identity: Auth API (M-1) blocked")] * 6,
            ),
            moved=(),
            name="Atlas",
            outlook=None,
            overdue=(),
            promised=date(2026, 3, 20),
            quiet=False,
            updates=(),
            silent=(),
            soon=(thing(expected=date(2026, 3, 13), own_date=date(2026, 3, 13), id="M-1", name="Auth API"),),
            status=thing(colour="amber", why="Auth API (M-1) blocked"),
            troubles=(thing(),),
            unchanged=(),
            week=1,
            wins=(),
            withheld=0,
        ),
        who={"M-1": "Ana"},
        marks=("preview",),
        today=date(2026, 3, 2),
    ),
    message(
        "digests/delivery",
        edition=thing(
            added=(),
            asks=(),
            chains=(),
            doubts=(),
            gaps=(),
            moved=(),
            name="Atlas",
            outlook=thing(committed=None, health=(11, 12), on_time=0.415, p50=date(2026, 4, 22), p80=date(2026, 5, 4)),
            overdue=(),
            quiet=True,
            updates=(),
            silent=(thing(name="Identity"), *[thing(name="Payments")] * 20),
            since=date(2026, 3, 2),
            soon=(
                thing(expected=date(2026, 3, 13), own_date=date(2026, 3, 13), id="M-1", name="Auth API"),
                thing(expected=date(2026, 3, 20), own_date=date(2026, 3, 20), id="M-2", name="Checkout"),
            ),
            status=thing(colour="green", why="2 open, all on their dates"),
            troubles=(),
            unchanged=(thing(name="Identity"), *[thing(name="Payments")] * 5),
            week=2,
            wins=(),
            withheld=1,
        ),
        who={"M-1": "Ana", "M-2": "Bo"},
        marks=("preview",),
        today=date(2026, 3, 9),
    ),
    message(
        "digests/delivery",
        edition=thing(
            added=(),
            asks=(
                thing(
                    by=None,
                    record="E-1",
                    source="",
                    subject="M-1",
                    text=(
                        "unanswered escalation: Checkout (M-2) of Payments is expected Fri 20 Mar 2026 "
                        "but needs Auth API (M-1) of Identity, now expected Thu 16 Apr 2026: 19 wd "
                        "short."
                    ),
                    who="Ana",
                ),
            ),
            chains=(),
            doubts=(
                *[
                    thing(
                        confidence="low",
                        consumer=thing(expected=date(2026, 5, 29), own_date=date(2026, 5, 29), id="M-3", name="Report"),
                        day=date(2026, 5, 29),
                        provider=thing(expected=date(2026, 5, 20), own_date=date(2026, 5, 20), id="M-4", name="Portal"),
                        record="D-2",
                    )
                ]
                * 6,
            ),
            gaps=(),
            headlines=(
                thing(
                    level="red", more=(), record="M-1", sentence="Identity: Auth API (M-1) 45 wd later than promised"
                ),
                thing(
                    level="red",
                    more=(),
                    record="M-2",
                    sentence=(
                        "Checkout (M-2) of Payments is expected Fri 20 Mar 2026 but needs Auth API (M-1) "
                        "of Identity, now expected Fri 15 May 2026: 40 wd short."
                    ),
                ),
            ),
            moved=(),
            name="Atlas",
            outlook=thing(
                committed=date(2026, 5, 29), health=(9, 13), on_time=None, p50=date(2026, 6, 1), p80=date(2026, 6, 4)
            ),
            overdue=(
                thing(expected=date(2026, 3, 13), own_date=date(2026, 3, 13), id="M-1", name="Auth API"),
                thing(expected=date(2026, 3, 20), own_date=date(2026, 3, 20), id="M-2", name="Checkout"),
            ),
            quiet=False,
            updates=(),
            silent=(thing(name="Payments"),),
            since=date(2026, 5, 8),
            soon=(
                thing(expected=date(2026, 5, 20), own_date=date(2026, 5, 20), id="M-4", name="Portal"),
                thing(expected=date(2026, 5, 29), own_date=date(2026, 5, 29), id="M-3", name="Report"),
            ),
            status=thing(colour="red", why="Auth API (M-1) 45 wd later than promised"),
            troubles=(thing(), thing()),
            unchanged=(thing(name="Payments"),),
            week=11,
            wins=(),
            withheld=0,
        ),
        who={"M-1": "Ana", "M-2": "Bo", "M-4": "Ana", "M-3": "Bo"},
        marks=("preview",),
        today=date(2026, 5, 15),
    ),
    message(
        "digests/delivery",
        edition=thing(
            asks=(),
            chains=(
                (
                    thing(expected=date(2026, 11, 26), own_date=date(2026, 11, 26), id="M-3", name="Schema migration"),
                    thing(id="M-4"),
                    thing(id="M-5"),
                    thing(id="M-17"),
                    thing(id="M-18"),
                    thing(id="M-11"),
                    *[thing()] * 5,
                ),
                (
                    thing(expected=date(2026, 11, 26), own_date=date(2026, 11, 26), id="M-3", name="Schema migration"),
                    thing(id="M-4"),
                    thing(id="M-5"),
                    thing(id="M-17"),
                    thing(id="M-18"),
                    thing(id="M-11"),
                    thing(),
                    thing(),
                ),
            ),
            doubts=(),
            finish=date(2027, 3, 8),
            gaps=(),
            headlines=(
                thing(
                    level="amber",
                    more=(),
                    record="M-10",
                    sentence=("Mobile app: Single sign-on (M-10) starts hardly later than what it waits for is there"),
                ),
                thing(
                    level="amber",
                    more=(),
                    record="M-17",
                    sentence=(
                        "Loyalty integration: Balances service (M-17) starts hardly later than what it "
                        "waits for is there"
                    ),
                ),
                thing(
                    level="amber",
                    more=(),
                    record="M-22",
                    sentence=("Launch marketing: Press kit (M-22) starts hardly later than what it waits for is there"),
                ),
                thing(
                    level="amber",
                    more=(),
                    record="PRJ-1",
                    sentence=(
                        "Backend upgrade: Accounts API v2 (M-5) has 0 working days to spare to Fri 18 "
                        "Dec 2026, because of Session service (M-4)"
                    ),
                ),
            ),
            moved=(),
            name="Unified mobile platform",
            outlook=None,
            overdue=(),
            promised=date(2027, 3, 8),
            quiet=False,
            updates=(),
            silent=(),
            soon=(
                thing(
                    expected=date(2026, 11, 25), own_date=date(2026, 11, 25), id="M-16", name="Points mapping agreed"
                ),
                thing(expected=date(2026, 11, 26), own_date=date(2026, 11, 26), id="M-3", name="Schema migration"),
            ),
            status=thing(
                colour="amber",
                why=(
                    "Accounts API v2 (M-5) has 0 working days to spare to Fri 18 Dec 2026, because "
                    "of Session service (M-4)"
                ),
            ),
            troubles=(*[thing()] * 4,),
            unchanged=(),
            week=9,
            wins=(
                thing(actual=date(2026, 11, 10), id="M-9", name="Design system in place"),
                *[thing(actual=date(2026, 11, 13), id="M-20", name="Brand refresh approved")] * 5,
            ),
            withheld=0,
        ),
        who={"M-16": "Lucía Prado", "M-3": "Kenji Arai"},
        marks=(),
        today=date(2026, 11, 16),
    ),
    message(
        "digests/delivery",
        edition=thing(
            added=(
                thing(id="M-1"),
                thing(id="M-2"),
                thing(id="M-3"),
                thing(id="M-4"),
                *[thing()] * 11,
                thing(expected=date(2025, 3, 11), own_date=date(2025, 3, 11), id="M-16", name="1.33.0-beta.0 released"),
                thing(id="M-17", name="Begin Code Freeze and Test Freeze"),
                thing(
                    expected=date(2025, 3, 24),
                    own_date=date(2025, 3, 24),
                    id="M-18",
                    name="Begin Burndown (Monday, Wednesday, and Friday meetings)",
                ),
                thing(
                    expected=date(2025, 3, 24),
                    own_date=date(2025, 3, 24),
                    id="M-19",
                    name="Deprecations and Removals blog published",
                ),
                thing(
                    expected=date(2025, 3, 24),
                    own_date=date(2025, 3, 24),
                    id="M-20",
                    name="Preparing for Feature blogs review — Initiating outreach",
                ),
                thing(
                    expected=date(2025, 3, 25),
                    own_date=date(2025, 3, 25),
                    id="M-21",
                    name="Docs deadline — PRs ready for review",
                ),
                thing(
                    expected=date(2025, 3, 25),
                    own_date=date(2025, 3, 25),
                    id="M-22",
                    name="Release Highlights deadline",
                ),
                *[thing()] * 14,
                thing(expected=date(2025, 3, 24), own_date=date(2025, 3, 24), id="M-37", name="Handbook frozen"),
            ),
            asks=(),
            chains=(),
            doubts=(),
            gaps=(),
            headlines=(
                thing(
                    level="red",
                    more=(*["M-37"] * 6,),
                    record="M-18",
                    sentence=(
                        "Begin Burndown (Monday, Wednesday, and Friday meetings) (M-18) of "
                        "kubernetes-1.33 is expected Mon 24 Mar 2025 but needs Begin Code Freeze and "
                        "Test Freeze (M-17) of kubernetes-1.33, now expected Fri 28 Mar 2025: 4 wd "
                        "short."
                    ),
                ),
            ),
            moved=(
                thing(
                    days=0,
                    milestone=thing(id="M-17", name="Begin Code Freeze and Test Freeze"),
                    new=date(2025, 3, 28),
                    old=date(2025, 3, 21),
                    reason="tests flake",
                    source="https://northwind.slack.com/archives/C01IT3S4X09/p1741597211785724",
                ),
                *[
                    thing(
                        days=5,
                        milestone=thing(id="M-17", name="Begin Code Freeze and Test Freeze"),
                        new=date(2025, 3, 28),
                        old=date(2025, 3, 21),
                        reason="tests flake",
                        source="https://northwind.slack.com/archives/C01IT3S4X09/p1741597211785724",
                    )
                ]
                * 5,
            ),
            name="kubernetes-1.33",
            outlook=thing(
                committed=date(2025, 4, 23), health=(9, 14), on_time=0.4405, p50=date(2025, 4, 25), p80=date(2025, 5, 6)
            ),
            overdue=(
                thing(expected=date(2025, 3, 11), own_date=date(2025, 3, 11), id="M-16", name="1.33.0-beta.0 released"),
            ),
            quiet=False,
            updates=(),
            silent=(),
            since=date(2025, 3, 10),
            soon=(
                thing(
                    expected=date(2025, 3, 24),
                    own_date=date(2025, 3, 24),
                    id="M-18",
                    name="Begin Burndown (Monday, Wednesday, and Friday meetings)",
                ),
                thing(
                    expected=date(2025, 3, 24),
                    own_date=date(2025, 3, 24),
                    id="M-19",
                    name="Deprecations and Removals blog published",
                ),
                thing(
                    expected=date(2025, 3, 24),
                    own_date=date(2025, 3, 24),
                    id="M-20",
                    name="Preparing for Feature blogs review — Initiating outreach",
                ),
                thing(expected=date(2025, 3, 24), own_date=date(2025, 3, 24), id="M-37", name="Handbook frozen"),
                thing(
                    expected=date(2025, 3, 25),
                    own_date=date(2025, 3, 25),
                    id="M-21",
                    name="Docs deadline — PRs ready for review",
                ),
                thing(
                    expected=date(2025, 3, 25),
                    own_date=date(2025, 3, 25),
                    id="M-22",
                    name="Release Highlights deadline",
                ),
                thing(id="M-17", name="Begin Code Freeze and Test Freeze"),
            ),
            status=thing(
                colour="red",
                why=(
                    "Begin Burndown (Monday, Wednesday, and Friday meetings) (M-18) is 4 working "
                    "days over its promise of Mon 24 Mar 2025, because of Begin Code Freeze and Test "
                    "Freeze (M-17)"
                ),
            ),
            troubles=(thing(), thing()),
            unchanged=(),
            week=10,
            wins=(),
            withheld=0,
        ),
        who={
            "M-16": "Branch Manager",
            "M-18": "Lead",
            "M-19": "Comms",
            "M-20": "Comms",
            "M-37": "Bo",
            "M-21": "Docs Lead",
            "M-22": "Comms",
        },
        marks=(),
        today=date(2025, 3, 17),
    ),
    message(
        "digests/delivery",
        edition=thing(
            added=(
                thing(id="M-1", name="Auth API"),
                thing(expected=date(2026, 3, 20), own_date=date(2026, 3, 20), id="M-2", name="Checkout"),
                thing(id="M-3"),
            ),
            asks=(),
            chains=(),
            doubts=(),
            gaps=(
                *[
                    thing(
                        computed="red",
                        project=thing(id="PRJ-2", name="Payments"),
                        reported="green",
                        why="no explanation given",
                    )
                ]
                * 6,
            ),
            headlines=(
                thing(
                    level="red",
                    more=(),
                    record="M-1",
                    sentence=(
                        "Auth API (M-1) cannot keep Fri 13 Mar 2026: it is computed for Fri 10 Apr 2026, "
                        "20 working days over, by its own forecast and work."
                    ),
                ),
                thing(
                    level="red",
                    more=(),
                    record="M-2",
                    sentence=(
                        "Checkout (M-2) of Payments is expected Fri 20 Mar 2026 but needs Auth API (M-1) "
                        "of Identity, now expected Fri 10 Apr 2026: 15 wd short."
                    ),
                ),
            ),
            moved=(
                thing(
                    days=20,
                    milestone=thing(id="M-1", name="Auth API"),
                    new=date(2026, 4, 10),
                    old=date(2026, 3, 13),
                    reason="the vendor is late",
                    source="https://northwind.slack.com/archives/C01IT3S4X09/p1772445602440211",
                ),
            ),
            name="Atlas",
            outlook=thing(
                committed=date(2026, 3, 20), health=(9, 12), on_time=0.0, p50=date(2026, 4, 14), p80=date(2026, 4, 22)
            ),
            overdue=(),
            quiet=False,
            updates=(),
            silent=(),
            since=date(2026, 3, 2),
            soon=(thing(expected=date(2026, 3, 20), own_date=date(2026, 3, 20), id="M-2", name="Checkout"),),
            status=thing(colour="red", why="Auth API (M-1) 20 wd later than promised"),
            troubles=(thing(), thing()),
            unchanged=(),
            week=2,
            wins=(),
            withheld=0,
        ),
        who={"M-2": "Bo"},
        marks=(),
        today=date(2026, 3, 9),
    ),
    messages(
        "digests/delivery_detail",
        edition=thing(
            updates=(),
            added=(
                thing(expected=date(2026, 10, 9), own_date=date(2026, 10, 9), id="M-1", name="Service inventory"),
                thing(expected=date(2026, 11, 2), own_date=date(2026, 11, 2), id="M-2", name="API gateway live"),
                thing(
                    expected=date(2026, 11, 26),
                    own_date=date(2026, 11, 26),
                    id="M-3",
                    name="Schema migration",
                    percent=40,
                ),
                thing(expected=date(2026, 12, 8), own_date=date(2026, 12, 8), id="M-4", name="Session service"),
                thing(expected=date(2026, 12, 18), own_date=date(2026, 12, 18), id="M-5", name="Accounts API v2"),
                thing(expected=date(2026, 12, 30), own_date=date(2026, 12, 30), id="M-6", name="Load test at 3× peak"),
                thing(expected=date(2027, 1, 7), own_date=date(2027, 1, 7), id="M-7", name="Cut-over rehearsal"),
                thing(expected=date(2026, 10, 23), own_date=date(2026, 10, 23), id="M-8", name="App shell"),
                thing(
                    actual=date(2026, 11, 10),
                    expected=date(2026, 11, 10),
                    own_date=date(2026, 11, 10),
                    id="M-9",
                    name="Design system in place",
                ),
                thing(expected=date(2026, 12, 18), own_date=date(2026, 12, 18), id="M-10", name="Single sign-on"),
                thing(expected=date(2027, 1, 28), own_date=date(2027, 1, 28), id="M-11", name="Wallet screens"),
                thing(expected=date(2027, 2, 5), own_date=date(2027, 2, 5), id="M-12", name="Public beta"),
                thing(expected=date(2027, 2, 16), own_date=date(2027, 2, 16), id="M-13", name="Store review passed"),
                thing(expected=date(2027, 2, 23), own_date=date(2027, 2, 23), id="M-14", name="Release 1.0"),
                thing(
                    expected=date(2026, 11, 5), own_date=date(2026, 11, 5), id="M-15", name="Partner contract signed"
                ),
                thing(
                    expected=date(2026, 11, 25),
                    own_date=date(2026, 11, 25),
                    id="M-16",
                    name="Points mapping agreed",
                    percent=80,
                ),
                thing(expected=date(2027, 1, 5), own_date=date(2027, 1, 5), id="M-17", name="Balances service"),
                thing(expected=date(2027, 1, 15), own_date=date(2027, 1, 15), id="M-18", name="Earn and burn"),
                thing(expected=date(2027, 2, 2), own_date=date(2027, 2, 2), id="M-19", name="Pilot with 500 members"),
                thing(
                    actual=date(2026, 11, 13),
                    expected=date(2026, 11, 13),
                    own_date=date(2026, 11, 13),
                    id="M-20",
                    name="Brand refresh approved",
                ),
                thing(expected=date(2026, 12, 30), own_date=date(2026, 12, 30), id="M-21", name="Launch site"),
                thing(expected=date(2027, 2, 16), own_date=date(2027, 2, 16), id="M-22", name="Press kit"),
                thing(expected=date(2027, 1, 22), own_date=date(2027, 1, 22), id="M-23", name="Campaign booked"),
                thing(expected=date(2027, 3, 1), own_date=date(2027, 3, 1), id="M-24", name="Launch event"),
                thing(expected=date(2027, 3, 8), own_date=date(2027, 3, 8), id="M-25", name="First-week report"),
            ),
            asks=(),
            moved=(),
            overdue=(),
            quiet=False,
            soon=(
                thing(
                    expected=date(2026, 11, 25),
                    own_date=date(2026, 11, 25),
                    id="M-16",
                    name="Points mapping agreed",
                    percent=80,
                ),
                thing(
                    expected=date(2026, 11, 26),
                    own_date=date(2026, 11, 26),
                    id="M-3",
                    name="Schema migration",
                    percent=40,
                ),
            ),
            troubles=(
                thing(
                    level="amber",
                    record="M-10",
                    sentence=("Mobile app: Single sign-on (M-10) starts hardly later than what it waits for is there"),
                ),
                thing(
                    level="amber",
                    record="M-17",
                    sentence=(
                        "Loyalty integration: Balances service (M-17) starts hardly later than what it "
                        "waits for is there"
                    ),
                ),
                thing(
                    level="amber",
                    record="M-22",
                    sentence=("Launch marketing: Press kit (M-22) starts hardly later than what it waits for is there"),
                ),
                thing(
                    level="amber",
                    record="PRJ-1",
                    sentence=(
                        "Backend upgrade: Accounts API v2 (M-5) has 0 working days to spare to Fri 18 "
                        "Dec 2026, because of Session service (M-4)"
                    ),
                ),
            ),
            wins=(
                thing(
                    actual=date(2026, 11, 10),
                    expected=date(2026, 11, 10),
                    own_date=date(2026, 11, 10),
                    id="M-9",
                    name="Design system in place",
                ),
                thing(
                    actual=date(2026, 11, 13),
                    expected=date(2026, 11, 13),
                    own_date=date(2026, 11, 13),
                    id="M-20",
                    name="Brand refresh approved",
                ),
            ),
        ),
        who={
            "M-16": "Lucía Prado",
            "M-3": "Kenji Arai",
            "M-9": "Maya Lindt",
            "M-20": "Sam Okafor",
            "M-1": "Kenji Arai",
            "M-2": "Kenji Arai",
            "M-4": "Kenji Arai",
            "M-5": "Kenji Arai",
            "M-6": "Kenji Arai",
            "M-7": "Kenji Arai",
            "M-8": "Maya Lindt",
            "M-10": "Maya Lindt",
            "M-11": "Maya Lindt",
            "M-12": "Maya Lindt",
            "M-13": "Maya Lindt",
            "M-14": "Maya Lindt",
            "M-15": "Lucía Prado",
            "M-17": "Lucía Prado",
            "M-18": "Lucía Prado",
            "M-19": "Lucía Prado",
            "M-21": "Sam Okafor",
            "M-22": "Sam Okafor",
            "M-23": "Sam Okafor",
            "M-24": "Sam Okafor",
            "M-25": "Sam Okafor",
        },
        today=date(2026, 11, 16),
    ),
    messages(
        "digests/delivery_detail",
        edition=thing(
            updates=(),
            added=(
                thing(expected=date(2026, 4, 3), own_date=date(2026, 4, 3), id="M-1", name="Auth API"),
                thing(expected=date(2026, 3, 20), own_date=date(2026, 3, 20), id="M-2", name="Checkout"),
            ),
            asks=(),
            moved=(
                thing(
                    days=15,
                    milestone=thing(expected=date(2026, 4, 3), own_date=date(2026, 4, 3), id="M-1", name="Auth API"),
                    new=date(2026, 4, 3),
                    old=date(2026, 3, 13),
                    reason="",
                    source="",
                ),
            ),
            overdue=(),
            quiet=False,
            since=date(2026, 2, 23),
            soon=(),
            troubles=(
                thing(
                    level="red",
                    record="M-1",
                    sentence=(
                        "Auth API (M-1) cannot keep Fri 13 Mar 2026: it is computed for Fri 3 Apr 2026, "
                        "15 working days over, by its own forecast and work."
                    ),
                ),
                thing(
                    level="red",
                    record="M-2",
                    sentence=(
                        "Checkout (M-2) of Payments is expected Fri 20 Mar 2026 but needs Auth API (M-1) "
                        "of Identity, now expected Fri 3 Apr 2026: 10 wd short."
                    ),
                ),
            ),
            wins=(),
        ),
        who={"M-1": "Ana", "M-2": "nobody"},
        today=date(2026, 3, 2),
    ),
    messages(
        "digests/delivery_detail",
        edition=thing(
            updates=(),
            added=(),
            asks=(),
            moved=(),
            overdue=(),
            program="PRG-2",
            quiet=True,
            soon=(),
            troubles=(),
            wins=(),
        ),
        who={},
        today=date(2026, 3, 9),
    ),
    messages(
        "digests/delivery_detail",
        edition=thing(
            updates=(),
            added=(),
            asks=(
                thing(
                    by=None,
                    record="E-1",
                    source="",
                    subject="M-1",
                    text=(
                        "unanswered escalation: Checkout (M-2) of Payments is expected Fri 20 Mar 2026 "
                        "but needs Auth API (M-1) of Identity, now expected Fri 27 Mar 2026: 5 wd short; "
                        "owner Bo."
                    ),
                    who="Cleo",
                ),
            ),
            moved=(),
            overdue=(thing(expected=date(2026, 3, 20), own_date=date(2026, 3, 20), id="M-2", name="Checkout"),),
            quiet=False,
            soon=(thing(expected=date(2026, 3, 27), own_date=date(2026, 3, 27), id="M-1", name="Auth API", percent=0),),
            troubles=(
                thing(
                    level="red",
                    record="M-2",
                    sentence=(
                        "Checkout (M-2) of Payments is expected Fri 20 Mar 2026 but needs Auth API (M-1) "
                        "of Identity, now expected Fri 27 Mar 2026: 5 wd short."
                    ),
                ),
                thing(level="amber", record="M-1", sentence="Identity: Auth API (M-1) 10 wd later than promised"),
            ),
            wins=(),
        ),
        who={"M-2": "Ana", "M-1": "Bo"},
        today=date(2026, 3, 26),
    ),
    messages(
        "digests/delivery_detail",
        edition=thing(
            updates=(),
            added=(
                thing(expected=date(2026, 3, 27), own_date=date(2026, 3, 27), id="M-1", name="Auth API"),
                thing(expected=date(2026, 3, 20), own_date=date(2026, 3, 20), id="M-2", name="Checkout", percent=0),
            ),
            asks=(
                thing(
                    by=date(2026, 3, 6),
                    record="B-1",
                    source="https://northwind.slack.com/archives/C00U9S2OL0A/p1772532007961511",
                    subject="M-2",
                    text="no test cards",
                    who="U01CAXOC008",
                ),
            ),
            moved=(
                thing(
                    days=0,
                    milestone=thing(expected=date(2026, 3, 27), own_date=date(2026, 3, 27), id="M-1", name="Auth API"),
                    new=date(2026, 3, 27),
                    old=date(2026, 3, 13),
                    reason="the vendor is late",
                    source="https://northwind.slack.com/archives/C01IT3S4X09/p1772532004501979",
                ),
            ),
            overdue=(),
            quiet=False,
            since=date(2026, 3, 2),
            soon=(thing(expected=date(2026, 3, 20), own_date=date(2026, 3, 20), id="M-2", name="Checkout", percent=0),),
            troubles=(
                thing(
                    level="red",
                    record="M-2",
                    sentence=(
                        "Checkout (M-2) of Payments is expected Fri 20 Mar 2026 but needs Auth API (M-1) "
                        "of Identity, now expected Fri 27 Mar 2026: 5 wd short."
                    ),
                ),
                thing(level="amber", record="M-1", sentence="Identity: Auth API (M-1) 10 wd later than promised"),
            ),
            wins=(),
        ),
        who={"M-2": "Bo", "M-1": "Ana"},
        today=date(2026, 3, 9),
    ),
    message(
        "digests/executive",
        edition=thing(
            asks=(
                thing(by=date(2026, 3, 9), source="", text="no keys", who="Cleo"),
                thing(
                    by=date(2026, 3, 12),
                    source="https://northwind.slack.com/archives/C00U9S2OL0A/p1773129604230729",
                    text="<user id='U0ANA'/>",
                    who="Cleo",
                ),
                thing(
                    by=date(2026, 3, 12),
                    source="https://northwind.slack.com/archives/C00U9S2OL0A/p1773129615997153",
                    text="!!python/object/apply:os.system ['id']",
                    who="Cleo",
                ),
            ),
            gaps=(),
            moved=(
                thing(
                    milestone=thing(expected=date(2026, 3, 19), own_date=date(2026, 3, 19), name="Auth API"),
                    new=date(2026, 3, 19),
                    old=date(2026, 3, 13),
                    reason="a,b;c d",
                    source="https://northwind.slack.com/archives/C01IT3S4X09/p1773129613922228",
                ),
            ),
            name="Atlas",
            outlook=thing(committed=date(2026, 3, 20), on_time=0.4295, p50=date(2026, 3, 23), p80=date(2026, 3, 25)),
            overdue=(),
            quiet=False,
            soon=(
                thing(expected=date(2026, 3, 12), own_date=date(2026, 3, 12), name="<!channel>"),
                thing(
                    expected=date(2026, 3, 12),
                    own_date=date(2026, 3, 12),
                    name=(
                        "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
                        "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
                        "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
                    ),
                ),
                thing(expected=date(2026, 3, 14), own_date=date(2026, 3, 14), name="＠channel"),
                thing(expected=date(2026, 3, 19), own_date=date(2026, 3, 19), name="Auth API"),
                thing(expected=date(2026, 3, 20), own_date=date(2026, 3, 20), name="Checkout"),
            ),
            status=thing(colour="amber"),
            week=2,
            wins=(),
            withheld=0,
        ),
        who={},
        marks=("preview",),
        today=date(2026, 3, 10),
    ),
    message(
        "digests/executive",
        edition=thing(
            asks=(),
            gaps=(),
            moved=(),
            name="Atlas",
            outlook=thing(committed=None, on_time=0.4295, p50=date(2026, 3, 23), p80=date(2026, 3, 25)),
            overdue=(),
            quiet=True,
            soon=(),
            status=thing(colour="amber"),
            week=2,
            wins=(),
            withheld=3,
        ),
        who={},
        marks=("preview",),
        today=date(2026, 3, 10),
    ),
    messages(
        "digests/executive_detail",
        edition=thing(
            since=date(2026, 3, 3),
            troubles=(
                thing(level="amber", sentence="Identity: Auth API (M-1) blocked"),
                thing(level="amber", sentence="Payments: Checkout (M-2) blocked"),
            ),
            unchanged=(thing(name="<@U0ANA>"), thing(name="<context>small</context>")),
        ),
        who={},
        today=date(2026, 3, 10),
    ),
    messages(
        "digests/executive_detail",
        edition=thing(since=date(2026, 3, 3), troubles=(), unchanged=()),
        who={},
        today=date(2026, 3, 10),
    ),
    message("digests/missed", program=thing(name="Atlas"), day=date(2026, 3, 9), today=date(2026, 3, 10)),
    message("digests/paused", program=thing(name="Atlas"), paused=True),
    message("digests/review", program=thing(id="PRG-1", name="Atlas", zone="UTC"), period="2026-W11"),
    message(
        "digests/reviewed",
    ),
    message("digests/sent", channels=("C0078WVSZ0B", "C0078WVSZ0B"), program=thing(name="Atlas")),
    message(
        "digests/executive",
        marks=(),
        edition=thing(
            name="Atlas",
            week=12,
            status=thing(colour="amber"),
            outlook=None,
            finish=date(2026, 9, 1),
            promised=date(2026, 8, 3),
            quiet=False,
            asks=tuple(
                thing(who="Bo", text="decide on the vendor", by=by, source="https://example.org/1")
                for by in (date(2026, 3, 20), None, None, None, None, None, None)
            ),
            gaps=(thing(project=thing(name="Identity"), reported="green", computed="red", why="M-1 is late"),),
            moved=tuple(
                thing(milestone=thing(name="API"), new=date(2026, 4, 2), old=old, reason=reason, source=source)
                for old, reason, source in (
                    (date(2026, 3, 2), "the vendor is late", "deleted"),
                    (None, "", None),
                    *((None, "", None),) * 5,
                )
            ),
            wins=(thing(name="Login", actual=date(2026, 3, 9)),) * 7,
            overdue=tuple(thing(name=name) for name in ("API", "UI", "Docs", "Tests")),
            soon=(thing(name="Launch", expected=date(2026, 3, 30), own_date=date(2026, 3, 30)),) * 7,
            withheld=2,
        ),
    ),
    message(
        "digests/executive",
        marks=("late",),
        edition=thing(
            name="Atlas",
            week=12,
            status=thing(colour="green"),
            outlook=None,
            finish=date(2026, 9, 1),
            promised=None,
            quiet=True,
            asks=(),
            gaps=(),
            moved=(),
            wins=(),
            overdue=(thing(name="API"),),
            soon=(),
            withheld=0,
        ),
    ),
)
