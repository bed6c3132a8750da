"""The sandbox refuses what Slack refuses, and accepts all compiler output."""

from pathlib import Path
from typing import Any

import pytest

import templates
from sandbox.blocks import check_blocks
from tests.corpus import HOSTILE
from tests.rendering.cards import CARD
from tests.rendering.desk import Desk

SAMPLES = Path(__file__).parent / "samples"
KITCHEN = """
<input label="a"><text-input action="a" initial="{{ t }}" multiline="yes"/></input>
<input label="b" hint="{{ t }}." optional="yes"><datepicker action="b" initial="2026-03-14"/></input>
<input label="c"><multiselect action="c" max="2"><option value="1" selected="yes">{{ t }}</option></multiselect></input>
<input label="d"><radio action="d" initial="1"><option value="1" description="{{ t }}.">{{ t }}</option></radio></input>
<input label="e"><checkboxes action="e"><option value="1" selected="yes">x</option></checkboxes></input>
<input label="f"><external-select action="f" min_query="2"><option value="3">{{ t }}</option></external-select></input>
<input label="g"><users-select action="g" initial="U0ANA12345"/></input>
<input label="h" dispatch="yes"><number-input action="h" min="0" max="9" initial="3"/></input>
<input label="i"><timepicker action="i" initial="09:30"/></input>
<input label="j"><select action="j"><group label="{{ t }}."><option value="1">x</option></group></select></input>
<section>{{ t }}<ul><li>a<ol><li>{{ t }}</li></ol></li></ul><quote>q</quote><pre>p</pre></section>
<context><p>{{ t }}</p></context><divider/>
<actions><overflow action="o"><option value="1">{{ t }}</option></overflow></actions>
"""


def assert_taken(blocks: list[dict[str, Any]], surface: str) -> None:
    assert [(problem.pointer, problem.message) for problem in check_blocks(blocks, surface)] == []


@pytest.mark.parametrize("typed", [*HOSTILE[:12], *HOSTILE[66:90]])
def test_messages_with_hostile_text_are_accepted(typed: str) -> None:
    for part in templates.render_parts("everywhere", folder=SAMPLES, typed=typed):
        assert_taken(part.blocks, "message")


def test_sample_card_is_accepted() -> None:
    assert_taken(templates.render("sample/card", folder=SAMPLES, **CARD).blocks, "message")


@pytest.mark.parametrize("surface", ["modal", "home"])
@pytest.mark.parametrize("typed", ["usual", *HOSTILE[:3], *HOSTILE[76:82]])
def test_views_are_accepted(desk: Desk, surface: str, typed: str) -> None:
    title = "title='T' submit='S' callback='c'" if surface == "modal" else ""
    assert_taken(desk.view(f"<{surface} {title}>{KITCHEN}</{surface}>", t=typed)["blocks"], surface)
