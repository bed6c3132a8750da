"""From facts to a picture: lay out, fill the SVG template, draw; one at a time, with a size and a time limit."""

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
from templates.pictures import timeline
from templates.pictures.layout import Sheet

DRAWING_TIMEOUT_SECONDS = 10.0
PIXELS = 20_000_000  # after doubling for sharp screens; 80 MB while drawing
_WORKER_SCRIPT = Path(__file__).with_name("worker.py")
_ONE_AT_A_TIME = threading.Lock()
_LAYOUTS: Mapping[str, Callable[..., Sheet]] = {"timeline": timeline.lay_out}


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG and what it says in words (≤ 2,000 characters), for `alt_text` and for whoever cannot see it."""

    png: bytes
    alt: str


class PictureError(Exception):
    """The picture is too large, or the rasteriser did not finish: send the words without it."""


async def draw(name: str, /, **facts: Any) -> Picture:
    """This will draw off the event loop; see draw_now."""
    return await asyncio.to_thread(draw_now, name, **facts)


def draw_now(name: str, /, *, seconds: float = DRAWING_TIMEOUT_SECONDS, **facts: object) -> Picture:
    """This will draw the picture `name` ("timeline"), or raise PictureFailed. The same facts give the same bytes."""
    sheet = _LAYOUTS[name](**facts)
    if sheet.width * sheet.height * 4 > PIXELS:
        raise PictureError(f"{sheet.width} × {sheet.height} is more than a picture may have.")
    svg = environment.fill_template(environment.jinja_environment(), f"pictures/{name}.svg.j2", {"sheet": sheet})
    return Picture(_run_rasterizer(svg, seconds), clip_text(sheet.alt, limits.ALT))


def _run_rasterizer(svg: str, seconds: float) -> bytes:
    try:
        with _ONE_AT_A_TIME:
            command = [sys.executable, "-P", str(_WORKER_SCRIPT)]
            done = subprocess.run(command, input=svg.encode(), capture_output=True, timeout=seconds)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise PictureError(f"Drawing took more than {seconds:g} s.") from None
    if done.returncode or not done.stdout:
        raise PictureError(f"Drawing failed: {done.stderr.decode(errors='replace').strip()[-200:]}")
    return done.stdout
