"""What something costs, told so that the machine's own pace cancels out: a bound in seconds says how busy it was."""

import time
from collections.abc import Callable

_ROUNDS = 25_000  # a millisecond of an idle core of our machines


def milliseconds(run: Callable[[], object], *, tries: int = 3) -> float:
    """The processor time of `run`, the best of several tries, in milliseconds of a machine of the yardstick's pace.

    Work of this thread only; each try is measured against a piece of plain Python work just before and just after it.
    """
    return min(_ratio(run) for _ in range(tries))


def pace() -> float:
    """How slow this machine is just now: 1.0 is the yardstick's own, 2.0 takes twice as long for everything."""
    return 1_000 * min(_cost(_work) for _ in range(3))


def _ratio(run: Callable[[], object]) -> float:
    before, cost, after = _cost(_work), _cost(run), _cost(_work)
    return 2 * cost / (before + after)


def _cost(run: Callable[[], object]) -> float:
    began = time.thread_time()
    run()
    return time.thread_time() - began


def _work() -> int:
    found = {}
    for number in range(_ROUNDS):
        found[number % 97] = number
    return len(found)
