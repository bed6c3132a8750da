"""Folding of markup that grows with the data: lists, tables and menus keep their first rows and say how many follow."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from templates.markup import Node

# What grows, and the tag of its rows. Blocks between <item> and </item> are rows of a message, a view or an item.
_ROW_TAGS = {"ul": "li", "ol": "li", "table": "tr", "each": "item", "message": "item", "modal": "item", "home": "item"}
MENU_TAGS = ("select", "multiselect")
_UNFOLDED_TAGS = ("button", "option", "header", "confirm", "overflow", "radio", "checkboxes", "code", "date")


@dataclass(frozen=True, slots=True)
class Level:
    """The amount to keep: rows of each list, table and menu, and characters of each text."""

    rows: int
    text: int


_UNCUT = 10_000
# From the mildest to the strictest: first rows go, down to five; then long texts are shortened; then both.
LEVELS = (
    *(Level(rows, _UNCUT) for rows in (100, 80, 64, 50, 40, 32, 25, 20, 17, 15, 13, 12, 11, 10, 9, 8, 7, 6, 5)),
    *(Level(5, text) for text in (1000, 600, 300)),
    *(Level(rows, text) for rows, text in ((4, 300), (3, 200), (2, 160), (1, 120), (1, 60))),
)

# Where even the strictest is not enough, blocks have to go anyway, and their texts may stay long.
MANY_BLOCKS = Level(5, 1000)


def fold(node: Node, level: Level) -> Node:
    """Return the node with at most as much as the level keeps; one that is small enough is returned as it is."""
    if node.tag in MENU_TAGS:
        return _fold_menu(node, level.rows)
    if node.tag in _UNFOLDED_TAGS:
        return node
    row_tag = _ROW_TAGS.get(node.tag)
    kept = list(_first_rows(node, row_tag, level.rows)) if row_tag else node.content
    content = tuple(
        _shorten(part, level.text) if isinstance(part, str) else part if part.tag == "more" else fold(part, level)
        for part in kept
    )
    unchanged = len(content) == len(node.content) and all(
        new is old for new, old in zip(content, node.content, strict=True)
    )
    return node if unchanged else Node(node.tag, node.attributes, content, node.place)


def _first_rows(node: Node, row_tag: str, most: int) -> Iterator[Node | str]:
    """Keep the first rows of each run of rows; a `<more>` after the run, given or added, counts those left out."""
    count = omitted = 0
    for part in node.content:
        if isinstance(part, str) and not part.strip():
            yield part
        elif isinstance(part, Node) and part.tag == row_tag:
            count += not is_heading(part)
            if count <= most:
                yield part
            else:
                omitted += 1
        elif isinstance(part, Node) and part.tag == "more":
            yield _add_to_count(part, omitted) if omitted else part
            count = omitted = 0
        else:
            if omitted:
                yield Node("more", {"left": str(omitted)}, (), node.place)
            yield part
            count = omitted = 0
    if omitted:
        yield Node("more", {"left": str(omitted)}, (), node.place)


def is_heading(row: Node) -> bool:
    """Return whether a table row consists of headings only."""
    return row.tag == "tr" and all(cell.tag == "th" for cell in row.child_nodes)


def _add_to_count(more: Node, omitted: int) -> Node:
    left = (more.int_attribute("left") or 0) + omitted
    return Node(more.tag, {**more.attributes, "left": str(left)}, more.content, more.place)


def _fold_menu(menu: Node, most: int) -> Node:
    options = [part for part in menu.child_nodes if part.tag == "option"]
    if len(options) <= most:
        return menu
    kept, omitted = first_options(menu, options, most)
    others = tuple(part for part in menu.child_nodes if part.tag != "option")
    left = (menu.int_attribute("left") or 0) + omitted
    return Node(menu.tag, {**menu.attributes, "left": str(left)}, (*kept, *others), menu.place)


def first_options(menu: Node, options: Sequence[Node], most: int) -> tuple[list[Node], int]:
    """Return the first options and how many are left out; options that are selected initially are always kept."""
    if len(options) <= most:
        return list(options), 0
    selected = [number for number, option in enumerate(options) if is_selected(menu, option)][:most]
    others = [number for number in range(len(options)) if number not in selected][: most - len(selected)]
    return [options[number] for number in sorted((*selected, *others))], len(options) - most


def is_selected(menu: Node, option: Node) -> bool:
    """Return whether a menu opens with this option selected."""
    initial = menu.get("initial")
    return option.bool_attribute("selected") or bool(initial and initial == option.get("value"))


def _shorten(text: str, limit: int) -> str:
    """Cut a long text at the end of a word."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    end = max(cut.rfind(" "), cut.rfind("\n"))
    return f"{cut[: end if end > limit // 2 else limit - 1].rstrip(' ,;:.…')}…"
