"""The command `settings PRG-1`, its button and its form."""

import templates
from handlers.common import forms, parsing, undoing
from handlers.common.deps import Deps
from handlers.common.requests import Click, CommandCall, FormSubmission
from handlers.preferences import program_settings
from rules.people import Person
from rules.program_numbers import NUMBER_SETTINGS
from templates import RenderedMessage


async def run(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Run `settings PRG-1`, or with a change: `settings PRG-1 currency EUR`, `… rate 8%`, `… buffer 3`."""
    program, rest = parsing.split_id(call.text)
    if rest:
        await deps.commit(
            program_settings.change_setting_by_text, person=call.person, program=program, text=rest, now=call.now
        )
    return await _render(call.person, program, deps, saved=bool(rest))


async def on_open(click: Click, deps: Deps) -> None:
    """Handle *Change* under a program's settings: open the form."""
    shown = await deps.read(program_settings.show_settings, person=click.person, program=click.value)
    metadata = f"{click.channel} {click.value}"
    view = templates.render_view("preferences/program_form", shown=shown, metadata=metadata)
    await forms.open_modal(deps, user=click.person.id, trigger=click.trigger, view=view)


async def on_form(form: FormSubmission, deps: Deps) -> RenderedMessage:
    await deps.commit(
        program_settings.save_form, person=form.person, program=form.subject, values=form.values, now=form.now
    )
    return await _render(form.person, form.subject, deps, saved=True)


async def on_numbers_open(click: Click, deps: Deps) -> None:
    """Handle *Change numbers* under a program's settings: open the form."""
    shown = await deps.read(program_settings.show_settings, person=click.person, program=click.value)
    metadata = f"{click.channel} {click.value}"
    view = templates.render_view(
        "preferences/program_numbers_form", numbers=shown.program.numbers, settings=NUMBER_SETTINGS, metadata=metadata
    )
    await forms.open_modal(deps, user=click.person.id, trigger=click.trigger, view=view)


async def on_numbers_form(form: FormSubmission, deps: Deps) -> RenderedMessage:
    await deps.commit(
        program_settings.save_numbers_form, person=form.person, program=form.subject, values=form.values, now=form.now
    )
    return await _render(form.person, form.subject, deps, saved=True)


async def _render(person: Person, program: str, deps: Deps, *, saved: bool) -> RenderedMessage:
    shown = await deps.read(program_settings.show_settings, person=person, program=program)
    message = templates.render(
        "preferences/program_settings", shown=shown, settings=NUMBER_SETTINGS, saved=saved, command=deps.command
    )
    return undoing.with_undo(deps, message) if saved else message


CLICKS = {"program_settings_open": on_open, "program_numbers_open": on_numbers_open}
FORMS = {"program_settings": on_form, "program_numbers": on_numbers_form}
