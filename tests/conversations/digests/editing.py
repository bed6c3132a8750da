"""Steps about digests: a week with a slip, Friday's draft, the form that edits it, and Monday's editions."""

from datetime import UTC, datetime, timedelta

from tests.prepared import prepared
from tests.scenarios import set_up_two_projects
from tests.talk import Talk

# 08:59 in Berlin.
BEFORE_NINE = datetime(2026, 3, 9, 7, 59, tzinfo=UTC)


@prepared
async def set_up_week_with_slip(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", "link PRG-1", "news")
    await talk.fast_forward(by=timedelta(days=1))
    await talk.say("ana", "identity", "M-1 slip to 27 Mar because the vendor is late")
    await talk.say("bo", "payments", "block M-2: no test cards, needs @cleo by Friday")


FRIDAY = datetime(2026, 3, 6, 13, 1, tzinfo=UTC)


@prepared
async def set_up_draft(talk: Talk) -> None:
    """Let #news get the delivery voice and #payments the executive one; Ana, the program manager, has the draft."""
    await set_up_week_with_slip(talk)
    await talk.command("ana", "link PRG-1 executive", "payments")
    await talk.fast_forward(to=FRIDAY)


async def open_section(talk: Talk, who: str, section: str, voice: str = "both") -> None:
    """Open the form and in it the lines of a section."""
    await talk.command(who, f"digest edit PRG-1 {'' if voice == 'both' else voice}", "identity")
    await talk.click(who, "digest_section", value=f"PRG-1 {voice} {section} 1", on=talk.form(who))


def fate_of(talk: Talk, who: str, key: str, fate: str) -> str:
    """Return the option of a line's menu, which carries the fingerprint of the words it was opened with."""
    blocks = talk.form(who).body["blocks"]
    menu = next(b["element"] for b in blocks if b["type"] == "input" and b["element"]["action_id"] == f"fate_{key}")
    return next(str(option["value"]) for option in menu["options"] if option["value"].startswith(fate))


async def post_monday(talk: Talk) -> tuple[str, str]:
    """Go to Monday nine o'clock; return the delivery and the executive edition."""
    await talk.fast_forward(to=BEFORE_NINE + timedelta(minutes=2))
    return tuple(
        next(line for line in reversed(talk.seen("cleo", place)) if "Atlas" in line) for place in ("news", "payments")
    )
