"""Budget lines from a table: a preview, one bad row by its line, and only who may change the budgets."""

import pytest

from tests.scenarios import set_up_every_role
from tests.steps.files import given
from tests.talk import Talk

HEADINGS = "Project,Kind,Name,Month,Currency,Planned,Committed,Actual,Forecast\n"
TABLE = (
    HEADINGS
    + 'PRJ-1,people,,Mar 2026,EUR,"12,000",,4300,\n'
    + "Identity,vendor,Acme,2026-04,EUR,8k,8k,,9k\n"
    + "Payments,tools,,,USD,500,,,\n"
)


@pytest.fixture
async def table_talk(talk: Talk) -> Talk:
    await set_up_every_role(talk)
    return talk


async def test_table_is_previewed_and_imported(table_talk: Talk) -> None:
    preview = (await given(table_talk, "mia", "budget.csv", TABLE.encode()))[-1]
    assert "New: 3 budget lines" in preview
    await table_talk.click("mia", "import_go")
    view = await table_talk.command("mia", "budget PRG-1", "identity")
    assert "planned 20,000 EUR · committed 8,000 EUR · actual 4,300 EUR" in view
    assert "planned 500 USD" in view
    again = (await given(table_talk, "mia", "budget.csv", TABLE.replace("4300", "4500").encode()))[-1]
    assert "1 changed record" in again
    await table_talk.click("mia", "import_go")
    assert "actual 4,500 EUR" in await table_talk.command("mia", "budget PRG-1", "identity")


@pytest.mark.parametrize(
    ("row", "refusal"),
    [
        ("PRJ-9,people,,,EUR,1,,,", "Line 5: there is no project “PRJ-9”"),
        ("PRJ-1,cake,,,EUR,1,,,", "Line 5: “cake” is no kind"),
        ("PRJ-1,people,,someday,EUR,1,,,", "Line 5: “someday” is no month"),
        ("PRJ-1,people,,,EUR,lots,,,", "Line 5: “lots” is no amount"),
        ("PRJ-1,people,,,EUR,12.000,,,", "Line 5: Is 12.000 12,000 or 12?"),
        ("PRJ-1,people,,,,1,,,", "Line 5: Which currency?"),
        ("PRJ-1,people,,,EUR,,,,", "Line 5: No amount is given"),
        ("PRJ-1,people,,2026-03,EUR,7,,,", "Line 5 is the same budget line as line 2"),
    ],
)
async def test_bad_row_is_named_by_its_line(table_talk: Talk, row: str, refusal: str) -> None:
    assert refusal in (await given(table_talk, "mia", "budget.csv", (TABLE + row + "\n").encode()))[-1]


async def test_lead_imports_only_their_own_budget(table_talk: Talk) -> None:
    refusal = (await given(table_talk, "lee", "budget.csv", TABLE.encode()))[-1]
    assert "You may not change the budget here" in refusal
    own = HEADINGS + "PRJ-1,people,,Mar 2026,EUR,12000,,,\n"
    assert "New: 1 budget line" in (await given(table_talk, "lee", "budget.csv", own.encode()))[-1]
    assert "You may not change the budget here" in (await given(table_talk, "con", "budget.csv", own.encode()))[-1]
