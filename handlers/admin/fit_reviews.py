"""The yearly look at a program: a year after the last fit test its manager is asked which signs still hold (M-26)."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

import storage.fit
import storage.people
import storage.plan
import storage.posted_notices
import storage.queues.claims
import templates
from handlers.admin import fit
from handlers.common import isolation, posting, working_time
from handlers.common.deps import Deps
from handlers.common.requests import Click
from rules.fit import ProgramSign, review_day
from rules.people import Person, Role
from rules.plan import Program
from rules.refusal import Refusal
from rules.time.working_time import local_day
from storage.fit import FitAnswer
from templates import RenderedMessage


@dataclass(frozen=True, slots=True)
class DueReview:
    """A program whose last fit test is a year old, and the person to ask."""

    program: Program
    last: FitAnswer
    user: str

    @property
    def key(self) -> str:
        """The key of its message: one for each answer, so that it is asked about once."""
        return f"fit:{self.program.id}:{self.last.at:%Y-%m-%dT%H%M%S}"


async def ask_yearly_reviews(deps: Deps) -> None:
    """Run every hour: ask about programs whose last fit test is a year old, while the person is at work."""
    now = deps.now()
    if not await deps.commit(
        storage.queues.claims.claim_slot, team=deps.team, name="fit", slot=f"{now:%Y-%m-%dT%H}", now=now
    ):
        return
    due = await deps.read(due_reviews, team=deps.team, now=now)
    tasks = {item.key: isolation.transaction_task(deps, ask_review, due=item, now=now) for item in due}
    await isolation.run_each(deps, job="fit", tasks=tasks)


def due_reviews(session: Session, *, team: str, now: datetime) -> tuple[DueReview, ...]:
    """Return the reviews to ask for now: the program's manager is asked, or its sponsor where it has none."""
    programs = storage.plan.programs(session, team=team)
    answers = storage.fit.newest_answers(
        session, team=team, programs={program.id: program.name for program in programs}
    )
    found = []
    for program in programs:
        last = answers.get(program.id)
        if last is None or local_day(program.zone, now) < review_day(local_day(program.zone, last.at)):
            continue
        user = _person_to_ask(session, team=team, program=program)
        if user and not storage.posted_notices.was_queued(session, key=DueReview(program, last, user).key):
            found.append(DueReview(program, last, user))
    hours = working_time.work_times(session, team=team, users={due.user for due in found}, now=now)
    return tuple(due for due in found if hours[due.user].is_working(now))


def _person_to_ask(session: Session, *, team: str, program: Program) -> str | None:
    sponsors = [
        assigned.user
        for assigned in storage.people.role_assignments(session, team=team)
        if assigned.scope == program.id and assigned.role == Role.SPONSOR.value
    ]
    for user in filter(None, (program.manager, *sponsors)):
        person = storage.people.find_person(session, team=team, id=user)
        if person and not person.outsider:
            return user
    return None


def ask_review(session: Session, *, team: str, due: DueReview, now: datetime) -> None:
    message = templates.render(
        "admin/fit_review",
        program=due.program,
        last=due.last,
        total=len(ProgramSign),
        today=local_day(due.program.zone, now),
    )
    posting.post_message(session, key=due.key, team=team, channel=due.user, message=message, now=now)


async def on_review(click: Click, deps: Deps) -> None:
    """Open the form with the six signs, ticked as they were."""
    program, last = await deps.read(reviewed_program, team=deps.team, id=click.value)
    await fit.open_form(
        deps,
        user=click.person.id,
        trigger=click.trigger,
        subject=program.name,
        last=last,
        channel=click.channel,
        today=click.today,
    )


async def on_same(click: Click, deps: Deps) -> RenderedMessage:
    """Save that all signs still hold."""
    answer, before = await deps.commit(save_same, person=click.person, id=click.value, now=click.now)
    return fit.render_answer(deps, answer, before, program=click.value, today=click.today)


def reviewed_program(session: Session, *, team: str, id: str) -> tuple[Program, FitAnswer]:
    """Return a program with its last fit test; raise Refusal without one."""
    program = storage.plan.program(session, team=team, id=id)
    answers = storage.fit.answers_about(session, team=team, subject=program.name, program=id)
    if not answers:
        raise Refusal(f"{program.name} ({id}) has no fit test yet.", "", f"Write `fit {program.name}`.")
    return program, answers[0]


def save_same(session: Session, *, person: Person, id: str, now: datetime) -> tuple[FitAnswer, FitAnswer | None]:
    """Save the last answer again; raise Refusal if it was given anew since it was asked for."""
    program, last = reviewed_program(session, team=person.team, id=id)
    if local_day(program.zone, now) < review_day(local_day(program.zone, last.at)):
        raise Refusal(f"The signs of {program.name} were checked again since.", "", f"`fit {program.name}` shows them.")
    return fit.save_answer(session, person=person, subject=program.name, signs=frozenset(last.signs), now=now)


CLICKS = {"fit_review": on_review, "fit_same": on_same}
