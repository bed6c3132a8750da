"""Files from and to Slack: the verbs `import` and `export`, the form for a file, and its *Import* button."""

import asyncio
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import rules.files.exports
import rules.files.imports
import rules.files.imports.assignments
import templates
from handlers.common import forms, identity, replies, undoing
from handlers.common.commands import Command
from handlers.common.deps import Deps
from handlers.common.picture_messages import place_of_delivery, upload_once
from handlers.common.requests import Click, CommandCall, local_date, refuse_malformed
from handlers.common.slack_reads import find_message, look_up
from handlers.imports import assignments, flows, previews
from handlers.imports.flows import ImportChoice
from handlers.plan.listeners import CREATOR_ROLES
from rules.files.imports import MAX_FILE_BYTES, ImportedPlan
from rules.files.imports.assignments import TypedAssignment
from rules.people import Person, Role
from rules.refusal import NotAllowed, NotFound, Refusal
from templates import RenderedMessage

FILE_FORM_CALLBACK = "import_file"
SLACK_FILE_HOSTS = ("files.slack.com", "files.slack-gov.com")


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """A file that a person uploaded, parsed."""

    id: str
    name: str
    content: bytes
    imported: ImportedPlan


@dataclass(frozen=True, slots=True)
class PreviewRequest:
    """The request behind a preview's buttons: who asked, the file, what was shown, the program, how it writes days."""

    user: str
    file: str
    mark: str = "-"
    day_first: bool | None = None
    program: str = ""

    @classmethod
    def parse(cls, value: str) -> "PreviewRequest":
        with refuse_malformed():
            user, file, mark, days, *rest = value.split(" ", 4)
            return cls(user, file, mark, {"day": True, "month": False, "-": None}[days], " ".join(rest))

    def __str__(self) -> str:
        days = "-" if self.day_first is None else "day" if self.day_first else "month"
        return f"{self.user} {self.file} {self.mark} {days} {self.program}".rstrip()


async def run_import(call: CommandCall, deps: Deps) -> RenderedMessage | None:
    """Run `import [PRG-1]`: open a form for the file; in a direct message, read the file attached to it."""
    program = call.text.strip().strip('"')[:200]
    if call.trigger:
        view = templates.render_view("imports/file", program=program)
        await forms.open_view(deps, trigger=call.trigger, view=view)
        return None
    request = PreviewRequest(call.person.id, await _attached_file_id(call, deps), program=program)
    return await _preview_message(request, call.person, deps)


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
    message = await _preview_message(request, person, deps)
    await replies.reply_in_place(deps, body, message)


async def _preview_message(request: PreviewRequest, person: Person, deps: Deps) -> RenderedMessage:
    name, rows = await _read_assignments(request.file, person, deps)
    today = local_date(person, deps.now())
    if rows:
        lines = await deps.read(assignments.preview_assignments, person=person, rows=rows)
        value = f"{person.id} {request.file}"
        return templates.render("imports/assignments", lines=lines, value=value, name=name, done=0, today=today)
    upload = await _read_file(request, person, deps)
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
    return templates.render("imports/preview", shown=preview, value=value, name=upload.name, today=today)


async def _ask_which_day(request: PreviewRequest, upload: UploadedFile, today: date) -> RenderedMessage:
    """Ask which of two readings of the file's dates is meant, with the first milestone that they tell apart."""
    read = rules.files.imports.read
    readings = [
        (await asyncio.to_thread(read, upload.content, name=upload.name, day_first=day_first)).plan.milestones
        for day_first in (True, False)
    ]
    pairs = ((one, other) for one, other in zip(*readings, strict=False) if one.own_date != other.own_date)
    example = next(((one.name, one.own_date, other.own_date) for one, other in pairs), ("", None, None))
    values = tuple(str(replace(request, day_first=day_first)) for day_first in (True, False))
    return templates.render("imports/which_day", name=upload.name, example=example, values=values, today=today)


async def on_days(click: Click, deps: Deps) -> RenderedMessage | None:
    """Handle *Day first* and *Month first*: the question becomes the preview, read that way."""
    request = _own_request(click)
    message = await _preview_message(request, click.person, deps)
    return await _replace_or_return(click, deps, message)


def _own_request(click: Click) -> PreviewRequest:
    request = PreviewRequest.parse(click.value)
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
    upload = await _read_file(request, click.person, deps)
    choice = ImportChoice(click.action)
    changes = await deps.commit(
        flows.import_program,
        person=click.person,
        imported=upload.imported,
        program=request.program or None,
        mark=request.mark,
        choice=choice,
        source=upload.name,
        command=deps.command,
        receipt=None if click.ephemeral else (click.channel, click.message_ts),
        now=click.now,
    )
    if not click.ephemeral:
        return None
    shown = await deps.read(previews.named_changes, team=deps.team, changes=changes, today=click.today)
    cancelled = choice is ImportChoice.CANCEL_MISSING
    return templates.render("imports/done", shown=shown, command=deps.command, today=click.today, cancelled=cancelled)


async def on_assignments(click: Click, deps: Deps) -> RenderedMessage | None:
    """Save the assignments of the table that was shown, read again, all or none."""
    with refuse_malformed():
        user, file = click.value.split(" ")
    if user != click.person.id:
        raise NotAllowed("Another person asked for this import.", "", "Import the file yourself: `import`.")
    name, rows = await _read_assignments(file, click.person, deps)
    done = await deps.commit(
        assignments.import_assignments, person=click.person, rows=rows or (), source=name, now=click.now
    )
    message = templates.render("imports/assignments", lines=(), value="", name=name, done=done, today=click.today)
    return undoing.with_undo(deps, message)


async def on_cancel(click: Click, deps: Deps) -> RenderedMessage | None:
    message = templates.render("imports/cancelled")
    return await _replace_or_return(click, deps, message)


async def run_export(call: CommandCall, deps: Deps) -> RenderedMessage | None:
    """Run `export [PRG-1]`: send the plan file as a direct message, with what the caller may see."""
    program = call.text.strip().strip('"') or None
    plan = await deps.read(flows.exported_plan, person=call.person, program=program, channel=call.channel)
    content = await asyncio.to_thread(rules.files.exports.export_plan_file, plan)
    conversation = await deps.slack.conversations_open(users=call.person.id)
    comment = templates.render_text("imports/exported", plan=plan, command=deps.command)
    await upload_once(
        deps,
        place=place_of_delivery(deps, conversation["channel"]["id"]),
        filename=f"{plan.program.id}.json",
        content=content.encode(),
        words=comment,
    )
    return None if call.channel == conversation["channel"]["id"] else templates.render("imports/sent", plan=plan)


async def _attached_file_id(call: CommandCall, deps: Deps) -> str:
    """Return the file of the message that said `import`; the event is gone by now, so look the message up."""
    message = await find_message(deps.slack, channel=call.source.channel, ts=call.source.ts)
    files = [file["id"] for file in (message or {}).get("files") or ()]
    if not files:
        raise Refusal(
            "That message has no file.",
            "",
            "Add a plan file (JSON), a table (CSV) or an MS Project XML and say `import` with it.",
        )
    return str(files[0])


async def _read_assignments(file: str, person: Person, deps: Deps) -> tuple[str, tuple[TypedAssignment, ...] | None]:
    """Return the name of a file and its assignments; None if it is no table of them."""
    name, content = await _own_file(file, person, deps)
    return name, await asyncio.to_thread(rules.files.imports.assignments.read_assignments, content)


async def _read_file(request: PreviewRequest, person: Person, deps: Deps) -> UploadedFile:
    name, content = await _own_file(request.file, person, deps)
    read = rules.files.imports.read
    imported = await asyncio.to_thread(read, content, name=name, day_first=request.day_first)
    return UploadedFile(request.file, name, content, imported)


async def _own_file(file: str, person: Person, deps: Deps) -> tuple[str, bytes]:
    """Download a file, only if it is the person's own: files shared by others may not be meant for them."""
    answer = await look_up(deps.slack.files_info(file=file))
    if answer is None:
        raise NotFound("I can't see that file.", "It was deleted, or Slack does not show it to me.")
    details = answer["file"]
    if details.get("user") != person.id:
        raise NotAllowed("That file belongs to another person.", "", "Upload it yourself and try again.")
    return str(details.get("name") or "file"), await _download_content(details, deps)


async def _download_content(file: dict[str, Any], deps: Deps) -> bytes:
    """Download a file, up to the size an import takes; send the token only to Slack's own hosts."""
    if int(file.get("size") or 0) > MAX_FILE_BYTES:
        raise Refusal(f"The file is larger than {MAX_FILE_BYTES // 10**6} MB.", "", "Split the program.")
    url = str(file.get("url_private_download") or file.get("url_private") or "")
    own_host = urlsplit(str(deps.slack.base_url)).hostname
    session = deps.slack.session
    if urlsplit(url).hostname not in (*SLACK_FILE_HOSTS, own_host) or session is None:
        raise Refusal("I can't read that file.", "It is not stored in Slack.", "Upload it to Slack itself.")
    headers = {"Authorization": f"Bearer {deps.slack.token}"}
    async with session.get(url, headers=headers, allow_redirects=False) as answer:
        if answer.status != 200 or answer.content_type == "text/html":
            raise Refusal("Slack did not hand me that file.", f"It answered {answer.status}.", "Try again in a minute.")
        content = bytearray()
        async for part in answer.content.iter_chunked(65_536):
            content += part
            if len(content) > MAX_FILE_BYTES:
                raise Refusal(f"The file is larger than {MAX_FILE_BYTES // 10**6} MB.", "", "Split the program.")
    return bytes(content)


COMMANDS = (
    Command(
        "import",
        "import [PRG-1]",
        "Import a program from a plan file, CSV (also Jira's) or MS Project XML. You see a preview first.",
        run_import,
        CREATOR_ROLES,
        ("import",),
    ),
    Command(
        "export",
        "export [PRG-1]",
        "Get the program as a plan file.",
        run_export,
        frozenset({Role.ADMIN, Role.SPONSOR, Role.MANAGER}),
        ("export",),
    ),
)
CLICKS = {
    "import_go": on_import,
    "import_past": on_import,
    "import_missing": on_import,
    "import_days": on_days,
    "import_assignments": on_assignments,
    "import_cancel": on_cancel,
}
VIEWS = {FILE_FORM_CALLBACK: on_file}
