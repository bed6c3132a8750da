"""Every table is in the plan file, or its page says why not."""

import json
import re
from pathlib import Path
from typing import Any

import storage.tables
from rules.files.planfields import PLAN_FIELDS
from storage.imports.record_sections import SECTIONS
from storage.tables.base import BaseRow

PAGE = Path(__file__).resolve().parents[2] / "docs/guide/plan-file.md"


def rows_below(heading: str) -> dict[str, str]:
    """Return the second cell of each row of the table below a heading, by the first one."""
    text = PAGE.read_text(encoding="utf-8").split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    return dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", text, re.MULTILINE))


def test_every_table_is_exported_or_left_out_with_reason() -> None:
    assert storage.tables.__all__
    tables = set(BaseRow.metadata.tables)
    carried, left_out = rows_below("Where each table goes"), rows_below("What is left out")
    assert carried.keys() & left_out.keys() == set()
    assert carried.keys() | left_out.keys() == tables
    assert min(len(reason.split()) for reason in left_out.values()) >= 1


def test_tables_of_sections_are_listed_with_them() -> None:
    carried = {table: re.findall(r"`(\w+)`", cells) for table, cells in rows_below("Where each table goes").items()}
    assert {section for sections in carried.values() for section in sections} <= PLAN_FIELDS.keys()
    for name, section in SECTIONS.items():
        assert name in carried[section.row_class.__tablename__]
        if section.parts is not None:
            assert name in carried[section.parts.row_class.__tablename__]


def test_page_shows_every_section() -> None:
    blocks: list[dict[str, Any]] = [
        json.loads(block) for block in re.findall(r"```json\n(.*?)```", PAGE.read_text(), re.S)
    ]
    assert {key for block in blocks for key in block} == PLAN_FIELDS.keys()
