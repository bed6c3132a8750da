"""Fitting of messages and views: fold as little as possible so that all of it is within Slack's limits."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from templates import blocks, degrading, limits
from templates.blocks import BuiltBlock
from templates.folding import LEVELS, MANY_BLOCKS, fold
from templates.markup import Node

LEADING_BLOCK_TYPES = ("header", "divider")
Built = TypeVar("Built")
Problem = Callable[[Sequence[BuiltBlock]], str]


def fit(root: Node, build: Callable[[Node], Built], problem: Callable[[Built], str]) -> tuple[Built, str]:
    """Build the root whole if it fits, else folded as little as needed; return it with what still does not fit."""
    built = build(root)
    trouble = problem(built)
    if not trouble:
        return built, ""
    low, high = 0, len(LEVELS) - 1
    best, best_trouble = built, trouble
    while low <= high:
        middle = (low + high) // 2
        built = build(fold(root, LEVELS[middle]))
        trouble = problem(built)
        if not trouble or best_trouble:
            best, best_trouble = built, trouble
        low, high = (low, middle - 1) if not trouble else (middle + 1, high)
    return best, best_trouble


def fit_blocks(root: Node, max_blocks: int, max_json: int, *, one_table: bool = False) -> list[BuiltBlock]:
    """Build blocks within these limits; where folding is not enough, the last blocks are left out, and counted."""
    problem: Problem = partial(limit_problem, max_blocks=max_blocks, max_json=max_json, one_table=one_table)
    built, trouble = fit(root, _build_blocks, problem)
    if not trouble:
        return built
    degrading.report_misfit("rendering_cut", root.place.template, trouble)
    return _drop_last_blocks(_build_blocks(fold(root, MANY_BLOCKS)), problem)


def _build_blocks(root: Node) -> list[BuiltBlock]:
    return blocks.build_blocks(root.require_only(*blocks.BLOCK_TAGS))


def limit_problem(built: Sequence[BuiltBlock], *, max_blocks: int, max_json: int, one_table: bool) -> str:
    """Return which limit the blocks exceed, or an empty text."""
    if len(built) > max_blocks:
        return f"{len(built)} blocks (most: {max_blocks})"
    if (size := sum(part.size + len(", ") for part in built)) > max_json:
        return f"{size} characters of JSON (most: {max_json})"
    return "two tables" if one_table and sum(part.json["type"] == "table" for part in built) > 1 else ""


def _drop_last_blocks(built: list[BuiltBlock], problem: Problem) -> list[BuiltBlock]:
    shown = len(built) - 1
    while shown > 0:
        while shown > 1 and built[shown - 1].json["type"] in LEADING_BLOCK_TYPES:
            shown -= 1
        omitted = sum(part.json["type"] not in LEADING_BLOCK_TYPES and bool(part.fallback) for part in built[shown:])
        cut = [*built[:shown], blocks.build_note(f"+{omitted} more", built[-1].node)] if omitted else built[:shown]
        if not problem(cut):
            return cut
        shown -= 1
    return built[:1]


def split_blocks(built: Sequence[BuiltBlock]) -> list[list[BuiltBlock]]:
    """Split blocks into parts that each fit in a message and do not end with a heading."""
    parts: list[list[BuiltBlock]] = [[]]
    for block in built:
        part = parts[-1]
        if part and limit_problem(
            [*part, block], max_blocks=limits.BLOCKS_IN_PART, max_json=limits.JSON_IN_PART, one_table=True
        ):
            end = len(part)
            while end > 1 and part[end - 1].json["type"] in LEADING_BLOCK_TYPES:
                end -= 1
            parts[-1] = part[:end]
            parts.append(part[end:])
        parts[-1].append(block)
    return parts if parts[0] else []


def fit_parts(root: Node) -> list[list[BuiltBlock]]:
    """Build a message in as many parts as it needs, but folded where it would need too many."""
    parts, trouble = fit(
        root, lambda node: split_blocks(_build_blocks(node)), lambda built: "parts" * (len(built) > limits.PARTS)
    )
    if trouble:
        degrading.report_misfit("rendering_cut", root.place.template, trouble)
    return parts[: limits.PARTS]
