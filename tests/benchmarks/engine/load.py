"""Load by person and week, and its heat map, against adding day by day: `python -m tests.benchmarks.engine.load`."""

from datetime import date, timedelta
from time import perf_counter

from rules.resources.bookings import Booking
from rules.resources.load import weekly_loads
from templates.pictures import HeatLine, draw_now
from tests.benchmarks.engine.layered import best_time

MONDAY = date(2026, 3, 2)
WEEKS = 5
PEOPLE, BOOKINGS, DRAWN = 10_000, 100_000, 200


def add_by_day(booked: list[Booking]) -> dict[tuple[str, int], float]:
    """Add what everybody is booked on each day, the plain way: the baseline."""
    total: dict[tuple[str, int], float] = {}
    for booking in booked:
        for offset in range((booking.first - MONDAY).days, WEEKS * 7):
            total[booking.resource, offset] = total.get((booking.resource, offset), 0.0) + booking.percent
    return total


def main() -> None:
    people = [f"RES-{number}" for number in range(PEOPLE)]
    booked = [
        Booking(people[number % PEOPLE], "", None, 20, MONDAY + timedelta(number % 30), MONDAY + timedelta(200))
        for number in range(BOOKINGS)
    ]
    capacity = dict.fromkeys(people, [100.0] * WEEKS * 7)
    worked = {"": [True] * WEEKS * 7}
    seconds = best_time(lambda: weekly_loads(booked, capacity=capacity, worked=worked, first=MONDAY, weeks=WEEKS))
    baseline = best_time(lambda: add_by_day(booked))
    print(
        f"{PEOPLE:,} people x {BOOKINGS:,} allocations: {seconds:.2f} s, {baseline / seconds:.1f} times the plain sum"
    )
    rows = [HeatLine(f"Person {number}", ((80.0, "green"),) * 13) for number in range(DRAWN)]
    mondays = [MONDAY + timedelta(weeks=number) for number in range(13)]
    # Another process draws, so this is time on the clock; equal pictures are drawn once, so each has its own title.
    durations = []
    for number in range(5):
        begun = perf_counter()
        draw_now("load", title=f"Load of people {number}", mondays=mondays, rows=rows, today=MONDAY)
        durations.append(perf_counter() - begun)
    print(f"heat map of {DRAWN} people: {min(durations):.2f} s")


if __name__ == "__main__":
    main()
