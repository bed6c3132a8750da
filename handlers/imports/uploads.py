"""Files that people upload: downloaded from Slack, only their own, and read."""

import asyncio
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import rules.files.imports
import rules.files.imports.assignments
from handlers.common.deps import Deps
from handlers.common.requests import CommandCall, refuse_malformed
from handlers.common.slack_reads import find_message, look_up
from rules.files.imports import MAX_FILE_BYTES, ImportedPlan
from rules.files.imports.assignments import TypedAssignment
from rules.people import Person
from rules.refusal import NotAllowed, NotFound, Refusal

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


async def attached_file_id(call: CommandCall, deps: Deps) -> str:
    """Return the file of the message that said `import`; the event is gone by now, so look the message up."""
    message = await find_message(deps.slack, channel=call.source.channel, ts=call.source.ts)
    files = [file["id"] for file in (message or {}).get("files") or ()]
    if not files:
        raise Refusal(
            "That message has no file.",
            "",
            "Add a table (CSV or Excel), an MS Project XML or a plan file (JSON) and say `import` with it.",
        )
    return str(files[0])


async def read_assignments(file: str, person: Person, deps: Deps) -> tuple[str, tuple[TypedAssignment, ...] | None]:
    """Return the name of a file and its assignments; None if it is no table of them."""
    name, content = await _own_file(file, person, deps)
    return name, await asyncio.to_thread(rules.files.imports.assignments.read_assignments, content)


async def read_file(request: PreviewRequest, person: Person, deps: Deps) -> UploadedFile:
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
