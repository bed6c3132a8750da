"""Is this a program? The verb `fit`: six signs in a form, the answer kept."""

from datetime import datetime

from sqlmodel import Session

import storage.fit
import templates
from handlers.common import access, forms
from handlers.common.commands import INSIDERS, Command
from handlers.common.deps import Deps
from handlers.common.requests import Call, Form
from rules import fit as rules
from rules.fit import Sign
from rules.people import Person
from rules.refusal import Refusal
from storage.fit import Answer
from templates import Message


async def fit(call: Call, deps: Deps) -> Message | None:
    """`fit`, or `fit Atlas Migration`"""
    if not call.trigger:
        raise Refusal(
            "The six signs are a form.", "A form opens only from the slash command.", f"Write `{deps.command} fit`."
        )
    kept = await deps.read(storage.fit.of, team=deps.team, subject=call.text.strip())
    view = templates.render_view(
        "admin/fit_form",
        signs=tuple(Sign),
        subject=call.text.strip()[:100],
        last=kept[0] if kept else None,
        today=call.today,
    )
    await forms.show(deps, user=call.person.id, trigger=call.trigger, view=view)
    return None


async def on_form(form: Form, deps: Deps) -> Message:
    """The signs that were ticked; what it is, how that was the last time, and what to do now."""
    subject = form.words("subject", "Say what it is about.")
    ticked = frozenset(Sign[name] for name in form.values.get("signs", "").split() if name in Sign.__members__)
    answer, before = await deps.transact(keep, person=form.person, subject=subject, signs=ticked, now=form.now)
    return templates.render("admin/fit_answer", answer=answer, before=before, total=len(Sign), command=deps.command)


def keep(
    session: Session, *, person: Person, subject: str, signs: frozenset[Sign], now: datetime
) -> tuple[Answer, Answer | None]:
    """The new answer, and the one before it about the same thing; for who may use the verb."""
    access.enter(session, person=person, verb="fit", roles=INSIDERS, text="")
    before = storage.fit.of(session, team=person.team, subject=subject)
    answer = Answer(subject, tuple(sign for sign in Sign if sign in signs), rules.verdict(signs), person.id, now)
    storage.fit.keep(session, team=person.team, answer=answer)
    return answer, before[0] if before else None


COMMANDS = (
    Command(
        "fit", "fit [name]", "Six signs say whether it is a program, a project, or neither.", fit, examples=("fit",)
    ),
)
FORMS = {"fit": on_form}
