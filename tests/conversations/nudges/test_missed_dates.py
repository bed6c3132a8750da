"""A date that passed without a word is told to those concerned in a message of their own, once (D-3)."""

from datetime import UTC, datetime, timedelta

from tests.scenarios import set_up_request
from tests.steps.checkins import direct_messages
from tests.talk import Talk

MISSED = "Auth API (M-1) was due Fri 13 Mar and has no new date yet. What depends on it: Checkout (M-2)."


def told(talk: Talk, who: str, words: str) -> int:
    return sum(words in line for line in direct_messages(talk, who))


async def pass_the_date(talk: Talk) -> None:
    """Let the days go by until well after M-1 was due, in steps that keep to the minute of each person's morning."""
    for day in range(13, 24):
        for hour in (8, 12, 20):
            await talk.fast_forward(to=datetime(2026, 3, day, hour, 5, tzinfo=UTC))


async def test_missed_date_is_told_to_the_consumer_once(talk: Talk) -> None:
    await set_up_request(talk)
    await pass_the_date(talk)
    assert told(talk, "bo", MISSED) == 1
    assert told(talk, "ana", "has no new date yet") == 0


async def test_word_in_time_tells_nothing(talk: Talk) -> None:
    await set_up_request(talk)
    await talk.fast_forward(to=datetime(2026, 3, 13, 9, tzinfo=UTC))
    await talk.say("ana", "identity", "M-1 slip to 30 Mar because of the vendor")
    await pass_the_date(talk)
    assert told(talk, "bo", "has no new date yet") == 0


async def test_missed_hand_over_is_told_to_both_once(talk: Talk) -> None:
    await set_up_request(talk)
    await talk.click("ana", "handover_commit")
    await pass_the_date(talk)
    # Ana was asked for it: that message is edited as well.
    for who, count in (("ana", 2), ("bo", 1)):
        assert told(talk, who, "missed: committed for Mon 16 Mar, not delivered") == count
    assert told(talk, "bo", "has no new date yet") == 0


async def test_committed_day_ends_where_the_provider_is(talk: Talk) -> None:
    await set_up_request(talk)
    await talk.click("ana", "handover_commit")
    # Tuesday in Tokyo, where the program is; still Monday in Berlin, where the provider is.
    await talk.fast_forward(to=datetime(2026, 3, 16, 18, tzinfo=UTC))
    assert told(talk, "ana", "missed") == 0
    before = len(direct_messages(talk, "ana"))
    await talk.fast_forward(by=timedelta(hours=6))
    assert "missed: committed for Mon 16 Mar" in direct_messages(talk, "ana")[before]
