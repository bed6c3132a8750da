"""Robust trend lines through a few readings."""

from collections.abc import Sequence
from itertools import combinations
from statistics import median

Point = tuple[float, float]


def theil_sen(points: Sequence[Point]) -> tuple[float, float]:
    """Fit a line and return its slope and intercept (Theil 1950, Sen 1968).

    The slope is the median of all pairwise slopes, the intercept the median of the remainders. Where the two middle
    slopes differ, it is the one that leaves the smaller median distance: among four readings an outlier then weighs no
    more than among ten.
    """
    slopes = sorted((y2 - y1) / (x2 - x1) for (x1, y1), (x2, y2) in combinations(points, 2) if x1 != x2)
    middles = (slopes[(len(slopes) - 1) // 2], slopes[len(slopes) // 2])
    lines = [(slope, median(y - slope * x for x, y in points)) for slope in middles]
    first, second = (median(abs(y - slope * x - start) for x, y in points) for slope, start in lines)
    if first == second:
        slope = sum(middles) / 2
        return slope, median(y - slope * x for x, y in points)
    return lines[0] if first < second else lines[1]
