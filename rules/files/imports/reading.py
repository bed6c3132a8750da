"""Detecting the kind of an imported file from its first bytes; the file name only names the program."""

import re
from pathlib import PurePath

from rules.files import planfile
from rules.files.fields import BadPlan
from rules.files.imports import project_xml
from rules.files.imports.imported import MAX_FILE_BYTES, ImportedPlan, require_row_limit
from rules.files.imports.other_formats import refuse_other_formats, refuse_other_xml
from rules.files.imports.tables import ZIP_MARK, read_rows, read_table, read_workbook
from rules.plan import Plan

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def read(content: bytes, *, name: str, day_first: bool | None = None) -> ImportedPlan:
    """Read a plan file, a table (CSV or Excel) or an MS Project XML; raise BadPlan or Cycle with a sentence.

    `day_first` is what a person answered when no row of a table tells whether 3/4 is in March or in April.
    """
    if len(content) > MAX_FILE_BYTES:
        raise BadPlan(f"The file is larger than {MAX_FILE_BYTES // 10**6} MB.", "", "Split the program.")
    refuse_other_formats(content, name=name)
    if content.startswith(ZIP_MARK):
        return read_rows(read_workbook(content), name=program_name(name), day_first=day_first)
    if content[:200].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00").startswith(b"<"):
        refuse_other_xml(content)
        return project_xml.read(content, name=program_name(name))
    text = decode_text(content)
    if not text.strip():
        raise BadPlan("The file is empty.")
    if text.lstrip()[0] in "{[":
        plan = planfile.read(text)
        require_row_limit(len(plan.milestones), len(plan.dependencies))
        _require_unique_links(plan)
        return ImportedPlan(plan, whole=True)
    return read_table(text, name=program_name(name), day_first=day_first)


def program_name(name: str) -> str:
    """Return a program name for a file name: `unified_mobile-2026.csv` gives "unified mobile-2026"."""
    return " ".join(PurePath(name).stem.replace("_", " ").split())[:200] or "Imported"


def decode_text(content: bytes) -> str:
    """Decode UTF-8 or UTF-16 by its mark, else as UTF-8, else as the Windows code page of old spreadsheets."""
    likely_encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    for encoding in (likely_encoding, "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _CONTROL.search(text):
            return text
    raise BadPlan("This is no text file.", "", "Give a plan file (JSON), a table (CSV or Excel) or an MS Project XML.")


def _require_unique_links(plan: Plan) -> None:
    id_by_link: dict[tuple[str, str, str], str] = {}
    for link in plan.dependencies:
        link_key = (link.provider, link.consumer, link.type)
        if other := id_by_link.get(link_key):
            raise BadPlan(f"{other} and {link.id} both link {link.provider} to {link.consumer}.", "", "Keep one.")
        id_by_link[link_key] = link.id
