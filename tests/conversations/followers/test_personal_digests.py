"""The personal Monday digest: once a week, in one's own zone and voice, of everything one follows."""

from datetime import UTC, datetime, timedelta

from tests.scenarios import CANARY, set_up_private_channel, set_up_two_projects
from tests.steps.digests.answers import LATE, answer, direct, set_up_posted_digest
from tests.talk import Talk

MONDAY = datetime(2026, 3, 9, tzinfo=UTC)
# Nine in Tokyo, Berlin, São Paulo and Los Angeles, the minutes after, and the same on Tuesday.
HOURS = (0, 1, 7, 8, 9, 12, 13, 16, 17, 24, 32, 36)


def weeks(talk: Talk, who: str) -> int:
    return direct(talk, who).count("Your week")


async def test_four_zones_get_one_digest_each_monday(talk: Talk) -> None:
    await set_up_two_projects(talk)
    talk.users["lou"] = talk.sandbox.workspace.add_user("lou", real_name="Lou", tz="America/Los_Angeles")
    for who in ("ana", "bo", "cleo", "lou"):
        await talk.command(who, "follow PRG-1")
    await talk.command("cleo", "away 23 Mar to 23 Mar")
    await talk.command("bo", "away 16 Mar to 20 Mar")
    seen: dict[str, list[int]] = {who: [] for who in ("ana", "bo", "cleo", "lou")}
    for week in range(4):
        for hour in HOURS:
            at = MONDAY + timedelta(weeks=week, hours=hour, minutes=1)
            await talk.fast_forward(to=at)
        for who, counts in seen.items():
            counts.append(weeks(talk, who))
    assert seen["ana"] == seen["lou"] == seen["cleo"] == [1, 2, 3, 4]
    assert seen["bo"] == [1, 1, 2, 3]


async def test_digest_comes_at_nine_of_ones_own(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("cleo", "follow PRG-1 delivery")
    await talk.fast_forward(to=MONDAY - timedelta(minutes=1))
    assert weeks(talk, "cleo") == 0
    await talk.fast_forward(to=MONDAY + timedelta(minutes=1))
    assert weeks(talk, "cleo") == 1
    assert "Atlas" in direct(talk, "cleo")
    assert "Mondays at 09:00 (Asia/Tokyo)" in direct(talk, "cleo")


async def test_programs_projects_and_milestones_share_one_message(talk: Talk) -> None:
    await set_up_posted_digest(talk)
    await talk.command("ana", 'new program "Borealis"')
    for subject in ("PRG-1 delivery", "PRG-2", "PRJ-2", "M-1 delivery"):
        await talk.command("bo", f"follow {subject}")
    await talk.fast_forward(to=MONDAY + timedelta(days=7, hours=13, minutes=5))
    assert weeks(talk, "bo") == 0, "a check-in came within this hour"
    await talk.fast_forward(by=timedelta(hours=2))
    assert weeks(talk, "bo") == 1
    read = direct(talk, "bo").partition("Your week")[2]
    assert "Atlas" in read
    assert "Borealis" in read
    assert "Payments:" in read
    assert "Auth API (M-1):" in read


async def test_threshold_and_no_digest_are_kept(talk: Talk) -> None:
    await set_up_two_projects(talk)
    assert "only when it is red" in await talk.command("cleo", "follow PRG-1 only when red")
    assert "without a digest" in await talk.command("lou" if "lou" in talk.users else "bo", "follow PRG-1 no digest")
    assert "isn't a colour" in await talk.command("bo", "follow PRG-1 only when blue")
    await talk.fast_forward(to=MONDAY + timedelta(hours=12, minutes=1))
    assert weeks(talk, "cleo") == weeks(talk, "bo") == 0
    assert "Atlas (PRG-1), in your executive digest on Mondays, only when it is red" in await talk.command(
        "cleo", "settings"
    )


async def test_menus_change_what_a_follower_gets(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("cleo", "follow PRG-1")
    await talk.click("cleo", "follow_choice", value="PRG-1 delivery")
    await talk.click("cleo", "follow_choice", value="PRG-1 only when amber")
    assert "in your delivery digest on Mondays, only when it is amber or red" in await talk.command("cleo", "settings")


async def test_muted_line_is_left_out_until_it_changes(talk: Talk) -> None:
    await set_up_posted_digest(talk)
    await talk.command("cleo", "follow PRG-1 delivery")
    said = await answer(talk, "cleo", "muted", LATE)
    assert "Muted Auth API (M-1) for you until Mon 23 Mar, or until it changes" in said
    assert "I send you no direct messages about it" in said
    assert "already" in await answer(talk, "cleo", "muted", LATE)
    await talk.fast_forward(to=MONDAY + timedelta(days=7, minutes=1))
    assert "Auth API" not in direct(talk, "cleo").partition("Your week")[2]
    await talk.say("ana", "identity", "M-1 slip to 3 Apr because the vendor is late again")
    await talk.fast_forward(to=MONDAY + timedelta(days=14, minutes=1))
    assert "Auth API" in direct(talk, "cleo").rpartition("Your week")[2]


async def test_private_things_are_for_their_readers_alone(talk: Talk) -> None:
    await set_up_private_channel(talk)
    for who in ("ana", "cleo"):
        await talk.command(who, "follow PRG-1 delivery")
    await talk.fast_forward(to=MONDAY + timedelta(days=30, hours=-22, minutes=1))
    for hours in range(0, 200, 12):
        await talk.fast_forward(to=datetime(2026, 4, 6, 0, 1, tzinfo=UTC) + timedelta(hours=hours))
    assert CANARY not in direct(talk, "cleo")
    assert weeks(talk, "cleo") >= 1
