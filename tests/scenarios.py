"""Starting states of a program that many conversations share, each restored from data (tests/prepared.py)."""

from datetime import UTC, datetime, timedelta

from tests.prepared import prepared
from tests.steps.checkins import BERLIN_NINE
from tests.steps.escalations import advance_to
from tests.talk import Talk

# A Friday: 09:30 in São Paulo, 13:30 in Berlin, 21:30 in Tokyo.
NOON = datetime(2026, 3, 6, 12, 30, tzinfo=UTC)


@prepared
async def set_up_two_projects(talk: Talk) -> None:
    """Set up two projects in two channels; M-2 of the second depends on M-1 of the first."""
    await talk.command("ana", 'new program "Atlas"', "identity")
    await talk.command("ana", 'new project "Identity" @ana', "identity")
    await talk.command("ana", 'new project "Payments" @bo', "payments")
    await talk.command("ana", "link PRJ-1", "identity")
    await talk.command("ana", "link PRJ-2", "payments")
    await talk.command("ana", 'new milestone "Auth API" 13 Mar @ana in PRJ-1', "identity")
    await talk.command("ana", 'new milestone "Checkout" 20 Mar @bo in PRJ-2', "payments")
    await talk.command("ana", "depend M-2 on M-1", "payments")


@prepared
async def set_up_friday_slip(talk: Talk) -> None:
    """Let M-1 slip on a Friday; Bo (São Paulo) owns it, Cleo (Tokyo) leads its project, Ana (Berlin) the program."""
    await talk.command("ana", 'new program "Atlas"', "identity")
    await talk.command("ana", 'new project "Identity" @cleo', "identity")
    await talk.command("ana", 'new project "Payments" @ana', "payments")
    await talk.command("ana", "link PRJ-1", "identity")
    await talk.command("ana", "link PRJ-2", "payments")
    await talk.command("ana", 'new milestone "Auth API" 13 Mar @bo in PRJ-1', "identity")
    await talk.command("ana", 'new milestone "Checkout" 20 Mar @ana in PRJ-2', "payments")
    await talk.command("ana", "depend M-2 on M-1", "payments")
    await talk.fast_forward(to=NOON - timedelta(minutes=15))
    await talk.say("ana", "identity", "M-1 slip to 27 Mar")
    await talk.fast_forward(by=timedelta(minutes=1))


@prepared
async def set_up_owner_escalation(talk: Talk) -> None:
    """Let M-1 stay red until its owner is asked."""
    await set_up_friday_slip(talk)
    await talk.fast_forward(to=NOON)


@prepared
async def set_up_weekend_escalation(talk: Talk) -> None:
    """Let the project lead be asked too, and the owner be warned that the program manager is next."""
    await set_up_owner_escalation(talk)
    for day, hour, minute in ((8, 12, 1), (9, 12, 1), (10, 0, 1), (10, 8, 2), (10, 12, 1)):
        await advance_to(talk, day=day, hour=hour, minute=minute)


@prepared
async def set_up_minute_before_check_ins(talk: Talk) -> None:
    """Stop a minute before nine in Berlin, a week after the last update, so that every milestone is asked about."""
    await set_up_two_projects(talk)
    await talk.fast_forward(to=BERLIN_NINE - timedelta(minutes=1))


@prepared
async def set_up_sent_check_ins(talk: Talk) -> None:
    """Advance to nine in Berlin, when Ana gets her check-in."""
    await set_up_minute_before_check_ins(talk)
    await talk.fast_forward(to=BERLIN_NINE)


@prepared
async def set_up_second_request(talk: Talk) -> None:
    """Let Bo ask Ana for M-4 by 29 May."""
    await set_up_two_projects(talk)
    await talk.command("ana", 'new milestone "Report" 29 May @bo in PRJ-2', "payments")
    await talk.command("ana", 'new milestone "Portal" 20 May @ana in PRJ-1', "identity")
    await talk.command("bo", "depend M-3 on M-4 by 29 May", "payments")


INSIDERS = ("mia", "lee", "otto", "ada", "spo", "con", "ben", "sta", "olga")


OUTSIDERS = ("gil", "fay")


@prepared
async def set_up_every_role(talk: Talk) -> None:
    """Give every role to someone.

    Mia manages the program, Lee leads PRJ-1, Otto owns M-1, Gil (a guest) owns M-2, Olga leads PRJ-2; Fay works for
    another company.
    """
    workspace = talk.sandbox.workspace
    for name in INSIDERS + OUTSIDERS:
        team = "T0OTHER" if name == "fay" else None
        talk.users[name] = workspace.add_user(
            name, real_name=name.title(), is_admin=name == "ada", is_restricted=name == "gil", team=team
        )
        for channel in ("identity", "payments"):
            workspace.channel_named(channel).members.append(talk.users[name].id)
    for words in (
        'new program "Atlas"',
        'new project "Identity" @lee in PRG-1',
        'new project "Payments" @olga in PRG-1',
        "link PRJ-1 #identity",
        "link PRJ-2 #payments",
        'new milestone "Auth API" 13 Mar @otto in PRJ-1',
        'new milestone "Guest page" 13 Mar @gil in PRJ-1',
        "admin role @spo sponsor PRG-1",
        "admin role @ben benefit PRG-1",
        "admin role @sta stakeholder PRG-1",
    ):
        await talk.command("mia", words, "identity")


@prepared
async def set_up_roles_with_consumer(talk: Talk) -> None:
    """Let Olga's Checkout (M-3) depend on Otto's Auth API (M-1)."""
    await set_up_every_role(talk)
    await talk.command("mia", 'new milestone "Checkout" 27 Mar @olga in PRJ-2', "payments")
    await talk.command("mia", "depend M-3 on M-1", "payments")


CANARY = "Sale of the firm"


@prepared
async def set_up_private_channel(talk: Talk) -> None:
    """Add a private channel of Ana and Bo, with M-3 created in it, to the program with two projects."""
    await set_up_two_projects(talk)
    members = [talk.users["ana"].id, talk.users["bo"].id, talk.sandbox.workspace.bot_user_id]
    channel = talk.sandbox.workspace.add_channel("board", private=True, members=members)
    await talk.command("ana", f'new milestone "{CANARY}" 20 Apr @ana in PRJ-1', channel)


@prepared
async def set_up_request(talk: Talk) -> None:
    """Let Bo ask Ana for her Auth API, which his Checkout depends on; Cleo manages the program."""
    await talk.command("cleo", 'new program "Atlas"', "identity")
    await talk.command("cleo", 'new project "Identity" @ana', "identity")
    await talk.command("cleo", 'new project "Payments" @bo', "payments")
    await talk.command("ana", "link PRJ-1", "identity")
    await talk.command("bo", "link PRJ-2", "payments")
    await talk.command("ana", 'new milestone "Auth API" 13 Mar', "identity")
    await talk.command("bo", 'new milestone "Checkout" 27 Mar takes 5d', "payments")
    await talk.command("bo", "depend M-2 on M-1 by 16 Mar", "payments")


@prepared
async def set_up_chain_of_three(talk: Talk) -> None:
    """Set up a chain over three projects: M-3 depends on M-2, which depends on M-1."""
    await set_up_two_projects(talk)
    await talk.command("ana", 'new project "News" @cleo', "news")
    await talk.command("ana", "link PRJ-3", "news")
    await talk.command("ana", 'new milestone "Launch" 27 Mar @cleo in PRJ-3', "news")
    await talk.command("ana", "depend M-3 on M-2", "news")
