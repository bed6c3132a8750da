"""Lines with right angles, and the heads of arrows."""

from templates.pictures.canvas import Point


def elbow(start: Point, end: Point, *, lane: float, low: float, high: float) -> list[Point]:
    """Return the way from the end of one bar to the start of another, with a detour if that one begins earlier.

    `lane` is the distance from a row to the free lane beside it; the way stays between `low` and `high`.
    """
    (x, y), (to_x, to_y) = start, end
    turn = min(x + 7, high)
    if to_x - 6 >= turn:
        return [(x, y), (turn, y), (turn, to_y), (to_x, to_y)]
    beside = to_y - lane if to_y > y else to_y + lane
    back = max(to_x - 10, low)
    return [(x, y), (turn, y), (turn, beside), (back, beside), (back, to_y), (to_x, to_y)]


def arrow_head(tip: Point, *, size: float = 4.5, way: int = 1) -> list[Point]:
    """Return the triangle that ends at `tip`, to the right (1) or to the left (-1)."""
    x, y = tip
    return [(x + way * 2, y), (x - way * size * 1.4, y - size), (x - way * size * 1.4, y + size)]
