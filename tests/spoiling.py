"""Ways to spoil a file, for tests of what reads it, and what has to hold of a plan that was read all the same."""

import random

from rules.files.imports import ImportedPlan
from rules.schedule.network import find_cycle

STRANGE = (
    *(b'"', b'""', b",", b";", b"\t", b"\n", b"\r\n", b"\n\n", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"'=1+1"),
    *("→", "😀", "ß", "‮", "０", "1e400", "9" * 400, "-1", "NaN", "0000-00-00", "31/02/2026", "1FS+1e9%", "M-1; M-1"),
    *("a" * 3_000, "99999999999999", "2026-03-14 → 2026-03-01", "=cmd|' /C calc'!A0", "((((", "%" * 50, "[" * 50),
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
