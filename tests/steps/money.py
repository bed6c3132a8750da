"""Sums in what a person is shown, and those that follow from them."""

import re
from itertools import combinations

AMOUNT = re.compile(r"(\d[\d,]*(?:\.\d+)?)(?:–(\d[\d,]*(?:\.\d+)?))?( k| M)? EUR")
FACTORS = {"": 1, " k": 1_000, " M": 1_000_000}


def amounts(text: str) -> set[int]:
    found = set()
    for low, high, factor in AMOUNT.findall(text):
        for number in filter(None, (low, high)):
            found.add(round(float(number.replace(",", "")) * FACTORS[factor]))
    return found


def derivable(shown: set[int]) -> set[int]:
    """Return what follows from up to three shown amounts by adding and subtracting."""
    sums = set(shown)
    for count in (2, 3):
        for parts in combinations(sorted(shown), count):
            whole = max(parts)
            sums |= {sum(parts), whole - (sum(parts) - whole)}
    return sums
