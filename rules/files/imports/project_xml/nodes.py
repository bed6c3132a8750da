"""Parsing XML into plain nodes, without what could grow without end and without what nobody reads."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NoReturn
from xml.etree import ElementTree

from rules.files.fields import BadPlan, quote_value

# Deeper than any export; a deeper file is no plan.
MAX_DEPTH = 60
# Bulk that says nothing about dates, people or money.
_SKIPPED = frozenset({"TimephasedData", "OutlineCodes", "WBSMasks"})
_DECLARED_ENCODING = re.compile(
    rb"""\A[\s\xef\xbb\xbf]*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']"""
)
# Expat reads no encoding that takes several bytes for a character, except UTF-8 and UTF-16.
_WIDE_ENCODINGS = frozenset(
    (
        "gb2312",
        "gbk",
        "gb18030",
        "hz",
        "big5",
        "big5hkscs",
        "shift_jis",
        "cp932",
        "cp936",
        "cp949",
        "cp950",
        "euc_jp",
        "euc_kr",
        "iso2022_jp",
        "iso2022_kr",
        "utf-32",
        "utf-32-le",
        "utf-32-be",
        "utf-16-le",
        "utf-16-be",
    )
)
_INCORRECT_ENCODING = 19
_OTHER_ROOTS = {
    "APIBusinessObjects": ("This is a Primavera P6 XML.", "In P6, export the project as Microsoft Project XML."),
    "project": ("This is a GanttProject file.", "In GanttProject, export it as CSV or as Microsoft Project XML."),
    "html": ("This is a web page.", "Save the plan itself, as MS Project XML or CSV."),
    "Workbook": ("This is a spreadsheet saved as XML.", "Save it as CSV or .xlsx."),
}


@dataclass(slots=True)
class FileNode:
    """An element: the texts of its plain children by name (the first of each), and its children that have parts."""

    tag: str
    values: dict[str, str] = field(default_factory=dict)
    children: list["FileNode"] = field(default_factory=list)

    def get(self, name: str) -> str:
        return self.values.get(name, "")

    def all(self, *path: str) -> Iterator["FileNode"]:
        """Yield the descendants along a path of names."""
        head, *rest = path
        for child in self.children:
            if child.tag == head:
                yield from child.all(*rest) if rest else (child,)


class _NodeBuilder:
    """Build nodes from the parser's events; refuse document types, which could define entities without end."""

    def __init__(self) -> None:
        self.stack = [FileNode("")]
        self.text: list[str] = []
        self.skipped_depth = 0

    def doctype(self, name: str, pubid: str | None, system: str | None) -> NoReturn:
        raise BadPlan("The file has a DOCTYPE, and those are not read.", "", "Export it from MS Project again.")

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rpartition("}")[2]
        if self.skipped_depth or tag in _SKIPPED:
            self.skipped_depth += 1
        elif len(self.stack) > MAX_DEPTH:
            raise BadPlan(f"The file nests more than {MAX_DEPTH} elements.", "", "Export it from MS Project again.")
        else:
            self.stack.append(FileNode(tag))
            self.text.clear()

    def data(self, text: str) -> None:
        if not self.skipped_depth:
            self.text.append(text)

    def end(self, tag: str) -> None:
        if self.skipped_depth:
            self.skipped_depth -= 1
            return
        node = self.stack.pop()
        parent = self.stack[-1]
        if node.values or node.children:
            parent.children.append(node)
        else:
            parent.values.setdefault(node.tag, "".join(self.text).strip())
        self.text.clear()

    def close(self) -> FileNode:
        root = self.stack[0]
        return root.children[0] if root.children else FileNode(next(iter(root.values), ""))


def parse_project(content: bytes) -> FileNode:
    """Parse the file's root element; raise BadPlan with the line that is wrong, or with what the file is."""
    root = _parse(content)
    if root.tag != "Project":
        said, instead = _OTHER_ROOTS.get(root.tag, ("", "Save it from MS Project as XML."))
        raise BadPlan(said or f"This XML begins with {quote_value(root.tag)}, not with Project.", "", instead)
    return root


def _parse(content: bytes) -> FileNode:
    declared = _declared_encoding(content)
    if declared in _WIDE_ENCODINGS:
        try:
            return _feed(content.decode(declared).encode(), "utf-8")
        except UnicodeError:
            raise BadPlan(f"The file says that it is {declared}, and it is not.", "", "Save it as UTF-8.") from None
    try:
        return _feed(content, None)
    except ElementTree.ParseError as error:
        # A text copied by a tool that forgot to change the declaration.
        if error.code == _INCORRECT_ENCODING:
            return _feed_or_refuse(content)
        raise BadPlan(f"This is no XML: {error.msg}.") from None
    except (LookupError, ValueError):
        raise BadPlan(f"The encoding {quote_value(declared)} cannot be read.", "", "Save the file as UTF-8.") from None


def _feed_or_refuse(content: bytes) -> FileNode:
    try:
        return _feed(content, "utf-8")
    except ElementTree.ParseError as error:
        raise BadPlan(f"This is no XML: {error.msg}.") from None


def _feed(content: bytes, encoding: str | None) -> FileNode:
    # Entities need a document type, which is refused; expat opens no files by itself.
    parser = ElementTree.XMLParser(target=_NodeBuilder(), encoding=encoding)  # noqa: S314
    parser.feed(content)
    root: object = parser.close()
    assert isinstance(root, FileNode)
    return root


def _declared_encoding(content: bytes) -> str:
    """Return the canonical name of the declared encoding, or the name as it is written."""
    match = _DECLARED_ENCODING.match(content)
    if not match:
        return ""
    written = match[1].decode("ascii")
    try:
        return codecs.lookup(written).name
    except LookupError:
        return written
