"""Every answer to a line of a digest by every role, through the real app: taken, refused with a reason, or gone."""

import random
import re

import pytest

from tests.forms import form
from tests.prepared import prepared
from tests.scenarios import INSIDERS, OUTSIDERS, set_up_every_role
from tests.steps.digests.answers import answer, digests, direct
from tests.talk import Talk, message_text

BLOCKED, LATE, DECISION, REQUEST = "ask:B-1", "trouble:M-1", "ask:DEC-1", "ask:CR-1"
TAKEN = ("on_it", "help", "asked", "muted")
ANSWERS = {BLOCKED: TAKEN, LATE: TAKEN, DECISION: ("decide", "asked", "muted"), REQUEST: ("approve", "asked", "muted")}
# Who may take on, decide or approve; help, questions and mutes are everyone's in the workspace.
MAY = {
    ("on_it", BLOCKED): {"mia", "lee", "con", "otto"},
    ("on_it", LATE): {"mia", "lee", "otto"},
    ("decide", DECISION): {"con"},
    ("approve", REQUEST): {"lee"},
}
REFUSALS = r"You may not|isn't yours to decide|You asked for this change|You don't have permission"


@prepared
async def set_up_answerable_digest(talk: Talk) -> None:
    """Post a digest with a late milestone of Otto's, a blocker and a decision for Con, and a change request."""
    await set_up_every_role(talk)
    for words in (
        'block M-1 "no test cards" needs @con by 9 Mar',
        'decide "Which region?" options Europe|America by 6 Mar who @con in PRG-1',
        'change "More time" M-2 to 20 Mar because the vendor is late',
        "link PRG-1 #payments",
    ):
        await talk.command("mia", words, "identity")
    await talk.say("otto", "identity", "M-1 slip to 27 Mar because the vendor is late")
    await talk.command("mia", "digest send PRG-1", "identity")


async def give(talk: Talk, who: str, kind: str, key: str, place: str = "payments") -> str:
    """Choose an answer, and return what the person reads: the receipt or refusal, or the form that opened."""
    opened = talk.window(who)
    said = await answer(talk, who, kind, key, digests(talk, place, who)[-1])
    return said or (talk.window(who) if talk.window(who) != opened else "")


@pytest.mark.whole
@pytest.mark.parametrize("key", ANSWERS)
async def test_each_answer_is_taken_or_refused_by_role(talk: Talk, key: str) -> None:
    await set_up_answerable_digest(talk)
    people = [*INSIDERS, *OUTSIDERS]
    random.Random(key).shuffle(people)
    wrong = []
    for who in form(short=people[:4], whole=people):
        for kind in ANSWERS[key]:
            said = await give(talk, who, kind, key)
            may = who in MAY.get((kind, key), INSIDERS)
            refused = bool(re.search(REFUSALS, said))
            own = "is yours: there is no one else to ask" in said
            over = "approved" in said and kind in ("asked", "approve")
            if not said or (refused == may and not own and not over):
                wrong.append(f"{who} {kind} {key}: {said[:160]!r}")
    assert not wrong, "\n".join(wrong)


async def test_answers_about_what_is_over_say_so(talk: Talk) -> None:
    await set_up_answerable_digest(talk)
    for words in ("withdraw DEC-1", "withdraw CR-1", "unblock B-1"):
        await talk.command("mia", words, "identity")
    for kind, key, outcome in (
        *(("decide", DECISION, "(DEC-1) was withdrawn"), ("asked", DECISION, "(DEC-1) was withdrawn")),
        *(("approve", REQUEST, "(CR-1) was withdrawn"), ("on_it", BLOCKED, "(B-1) was resolved")),
    ):
        assert outcome in await give(talk, "con" if kind != "approve" else "lee", kind, key)


async def test_question_in_a_private_channel_stays_there(talk: Talk) -> None:
    await set_up_answerable_digest(talk)
    workspace = talk.sandbox.workspace
    members = [talk.users[name].id for name in ("mia", "con")]
    board = workspace.add_channel("board", private=True, members=[*members, workspace.bot_user_id])
    await talk.command("mia", "link PRG-1", board)
    await talk.command("mia", "digest send PRG-1 --force", board)
    await give(talk, "con", "asked", LATE, "board")
    await talk.submit("con", {"question": "Does the merger delay it?"})
    assert "Does the merger delay it?" in direct(talk, "otto")
    await talk.click("otto", "digest_reply")
    await talk.submit("otto", {"reply": "Yes, the lawyers are slow."})
    assert any("lawyers are slow" in message_text(one) for one in digests(talk, "board", "mia"))
    log = await talk.command("mia", "audit PRG-1", board)
    assert "digest answer M-1 of Con" in log
    for who in ("ada", "sta", "lee"):
        for command in ("audit PRG-1", "audit", "M-1", "digest preview PRG-1"):
            said = await talk.command(who, command, "payments")
            assert "merger" not in said
            assert "lawyers" not in said
