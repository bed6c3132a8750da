"""Facts for the templates of escalations/ in the corpus."""

from datetime import UTC, datetime

from tests.rendering.scenes import answers, message, thing, view

SCENES = (
    message(
        "escalations/card",
        view=thing(
            escalation=thing(
                case=thing(
                    due=datetime(2026, 3, 2, 12, 0, 6, tzinfo=UTC),
                    open=True,
                    policy=thing(
                        levels=(
                            thing(hours=8, role="owner"),
                            thing(hours=8, role="lead"),
                            thing(hours=16, role="manager"),
                            thing(hours=16, role="sponsor"),
                        ),
                        repeats=2,
                    ),
                    reply="",
                    state="snoozed",
                ),
                causes=(thing(),),
                id="E-1",
                reason="said in a private channel",
                sentence="nobody answers",
            ),
            may=False,
            milestone=thing(id="M-1", name="Auth API"),
            project=thing(name="Identity"),
        ),
    ),
    message(
        "escalations/card",
        view=thing(
            escalation=thing(
                case=thing(
                    due=None,
                    open=True,
                    policy=thing(
                        levels=(
                            thing(hours=8, role="owner"),
                            thing(hours=8, role="lead"),
                            thing(hours=16, role="manager"),
                            thing(hours=16, role="sponsor"),
                        ),
                        repeats=2,
                    ),
                    reply="",
                    state="triggered",
                    target="U01CAXOC008",
                ),
                causes=(thing(),),
                id="E-1",
                reason="",
                sentence="nobody answers",
            ),
            may=True,
            milestone=thing(id="M-2", name="Checkout"),
            name=answers({"U01CAXOC008": "Cleo"}),
            project=thing(name="Payments"),
        ),
    ),
    message("escalations/closed", view=thing(escalation=thing(id="E-1")), by="Bo"),
    message("escalations/closed", view=thing(escalation=thing(id="E-1", reason="what caused it is gone")), by=""),
    view(
        "escalations/hand",
        view=thing(escalation=thing(id="E-1"), milestone=thing(id="M-1", name="Auth API")),
        metadata="- E-1",
    ),
    message("escalations/lapsed", view=thing(escalation=thing(id="E-1"), milestone=thing(id="M-1", name="Auth API"))),
    message(
        "escalations/list",
        views=(
            thing(
                escalation=thing(case=thing(state="triggered", target=None), id="E-1", reason=""),
                milestone=thing(id="M-1", name="Auth API"),
            ),
        ),
    ),
    message("escalations/list", views=()),
    message(
        "escalations/list",
        views=(
            *[
                thing(
                    escalation=thing(case=thing(state="triggered", target=None), id="E-1", reason=""),
                    milestone=thing(id="M-1", name="Auth API"),
                )
            ]
            * 21,
        ),
    ),
    message(
        "escalations/notice",
        view=thing(
            escalation=thing(
                case=thing(due=datetime(2026, 3, 10, 16, 0, tzinfo=UTC), reply=""),
                causes=(thing(),),
                id="E-1",
                sentence="the vendor is silent",
            ),
            level="lead",
            milestone=thing(id="M-4", name="U04"),
            project=thing(name="One"),
        ),
    ),
    message(
        "escalations/notice",
        view=thing(
            escalation=thing(
                case=thing(due=datetime(2026, 3, 12, 10, 1, 1, tzinfo=UTC), reply="The vendor signs on Thursday."),
                causes=(thing(), *[thing(sentence="M-2 waits for M-1 (D-1): asked 02 Mar, no answer yet.")] * 5),
                id="E-1",
                sentence=(
                    "Checkout (M-2) of Payments is expected Fri 20 Mar 2026 but needs Auth API (M-1) "
                    "of Identity, now expected Fri 27 Mar 2026: 5 wd short."
                ),
            ),
            level="manager",
            milestone=thing(id="M-1", name="Auth API", owner="U00HDUZ8H07"),
            name=answers({"U00HDUZ8H07": "Bo"}),
            project=thing(name="Identity"),
        ),
    ),
    message(
        "escalations/policy",
        program=thing(name="Atlas"),
        policy=thing(levels=(thing(hours=2.0, role="lead"), thing(hours=4.0, role="manager")), repeats=1),
        paused=True,
    ),
    message(
        "escalations/policy",
        program=thing(name="Atlas"),
        policy=thing(levels=(thing(hours=22.0, role="owner"),), repeats=2),
        paused=False,
    ),
    view("escalations/reply", view=thing(), metadata="- E-1"),
    view(
        "escalations/snooze",
        view=thing(escalation=thing(id="E-1"), milestone=thing(id="M-1", name="Auth API")),
        metadata="- E-1",
    ),
    message(
        "escalations/still",
        view=thing(
            escalation=thing(
                case=thing(due=datetime(2026, 3, 9, 16, 40, tzinfo=UTC)),
                causes=(thing(),),
                id="E-1",
                sentence=(
                    "Checkout (M-2) of Payments is expected Fri 20 Mar 2026 but needs Auth API (M-1) "
                    "of Identity, now expected Fri 27 Mar 2026: 5 wd short."
                ),
            ),
            milestone=thing(id="M-1", name="Auth API"),
        ),
    ),
    message(
        "escalations/told",
        view=thing(
            escalation=thing(
                case=thing(
                    due=datetime(2026, 3, 3, 10, 1, 19, tzinfo=UTC),
                    holder="U0177LOQJ0C",
                    open=True,
                    state="acknowledged",
                ),
                causes=(thing(),),
                id="E-1",
                reason="",
                sentence="it is late",
            ),
            milestone=thing(id="M-1", name="Auth API"),
            name=answers({"U0177LOQJ0C": "Mia"}),
        ),
    ),
    message(
        "escalations/told",
        view=thing(
            escalation=thing(
                case=thing(
                    due=datetime(2026, 3, 9, 16, 40, tzinfo=UTC), holder="U00HDUZ8H07", open=True, state="asked"
                ),
                causes=(thing(),),
                id="E-1",
                reason="",
                sentence=(
                    "Checkout (M-2) of Payments is expected Fri 20 Mar 2026 but needs Auth API (M-1) "
                    "of Identity, now expected Fri 27 Mar 2026: 5 wd short."
                ),
            ),
            milestone=thing(id="M-1", name="Auth API"),
            name=answers({"U00HDUZ8H07": "Bo"}),
        ),
    ),
    message(
        "escalations/told",
        view=thing(
            escalation=thing(
                case=thing(open=False, state="resolved"),
                id="E-1",
                reason="",
                sentence=(
                    "Checkout (M-2) of Payments is expected Fri 20 Mar 2026 but needs Auth API (M-1) "
                    "of Identity, now expected Fri 27 Mar 2026: 5 wd short."
                ),
            ),
            milestone=thing(id="M-1", name="Auth API"),
        ),
    ),
    message(
        "escalations/told",
        view=thing(
            escalation=thing(
                case=thing(open=True, state="unanswered"),
                causes=(thing(), thing(sentence="می\u200cخواهم क्\u200dष"), thing(sentence="𒐫𒐫𒐫𒐫𒐫𒐫𒐫𒐫𒐫𒐫𒐫𒐫𒐫𒐫𒐫𒐫𒐫𒐫𒐫𒐫")),
                id="E-1",
                reason="",
                sentence="nobody answers",
            ),
            milestone=thing(id="M-2", name="Checkout"),
        ),
    ),
    message(
        "escalations/told",
        view=thing(
            escalation=thing(
                case=thing(due=datetime(2026, 3, 11, 11, 0, tzinfo=UTC), open=True, state="warned"),
                causes=(thing(),),
                id="E-1",
                reason="",
                sentence="the vendor is silent",
            ),
            milestone=thing(id="M-4", name="U04"),
            next_level="manager",
        ),
    ),
    message(
        "escalations/trial",
        item="M-1",
        stations=(thing(at=datetime(2026, 3, 2, 10, 10, 33, tzinfo=UTC), level=thing(role="owner"), name="Ana"),),
    ),
    message("escalations/trial", item="M-1", stations=()),
    message(
        "escalations/warning",
        view=thing(
            escalation=thing(
                case=thing(due=datetime(2026, 3, 11, 11, 0, tzinfo=UTC)),
                causes=(thing(),),
                id="E-1",
                sentence="the vendor is silent",
            ),
            milestone=thing(id="M-4", name="U04"),
            next_level="manager",
        ),
    ),
)
