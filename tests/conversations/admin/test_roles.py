"""Each role by each way in: what must not happen does not, whichever door is tried (T7, T9, T19, T20)."""

from collections.abc import Awaitable, Callable

import pytest
from sqlmodel import Session

import storage.blockers
import storage.plan
from handlers import routes
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
async def test_a_milestone_is_changed_by_its_owner_its_lead_and_the_manager_alone(staffed: Talk, way: Way) -> None:
    changed = set()
    for number, who in enumerate(INSIDERS + OUTSIDERS, start=10):
        await way(staffed, who, f"M-1 {number}%")
        if await staffed.bot.store.read(percent, team=staffed.bot.deps.team, id="M-1") == number:
            changed.add(who)
    assert changed == {"mia", "lee", "otto"}


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
async def test_a_guest_changes_the_milestone_they_are_named_on(staffed: Talk, way: Way) -> None:
    await way(staffed, "gil", "M-2 40%")
    assert await staffed.bot.store.read(percent, team=staffed.bot.deps.team, id="M-2") == 40
    await way(staffed, "fay", "M-2 50%")
    assert await staffed.bot.store.read(percent, team=staffed.bot.deps.team, id="M-2") == 40


def open_blocker(session: Session, *, team: str) -> str:
    return next(iter(b.id for b in storage.blockers.open_blockers(session, team=team)), "")


async def test_a_button_on_somebody_elses_card_is_judged_by_who_clicks(staffed: Talk) -> None:
    team, resolved = staffed.bot.deps.team, set()
    for who in INSIDERS + OUTSIDERS:
        standing = await staffed.bot.store.read(open_blocker, team=team)
        if not standing:
            await staffed.command("con", 'block M-1 "no staging data" needs @spo by fri', "identity")
            standing = await staffed.bot.store.read(open_blocker, team=team)
        notice = staffed.newest_with("mia", "resolve", standing)
        await staffed.click(who, "resolve", value=standing, on=notice)
        if await staffed.bot.store.read(open_blocker, team=team) != standing:
            resolved.add(who)
    assert resolved == {"mia", "lee", "otto", "con", "spo"}


def made(session: Session, *, team: str) -> int:
    return len(storage.plan.milestones(session, team=team, projects={"PRJ-1"}))


async def test_a_form_is_judged_when_it_is_sent_and_not_when_it_was_opened(staffed: Talk) -> None:
    team, makers = staffed.bot.deps.team, set()
    for who in INSIDERS:
        before = await staffed.bot.store.read(made, team=team)
        await staffed.command(who, "new milestone", "identity")
        if any(v.user == staffed.users[who].id and not v.is_home for v in staffed.sandbox.views.values()):
            await staffed.submit(who, {"name": f"Of {who}", "inside": "PRJ-1"})
        if await staffed.bot.store.read(made, team=team) > before:
            makers.add(who)
    assert makers == {"mia", "lee", "ada"}
    await staffed.command("lee", "new milestone", "identity")
    await staffed.command("mia", "admin role @otto lead PRJ-1", "identity")
    before = await staffed.bot.store.read(made, team=team)
    await staffed.submit("lee", {"name": "Too late", "inside": "PRJ-1"})
    assert await staffed.bot.store.read(made, team=team) == before


async def asked(talk: Talk, who: str, words: str) -> str:
    """What somebody is answered, by command or (where Slack keeps these from them) by mention."""
    if who != "fay":
        return await talk.command(who, words, "payments")
    before = len(talk.private(who))
    await by_mention(talk, who, words)
    return "\n".join(message.text for message in talk.private(who)[before:])


@pytest.mark.whole
@pytest.mark.parametrize("who", OUTSIDERS)
async def test_an_outsider_reads_nothing_but_what_they_are_named_on(staffed: Talk, who: str) -> None:
    for entry in routes.COMMANDS:
        for words in (entry.examples or (entry.verb,))[: form(short=1, whole=None)]:
            told = await asked(staffed, who, words)
            assert "Auth API" not in told, words
            assert "Identity" not in told or "Guest page" in told, words
    home = await staffed.sandbox.person(who).open_home()
    await staffed.settle()
    assert home is None or "Auth API" not in str(home.body)
    view = next(v for v in staffed.sandbox.views.values() if v.user == staffed.users[who].id and v.is_home)
    assert "Auth API" not in str(view.body)
    assert ("Guest page" in str(view.body)) == (who == "gil")


async def test_an_account_that_was_closed_may_nothing_any_more(staffed: Talk) -> None:
    acts.change_user(staffed.sandbox.person("otto").platform, staffed.users["otto"].id, deleted=True)
    await staffed.settle()
    for way in (by_command, by_message):
        await way(staffed, "otto", "M-1 77%")
    assert await staffed.bot.store.read(percent, team=staffed.bot.deps.team, id="M-1") == 0


async def test_help_lists_the_verbs_a_person_may_use(staffed: Talk) -> None:
    guest, member, manager = [
        "".join([await staffed.command(who, f"help {page}", "identity") for page in (1, 2, 3)])
        for who in ("gil", "con", "mia")
    ]
    assert "• M-42 Update" in guest
    assert "• new Create" not in guest
    assert "• new Create" in member
    assert "• admin " not in member
    assert "• admin " in manager
    assert "I don't know “admin”" in await staffed.command("con", "help admin", "identity")
    for entry in routes.COMMANDS:
        told = await staffed.command("mia", f"help {entry.verb}", "identity")
        assert entry.summary[:30] in told, entry.verb
