"""`status`: both colours of a project or program, with reasons; and reporting a project's colour (B-51)."""

import re

import templates
from handlers.common import lookup, parsing
from handlers.common.commands import Command
from handlers.common.deps import Deps
from handlers.common.requests import CommandCall
from handlers.plan import budget_line, correction_listeners, queries, status_flows
from rules.corrections import parse_correction
from rules.refusal import Refusal
from rules.truth.colours import Colour
from templates import RenderedMessage

PAGE_SIZE = 10
_REPORT_PATTERN = re.compile(
    r"^\s*(PR[JG]-?\d+)\s+(red|amber|yellow|green)\b[\s:,;–-]*(because\b(?:\s+of\b)?)?\s*(.*)$",
    re.IGNORECASE | re.DOTALL,
)


async def status_command(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Handle `status`, `status PRJ-7` and `status PRG-1`; `status PRJ-7 amber because …` reports a colour."""
    if correction := parse_correction(call.text):
        return await correction_listeners.correct(call, deps, correction)
    if report_match := _REPORT_PATTERN.match(call.text):
        return await _save_report(call, deps, report_match)
    text, page = parsing.parse_subject_and_page(call.text)
    subject = await lookup.resolve_subject(deps, text, retry_command="status {}")
    card = await deps.read(queries.status_card, person=call.person, subject=subject, channel=call.channel, now=call.now)
    only = card.subjects[0].id if len(card.subjects) == 1 else ""
    budget = (
        await deps.read(budget_line.budget_summary, person=call.person, subject=only, today=call.today) if only else ()
    )
    return templates.render("plan/status", card=card, budget=budget, page=page, size=PAGE_SIZE, today=call.today)


async def _save_report(call: CommandCall, deps: Deps, match: re.Match[str]) -> RenderedMessage:
    if match[1][:3].upper() == "PRG":
        raise Refusal(
            "Nothing saved: a program's status is computed from its projects.",
            "",
            "Report one of them: `PRJ-7 amber because the vendor is late`.",
        )
    if match[3] and not match[4].strip():
        project = parsing.parse_id(match[1])
        raise Refusal("Nothing saved: say why.", "", f"Try `{project} {match[2].lower()} because the vendor is late`.")
    colour = Colour.AMBER if match[2].casefold() == "yellow" else Colour(match[2].casefold())
    subject = await deps.commit(
        status_flows.report_colour,
        person=call.person,
        project=parsing.parse_id(match[1]) or match[1],
        colour=colour,
        why=" ".join(match[4].split()),
        source=call.source,
        now=call.now,
    )
    return templates.render("plan/status_reported", subject=subject, today=call.today)


COMMANDS = (
    Command(
        "status",
        "status [PRJ-7|PRG-1] [amber because …]",
        "Show the reported and computed status and the reasons, or report yours.",
        status_command,
        examples=("status", "status PRJ-1", "status PRJ-1 amber because the vendor is late"),
        share=True,
    ),
    Command(
        "PRJ-7",
        "PRJ-7 | PRG-1 [page 2]",
        "Show the card of a project or program with its milestones.",
        status_command,
        examples=("PRJ-1", "PRG-1"),
        share=True,
    ),
)
