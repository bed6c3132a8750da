"""The picture of a scenario: one message in its thread, or to one person, whose picture a new drawing replaces."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from slack_sdk.errors import SlackApiError
from sqlmodel import Session

import storage.posted_notices
import templates
from handlers.common import posting
from handlers.common.deps import Deps
from handlers.common.requests import Click
from handlers.scenarios import flows, queries
from handlers.scenarios.queries import ScenarioView
from templates import RenderedMessage, pictures
from templates.pictures import ScenarioDates

# Slack shows a file in a message once it has looked into it.
MAX_LOOKS = 6
LOOK_AGAIN_SECONDS = 0.4


@dataclass(frozen=True, slots=True)
class UploadedPicture:
    """A picture that Slack has, not yet shown anywhere."""

    file: str
    title: str
    alt: str


async def on_picture(click: Click, deps: Deps) -> RenderedMessage:
    """Draw plan and scenario: into the thread of the scenario, else to the person alone."""
    view = await deps.read(
        queries.picture_view, person=click.person, id=click.value, channel=click.channel, now=click.now
    )
    thread = await deps.read(flows.thread_of, scenario=view.scenario)
    in_thread = thread is not None and thread[0] == click.channel
    picture = await _upload(view, deps)
    replaced = False
    if picture:
        replaced = await deps.commit(
            show_picture,
            team=deps.team,
            view=view,
            picture=picture,
            channel=click.channel if in_thread else click.person.id,
            thread_ts=thread[1] if thread and in_thread else None,
            now=click.now,
        )
    return templates.render(
        "scenarios/drawn", scenario=view.scenario, sent=picture is not None, in_thread=in_thread, replaced=replaced
    )


def show_picture(
    session: Session,
    *,
    team: str,
    view: ScenarioView,
    picture: UploadedPicture,
    channel: str,
    thread_ts: str | None,
    now: datetime,
) -> bool:
    """Post the picture, or put it in place of the one that was posted there before; return whether it was."""
    key = f"{flows.message_key(view.scenario)}:picture:{channel}"
    message = templates.render("scenarios/picture", picture=picture)
    if storage.posted_notices.was_queued(session, key=key):
        posting.update_message(
            session,
            key=f"{key}:{picture.file}",
            original_key=key,
            team=team,
            channel=channel,
            message=message,
            now=now,
        )
        return True
    posting.post_message(
        session, key=key, team=team, channel=channel, message=message, now=now, kind="answer", thread_ts=thread_ts
    )
    return False


async def _upload(view: ScenarioView, deps: Deps) -> UploadedPicture | None:
    """Draw the picture and give it to Slack without showing it anywhere; return None if either failed."""
    with suppress(pictures.PictureError, SlackApiError):
        title = f"What if: {view.scenario.name} ({view.scenario.id})"
        rows = [ScenarioDates(row.label, row.plan, row.scenario, row.days, row.committed) for row in view.rows]
        picture = await pictures.draw("scenario", title=title, rows=rows, today=view.today)
        uploaded = await deps.slack.files_upload_v2(
            content=picture.png,
            filename=f"scenario-{view.scenario.id}.png",
            title=title[:100],
            alt_txt=picture.alt[:1000],
        )
        file = str(uploaded["files"][0]["id"])
        await _wait_until_readable(file, deps)
        return UploadedPicture(file, title[:100], picture.alt[:1000])
    return None


async def _wait_until_readable(file: str, deps: Deps) -> None:
    """Wait until Slack knows what the file is: before that it refuses a message that shows it."""
    for _ in range(MAX_LOOKS):
        details = await deps.slack.files_info(file=file)
        if details["file"].get("mimetype"):
            return
        await asyncio.sleep(LOOK_AGAIN_SECONDS)
