"""Excel sheets: dates, percentages and formulas as values; other packed and foreign files are named."""

import zipfile
from datetime import UTC, date, datetime
from io import BytesIO

import pytest

from rules.files.fields import BadPlan
from rules.files.imports import read
from rules.files.imports.tables import workbook
from tests.sheets import sheet_bytes


def packed(**parts: bytes) -> bytes:
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name.replace("__", "/"), part)
    return content.getvalue()


def test_first_sheet_with_a_plan_is_read() -> None:
    content = sheet_bytes(
        ["Plan name", "Mobile"],
        [],
        ["Task Name", "Start", "Finish", "% Complete", "Assigned To", "Predecessors"],
        ["Design", date(2026, 3, 2), datetime(2026, 3, 6, 17, tzinfo=UTC).replace(tzinfo=None), 1, "Ann", None],
        ["Build", date(2026, 3, 9), datetime(2026, 3, 20, tzinfo=UTC).replace(tzinfo=None), 0.5, "Bo", 1],
        ["Launch", None, 46101, 0, None, "2FF"],
        percent="D4 D5 D6",
    )
    imported = read(content, name="plan.xlsx")
    milestones = imported.plan.milestones
    assert not imported.unread
    assert [(m.name, m.forecast, m.percent, m.owner) for m in milestones] == [
        ("Design", date(2026, 3, 6), 100, "Ann"),
        ("Build", date(2026, 3, 20), 50, "Bo"),
        ("Launch", date(2026, 3, 20), 0, None),
    ]
    assert len(imported.plan.dependencies) == 2


def test_row_of_a_sheet_is_left_out_by_its_number() -> None:
    imported = read(sheet_bytes(["what", "date"], ["A", date(2026, 3, 2)], [], ["B", "soon"]), name="plan.xlsx")
    assert [row.line for row in imported.unread] == [4]


BROKEN = "This Excel file is broken"
FILES = {
    "cut": (sheet_bytes(["what", "date"], ["A", "2026-03-02"])[:3_000], BROKEN),
    "hollow": (packed(xl__worksheets__sheet1=b"0"), BROKEN),
    "entities": (packed(**{"xl__worksheets__sheet1.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><x/>'}), BROKEN),
    "word": (packed(**{"word__document.xml": b"<x/>"}), "This is a Word document"),
    "open document": (packed(**{"content.xml": b"<x/>"}), "This is an OpenDocument file"),
    "zip": (packed(**{"plan.csv": b"what,date"}), "This is a packed file"),
    "mpp": (b"\xd0\xcf\x11\xe0" + "TBkndTask".encode("utf-16-le"), "This is an MS Project file"),
    "xls": (b"\xd0\xcf\x11\xe0" + "Workbook".encode("utf-16-le"), "This is an Excel file of the old form"),
    "p6": (b'<?xml version="1.0"?><APIBusinessObjects xmlns="x"/>', "This is a Primavera P6 XML"),
    "gan": (b'<?xml version="1.0"?><project name="x" view-date="2026-01-01"/>', "This is a GanttProject file"),
    "page": (b"<!DOCTYPE html><html><body>Sign in</body></html>", "This is a web page"),
    "pdf": (b"%PDF-1.7", "This is a PDF"),
    "mpx": (b"\xef\xbb\xbfMPX,Microsoft Project", "This is an MPX file"),
}


@pytest.mark.parametrize("kind", FILES)
def test_other_files_are_named_with_what_to_do(kind: str) -> None:
    content, words = FILES[kind]
    with pytest.raises(BadPlan, match=words) as refused:
        read(content, name="plan")
    assert refused.value.instead


def test_sheet_that_grows_beyond_measure_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MAX_UNPACKED_BYTES", 1_000_000)
    with pytest.raises(BadPlan, match="too large"):
        read(packed(**{"xl__worksheets__sheet1.xml": b"0" * 2_000_000}), name="plan.xlsx")
