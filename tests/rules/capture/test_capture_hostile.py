"""Hostile messages: capture answers quickly, with correct spans and without errors."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.capture import Interpretation, index_milestones, interpret_message
from tests import yardstick

TODAY = date(2026, 2, 20)
KNOWN = index_milestones(
    [(f"M-{number}", f"Release train {number} cutover", (f"train{number}",)) for number in range(5_000)]
)
LENGTH = 40_000
PIECES = [
    *'*`"“”~_<>():;-–•|@#1é漢🎉',
    *("&gt; ", "&lt;", "&amp;", "\u202e", "\u200b", "<@U1>", "<#C1|x>", "<https://x.org|y>", "```", ":a:", "*x*"),
    *(
        "M12",
        "M-3",
        "done",
        "60%",
        "slip",
        "to",
        "14 Mar",
        "because",
        "block",
        "unblock",
        "risk:",
        "decided:",
        "needs",
        "by",
    ),
    *("if you have time", "waiting on", "review", "Blockers:", "none", "Next:", "Done:", "blocked", "not", "no longer"),
    *("stuck", "until", "can't merge", "help wanted", "looking for", "someone", "31 Feb", "was", "?", "is"),
]
HOSTILE = {
    "ten thousand stars": "*" * 10_000,
    "forty thousand letters": "a" * LENGTH,
    "forty thousand spaces": " " * LENGTH,
    "forty thousand ends of line": "\n" * LENGTH,
    "open quotations": "“" * LENGTH,
    "nested quotations": "&gt; " * 10_000,
    "backticks": "`" * LENGTH,
    "ones": "1 " * 20_000,
    "labels": "Blockers: x\n" * 3_300,
    "bullets": "- x\n" * 10_000,
    "waits without an end": "we are waiting on review " * 1_600,
    "waits": "we are blocked on the review. " * 1_300,
    "records": "M12 slip to 14 Mar because x\n" * 1_400,
    "days of one milestone": "M-1 not eta 3 April " * 2_000,
    "days of one milestone, in lines": "M-1 not eta 3 April\n" * 2_000,
    "a list of milestones": "M1," * 13_000,
    "names": "release train 7 cutover is done " * 1_250,
    "right to left and zero width": "\u202e\u200b\u2066" * 13_000,
    "every block of Unicode": "".join(chr(code) for code in range(0x21, 0xFFFF, 2) if not 0xD800 <= code < 0xE000),
}


def spans_match(heard: Interpretation) -> bool:
    spans = [*heard.blockers, *heard.help_wanted, *heard.resolved_blockers, *(span.span for span in heard.dates)]
    return all(heard.plain[span.start : span.end] == span.text for span in spans)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_message_is_read_quickly(name: str) -> None:
    wire = HOSTILE[name][:LENGTH]
    assert spans_match(interpret_message(wire, today=TODAY, milestone_index=KNOWN))
    cost = yardstick.milliseconds(lambda: interpret_message(wire, today=TODAY, milestone_index=KNOWN))
    assert cost < 40, "the target is 20 ms"


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from([*PIECES, " ", "\n", "\n- ", ". "]), max_size=60))
def test_any_mixture_of_grammar_words_is_read(pieces: list[str]) -> None:
    for separator in ("", " "):
        assert spans_match(interpret_message(separator.join(pieces), today=TODAY, milestone_index=KNOWN))


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_read(text: str) -> None:
    interpretation = interpret_message(text, today=TODAY)
    assert spans_match(interpretation)
    assert not (interpretation.explicit and interpretation.proposal)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["M12 done", "M12 60%", "risk: the vendor", "block M12: no schema", "decided: go"]),
    st.text("abc xyz.,", max_size=40),
)
def test_explicit_form_is_read_whatever_surrounds_it(form: str, other: str) -> None:
    interpretation = interpret_message(f"{other}\n{form}\n{other}", today=TODAY)
    assert [record.line.text for record in interpretation.explicit] == [form]
