"""Files from and to Slack: the verb `import`, the form for a file, and its *Import* button; the command table."""

import asyncio
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import rules.files.imports
import rules.files.imports.assignments
import templates
from handlers.common import forms, identity, replies, undoing
from handlers.common.commands import Command
from handlers.common.deps import Deps
from handlers.common.requests import Click, CommandCall, local_date, refuse_malformed
from handlers.imports import assignments, exports, flows, people, previews, uploads
from handlers.imports.flows import ImportChoice
from handlers.imports.progress import Waiting
from handlers.imports.uploads import PreviewRequest, UploadedFile
from handlers.plan.listeners import CREATOR_ROLES
from handlers.schedule import recompute
from rules.people import Person, Role
from rules.refusal import NotAllowed, Refusal
from templates import RenderedMessage

# As many selects as the template has room for.
MAX_ASKED_NAMES = 8
FILE_FORM_CALLBACK = "import_file"


async def run_import(call: CommandCall, deps: Deps) -> RenderedMessage | None:
    """Run `import [PRG-1]`: open a form for the file; in a direct message, read the file attached to it."""
    program = call.text.strip().strip('"')[:200]
    if call.trigger:
        view = templates.render_view("imports/file", program=program)
        await forms.open_view(deps, trigger=call.trigger, view=view)
        return None
    request = PreviewRequest(call.person.id, await uploads.attached_file_id(call, deps), program=program)
    return await _preview_or_progress(request, call.person, deps)


async def on_file(body: dict[str, Any], deps: Deps) -> None:
    """Handle the form with the file: send the preview as a direct message, because reading a file takes time."""
    view = body["view"]
    fields = [field for block in view["state"]["values"].values() for field in block.values()]
    files = [file for field in fields for file in field.get("files") or ()]
    if not files:
        raise Refusal("The form has no file.", "", "Add one.")
    person = await identity.load_person(deps, body["user"]["id"])
    program = next((str(field.get("value") or "") for field in fields if "files" not in field), "")
    request = PreviewRequest(person.id, files[0]["id"], program=program.strip())
    if message := await _preview_or_progress(request, person, deps):
        await replies.reply_in_place(deps, body, message)


async def _preview_or_progress(request: PreviewRequest, person: Person, deps: Deps) -> RenderedMessage | None:
    """Return the preview; where it takes long, a message says how far it is and becomes the preview."""
    key = f"import-progress:{request.file}:{deps.now().timestamp():.0f}"
    waiting = Waiting(deps, person, "your file", key)
    message = await waiting.during(_preview_message(request, person, deps))
    return None if await waiting.finish(message) else message


async def _preview_message(request: PreviewRequest, person: Person, deps: Deps) -> RenderedMessage:
    name, rows = await uploads.read_assignments(request.file, person, deps)
    today = local_date(person, deps.now())
    if rows:
        lines = await deps.read(assignments.preview_assignments, person=person, rows=rows)
        value = f"{person.id} {request.file}"
        return templates.render("imports/assignments", lines=lines, value=value, name=name, done=0, today=today)
    upload = await uploads.read_file(request, person, deps)
    if request.mark == "-":
        await people.look_up_names(deps, upload.imported)
    if upload.imported.ambiguous_days and request.day_first is None:
        return await _ask_which_day(request, upload, today)
    changes = await deps.read(
        flows.preview_changes,
        person=person,
        imported=upload.imported,
        program=request.program or None,
        now=deps.now(),
    )
    if changes.nothing and changes.rows:
        await deps.write(flows.remember_ids, person=person, changes=changes, now=deps.now())
    value = str(replace(request, mark=changes.fingerprint))
    await identity.learn_people(deps, *(milestone.owner for milestone in changes.milestones if milestone.owner))
    preview = await deps.read(previews.named_changes, team=deps.team, changes=changes, today=today)
    asked = tuple((name, f"who {people.mark_of(name)} {value}") for name in changes.unknown[:MAX_ASKED_NAMES])
    return templates.render("imports/preview", shown=preview, value=value, name=upload.name, today=today, asked=asked)


async def _ask_which_day(request: PreviewRequest, upload: UploadedFile, today: date) -> RenderedMessage:
    """Ask which of two readings of the file's dates is meant, with the first milestone that they tell apart."""
    read = rules.files.imports.read
    readings = [
        (await asyncio.to_thread(read, upload.content, name=upload.name, day_first=day_first)).plan.milestones
        for day_first in (True, False)
    ]
    pairs = ((one, other) for one, other in zip(*readings, strict=False) if one.own_date != other.own_date)
    item, day_first, month_first = next(
        ((one.name, one.own_date, other.own_date) for one, other in pairs), ("", None, None)
    )
    return templates.render(
        "imports/which_day",
        name=upload.name,
        item=item,
        day_first=day_first,
        month_first=month_first,
        day_value=str(replace(request, day_first=True)),
        month_value=str(replace(request, day_first=False)),
        today=today,
    )


async def on_days(click: Click, deps: Deps) -> RenderedMessage | None:
    """Handle *Day first* and *Month first*: the question becomes the preview, read that way."""
    request = _own_request(click)
    message = await _preview_message(request, click.person, deps)
    return await _replace_or_return(click, deps, message)


async def on_who(click: Click, deps: Deps) -> RenderedMessage | None:
    """Handle the choice of who a name in the file is: remember it, and show the preview with it."""
    with refuse_malformed():
        _, mark, carried = click.block.split(" ", 2)
    request = _own_request(click, carried)
    person = await identity.load_person(deps, click.value)
    upload = await uploads.read_file(request, click.person, deps)
    cells = tuple(one.owner for one in upload.imported.plan.milestones if one.owner)
    await deps.write(people.answer_name, by=click.person, cells=cells, mark=mark, user=person.id, now=click.now)
    return await _replace_or_return(click, deps, await _preview_message(request, click.person, deps))


def _own_request(click: Click, value: str = "") -> PreviewRequest:
    request = PreviewRequest.parse(value or click.value)
    if request.user != click.person.id:
        raise NotAllowed("Another person asked for this import.", "", "Import the file yourself: `import`.")
    return request


async def _replace_or_return(click: Click, deps: Deps, message: RenderedMessage) -> RenderedMessage | None:
    """Put an answer in the place of what was clicked."""
    if click.ephemeral:
        return message
    at = (click.channel, click.message_ts)
    step = f"{click.action} {click.trigger}"
    await deps.commit(flows.replace_message, person=click.person, at=at, step=step, message=message, now=click.now)
    return None


async def on_import(click: Click, deps: Deps) -> RenderedMessage | None:
    """Handle *Import*: read the file again and make exactly the changes that were shown to this person.

    *Import and mark … done* takes each date before today as the day the milestone was done.
    """
    request = _own_request(click)
    upload = await uploads.read_file(request, click.person, deps)
    choice = ImportChoice(click.action)
    prepare = partial(
        flows.prepare_import,
        person=click.person,
        imported=upload.imported,
        program=request.program or None,
        mark=request.mark,
        choice=choice,
        source=upload.name,
        now=click.now,
    )
    at = None if click.ephemeral else (click.channel, click.message_ts)
    waiting = Waiting(deps, click.person, upload.name, f"import-progress:{click.trigger}", at, "Importing")
    ready = await deps.commit(
        flows.import_program,
        person=click.person,
        ready=await waiting.during(deps.read(prepare)),
        again=prepare,
        choice=choice,
        source=upload.name,
        command=deps.command,
        receipt=at,
        now=click.now,
    )
    changes = ready.changes
    if flows.is_large(changes):
        await _compute_dates(deps, changes.plan.program.id)
    if not click.ephemeral:
        return None
    shown = await deps.read(previews.named_changes, team=deps.team, changes=changes, today=click.today)
    cancelled = choice is ImportChoice.CANCEL_MISSING
    return templates.render("imports/done", shown=shown, command=deps.command, today=click.today, cancelled=cancelled)


async def _compute_dates(deps: Deps, program: str) -> None:
    """Compute the dates of a large import, and write them only then."""
    computed = await deps.read(recompute.compute_program, team=deps.team, program=program, now=deps.now())
    await deps.write(recompute.save_after_import, team=deps.team, program=program, computed=computed, now=deps.now())


async def on_assignments(click: Click, deps: Deps) -> RenderedMessage | None:
    """Save the assignments of the table that was shown, read again, all or none."""
    with refuse_malformed():
        user, file = click.value.split(" ")
    if user != click.person.id:
        raise NotAllowed("Another person asked for this import.", "", "Import the file yourself: `import`.")
    name, rows = await uploads.read_assignments(file, click.person, deps)
    done = await deps.commit(
        assignments.import_assignments, person=click.person, rows=rows or (), source=name, now=click.now
    )
    message = templates.render("imports/assignments", lines=(), value="", name=name, done=done, today=click.today)
    return undoing.with_undo(deps, message)


async def on_cancel(click: Click, deps: Deps) -> RenderedMessage | None:
    message = templates.render("imports/cancelled")
    return await _replace_or_return(click, deps, message)


COMMANDS = (
    Command(
        "import",
        "import [PRG-1]",
        "Import a program from a table (CSV, Excel), MS Project XML or a plan file. You see a preview first.",
        run_import,
        CREATOR_ROLES,
        ("import",),
    ),
    Command(
        "export",
        "export [PRG-1] [plan|xml|csv|ics|jira]",
        "Get the program as a file: a plan file, MS Project XML, a table, a calendar or Jira's form.",
        exports.run_export,
        frozenset({Role.ADMIN, Role.SPONSOR, Role.MANAGER}),
        ("export", "export xml", "export jira"),
    ),
)
CLICKS = {
    "import_go": on_import,
    "import_past": on_import,
    "import_missing": on_import,
    "import_days": on_days,
    "import_who": on_who,
    "import_assignments": on_assignments,
    "import_cancel": on_cancel,
}
VIEWS = {FILE_FORM_CALLBACK: on_file}
