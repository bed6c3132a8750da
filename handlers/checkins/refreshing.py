"""Prompts whose questions were answered elsewhere: their message is edited, so that nothing is asked twice (B-126)."""

from handlers.checkins import answers
from handlers.common import isolation
from handlers.common.deps import Deps
from storage import checkin_schedule


async def refresh_answered_prompts(deps: Deps) -> None:
    """Run each minute: edit the open prompts of people who, or whose milestones, had activity."""
    now = deps.now()
    outdated = await deps.read(checkin_schedule.outdated_prompts, team=deps.team, now=now)
    tasks = {
        f"{user} {day}": isolation.transaction_task(deps, answers.update_prompt, user=user, day=day, now=now)
        for user, day in outdated
    }
    await isolation.run_each(deps, job="check-in answers", tasks=tasks)
