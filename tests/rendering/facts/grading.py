"""Facts for the templates of grading/ in the corpus."""

from datetime import date

from handlers.grading.queries import GradesView, OwnGrades
from handlers.risks.forecast_record import HeldForecasts
from rules.grading.conformal import P80Correction
from rules.grading.grades import Grade
from tests.rendering.scenes import message

TODAY = date(2026, 3, 24)
LATE = (Grade(1, 12, 9, 0), Grade(4, 7, 2, 9), Grade(8, 3, 0, 15))
EARLY = (Grade(4, 10, 9, -3),)
ON_TIME = (Grade(4, 10, 6, 0),)
RECORD = HeldForecasts(ON_TIME, LATE, P80Correction(6, 12))
SAFE, CORRECTED = date(2026, 4, 1), date(2026, 4, 9)
SCENES = (
    message(
        "grading/grades",
        shown=GradesView("PRG-1", "Atlas", RECORD, LATE, False, safe=SAFE, corrected=CORRECTED),
        today=TODAY,
    ),
    message("grading/grades", shown=GradesView("PRG-1", "Atlas", RECORD, EARLY, False), today=TODAY),
    message("grading/grades", shown=GradesView("PRG-1", "Atlas", HeldForecasts(), (), False), today=TODAY),
    message(
        "grading/grades",
        shown=GradesView("PRJ-1", "Identity", HeldForecasts(), (), True, people=(("Ana", LATE), ("Bo", EARLY))),
        today=TODAY,
    ),
    message("grading/own", own=OwnGrades(LATE)),
    message("grading/own", own=OwnGrades(EARLY)),
    message("grading/own", own=OwnGrades(ON_TIME)),
    message("grading/own", own=OwnGrades((Grade(1, 2, 2, 0),))),
    message("grading/own", own=OwnGrades(())),
)
