"""Forward and backward pass, drag and floats: `python -m tests.benchmarks.engine.passes [SIZE …]`."""

import numpy as np

from rules.schedule.computed_dates import compute_schedule, floats_to_targets
from rules.schedule.passes import backward, forward
from tests.benchmarks.engine.layered import DictPass, best_time, columns, network, networkx_pass, requested_sizes


def passes(count: int) -> None:
    net = network(count)
    floor = np.zeros(count, dtype=np.int64)
    end = (forward(net, floor) + net.duration).max()

    def ours() -> None:
        forward(net, floor)
        backward(net, end - net.duration)

    dict_pass = DictPass(net)
    assert dict_pass.run() == end
    own, plain, peer = best_time(ours, 9), best_time(dict_pass.run, 3), best_time(networkx_pass(net), 2)
    print(
        f"{count:>9,} pass {own * 1e3:8.2f} ms   dict {plain * 1e3:8.1f} ms ({plain / own:5.1f}x)   "
        f"networkx {peer * 1e3:8.1f} ms ({peer / own:5.1f}x)   limit at 100,000: 30 ms, 25x networkx"
    )


def drags(count: int) -> None:
    net = network(count)
    schedule = compute_schedule(net)
    whole = best_time(lambda: compute_schedule(net))
    critical = int(schedule.critical.sum())
    single = best_time(DictPass(net).run, 2)
    print(
        f"{count:>9,} schedule with drag of all {whole * 1e3:8.1f} ms   a dict pass for each of {critical:,} critical "
        f"ones {critical * single:8.1f} s ({critical * single / whole:,.0f}x)   limit at 100,000: 250 ms"
    )
    targets = list(range(count - min(200, count // 5), count))
    table_time = best_time(lambda: floats_to_targets(schedule, targets), 2)
    print(f"{count:>9,} float of all to {len(targets)} targets {table_time * 1e3:8.1f} ms   limit at 100,000: 600 ms")


def deep(count: int) -> None:
    net = network(count, count)
    floor = np.zeros(count, dtype=np.int64)

    def ours() -> None:
        backward(net, 10**7 - forward(net, floor))

    own, plain = best_time(ours, 3), best_time(DictPass(net).run, 3)
    print(f"{count:>9,} in one long row: {own * 1e3:8.1f} ms   dict {plain * 1e3:8.1f} ms ({plain / own:4.1f}x)")


def layout(count: int) -> None:
    assert columns(count)
    print(f"{count:>9,} layout {best_time(lambda: network(count), 2) * 1e3:8.1f} ms (once a change of structure)")


if __name__ == "__main__":
    for size in requested_sizes():
        layout(size)
        passes(size)
        drags(size)
        deep(size)
