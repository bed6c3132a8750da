"""Every template takes 0 to 500 of everything: it fits within Slack's limits and says how much it leaves out."""

import json
import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest

from sandbox.blocks import check_blocks
from templates import FactError, RenderedMessage, limits
from tests.forms import form
from tests.rendering import corpus
from tests.rendering.growth import Growth, rows_by_list
from tests.rendering.scenes import FILES, Scene

COUNTS = {
    40: form(short=(0, 1, 12, 50, 487), whole=(0, 1, 2, 12, 50, 101, 487)),
    200: form(short=(1, 101), whole=(0, 1, 2, 12, 50, 101, 487)),
}
# Without rows these are not sent: a notice of nothing, an answer about a slip that moves nothing.
NEVER_EMPTY = frozenset(
    {"admin/help", "blockers/resolved", "capture/saved", "nudges/nudge", "risks/notice"}
    | {"plan/card_effect", "plan/slip_moved", "plan/slip_preview"}
)
LEFT_OUT = re.compile(r"\d more|external_select|page \d|first \d+ of|\b(?:50|101|487)\b|earlier|shortened")


def rendered_surfaces(scene: Scene, growth: Growth) -> Iterator[tuple[str, list[dict[str, Any]], str]]:
    """Render a grown scene, and return the surface, the blocks and all texts of each part."""
    facts = {name: growth.grow(fact, name) for name, fact in scene.facts.items()}
    rendered = scene.render(scene.template, **facts)
    for part in rendered if isinstance(rendered, tuple) else (rendered,):
        if isinstance(part, RenderedMessage):
            yield "message", part.blocks, json.dumps(part.blocks, ensure_ascii=False)
        elif isinstance(part, str):
            yield "text", [], part
        else:
            yield part["type"], part["blocks"], json.dumps(part, ensure_ascii=False)


def problems_of(scene: Scene, growth: Growth) -> Iterator[str]:
    """Yield what is wrong with the grown scene."""
    surfaces = list(rendered_surfaces(scene, growth))
    for surface, blocks, text in surfaces:
        if surface == "text":
            yield from ["longer than 4,000"] * (len(text) > limits.FALLBACK)
            continue
        # Rows are copies, so their ids are equal.
        found = (one for one in check_blocks(blocks, surface, files=FILES) if "must be unique" not in one.message)
        yield from (f"{problem.pointer}: {problem.message}" for problem in found)
        budget = limits.JSON_IN_MESSAGE if surface == "message" else limits.JSON_IN_VIEW
        yield from [f"{len(text)} characters"] * (len(text) > budget)
    everything = " ".join(text for _, _, text in surfaces)
    given = rows_by_list(" ".join(growth.marked))
    cut = {number: seen for number, seen in rows_by_list(everything).items() if seen < given[number]}
    if growth.rows >= 50 and cut and not LEFT_OUT.search(everything):
        yield f"does not say how many are left out: {cut}"


def grown_problems(topic: str, length: int) -> Iterator[str]:
    """Yield the problems of all scenes of a topic; facts that contradict each other when they grow are not counted."""
    for rows in COUNTS[length]:
        contradictory: dict[str, str] = {}
        rendered = set()
        for scene in corpus.list_scenes(topic):
            if not rows and scene.template in NEVER_EMPTY:
                continue
            try:
                yield from (f"{scene.template}, {rows}: {one}" for one in problems_of(scene, Growth(rows, length)))
                rendered.add(scene.template)
            except FactError as error:
                contradictory[scene.template] = str(error)
        yield from (f"{name}, {rows}: {error}" for name, error in contradictory.items() if name not in rendered)


@pytest.mark.whole
@pytest.mark.parametrize("length", COUNTS)
@pytest.mark.parametrize("topic", corpus.list_topics())
def test_templates_fit_whatever_the_data(topic: str, length: int, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "baton.templates"):
        problems = list(grown_problems(topic, length))
    problems += [str(record.__dict__["error"]) for record in caplog.records]
    assert not problems, "\n".join(dict.fromkeys(problems))
