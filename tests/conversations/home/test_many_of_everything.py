"""Every view works with 500 of everything that has to do with value and governance, and names of 200 characters."""

import re
from html import unescape

import pytest

from tests.steps.doors import press_forged_button
from tests.steps.many import set_up_many
from tests.talk import Talk

VIEWS = {
    "goals": ("goals", "G-1", "G-2", "goals coverage", "goals picture", "duplicates", "PRJ-1 goals", "PRJ-3"),
    "benefits": ("benefits", "benefits mine", "BEN-1", "BEN-2", "order PRG-1", "M-1 slip to 3 Apr because late"),
    "decisions": ("decisions", "decisions open", "decisions PRG-1", "DEC-1", "DEC-2", "decisions export PRG-1"),
    "changes": ("changes", "changes PRG-1", "CR-1", "CR-2"),
    "scenarios": ("scenarios", "scenarios PRG-1", "SC-1", "compare SC-1 SC-2", "SC-1 adopt"),
    "closeouts": ("lessons", "scorecard PRG-1", "scorecard PRJ-3", "status PRG-1", "close PRJ-1"),
    "history": ("asof 2026-03-02", "since 2026-03-01", "audit PRG-1", "audit DEC-1", "audit CR-1"),
    "plan": ("digest preview PRG-1", "brief PRG-1", "me", "orphans", "PRG-1", "M-1", "whatif M-1 +5d", "export PRG-1"),
}
# The lists that have pages, with what an item of each starts with.
LISTS = {
    "goals": "Goal",
    "benefits": "Benefit",
    "decisions": "Question",
    "changes": "Change",
    "scenarios": "Scenario",
    "lessons": "Lesson",
}
FORMS = ("new goal", "new benefit", "decide", "change", "new milestone", "close PRJ-1")
CLICKS = (
    *(("decision_choose", "DEC-1/9"), ("decision_edit", "DEC-1"), ("benefit_edit", "BEN-1")),
    *(("benefit_picture", "BEN-1"), ("benefit_reading", "BEN-1"), ("change_comment", "CR-1"), ("goal_edit", "G-1")),
    *(("goal_result", "G-1"), ("goal_reading", "G-1"), ("goal_weights", "PRJ-1"), ("scenario_picture", "SC-1")),
)
REFUSED = re.compile(r"went wrong|I don't understand|didn't understand|no such|can't be shown", re.IGNORECASE)


@pytest.fixture
async def many(talk: Talk) -> Talk:
    await set_up_many(talk)
    return talk


def assert_slack_took_all(talk: Talk) -> None:
    """Fail if Slack refused anything at all, also a table that would have been sent again as text."""
    refused = [(call.method, call.result) for call in talk.sandbox.calls if not call.result.get("ok", True)]
    assert not refused


@pytest.mark.parametrize("topic", VIEWS)
async def test_view_works_with_500_of_everything(many: Talk, topic: str) -> None:
    for words in VIEWS[topic]:
        answer = await many.command("ana", words, "identity")
        assert answer or many.window("ana"), words
        assert not REFUSED.search(answer), (words, answer[:300])
    assert_slack_took_all(many)


async def test_home_works_with_500_of_everything(many: Talk) -> None:
    await many.sandbox.person("ana").open_home()
    await many.settle()
    assert "Question &lt;1&gt;" in str(many.sandbox.homes[many.users["ana"].id].body)
    assert_slack_took_all(many)


@pytest.mark.parametrize("voice", ["delivery", "executive"])
async def test_digest_works_with_500_of_everything(many: Talk, voice: str) -> None:
    assert "Atlas" in await many.command("ana", f"digest preview {voice}", "identity")
    assert_slack_took_all(many)


async def test_forms_open_with_500_of_everything(many: Talk) -> None:
    for words in FORMS:
        await many.command("ana", words, "identity")
        assert many.window("ana"), words
    for action, value in CLICKS:
        answer = await press_forged_button(many, "ana", action, value, place="identity")
        assert not REFUSED.search(answer), (action, answer[:300])
    assert_slack_took_all(many)


@pytest.mark.parametrize("verb", LISTS)
async def test_pages_show_each_of_500_once(many: Talk, verb: str) -> None:
    """Read the first two and the last two pages by command, and see that *Next* leads on; the middle is the same."""
    shown = {}
    for page in (1, 2, 49, 50):
        await many.command("ana", f"{verb} page {page}", "identity")
        blocks = str(many.private("ana")[-1].blocks)
        shown[page] = {int(number) for number in re.findall(rf"{LISTS[verb]} <(\d+)>", unescape(blocks))}
        assert (f"{verb} page {page + 1}'" in blocks) == (page < 50), page
        assert len(shown[page]) == 10, page
    assert len(set[int]().union(*shown.values())) == 40
    assert_slack_took_all(many)
