"""Facts for the templates of escalations/ in the corpus."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from tests.rendering.scenes import answers, message, thing, view

DUE = datetime(2026, 3, 10, 16, 0, tzinfo=UTC)
LATE = (
    "Checkout (M-2) needs Auth API (M-1) of Identity by Fri 20 Mar 2026, "
    "but it is expected Fri 27 Mar 2026: 5 days late."
)
POLICY = thing(
    levels=(
        thing(hours=8, role="owner"),
        thing(hours=8, role="lead"),
        thing(hours=16, role="manager"),
        thing(hours=16, role="sponsor"),
    ),
    repeats=2,
)


def escalation(
    state: str,
    *,
    sentences: tuple[str, ...] = ("no answer for 6 days",),
    reason: str = "",
    reply: str = "",
    target: str | None = None,
    holder: str | None = None,
    reassigned: str = "",
    question: str = "",
    level: str = "owner",
    next_level: str = "lead",
    **more: Any,
) -> SimpleNamespace:
    """Return an escalation about Auth API in a state, asked of or taken by Bo."""
    return thing(
        escalation=thing(
            case=thing(
                due=DUE,
                open=state != "resolved",
                policy=POLICY,
                reply=reply,
                state=state,
                target=target,
                holder=holder,
            ),
            id="E-1",
            reason=reason,
            sentences=sentences,
            sentence=sentences[0],
        ),
        level=level,
        next_level=next_level,
        reassigned=reassigned,
        question=question,
        milestone=thing(id="M-1", name="Auth API", owner="U00HDUZ8H07"),
        name=answers({"U00HDUZ8H07": "Bo"}),
        project=thing(name="Identity"),
        **more,
    )


SCENES = (
    message("escalations/card", view=escalation("snoozed", reason="said in a private channel", may=False)),
    message("escalations/card", view=escalation("triggered", target="U00HDUZ8H07", may=True)),
    message(
        "escalations/card",
        view=escalation("triggered", target="U00HDUZ8H07", question="D-4/2", reply="The vendor signs.", may=True),
    ),
    message("escalations/closed", view=thing(escalation=thing(id="E-1", reason="")), by="Bo"),
    message("escalations/closed", view=thing(escalation=thing(id="E-1", reason="the cause is gone")), by=""),
    message("escalations/closed", view=thing(escalation=thing(id="E-1", reason="")), by=""),
    view("escalations/hand", view=escalation("triggered"), metadata="- E-1"),
    message("escalations/lapsed", view=escalation("triggered")),
    message("escalations/list", views=(escalation("triggered"),)),
    message("escalations/list", views=()),
    message("escalations/list", views=(escalation("unanswered"), *[escalation("warned")] * 10)),
    message("escalations/notice", view=escalation("triggered", sentences=(LATE,))),
    message("escalations/notice", view=escalation("triggered", question="D-4/2")),
    message("escalations/notice", view=escalation("triggered", reassigned="reassigned by Cleo")),
    message(
        "escalations/notice",
        view=escalation(
            "triggered",
            sentences=(LATE, "the vendor is silent", "two", "three", "four"),
            reply="The vendor signs on Thursday.",
            level="manager",
            next_level="manager",
        ),
    ),
    *(
        message(
            "escalations/policy",
            view=thing(
                name=name,
                program="Atlas",
                policy=thing(levels=(thing(hours=2.0, role="lead"), thing(hours=22.0, role="owner")), repeats=repeats),
                paused=paused,
                inherited=inherited,
            ),
        )
        for name, repeats, paused, inherited in (
            ("Atlas", 1, True, False),
            ("Identity", 2, False, False),
            ("Identity", 2, False, True),
        )
    ),
    view("escalations/reply", view=thing(), metadata="- E-1"),
    view("escalations/snooze", view=escalation("triggered"), metadata="- E-1"),
    message("escalations/still", view=escalation("asked", holder="U00HDUZ8H07", sentences=(LATE,))),
    message("escalations/told", view=escalation("acknowledged", holder="U00HDUZ8H07")),
    message("escalations/told", view=escalation("asked", holder="U00HDUZ8H07", sentences=(LATE,))),
    message("escalations/told", view=escalation("resolved", sentences=(LATE,))),
    message("escalations/told", view=escalation("unanswered", sentences=("می\u200cخواهم क्\u200dष", "𒐫" * 20))),
    message("escalations/told", view=escalation("warned", next_level="manager")),
    message(
        "escalations/told",
        view=escalation(
            "triggered", target="U00HDUZ8H07", reassigned="reassigned by Cleo", reason="reassigned by Cleo"
        ),
    ),
    message(
        "escalations/trial",
        item="M-1",
        stations=(thing(at=datetime(2026, 3, 2, 10, 10, 33, tzinfo=UTC), level=thing(role="owner"), name="Ana"),),
    ),
    message("escalations/trial", item="M-1", stations=()),
    message("escalations/warning", view=escalation("warned", next_level="manager")),
)
