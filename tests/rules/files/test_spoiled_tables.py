"""Ten thousand spoiled tables: each is read in part or refused in words, with lines, in little memory."""

import random
import re
import resource
from collections.abc import Callable
from datetime import date

import pytest

from rules.files.imports import ImportedPlan, read, settle_days
from rules.refusal import Refusal
from rules.schedule.network import find_cycle
from tests.datasets import DATA
from tests.forms import form
from tests.sheets import sheet_bytes

BASES = [
    *(path.read_bytes() for path in sorted((DATA / "tools").glob("*.csv"))),
    *(path.read_bytes() for path in sorted((DATA / "faults").glob("b*.csv"))),
    sheet_bytes(["what", "start", "date", "waits for"], ["A", date(2026, 3, 2), 46101, ""], ["B", None, "soon", 1]),
]
STRANGE = (
    *(b'"', b'""', b",", b";", b"\t", b"\n", b"\r\n", b"\n\n", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"'=1+1"),
    *("→", "😀", "ß", "‮", "０", "1e400", "9" * 400, "-1", "NaN", "0000-00-00", "31/02/2026", "1FS+1e9%", "M-1; M-1"),
    *("a" * 3_000, "99999999999999", "2026-03-14 → 2026-03-01", "=cmd|' /C calc'!A0", "((((", "%" * 50, "[" * 50),
)
WHOLE_FILE = re.compile(
    r"no text file|holds nothing|is empty|no headings that I know|nothing below|is broken|which I can't read|"
    r"not JSON|no XML|larger than|quotation mark|→|DOCTYPE|can.t be|unknown key|must be"
)


def flip(content: bytes, dice: random.Random) -> bytes:
    spoiled = bytearray(content)
    for _ in range(dice.randint(1, 8)):
        spoiled[dice.randrange(len(spoiled))] = dice.randrange(256)
    return bytes(spoiled)


def cut(content: bytes, dice: random.Random) -> bytes:
    first, last = sorted(dice.sample(range(len(content) + 1), 2))
    return content[:first] + content[last:]


def put_in(content: bytes, dice: random.Random) -> bytes:
    for _ in range(dice.randint(1, 4)):
        place, strange = dice.randrange(len(content) + 1), dice.choice(STRANGE)
        content = content[:place] + (strange if isinstance(strange, bytes) else strange.encode()) + content[place:]
    return content


def shuffle(content: bytes, dice: random.Random) -> bytes:
    lines = content.split(b"\n")
    dice.shuffle(lines)
    return b"\n".join(lines)


def mix_cells(content: bytes, dice: random.Random) -> bytes:
    cells = re.split(rb"([,;\n])", content)
    for _ in range(dice.randint(1, 6)):
        first, second = dice.randrange(len(cells)), dice.randrange(len(cells))
        cells[first], cells[second] = cells[second], cells[first]
    return b"".join(cells)


def repeat(content: bytes, dice: random.Random) -> bytes:
    lines = content.split(b"\n")
    return b"\n".join(lines + lines[dice.randrange(len(lines)) :] * dice.randint(1, 3))


WAYS: tuple[Callable[[bytes, random.Random], bytes], ...] = (flip, cut, put_in, shuffle, mix_cells, repeat)


def spoil(dice: random.Random) -> bytes:
    content = dice.choice(BASES)
    for _ in range(dice.randint(1, 3)):
        content = dice.choice(WAYS)(content, dice) or b" "
    return content


def require_sound(imported: ImportedPlan) -> None:
    plan = imported.plan
    ids = [milestone.id for milestone in plan.milestones]
    assert len(set(ids)) == len(ids)
    assert all(milestone.name.strip() for milestone in plan.milestones)
    assert {milestone.project for milestone in plan.milestones} <= {project.id for project in plan.projects}
    ends = [(link.provider, link.consumer) for link in plan.dependencies]
    assert {end for pair in ends for end in pair} <= set(ids)
    assert find_cycle(ends) is None
    assert imported.keys.keys() <= set(ids)
    for row in imported.unread:
        assert row.line > 0
        assert row.reason.endswith(".")


@pytest.mark.whole
def test_spoiled_tables_are_read_in_part_or_refused() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    read_count = 0
    for seed in range(form(short=250, whole=10_000)):
        content = spoil(random.Random(seed))
        try:
            imported = settle_days(read(content, name="plan.csv"), today=date(2026, 3, 31))
        except Refusal as refusal:
            text = str(refusal)
            assert re.search(r"[Ll]ine \d", text) or WHOLE_FILE.search(text), (seed, text)
            continue
        require_sound(imported)
        read_count += 1
    assert read_count > 50
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 150_000
