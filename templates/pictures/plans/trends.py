"""Two charts of dates over time, with their findings: of milestones, and of the finish of a program."""

from collections.abc import Sequence
from datetime import date

from templates import filters
from templates.pictures.canvas import BLUE, INK, PURPLE
from templates.pictures.layout import Sheet, short_day
from templates.pictures.plans import date_lines
from templates.pictures.plans.date_lines import DateLine

NAMED_IN_WORDS = 4
# More lines cannot be told apart.
MAX_LINES = 8
DayPoints = tuple[tuple[date, date], ...]


def lay_out_trend(*, title: str, lines: Sequence[DateLine], today: date) -> Sheet:
    """Lay out the milestone trend chart; of many milestones, those that moved most."""
    by_move = sorted(lines, key=lambda line: -abs(line.moved))
    chosen = {id(line) for line in by_move[:MAX_LINES]}
    later = [line for line in by_move if line.moved > 0]
    earlier = sum(line.moved < 0 for line in lines)
    said = [f"{len(later)} of {filters.count_noun(len(lines), 'milestone')} moved later"] if later else []
    said += [f"{earlier} earlier"] if earlier else []
    if len(lines) == 1 and later:
        said = [f"moved {_move_text(later[0], today)}"]
    named = [f"{line.label} {_move_text(line, today)}" for line in later[:NAMED_IN_WORDS]]
    return date_lines.lay_out(
        title=title,
        finding=", ".join(said) or _unmoved_text(len(lines)),
        lines=[line for line in lines if id(line) in chosen],
        today=today,
        details="; ".join(named) if len(lines) > 1 else "",
        left_out=len(lines) - len(chosen),
    )


def lay_out_finish(
    *, title: str, p50: DayPoints, p80: DayPoints, committed: DayPoints, on_time: float | None, today: date
) -> Sheet:
    """Lay out the likely and the safe finish against the committed date."""
    likely, safe = DateLine("Likely (P50)", p50, BLUE, "9 4"), DateLine("Safe (P80)", p80, PURPLE, "3 3")
    promised = DateLine("Committed", committed, INK, "")
    moved = f"moved from {short_day(p50[0][1], today)} to" if likely.moved else "is"
    said = f"Likely finish {moved} {short_day(p50[-1][1], today)}{_in_time(p50)}"
    if committed and on_time is not None:
        said += f", {filters.percent_text(on_time)} chance of {short_day(committed[-1][1], today)}"
    details = [f"Safe finish {_move_text(safe, today)}"]
    details += [f"committed {short_day(committed[-1][1], today)}"] if committed else []
    return date_lines.lay_out(
        title=title, finding=said, lines=[safe, likely, promised], today=today, details=", ".join(details)
    )


def _unmoved_text(count: int) -> str:
    return "has not moved" if count == 1 else f"none of {filters.count_noun(count, 'milestone')} has moved"


def _move_text(line: DateLine, today: date) -> str:
    first, last = line.points[0][1], line.points[-1][1]
    return short_day(last, today) if first == last else f"from {short_day(first, today)} to {short_day(last, today)}"


def _in_time(points: DayPoints) -> str:
    """Say how long the move took: " in six weeks"."""
    days = (points[-1][0] - points[0][0]).days
    if points[0][1] == points[-1][1] or not days:
        return ""
    return f" in {filters.count_noun(days // 7, 'week')}" if days >= 14 else f" in {filters.count_noun(days, 'day')}"
