"""Cost relative to the machine's own pace, because a bound in seconds would measure how busy the machine is."""

import time
from collections.abc import Callable

# Takes an idle core of the reference machine one millisecond.
_ROUNDS = 25_000


def milliseconds(run: Callable[[], object], *, tries: int = 3) -> float:
    """Return the processor time of `run`, the best of several tries, in milliseconds at the yardstick's pace.

    Only work of this thread counts; each try is compared with plain Python work just before and just after it.
    """
    return min(_ratio(run) for _ in range(tries))


def pace() -> float:
    """Return how slow this machine is at the moment: 1.0 is the yardstick's pace, and 2.0 takes twice as long."""
    return 1_000 * min(_cost(_work) for _ in range(3))


def _ratio(run: Callable[[], object]) -> float:
    before, cost, after = _cost(_work), _cost(run), _cost(_work)
    return 2 * cost / (before + after)


def _cost(run: Callable[[], object]) -> float:
    started = time.thread_time()
    run()
    return time.thread_time() - started


def _work() -> int:
    last_numbers = {}
    for number in range(_ROUNDS):
        last_numbers[number % 97] = number
    return len(last_numbers)
