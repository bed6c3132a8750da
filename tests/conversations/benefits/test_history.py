"""A benefit in the audit log and on a past day; figures of money are not for everyone who reads these."""

from datetime import timedelta

from tests.scenarios import set_up_two_projects
from tests.steps.value import add_benefit
from tests.talk import Talk


async def test_benefit_is_in_the_log_and_on_a_past_day(talk: Talk) -> None:
    await set_up_two_projects(talk)
    benefit = await add_benefit(talk, "Fewer tickets")
    await talk.fast_forward(by=timedelta(days=2))
    await talk.command("ana", f"{benefit} target 250", "identity")
    log = await talk.command("ana", f"audit {benefit}", "identity")
    assert "Fewer tickets (BEN-1)" in log
    assert "250" in log
    then = await talk.command("ana", f"asof 3 Mar {benefit}", "identity")
    assert "Target: 300" in then
    assert "Target: 250" in await talk.command("ana", f"asof today {benefit}", "identity")


async def test_past_day_shows_no_sums(talk: Talk) -> None:
    await set_up_two_projects(talk)
    benefit = await add_benefit(talk, "Revenue", unit="EUR", target=350_000.0)
    for command in (f"asof today {benefit}", f"audit {benefit}"):
        answer = await talk.command("ana", command, "identity")
        assert "Revenue" in answer
        assert "350" not in answer
        assert "7000" not in answer
