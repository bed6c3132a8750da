"""People in files: known by address and by any of their names, asked about once, and owners when they appear later."""

import json
from typing import Any

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

import storage.plan
from rules.files.people_names import Directory, email_digest, fold_name, unknown_names
from tests.steps.files import direct_channel, direct_messages, direct_posts, given
from tests.talk import Talk


async def owner_of(talk: Talk, id: str) -> str | None:
    milestone = await talk.bot.store.read(storage.plan.milestone, team=talk.bot.deps.team, id=id)
    return milestone.owner


def table(*owners: str) -> bytes:
    rows = [f'{n},Part {n},"{owner}",2026-05-{n:02}' for n, owner in enumerate(owners, start=1)]
    return ("\n".join(["id,what,who,date", *rows])).encode()


async def test_members_are_known_by_address_and_every_name(talk: Talk) -> None:
    """Ask about a first name that is nearly one of theirs; none of them has met the bot before."""
    dora = talk.sandbox.workspace.add_user("dora.díaz", real_name="Dora Díaz", tz="Europe/Madrid")
    dora.display_name = "Dodo"
    names = ("Diaz, Dora", "dora.diaz@elsewhere.org", "DODO", "dora.díaz", "bo@example.com", "Ann", "Bo; Cleo")
    preview = (await given(talk, "ana", "app.csv", table(*names)))[-1]
    assert "dora.diaz@elsewhere.org" in preview
    assert "Part 7: Cleo" in preview
    await talk.click("ana", "import_go")
    owners = [await owner_of(talk, f"M-{number}") for number in range(1, 8)]
    bo = talk.users["bo"].id
    assert owners == [dora.id, None, dora.id, dora.id, bo, None, bo]
    card = await talk.command("ana", "M-2", "identity")
    assert "elsewhere.org" not in card


async def test_name_is_asked_about_once_and_remembered(talk: Talk) -> None:
    await given(talk, "ana", "app.csv", table("B. Silva", "Kim Poe"))
    question = direct_posts(talk, "ana")[-1]
    block = next(block for block in question.blocks if "B. Silva" in json.dumps(block) and "accessory" in block)
    bo = talk.users["bo"].id
    await talk.sandbox.person("ana").click(question, "import_who", selected=bo, block_id=block["block_id"])
    await talk.settle()
    preview = direct_messages(talk, "ana")[-1]
    assert "Part 1 (M-1), Fri 1 May, Bo" in preview
    assert "1 name of the file" in preview
    await talk.click("ana", "import_go")
    assert await owner_of(talk, "M-1") == bo
    again = (await given(talk, "ana", "other.csv", table("silva b"), text="import Other"))[-1]
    assert "Part 1 (M-3), Fri 1 May, Bo" in again


async def test_newcomer_gets_the_milestones_of_their_name(talk: Talk) -> None:
    await given(talk, "ana", "app.csv", table("Kim Poe", "kim.poe@example.com", "Poe", "Kim Poe; Bo"))
    await talk.click("ana", "import_go")
    assert await owner_of(talk, "M-1") is None
    kim = talk.sandbox.workspace.add_user("kim.poe", real_name="Kim Poe", tz="Europe/Madrid")
    talk.users["kim.poe"] = kim
    await talk.say("kim.poe", direct_channel(talk, "kim.poe"), "help")
    assert [await owner_of(talk, f"M-{number}") for number in (1, 2, 3, 4)] == [kim.id, kim.id, None, kim.id]


async def test_guest_gets_nothing_for_a_chosen_name(talk: Talk) -> None:
    await given(talk, "ana", "app.csv", table("Kim Poe"))
    await talk.click("ana", "import_go")
    guest = talk.sandbox.workspace.add_user("gus", real_name="Kim Poe", tz="Europe/Madrid", is_restricted=True)
    talk.users["gus"] = guest
    await talk.say("gus", direct_channel(talk, "gus"), "help")
    assert await owner_of(talk, "M-1") is None


async def test_two_of_one_name_get_nothing(talk: Talk) -> None:
    for number in (1, 2):
        talk.sandbox.workspace.add_user(f"kim{number}", real_name="Kim Poe", tz="Europe/Madrid")
    preview = (await given(talk, "ana", "app.csv", table("Kim Poe")))[-1]
    assert "1 name of the file" in preview
    await talk.click("ana", "import_go")
    assert await owner_of(talk, "M-1") is None


@pytest.mark.parametrize(
    ("cell", "people"),
    [
        ("Ana; Bo", ("Ana", "Bo")),
        ("Ana, Bo", ("Ana", "Bo")),
        ("Díaz, Ana", ("Díaz, Ana",)),
        ("Poe, Kim", ("Poe, Kim",)),
        ("Ana und Bo", ("Ana", "Bo")),
        ("Ana[50%];Bo[25%]", ("Ana[50%]", "Bo[25%]")),
        ("Ana Díaz <ana@example.com>", ("Ana Díaz <ana@example.com>",)),
    ],
)
def test_people_of_a_cell(cell: str, people: tuple[str, ...]) -> None:
    names = {"ana": "U1", "bo": "U2", "ana diaz": "U3"}
    directory = Directory({name: frozenset({id}) for name, id in names.items()})
    assert directory.people_of(cell) == people


NAMES = st.text(st.sampled_from("abÉçß ñ'-"), min_size=1, max_size=8).filter(fold_name)


@settings(max_examples=60, deadline=None)
@for_all(members=st.lists(NAMES, min_size=1, max_size=5), cell=NAMES)
def test_name_is_found_only_if_it_is_one_members(members: list[str], cell: str) -> None:
    """Whatever the names: case and order don't matter, a different word does, and two of a name are nobody."""
    ids: dict[str, Any] = {}
    for number, name in enumerate(members):
        ids.setdefault(fold_name(name), set()).add(f"U{number}")
    directory = Directory({name: frozenset(found) for name, found in ids.items()})
    found = directory.find(" ".join(reversed(cell.upper().split())))
    fitting = [f"U{n}" for n, name in enumerate(members) if fold_name(name) == fold_name(cell.upper())]
    assert found == (fitting[0] if len(fitting) == 1 else None)
    assert bool(unknown_names([cell], directory)) == (directory.find(cell) is None)


def test_address_is_kept_only_as_a_digest() -> None:
    assert email_digest("Ana <ANA@Example.com>") == email_digest("ana@example.com")
    assert "ana" not in email_digest("ana@example.com")
    assert email_digest("Ana") == ""
