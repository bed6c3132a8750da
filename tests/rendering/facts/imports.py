"""Facts for the templates of imports/ in the corpus."""

from datetime import date
from typing import Any

from rules.files.imports import Remark, UnreadRow
from tests.rendering.scenes import message, sentence, thing, view


def _changes(**facts: Any) -> Any:
    return thing(**{"gone": (), "remarks": (), "unread": (), "unknown": ()} | facts)


def _shown(**facts: Any) -> Any:
    return thing(**{"renamed": (), "returning": (), "local": ()} | facts)


_ALL = _shown(
    changed=(thing(name="Beta", new="Mon 11 May 2026", old="Mon 4 May 2026", subject="M-2", what="forecast"),),
    renamed=(thing(name="Review", old="Design", new="Design and review", subject="M-1"),) * 12,
    returning=(thing(name="Test", subject="M-7"),),
    local=(thing(name="Beta", subject="M-2", what="owner", old="Bo", new="Ana"),),
    changes=_changes(
        records=(),
        new_records={},
        changed_records=(),
        changed=(1,) * 14,
        projects=(),
        creates=False,
        dependencies=(),
        left_out=(),
        milestones=(),
        nothing=False,
        unknown=("Sam Poe", "Kim"),
        gone=tuple(thing(id=f"M-{number}", name=f"Part {number}") for number in range(3, 12)),
        remarks=(
            Remark("A task must finish on a day.", ("Launch", "Beta", "Party", "Press")),
            Remark("The budget stays in the file."),
        ),
        unread=(UnreadRow(5, "“date” must be a date with its year, like 2026-03-14, not “soon”."),),
        plan=thing(program=thing(id="PRG-1", name="app"), projects=(thing(id="PRJ-1"),)),
        staying=2,
    ),
    names={},
    kept=(),
    past=0,
)
_ASKED = (("Sam Poe", "who 1f U1 F1 1f"),)
_ONE_GONE = _shown(
    changed=(),
    changes=_changes(
        records=(),
        new_records={},
        changed_records=(),
        dependencies=(),
        left_out=(),
        milestones=(),
        nothing=True,
        gone=(thing(id="M-3", name="Test"),),
        plan=thing(program=thing(id="PRG-1", name="app"), projects=()),
        staying=0,
    ),
    names={},
    kept=(),
)
_ASSIGNED = tuple(
    thing(name="Cleo", amount="60%", target="Checkout (M-2)", statement=thing(span=thing(first=first, last=last)))
    for first, last in ((date(2026, 3, 9), date(2026, 3, 20)), (None, None))
)
SCENES = (
    message("imports/progress", step="Reading", name="app.csv", progress=thing(done=12_000, total=50_000)),
    message("imports/progress", step="Importing", name="app.csv", progress=thing(done=0, total=0)),
    message(
        "imports/preview",
        asked=(("Sam Poe", "who 1f U1 F1 1f"),),
        shown=_ALL,
        value="U1 F1 1f - PRG-1",
        name="app.csv",
        today=date(2026, 3, 2),
    ),
    message("imports/preview", asked=(), shown=_ONE_GONE, value="U1 F1", name="app.csv", today=date(2026, 3, 2)),
    message("imports/done", cancelled=True, shown=_ALL, command="/program", today=date(2026, 3, 2)),
    message("imports/done", cancelled=True, shown=_ONE_GONE, command="/program", today=date(2026, 3, 2)),
    message(
        "imports/which_day",
        name="app.csv",
        item="Beta",
        day_first=date(2026, 4, 3),
        month_first=date(2026, 3, 4),
        day_value="U1 F1 - day",
        month_value="U1 F1 - month",
        today=date(2026, 3, 2),
    ),
    message(
        "imports/which_day",
        name="app.csv",
        item="",
        day_first=None,
        month_first=None,
        day_value="a",
        month_value="b",
        today=date(2026, 3, 2),
    ),
    message("imports/assignments", lines=_ASSIGNED, value="U1 F1", name="bookings.csv", done=0, today=date(2026, 3, 2)),
    message("imports/assignments", lines=(), value="", name="bookings.csv", done=2, today=date(2026, 3, 2)),
    message(
        "imports/cancelled",
    ),
    message(
        "imports/done",
        cancelled=False,
        command="/program",
        shown=_shown(
            changed=(thing(name="Beta", new="Mon 11 May 2026", old="Mon 4 May 2026", subject="M-2", what="forecast"),),
            changes=_changes(
                records=(),
                new_records={},
                changed_records=(),
                dependencies=(),
                left_out=(),
                milestones=(
                    thing(
                        expected=date(2026, 6, 5),
                        own_date=date(2026, 6, 5),
                        id="M-4",
                        name="Party",
                        owner=None,
                        done=True,
                        cancelled=None,
                    ),
                ),
                plan=thing(program=thing(id="PRG-1", name="app"), projects=(thing(id="PRJ-1"),)),
                staying=0,
            ),
            first=date(2026, 6, 5),
            names={},
            kept=(),
            last=date(2026, 6, 5),
        ),
        today=date(2026, 3, 2),
    ),
    message(
        "imports/done",
        cancelled=False,
        command="/program",
        shown=_shown(
            changed=(
                *[thing(name="Beta", new="Mon 11 May 2026", old="Mon 4 May 2026", subject="M-2", what="forecast")] * 21,
            ),
            changes=_changes(
                records=(),
                new_records={},
                changed_records=(),
                dependencies=(),
                left_out=(),
                milestones=(
                    thing(
                        expected=None,
                        own_date=None,
                        id="M-4",
                        name="Party",
                        owner=date(2026, 5, 1),
                        done=False,
                        cancelled=None,
                    ),
                    *[
                        thing(
                            expected=date(2026, 6, 5),
                            own_date=date(2026, 6, 5),
                            id="M-4",
                            name="Party",
                            owner=None,
                            done=False,
                            cancelled=None,
                        )
                    ]
                    * 20,
                ),
                plan=thing(program=thing(id="PRG-1", name="app"), projects=()),
                staying=3,
            ),
            first=None,
            names={},
            kept=(),
            last=date(2026, 6, 5),
        ),
        today=date(2026, 3, 2),
    ),
    *(
        sentence(
            "imports/exported",
            command="/program",
            kind=kind,
            plan=thing(dependencies=(thing(),), milestones=(thing(), thing()), program=thing(id="PRG-1", name="Atlas")),
        )
        for kind in ("plan", "xml", "csv", "ics", "jira")
    ),
    view("imports/file", program="PRG-1"),
    view("imports/file", program=""),
    message(
        "imports/preview",
        asked=(),
        shown=_shown(
            changed=(),
            changes=_changes(
                records=(),
                new_records={},
                changed_records=(),
                dependencies=(),
                left_out=(),
                milestones=(),
                nothing=True,
                plan=thing(program=thing(id="PRG-1", name="app")),
                staying=0,
            ),
            names={},
            kept=(),
        ),
        value="U00KG0FHZ06 F00JUX02S0O 85c101a2637a407e",
        name="app.csv",
        today=date(2026, 3, 2),
    ),
    message(
        "imports/preview",
        asked=(),
        shown=_shown(
            changed=(thing(name="Beta", new="Mon 11 May 2026", old="Mon 4 May 2026", subject="M-2", what="forecast"),),
            changes=_changes(
                records=(),
                new_records={},
                changed_records=(),
                creates=False,
                dependencies=(),
                left_out=(),
                milestones=(
                    thing(
                        expected=date(2026, 6, 5),
                        own_date=date(2026, 6, 5),
                        id="M-4",
                        name="Party",
                        owner=None,
                        done=False,
                        cancelled=date(2026, 3, 2),
                    ),
                ),
                nothing=False,
                plan=thing(program=thing(id="PRG-1", name="app"), projects=(thing(),)),
                staying=0,
            ),
            first=date(2026, 6, 5),
            names={},
            kept=(),
            last=date(2026, 6, 5),
            past=0,
        ),
        value="U00KG0FHZ06 F00LOJZ4F0S 76111dc160016c62",
        name="app.csv",
        today=date(2026, 3, 2),
    ),
    message(
        "imports/preview",
        asked=(),
        shown=_shown(
            changed=(thing(name="Beta", new="Mon 11 May 2026", old="Mon 4 May 2026", subject="M-2", what="forecast"),),
            changes=_changes(
                records=(),
                new_records={"goals": 2, "risks": 1},
                changed_records=(thing(id="BEN-2", name="Fewer calls", new={"target": 3, "due": None}),),
                creates=True,
                dependencies=(),
                left_out=(),
                milestones=(
                    thing(
                        expected=date(2026, 6, 5),
                        own_date=date(2026, 6, 5),
                        id="M-4",
                        name="Party",
                        owner=None,
                        done=False,
                        cancelled=None,
                    ),
                ),
                nothing=False,
                plan=thing(program=thing(id="PRG-1", name="app"), projects=(thing(),)),
                staying=0,
            ),
            first=date(2026, 6, 5),
            names={},
            kept=(),
            last=date(2026, 6, 5),
            past=3,
        ),
        value="U00KG0FHZ06 F00LOJZ4F0S 76111dc160016c62",
        name="app.csv",
        today=date(2026, 3, 2),
    ),
    message(
        "imports/sent",
        kind="plan",
        plan=thing(
            dependencies=(thing(),), milestones=(thing(), thing(), thing()), program=thing(id="PRG-1", name="Atlas")
        ),
    ),
    message(
        "imports/done",
        cancelled=False,
        today=date(2026, 3, 2),
        command="/program",
        shown=_shown(
            changes=_changes(
                records=(),
                new_records={},
                changed_records=(),
                milestones=(),
                dependencies=(),
                plan=thing(program=thing(id="PRG-1", name="Atlas"), projects=()),
                staying=3,
                left_out=("row 2: no date", "row 5: no name"),
            ),
            changed=(thing(subject="M-1", name="API", what="owner", old="Ana", new="Bo"),) * 12,
            kept=tuple(thing(name="Beta", subject=f"M-{n}", what="date", old="2 Mar") for n in range(1, 6)),
        ),
    ),
    message(
        "imports/done",
        cancelled=False,
        today=date(2026, 3, 2),
        command="/program",
        shown=_shown(
            changes=_changes(
                records=(),
                new_records={},
                changed_records=(),
                milestones=(
                    thing(id="M-1", name="API", expected=None, own_date=None, owner="Ana", done=False, cancelled=None),
                )
                * 8,
                dependencies=(1,),
                plan=thing(program=thing(id="PRG-1", name="Atlas"), projects=(thing(id="PRJ-1"),)),
                staying=0,
                left_out=("row 2: no date",),
            ),
            first=None,
            changed=(),
            names={},
            kept=(thing(name="Beta", subject="M-1", what="date", old="2 Mar"),),
        ),
    ),
    message(
        "imports/done",
        cancelled=False,
        today=date(2026, 3, 2),
        command="/program",
        shown=_shown(
            changes=_changes(
                records=(),
                new_records={},
                changed_records=(),
                milestones=(),
                dependencies=(1, 2),
                plan=thing(program=thing(id="PRG-1", name="Atlas"), projects=()),
                staying=1,
                left_out=(),
            ),
            changed=(),
            names={},
            kept=(),
        ),
    ),
)
