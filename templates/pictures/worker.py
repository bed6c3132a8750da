"""A script that turns the SVG on standard input into a PNG on standard output, without loading anything else.

It is its own process because the rasteriser holds the interpreter lock while it draws and aborts on absurd sizes.
"""

import sys
from pathlib import Path

import resvg_py

FONT_FOLDER = Path(__file__).parents[1] / "fonts"


def main() -> None:
    png = resvg_py.svg_to_bytes(
        svg_string=sys.stdin.buffer.read().decode(),
        skip_system_fonts=True,
        font_files=[str(path) for path in sorted(FONT_FOLDER.glob("*.ttf"))],
        font_family="DejaVu Sans",
        sans_serif_family="DejaVu Sans",
        zoom=2,
    )
    sys.stdout.buffer.write(bytes(png))


if __name__ == "__main__":
    main()
