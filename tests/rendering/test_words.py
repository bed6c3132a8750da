"""Template filters, and one whole message with its exact text."""

from collections.abc import Callable
from datetime import date

import pytest

from templates import RenderedMessage
from tests.rendering.cards import CARD
from tests.rendering.desk import Desk


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("d|day", "Sat 14 Mar"),
        ("d|day(today=other)", "Sat 14 Mar 2026"),
        ("none|day", "no date"),
        ("d|day_long", "Saturday 14 March 2026"),
        ("5|wd", "+5 wd"),
        ("-3|wd", "-3 wd"),
        ("0|wd", "0 wd"),
        ("1|plural('milestone')", "1 milestone"),
        ("1200|plural('milestone')", "1,200 milestones"),
        ("0|plural('dependency', 'dependencies')", "0 dependencies"),
        ("60|percent", "60%"),
        ("0.6|percent", "60%"),
        ("0.999|percent", "\u2060&gt;99%"),
        ("0.001|percent", "&lt;1%"),
        ("1.0|percent", "100%"),
        ("1250000|money('EUR')", "1,250,000 EUR"),
        ("rag('red')", "🔺 red"),
        ("rag('amber')", "🔶 amber"),
        ("rag('green')", "🟢 green"),
        ("rag(none)", "◻️ no data"),
        ("person('U0ANA12345')", "<@U0ANA12345>"),
        ("person('UX')", "UX"),
        ("person(none)", "no one"),
    ],
)
def test_filters_format_their_values(desk: Desk, expression: str, words: str) -> None:
    facts = {"d": date(2026, 3, 14), "other": date(2025, 12, 1), "none": None}
    assert desk.line(f"{{{{ {expression} }}}}", **facts) == words


def test_year_is_shown_for_distant_dates(desk: Desk) -> None:
    today = date(2025, 12, 29)
    assert desk.line("{{ d|day }}", d=date(2026, 3, 31), today=today) == "Tue 31 Mar"
    assert desk.line("{{ d|day }}", d=date(2026, 4, 1), today=today) == "Wed 1 Apr 2026"
    assert desk.line("{{ d|day }}", d=date(2025, 1, 6), today=today) == "Mon 6 Jan"
    assert desk.line("{{ d|day }}", d=date(2024, 12, 30), today=today) == "Mon 30 Dec 2024"
    sentence = "Due Tue 31 Mar 2026, was Wed 1 Apr 2026."
    assert desk.line("{{ sentence|near }}", sentence=sentence, today=today) == "Due Tue 31 Mar, was Wed 1 Apr 2026."


def test_imported_macros_know_the_day_of_their_page(desk: Desk) -> None:
    (desk.folder / "dated.xml.j2").write_text(
        "{% macro dated(d) %}{{ d|day }}, {{ 'Mon 6 Jan 2025'|near }}{% endmacro %}"
    )
    line = desk.line(
        "{% from 'dated.xml.j2' import dated %}{{ dated(d) }}", d=date(2027, 4, 1), today=date(2025, 12, 29)
    )
    assert line == "Thu 1 Apr 2027, Mon 6 Jan"


def test_common_macros_can_be_imported_from_any_template(desk: Desk) -> None:
    import_line = "{% from 'common/parts.xml.j2' import colours, more %}"
    assert desk.line(import_line + "{{ colours('green', 'red') }}") == "reported 🟢 on track · computed 🔺 red"
    assert desk.line(import_line + "{{ more(12, 5) }}{{ more(5, 5) }}") == "+7 more"


def test_message_text_is_readable_without_blocks(sample: Callable[..., RenderedMessage]) -> None:
    assert sample("sample/card", **CARD).text == (
        "Alpha &amp; Omega\n"
        "🔺 red — the ∗vendor∗ is late\n"
        "Finish: Sat 14 Mar\n"
        "Owner: <@U0ANA12345>\n"
        "Moved this week\n"
        "• Beta: +5 wd · <@U0BO>\n"
        "Milestone | Due\n"
        "Alpha &amp; Omega | –\n"
        "Next digest Thu 19 Mar 09:00 UTC <https://example.com/a?b=1%7C2|Alpha &amp; Omega>"
    )


def test_message_has_the_blocks_of_its_template(sample: Callable[..., RenderedMessage]) -> None:
    blocks = sample("sample/card", **CARD).blocks
    assert [block["type"] for block in blocks] == [
        "header",
        "section",
        "section",
        "rich_text",
        "table",
        "actions",
        "context",
    ]
    blocks_without_slips = sample("sample/card", **{**CARD, "slips": []}).blocks
    assert [block["type"] for block in blocks_without_slips] == [
        "header",
        "section",
        "section",
        "table",
        "actions",
        "context",
    ]
