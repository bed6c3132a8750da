"""Lines that begin with an id or a verb: read where they are clear, asked about where they are not."""

from datetime import date

import pytest

from rules.capture import Done, FormDoubt, Interpretation, Percent, Raise, Slip, interpret_message
from rules.capture.forms.hints import refusal_of

TODAY = date(2026, 2, 20)  # a Friday


def interpret(wire: str) -> Interpretation:
    return interpret_message(wire, today=TODAY)


@pytest.mark.parametrize(
    ("wire", "percent"),
    [
        ("M–1 60%", 60),
        ("M\u20111 61%", 61),
        ("M−1 61%", 61),
        ("`M-1` 62%", 62),
        ("Update: M-1 63%", 63),
        ("Status update: M-1 63%", 63),
        ("FYI M-1 63%", 63),
        ("M-1 64% see <https://example.org/7>", 64),
        ("M-1 64% (<https://example.org/7>)", 64),
    ],
)
def test_typed_variants_of_an_id_are_read(wire: str, percent: int) -> None:
    (form,) = interpret(wire).explicit
    assert isinstance(form, Percent)
    assert (form.milestone, form.percent) == ("M-1", percent)


@pytest.mark.parametrize("dash", "‐‑‒–—−")
@pytest.mark.parametrize("line", ["M{}1 done", "block M{}1: no schema", "unblock B{}1", "slip M{}1 to 14 Mar"])
def test_every_dash_in_an_id_means_a_hyphen(line: str, dash: str) -> None:
    interpretation = interpret(line.format(dash))
    assert len(interpretation.explicit) == 1
    assert repr(interpretation.explicit[0]).count("-1'") >= 1


@pytest.mark.parametrize(
    ("wire", "amount", "unit"), [("M-10 +5d", 5, "day"), ("M-10 -2d", -2, "day"), ("M-10 +1 week", 1, "week")]
)
def test_signed_length_is_a_slip(wire: str, amount: int, unit: str) -> None:
    (form,) = interpret(wire).explicit
    assert isinstance(form, Slip)
    assert form.to.delta is not None
    assert (form.to.delta.amount, form.to.delta.unit) == (amount, unit)


@pytest.mark.parametrize("wire", ["M-10 to 14 Mar", "slip M-10 to 14 Mar", "move M-10 to 14 Mar because of the flu"])
def test_new_date_is_read_in_other_orders(wire: str) -> None:
    (form,) = interpret(wire).explicit
    assert isinstance(form, Slip)
    assert (form.milestone, form.to.day) == ("M-10", date(2026, 3, 14))


@pytest.mark.parametrize("wire", ["done M-3", "finished M-3 🎉", "completed: M-3"])
def test_done_may_come_first(wire: str) -> None:
    (form,) = interpret(wire).explicit
    assert isinstance(form, Done)
    assert form.milestone == "M-3"
    assert form.line.text == wire


def test_two_statements_on_a_line_are_both_read() -> None:
    forms = interpret("M-3 70% and M-4 30%, M-5 done").explicit
    assert [(type(form), getattr(form, "milestone", "")) for form in forms] == [
        (Percent, "M-3"),
        (Percent, "M-4"),
        (Done, "M-5"),
    ]


@pytest.mark.parametrize(
    ("wire", "command"),
    [
        ("M-10 reopen", "M-10 reopen"),
        ("M-10 not done", "M-10 reopen"),
        ("M-10 is not done yet", "M-10 reopen"),
        ("undo", "undo"),
        ("Undo that!", "Undo that"),
        ("reopen M-10", "reopen M-10"),
    ],
)
def test_command_in_a_channel_is_offered(wire: str, command: str) -> None:
    interpretation = interpret(wire)
    assert interpretation.explicit == ()
    (doubt,) = interpretation.unclear
    assert (doubt.doubt, doubt.part) == (FormDoubt.COMMAND, command)


@pytest.mark.parametrize(
    "wire",
    [
        "M-3 no longer on track for 20 Mar",
        "M-3 on track",
        "M-3 may slip to 14 Mar",
        "M12 not ready",
        "M-3 foo",
        "M-3 at risk",
    ],
)
def test_unknown_words_after_an_id_are_asked_about(wire: str) -> None:
    interpretation = interpret(wire)
    assert interpretation.explicit == ()
    assert [doubt.doubt for doubt in interpretation.unclear] == [FormDoubt.UNKNOWN]


def test_bare_day_after_an_id_is_offered() -> None:
    (doubt,) = interpret("M-3 on 13 Mar").unclear
    assert isinstance(doubt.reading, Slip)
    assert doubt.reading.to.day == date(2026, 3, 13)


def test_wrong_weekday_after_an_id_offers_days() -> None:
    (doubt,) = interpret("M-3 Fri 14 Mar").unclear
    assert date(2026, 3, 13) in doubt.choices


def test_assumption_without_colon_is_offered() -> None:
    (doubt,) = interpret("assume the store review takes a week").unclear
    assert isinstance(doubt.reading, Raise)
    assert (doubt.reading.kind, doubt.reading.text) == ("assumption", "the store review takes a week")


@pytest.mark.parametrize(
    "wire",
    [
        "M-3 thanks!",
        "M-3?",
        "M-3 is late?",
        "undo the last three commits and try again",
        "done with lunch",
        "Agenda\n- M-3 demo\n- M-4 demo",
        "Blockers:\nM-3 no staging data",
        "move it to 14 Mar",
        "update the wiki",
        "assume we have a list of them",
    ],
)
def test_ordinary_talk_is_left_alone(wire: str) -> None:
    interpretation = interpret(wire)
    assert interpretation.explicit == ()
    assert interpretation.unclear == ()


@pytest.mark.parametrize(
    ("wire", "what", "hint"),
    [
        ("M-3 160%", "Nothing saved: progress must be 0–100%.", "Try `M-3 60%`."),
        (
            "block M-10",
            "Nothing saved: say what blocks M-10.",
            "Try `block M-10: no staging data needs @bo by 14 Mar`.",
        ),
        ("M-3 slip", "Nothing saved: the new date is missing.", "Try `M-3 slip to 14 Mar because the vendor is late`."),
        (
            "M-3 slip to whenever",
            "Nothing saved: “whenever” isn't a date I understand.",
            "Try `M-3 slip to 14 Mar because the vendor is late`.",
        ),
        ("M-3 owner bo", "Nothing saved: name the new owner with @.", "Try `M-3 owner @bo`."),
        (
            "M-3 done except the docs",
            "Nothing saved: I don't understand “except the docs” after `M-3 done`.",
            "Try `M-3 done`.",
        ),
        ("M-3 60% of the tests", "Nothing saved: I don't understand “of the tests” after `M-3 60%`.", "Try `M-3 60%`."),
        ("decided:", "Nothing saved: say what was decided.", "Try `decided: we ship without dark mode`."),
        (
            "M-3 looks shaky",
            "Nothing saved: I don't understand “looks shaky” about M-3.",
            "Try `M-3 done`, `M-3 60%` or `M-3 slip to 14 Mar`.",
        ),
    ],
)
def test_hint_is_of_the_verb_that_failed(wire: str, what: str, hint: str) -> None:
    refusal = refusal_of(interpret(wire).unclear[0], today=TODAY)
    assert (refusal.what, refusal.instead) == (what, hint)
    assert "…." not in str(refusal)
