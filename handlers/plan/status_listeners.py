"""`status`: both colours of a project or program, and why; and the report of one, with its sentence (B-51)."""

import re

import templates
from handlers.common import lookup, parsing
from handlers.common.commands import Command
from handlers.common.deps import Deps
from handlers.common.requests import Call
from handlers.plan import queries, status_flows
from rules.alerts.lead_time import Colour
from templates import Message

PAGE = 20
_REPORT = re.compile(
    r"^\s*(PRJ-?\d+)\s+(red|amber|yellow|green)\b[\s:,;–-]*(?:because\s+)?(.*)$", re.IGNORECASE | re.DOTALL
)


async def status(call: Call, deps: Deps) -> Message:
    """`status`, `status PRJ-7`, `status PRG-1`: both colours; `status PRJ-7 amber because …` reports one."""
    if said := _REPORT.match(call.text):
        return await _report(call, deps, said)
    text, page = parsing.subject_and_page(call.text)
    subject = await lookup.subject(deps, text, again="status {}")
    card = await deps.read(queries.status_card, person=call.person, subject=subject, channel=call.channel, now=call.now)
    return templates.render("plan/status", card=card, page=page, size=PAGE, today=call.today)


async def _report(call: Call, deps: Deps, said: re.Match[str]) -> Message:
    colour = Colour.AMBER if said[2].casefold() == "yellow" else Colour(said[2].casefold())
    subject = await deps.transact(
        status_flows.report,
        person=call.person,
        project=parsing.typed_id(said[1]) or said[1],
        colour=colour,
        why=" ".join(said[3].split()),
        source=call.source,
        now=call.now,
    )
    return templates.render("plan/status_reported", subject=subject)


COMMANDS = (
    Command(
        "status",
        "status [PRJ-7|PRG-1] [amber because …]",
        "Reported and computed colour of a project or program, and why; or your own report.",
        status,
        examples=("status", "status PRJ-1", "status PRJ-1 amber because the vendor is late"),
        share=True,
    ),
    Command(
        "PRJ-7",
        "PRJ-7 | PRG-1 [page 2]",
        "The card of a project or program: its colours, its milestones, what there is to open.",
        status,
        examples=("PRJ-1", "PRG-1"),
        share=True,
    ),
)
