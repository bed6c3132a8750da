"""Views of goals, benefits, decisions, requests and close-outs: who reads them, and which buttons they hold.

A button that a person is shown is one they can use; money is for those who see the budget; guests read nothing of
this, also through buttons that they were never shown.
"""

import json
import re
from typing import Any

import pytest
from sqlmodel import Session

import storage.audit
import storage.money.budgets
from handlers import routes
from sandbox.view_state import interactive_elements
from tests.forms import form
from tests.prepared import prepared
from tests.scenarios import INSIDERS, OUTSIDERS, set_up_roles_with_consumer
from tests.steps.doors import everything_sent, press_forged_button
from tests.steps.value import add_benefit
from tests.talk import Talk

IDS = ("PRG-1", "PRJ-1", "G-1", "BEN-1", "DEC-1", "CR-1", "SC-1")
ID_OF_TOPIC = {"goal": "G-1", "benefit": "BEN-1", "decision": "DEC-1", "change": "CR-1", "scenario": "SC-1"}
WORDS = ("Keep our customers", "Fewer tickets", "Which region?", "More people", "Second vendor", "Test earlier")
TOPICS = ("goal", "benefit", "decision", "change", "scenario", "scorecard", "close", "accept", "lesson", "duplicate")
# The seeds of money: a budget line and what a benefit is worth a week.
SUMS = ("4711", "4.7 k", "14 k", "14,000")
COMMANDS = (
    *("G-1", "goals PRG-1", "goals coverage PRG-1", "goals picture PRG-1", "PRJ-1 goals", "BEN-1", "benefits PRG-1"),
    *("DEC-1", "decisions", "CR-1", "changes", "SC-1", "scenarios", "scorecard PRJ-1", "scorecard PRG-1", "lessons"),
    *("notes", "order PRG-1", "whatif M-1 +10d", "status PRG-1", "status PRJ-1", "brief PRG-1", "since 2 Mar"),
    *(
        "asof 2 Mar PRG-1",
        "asof 2 Mar BEN-1",
        "audit",
        "audit BEN-1",
        "digest preview PRG-1",
        "analyze PRG-1",
        "export PRG-1",
        "me",
    ),
    *("changes limits", "settings PRG-1"),
)


@prepared
async def set_up_views(talk: Talk) -> None:
    """Add one of everything, with a budget of PRJ-2; Otto decides, Ben owns the benefit, Con asks for the change."""
    await set_up_roles_with_consumer(talk)

    def add_budget(session: Session) -> None:
        team = talk.bot.deps.team
        storage.audit.set_actor(session, team=team, actor=talk.users["mia"].id, now=talk.at)
        storage.money.budgets.add_budget_line(
            session,
            team=team,
            project="PRJ-2",
            name="People",
            planned=4711.0,
            currency="EUR",
            by=talk.users["mia"].id,
            now=talk.at,
        )

    await talk.bot.store.transact(add_budget)
    await talk.command("mia", f'new goal "{WORDS[0]}" by 31 Dec owner @con', "identity")
    await talk.command("mia", 'G-1 key result "Churn" 4.2 → 3.8 %', "identity")
    await talk.command("mia", "PRJ-1 goals G-1", "identity")
    await add_benefit(talk, WORDS[1], owner=talk.users["ben"].id, goal="G-1", milestones=["M-1"])
    await talk.command("con", f'decide "{WORDS[2]}" options EU|US who @otto agree @ben gates M-1 in PRJ-1', "identity")
    await talk.command("con", f'change "{WORDS[3]}" add "T" in PRJ-1, budget PRJ-2 +13 because it grew', "identity")
    await talk.command("con", f'scenario "{WORDS[4]}" M-1 +5d', "identity")
    await talk.command("mia", "close PRJ-2 to PRJ-1", "payments")
    await talk.command("mia", f'lesson PRJ-2 "{WORDS[5]}"', "payments")


@pytest.mark.whole
@pytest.mark.parametrize("who", OUTSIDERS)
async def test_outsiders_read_nothing_at_any_button(talk: Talk, who: str) -> None:
    await set_up_views(talk)
    talk.sandbox.calls.clear()
    for action in sorted(name for name in routes.CLICKS if name.startswith(TOPICS)):
        for id in form(short=[ID_OF_TOPIC.get(action.partition("_")[0], "PRJ-1")], whole=IDS):
            await press_forged_button(talk, who, action, id, place="identity")
    for words in COMMANDS:
        await press_forged_button(talk, who, "again", words, place="identity")
        await press_forged_button(talk, who, "share_view", words, place="identity")
    sent = everything_sent(talk, to=who)
    assert [words for words in (*WORDS, "Atlas", "Identity") if words in sent] == []


def buttons_of(blocks: list[dict[str, Any]]) -> set[tuple[str, str]]:
    """Return action and value of the buttons of a message."""
    return {
        (element["action_id"].partition(":")[0], element.get("value", ""))
        for _, element in interactive_elements(blocks)
        if element["type"] == "button"
    }


@pytest.mark.whole
@pytest.mark.parametrize("who", form(short=("spo", "lee", "otto", "ben", "sta"), whole=INSIDERS))
async def test_shown_buttons_work_and_money_is_hidden(talk: Talk, who: str) -> None:
    await set_up_views(talk)
    shown: set[tuple[str, str]] = set()
    texts = {}
    for words in COMMANDS:
        before = {message.ts for message in talk.visible(who)}
        await talk.command(who, words, "identity")
        new = [message for message in talk.visible(who) if message.ts not in before]
        texts[words] = json.dumps([message.blocks for message in new], ensure_ascii=False) + talk.window(who)
        shown |= {button for message in new for button in buttons_of(message.blocks)}
    # Olga leads the project with the budget, and Ben owns the benefit.
    kept = {"olga": SUMS[2:], "ben": SUMS[:2]}.get(who, SUMS)
    leaks = [(words, amount) for words, text in texts.items() for amount in kept if amount in text]
    assert (leaks == []) == (who not in ("mia", "ada", "spo"))
    refused = {}
    for action, value in sorted(shown):
        if action.startswith(TOPICS) or action in ("publish", "again"):
            answer = await press_forged_button(talk, who, action, value, place="identity")
            if re.search(r"You may not|don't have permission|isn't yours|aren't asked|Only .* can", answer):
                refused[action, value] = answer
    assert refused == {}
