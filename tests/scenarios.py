"""What conversations begin with: states of a program that many tests share, each set up by data (tests/prepared.py)."""

from datetime import UTC, datetime, timedelta

from tests.prepared import prepared
from tests.steps.checkins import BERLIN_NINE
from tests.steps.escalations import to
from tests.talk import Talk

NOON = datetime(2026, 3, 6, 12, 30, tzinfo=UTC)  # a Friday: 09:30 in São Paulo, 13:30 in Berlin, 21:30 in Tokyo


@prepared
async def program_with_two_projects(talk: Talk) -> None:
    """Two projects in two channels; M-2 of the second waits for M-1 of the first."""
    await talk.command("ana", 'new program "Atlas"', "identity")
    await talk.command("ana", 'new project "Identity" @ana', "identity")
    await talk.command("ana", 'new project "Payments" @bo', "payments")
    await talk.command("ana", "link PRJ-1", "identity")
    await talk.command("ana", "link PRJ-2", "payments")
    await talk.command("ana", 'new milestone "Auth API" 13 Mar @ana in PRJ-1', "identity")
    await talk.command("ana", 'new milestone "Checkout" 20 Mar @bo in PRJ-2', "payments")
    await talk.command("ana", "depend M-2 on M-1", "payments")


@prepared
async def friday_with_a_slip(talk: Talk) -> None:
    """M-1 belongs to Bo (São Paulo), its project to Cleo (Tokyo), the program to Ana (Berlin); on Friday it slips."""
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
async def escalation_to_the_owner(talk: Talk) -> None:
    """It has been red for long enough that its owner is asked."""
    await friday_with_a_slip(talk)
    await talk.fast_forward(to=NOON)


@prepared
async def escalation_over_a_weekend(talk: Talk) -> None:
    """The project's lead was asked too, and its owner hears that the program's manager is next."""
    await escalation_to_the_owner(talk)
    for day, hour, minute in ((8, 12, 1), (9, 12, 1), (10, 0, 1), (10, 8, 2), (10, 12, 1)):
        await to(talk, day, hour, minute)


@prepared
async def minute_before_check_ins(talk: Talk) -> None:
    """The program of a week before, so that nothing was said lately; a minute before nine in Berlin."""
    await program_with_two_projects(talk)
    await talk.fast_forward(to=BERLIN_NINE - timedelta(minutes=1))


@prepared
async def check_ins_asked(talk: Talk) -> None:
    """Nine in Berlin: Ana was asked."""
    await minute_before_check_ins(talk)
    await talk.fast_forward(to=BERLIN_NINE)


@prepared
async def second_handover_asked_for(talk: Talk) -> None:
    """Bo asks Ana for M-4 by 29 May."""
    await program_with_two_projects(talk)
    await talk.command("ana", 'new milestone "Report" 29 May @bo in PRJ-2', "payments")
    await talk.command("ana", 'new milestone "Portal" 20 May @ana in PRJ-1', "identity")
    await talk.command("bo", "depend M-3 on M-4 by 29 May", "payments")


INSIDERS = ("mia", "lee", "otto", "ada", "spo", "con", "ben", "sta", "olga")


OUTSIDERS = ("gil", "fay")


@prepared
async def program_with_every_role(talk: Talk) -> None:
    """Mia manages, Lee leads PRJ-1, Otto owns M-1; Gil (a guest) owns M-2; Olga leads PRJ-2; Fay is of another firm."""
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


CANARY = "Sale of the firm"


@prepared
async def program_with_a_closed_channel(talk: Talk) -> None:
    """A program, and a closed channel of Ana and Bo, in which M-3 was said; M-2 waits for M-1 and M-3."""
    await program_with_two_projects(talk)
    members = [talk.users["ana"].id, talk.users["bo"].id, talk.sandbox.workspace.bot_user_id]
    channel = talk.sandbox.workspace.add_channel("board", private=True, members=members)
    await talk.command("ana", f'new milestone "{CANARY}" 20 Apr @ana in PRJ-1', channel)


@prepared
async def handover_asked_for(talk: Talk) -> None:
    """Bo's Checkout waits for Ana's Auth API; Ana is asked, Cleo manages the program."""
    await talk.command("cleo", 'new program "Atlas"', "identity")
    await talk.command("cleo", 'new project "Identity" @ana', "identity")
    await talk.command("cleo", 'new project "Payments" @bo', "payments")
    await talk.command("ana", "link PRJ-1", "identity")
    await talk.command("bo", "link PRJ-2", "payments")
    await talk.command("ana", 'new milestone "Auth API" 13 Mar', "identity")
    await talk.command("bo", 'new milestone "Checkout" 27 Mar takes 5d', "payments")
    await talk.command("bo", "depend M-2 on M-1 by 16 Mar", "payments")
