"""What templates say stays what it was, byte for byte, until somebody means to change it."""

import difflib
import re

import pytest

from templates import environment
from tests.rendering import corpus


@pytest.mark.parametrize("topic", corpus.list_topics())
def test_templates_say_what_they_said(topic: str) -> None:
    kept = corpus.golden(topic).read_text(encoding="utf-8") if corpus.golden(topic).exists() else ""
    said = corpus.render_topic(topic)
    changes = difflib.unified_diff(kept.splitlines(), said.splitlines(), "kept", "rendered now", n=2, lineterm="")
    assert kept == said, (
        f"What templates/{topic}/ says has changed. If you meant that, run `python -m tests.rendering.corpus` "
        f"and read its diff.\n" + "\n".join(changes)
    )


def test_every_template_is_in_the_corpus() -> None:
    files = {
        path.relative_to(environment.TEMPLATE_FOLDER).as_posix().removesuffix(".xml.j2"): path.read_text(
            encoding="utf-8"
        )
        for path in environment.TEMPLATE_FOLDER.rglob("*.xml.j2")
    }
    rendered = {scene.template for topic in corpus.list_topics() for scene in corpus.list_scenes(topic)}
    used = {name for text in files.values() for name in re.findall(r'(?:from|include) "([^"]+)\.xml\.j2"', text)}
    missing = sorted(files.keys() - rendered - used)
    assert not missing, f"Add a scene for each of these to tests/rendering/facts/: {missing}"
