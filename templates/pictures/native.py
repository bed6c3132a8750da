"""Pictures that Slack draws itself, as its block of a chart: bars and lines that people can point at."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from templates.limits import clip_text
from templates.pictures.drawing import lay_out
from templates.pictures.layout import axis_day, drawable_text
from templates.renderer import RenderedMessage

# Slack's limits of a chart.
MAX_TITLE, MAX_POINTS, MAX_WORDS = 50, 20, 3_000
Series = Sequence[tuple[str, Sequence[float]]]


def native_chart(name: str, /, *, words: str = "", **facts: Any) -> RenderedMessage | None:
    """Return the message with the chart `name`, its finding below and `words` above; None where only we can draw it."""
    build = _CHARTS.get(name)
    chart = build(facts) if build else None
    if chart is None:
        return None
    alt = lay_out(name, **facts).alt
    title = clip_text(drawable_text(str(facts["title"])), MAX_TITLE) or name.capitalize()
    blocks = [
        *([_words_block(words)] if words else []),
        {"type": "data_visualization", "title": title, "chart": chart},
        _words_block(alt),
    ]
    return RenderedMessage(text=" ".join(filter(None, (words, alt))), blocks=blocks)


def _words_block(words: str) -> dict[str, Any]:
    element = {"type": "plain_text", "text": clip_text(words, MAX_WORDS), "emoji": False}
    return {"type": "context", "elements": [element]}


def _odds_chart(facts: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the share of runs by span of days; neighbours are added up where there are more than Slack takes."""
    bars = facts["bars"]
    size = -(-len(bars) // MAX_POINTS)
    groups = [bars[start : start + size] for start in range(0, len(bars), size)]
    days = [axis_day(group[0].first, facts["today"]) for group in groups]
    shares = [round(100 * sum(bar.share for bar in group), 1) for group in groups]
    return _chart("bar", days, [("Share of runs", shares)], "finish from", "% of runs")


def _finish_chart(facts: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return by how many days the likely and the safe finish miss the committed date of the same day."""
    committed = dict(facts["committed"])
    days = [day for day, _ in facts["p50"] if day in committed]
    if len(days) < 2:
        return None
    chosen = sorted({round(number * (len(days) - 1) / (MAX_POINTS - 1)) for number in range(MAX_POINTS)})
    shown = [days[place] for place in chosen]
    series = [
        (label, [float((dict(facts[key])[day] - committed[day]).days) for day in shown])
        for label, key in (("Likely (P50)", "p50"), ("Safe (P80)", "p80"))
    ]
    names = [axis_day(day, facts["today"]) for day in shown]
    return _chart("line", names, series, "forecast of", "days after the commitment")


def _chart(kind: str, categories: list[str], series: Series, x_label: str, y_label: str) -> dict[str, Any] | None:
    if len(set(categories)) < len(categories):
        return None
    return {
        "type": kind,
        "series": [
            {"name": name, "data": [{"label": c, "value": v} for c, v in zip(categories, values, strict=True)]}
            for name, values in series
        ],
        "axis_config": {"categories": categories, "x_label": x_label, "y_label": y_label},
    }


_CHARTS: Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any] | None]] = {
    "odds": _odds_chart,
    "finish": _finish_chart,
}
