"""Facts for the clash templates of resources/ in the corpus."""

from datetime import date
from types import SimpleNamespace
from typing import Any

from tests.rendering.scenes import message, thing, word

TODAY = date(2026, 3, 2)
BO, CLEO, EVE = "U00BO000001", "U00CLEO0001", "U00EVE00001"
NAMES = {"RES-1": "Dina", "RES-2": "Finn", BO: "Bo", CLEO: "Cleo", EVE: "Eve"}
LABELS = {"M-1": "Auth API (M-1)", "M-2": "Wallet (M-2)", "M-3": "Launch (M-3)"}
MONDAY, FRIDAY, NEXT_FRIDAY = date(2026, 3, 9), date(2026, 3, 13), date(2026, 3, 20)


class ClashNames(dict[str, str]):
    """Names by id; people that a grown scene adds are called like their id."""

    def __missing__(self, id: str) -> str:
        return f"Member {id[-3:]}"


def effect(milestone: str = "M-3", **changes: Any) -> SimpleNamespace:
    values = {"milestone": milestone, "before": FRIDAY, "after": NEXT_FRIDAY, "days": 5, "committed": FRIDAY}
    return thing(**values | changes)


def way(kind: str, **changes: Any) -> SimpleNamespace:
    values: dict[str, Any] = {
        "kind": word(kind),
        "milestone": "M-2",
        "project": "PRJ-2",
        "days": 5,
        "to": NEXT_FRIDAY,
        "other": "RES-2",
        "start": MONDAY,
        "work": 2.0,
        "percent": 20.0,
        "float_days": 10,
        "effects": (),
        "broken": (),
        "cuts": (),
    }
    return thing(**values | changes)


def cut(milestone: str | None, percent: float) -> SimpleNamespace:
    values = {"milestone": milestone, "project": "PRJ-2", "first": MONDAY, "last": FRIDAY, "work": 1.0}
    return thing(percent=percent, **values)


def offered(one: SimpleNamespace, **changes: Any) -> SimpleNamespace:
    values: dict[str, Any] = {"way": one, "needs": (BO, CLEO), "agreed": (), "declined": (), "request": None}
    found = thing(**values | changes)
    found.missing = tuple(user for user in found.needs if user not in found.agreed)
    return found


WAYS = (offered(way("move")), offered(way("give", percent=60.0)), offered(way("cut")))
BREAKING = (
    offered(way("move", effects=(effect(), effect("M-1", before=None)), broken=(effect(),)), agreed=(BO,)),
    offered(way("cut", percent=0.0, to=MONDAY), declined=(CLEO,)),
)
SEVERAL = (
    offered(way("cut", cuts=(cut("M-2", 20.0), cut("M-1", 0.0)))),
    offered(way("cut", cuts=tuple(cut("M-2", 20.0) for _ in range(7)))),
    offered(way("move", effects=tuple(effect(f"M-{n}") for n in range(3, 17)), broken=(effect("M-3"),) * 7)),
)
REQUESTED = (offered(way("move", broken=(effect(),)), agreed=(BO, CLEO), request="CR-4"),)


def clash(**changes: Any) -> SimpleNamespace:
    values: dict[str, Any] = {
        "id": "CL-1",
        "first": MONDAY,
        "last": FRIDAY,
        "peak": 140.0,
        "capacity": 100.0,
        "ways": WAYS,
        "basis": "78779db5ce51",
        "state": word("open"),
        "open": True,
        "taken": None,
    }
    return thing(**values | changes)


COST = thing(
    totals=(("EUR", thing(low=20_000.0, high=60_000.0)),),
    delays=(thing(benefit=thing(id="BEN-1", name="Fewer tickets"), days=5),),
)


def facts(one: SimpleNamespace) -> SimpleNamespace:
    sides = (
        thing(percent=80.0, milestone="Auth API (M-1)", project="Identity (PRJ-1)"),
        thing(percent=60.0, milestone="", project="Payments (PRJ-2)"),
    )
    stand_ins = {CLEO: EVE} if one.capacity == 0 else {}
    label = {("M-2", "PRJ-2"): "Wallet (M-2) of Payments"}
    return thing(
        clash=one,
        costs={0: COST} if one.capacity == 80 else {},
        left=thing(days=7.0, earliest=date(2026, 3, 10)) if one.capacity == 80 else None,
        who="Dina",
        sides=sides,
        labels=LABELS,
        answers_for=lambda offered, user: tuple(one for one in offered.needs if user in (one, stand_ins.get(one))),
        stand_ins=stand_ins,
        name_of=lambda id: ClashNames(NAMES)[id or ""],
        label=lambda milestone, project: label.get((milestone, project), str(milestone)),
    )


def scene(one: SimpleNamespace, *, user: str = BO, card: bool = False, snoozed: bool = False) -> Any:
    return message("resources/clash", facts=facts(one), clash=one, user=user, card=card, snoozed=snoozed, today=TODAY)


def answer(one: SimpleNamespace, act: str) -> Any:
    return message("resources/clash_answered", facts=facts(one), clash=one, number=0, act=act, user=BO, today=TODAY)


TAKEN = clash(state=word("taken"), open=False, taken=0)
GONE = clash(state=word("gone"), open=False)


def listed(*items: SimpleNamespace, total: int = 1, subject: str = "", everything: bool = True) -> SimpleNamespace:
    page = thing(items=items, number=1, size=10, total=total, count=-(-total // 10), left=max(total - 10, 0))
    return thing(page=page, subject=subject, everything=everything)


SCENES = (
    scene(clash()),
    scene(clash(ways=BREAKING, peak=60.0, capacity=0.0), user=CLEO, snoozed=True),
    scene(clash(ways=BREAKING, peak=60.0, capacity=0.0), user=EVE),
    scene(clash(ways=BREAKING, peak=60.0, capacity=0.0)),
    scene(clash(ways=REQUESTED, capacity=80.0), card=True),
    scene(clash(ways=(), last=MONDAY), user="U00ANA00001", card=True),
    scene(clash(ways=SEVERAL)),
    scene(TAKEN),
    scene(GONE, card=True),
    *(answer(clash(ways=BREAKING), act) for act in ("take", "decline", "snooze", "stale")),
    answer(clash(ways=REQUESTED), "take"),
    answer(TAKEN, "take"),
    answer(GONE, "stale"),
    message("resources/clash_list", listed=listed(), again="clashes", today=TODAY),
    message("resources/clash_many", total=23, shown=(facts(clash()), facts(clash(ways=()))), today=TODAY),
    message("resources/clash_list", listed=listed(subject="PRG-1", total=0), again="clashes PRG-1", today=TODAY),
    message("resources/clash_list", listed=listed(total=0, everything=False), again="clashes", today=TODAY),
    message(
        "resources/clash_list",
        listed=listed(facts(clash()), facts(clash(ways=())), total=23),
        again="clashes",
        today=TODAY,
    ),
)
