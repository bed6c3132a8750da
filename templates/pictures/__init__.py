"""Charts as PNG: a layout in Python, an SVG template, and a rasteriser in a process of its own."""

from templates.pictures.drawing import Picture, PictureError, draw, draw_now
from templates.pictures.timeline import TimelineDependency, TimelineMilestone

__all__ = ["Picture", "PictureError", "TimelineDependency", "TimelineMilestone", "draw", "draw_now"]
