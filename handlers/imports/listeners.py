"""Files from and to Slack: the verbs `import` and `export`, the form for a file, and its *Import* button."""

import asyncio
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import rules.files.exports
import rules.files.imports
import rules.files.imports.assignments
import templates
from handlers.common import forms, identity, replies, undoing
from handlers.common.commands import Command
from handlers.common.deps import Deps
from handlers.common.requests import Click, CommandCall, local_date, refuse_malformed
from handlers.common.slack_reads import find_message, look_up
from handlers.imports import assignments, flows
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
    imported: ImportedPlan


async def run_import(call: CommandCall, deps: Deps) -> RenderedMessage | None:
    """Run `import [PRG-1]`: open a form for the file; in a direct message, read the file attached to it."""
    program = call.text.strip().strip('"')[:200]
    if call.trigger:
        view = templates.render_view("imports/file", program=program)
        await forms.open_view(deps, trigger=call.trigger, view=view)
        return None
    return await _preview_message(await _attached_file_id(call, deps), program, call.person, deps)


async def on_file(body: dict[str, Any], deps: Deps) -> None:
    """Handle the form with the file: send the preview as a direct message, because reading a file takes time."""
    view = body["view"]
    fields = [field for block in view["state"]["values"].values() for field in block.values()]
    files = [file for field in fields for file in field.get("files") or ()]
    if not files:
        raise Refusal("The form has no file.", "", "Add one.")
    person = await identity.load_person(deps, body["user"]["id"])
    program = next((str(field.get("value") or "") for field in fields if "files" not in field), "")
    message = await _preview_message(files[0]["id"], program.strip(), person, deps)
    await replies.reply_in_place(deps, body, message)


async def _preview_message(file: str, program: str, person: Person, deps: Deps) -> RenderedMessage:
    name, rows = await _read_assignments(file, person, deps)
    if rows:
        lines = await deps.read(assignments.preview_assignments, person=person, rows=rows)
        value = f"{person.id} {file}"
        today = local_date(person, deps.now())
        return templates.render("imports/assignments", lines=lines, value=value, name=name, done=0, today=today)
    upload = await _read_file(file, person, deps)
    now = deps.now()
    changes = await deps.read(
        flows.preview_changes, person=person, imported=upload.imported, program=program or None, now=now
    )
    day = local_date(person, now)
    value = f"{person.id} {upload.id} {changes.fingerprint} {program}".rstrip()
    await identity.learn_people(deps, *(milestone.owner for milestone in changes.milestones if milestone.owner))
    preview = await deps.read(flows.named_changes, team=deps.team, changes=changes, today=day)
    return templates.render("imports/preview", shown=preview, value=value, name=upload.name, today=day)


async def on_import(click: Click, deps: Deps) -> RenderedMessage | None:
    """Handle *Import*: read the file again and make exactly the changes that were shown to this person.

    *Import and mark … done* takes each date before today as the day the milestone was done.
    """
    with refuse_malformed():
        user, file, mark, *rest = click.value.split(" ", 3)
    if user != click.person.id:
        raise NotAllowed("Another person asked for this import.", "", "Import the file yourself: `import`.")
    upload = await _read_file(file, click.person, deps)
    changes = await deps.commit(
        flows.import_program,
        person=click.person,
        imported=upload.imported,
        program=" ".join(rest) or None,
        mark=mark,
        past_done=click.action == "import_past",
        source=upload.name,
        command=deps.command,
        receipt=None if click.ephemeral else (click.channel, click.message_ts),
        now=click.now,
    )
    if not click.ephemeral:
        return None
    shown = await deps.read(flows.named_changes, team=deps.team, changes=changes, today=click.today)
    return templates.render("imports/done", shown=shown, command=deps.command, today=click.today)


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
    if click.ephemeral:
        return message
    position = (click.channel, click.message_ts)
    await deps.commit(flows.replace_message, person=click.person, at=position, message=message, now=click.now)
    return None


async def run_export(call: CommandCall, deps: Deps) -> RenderedMessage | None:
    """Run `export [PRG-1]`: send the plan file as a direct message, with what the caller may see."""
    program = call.text.strip().strip('"') or None
    plan = await deps.read(flows.exported_plan, person=call.person, program=program, channel=call.channel)
    content = await asyncio.to_thread(rules.files.exports.export_plan_file, plan)
    conversation = await deps.slack.conversations_open(users=call.person.id)
    comment = templates.render_text("imports/exported", plan=plan, command=deps.command)
    await deps.slack.files_upload_v2(
        channel=conversation["channel"]["id"],
        filename=f"{plan.program.id}.json",
        content=content.encode(),
        initial_comment=comment,
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


async def _read_file(file: str, person: Person, deps: Deps) -> UploadedFile:
    name, content = await _own_file(file, person, deps)
    return UploadedFile(file, name, await asyncio.to_thread(rules.files.imports.read, content, name=name))


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
    "import_assignments": on_assignments,
    "import_cancel": on_cancel,
}
VIEWS = {FILE_FORM_CALLBACK: on_file}
