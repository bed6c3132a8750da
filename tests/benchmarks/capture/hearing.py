"""Cost of interpreting one message among 5,000 milestones: `python -m tests.benchmarks.capture.hearing [messages]`.

For comparison, and as a ratio: the same messages split into words by one pattern, the least possible work.
"""

import random
import re
import sys
from collections.abc import Callable, Sequence
from datetime import date
from time import perf_counter

from rules.capture import MilestoneIndex, index_milestones, interpret_message

TODAY = date(2026, 3, 11)
WORD = re.compile(r"\w+(?:'\w+)?")
TALK = (
    "ok, I think that the parser is right about this one",
    "has anybody seen the new dashboard? it looks great",
    "lunch at 12:30?",
    "The build on staging took 40 minutes again, see https://ci.example.com/build/1234 for the log.",
    "thanks! will have a look tomorrow morning and come back to you with what I find",
    "```\nTraceback (most recent call last):\n  File x.py, line 3, in read\n```\nis this known?",
)
TELLING = (
    "*Status:* at risk\n• schema review done on 2 March, sign-off slipped to <@U1|ana>'s next slot (20 March)\n"
    "• *Blockers:* waiting for the vendor's sandbox\n• *Next:* load test by Friday\n",
    "beta moved from 3 April to 17 April because the vendor needs another two weeks",
    "we are still blocked by legal, can't ship until they sign",
    "M-42 slip to 14 Mar because the vendor is late",
)
HOSTILE = (
    "*",
    "M-1 ",
    "> ",
    "“",
    '"',
    "blocked ",
    "waiting on ",
    "if ",
    "12 Dec → ",
    "<@U1>",
    "\u202e",
    "\u200b",
    "a\n",
)
LONG = 40_000


def build_index(count: int) -> MilestoneIndex:
    rng = random.Random(1)
    syllables = [a + b for a in "bcdfgklmnprst" for b in "aeiou"]
    words = ["".join(rng.choices(syllables, k=rng.randint(2, 4))) for _ in range(800)]
    words += ["release", "beta", "schema", "review", "the", "vendor", "staging"]
    return index_milestones(
        [(f"M-{n}", " ".join(rng.sample(words, 3)), (f"{rng.choice(words)} {n}",)) for n in range(count)]
    )


def random_messages(count: int) -> list[str]:
    """Return random messages; one in eight contains an update, more than in most channels."""
    rng = random.Random(2)
    return [rng.choice(TELLING if rng.random() < 1 / 8 else TALK) for _ in range(count)]


def seconds_per_message(work: Callable[[str], object], texts: Sequence[str]) -> float:
    """Return the seconds per message, the best of five passes."""
    best = float("inf")
    for _ in range(5):
        start = perf_counter()
        for text in texts:
            work(text)
        best = min(best, (perf_counter() - start) / len(texts))
    return best


def main() -> None:
    texts = random_messages(int(sys.argv[1]) if len(sys.argv) > 1 else 2_000)
    known = build_index(5_000)

    def interpret(text: str) -> object:
        return interpret_message(text, today=TODAY, milestone_index=known)

    baseline = seconds_per_message(WORD.findall, texts)
    for what, batch in (("all", texts), ("talk", TALK * 50), ("what tells something", TELLING * 50)):
        cost = seconds_per_message(interpret, batch)
        print(f"{'one message, ' + what:40} {cost * 1e3:8.3f} ms (target 0.5), {cost / baseline:6.0f} × one pattern")
    worst = max((seconds_per_message(interpret, [(part * LONG)[:LONG]]), part) for part in HOSTILE)
    print(f"{'40,000 hostile characters, the worst':40} {worst[0] * 1e3:8.1f} ms (target 20), {worst[1]!r}")


if __name__ == "__main__":
    main()
