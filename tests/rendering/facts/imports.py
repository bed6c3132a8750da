"""Facts for the templates of imports/ in the corpus."""

from datetime import date

from tests.rendering.scenes import message, sentence, thing, view

_ASSIGNED = tuple(
    thing(name="Cleo", amount="60%", target="Checkout (M-2)", statement=thing(span=thing(first=first, last=last)))
    for first, last in ((date(2026, 3, 9), date(2026, 3, 20)), (None, None))
)
SCENES = (
    message("imports/assignments", lines=_ASSIGNED, value="U1 F1", name="bookings.csv", done=0, today=date(2026, 3, 2)),
    message("imports/assignments", lines=(), value="", name="bookings.csv", done=2, today=date(2026, 3, 2)),
    message(
        "imports/cancelled",
    ),
    message(
        "imports/done",
        command="/program",
        shown=thing(
            changed=(thing(name="Beta", new="Mon 11 May 2026", old="Mon 4 May 2026", subject="M-2", what="forecast"),),
            changes=thing(
                records=(),
                new_records={},
                changed_records=(),
                dependencies=(),
                left_out=(),
                milestones=(
                    thing(expected=date(2026, 6, 5), own_date=date(2026, 6, 5), id="M-4", name="Party", owner=None),
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
        command="/program",
        shown=thing(
            changed=(
                *[thing(name="Beta", new="Mon 11 May 2026", old="Mon 4 May 2026", subject="M-2", what="forecast")] * 21,
            ),
            changes=thing(
                records=(),
                new_records={},
                changed_records=(),
                dependencies=(),
                left_out=(),
                milestones=(
                    thing(expected=None, own_date=None, id="M-4", name="Party", owner=date(2026, 5, 1)),
                    *[thing(expected=date(2026, 6, 5), own_date=date(2026, 6, 5), id="M-4", name="Party", owner=None)]
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
    sentence(
        "imports/exported",
        command="/program",
        plan=thing(dependencies=(thing(),), milestones=(thing(), thing()), program=thing(id="PRG-1", name="Atlas")),
    ),
    view("imports/file", program="PRG-1"),
    view("imports/file", program=""),
    message(
        "imports/preview",
        shown=thing(
            changed=(),
            changes=thing(
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
        shown=thing(
            changed=(thing(name="Beta", new="Mon 11 May 2026", old="Mon 4 May 2026", subject="M-2", what="forecast"),),
            changes=thing(
                records=(),
                new_records={},
                changed_records=(),
                creates=False,
                dependencies=(),
                left_out=(),
                milestones=(
                    thing(expected=date(2026, 6, 5), own_date=date(2026, 6, 5), id="M-4", name="Party", owner=None),
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
        shown=thing(
            changed=(thing(name="Beta", new="Mon 11 May 2026", old="Mon 4 May 2026", subject="M-2", what="forecast"),),
            changes=thing(
                records=(),
                new_records={"goals": 2, "risks": 1},
                changed_records=(thing(id="BEN-2", name="Fewer calls", new={"target": 3, "due": None}),),
                creates=True,
                dependencies=(),
                left_out=(),
                milestones=(
                    thing(expected=date(2026, 6, 5), own_date=date(2026, 6, 5), id="M-4", name="Party", owner=None),
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
        plan=thing(
            dependencies=(thing(),), milestones=(thing(), thing(), thing()), program=thing(id="PRG-1", name="Atlas")
        ),
    ),
    message(
        "imports/done",
        today=date(2026, 3, 2),
        command="/program",
        shown=thing(
            changes=thing(
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
        today=date(2026, 3, 2),
        command="/program",
        shown=thing(
            changes=thing(
                records=(),
                new_records={},
                changed_records=(),
                milestones=(thing(id="M-1", name="API", expected=None, own_date=None, owner="Ana"),) * 8,
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
        today=date(2026, 3, 2),
        command="/program",
        shown=thing(
            changes=thing(
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
