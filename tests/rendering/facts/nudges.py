"""Facts for the templates of nudges/ in the corpus."""

from datetime import date

from tests.rendering.scenes import message, thing

SCENES = (
    message(
        "nudges/nudge",
        wishes=(
            thing(about="M-3", day=date(2026, 3, 19), kind="near", milestone="M-3", name="Docs"),
            thing(about="M-1", day=date(2026, 3, 13), kind="overdue", milestone="M-1", name="Auth API"),
            thing(
                kind="stale",
                milestone="M-3",
                sentence=("Docs (M-3) is due Thu 19 Mar 2026, in 2 days, and was last updated 7 days ago."),
            ),
            thing(
                about="M-1",
                kind="amber",
                milestone="M-1",
                sentence=(
                    "Checkout (M-2) of Payments is expected Fri 20 Mar 2026 but needs Auth API (M-1) "
                    "of Identity, now expected Tue 17 Mar 2026: only 3 wd to spare."
                ),
            ),
        ),
        today=date(2026, 3, 17),
    ),
    message(
        "nudges/nudge",
        wishes=(
            thing(about="M-1", day=date(2026, 3, 13), kind="near", milestone="M-1", name="Auth API"),
            thing(about="D-1", day=date(2026, 3, 20), kind="request", name="Auth API"),
        ),
        today=date(2026, 3, 6),
    ),
    message(
        "nudges/nudge",
        wishes=(thing(about="A-1", kind="check", name="the licence is renewed", sentence="assumption"),),
        today=date(2026, 3, 12),
    ),
    message(
        "nudges/nudge",
        wishes=(thing(about="D-2", day=date(2026, 5, 29), kind="canary", milestone="M-4", name="Portal"),),
        today=date(2026, 4, 16),
    ),
    message(
        "nudges/nudge",
        wishes=(
            thing(about="M-1", day=date(2026, 3, 13), kind="near", milestone="M-1", name="Auth API"),
            thing(about="D-1", day=None, kind="request", name="Auth API"),
        ),
        today=date(2026, 3, 6),
    ),
)
