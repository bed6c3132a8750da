"""The verb `goals coverage`: what serves no goal or no benefit."""

import templates
from handlers.common import parsing
from handlers.common.commands import Command
from handlers.common.deps import Deps
from handlers.common.requests import CommandCall
from handlers.goals import coverage
from handlers.goals.coverage import CoveragePart
from templates import RenderedMessage

_BUTTONS = {CoveragePart.GOALS: "goal", CoveragePart.MILESTONES: "card", CoveragePart.BENEFITS: "benefit"}


async def show_coverage(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Handle `goals coverage PRG-1`, and `goals coverage PRG-1 milestones page 2` for all of one kind."""
    text, page = parsing.parse_subject_and_page(call.text)
    subject, _, last = text.rpartition(" ")
    part = CoveragePart(last.casefold()) if last.casefold() in tuple(CoveragePart) else None
    text = subject if part else text
    report = await deps.read(coverage.coverage_report, person=call.person, text=text, channel=call.channel)
    if part is None:
        return templates.render("goals/coverage", report=report, parts=tuple(CoveragePart))
    shown = coverage.coverage_page(report, part=part, page=page)
    again = f"goals coverage {report.program} {part}"
    # A project has no card of its own: its command opens it.
    return templates.render(
        "goals/coverage_part", report=report, part=part, page=shown, again=again, button=_BUTTONS.get(part, "again")
    )


COMMANDS = (
    Command(
        "goals coverage",
        "goals coverage [PRG-1] [goals|projects|milestones|benefits]",
        "Show what serves no goal or no benefit, and the budget planned for each goal.",
        show_coverage,
        examples=("goals coverage", "goals coverage PRG-1 milestones"),
    ),
)
