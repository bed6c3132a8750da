"""Charts as PNG: a layout in Python, an SVG template, and a rasteriser in its own process."""

from templates.pictures.drawing import Picture, PictureError, draw, draw_now
from templates.pictures.timeline import TimelineDependency, TimelineMilestone

__all__ = ["Picture", "PictureError", "TimelineDependency", "TimelineMilestone", "draw", "draw_now"]
