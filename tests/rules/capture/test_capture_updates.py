"""Structured updates: labels of any form, empty or denied sections, their items, and the status."""

from datetime import date

import pytest

from rules.capture import Certainty, Interpretation, index_milestones, interpret_message

TODAY = date(2026, 2, 20)


def interpret(wire: str) -> Interpretation:
    return interpret_message(wire, today=TODAY)


def blocker_texts(wire: str) -> list[str]:
    return [span.text for span in interpret(wire).blockers]


@pytest.mark.parametrize(
    "wire",
    [
        "Done: login page\nBlockers: the vendor's sandbox\nNext: tests",
        "*Done:* login page\n*Blockers:* the vendor's sandbox\n*Next:* tests",
        "*Done*: login page\n*Blockers*: the vendor's sandbox",
        "*Done*\n- login page\n\n*Blockers*\n- the vendor's sandbox\n\n*Next*\n- tests",
        "- Done: login page\n- Blockers: the vendor's sandbox\n- Next: tests",
        "- Done\n    - login page\n- Blockers\n    - the vendor's sandbox\n- Next\n    - tests",
        "• *Key developments:* login page\n• *Blockers:* the vendor's sandbox\n• *Help wanted:* null",
        "# Done\nlogin page\n\n# Blockers\n\nthe vendor's sandbox\n\n# Next\ntests",
        "DONE - login page\nBLOCKERS - the vendor's sandbox",
        "**Blockers: **\nthe vendor's sandbox",
        ":rotating_light: Blockers: the vendor's sandbox\n:white_check_mark: Done: login page",
        "🛑 *Blockers*\n1. the vendor's sandbox",
        "Done:\nlogin page\nBlocker(s):\nthe vendor's sandbox",
        "<https://example.org|Blockers>: the vendor's sandbox\nDone: x",
        "What's blocking us: the vendor's sandbox",
        "Blockers / risks: the vendor's sandbox",
        "Yesterday: login page\nToday: tests\nBlocked by: the vendor's sandbox",
        "_Blockers:_ the vendor's sandbox",
        "Yesterday: login page. Today: tests. Blockers: the vendor's sandbox",
        "Done: login page | Next: tests | *Blockers:* the vendor's sandbox",
        "Any blockers? the vendor's sandbox",
        "*What did you do yesterday?*\nlogin page\n*What are you blocked by?*\nthe vendor's sandbox",
        "*Is anything blocking you?*\nthe vendor's sandbox",
    ],
)
def test_label_of_any_form_opens_its_section(wire: str) -> None:
    interpretation = interpret(wire)
    assert [span.text for span in interpretation.blockers] == ["the vendor's sandbox"]
    assert (interpretation.certainty, interpretation.proposal, interpretation.explicit) == (
        Certainty.STRUCTURED,
        True,
        (),
    )


@pytest.mark.parametrize(
    "nothing",
    """
    |none|None.|none yet|None so far.|null|n/a|N/A|-|–|nothing|Nothing at the moment!|no blockers|No blockers this week
    no known blockers|nil|not blocked|There are no blockers right now|currently none|None, all good|:tada: none
    no|nope|None from my side|we are good|nothing to report|nothing blocking us|no major blockers at this time|unblocked
    """.strip()
    .replace("\n", "|")
    .split("|"),
)
def test_empty_or_denied_section_has_no_blocker(nothing: str) -> None:
    for wire in (
        f"Done: x\nBlockers: {nothing.strip()}\nNext: y",
        f"*Done*\n- x\n*Blockers*\n- {nothing.strip()}\n*Next*\n- y",
    ):
        assert interpret(wire).blockers == ()


def test_label_without_items_is_ignored() -> None:
    interpretation = interpret("- Key developments:\n- Blockers:\n- Help wanted:")
    assert (interpretation.blockers, interpretation.help_wanted, interpretation.proposal) == ((), (), False)


def test_none_yet_with_a_worry_is_no_blocker() -> None:
    assert blocker_texts("Done: x\nBlockers: None yet. The integration could make trouble, though.") == []


def test_each_item_is_a_blocker_without_its_details() -> None:
    wire = "Blockers:\n- the sandbox is down\n    - since Monday\n- no test data\nNext:\n- tests"
    assert blocker_texts(wire) == ["the sandbox is down", "no test data"]


def test_section_ends_at_the_next_heading_or_paragraph() -> None:
    wire = "*Blockers*\nthe sandbox is down\n\nI am off on Friday.\n\n*Trivia*\ncake"
    assert blocker_texts(wire) == ["the sandbox is down"]


def test_unblocked_item_is_resolved() -> None:
    interpretation = interpret("Blockers:\n- no longer blocked on the schema\n- waiting on legal")
    assert [span.text for span in interpretation.blockers] == ["waiting on legal"]
    assert [span.text for span in interpretation.resolved_blockers] == ["no longer blocked on the schema"]


def test_next_steps_count_only_stated_blockers() -> None:
    wire = "Done: x\nNext:\n- get a decision before we can start\n- rollout, which is blocked on the audit"
    assert blocker_texts(wire) == ["rollout, which is blocked on the audit"]


def test_prose_outside_the_sections_is_read() -> None:
    assert blocker_texts("Progress: we are waiting on review from <@U1>.\nNext: tests") == [
        "we are waiting on review from @U1."
    ]


def test_help_wanted_section_is_read() -> None:
    interpretation = interpret(
        "*Done:* x\n*Help wanted:* somebody who knows <https://example.org|Terraform>. It is not much."
    )
    assert [span.text for span in interpretation.help_wanted] == ["somebody who knows Terraform."]


@pytest.mark.parametrize(
    "wire", ["```\nBlockers: x\n```", "&gt; Blockers: x", "`Blockers: x`", "Next: x", "Note: y", "Today: z"]
)
def test_quoted_or_weak_label_is_no_update(wire: str) -> None:
    assert interpret(wire).update is None
    assert not interpret(wire).proposal


def test_update_keeps_its_parts_as_written() -> None:
    milestone_index = index_milestones([("M-4", "Beta launch", ("beta",)), ("M-5", "Audit", ())])
    wire = (
        "*Status:* :large_yellow_circle: at risk\n*Done:*\n- login `page`\n- M-5 report\n"
        "*Next:*\n- Beta launch on 14 March\n*Blockers:* none\n*Progress:* beta is at 60%\n*Risks:* the vendor"
    )
    update = interpret_message(wire, today=TODAY, milestone_index=milestone_index).update
    assert update is not None
    assert update.status == "at_risk"
    assert [item.text for item in update.done] == ["login `page`", "M-5 report", "beta is at 60%"]
    assert [item.text for item in update.next] == ["Beta launch on 14 March"]
    assert [item.text for item in update.risks] == ["the vendor"]
    assert (update.blockers, update.help_wanted) == ((), ())
    assert [(item.milestone, item.parsed_date.day) for item in update.dates] == [("M-4", date(2026, 3, 14))]
    assert update.percent == (("M-4", 60),)


@pytest.mark.parametrize(
    ("wire", "status"),
    [
        ("Status: green\nDone: x", "on_track"),
        ("*Status*: on track, though testing is late\nDone: x", "on_track"),
        ("Status: 🔴\nDone: x", "off_track"),
        ("*RAG:* amber\n*Done:* x", "at_risk"),
        ("Overall status: paused\nDone: x", "paused"),
        ("Status: done :tada:\nNext: nothing", "done"),
        ("Status: not on track\nDone: x", None),
        ("The project is on track.", "on_track"),
        ("This goal is now complete.", "done"),
        ("The migration is at risk.", "at_risk"),
        ("We are behind schedule, the vendor is slow.", "off_track"),
        ("The project is on hold until May.", "paused"),
        ("We decided to drop this project.", "cancelled"),
        ("Is the project on track?", None),
        ("We hope to get back on track.", None),
        ("The train is on its track.", None),
    ],
)
def test_stated_status_is_read(wire: str, status: str | None) -> None:
    assert interpret(wire).status == status
