"""Files from and to Slack: the verbs `import` and `export`, the form for a file, and its *Import* button."""

import asyncio
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.errors import SlackApiError

import rules.files.exports
import rules.files.imports
import templates
from handlers.common import identity, replies
from handlers.common.commands import Command
from handlers.common.deps import Deps
from handlers.common.requests import Click, CommandCall, local_date, refuse_malformed
from handlers.imports import flows
from handlers.plan.listeners import CREATOR_ROLES
from rules.files.imports import MAX_FILE_BYTES, ImportedPlan
from rules.people import Person, Role
from rules.refusal import NotAllowed, NotFound, Refusal
from templates import RenderedMessage

FILE_FORM_CALLBACK = "import_file"
SLACK_FILE_HOSTS = ("files.slack.com", "files.slack-gov.com")


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """A file that somebody gave us, read."""

    id: str
    name: str
    imported: ImportedPlan


async def run_import(call: CommandCall, deps: Deps) -> RenderedMessage | None:
    """`import [PRG-1]` opens a form for the file; in a direct message the file comes with the word."""
    asked = call.text.strip().strip('"')[:200]
    if call.trigger:
        view = templates.render_view("imports/file", program=asked)
        await deps.slack.views_open(trigger_id=call.trigger, view=view)
        return None
    return await _preview_message(await _attached_file_id(call, deps), asked, call.person, deps)


async def on_file(ack: AsyncAck, body: dict[str, Any], deps: Deps) -> None:
    """The form with the file: what it would change comes as a direct message, because a file takes its time."""
    await ack()
    view = body["view"]
    fields = [field for block in view["state"]["values"].values() for field in block.values()]
    files = [file for field in fields for file in field.get("files") or ()]
    if not files:
        raise Refusal("There was no file.", "", "Add one to the form.")
    person = await identity.load_person(deps, body["user"]["id"])
    message = await _preview_message(files[0]["id"], view.get("private_metadata") or "", person, deps)
    await replies.reply_in_place(deps, body, message)


async def _preview_message(file: str, program: str, person: Person, deps: Deps) -> RenderedMessage:
    given = await _read_file(file, person, deps)
    changes = await deps.read(flows.preview_changes, person=person, imported=given.imported, program=program or None)
    day = local_date(person, deps.now())
    value = f"{person.id} {given.id} {changes.fingerprint} {program}".rstrip()
    shown = flows.describe_changes(changes, today=day)
    return templates.render("imports/preview", shown=shown, value=value, name=given.name, today=day)


async def on_import(click: Click, deps: Deps) -> RenderedMessage | None:
    """*Import*: the file is read again, and done is what was shown, by who was shown it.

    *Import, the past is done* takes each date before today as the day it was done.
    """
    with refuse_malformed():
        user, file, mark, *rest = click.value.split(" ", 3)
    if user != click.person.id:
        raise NotAllowed("That question was somebody else's.", "", "Import the file yourself: `import`.")
    given = await _read_file(file, click.person, deps)
    changes = await deps.transact(
        flows.import_program,
        person=click.person,
        imported=given.imported,
        program=" ".join(rest) or None,
        mark=mark,
        past_done=click.action == "import_past",
        source=given.name,
        receipt=None if click.ephemeral else (click.channel, click.message_ts),
        now=click.now,
    )
    if not click.ephemeral:
        return None
    return templates.render("imports/done", shown=flows.describe_changes(changes, today=click.today), today=click.today)


async def on_cancel(click: Click, deps: Deps) -> RenderedMessage | None:
    message = templates.render("imports/cancelled")
    if click.ephemeral:
        return message
    at = (click.channel, click.message_ts)
    await deps.transact(flows.replace_message, person=click.person, at=at, message=message, now=click.now)
    return None


async def run_export(call: CommandCall, deps: Deps) -> RenderedMessage | None:
    """`export [PRG-1]`: the plan file comes as a direct message, with what the asker may see."""
    asked = call.text.strip().strip('"') or None
    plan = await deps.read(flows.exported_plan, person=call.person, program=asked)
    content = await asyncio.to_thread(rules.files.exports.export_plan_file, plan)
    room = await deps.slack.conversations_open(users=call.person.id)
    comment = templates.render_text("imports/exported", plan=plan)
    await deps.slack.files_upload_v2(
        channel=room["channel"]["id"],
        filename=f"{plan.program.id}.json",
        content=content.encode(),
        initial_comment=comment,
    )
    return None if call.channel == room["channel"]["id"] else templates.render("imports/sent", plan=plan)


async def _attached_file_id(call: CommandCall, deps: Deps) -> str:
    """The file of the message that said `import`; Slack's event has been read, so the message is looked up."""
    answer = await deps.slack.conversations_history(
        channel=call.source.channel, latest=call.source.ts, inclusive=True, limit=1
    )
    said = [message for message in answer["messages"] if message["ts"] == call.source.ts]
    files = [file["id"] for message in said for file in message.get("files") or ()]
    if not files:
        raise Refusal(
            "There is no file with that message.",
            "",
            "Add a plan file (JSON), a table (CSV) or an MS Project XML and say `import` with it.",
        )
    return str(files[0])


async def _read_file(file: str, person: Person, deps: Deps) -> UploadedFile:
    """Only a file of the person's own: what others shared may be meant for other eyes."""
    try:
        found = (await deps.slack.files_info(file=file))["file"]
    except SlackApiError:
        raise NotFound("I can't see that file.", "It was deleted, or Slack does not show it to me.") from None
    if found.get("user") != person.id:
        raise NotAllowed("That file is somebody else's.", "", "Upload it yourself and try again.")
    content = await _download_content(found, deps)
    name = str(found.get("name") or "file")
    return UploadedFile(file, name, await asyncio.to_thread(rules.files.imports.read, content, name=name))


async def _download_content(file: dict[str, Any], deps: Deps) -> bytes:
    """The bytes, never more than an import takes; the token goes to Slack's own hosts alone."""
    if int(file.get("size") or 0) > MAX_FILE_BYTES:
        raise Refusal(f"The file is larger than {MAX_FILE_BYTES // 10**6} MB.", "", "Split the program.")
    url = str(file.get("url_private_download") or file.get("url_private") or "")
    ours = urlsplit(str(deps.slack.base_url)).hostname
    session = deps.slack.session
    if urlsplit(url).hostname not in (*SLACK_FILE_HOSTS, ours) or session is None:
        raise Refusal("I can't read that file.", "It does not lie with Slack.", "Upload it to Slack itself.")
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
        "Bring a program in from a plan file, a CSV table (also Jira's) or MS Project XML; you see first what changes.",
        run_import,
        CREATOR_ROLES,
        ("import",),
    ),
    Command(
        "export",
        "export [PRG-1]",
        "The program as a plan file, sent to you alone.",
        run_export,
        frozenset(Role) - {Role.GUEST},
        ("export",),
    ),
)
CLICKS = {"import_go": on_import, "import_past": on_import, "import_cancel": on_cancel}
VIEWS = {FILE_FORM_CALLBACK: on_file}
