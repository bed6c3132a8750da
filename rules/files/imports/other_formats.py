"""Files that people mistake for a plan: named for what they are, with what to do instead."""

import re

from rules.files.fields import BadPlan

_SAVE_AS_XML = "Open it in MS Project (or ProjectLibre) and save it as XML, then import that."
_SAVE_AS_CSV = "Save its table as CSV or Excel (.xlsx), then import that."
# The first bytes, the name, and what to do.
_BY_START: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "a PDF", "Copy its table into a sheet and save that as CSV."),
    (b"{\\rtf", "a text with formatting (RTF)", _SAVE_AS_CSV),
    (b"\xac\xed\x00\x05", "a ProjectLibre file (.pod)", "Save it in ProjectLibre as XML, then import that."),
    (b"MPX,", "an MPX file of MS Project", _SAVE_AS_XML),
    (b"MPX;", "an MPX file of MS Project", _SAVE_AS_XML),
    (b"MPX\t", "an MPX file of MS Project", _SAVE_AS_XML),
    (
        b"ERMHDR",
        "an XER file of Primavera P6",
        "In P6, export the activities to Excel (or as MS Project XML), then import that.",
    ),
    (b"\x1f\x8b", "a compressed file (gzip)", "Unpack it and import what is inside."),
    (b"SQLite format 3", "a database", "Import an export of it: CSV, Excel or MS Project XML."),
    (b"\x89PNG", "a picture", _SAVE_AS_CSV),
    (b"\xff\xd8\xff", "a picture", _SAVE_AS_CSV),
    (b"BEGIN:VCALENDAR", "a calendar (ICS)", "Import the plan that it was made from."),
)
_OLE = b"\xd0\xcf\x11\xe0"
# What is inside of the container that MS Project, old Excel and protected files share.
_BY_STREAM: tuple[tuple[str, str, str], ...] = (
    ("EncryptedPackage", "a file with a password", "Take the password off, then import it."),
    ("TBkndTask", "an MS Project file (.mpp)", "In MS Project, choose Save As and XML, then import that."),
    ("MSProject", "an MS Project file (.mpp)", "In MS Project, choose Save As and XML, then import that."),
    ("Workbook", "an Excel file of the old form (.xls)", "Save it as .xlsx or CSV, then import that."),
    ("WordDocument", "a Word document", _SAVE_AS_CSV),
)
_BY_SUFFIX: tuple[tuple[str, str, str], ...] = (
    (".mpp", "an MS Project file (.mpp)", "In MS Project, choose Save As and XML, then import that."),
    (".mpt", "an MS Project template", "In MS Project, choose Save As and XML, then import that."),
    (".xls", "an Excel file of the old form (.xls)", "Save it as .xlsx or CSV, then import that."),
)
_BY_ROOT: dict[str, tuple[str, str]] = {
    "apibusinessobjects": (
        "a Primavera P6 XML",
        "In P6, export the project as MS Project XML, or its activities to Excel, then import that.",
    ),
    "html": ("a web page", "Export the list as CSV or Excel, then import that."),
    "ganttproject": ("a GanttProject file", "In GanttProject, export it as CSV or MS Project XML, then import that."),
    "opml": ("an outline (OPML)", _SAVE_AS_CSV),
    "rss": ("an RSS feed", "In Jira, choose Export and CSV, then import that."),
    "workbook": ("an Excel sheet saved as XML", "Save it as .xlsx or CSV, then import that."),
    "svg": ("a picture", _SAVE_AS_CSV),
}
_ROOT = re.compile(r"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)([^>]{0,400})")


def refuse_other_formats(content: bytes, *, name: str) -> None:
    """Raise BadPlan for a file of a form that is not read, by its first bytes."""
    start = content[:16].removeprefix(b"\xef\xbb\xbf")
    for mark, kind, instead in _BY_START:
        if start.startswith(mark):
            raise _refusal(kind, instead)
    if content.startswith(_OLE):
        for stream, kind, instead in _BY_STREAM:
            if stream.encode("utf-16-le") in content:
                raise _refusal(kind, instead)
        for suffix, kind, instead in _BY_SUFFIX:
            if name.casefold().endswith(suffix):
                raise _refusal(kind, instead)
        raise BadPlan("This is no text file.", "", "Save it as XML (MS Project) or .xlsx (a sheet), then import that.")


def refuse_other_xml(content: bytes) -> None:
    """Raise BadPlan for an XML file that another tool has written."""
    root = _ROOT.search(_first_text(content))
    if not root:
        return
    tag = root[1].casefold()
    if tag == "project" and ("gantt" in root[2].casefold() or "view-date" in root[2]):
        tag = "ganttproject"
    if tag in _BY_ROOT:
        raise _refusal(*_BY_ROOT[tag])


def _first_text(content: bytes) -> str:
    text = content[:4_000]
    is_wide = text.startswith((b"\xff\xfe", b"\xfe\xff")) or b"<\x00" in text[:8] or b"\x00<" in text[:8]
    decoded = text.replace(b"\x00", b"").decode("latin-1") if is_wide else text.decode("latin-1")
    return re.sub(r"<(?:\?.*?\?|!--.*?--|!DOCTYPE(?! html)[^>]*)>", "", decoded, flags=re.DOTALL | re.IGNORECASE)


def _refusal(kind: str, instead: str) -> BadPlan:
    return BadPlan(f"This is {kind}, which I can't read.", "", instead)
