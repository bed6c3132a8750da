"""Ten thousand spoiled tables: each is read in part or refused in words, with lines, in little memory."""

import random
import re
import resource
from collections.abc import Callable
from datetime import date

import pytest

from rules.files.imports import read, settle_days
from rules.refusal import Refusal
from tests.datasets import DATA
from tests.forms import form
from tests.sheets import sheet_bytes
from tests.spoiling import cut, flip, put_in, require_sound

BASES = [
    *(path.read_bytes() for path in sorted((DATA / "tools").glob("*.csv"))),
    *(path.read_bytes() for path in sorted((DATA / "faults").glob("b*.csv"))),
    sheet_bytes(["what", "start", "date", "waits for"], ["A", date(2026, 3, 2), 46101, ""], ["B", None, "soon", 1]),
]
WHOLE_FILE = re.compile(
    r"no text file|holds nothing|is empty|no headings that I know|nothing below|is broken|which I can't read|"
    r"not JSON|no XML|larger than|quotation mark|→|DOCTYPE|can.t be|unknown key|must be"
)


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
