"""Charts as PNG: a layout in Python, an SVG template, and a rasteriser in its own process."""

from templates.pictures.alignment import AlignmentGoal, AlignmentProject
from templates.pictures.causes import CauseBar
from templates.pictures.drawing import Picture, PictureError, draw, draw_now, lay_out_svg
from templates.pictures.load import HeatLine
from templates.pictures.native import native_chart
from templates.pictures.plans.date_lines import DateLine
from templates.pictures.plans.eight_weeks import ProjectWeeks, WeekMilestone
from templates.pictures.plans.fever import FeverLines, FeverPoint
from templates.pictures.plans.gantt import GanttBar, GanttLink
from templates.pictures.plans.links_map import MapArc, MapStation
from templates.pictures.plans.odds import OddsBar
from templates.pictures.plans.risk_matrix import MatrixRisk
from templates.pictures.plans.status_weeks import StatusDots
from templates.pictures.scenario import ScenarioDates
from templates.pictures.timeline import TimelineDependency, TimelineMilestone

__all__ = [
    "AlignmentGoal",
    "AlignmentProject",
    "CauseBar",
    "DateLine",
    "FeverLines",
    "FeverPoint",
    "GanttBar",
    "GanttLink",
    "HeatLine",
    "MapArc",
    "MapStation",
    "MatrixRisk",
    "OddsBar",
    "Picture",
    "PictureError",
    "ProjectWeeks",
    "ScenarioDates",
    "StatusDots",
    "TimelineDependency",
    "TimelineMilestone",
    "WeekMilestone",
    "draw",
    "draw_now",
    "lay_out_svg",
    "native_chart",
]
