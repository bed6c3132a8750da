"""Cost of reading dates and names: `python -m tests.benchmarks.dates.reading [messages]`."""

import random
import sys
from collections.abc import Callable
from datetime import date
from time import perf_counter

from rules import dates, lookup, text
from rules.plan import Milestone

TODAY = date(2026, 3, 11)
UPDATE = (
    "*Status:* at risk\n• schema review done on 2 March, sign-off slipped to <@U1|ana>'s next slot (20 March)\n"
    "• beta moved from 3 April to 17 April because the vendor needs another two weeks\n• 12/40 tests pass in v2.1\n"
)
HOSTILE = ("1 ", "*", "12 Dec → ", "1st ", "a week from ", "5pm ", "was 12 Dec, now 13 Dec, ", "<@", "` ", "the ")


def seconds_per_call(work: Callable[[], object], times: int) -> float:
    """Return the seconds per call, the best of five passes."""
    best = float("inf")
    for _ in range(5):
        start = perf_counter()
        for _ in range(times):
            work()
        best = min(best, (perf_counter() - start) / times)
    return best


def build_big_index(things: int) -> tuple[lookup.NameIndex[Milestone], list[Milestone]]:
    rng = random.Random(1)
    syllables = [a + b for a in "bcdfgklmnprst" for b in "aeiou"]
    words = ["".join(rng.choices(syllables, k=rng.randint(2, 5))) for _ in range(3000)]
    milestones = [Milestone(f"M-{n}", "P", name=" ".join(rng.sample(words, 3))) for n in range(things)]
    return lookup.build_index(milestones), milestones


def main() -> None:
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    for what, work in (
        ("find, an update of 270 characters", lambda: dates.find_all(UPDATE, today=TODAY)),
        (
            "find, ordinary talk",
            lambda: dates.find_all("ok, I think that the parser is right about this one", today=TODAY),
        ),
        ("read, “next fri”", lambda: dates.parse("next fri", today=TODAY)),
        ("read the wire form of the update", lambda: text.read(UPDATE)),
        ("tokens of a command", lambda: text.tokens('new milestone "API ready" 14 Mar <@U1|ana>')),
    ):
        print(f"{what:40} {seconds_per_call(work, times) * 1e6:9.1f} µs")
    index, milestones = build_big_index(5000)
    for what, query in (("exact", milestones[7].name), ("beginning", milestones[7].name[:-2]), ("id", "m7")):
        print(
            f"{'name among 5,000, ' + what:40} {seconds_per_call(lambda q=query: index.find(q), times) * 1e6:9.1f} µs"
        )  # type: ignore[misc]
    typo = milestones[7].name[:3] + milestones[7].name[4:]
    print(f"{'name among 5,000, typo':40} {seconds_per_call(lambda: index.find(typo), times) * 1e6:9.1f} µs")
    worst = max(
        (seconds_per_call(lambda m=(p * 40_000)[:40_000]: dates.find_all(m, today=TODAY), 1), p) for p in HOSTILE
    )  # type: ignore[misc]
    print(f"{'find, 40,000 hostile characters, worst':40} {worst[0] * 1e3:9.1f} ms ({worst[1]!r})")


if __name__ == "__main__":
    main()
