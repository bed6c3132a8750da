"""Ten thousand spoiled MS Project files: each is read or refused in words, in little memory."""

import random
import re
import resource
from collections.abc import Callable
from datetime import date

import pytest

from rules.files.exports import export_project_xml
from rules.files.imports import read
from rules.plan import Dependency, LinkType, Milestone, Plan, Program, Project
from rules.refusal import Refusal
from tests.datasets import DATA
from tests.forms import form
from tests.spoiling import cut, flip, put_in, require_sound

START = date(2026, 3, 2)
OWN = Plan(
    Program("PRG-1", "Atlas", START),
    (Project("PRJ-1", "Identity"),),
    (
        Milestone("M-1", "PRJ-1", "Auth", "U1", 5, 20, forecast=date(2026, 3, 13), committed=date(2026, 3, 20)),
        Milestone("M-2", "PRJ-1", "Pay", None, 3, forecast=date(2026, 3, 27), optimistic=2, pessimistic=9),
    ),
    (Dependency("D-1", "M-1", "M-2", LinkType.FS, 2),),
)
BASES = [
    *(path.read_bytes() for path in sorted((DATA / "faults").glob("a*.xml"))),
    # Several times, because reading back a file of Baton's own takes a way of its own.
    *[export_project_xml(OWN, team="T1", names={"U1": "Ann"}).encode()] * 4,
]
VALUES = (
    *(b"", b"-1", b"1e400", b"NaN", b"9" * 400, b"PT9999999H0M0S", b"P1Y", b"PT-8H0M0S", b"9999-12-31T23:59:59"),
    *(
        b"0000-00-00T00:00:00",
        b"1899-12-30T00:00:00",
        b"2026-02-30T08:00:00",
        b"true",
        b"24:00:00",
        b"25:61:00",
        b"&#0;",
    ),
    *(
        b"&lt;b&gt;",
        b"&unknown;",
        b"<![CDATA[x]]>",
        "\u202e\U0001f600".encode(),
        b"a" * 3_000,
        b" ",
        b"0",
        b"1",
        b"2",
        b"7",
    ),
)
# Refusals that concern the file as a whole name no task.
WHOLE_FILE = re.compile(
    r"no XML|encoding|no text file|holds no|DOCTYPE|begins with|nests more|headings|→|lies outside|The plan reaches"
)
PLACE = re.compile(r"Task|Project|Calendar|Resource|Assignment|[Ll]ine \d|StatusDate|StartDate|FinishDate")


def change_value(content: bytes, dice: random.Random) -> bytes:
    """Give some elements another value, which is where most of the meaning is."""
    for _ in range(dice.randint(1, 4)):
        values = [match.span(1) for match in re.finditer(rb">([^<>\s][^<>]*)<", content)]
        if not values:
            return content
        first, last = dice.choice(values)
        content = content[:first] + dice.choice(VALUES) + content[last:]
    return content


def drop_element(content: bytes, dice: random.Random) -> bytes:
    elements = [match.span() for match in re.finditer(rb"<(\w+)>[^<]*</\1>", content)]
    if not elements:
        return content
    first, last = dice.choice(elements)
    return content[:first] + content[last:]


def repeat_element(content: bytes, dice: random.Random) -> bytes:
    elements = [
        match.span()
        for match in re.finditer(rb"<(Task|PredecessorLink|Calendar|Resource)>.*?</\1>", content, re.DOTALL)
    ]
    if not elements:
        return content
    first, last = dice.choice(elements)
    return content[:last] + content[first:last] * dice.randint(1, 3) + content[last:]


WAYS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    *[change_value] * 6,
    *(drop_element, repeat_element, flip, cut, put_in),
)


def spoil(dice: random.Random) -> bytes:
    content = dice.choice(BASES)
    for _ in range(dice.randint(1, 3)):
        content = dice.choice(WAYS)(content, dice) or b" "
    return content


@pytest.mark.whole
def test_spoiled_project_files_are_read_or_refused() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    read_count = 0
    for seed in range(form(short=400, whole=10_000)):
        content = spoil(random.Random(seed))
        try:
            imported = read(content, name="plan.xml")
        except Refusal as refusal:
            text = str(refusal)
            assert PLACE.search(text) or WHOLE_FILE.search(text), (seed, text)
            continue
        require_sound(imported)
        read_count += 1
    assert read_count > 50
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 150_000
