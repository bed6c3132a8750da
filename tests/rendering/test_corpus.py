"""Golden files: rendered templates change only on purpose."""

import difflib
import re

import pytest

from templates import environment
from tests.rendering import corpus


@pytest.mark.parametrize("topic", corpus.list_topics())
def test_templates_match_their_golden_files(topic: str) -> None:
    expected = corpus.golden(topic).read_text(encoding="utf-8") if corpus.golden(topic).exists() else ""
    rendered = corpus.render_topic(topic)
    changes = difflib.unified_diff(
        expected.splitlines(), rendered.splitlines(), "kept", "rendered now", n=2, lineterm=""
    )
    assert expected == rendered, (
        f"The output of templates/{topic}/ has changed. If this is intended, run `python -m tests.rendering.corpus` "
        f"and read its diff.\n" + "\n".join(changes)
    )


def test_every_template_has_a_scene() -> None:
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
