"""Markup errors name the mistake and its line."""

import pytest

from templates import FactError, LimitError, MarkupError, render
from tests.rendering.desk import Desk


@pytest.mark.parametrize(
    ("markup", "error", "words"),
    [
        ("<butto action='x'>Go</butto>", MarkupError, "did you mean <button>"),
        ("<kept/><section>x</section>", MarkupError, "There is no tag <kept>"),
        ("<header colour='red'>x</header>", MarkupError, "<header> has no attribute colour; it has: id"),
        ("<header><user id='U0ANA'/></header>", MarkupError, "is plain text"),
        ("<field>x</field>", MarkupError, "cannot stand in <message>"),
        ("<context>loose text</context>", MarkupError, "Text cannot stand directly in <context>: “loose text”"),
        ("<section><b>x</i></section>", MarkupError, "no well-formed markup"),
        ("<actions><button action='x' style='red'>x</button></actions>", MarkupError, "none of primary, danger"),
        (
            "<section>x<button action='a'>a</button><button action='b'>b</button></section>",
            MarkupError,
            "one element beside",
        ),
        ("<section id='a'>x</section><section id='a'>y</section>", MarkupError, "Two blocks have the id “a”"),
        ("{% if %}", MarkupError, "Expected an expression"),
        ("<section>{{ missing }}</section>", FactError, "'missing' is undefined"),
        ("<section>{{ none.name }}</section>", FactError, "has no attribute 'name'"),
        ("<section><user id='bob'/></section>", FactError, "is no Slack id"),
        ("<section><a href='javascript:alert(1)'>x</a></section>", FactError, "no http, https or mailto"),
        ("<actions><datepicker action='d' initial='2026-02-31'/></actions>", FactError, "is no date"),
        ("<actions><select action='d'></select></actions>", FactError, "needs either options or groups"),
        (
            "<actions><button action='x' value='{{ 'v' * 2001 }}'>x</button></actions>",
            LimitError,
            "2001 characters; Slack takes 2000",
        ),
    ],
)
def test_error_quotes_its_line(desk: Desk, markup: str, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match="line 3: ") as error_info:
        desk.message(f"\n\n{markup}\n", none=None)
    assert words in str(error_info.value)
    assert markup[:20] in str(error_info.value)


def test_missing_template_is_named(desk: Desk) -> None:
    with pytest.raises(MarkupError, match=r"There is no template plan/nowhere.xml.j2"):
        render("plan/nowhere")


def test_wrong_root_tag_is_refused(desk: Desk) -> None:
    desk.view("<home/>")
    with pytest.raises(MarkupError, match="The root is <home>; here it must be <message>"):
        render("t1", folder=desk.folder)
