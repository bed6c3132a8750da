"""Facts for the templates of dependencies/ in the corpus."""

from datetime import UTC, date, datetime

from tests.rendering.scenes import answers, message, thing, view

SCENES = (
    view(
        "dependencies/by",
        handed=thing(
            link=thing(provider_user="U00KG0FHZ06"),
            name=answers({"U00KG0FHZ06": "Ana"}),
            provider=thing(id="M-1", name="Auth API"),
            terms=thing(need_by=date(2026, 3, 16)),
        ),
        metadata="C00U9S2OL0A D-1/1",
        today=date(2026, 3, 2),
    ),
    view(
        "dependencies/by",
        handed=thing(
            link=thing(provider_user="U00KG0FHZ06"),
            name=answers({"U00KG0FHZ06": "Ana"}),
            provider=thing(id="M-1", name="Auth API"),
            terms=thing(need_by=None),
        ),
        metadata="C00U9S2OL0A D-1/1",
        today=date(2026, 3, 2),
    ),
    message(
        "dependencies/card",
        card=thing(room=None, steps=()),
        handed=thing(
            consumer=thing(id="M-2", name="Checkout"),
            consumer_project=thing(id="PRJ-2", name="Payments"),
            link=thing(
                consumer_user="U00HDUZ8H07", id="D-1", lag=0, provider_user="U00KG0FHZ06", strength="hard", type="FS"
            ),
            memory=thing(broken=1, kept=0),
            name=answers({"U00KG0FHZ06": "Ana", "U00HDUZ8H07": "Bo"}),
            provider=thing(
                actual=date(2026, 3, 17),
                expected=date(2026, 3, 17),
                own_date=date(2026, 3, 17),
                id="M-1",
                name="Auth API",
            ),
            provider_project=thing(id="PRJ-1", name="Identity"),
            since=datetime(2026, 3, 17, 6, 0, tzinfo=UTC),
            terms=thing(kept=False, need_by=date(2026, 3, 16), state="delivered", version=4),
        ),
        today=date(2026, 3, 17),
    ),
    message(
        "dependencies/card",
        card=thing(
            room=thing(colour="amber", days=4, why="4 days of slack"), steps=("counter", "request", "accept", "waive")
        ),
        handed=thing(
            consumer=thing(id="M-3", name="Landing page"),
            consumer_project=thing(id="PRJ-2", name="Payments"),
            link=thing(
                consumer_user="U00HDUZ8H07", id="D-2", lag=0, provider_user="U00KG0FHZ06", strength="soft", type="FS"
            ),
            memory=thing(broken=0, kept=0),
            name=answers({"U00KG0FHZ06": "Ana", "U00HDUZ8H07": "Bo"}),
            provider=thing(expected=date(2026, 3, 30), own_date=date(2026, 3, 30), id="M-1", name="Auth API"),
            provider_project=thing(id="PRJ-1", name="Identity"),
            since=datetime(2026, 3, 2, 10, 0, 4, tzinfo=UTC),
            terms=thing(
                asked=None, need_by=date(2026, 3, 27), offered=date(2026, 3, 30), reason="", state="at risk", version=4
            ),
        ),
        today=date(2026, 3, 6),
    ),
    message(
        "dependencies/card",
        card=thing(
            room=thing(colour="green", days=5, why="5 days of slack"),
            steps=("commit", "counter", "decline", "request", "accept", "reject", "waive"),
        ),
        handed=thing(
            consumer=thing(id="M-2", name="Checkout"),
            consumer_project=thing(id="PRJ-2", name="Payments"),
            link=thing(
                consumer_user="U00HDUZ8H07", id="D-1", lag=0, provider_user="U00KG0FHZ06", strength="hard", type="FS"
            ),
            memory=thing(broken=0, kept=0),
            name=answers({"U00HDUZ8H07": "Bo", "U00KG0FHZ06": "Ana"}),
            provider=thing(expected=date(2026, 3, 13), own_date=date(2026, 3, 13), id="M-1", name="Auth API"),
            provider_project=thing(id="PRJ-1", name="Identity"),
            since=datetime(2026, 3, 2, 10, 0, 5, tzinfo=UTC),
            terms=thing(
                need_by=date(2026, 3, 20),
                offered=date(2026, 3, 20),
                reason="said in a private channel",
                state="countered",
                version=4,
            ),
        ),
        today=date(2026, 3, 2),
    ),
    message(
        "dependencies/card",
        card=thing(room=None, steps=("request",)),
        handed=thing(
            consumer=thing(id="M-3", name="Sale"),
            consumer_project=thing(id="PRJ-2", name="Payments"),
            link=thing(
                consumer_user="U00HDUZ8H07", id="D-4", lag=0, provider_user="U00KG0FHZ06", strength="hard", type="FS"
            ),
            memory=thing(broken=0, kept=0),
            name=answers({"U00KG0FHZ06": "Ana", "U00HDUZ8H07": "Bo"}),
            provider=thing(expected=date(2026, 3, 13), own_date=date(2026, 3, 13), id="M-6", name="Part 6"),
            provider_project=thing(id="PRJ-1", name="Identity"),
            since=datetime(2026, 3, 2, 10, 0, 9, tzinfo=UTC),
            terms=thing(need_by=None, state="waived", version=2),
        ),
        today=date(2026, 3, 2),
    ),
    message(
        "dependencies/card",
        card=thing(room=thing(colour="green", days=None, why="has no date on one side"), steps=()),
        handed=thing(
            consumer=thing(id="M-2", name="Checkout"),
            consumer_project=thing(id="PRJ-2", name="Payments"),
            link=thing(
                consumer_user="U00HDUZ8H07", id="D-1", lag=3, provider_user="U00KG0FHZ06", strength="hard", type="FS"
            ),
            memory=thing(broken=0, kept=0),
            name=answers({"U00KG0FHZ06": "Ana", "U00HDUZ8H07": "Bo"}),
            provider=thing(expected=date(2026, 3, 13), own_date=date(2026, 3, 13), id="M-1", name="Auth API"),
            provider_project=thing(id="PRJ-1", name="Identity"),
            since=datetime(2026, 3, 2, 10, 0, 2, tzinfo=UTC),
            terms=thing(confidence="high", need_by=None, state="committed", version=1),
        ),
        today=date(2026, 3, 2),
    ),
    message(
        "dependencies/card",
        card=thing(
            room=thing(colour="amber", days=4, why="4 days of slack"), steps=("counter", "request", "accept", "waive")
        ),
        handed=thing(
            consumer=thing(id="M-3", name="Landing page"),
            consumer_project=thing(id="PRJ-2", name="Payments"),
            link=thing(
                consumer_user="U00HDUZ8H07", id="D-2", lag=0, provider_user="U00KG0FHZ06", strength="soft", type="FS"
            ),
            memory=thing(broken=0, kept=0),
            name=answers({"U00KG0FHZ06": "Ana", "U00HDUZ8H07": "Bo"}),
            provider=thing(expected=date(2026, 3, 30), own_date=date(2026, 3, 30), id="M-1", name="Auth API"),
            provider_project=thing(id="PRJ-1", name="Identity"),
            since=datetime(2026, 3, 2, 10, 0, 4, tzinfo=UTC),
            terms=thing(
                asked=None,
                need_by=date(2026, 3, 27),
                offered=date(2026, 3, 30),
                reason="",
                state="countered",
                version=4,
            ),
        ),
        today=date(2026, 3, 6),
    ),
    message(
        "dependencies/card",
        card=thing(
            room=thing(colour="green", days=5, why="5 days of slack"),
            steps=("commit", "counter", "decline", "request", "accept", "reject", "waive"),
        ),
        handed=thing(
            consumer=thing(id="M-2", name="Checkout"),
            consumer_project=thing(id="PRJ-2", name="Payments"),
            link=thing(
                consumer_user="U00HDUZ8H07", id="D-1", lag=0, provider_user="U00KG0FHZ06", strength="hard", type="FS"
            ),
            memory=thing(broken=0, kept=0),
            name=answers({"U00HDUZ8H07": "Bo", "U00KG0FHZ06": "Ana"}),
            provider=thing(expected=date(2026, 3, 13), own_date=date(2026, 3, 13), id="M-1", name="Auth API"),
            provider_project=thing(id="PRJ-1", name="Identity"),
            since=datetime(2026, 3, 2, 10, 0, 5, tzinfo=UTC),
            terms=thing(
                need_by=date(2026, 3, 20),
                offered=date(2026, 3, 20),
                reason="said in a private channel",
                state="proposed",
                version=4,
            ),
        ),
        today=date(2026, 3, 2),
    ),
    view(
        "dependencies/counter",
        handed=thing(
            consumer=thing(id="M-2", name="Checkout"),
            provider=thing(expected=date(2026, 3, 13), own_date=date(2026, 3, 13), id="M-1", name="Auth API"),
            terms=thing(need_by=date(2026, 3, 16)),
        ),
        metadata="- D-1/1",
        today=date(2026, 3, 2),
    ),
    view(
        "dependencies/counter",
        handed=thing(
            consumer=thing(id="M-2", name="Checkout"),
            provider=thing(expected=None, own_date=None, id="M-1", name="Auth API"),
            terms=thing(need_by=date(2026, 3, 16)),
        ),
        metadata="- D-1/1",
        today=date(2026, 3, 2),
    ),
    view(
        "dependencies/decline",
        handed=thing(consumer=thing(id="M-2", name="Checkout"), provider=thing(id="M-1", name="Auth API")),
        metadata="- D-1/1",
        today=date(2026, 3, 2),
    ),
    message(
        "dependencies/handover_answered",
        handed=thing(
            by="U00KG0FHZ06",
            consumer=thing(id="M-3", name="Sale"),
            consumer_project=thing(id="PRJ-2", name="Payments"),
            link=thing(id="D-2"),
            name=answers({"U00KG0FHZ06": "Ana"}),
            provider=thing(actual=date(2026, 3, 2), id="M-4", name="Part 4"),
            provider_project=thing(id="PRJ-1", name="Identity"),
            since=datetime(2026, 3, 2, 10, 0, 5, tzinfo=UTC),
            terms=thing(kept=True, state="delivered"),
        ),
    ),
    message(
        "dependencies/handover_answered",
        handed=thing(
            by="U00HDUZ8H07",
            consumer=thing(id="M-3", name="Sale"),
            consumer_project=thing(id="PRJ-2", name="Payments"),
            link=thing(id="D-3", provider_user="U00KG0FHZ06"),
            name=answers({"U00KG0FHZ06": "Ana", "U00HDUZ8H07": "Bo"}),
            provider=thing(id="M-5", name="Part 5"),
            provider_project=thing(id="PRJ-1", name="Identity"),
            since=datetime(2026, 3, 2, 10, 0, 14, tzinfo=UTC),
            terms=thing(asked="provider", need_by=date(2026, 3, 20), state="at risk"),
        ),
    ),
    message(
        "dependencies/handover_answered",
        handed=thing(
            by=None,
            consumer=thing(id="M-3", name="Audit"),
            consumer_project=thing(id="PRJ-2", name="Payments"),
            link=thing(id="D-2"),
            provider=thing(id="M-2", name="Checkout"),
            provider_project=thing(id="PRJ-2"),
            terms=thing(confidence="high", need_by=None, state="committed"),
        ),
    ),
    message(
        "dependencies/handover_answered",
        handed=thing(
            by="U00KG0FHZ06",
            consumer=thing(id="M-3", name="Sale"),
            consumer_project=thing(id="PRJ-2", name="Payments"),
            link=thing(consumer_user="U00HDUZ8H07", id="D-4"),
            name=answers({"U00HDUZ8H07": "Bo", "U00KG0FHZ06": "Ana"}),
            provider=thing(id="M-6", name="Part 6"),
            provider_project=thing(id="PRJ-1", name="Identity"),
            since=datetime(2026, 3, 2, 10, 0, 17, tzinfo=UTC),
            terms=thing(
                asked="consumer",
                need_by=date(2026, 3, 16),
                offered=date(2026, 3, 19),
                reason="of the audit",
                state="at risk",
            ),
        ),
    ),
    message(
        "dependencies/handover_answered",
        handed=thing(
            by="U00KG0FHZ06",
            consumer=thing(id="M-2", name="Checkout"),
            consumer_project=thing(id="PRJ-2", name="Payments"),
            link=thing(id="D-1"),
            name=answers({"U00KG0FHZ06": "Ana"}),
            provider=thing(id="M-1", name="Auth API"),
            provider_project=thing(id="PRJ-1", name="Identity"),
            since=datetime(2026, 3, 2, 10, 0, 1, tzinfo=UTC),
            terms=thing(reason="no", state="declined"),
        ),
    ),
    message(
        "dependencies/handover_answered",
        handed=thing(
            by="U00KG0FHZ06",
            consumer=thing(id="M-2", name="Checkout"),
            consumer_project=thing(id="PRJ-2", name="Payments"),
            link=thing(id="D-1"),
            name=answers({"U00KG0FHZ06": "Ana"}),
            provider=thing(actual=date(2026, 3, 2), id="M-1", name="Auth API"),
            provider_project=thing(id="PRJ-1", name="Identity"),
            since=datetime(2026, 3, 2, 10, 0, 6, tzinfo=UTC),
            terms=thing(kept=None, state="delivered"),
        ),
    ),
    message(
        "dependencies/handover_answered",
        handed=thing(
            by="U00KG0FHZ06",
            consumer=thing(id="M-2", name="Checkout"),
            consumer_project=thing(id="PRJ-2", name="Payments"),
            link=thing(id="D-1"),
            name=answers({"U00KG0FHZ06": "Ana"}),
            provider=thing(id="M-1", name="Auth API"),
            provider_project=thing(id="PRJ-1", name="Identity"),
            since=datetime(2026, 3, 2, 10, 0, 1, tzinfo=UTC),
            terms=thing(reason="", state="declined"),
        ),
    ),
    message(
        "dependencies/handover_questions",
        cause=thing(id="M-1", name="Auth API"),
        by="Ana",
        questions=[
            thing(
                consumer=thing(id="M-2", name="Checkout"),
                consumer_project=thing(id="PRJ-2", name="Payments"),
                link=thing(id="D-1"),
                provider=thing(id="M-1", name="Auth API"),
                provider_project=thing(id="PRJ-1", name="Identity"),
                terms=thing(asked="consumer", need_by=date(2026, 3, 13), offered=date(2026, 3, 27)),
            ),
            *[
                thing(
                    consumer=thing(id="M-1", name="Auth API"),
                    consumer_project=thing(id="PRJ-1", name="Identity"),
                    link=thing(id="D-2"),
                    provider=thing(id="M-4", name="Keys"),
                    provider_project=thing(id="PRJ-1", name="Identity"),
                    terms=thing(asked="provider", need_by=date(2026, 3, 10), offered=None),
                )
            ]
            * 15,
        ],
        accept="D-1/3,D-3/2",
        offers=2,
        today=date(2026, 3, 2),
    ),
    message("dependencies/handovers_accepted", accepted=("D-1", "D-2"), skipped=("D-3",)),
    message("dependencies/handovers_accepted", accepted=(), skipped=("D-3",)),
    message(
        "dependencies/handover_question",
        handed=thing(
            consumer=thing(id="M-3", name="Sale of the firm"),
            consumer_project=thing(id="PRJ-1", name="Identity"),
            link=thing(consumer_user="U00KG0FHZ06", id="D-2"),
            memory=thing(broken=0, kept=0),
            name=answers({"U00KG0FHZ06": "Ana"}),
            provider=thing(expected=date(2026, 3, 13), own_date=date(2026, 3, 13), id="M-1", name="Auth API"),
            provider_project=thing(id="PRJ-1"),
            terms=thing(asked="provider", need_by=date(2026, 4, 20), state="requested", version=1),
        ),
    ),
    message(
        "dependencies/handover_question",
        handed=thing(
            consumer=thing(id="M-3", name="Landing page"),
            consumer_project=thing(id="PRJ-2", name="Payments"),
            link=thing(id="D-2"),
            memory=thing(broken=0, kept=0),
            provider=thing(id="M-1", name="Auth API"),
            provider_project=thing(id="PRJ-1", name="Identity"),
            terms=thing(
                answer_by=date(2026, 3, 5),
                asked="consumer",
                need_by=date(2026, 3, 27),
                offered=date(2026, 3, 30),
                reason="",
                state="at risk",
                strength="soft",
                version=3,
            ),
        ),
    ),
    message(
        "dependencies/handover_question",
        handed=thing(
            consumer=thing(id="M-3", name="Sale"),
            consumer_project=thing(id="PRJ-2", name="Payments"),
            link=thing(id="D-5"),
            memory=thing(broken=0, kept=0),
            provider=thing(id="M-7", name="Part 7"),
            provider_project=thing(id="PRJ-1", name="Identity"),
            terms=thing(
                asked="consumer",
                need_by=date(2026, 3, 16),
                offered=date(2026, 3, 18),
                reason="",
                state="at risk",
                strength="hard",
                version=3,
            ),
        ),
    ),
    message(
        "dependencies/handover_question",
        handed=thing(
            consumer=thing(id="M-3", name="Sale"),
            consumer_project=thing(id="PRJ-2", name="Payments"),
            link=thing(id="D-5", provider_user="U00KG0FHZ06"),
            memory=thing(broken=0, kept=0),
            name=answers({"U00KG0FHZ06": "Ana"}),
            provider=thing(id="M-7", name="Part 7"),
            provider_project=thing(id="PRJ-1", name="Identity"),
            terms=thing(
                asked="consumer",
                need_by=date(2026, 3, 16),
                offered=date(2026, 3, 19),
                reason="of the audit",
                state="countered",
                version=3,
            ),
        ),
    ),
    message(
        "dependencies/handover_question",
        handed=thing(
            consumer=thing(id="M-3", name="Sale"),
            consumer_project=thing(id="PRJ-2", name="Payments"),
            link=thing(consumer_user="U00HDUZ8H07", id="D-3"),
            memory=thing(broken=2, kept=0),
            name=answers({"U00HDUZ8H07": "Bo"}),
            provider=thing(expected=date(2026, 3, 13), own_date=date(2026, 3, 13), id="M-5", name="Part 5"),
            provider_project=thing(id="PRJ-1", name="Identity"),
            terms=thing(asked="provider", need_by=date(2026, 3, 20), state="at risk", version=4),
        ),
    ),
    message(
        "dependencies/handover_root",
        handed=thing(
            consumer=thing(id="M-3", name="Sale"),
            consumer_project=thing(id="PRJ-2", name="Payments"),
            link=thing(id="D-3"),
            provider=thing(id="M-5", name="Part 5"),
            provider_project=thing(id="PRJ-1", name="Identity"),
            terms=thing(need_by=date(2026, 3, 16), state="broken"),
        ),
    ),
    message(
        "dependencies/linked",
        handed=thing(
            consumer=thing(expected=date(2026, 3, 27), own_date=date(2026, 3, 27), id="M-3", name="Sale"),
            link=thing(id="D-7", provider_user="U00KG0FHZ06", strength="hard"),
            memory=thing(broken=0, kept=0),
            name=answers({"U00KG0FHZ06": "Ana"}),
            provider=thing(expected=date(2026, 3, 13), own_date=date(2026, 3, 13), id="M-9", name="Part 9"),
            terms=thing(need_by=date(2026, 3, 16), state="requested"),
        ),
        today=date(2026, 3, 2),
    ),
    message(
        "dependencies/linked",
        handed=thing(
            consumer=thing(expected=None, own_date=None, id="M-3", name="Sale"),
            link=thing(id="D-2", provider_user="U00KG0FHZ06", strength="hard"),
            memory=thing(broken=0, kept=0),
            provider=thing(expected=date(2026, 3, 13), own_date=date(2026, 3, 13), id="M-4", name="Part 4"),
            terms=thing(need_by=None, state="proposed"),
        ),
        today=date(2026, 3, 2),
    ),
    message(
        "dependencies/linked",
        handed=thing(
            consumer=thing(expected=date(2026, 3, 27), own_date=date(2026, 3, 27), id="M-3", name="Sale"),
            link=thing(id="D-7", provider_user="U00KG0FHZ06", strength="hard"),
            memory=thing(broken=0, kept=0),
            name=answers({"U00KG0FHZ06": "Ana"}),
            provider=thing(expected=None, own_date=None, id="M-9", name="Part 9"),
            terms=thing(need_by=date(2026, 3, 16), state="requested"),
        ),
        today=date(2026, 3, 2),
    ),
    message(
        "dependencies/linked",
        handed=thing(
            consumer=thing(expected=None, own_date=None, id="M-3", name="Sale"),
            link=thing(id="D-2", provider_user="", strength="hard"),
            memory=thing(broken=0, kept=0),
            provider=thing(expected=date(2026, 3, 13), own_date=date(2026, 3, 13), id="M-4", name="Part 4"),
            terms=thing(need_by=None, state="proposed"),
        ),
        today=date(2026, 3, 2),
    ),
    message(
        "dependencies/list",
        shown=thing(counts=(), statuses={}),
        listed=thing(count=1, items=(), number=1, total=0),
        subject="",
        today=date(2026, 3, 10),
    ),
    message(
        "dependencies/list",
        shown=thing(counts=(), statuses={}),
        listed=thing(count=1, items=(), number=1, total=0),
        subject="M-4",
        today=date(2026, 3, 10),
    ),
    message(
        "dependencies/list",
        shown=thing(
            counts=((thing(value="red"), 1), (thing(value="green"), 20)),
            statuses={"D-2": thing(colour="red", why="21 days late"), "D-1": None},
        ),
        listed=thing(
            count=3,
            items=(
                thing(
                    consumer=thing(id="M-3", name="Report"),
                    link=thing(id="D-2"),
                    provider=thing(id="M-4", name="Portal", expected=date(2026, 6, 29)),
                    terms=thing(need_by=date(2026, 5, 29), state="committed"),
                ),
                thing(
                    consumer=thing(id="M-2", name="Checkout"),
                    link=thing(id="D-1"),
                    provider=thing(id="M-1", name="Auth API", expected=None),
                    terms=thing(need_by=None, state="proposed"),
                ),
            ),
            left=1,
            number=2,
            size=10,
            total=21,
        ),
        subject="PRG-1",
        today=date(2026, 4, 20),
    ),
)
