"""Steps for packs: a month with something in every section, and what is in the thread of a pack."""

from datetime import UTC, datetime

from tests.prepared import prepared
from tests.scenarios import set_up_two_projects
from tests.talk import Talk


@prepared
async def set_up_month(talk: Talk) -> None:
    """Let March pass: a slip, a decision, a risk, a hand-over that was kept and a finished milestone."""
    await set_up_two_projects(talk)
    await talk.command("ana", 'decide "Region?" options EU|US by 20 Mar who @bo in PRG-1', "identity")
    await talk.command("ana", 'risk "Vendor is late" 40% 10d in PRJ-1', "identity")
    await talk.fast_forward(to=datetime(2026, 3, 10, 13, 0, tzinfo=UTC))
    await talk.say("ana", "identity", "M-2 slip to 27 Mar")
    await talk.command("bo", "DEC-1 EU", "payments")
    await talk.fast_forward(to=datetime(2026, 3, 16, 13, 0, tzinfo=UTC))
    await talk.command("ana", "M-1 done", "identity")
    await talk.fast_forward(to=datetime(2026, 4, 6, 13, 0, tzinfo=UTC))


def files_in(talk: Talk, channel: str) -> list[tuple[str, str]]:
    """Return name and description of each file in the threads of a channel, in the order of posting."""
    place = talk.sandbox.workspace.channel_named(channel)
    return [
        (file.name, file.alt_txt)
        for message in sorted(place.messages.values(), key=lambda message: message.ts)
        if message.thread_ts and message.thread_ts != message.ts
        for file in message.files
    ]
