"""Explicit forms (B-20): read whole, asked about when unclear, and ignored when a line only looks like one."""

from datetime import date

import pytest

from rules.capture import (
    Block,
    Decided,
    Done,
    FormDoubt,
    Interpretation,
    Owner,
    Percent,
    Raise,
    Slip,
    Unblock,
    interpret_message,
)

TODAY = date(2026, 2, 20)  # a Friday


def interpret(wire: str) -> Interpretation:
    return interpret_message(wire, today=TODAY)


def only_record(wire: str) -> object:
    interpretation = interpret(wire)
    assert interpretation.unclear == ()
    assert len(interpretation.explicit) == 1
    return interpretation.explicit[0]


@pytest.mark.parametrize(
    "wire",
    [
        "M12 done",
        "m-12 DONE 🎉",
        "M-12: done.",
        "*M12* done",
        "- M12 done",
        "M12 is complete",
        "M12 – shipped :tada:",
        "M12 done, thanks <@U1>",
    ],
)
def test_id_and_done_mean_done_without_a_day(wire: str) -> None:
    done = only_record(wire)
    assert isinstance(done, Done)
    assert (done.milestone, done.on) == ("M-12", None)


@pytest.mark.parametrize(
    ("wire", "day"),
    [
        ("M12 done yesterday", date(2026, 2, 19)),
        ("M12 done on 3 Feb", date(2026, 2, 3)),
        ("M12 done 2026-02-10", date(2026, 2, 10)),
        ("M12 done wednesday", date(2026, 2, 18)),
    ],
)
def test_done_with_a_day_looks_back(wire: str, day: date) -> None:
    done = only_record(wire)
    assert isinstance(done, Done)
    assert done.on is not None
    assert done.on.day == day


@pytest.mark.parametrize(
    ("wire", "day", "reason"),
    [
        ("M12 slip to 14 Mar", date(2026, 3, 14), ""),
        ("M-12 slips to 14 Mar because the vendor is late", date(2026, 3, 14), "the vendor is late"),
        ("M12 delayed until 14 March due to legal", date(2026, 3, 14), "legal"),
        ("M12 now 14 Mar", date(2026, 3, 14), ""),
        ("M12 -> 2026-03-14", date(2026, 3, 14), ""),
        ("M12 ETA 14 Mar", date(2026, 3, 14), ""),
        ("M12 slipped to 14 Mar, the vendor is late", date(2026, 3, 14), "the vendor is late"),
        ("M12 slips to Sat, 14 Mar", date(2026, 3, 14), ""),
        ("M12 slips to end of Q2 (vendor)", date(2026, 6, 30), "vendor"),
        ("M12 moved to 14 Mar (vendor)", date(2026, 3, 14), "vendor"),
    ],
)
def test_slip_to_a_day_carries_day_and_reason(wire: str, day: date, reason: str) -> None:
    slip = only_record(wire)
    assert isinstance(slip, Slip)
    assert (slip.milestone, slip.to.day, slip.reason) == ("M-12", day, reason)


@pytest.mark.parametrize(
    ("wire", "amount", "unit"),
    [
        ("M12 slips a week", 1, "week"),
        ("M12 slipped by 3 days", 3, "day"),
        ("M12 slip +1w", 1, "week"),
        ("M12 pulled in by 3 days", -3, "day"),
    ],
)
def test_slip_by_a_duration_stays_a_duration(wire: str, amount: int, unit: str) -> None:
    slip = only_record(wire)
    assert isinstance(slip, Slip)
    assert slip.to.day is None
    assert slip.to.delta is not None
    assert (slip.to.delta.amount, slip.to.delta.unit) == (amount, unit)


@pytest.mark.parametrize("wire", ["M12 60%", "M12 at 60 % done", "M-12: 60%", "m12 = 60%", "M12 60 percent"])
def test_percentage_is_read(wire: str) -> None:
    percent = only_record(wire)
    assert isinstance(percent, Percent)
    assert (percent.milestone, percent.percent) == ("M-12", 60)


@pytest.mark.parametrize(
    "wire", ["M12 owner <@U2|bo>", "M12 owner: <@U2>", "M12 owner is <@U2>.", "M12 assigned to <@U2>"]
)
def test_owner_is_the_one_person_mentioned(wire: str) -> None:
    owner = only_record(wire)
    assert isinstance(owner, Owner)
    assert (owner.milestone, owner.user) == ("M-12", "U2")


def test_several_milestones_on_one_line_make_several_records() -> None:
    assert [(type(form), getattr(form, "milestone", "")) for form in interpret("M12, M-13 and M14 done").explicit] == [
        (Done, "M-12"),
        (Done, "M-13"),
        (Done, "M-14"),
    ]


@pytest.mark.parametrize(
    ("wire", "text", "needs", "users", "by"),
    [
        ("block M12: no schema needs <@U1> by 3 Mar", "no schema", "@U1", ("U1",), date(2026, 3, 3)),
        ('block M-12 "vendor API missing" needs legal by 3 Mar', "vendor API missing", "legal", (), date(2026, 3, 3)),
        ("Block M12: asked <@U9>, needs <@U1> and <@U2>", "asked @U9", "@U1 and @U2", ("U1", "U2"), None),
        ("M12 blocked by the vendor", "the vendor", "", (), None),
        ("M12 is blocked: held by customs by 3 Mar", "held by customs", "", (), date(2026, 3, 3)),
    ],
)
def test_blocker_carries_text_people_and_date(
    wire: str, text: str, needs: str, users: tuple[str, ...], by: date | None
) -> None:
    block = only_record(wire)
    assert isinstance(block, Block)
    assert (block.milestone, block.text, block.needs, block.users) == ("M-12", text, needs, users)
    assert (block.by.day if block.by else None) == by


@pytest.mark.parametrize(
    ("wire", "target"), [("unblock B7", "B-7"), ("Unblock b-7: schema arrived", "B-7"), ("unblock M12", "M-12")]
)
def test_unblock_takes_a_blocker_or_a_milestone(wire: str, target: str) -> None:
    unblock = only_record(wire)
    assert isinstance(unblock, Unblock)
    assert unblock.target == target


@pytest.mark.parametrize(
    ("wire", "kind", "text", "check"),
    [
        ("risk: vendor goes bust", "risk", "vendor goes bust", None),
        ("risk vendor goes bust", "risk", "vendor goes bust", None),
        ('Risk "vendor goes bust"', "risk", "vendor goes bust", None),
        ("issue: CI is flaky", "issue", "CI is flaky", None),
        ("assume: vendor delivers, check 1 May", "assumption", "vendor delivers", date(2026, 5, 1)),
    ],
)
def test_register_entries_start_with_a_keyword(wire: str, kind: str, text: str, check: date | None) -> None:
    raised = only_record(wire)
    assert isinstance(raised, Raise)
    assert (raised.kind, raised.text, raised.check.day if raised.check else None) == (kind, text, check)


def test_decision_keeps_its_own_words() -> None:
    decided = only_record("Decided: we go with <https://example.org/pg|Postgres>")
    assert isinstance(decided, Decided)
    assert decided.text == "we go with Postgres"


@pytest.mark.parametrize(
    ("wire", "doubt"),
    [
        ("M12 slip", FormDoubt.DATE),
        ("M12 slips to 31 Feb", FormDoubt.DATE),
        ("M12 slip to whenever", FormDoubt.DATE),
        ("M12 slip to 12/11", FormDoubt.AMBIGUOUS_DATE),
        ("M12 done except the docs", FormDoubt.REST),
        ("M12 160%", FormDoubt.PERCENT),
        ("M12 -5%", FormDoubt.PERCENT),
        ("M12 60% of the tests", FormDoubt.REST),
        ("M12 owner bo", FormDoubt.OWNER),
        ("M12 owner <@U2> or <@U3>", FormDoubt.OWNER),
        ("block M12", FormDoubt.TEXT),
        ("block M12: no schema needs <@U1> by 31 Feb", FormDoubt.DATE),
        ("decided:", FormDoubt.TEXT),
    ],
)
def test_unclear_form_is_asked_about_and_not_recorded(wire: str, doubt: FormDoubt) -> None:
    interpretation = interpret(wire)
    assert interpretation.explicit == ()
    assert [form.doubt for form in interpretation.unclear] == [doubt]


def test_ambiguous_date_offers_both_readings() -> None:
    assert interpret("M12 slip to 12/11").unclear[0].choices == (date(2026, 11, 12), date(2026, 12, 11))


@pytest.mark.parametrize(
    "wire",
    [
        "M12 done?",
        "I think M12 done",
        "so M12 slips to 14 Mar",
        "`M12 done`",
        "```\nM12 done\n```",
        "&gt; M12 done",
        '"M12 done"',
        "~M12 done~",
        "M12 is where we should ask Bo",
        "M12",
        "M1 chips are great",
        "Unblock the release train",
        "block the calendar for Friday",
        "risk it for the biscuit",
        "Risk assessment is due on Friday",
        "Risk: low",
        "Issue 2 resolved!",
        "assume you have a list",
        "Assuming it works",
        "decided to go home",
        "Issue: <https://example.org/issues/7>",
        "Next steps:\n- M12 done\n- M13 60%",
        "see <https://example.org/M12|M12> done",
    ],
)
def test_lookalike_of_a_form_is_ignored(wire: str) -> None:
    interpretation = interpret(wire)
    assert interpretation.explicit == ()
    assert interpretation.unclear == ()


def test_each_line_of_a_message_is_read_separately() -> None:
    interpretation = interpret("morning all\nM12 done\nblah M13 done\n• M14 60%")
    assert [type(form) for form in interpretation.explicit] == [Done, Percent]
    assert [form.line.text for form in interpretation.explicit] == ["M12 done", "M14 60%"]
    assert all(
        interpretation.plain[form.line.start : form.line.end] == form.line.text for form in interpretation.explicit
    )
