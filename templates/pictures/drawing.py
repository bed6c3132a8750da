"""Drawing of pictures: layout, SVG template, rasteriser; one at a time, with limits on size and time."""

import asyncio
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from templates import environment, limits
from templates.limits import clip_text
from templates.pictures import alignment, benefit, causes, earned, load, scenario, timeline
from templates.pictures.layout import Sheet
from templates.pictures.plans import (
    eight_weeks,
    fever,
    gantt,
    links_map,
    odds,
    risk_matrix,
    status_weeks,
    trends,
)

DRAWING_TIMEOUT_SECONDS = 10.0
# Counted after doubling for sharp screens; drawing takes 80 MB.
PIXELS = 20_000_000
_WORKER_SCRIPT = Path(__file__).with_name("worker.py")
_ONE_AT_A_TIME = threading.Lock()
# Pictures with a template of their own, and those on a canvas, which all have the same one.
_LAYOUTS: Mapping[str, Callable[..., Sheet]] = {
    "alignment": alignment.lay_out,
    "benefit": benefit.lay_out,
    "causes": causes.lay_out,
    "earned": earned.lay_out,
    "load": load.lay_out,
    "scenario": scenario.lay_out,
    "timeline": timeline.lay_out,
}
_CANVAS_LAYOUTS: Mapping[str, Callable[..., Sheet]] = {
    "eight_weeks": eight_weeks.lay_out,
    "fever": fever.lay_out,
    "finish": trends.lay_out_finish,
    "gantt": gantt.lay_out,
    "history": status_weeks.lay_out,
    "map": links_map.lay_out,
    "matrix": risk_matrix.lay_out,
    "odds": odds.lay_out,
    "trend": trends.lay_out_trend,
}


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG and its description (≤ 2,000 characters), for `alt_text` and for people who cannot see it."""

    png: bytes
    alt: str


class PictureError(Exception):
    """Raised if the picture is too large or the rasteriser did not finish; send the words without it."""


async def draw(name: str, /, **facts: Any) -> Picture:
    """Draw off the event loop; see draw_now."""
    return await asyncio.to_thread(draw_now, name, **facts)


def draw_now(name: str, /, *, seconds: float = DRAWING_TIMEOUT_SECONDS, **facts: object) -> Picture:
    """Draw the picture `name` ("timeline"), or raise PictureError. The same facts give the same bytes."""
    svg, sheet = lay_out_svg(name, **facts)
    if sheet.width * sheet.height * 4 > PIXELS:
        raise PictureError(f"{sheet.width} × {sheet.height} is more than a picture may have.")
    return Picture(_run_rasterizer(svg, seconds), clip_text(sheet.alt, limits.ALT))


def lay_out(name: str, /, **facts: object) -> Sheet:
    """Return the picture `name` with the places of its parts."""
    return (_CANVAS_LAYOUTS if name in _CANVAS_LAYOUTS else _LAYOUTS)[name](**facts)


def lay_out_svg(name: str, /, **facts: object) -> tuple[str, Sheet]:
    """Return the picture `name` as SVG, with its size and description."""
    sheet = lay_out(name, **facts)
    template = f"pictures/{'canvas' if name in _CANVAS_LAYOUTS else name}.svg.j2"
    return environment.fill_template(environment.jinja_environment(), template, {"sheet": sheet}), sheet


def _run_rasterizer(svg: str, seconds: float) -> bytes:
    try:
        with _ONE_AT_A_TIME:
            command = [sys.executable, "-P", str(_WORKER_SCRIPT)]
            process = subprocess.run(command, input=svg.encode(), capture_output=True, timeout=seconds)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise PictureError(f"Drawing took more than {seconds:g} s.") from None
    if process.returncode or not process.stdout:
        raise PictureError(f"Drawing failed: {process.stderr.decode(errors='replace').strip()[-200:]}")
    return process.stdout
