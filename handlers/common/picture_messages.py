"""Pictures that are sent to one person as a direct message."""

from contextlib import suppress
from typing import Any

from slack_sdk.errors import SlackApiError

from handlers.common.deps import Deps
from templates import pictures

# Slack's limits of a file's title and of its text for people who can't see it.
MAX_TITLE, MAX_ALT = 100, 1_000


async def send_picture(deps: Deps, name: str, *, user: str, filename: str, facts: dict[str, Any]) -> bool:
    """Draw a picture from facts with a `title` and send it; return False if either failed."""
    with suppress(pictures.PictureError, SlackApiError):
        picture = await pictures.draw(name, **facts)
        conversation = await deps.slack.conversations_open(users=user)
        await deps.slack.files_upload_v2(
            channel=conversation["channel"]["id"],
            content=picture.png,
            filename=filename,
            title=str(facts["title"])[:MAX_TITLE],
            alt_txt=picture.alt[:MAX_ALT],
        )
        return True
    return False
