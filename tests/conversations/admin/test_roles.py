"""Each role by each way in: nothing forbidden happens, whichever way is tried (T7, T9, T19, T20)."""

from collections.abc import Awaitable, Callable

import pytest
from sqlmodel import Session

import storage.blockers
import storage.plan
from handlers import routes
from handlers.admin.help_pages import VERBS_BY_TOPIC
from sandbox import acts
from tests.forms import form
from tests.scenarios import INSIDERS, OUTSIDERS
from tests.steps.doors import by_command, by_direct_message, by_mention, by_message
from tests.talk import Talk

Way = Callable[[Talk, str, str], Awaitable[None]]


WAYS: tuple[Way, ...] = (by_command, by_message, by_mention, by_direct_message)


def percent(session: Session, *, team: str, id: str) -> int:
    return storage.plan.milestone(session, team=team, id=id).percent


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
async def test_only_owner_lead_and_manager_change_a_milestone(staffed_talk: Talk, way: Way) -> None:
    changed = set()
    for number, who in enumerate(INSIDERS + OUTSIDERS, start=10):
        await way(staffed_talk, who, f"M-1 {number}%")
        if await staffed_talk.bot.store.read(percent, team=staffed_talk.bot.deps.team, id="M-1") == number:
            changed.add(who)
    assert changed == {"mia", "lee", "otto"}


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
async def test_guest_changes_only_the_milestone_they_own(staffed_talk: Talk, way: Way) -> None:
    await way(staffed_talk, "gil", "M-2 40%")
    assert await staffed_talk.bot.store.read(percent, team=staffed_talk.bot.deps.team, id="M-2") == 40
    await way(staffed_talk, "fay", "M-2 50%")
    assert await staffed_talk.bot.store.read(percent, team=staffed_talk.bot.deps.team, id="M-2") == 40


def open_blocker(session: Session, *, team: str) -> str:
    return next(iter(b.id for b in storage.blockers.open_blockers(session, team=team)), "")


async def test_button_checks_the_permissions_of_whoever_clicks_it(staffed_talk: Talk) -> None:
    team, resolved = staffed_talk.bot.deps.team, set()
    for who in INSIDERS + OUTSIDERS:
        blocker = await staffed_talk.bot.store.read(open_blocker, team=team)
        if not blocker:
            await staffed_talk.command("con", 'block M-1 "no staging data" needs @spo by fri', "identity")
            blocker = await staffed_talk.bot.store.read(open_blocker, team=team)
        notice = staffed_talk.newest_with("mia", "resolve", blocker)
        await staffed_talk.click(who, "resolve", value=blocker, on=notice)
        if await staffed_talk.bot.store.read(open_blocker, team=team) != blocker:
            resolved.add(who)
    assert resolved == {"mia", "lee", "otto", "con", "spo"}


def count_milestones(session: Session, *, team: str) -> int:
    return len(storage.plan.milestones(session, team=team, projects={"PRJ-1"}))


async def test_form_checks_permissions_when_it_is_submitted(staffed_talk: Talk) -> None:
    team, makers = staffed_talk.bot.deps.team, set()
    for who in INSIDERS:
        before = await staffed_talk.bot.store.read(count_milestones, team=team)
        await staffed_talk.command(who, "new milestone", "identity")
        if any(v.user == staffed_talk.users[who].id and not v.is_home for v in staffed_talk.sandbox.views.values()):
            await staffed_talk.submit(who, {"name": f"Of {who}", "inside": "PRJ-1"})
        if await staffed_talk.bot.store.read(count_milestones, team=team) > before:
            makers.add(who)
    assert makers == {"mia", "lee", "ada"}
    await staffed_talk.command("lee", "new milestone", "identity")
    await staffed_talk.command("mia", "admin role @otto lead PRJ-1", "identity")
    before = await staffed_talk.bot.store.read(count_milestones, team=team)
    await staffed_talk.submit("lee", {"name": "Too late", "inside": "PRJ-1"})
    assert await staffed_talk.bot.store.read(count_milestones, team=team) == before


async def answer_to(talk: Talk, who: str, words: str) -> str:
    """Return the answer to a command, sent as a mention for people without slash commands."""
    if who != "fay":
        return await talk.command(who, words, "payments")
    before = len(talk.private(who))
    await by_mention(talk, who, words)
    return "\n".join(message.text for message in talk.private(who)[before:])


@pytest.mark.whole
@pytest.mark.parametrize("who", OUTSIDERS)
async def test_outsider_reads_only_items_they_are_named_on(staffed_talk: Talk, who: str) -> None:
    for entry in routes.COMMANDS:
        for words in (entry.examples or (entry.verb,))[: form(short=1, whole=None)]:
            answer = await answer_to(staffed_talk, who, words)
            assert "Auth API" not in answer, words
            assert "Identity" not in answer or "Guest page" in answer, words
    home = await staffed_talk.sandbox.person(who).open_home()
    await staffed_talk.settle()
    assert home is None or "Auth API" not in str(home.body)
    view = next(v for v in staffed_talk.sandbox.views.values() if v.user == staffed_talk.users[who].id and v.is_home)
    assert "Auth API" not in str(view.body)
    assert ("Guest page" in str(view.body)) == (who == "gil")


async def test_deactivated_account_can_change_nothing(staffed_talk: Talk) -> None:
    acts.change_user(staffed_talk.sandbox.person("otto").platform, staffed_talk.users["otto"].id, deleted=True)
    await staffed_talk.settle()
    for way in (by_command, by_message):
        await way(staffed_talk, "otto", "M-1 77%")
    assert await staffed_talk.bot.store.read(percent, team=staffed_talk.bot.deps.team, id="M-1") == 0


async def test_help_lists_the_verbs_a_person_may_use(staffed_talk: Talk) -> None:
    guest, member, manager = [
        "".join([await staffed_talk.command(who, f"help {topic}", "identity") for topic in VERBS_BY_TOPIC])
        for who in ("gil", "con", "mia")
    ]
    assert "• M-42 Update" in guest
    assert "• new Create" not in guest
    assert "• new Create" in member
    assert "• admin " not in member
    assert "• admin " in manager
    assert "no help on “admin”" in await staffed_talk.command("con", "help admin", "identity")
    for entry in routes.COMMANDS:
        help_text = await staffed_talk.command("mia", f"help {entry.verb}", "identity")
        assert entry.summary[:30] in help_text, entry.verb


async def test_refusal_names_who_can_do_it(staffed_talk: Talk) -> None:
    await staffed_talk.command("ada", "me", "identity")
    refused = await staffed_talk.command("mia", "admin", "identity")
    assert "Only workspace admins can do that. Ask Ada." in " ".join(refused.split())
    refused = await staffed_talk.command("con", "PRJ-1 red because it is late", "identity")
    assert "Ask Lee." in refused


async def test_lead_is_not_told_that_leads_may(staffed_talk: Talk) -> None:
    refused = await staffed_talk.command("lee", "digest send PRG-1", "identity")
    assert "Only the program manager can do that." in refused
    assert "Only the program manager or the project lead" in await staffed_talk.command(
        "con", "digest send PRG-1", "identity"
    )
