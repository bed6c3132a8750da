"""Facts for the templates of reporting/ in the corpus."""

from datetime import UTC, date, datetime

from handlers.common.pages import Page
from handlers.reporting.queries import GapRow
from handlers.schedule.status_gaps import ProjectGap
from rules.plan import Program, Project
from rules.reporting.confidence import ConfidenceLevel, DeliveryConfidence
from rules.reporting.gaps import OpenGap
from rules.reporting.status_weeks import StatusWeek
from rules.truth.colours import Colour
from tests.rendering.scenes import message, thing, view

TODAY = date(2026, 3, 24)
LEAD = "U02"
ATLAS = Program("PRG-1", "Atlas", date(2026, 1, 5))
IDENTITY = Project("PRJ-1", "Identity", "PRG-1", lead=LEAD)
PAYMENTS = Project("PRJ-2", "Payments", "PRG-1", lead="U03")
RED = "Auth API (M-1): 20 days late (committed Fri 13 Mar, expected Fri 10 Apr)"
SINCE = date(2026, 3, 10)
NEW = ProjectGap(IDENTITY, Colour.GREEN, Colour.RED, OpenGap(date(2026, 3, 23)), False, False)
ASKED = ProjectGap(PAYMENTS, Colour.GREEN, Colour.RED, OpenGap(SINCE, "", date(2026, 3, 11)), True, True)
WAITING = ProjectGap(PAYMENTS, Colour.AMBER, Colour.RED, OpenGap(SINCE, "", date(2026, 3, 23)), True, False)
EXPLAINED = ProjectGap(
    PAYMENTS, Colour.GREEN, Colour.RED, OpenGap(SINCE, "a second team starts on Monday"), True, False
)
SUBJECT = thing(id="PRJ-1", name="Identity", reported=thing(colour=Colour.GREEN, why=""), colour=Colour.RED, why=RED)
UNREPORTED = thing(id="PRJ-1", name="Identity", reported=None, colour=Colour.GREY, why="has no committed date")
WEEKS = (
    StatusWeek("PRJ-1", "2026-W13", "PRG-1", Colour.GREEN, Colour.RED, RED, "", date(2026, 4, 10)),
    StatusWeek("PRJ-1", "2026-W12", "PRG-1", Colour.GREEN, Colour.AMBER, RED, "the vendor helps", date(2026, 3, 16)),
    StatusWeek("PRJ-1", "2026-W11", "PRG-1", None, Colour.GREY, "has no committed date"),
)


def _rows(*found: ProjectGap) -> tuple[GapRow, ...]:
    return tuple(GapRow(one, (None, None, 0, 1, 2, 2)) for one in found)


def _listed(page: Page[GapRow], compared: int) -> object:
    return thing(program=ATLAS, page=page, compared=compared, today=TODAY)


def _history(subject: object, gap: ProjectGap | None, page: Page[StatusWeek]) -> object:
    return thing(project=IDENTITY, subject=subject, gap=gap, page=page, may_explain=gap is not None, today=TODAY)


NO_ROWS: tuple[GapRow, ...] = ()
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
GIVEN = DeliveryConfidence(ConfidenceLevel.AMBER_GREEN, "the vendor delivers every week", "Ana", AT)
WORSE = DeliveryConfidence(ConfidenceLevel.RED, "the vendor is gone", "Ana", AT)
NOTHING: tuple[tuple[date, DeliveryConfidence], ...] = ()
LEVELS = tuple(reversed(ConfidenceLevel))


def _confidence(page: Page[tuple[date, DeliveryConfidence]], may_give: bool) -> object:
    return thing(program=ATLAS, page=page, may_give=may_give)


SCENES = (
    message(
        "reporting/confidence",
        shown=_confidence(Page(((TODAY, WORSE), (date(2026, 3, 2), GIVEN)), 1, 10, 12), True),
        levels=LEVELS,
        today=TODAY,
    ),
    message(
        "reporting/confidence", shown=_confidence(Page(((TODAY, GIVEN),), 2, 10, 11), False), levels=LEVELS, today=TODAY
    ),
    message("reporting/confidence", shown=_confidence(Page(NOTHING, 1, 10, 0), False), levels=LEVELS, today=TODAY),
    message("reporting/confidence_given", program=ATLAS, before=GIVEN, given=WORSE),
    message("reporting/confidence_given", program=ATLAS, before=None, given=GIVEN),
    message("reporting/definitions", levels=LEVELS),
    message("reporting/gaps", listed=_listed(Page(_rows(NEW, ASKED), 1, 10, 12), 14), reader=LEAD, today=TODAY),
    message("reporting/gaps", listed=_listed(Page(_rows(WAITING), 2, 10, 1), 1), reader="U09", today=TODAY),
    message("reporting/gaps", listed=_listed(Page(NO_ROWS, 1, 10, 0), 3), reader=LEAD, today=TODAY),
    message("reporting/gaps", listed=_listed(Page(NO_ROWS, 1, 10, 0), 0), reader=LEAD, today=TODAY),
    message("reporting/history", shown=_history(SUBJECT, NEW, Page(WEEKS, 1, 10, 13)), today=TODAY),
    message("reporting/history", shown=_history(SUBJECT, EXPLAINED, Page(WEEKS, 1, 10, 3)), today=TODAY),
    message("reporting/history", shown=_history(UNREPORTED, None, Page((), 1, 10, 0)), today=TODAY),
    view(
        "reporting/explain_form",
        subject=SUBJECT,
        colours=(Colour.GREEN, Colour.AMBER, Colour.RED),
        metadata="C1 PRJ-1",
        today=TODAY,
    ),
)
