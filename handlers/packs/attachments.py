"""The files of a pack in its thread: its pictures, and a PDF of everything; each once."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlmodel import Session

import storage.digests
import storage.plan
from handlers.common import isolation, posting
from handlers.common.deps import Deps
from handlers.common.picture_messages import FilePlace, lease_files, upload_once
from handlers.packs import pack_pictures, rendering
from handlers.packs.rendering import RenderedPack
from rules.digests.editions import EditionAudience
from rules.packs.periods import find_period
from storage.digests import DueEdition
from storage.queues import outbox
from templates import RenderedMessage, pdf, pictures
from templates.pdf import PdfCover, PdfPicture
from templates.pictures import Picture

PDF = "pdf"
# What could not be posted by then is left out.
POSTING_SPAN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PackFiles:
    """The contents of the files of a pack: its messages, as they may be read, and the facts of its pictures."""

    title: str
    subtitle: str
    lines: tuple[str, ...]
    at: datetime
    messages: tuple[RenderedMessage, ...]
    drawings: tuple[tuple[str, dict[str, Any]], ...]

    @property
    def filename(self) -> str:
        """A name that every file system takes."""
        words = "".join(char if char.isalnum() else "-" for char in f"{self.title} {self.subtitle}")
        return "-".join(filter(None, words.split("-")))[:80] + ".pdf"


@dataclass(frozen=True, slots=True)
class PackThread:
    """The thread of a pack that is out, and the files it is to get."""

    channel: str
    thread_ts: str
    files: PackFiles


def names_of(audience: EditionAudience) -> list[str]:
    """Return the names of the files that a pack gets, in their order."""
    return [*pack_pictures.names_of(audience), PDF]


async def post_due_files(deps: Deps) -> None:
    """Post the files of the packs whose message is out."""
    since = deps.now() - POSTING_SPAN
    due = await deps.read(storage.digests.editions_to_illustrate, team=deps.team, since=since, packs=True)
    tasks = {edition.key.message_key(edition.revision): partial(_post_files, edition, deps) for edition in due}
    await isolation.run_each(deps, job="pack files", tasks=tasks)


async def _post_files(edition: DueEdition, deps: Deps) -> None:
    """Post what is missing. One process at a time does, and what a dead one uploaded already is found in the thread."""
    thread = await deps.read(find_thread, edition=edition, now=deps.now())
    key = edition.key.message_key(edition.revision)
    if thread is None or not await deps.commit(lease_files, team=deps.team, name=key, now=deps.now()):
        return
    drawn = await _draw(thread.files)
    for number, name in enumerate(edition.pictures, 1):
        place = FilePlace(thread.channel, thread.thread_ts, f"{key}:{name}")
        if name == PDF:
            paper = await asyncio.to_thread(write_file, thread.files, [drawn[one] for one in drawn])
            title = thread.files.subtitle
            await upload_once(deps, place=place, content=paper, filename=thread.files.filename, title=title)
        elif name in drawn:
            title, picture = drawn[name]
            filename = f"{name}.png"
            await upload_once(deps, place=place, content=picture.png, filename=filename, title=title, alt=picture.alt)
        # Each is noted at once, so that a failure of the next one posts none twice.
        await deps.commit(storage.digests.set_pictures_due, edition, pictures=edition.pictures[number:])


async def _draw(files: PackFiles) -> dict[str, tuple[str, Picture]]:
    """Draw the pictures; one that cannot be drawn is left out."""
    drawn = {}
    for name, facts in files.drawings:
        with suppress(pictures.PictureError):
            drawn[name] = (str(facts["title"]), await pictures.draw(name, **facts))
    return drawn


def write_file(files: PackFiles, drawn: Sequence[tuple[str, Picture]]) -> bytes:
    """Return the pack as a PDF."""
    cover = PdfCover(files.title, files.subtitle, files.lines, files.at)
    illustrations = [PdfPicture(title, picture.png, picture.alt) for title, picture in drawn]
    return pdf.write_pdf(cover, [message.blocks for message in files.messages], illustrations)


def find_thread(session: Session, *, edition: DueEdition, now: datetime) -> PackThread | None:
    """Return the thread of a pack with what its files need; None until it is out."""
    key = edition.key
    sent = outbox.sent_message(session, key=key.message_key(edition.revision))
    if sent is None:
        return None
    program = storage.plan.program(session, team=key.team, id=key.program)
    audience = EditionAudience(edition.audience)
    rendered = rendering.read_pack(
        session,
        team=key.team,
        program=key.program,
        period=find_period(key.period, start=program.start),
        audience=audience,
        channel=key.channel,
        now=now,
        rest=rendering.BELOW,
    )
    files = files_of(session, team=key.team, rendered=rendered, audience=audience, channel=key.channel, now=now)
    return PackThread(*sent, files)


def files_of(
    session: Session, *, team: str, rendered: RenderedPack, audience: EditionAudience, channel: str, now: datetime
) -> PackFiles:
    """Return what the files of a rendered pack need, without anything the readers of the channel may not see."""
    pack = rendered.pack
    messages = (rendered.top, *rendered.detail)
    return PackFiles(
        pack.name,
        rendering.title_of(pack),
        rendering.cover_lines(pack, audience),
        pack.at,
        tuple(posting.redact_for(session, message, team=team, destination=channel) for message in messages),
        pack_pictures.drawings_of(session, team=team, pack=pack, audience=audience, channel=channel, now=now),
    )
