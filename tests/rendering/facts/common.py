"""Facts for the templates of common/ in the corpus."""

from datetime import date

from tests.rendering.scenes import message, thing, view

SCENES = (
    message("common/undo", change=7),
    message(
        "common/refilled",
    ),
    message(
        "common/refusal",
        refusal=thing(again="", instead="Pick one.", what="Which program?", why="Several fit."),
        choices=(("PRG-1", "Atlas"), ("PRG-2", "Atlas")),
    ),
    *(
        message("common/small_talk", talk=thing(kind=kind), name="Ana")
        for kind in ("greeting", "thanks", "agreement", "question")
    ),
    *(
        message(
            "common/day_off",
            off=thing(day=date(2026, 3, 22), next_workday=date(2026, 3, 23)),
            subject="M-1",
            move=move,
            today=date(2026, 3, 2),
        )
        for move in ("workday", "D-1 by 2026-03-23", "")
    ),
    message("common/refusal", refusal=thing(instead="", what="I don't have that record any more.", why=""), choices=()),
    message(
        "common/refusal",
        refusal=thing(
            again="depend M-4 on {} by 1 Apr",
            instead="Pick one.",
            what="Which milestone is “auth”?",
            why="Several fit.",
        ),
        choices=(("M-3", "Auth UI"), ("M-1", "Auth API")),
    ),
    view(
        "common/refused",
        refusal=thing(
            instead="A milestone's card lists what it depends on.", what="There is no dependency D-99.", why=""
        ),
    ),
    view("common/refused", refusal=thing(instead="", what="Not saved.", why="Pick a day.")),
    message("common/share_button", said="R-1"),
    message("common/shared_by", name="Bo"),
    message("common/shared_view", channel="C01CNFDYB0Q"),
    message("common/apology", reference="a1b2c3", saved=False),
    message("common/apology", reference="a1b2c3", saved=True),
    message("common/undelivered", channel="C01CNFDYB0Q", error="is_archived", text="Atlas, week 10", people=[]),
    message("common/undelivered", channel="C01CNFDYB0Q", error="not_in_channel", text="M-1 moved", people=["Bo"]),
    message("common/undelivered", channel="C01CNFDYB0Q", error="restricted_action", text="M-1 moved", people=[]),
)
