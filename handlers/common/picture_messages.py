"""Pictures that are sent to one person or posted in a channel: as a chart of Slack's own where it has one."""

from contextlib import suppress
from typing import Any

from slack_sdk.errors import SlackApiError

from handlers.common.deps import Deps
from handlers.common.private_tables import REFUSAL_CODE
from templates import RenderedMessage, pictures
from templates.pictures import Picture

# Slack's limits of a file's title and of its text for people who can't see it.
MAX_TITLE, MAX_ALT = 100, 1_000


async def send_picture(deps: Deps, name: str, *, user: str, filename: str, facts: dict[str, Any]) -> Picture | None:
    """Draw a picture from facts with a `title` and send it; return None if either failed."""
    with suppress(pictures.PictureError, SlackApiError):
        conversation = await deps.slack.conversations_open(users=user)
        return await _upload_picture(deps, name, channel=conversation["channel"]["id"], filename=filename, facts=facts)
    return None


async def post_picture(
    deps: Deps,
    name: str,
    *,
    channel: str,
    filename: str,
    facts: dict[str, Any],
    thread_ts: str | None = None,
    words: str = "",
) -> None:
    """Post a picture in a channel, as Slack's own chart where it has and takes one, else as a file.

    Raise PictureError or SlackApiError if neither could be posted.
    """
    chart = pictures.native_chart(name, words=words, **facts)
    if chart is None or not await _post_chart(deps, chart, channel, thread_ts):
        await _upload_picture(
            deps, name, channel=channel, filename=filename, facts=facts, thread_ts=thread_ts, words=words
        )


async def _upload_picture(
    deps: Deps,
    name: str,
    *,
    channel: str,
    filename: str,
    facts: dict[str, Any],
    thread_ts: str | None = None,
    words: str = "",
) -> Picture:
    """Draw a picture and upload it; raise PictureError or SlackApiError if either failed."""
    picture = await pictures.draw(name, **facts)
    await deps.slack.files_upload_v2(
        channel=channel,
        thread_ts=thread_ts,
        content=picture.png,
        filename=filename,
        title=str(facts["title"])[:MAX_TITLE],
        alt_txt=picture.alt[:MAX_ALT],
        initial_comment=words or None,
    )
    return picture


async def _post_chart(deps: Deps, chart: RenderedMessage, channel: str, thread_ts: str | None) -> bool:
    """Post the chart; return False where Slack does not take such a block."""
    try:
        await deps.slack.chat_postMessage(
            channel=channel, thread_ts=thread_ts, text=chart.text, blocks=list(chart.blocks)
        )
    except SlackApiError as error:
        if error.response.get("error") != REFUSAL_CODE:
            raise
        return False
    return True
