"""Check-ins of any size: everything that is asked can be answered, and every round has its summary."""

from datetime import date

from tests.scenarios import set_up_minute_before_check_ins
from tests.steps.checkins import BERLIN_NINE, prompts, summaries
from tests.steps.growth import add_milestones
from tests.talk import Talk


async def test_sixty_milestones_due_are_asked_and_the_last_answered(talk: Talk) -> None:
    await set_up_minute_before_check_ins(talk)
    ids = await add_milestones(talk, 60, project="PRJ-1", owner="ana", day=date(2026, 3, 24))
    await talk.fast_forward(to=BERLIN_NINE)
    (prompt,) = prompts(talk, "ana")
    assert "61 milestones of yours" in prompt
    assert "and 54 more" in prompt
    for page in range(2, 10):
        await talk.click("ana", "checkin_page", value=f"{page} 2026-03-10")
    (prompt,) = prompts(talk, "ana")
    assert ids[-1] in prompt
    await talk.click("ana", "checkin_same", value=f"{ids[-1]} 2026-03-10")
    assert "60 milestones of yours" in prompts(talk, "ana")[0]
    await talk.click("ana", "checkin_same_all")
    assert "milestones of yours" not in prompts(talk, "ana")[0]


async def test_round_of_forty_answers_posts_its_summary(talk: Talk) -> None:
    await set_up_minute_before_check_ins(talk)
    await add_milestones(talk, 40, project="PRJ-1", owner="ana", day=date(2026, 3, 24))
    await talk.fast_forward(to=BERLIN_NINE)
    await talk.command("ana", "no change", "identity")
    (summary,) = summaries(talk, "identity")
    assert "No change (41)" in summary
    assert "and 29 more" in summary
