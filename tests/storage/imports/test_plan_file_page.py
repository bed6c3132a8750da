"""The examples of the page about plan files are read, and come back equal."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from rules.files.fields import BadPlan
from storage.engine.database import Store
from tests.steps.plan_files import export_file, import_file

PAGE = Path(__file__).resolve().parents[3] / "docs/guide/plan-file.md"


def plan_of_page() -> dict[str, Any]:
    blocks = re.findall(r"```json\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    return {key: rows for block in blocks for key, rows in json.loads(block).items()}


def test_examples_come_back_equal(store: Store) -> None:
    plan = plan_of_page()
    import_file(store, plan, "T1")
    exported = export_file(store, "T1")
    # No row of the page names the ids of other programs that it lists.
    for key, rows in plan.items():
        assert key == "elsewhere" or exported[key] == rows, key
    import_file(store, exported, "T2")
    assert json.dumps(export_file(store, "T2")) == json.dumps(exported)
    assert import_file(store, exported, "T1").nothing


def test_refusal_on_the_page_is_the_real_one(store: Store) -> None:
    plan = plan_of_page()
    plan["benefits"][0]["cadence"] = "dayly"
    with pytest.raises(BadPlan) as refusal:
        import_file(store, plan, "T1")
    assert f"```text\n{refusal.value}\n```" in PAGE.read_text(encoding="utf-8")
