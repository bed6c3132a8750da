"""Facts for the templates of scenarios/ in the corpus."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

from tests.rendering.facts.change_requests import CHANGES, IMPACT, QUIET
from tests.rendering.scenes import message, thing

TODAY = date(2026, 3, 2)
AT = datetime(2026, 3, 2, 10, 0, 1, tzinfo=UTC)
EFFECT = {**IMPACT, "measure": {"x": "Checkout (M-3)"}, "missed_count": 1}


def _scenario(**more: object) -> SimpleNamespace:
    values = {
        "id": "SC-1",
        "name": "Second vendor",
        "state": "open",
        "adopted_as": None,
        "created_at": AT,
        "expires_at": datetime(2026, 4, 1, 10, 0, 1, tzinfo=UTC),
    }
    return thing(**values | more)


ROWS = (
    thing(label="Launch (M-8)", plan=date(2026, 4, 1), scenario=date(2026, 4, 8), days=5, committed=date(2026, 4, 2)),
    thing(label="Beta (M-5)", plan=date(2026, 3, 20), scenario=date(2026, 3, 20), days=0, committed=None),
)


def _view(scenario: SimpleNamespace, **more: object) -> SimpleNamespace:
    values = {
        "scenario": scenario,
        "program": "Atlas (PRG-1)",
        "changes": CHANGES[:3],
        "impact": EFFECT,
        "rows": ROWS,
        "people": ("Otto", "Lee"),
        "creator": "Con",
        "today": TODAY,
        "may_publish": False,
    }
    return thing(**values | more)


EMPTY = {**QUIET, "measure": {"x": ""}, "missed_count": 0}
EXPIRED = _scenario(id="SC-2", state="expired")
ADOPTED = _scenario(id="SC-3", state="adopted", adopted_as="CR-2")
SCENES = (
    message("scenarios/thread", view=_view(_scenario()), today=TODAY),
    message("scenarios/thread", view=_view(ADOPTED, impact=EMPTY, rows=(), people=()), today=TODAY),
    message("scenarios/card", view=_view(_scenario()), today=TODAY),
    message("scenarios/card", view=_view(EXPIRED, impact=EMPTY, may_publish=True), today=TODAY),
    *(
        message("scenarios/drawn", scenario=_scenario(), sent=sent, in_thread=in_thread, replaced=replaced)
        for sent, in_thread, replaced in (
            (True, True, False),
            (True, True, True),
            (True, False, False),
            (True, False, True),
            (False, False, False),
        )
    ),
    message(
        "scenarios/picture", picture=thing(file="F0PICTURE1", title="What if: Second vendor", alt="Launch 8 days later")
    ),
    message("scenarios/opened", scenario=_scenario()),
    message(
        "scenarios/list",
        listed=thing(
            page=thing(
                items=((_scenario(), "Con"), (ADOPTED, "Bo"), (EXPIRED, "Bo")),
                number=1,
                count=2,
                left=9,
                size=10,
                total=19,
            )
        ),
        again="scenarios",
        today=TODAY,
    ),
    message("scenarios/list", listed=thing(page=thing(items=())), again="scenarios", today=TODAY),
    message(
        "scenarios/compared",
        compared=thing(
            first=_view(_scenario()),
            second=_view(EXPIRED, impact=EMPTY),
            rows=(("Launch (M-8)", date(2026, 4, 1), date(2026, 4, 8), date(2026, 4, 1)),),
        ),
        today=TODAY,
    ),
)
