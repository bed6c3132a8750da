"""Import of messages from before Baton listened, as if it had: explicit lines and updates, once, without notices."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime

from bot.offline import replay
from handlers.capture import statements
from handlers.common.requests import Source, message_permalink
from rules.refusal import Refusal
from storage.engine.database import Store

SLACK_URL = "https://slack.com"
CHANNEL_ID = re.compile(r"[CG][A-Z0-9]{2,20}")


class NoChannel(Refusal):
    """Raised when the channel of the messages is missing, unusable or given twice."""


def parse_channels(options: Iterable[str]) -> dict[str, str]:
    """Read `C123` for every message, or `folder=C123` for each folder of an export."""
    channels: dict[str, str] = {}
    for option in options:
        folder, _, id = option.rpartition("=")
        if not CHANNEL_ID.fullmatch(id):
            raise NoChannel(
                f"“{id[:60]}” is not a channel's id.",
                "It begins with C or G.",
                "In Slack, open the channel's name: the id is at the bottom of *About*.",
            )
        if folder in channels:
            raise NoChannel(
                f"--channel is given twice for {f'the folder {folder}' if folder else 'every message'}.",
                "",
                "Name one channel, or one for each folder: --channel identity=C0123456789.",
            )
        channels[folder] = id
    if not channels:
        raise NoChannel("In which channel were these messages written?", "", "Add --channel C0123456789.")
    return channels


def apply_messages(
    store: Store, messages: Iterable[replay.ReplayMessage], *, team: str, channels_by_folder: Mapping[str, str]
) -> Counter[str]:
    """Save the statements of the messages, oldest first, and count the results."""
    counts: Counter[str] = Counter()
    for message, channel in _messages_with_channel(messages, channels_by_folder):
        counts.update(
            store.transact_now(
                statements.backfill_message,
                team=team,
                user=message.user,
                text=message.text,
                source=Source(
                    channel=channel,
                    ts=message.ts,
                    thread_ts=message.thread_ts if message.thread_ts not in ("", message.ts) else None,
                    permalink=message_permalink(SLACK_URL, channel, message.ts, message.thread_ts or None),
                    text=message.text,
                ),
                now=datetime.fromtimestamp(float(message.ts), UTC),
            )
        )
    return counts


def _messages_with_channel(
    messages: Iterable[replay.ReplayMessage], channels_by_folder: Mapping[str, str]
) -> Iterator[tuple[replay.ReplayMessage, str]]:
    """Yield messages with an author and a time, in the requested channels, in the order they were written."""
    for message in sorted(
        (candidate for candidate in messages if candidate.ts and candidate.user),
        key=lambda candidate: float(candidate.ts),
    ):
        if channel := channels_by_folder.get(message.folder) or channels_by_folder.get(""):
            yield message, channel
