"""`gaps`: where the reported and the computed colour differ, week by week; and the form that explains a gap."""

import templates
from handlers.common import channels, forms, lookup, parsing, undoing
from handlers.common.commands import Command
from handlers.common.deps import Deps
from handlers.common.requests import Click, CommandCall, FormSubmission, InvalidForm
from handlers.plan import status_flows
from handlers.reporting import confidence, queries
from rules.text import plain
from rules.truth.colours import COLOUR_RANK, Colour
from templates import RenderedMessage


async def gaps_command(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Run `gaps [PRG-1]` for a program, `gap PRJ-1` for the weeks of a project."""
    text, page = parsing.parse_subject_and_page(call.text)
    subject = await lookup.resolve_subject(deps, text, retry_command="gaps {}")
    if subject.startswith("PRJ-"):
        history = await deps.read(queries.gap_history, person=call.person, project=subject, page=page, now=call.now)
        return templates.render("reporting/history", shown=history, today=history.today)
    program = await deps.read(lookup.resolve_program, person=call.person, text=subject, channel=call.channel)
    listed = await deps.read(queries.program_gaps, person=call.person, program=program.id, page=page, now=call.now)
    return templates.render("reporting/gaps", listed=listed, reader=call.person.id, today=listed.today)


async def on_explain(click: Click, deps: Deps) -> None:
    """Handle *Explain…*: open the form, which also corrects the report."""
    subject = await deps.read(queries.project_to_explain, person=click.person, project=click.value, now=click.now)
    view = templates.render_view(
        "reporting/explain_form",
        subject=subject,
        colours=tuple(COLOUR_RANK),
        metadata=f"{click.channel} {subject.id}",
        today=click.today,
    )
    words = f"status {subject.id} amber because …"
    await forms.open_modal(deps, user=click.person.id, trigger=click.trigger, view=view, words=words)


async def on_explain_form(form: FormSubmission, deps: Deps) -> RenderedMessage:
    """Save the sentence as the reason of the report, and its colour if that was corrected."""
    why = plain(form.required_text("why", "Write a sentence."))
    if form.values.get("colour") not in list(COLOUR_RANK):
        raise InvalidForm(colour="Choose a status.")
    source = await channels.interaction_source(deps, form.channel)
    subject = await deps.commit(
        status_flows.report_colour,
        person=form.person,
        project=form.subject,
        colour=Colour(form.values["colour"]),
        why=why,
        source=source,
        now=form.now,
    )
    message = templates.render("plan/status_reported", subject=subject, today=form.today)
    return undoing.with_undo(deps, message)


COMMANDS = (
    *confidence.COMMANDS,
    Command(
        "gaps",
        "gaps [PRG-1|PRJ-1]",
        "List where a reported status is better than the computed one, or a project's weeks.",
        gaps_command,
        examples=("gaps", "gap PRJ-1"),
        aliases=("gap",),
    ),
)
CLICKS = {"explain_gap": on_explain, **confidence.CLICKS}
FORMS = {"explain_gap": on_explain_form}
