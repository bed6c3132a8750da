"""A desk for small templates, so that each test shows the markup it is about."""

from pathlib import Path
from typing import Any

import templates


class Desk:
    """Write templates into the test's folder and render them."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.count = folder, 0

    def _write(self, markup: str) -> str:
        self.count += 1
        (self.folder / f"t{self.count}.xml.j2").write_text(markup, encoding="utf-8")
        return f"t{self.count}"

    def message(self, inside: str, **facts: Any) -> templates.RenderedMessage:
        return templates.render(self._write(f"<message>{inside}</message>"), folder=self.folder, **facts)

    def blocks(self, inside: str, **facts: Any) -> list[dict[str, Any]]:
        return self.message(inside, **facts).blocks

    def parts(self, inside: str, **facts: Any) -> tuple[templates.RenderedMessage, ...]:
        return templates.render_parts(self._write(f"<message>{inside}</message>"), folder=self.folder, **facts)

    def view(self, markup: str, **facts: Any) -> dict[str, Any]:
        return templates.render_view(self._write(markup), folder=self.folder, **facts)

    def line(self, inside: str, **facts: Any) -> str:
        return templates.render_text(self._write(f"<text>{inside}</text>"), folder=self.folder, **facts)
