"""Charts as PNG: a layout in Python, an SVG template, and a rasteriser in its own process."""

from templates.pictures.alignment import AlignmentGoal, AlignmentProject
from templates.pictures.causes import CauseBar
from templates.pictures.drawing import Picture, PictureError, draw, draw_now, lay_out_svg
from templates.pictures.load import HeatLine
from templates.pictures.plans.eight_weeks import ProjectWeeks, WeekMilestone
from templates.pictures.scenario import ScenarioDates
from templates.pictures.timeline import TimelineDependency, TimelineMilestone

__all__ = [
    "AlignmentGoal",
    "AlignmentProject",
    "CauseBar",
    "HeatLine",
    "Picture",
    "PictureError",
    "ProjectWeeks",
    "ScenarioDates",
    "TimelineDependency",
    "TimelineMilestone",
    "WeekMilestone",
    "draw",
    "draw_now",
    "lay_out_svg",
]
