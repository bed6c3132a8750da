"""Charts as PNG: a layout in Python, an SVG template, and a rasteriser in a process of its own."""

from templates.pictures.drawing import Picture, PictureFailed, draw, draw_now
from templates.pictures.timeline import Bond, Mark

__all__ = ["Bond", "Mark", "Picture", "PictureFailed", "draw", "draw_now"]
