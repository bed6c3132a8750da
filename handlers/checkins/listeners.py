"""Check-ins: the buttons and forms of a prompt, the verbs `checkin` and `no change`, and the clock."""

from contextlib import suppress
from datetime import date
from functools import partial
from typing import Any

import templates
from handlers.checkins import answers, prompts, settings, settings_queries, summaries, typed_answers, typed_readings
from handlers.common import day_off, forms, identity, isolation, parsing
from handlers.common.commands import Command
from handlers.common.deps import Deps
from handlers.common.requests import Click, CommandCall, FormSubmission, parse_record_number, refuse_malformed
from rules.capture import Block, Done, ExplicitForm, Slip, Span
from rules.checkins.prompting import SOFT_LIMIT_CHARACTERS
from rules.checkins.typed_answers import read_answer
from rules.dates import ParsedDate
from rules.refusal import NotAllowed, Refusal
from rules.truth.colours import Colour
from templates import RenderedMessage

NO_LINE = Span("", 0, 0)


async def run_due_checkins(deps: Deps) -> None:
    """Run each minute: enrol newcomers, send due prompts and reminders, and update summaries."""
    now = deps.now()
    work = await deps.read(settings_queries.pending_work, team=deps.team, now=now)
    lookups = {user: partial(_identify_person, deps, user) for user in work.strangers}
    failed = await isolation.run_each(deps, job="check-in strangers", tasks=lookups)
    newcomers = tuple(user for user in work.newcomers if user not in failed)
    for start in range(0, len(newcomers), prompts.PEOPLE_PER_BATCH):
        batch = newcomers[start : start + prompts.PEOPLE_PER_BATCH]
        await deps.commit(prompts.enrol_newcomers, team=deps.team, users=batch, now=now)
    flows = (
        (work.asked, prompts.send_due_prompts),
        (work.reminded, summaries.send_due_reminders),
        (work.rounds, summaries.update_due_summaries),
    )
    for pending, flow in flows:
        while pending:
            pending = await deps.commit(flow, team=deps.team, now=now) > 0


async def _identify_person(deps: Deps, user: str) -> None:
    # An app or an unknown user; recorded as skipped when their prompt is due.
    with suppress(NotAllowed):
        await identity.load_person(deps, user)


async def on_no_change(click: Click, deps: Deps) -> None:
    """Record *No change* for one milestone, or for all that are still open."""
    milestone, day = _subject_and_day(click.value)
    await deps.commit(
        answers.confirm_no_change,
        person=click.person,
        day=day,
        milestones=(milestone,) if milestone else (),
        now=click.now,
    )


async def on_page(click: Click, deps: Deps) -> None:
    """Show another page of the milestones in a prompt."""
    page, day = _subject_and_day(click.value)
    person = click.person
    await deps.commit(
        answers.update_prompt,
        team=person.team,
        user=person.id,
        day=day,
        now=click.now,
        page=parse_record_number(page),
    )


async def answer_question(call: CommandCall, deps: Deps, *, thread_ts: str = "") -> RenderedMessage | None:
    """Apply a short direct message to the question that is open; None if it is no answer."""
    locale = call.person.locale.replace("-", "_")
    is_answer = read_answer(call.text, today=call.today, locale=locale, zone=call.person.zone) is not None
    if not (is_answer or typed_readings.is_figure(call.text)):
        return None
    return await deps.commit(
        typed_answers.answer_question, person=call.person, text=call.text, now=call.now, thread_ts=thread_ts
    )


async def on_choice(click: Click, deps: Deps) -> RenderedMessage | None:
    """Apply a typed answer to the question that was picked from several."""
    id, _, text = click.value.partition(" ")
    return await deps.commit(typed_answers.answer_question, person=click.person, text=text, now=click.now, chosen=id)


async def on_change(click: Click, deps: Deps) -> None:
    """Show the prompt with its answers and the buttons to change them."""
    _, day = _subject_and_day(f" {click.value}")
    user = click.person.id
    await deps.commit(answers.update_prompt, team=deps.team, user=user, day=day, now=click.now, changing=True)


async def on_use_expected(click: Click, deps: Deps) -> None:
    """Save the date that was offered in place of one that can't be kept."""
    rest, day = _subject_and_day(click.value)
    milestone, expected = _subject_and_day(rest)
    await deps.commit(
        answers.use_expected_date,
        person=click.person,
        milestone=milestone,
        expected=expected,
        day=day,
        now=click.now,
    )


async def on_keep_entry(click: Click, deps: Deps) -> None:
    """Record that a risk, issue or assumption is as it was."""
    id, day = _subject_and_day(click.value)
    await deps.commit(answers.keep_entry, person=click.person, id=id, day=day, now=click.now)


async def on_open_form(click: Click, deps: Deps) -> None:
    """Open the form for *New date*, *Done*, *Blocked*, *Write update* or *Answer*."""
    subject, day = _subject_and_day(click.value)
    facts = await deps.read(settings_queries.form_facts, person=click.person, about=subject, day=day)
    facts["metadata"] = f"{click.channel} {click.value}"
    view = _form_view(click.action, today=click.today, **facts)
    await forms.open_modal(deps, user=click.person.id, trigger=click.trigger, view=view)


def _form_view(action: str, **facts: Any) -> dict[str, Any]:
    names = {
        "checkin_date": "checkins/date",
        "checkin_done": "checkins/done",
        "checkin_blocked": "checkins/blocked",
        "checkin_update": "checkins/update",
        "checkin_questions": "checkins/questions",
    }
    return templates.render_view(names[action], **facts)


async def on_form(form: FormSubmission, deps: Deps) -> RenderedMessage | None:
    """Save a milestone's form as if its content had been typed; say whether the new date is a day off."""
    milestone, day = _subject_and_day(form.subject)
    statement = _statement_from(form, milestone)
    await deps.commit(
        answers.apply_answer,
        person=form.person,
        said=statement,
        milestone=milestone,
        day=day,
        now=form.now,
    )
    new_date = statement.to.day if isinstance(statement, Slip) else None
    return await deps.read(day_off.note, team=deps.team, subject=milestone, day=new_date, today=form.today)


def _statement_from(form: FormSubmission, milestone: str) -> ExplicitForm:
    values = form.values
    day = form.day_ahead() if form.callback == "checkin_blocked" else form.day()
    when = ParsedDate("day", 0, 0, day) if day else None
    if form.callback == "checkin_date" and when:
        return Slip(milestone, when, values.get("reason", ""), NO_LINE)
    if form.callback == "checkin_done":
        return Done(milestone, when, NO_LINE)
    users = tuple(user for user in (values.get("user"),) if user)
    return Block(
        milestone, form.required_text("what", "Say what's blocking it."), values.get("needs", ""), users, when, NO_LINE
    )


async def on_update(form: FormSubmission, deps: Deps) -> RenderedMessage | None:
    """Save the week's update in full; point out when it exceeds the soft limit (B-12)."""
    project, day = _subject_and_day(form.subject)
    text = form.required_text("text", "Say how it is going; two sentences are enough.")
    await deps.commit(
        answers.save_answers,
        person=form.person,
        project=project,
        day=day,
        answers=(("", text),),
        colour=Colour(form.values["colour"]) if form.values.get("colour") else None,
        now=form.now,
    )
    if len(text) <= SOFT_LIMIT_CHARACTERS:
        return None
    return templates.render("checkins/long", length=len(text), limit=SOFT_LIMIT_CHARACTERS)


async def on_answers(form: FormSubmission, deps: Deps) -> None:
    """Save the answers to the day's questions; empty fields stay unanswered."""
    _, day = _subject_and_day(form.subject)
    texts = {
        parse_record_number(name[1:]): text.strip()
        for name, text in form.values.items()
        if name.startswith("q") and text.strip()
    }
    await deps.commit(settings.save_answers, person=form.person, day=day, texts=texts, now=form.now)


def _subject_and_day(value: str) -> tuple[str, date]:
    """Split the value of a prompt's button or form into its subject and the day of the prompt."""
    subject, _, day = value.rpartition(" ")
    with refuse_malformed():
        return subject, date.fromisoformat(day)


async def report_no_change(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Run `no change` or `same M-1 M-2`: for the milestones named, else for all that are still open."""
    words = call.text.split()
    ids = tuple(id for word in words if (id := parsing.parse_id(word)) and id.startswith("M-"))
    if words and not ids:
        raise Refusal("I don't understand that.", "", "Try `no change`, or `no change M-1`.")
    return await deps.commit(answers.report_no_change, person=call.person, milestones=ids, now=call.now)


async def run_checkin(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Run `checkin`, `checkin PRJ-1 mon,wed 10:00 window 6h`, `… ask "…"`, or `pause`, `resume`, `preview`, `test`."""
    verb = next(iter(call.text.casefold().split()), "")
    if verb in ("pause", "resume"):
        paused = await deps.commit(
            settings.set_paused, person=call.person, text=call.text, paused=verb == "pause", now=call.now
        )
        return templates.render("checkins/paused", subject=paused[0], name=paused[1], paused=verb == "pause")
    if verb == "preview":
        return await deps.read(settings_queries.preview_prompt, person=call.person, text=call.text, now=call.now)
    if verb == "test":
        await deps.commit(settings.send_test_prompt, person=call.person, now=call.now)
        return await deps.read(settings_queries.preview_prompt, person=call.person, text="", now=call.now)
    changed = ""
    if call.text.strip():
        changed = await deps.commit(settings.change_settings, person=call.person, text=call.text, now=call.now)
    facts = await deps.read(
        settings_queries.settings_facts, person=call.person, channel=call.channel, subject=changed, now=call.now
    )
    return templates.render("checkins/setup", **facts, today=call.today)


COMMANDS = (
    Command(
        "checkin",
        'checkin [PRJ-1 tue,thu 09:00 window 24h #channel | PRJ-1 ask "…" | PRJ-1 pulse off | '
        "pause | resume | preview [@ana] | test]",
        "Show, change, pause or preview check-ins.",
        run_checkin,
        examples=("checkin", "checkin PRJ-1 tue,thu 09:30", "checkin preview", "checkin pause", "checkin resume"),
    ),
    Command(
        "same",
        "same [M-1 M-2]",
        "Answer “no change” for your milestones.",
        report_no_change,
        examples=("same M-1", "no change"),
        aliases=("no change", "no changes", "unchanged"),
    ),
)
CLICKS = {
    "checkin_same": on_no_change,
    "checkin_same_all": on_no_change,
    "checkin_page": on_page,
    "checkin_choice": on_choice,
    "checkin_change": on_change,
    "checkin_use": on_use_expected,
    "checkin_keep": on_keep_entry,
    "checkin_date": on_open_form,
    "checkin_done": on_open_form,
    "checkin_blocked": on_open_form,
    "checkin_update": on_open_form,
    "checkin_questions": on_open_form,
}
FORMS = {
    "checkin_date": on_form,
    "checkin_done": on_form,
    "checkin_blocked": on_form,
    "checkin_update": on_update,
    "checkin_questions": on_answers,
}
