"""Charts as PNG: a layout in Python, an SVG template, and a rasteriser in its own process."""

from templates.pictures.alignment import AlignmentGoal, AlignmentProject
from templates.pictures.causes import CauseBar
from templates.pictures.drawing import Picture, PictureError, draw, draw_now
from templates.pictures.load import HeatLine
from templates.pictures.scenario import ScenarioDates
from templates.pictures.timeline import TimelineDependency, TimelineMilestone

__all__ = [
    "AlignmentGoal",
    "AlignmentProject",
    "CauseBar",
    "HeatLine",
    "Picture",
    "PictureError",
    "ScenarioDates",
    "TimelineDependency",
    "TimelineMilestone",
    "draw",
    "draw_now",
]
