"""Facts for the templates of capture/ in the corpus."""

from datetime import UTC, date, datetime

from tests.rendering.scenes import message, thing, view, word

CHECKED_DRAFT = thing(
    choices=(),
    form=thing(reason="", to=thing(day=date(2026, 3, 27))),
    milestone=thing(expected=date(2026, 3, 13), own_date=date(2026, 3, 13), id="M-1", name="Auth API"),
    proposal=thing(id=2),
)

SCENES = (
    message(
        "capture/drafts_listed",
        drafts=(
            thing(
                choices=(thing(id="M-3", name="<!channel>"), thing(id="M-1", name="Auth API")),
                form=thing(text="&b;", users=(), by=None),
                milestone=None,
                proposal=thing(id=1),
            ),
            thing(choices=(), form=thing(kind="status", text="at risk"), milestone=None, proposal=thing(id=2)),
        ),
        update=thing(id=3, undo={"colour": "amber"}),
        project="Identity",
        unreported=False,
        checklist=(CHECKED_DRAFT,),
        projects=(),
        guessed=False,
        saved=(),
        channel="C01IT3S4X09",
        today=date(2026, 3, 10),
    ),
    message(
        "capture/drafts_listed",
        drafts=(
            thing(
                choices=(),
                form=thing(text="Auth API is blocked by the vendor", users=(), by=None),
                milestone=thing(id="M-1", name="Auth API"),
                proposal=thing(id=1),
            ),
        ),
        update=None,
        project="",
        unreported=False,
        checklist=(),
        projects=(),
        guessed=True,
        saved=(),
        channel="C01IT3S4X09",
        today=date(2026, 3, 2),
    ),
    message(
        "capture/drafts_listed",
        drafts=(
            thing(
                choices=(),
                form=thing(reason="", to=thing(day=date(2026, 3, 27))),
                milestone=thing(expected=date(2026, 3, 13), own_date=date(2026, 3, 13), id="M-1", name="Auth API"),
                proposal=thing(id=2),
            ),
            thing(choices=(), form=thing(kind="status", text="at risk"), milestone=None, proposal=thing(id=3)),
        ),
        update=thing(),
        project="Identity",
        unreported=False,
        checklist=(),
        projects=(),
        guessed=False,
        saved=(
            thing(
                blocker=thing(
                    id="B-1",
                    milestone="M-1",
                    needed_by=None,
                    needs=None,
                    text="waiting on the schema from the data team",
                ),
                change=7,
                changed=None,
                proposed=None,
                refused=None,
            ),
        ),
        channel="C01IT3S4X09",
        today=date(2026, 3, 2),
    ),
    message(
        "capture/drafts_listed",
        drafts=(),
        update=None,
        project="",
        unreported=False,
        checklist=(),
        projects=(("PRJ-2", "Payments", True), ("PRJ-1", "Identity", False)),
        guessed=False,
        saved=(),
        channel="C01IT3S4X09",
        today=date(2026, 3, 2),
    ),
    message(
        "capture/drafts_listed",
        drafts=(),
        update=thing(id=1, undo={"colour": None}),
        project="",
        unreported=False,
        checklist=(),
        projects=(("PRJ-2", "Payments", True), ("PRJ-1", "Identity", False)),
        guessed=False,
        saved=(),
        channel="C01IT3S4X09",
        today=date(2026, 3, 2),
    ),
    message(
        "capture/drafts_listed",
        drafts=(
            thing(
                choices=(thing(id="M-3", name="<!channel>"), *[thing(id="M-1", name="Auth API")] * 5),
                form=thing(text="&b;", users=(), by=None),
                milestone=None,
                proposal=thing(id=1),
            ),
            thing(choices=(), form=thing(kind="", text="at risk"), milestone=None, proposal=thing(id=2)),
        ),
        update=thing(id=3, undo={"colour": "amber"}),
        project="Identity",
        unreported=True,
        checklist=(),
        projects=(),
        guessed=False,
        saved=(),
        channel="C01IT3S4X09",
        today=date(2026, 3, 10),
    ),
    message("capture/drafts_muted", channel="M-1", again=True),
    message("capture/drafts_muted", channel="C01IT3S4X09", again=False),
    message("capture/drafts_muted", channel="", again=False),
    message(
        "capture/edited",
        undone=(thing(refused=None, said=thing(milestone="M-1", to=thing(day=date(2026, 3, 27)))),),
        saved=(
            thing(
                change=7,
                changed=thing(
                    after=thing(actual=None, forecast=date(2026, 3, 20), id="M-1", name="Auth API"),
                    before=thing(actual=None, expected=date(2026, 3, 13), own_date=date(2026, 3, 13)),
                    update=2,
                ),
                effect=thing(radius=thing(moved=())),
                proposed=None,
                refused=None,
            ),
        ),
        drafts=(),
        update="",
        today=date(2026, 3, 2),
    ),
    message(
        "capture/edited",
        undone=(),
        saved=(),
        drafts=(
            thing(
                choices=(),
                form=thing(reason="", to=thing(day=date(2026, 3, 20))),
                milestone=thing(expected=date(2026, 3, 13), own_date=date(2026, 3, 13), id="M-1", name="Auth API"),
                proposal=thing(id=4),
            ),
        ),
        update="reworded",
        today=date(2026, 3, 2),
    ),
    message(
        "capture/edited",
        undone=(thing(refused=None, said=thing(milestone="M-1", percent=60)),),
        saved=(),
        drafts=(),
        update="gone",
        today=date(2026, 3, 2),
    ),
    message(
        "capture/edited",
        undone=(
            thing(refused=None, said=thing(text="no data")),
            thing(refused=None, said=thing(text="the vendor may stop")),
        ),
        saved=(),
        drafts=(),
        update="kept",
        today=date(2026, 3, 2),
    ),
    message(
        "capture/edited",
        undone=(thing(refused=None, said=thing(milestone="M-1", to=thing(day=None))),),
        saved=(
            thing(
                change=7,
                changed=thing(
                    after=thing(actual=None, forecast=date(2026, 3, 20), id="M-1", name="Auth API"),
                    before=thing(actual=None, expected=date(2026, 3, 13), own_date=date(2026, 3, 13)),
                    update=2,
                ),
                effect=thing(radius=thing(moved=())),
                proposed=None,
                refused=None,
            ),
        ),
        drafts=(),
        update="",
        today=date(2026, 3, 2),
    ),
    view(
        "capture/log_form",
        projects=(),
        kind="update",
        title="Milestone update",
        kinds=("blocker", "risk", "issue", "decision", "change"),
        milestones=[thing(id="M-1", name="Auth API"), thing(id="M-2", name="Checkout")],
        text="Auth API takes longer",
        metadata="C01IT3S4X09 update C01IT3S4X09 1772445601.645654 - 0",
    ),
    view(
        "capture/log_form",
        projects=(),
        kind="dependency",
        title="Dependency",
        kinds=("blocker", "risk", "issue", "decision", "change"),
        milestones=[thing(id="M-1", name="Auth API"), thing(id="M-2", name="Checkout")],
        text="the vendor needs two more weeks",
        metadata="C01IT3S4X09 dependency C01IT3S4X09 1772445601.930240 - 0",
    ),
    view(
        "capture/log_form",
        projects=(),
        kind="benefit",
        title="Benefit evidence",
        kinds=("blocker", "risk", "issue", "decision", "change"),
        milestones=[],
        benefits=(("BEN-1", "Churn falls"), ("BEN-2", "Savings")),
        text="the June cohort stayed",
        metadata="C01IT3S4X09 benefit C01IT3S4X09 1772445601.930240 - 0",
    ),
    view(
        "capture/log_form",
        projects=(("PRJ-1", "Identity"), ("PRJ-2", "Payments")),
        kind="risk",
        title="Risk",
        kinds=("blocker", "risk", "issue", "decision", "change"),
        milestones=[thing(), thing()],
        text="no test data",
        metadata="C01IT3S4X09 risk C01IT3S4X09 1772445604.232278 - 0",
    ),
    view(
        "capture/log_form",
        projects=(),
        kind="any",
        title="Raise something",
        kinds=("blocker", "risk", "issue", "decision", "change"),
        milestones=[
            thing(id="M-3", name="Login page"),
            thing(id="M-1", name="Auth API"),
            thing(id="M-2", name="Checkout"),
        ],
        text="",
        metadata=" any - - - 0",
    ),
    message(
        "capture/proposal_answered",
        asked=thing(milestone=thing(id="M-1", name="Auth API", percent=25), shown=thing(percent=60)),
        state="rejected",
        by="Ana",
        aloud=True,
    ),
    message(
        "capture/proposal_answered",
        asked=thing(
            milestone=thing(id="M-1", name="Auth API", own_date=date(2026, 3, 13)),
            shown=thing(reason="", to=thing(day=date(2026, 3, 27))),
        ),
        state="withdrawn",
        by="",
        aloud=False,
    ),
    message(
        "capture/proposal_answered",
        asked=thing(
            milestone=thing(id="M-1", name="Auth API", own_date=date(2026, 3, 13)),
            shown=thing(reason="the vendor is late", to=thing(day=date(2026, 3, 27))),
        ),
        state="expired",
        by="",
        aloud=False,
    ),
    message(
        "capture/proposal_answered",
        asked=thing(milestone=thing(id="M-1", name="Auth API"), shown=thing(on=None)),
        state="accepted",
        by="Ana",
        aloud=False,
    ),
    message(
        "capture/proposal_ask",
        asked=thing(
            milestone=thing(id="M-1", name="Auth API", percent=12, owner="U00VVG1FY0E"),
            proposal=thing(
                id=4,
                permalink="https://northwind.slack.com/archives/C01IT3S4X09/p1772445611606369",
                restricted=False,
                expires_at=datetime(2026, 3, 5, 9, tzinfo=UTC),
            ),
            shown=thing(percent=16),
        ),
        by="Ben",
        today=date(2026, 3, 2),
    ),
    message(
        "capture/proposal_ask",
        asked=thing(
            milestone=thing(id="M-1", name="Auth API", owner=None),
            proposal=thing(id=1, permalink="", restricted=False, expires_at=datetime(2026, 3, 5, 9, tzinfo=UTC)),
            shown=thing(on=thing(day=date(2026, 3, 2))),
        ),
        by="Dan",
        today=date(2026, 3, 2),
    ),
    message(
        "capture/reaction_asked",
        proposal=thing(id=1, text="we go with region two"),
        title="Decision",
        today=date(2026, 3, 2),
    ),
    message(
        "capture/notes",
        notes=(
            thing(
                kind="decision",
                text="we go with biometric login only",
                project="PRJ-2",
                by="Maya",
                at=datetime(2026, 3, 10, 8, 0, tzinfo=UTC),
                permalink="https://northwind.slack.com/archives/C01IT3S4X09/p1",
            ),
            thing(
                kind="benefit",
                text="churn fell to 3.9 %",
                project=None,
                by="",
                at=datetime(2026, 3, 9, 8, 0, tzinfo=UTC),
                permalink="",
            ),
        ),
        one_kind=False,
        command="notes",
        page=1,
        size=1,
        today=date(2026, 3, 10),
    ),
    message(
        "capture/update_posted", by="Maya", project=thing(name="Mobile app"), colour="amber", text="Beta scope agreed."
    ),
    message("capture/notes", notes=(), one_kind=True, command="notes", page=1, size=10, today=date(2026, 3, 10)),
    message("capture/retracted", record=thing(undo={"text": "the schema changes again"})),
    message(
        "capture/saved",
        saved=(
            thing(
                change=7,
                changed=thing(
                    after=thing(actual=None, id="M-1", name="Auth API", owner="U00KG0FHZ06", percent=60),
                    before=thing(actual=None, owner="U00KG0FHZ06"),
                    update=1,
                ),
                effect=None,
                proposed=None,
                refused=None,
            ),
        ),
        today=date(2026, 3, 2),
    ),
    message(
        "capture/saved",
        saved=(
            thing(
                change=7,
                changed=thing(
                    after=thing(actual=date(2026, 3, 23), id="M-7", name="Part 7"),
                    before=thing(actual=None),
                    update=6,
                    open_dependencies=("Auth API (M-1)", "Checkout (M-2)"),
                ),
                effect=None,
                proposed=None,
                refused=None,
            ),
        ),
        today=date(2026, 3, 23),
    ),
    message(
        "capture/saved",
        saved=(
            thing(milestone=thing(id="M-1", name="Auth API", owner="U00VVG1FY0E"), proposed=thing(), refused=None),
            thing(
                milestone=thing(id="M-2", name="Checkout", owner=None),
                proposed=thing(asked="U00VVG1FY0E"),
                refused=None,
            ),
        ),
        today=date(2026, 3, 2),
    ),
    message(
        "capture/saved",
        saved=(
            thing(
                blocker=thing(
                    id="B-1", milestone="M-1", needed_by=date(2026, 3, 6), needs="U00HDUZ8H07", text="no data"
                ),
                change=7,
                changed=None,
                proposed=None,
                refused=None,
            ),
            thing(
                blocker=None,
                change=7,
                changed=None,
                entry=thing(id="R-1", text="the vendor may stop"),
                linked=None,
                noted=2,
                proposed=None,
                refused=None,
                resolved=(),
                said=thing(kind="risk"),
            ),
        ),
        today=date(2026, 3, 2),
    ),
    message(
        "capture/saved",
        saved=(
            thing(
                refused=thing(
                    instead="`/program status` lists the milestones of a project.",
                    what="There is no milestone M-1.",
                    why="",
                )
            ),
        ),
        today=date(2026, 3, 2),
    ),
    message(
        "capture/saved",
        saved=(
            thing(
                blocker=None,
                change=7,
                changed=None,
                entry=None,
                linked=None,
                noted=2,
                proposed=None,
                refused=None,
                resolved=(),
                said=thing(text="no test data"),
            ),
        ),
        today=date(2026, 3, 2),
    ),
    message(
        "capture/saved",
        saved=(
            thing(
                change=7,
                changed=thing(
                    after=thing(actual=None, forecast=date(2026, 12, 9), id="M-3", name="Schema migration"),
                    before=thing(actual=None, expected=date(2026, 11, 26), own_date=date(2026, 11, 26)),
                    update=6,
                ),
                effect=thing(
                    milestones={
                        "M-4": thing(name="Session service"),
                        "M-5": thing(name="Accounts API v2"),
                        "M-10": thing(name="Single sign-on"),
                    },
                    radius=thing(
                        moved=(
                            thing(id="M-4", new=date(2026, 12, 17)),
                            thing(id="M-10", new=date(2026, 12, 25)),
                            thing(id="M-5", new=date(2026, 12, 29)),
                            *[thing()] * 6,
                        ),
                        people=("U01CAXOC008", "U00HDUZ8H07", "U01O86NDY09"),
                        projects=("PRJ-1", "PRJ-2", "PRJ-3"),
                    ),
                ),
                proposed=None,
                refused=None,
            ),
        ),
        today=date(2026, 11, 20),
    ),
    message(
        "capture/saved",
        saved=(
            thing(
                blocker=None,
                change=7,
                changed=None,
                linked=thing(consumer="M-3", id="D-2", provider="M-1", state=word("committed")),
                proposed=None,
                refused=None,
                resolved=(),
            ),
        ),
        today=date(2026, 3, 2),
    ),
    message(
        "capture/saved",
        saved=(
            thing(
                change=7,
                changed=thing(
                    after=thing(actual=None, id="M-1", name="Auth API", owner="", percent=60),
                    before=thing(actual=None, owner="U00KG0FHZ06"),
                    update=1,
                ),
                effect=None,
                proposed=None,
                refused=None,
            ),
        ),
        today=date(2026, 3, 2),
    ),
    message(
        "capture/saved",
        saved=(
            thing(
                blocker=None,
                change=7,
                changed=None,
                entry=None,
                linked=None,
                noted=1,
                proposed=None,
                refused=None,
                resolved=(),
                said=thing(kind="update", text="the vendor needs two more weeks for the Auth API & the docs"),
            ),
            thing(
                change=7,
                changed=thing(
                    after=thing(actual=None, forecast=date(2026, 3, 27), id="M-1", name="Auth API"),
                    before=thing(actual=None, expected=date(2026, 3, 13), own_date=date(2026, 3, 13)),
                    update=2,
                ),
                effect=thing(
                    milestones={"M-2": thing(name="Checkout")},
                    radius=thing(moved=(thing(id="M-2", new=date(2026, 3, 27)),), people=(), projects=("PRJ-2",)),
                ),
                proposed=None,
                refused=None,
            ),
        ),
        today=date(2026, 3, 2),
    ),
    message(
        "capture/saved",
        saved=(thing(refused=thing(instead="", what="There is no milestone M-1.", why="words")),),
        today=date(2026, 3, 2),
    ),
    message("capture/source_deleted", records=(thing(id=1, kind="percent", subject="M-1", text="M-1 60%"),)),
    message(
        "capture/source_deleted",
        records=(thing(kind="blocker", subject="", text="block M-1: no test data needs <@U00HDUZ8H07> by Friday"),),
    ),
    message("capture/source_deleted", records=(thing(id=1, kind="", subject="M-1", text="M-1 60%"),)),
    message(
        "capture/unclear",
        refusal=thing(what="Nothing saved yet. “4/5” can be Sun 5 Apr or Mon 4 May.", why=""),
        drafts=(
            thing(form=thing(to=thing(day=date(2026, 4, 5))), proposal=thing(id=1)),
            thing(form=thing(to=thing(day=date(2026, 5, 4))), proposal=thing(id=2)),
        ),
        today=date(2026, 3, 2),
    ),
    message(
        "capture/unclear",
        refusal=thing(what="Nothing saved: progress must be 0–100%.", why="", instead="Try `M-3 60%`."),
        doubt=thing(doubt="percent"),
        drafts=(),
        milestone=None,
        today=date(2026, 3, 2),
    ),
    message(
        "capture/unclear",
        refusal=thing(what="", why="", instead=""),
        doubt=thing(doubt="unknown", verb="assume", reading=thing()),
        drafts=(thing(form=thing(kind="assumption", text="the store review takes a week"), proposal=thing(id=3)),),
        milestone=None,
        today=date(2026, 3, 2),
    ),
    message(
        "capture/unclear",
        refusal=thing(what="", why="", instead=""),
        doubt=thing(doubt="unknown", verb="", reading=thing()),
        drafts=(
            thing(
                form=thing(to=thing(day=date(2026, 3, 18)), reason=""),
                milestone=thing(id="M-1", name="Auth API", expected=date(2026, 3, 13)),
                proposal=thing(id=4),
            ),
        ),
        milestone=None,
        today=date(2026, 3, 2),
    ),
    message(
        "capture/unclear",
        refusal=thing(
            what="Nothing saved: I don't understand “looks shaky” about M-1.",
            why="",
            instead="Try `M-1 done`, `M-1 60%` or `M-1 slip to 14 Mar`.",
        ),
        doubt=thing(doubt="unknown", verb="", reading=None),
        drafts=(),
        milestone=thing(id="M-1"),
        today=date(2026, 3, 2),
    ),
    message(
        "capture/unclear",
        refusal=thing(what="", why="", instead=""),
        doubt=thing(doubt="command", part="M-1 reopen"),
        drafts=(),
        milestone=None,
        today=date(2026, 3, 2),
    ),
    message(
        "capture/unclear",
        refusal=thing(what="M-1 is already blocked by B-1, in the same words.", why="", instead="See `B-1`."),
        duplicate="B-1",
        drafts=(thing(proposal=thing(id=5)),),
        today=date(2026, 3, 2),
    ),
    message(
        "capture/unclear",
        refusal=thing(what="Which project is that about?", why="Several fit.", instead="Pick one."),
        names={"PRJ-1": "Identity", "PRJ-2": "Payments"},
        drafts=(
            thing(proposal=thing(id=6), form=thing(project="PRJ-1")),
            thing(proposal=thing(id=7), form=thing(project="PRJ-2")),
        ),
        today=date(2026, 3, 2),
    ),
    message("capture/reaction_dropped"),
    message(
        "capture/edited",
        update="kept",
        saved=(),
        drafts=(),
        undone=(
            thing(
                said=thing(on=None, milestone="M-1"),
                refused=thing(what="It moved since.", why="Bo changed it.", instead="Say `M-1` again."),
            ),
            thing(said=thing(user="U00BOHAI000", milestone="M-2"), refused=thing(what="No.", why="", instead="")),
            thing(said=thing(target="B-1"), refused=None),
            thing(said=thing(percent=60, milestone="M-3"), refused=None),
            thing(said=thing(to=thing(day=None), milestone="M-4"), refused=None),
            thing(said=thing(text="We decided."), refused=None),
        ),
    ),
    message(
        "capture/edited",
        update="gone",
        undone=(),
        saved=(
            thing(refused=thing(what="It is done.", why="Long ago.", instead="Say `undo`.")),
            thing(
                refused=None,
                proposed=None,
                change=7,
                changed=None,
                blocker=None,
                resolved=(
                    thing(id="B-1", milestone="M-1", resolution="keys arrived"),
                    thing(id="B-2", milestone="M-1", resolution="keys arrived"),
                ),
                others=(),
            ),
            thing(
                refused=None,
                proposed=None,
                change=7,
                changed=thing(
                    update=7,
                    before=thing(actual=None, owner="U00ANA00000", percent=0),
                    after=thing(id="M-1", name="API", actual=None, owner="U00BOHAI000", percent=0),
                ),
                effect=None,
            ),
            thing(
                refused=None,
                proposed=None,
                change=7,
                changed=thing(
                    update=8,
                    before=thing(actual=None, expected=date(2026, 3, 2), own_date=date(2026, 3, 2)),
                    after=thing(id="M-1", name="API", actual=None, forecast=date(2026, 3, 9)),
                ),
                effect=thing(
                    radius=thing(
                        moved=tuple(thing(id=f"M-{n}", new=date(2026, 4, n)) for n in range(2, 7)),
                        projects=("PRJ-1",),
                        people=(),
                    ),
                    milestones={f"M-{n}": thing(name=f"Step {n}") for n in range(2, 7)},
                ),
            ),
        ),
        drafts=tuple(
            thing(proposal=thing(id=f"P-{n}"), milestone=milestone, choices=(), form=form)
            for n, (milestone, form) in enumerate(
                (
                    (None, thing(on=None)),
                    (thing(id="M-1", name="API"), thing(user="U00BOHAI000")),
                    (None, thing(target="B-1")),
                    (None, thing(kind="risk", text="the key is lost")),
                    (thing(id="M-1", name="API", percent=20), thing(percent=60)),
                )
            )
        ),
    ),
    message(
        "capture/unclear",
        refusal=thing(what="Which day?", why="Two fit.", instead="Say `M-1 slip to 14 Mar`."),
        drafts=(),
    ),
    message(
        "capture/unclear",
        refusal=thing(what="Which?", why="Several fit."),
        drafts=(
            thing(proposal=thing(id="P-1"), form=thing(by=thing(day=date(2026, 3, 9)))),
            thing(proposal=thing(id="P-2"), form=thing(on=thing(day=date(2026, 3, 10)))),
            thing(proposal=thing(id="P-3"), form=thing(on=None), milestone=thing(id="M-1", name="API")),
        ),
    ),
)
