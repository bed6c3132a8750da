"""Facts for the digests of followers in the corpus."""

from datetime import date

from tests.rendering.facts.digests import CALM, FULL, QUIET, SURE
from tests.rendering.scenes import message, thing

TODAY = date(2026, 3, 9)
ITEMS = (
    thing(label="Payments", colour="green", why="", expected=None),
    thing(
        label="Auth API (M-1)",
        colour="red",
        why="10 days late (committed Fri 13 Mar 2026)",
        expected=date(2026, 3, 27),
    ),
)


SCENES = (
    message(
        "followers/digest",
        programs=(thing(edition=FULL, detail="delivery"), thing(edition=FULL, detail="executive")),
        items=ITEMS,
        max_programs=10,
        zone="Europe/Berlin",
        today=TODAY,
    ),
    message(
        "followers/digest",
        programs=tuple(thing(edition=each, detail="executive") for each in (QUIET, CALM, SURE)),
        items=(),
        max_programs=10,
        zone="UTC",
        today=TODAY,
    ),
    message("followers/digest", programs=(), max_programs=10, items=ITEMS, zone="UTC", today=TODAY),
)
