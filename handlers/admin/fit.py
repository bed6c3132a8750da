"""The fit test, verb `fit`: six signs of a program in a form, and the saved answer."""

from datetime import date, datetime

from sqlmodel import Session

import storage.fit
import storage.plan
import templates
from handlers.common import access, forms
from handlers.common.commands import INSIDER_ROLES, Command
from handlers.common.deps import Deps
from handlers.common.requests import CommandCall, FormSubmission
from rules import fit as rules
from rules.fit import ProgramSign
from rules.people import Person
from rules.refusal import Refusal
from storage.fit import FitAnswer
from templates import RenderedMessage


async def show_fit_form(call: CommandCall, deps: Deps) -> RenderedMessage | None:
    """Run `fit` or `fit Atlas Migration`: open the form with the six signs."""
    if not call.trigger:
        raise Refusal(
            "The six signs are a form.", "A form opens only from the slash command.", f"Write `{deps.command} fit`."
        )
    subject = call.text.strip()
    answers = await deps.read(earlier_answers, team=deps.team, subject=subject)
    await open_form(
        deps,
        user=call.person.id,
        trigger=call.trigger,
        subject=subject[:100],
        last=answers[0] if answers else None,
        channel=call.channel,
        today=call.today,
    )
    return None


async def open_form(
    deps: Deps, *, user: str, trigger: str, subject: str, last: FitAnswer | None, channel: str, today: date
) -> None:
    """Open the form with the six signs, ticked as in the last answer."""
    view = templates.render_view(
        "admin/fit_form", metadata=channel, signs=tuple(ProgramSign), subject=subject, last=last, today=today
    )
    await forms.open_modal(deps, user=user, trigger=trigger, view=view)


async def on_form(form: FormSubmission, deps: Deps) -> RenderedMessage:
    """Save the signs that were ticked; show the verdict, the previous one, and what to do now."""
    subject = form.required_text("subject", "Say what it is about.")
    ticked = frozenset(
        ProgramSign[name] for name in form.values.get("signs", "").split() if name in ProgramSign.__members__
    )
    answer, before = await deps.commit(save_answer, person=form.person, subject=subject, signs=ticked, now=form.now)
    program = await deps.read(find_program, team=deps.team, name=subject)
    return render_answer(deps, answer, before, program=program, today=form.today)


def render_answer(
    deps: Deps, answer: FitAnswer, before: FitAnswer | None, *, program: str, today: date
) -> RenderedMessage:
    """Show the verdict and the previous one; `program` is the id of the program that it is about, if there is one."""
    return templates.render(
        "admin/fit_answer",
        answer=answer,
        before=before,
        total=len(ProgramSign),
        command=deps.command,
        program=program,
        today=today,
    )


def find_program(session: Session, *, team: str, name: str) -> str:
    """Return the id of the program with this name, or ""."""
    programs = storage.plan.programs(session, team=team)
    return next((program.id for program in programs if program.name.casefold() == name.casefold()), "")


def earlier_answers(session: Session, *, team: str, subject: str) -> tuple[FitAnswer, ...]:
    """Return every answer about what has this name now, newest first."""
    program = find_program(session, team=team, name=subject)
    return storage.fit.answers_about(session, team=team, subject=subject, program=program or None)


def save_answer(
    session: Session, *, person: Person, subject: str, signs: frozenset[ProgramSign], now: datetime
) -> tuple[FitAnswer, FitAnswer | None]:
    """Save an answer; return it with the previous one about the same subject. Requires access to the verb `fit`."""
    access.require_access(session, person=person, verb="fit", roles=INSIDER_ROLES, text="")
    before = earlier_answers(session, team=person.team, subject=subject)
    program = find_program(session, team=person.team, name=subject) or None
    answer = FitAnswer(
        subject, tuple(sign for sign in ProgramSign if sign in signs), rules.judge_fit(signs), person.id, now
    )
    storage.fit.save_answer(session, team=person.team, answer=answer, program=program)
    return answer, before[0] if before else None


COMMANDS = (
    Command(
        "fit",
        "fit [name]",
        "Check six signs to see if it is a program, a project or neither.",
        show_fit_form,
        examples=("fit",),
    ),
)
FORMS = {"fit": on_form}
