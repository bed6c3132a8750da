"""A check-in: asked at nine of one's own morning, answered with one tick, told to the project once."""

from datetime import UTC, datetime, timedelta

from tests.conversations.test_main_job import a_program
from tests.talk import Talk

WEEK = timedelta(days=7)
TUESDAY = datetime(2026, 3, 10, tzinfo=UTC)
BERLIN_NINE = TUESDAY.replace(hour=8)
SAO_PAULO_NINE = TUESDAY.replace(hour=12)


def prompts(talk: Talk, who: str) -> list[str]:
    """What Baton wrote to somebody directly, oldest first."""
    return [
        line
        for line in talk.seen(who, talk.sandbox.workspace.dm(talk.users[who]))
        if "How is it going?" in line or "Thank you, that was all" in line
    ]


async def a_tuesday(talk: Talk) -> None:
    """The program of a week before, so that nothing was said lately; a minute before nine in Berlin."""
    await a_program(talk)
    await talk.fast_forward(to=BERLIN_NINE - timedelta(minutes=1))


async def asked(talk: Talk) -> None:
    await a_tuesday(talk)
    await talk.fast_forward(to=BERLIN_NINE)


async def test_each_is_asked_at_nine_of_their_own_day_and_once(talk: Talk) -> None:
    await a_tuesday(talk)
    assert not prompts(talk, "ana")
    await talk.fast_forward(to=BERLIN_NINE)
    (prompt,) = prompts(talk, "ana")
    assert "M-1 Auth API" in prompt
    assert not prompts(talk, "bo")
    await talk.fast_forward(to=SAO_PAULO_NINE)
    (other,) = prompts(talk, "bo")
    assert "M-2 Checkout" in other
    await talk.fast_forward(to=SAO_PAULO_NINE + timedelta(hours=2))
    assert len(prompts(talk, "ana")) == 1
    assert not prompts(talk, "cleo")
