"""The verbs `close`, `accept`, `scorecard`, `lesson` and `lessons`, their buttons and forms, and asking for lessons."""

import re
from functools import partial

import templates
from handlers.closeouts import cause_picture, flows, lessons, scorecards
from handlers.common import channels, forms, isolation, lookup, parsing, undoing
from handlers.common.commands import Command
from handlers.common.deps import Deps
from handlers.common.requests import Click, CommandCall, FormSubmission, local_date
from rules.people import Person
from rules.refusal import Refusal
from rules.text import plain
from templates import RenderedMessage

_NOT_YET = re.compile(r"(?:not\s+yet|no|reject)\b[:,]?\s*(?P<why>.*)", re.IGNORECASE | re.DOTALL)
_PROJECT = re.compile(r"\s*(?P<id>PRJ-?\d+)\b[:,]?\s*(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
_CARRY = re.compile(r"(?:carry|move|over|rest)?\s*(?:over\s+)?(?:to|into)\s+(?P<id>PRJ-?\d+)", re.IGNORECASE)


async def close_command(call: CommandCall, deps: Deps) -> RenderedMessage | None:
    """Run `close PRJ-2`: show what is still open, then close it; `close PRJ-2 to PRJ-3` says where that goes."""
    project, rest = await _project_and_rest(call, deps, retry="close {}")
    if rest:
        match = _CARRY.fullmatch(rest)
        if match is None:
            raise Refusal(f"I don't know what “{rest[:40]}” means there.", "", f"Try `close {project} to PRJ-3`.")
        return await _close(call, deps, project=project, carry_to=parsing.parse_id(match["id"]) or "")
    work = await deps.read(flows.open_work, person=call.person, project=project, now=call.now)
    if call.trigger:
        await _open_form(call.person, call.channel, call.trigger, work, deps)
        return None
    return templates.render("closeouts/open_work", work=work, today=call.today)


async def on_close(click: Click, deps: Deps) -> None:
    """Handle *Close…* under what is still open: open the form."""
    work = await deps.read(flows.open_work, person=click.person, project=click.value, now=click.now)
    await _open_form(click.person, click.channel, click.trigger, work, deps)


async def _open_form(person: Person, channel: str, trigger: str, work: flows.OpenWork, deps: Deps) -> None:
    view = templates.render_view(
        "closeouts/close_form",
        work=work,
        metadata=f"{channel} {work.project.id}",
        today=local_date(person, deps.now()),
    )
    await forms.open_modal(deps, user=person.id, trigger=trigger, view=view, words=f"close {work.project.id} to PRJ-3")


async def on_close_form(form: FormSubmission, deps: Deps) -> RenderedMessage:
    return await _close(form, deps, project=form.subject, carry_to=form.values.get("find_project") or "")


async def _close(request: CommandCall | FormSubmission, deps: Deps, *, project: str, carry_to: str) -> RenderedMessage:
    source = await channels.interaction_source(deps, request.channel)
    closed = await deps.commit(
        flows.close_project, person=request.person, project=project, carry_to=carry_to, source=source, now=request.now
    )
    return undoing.with_undo(deps, templates.render("closeouts/closed", closed=closed, today=request.today))


async def accept_command(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Run `accept PRJ-2` and `accept PRJ-2 not yet: the handbook is missing`, for its sponsor."""
    project, rest = await _project_and_rest(call, deps, retry="accept {}")
    not_yet = _NOT_YET.fullmatch(rest)
    comment = plain(not_yet["why"] if not_yet else rest)
    return await _answer(call, deps, project=project, accepted=not_yet is None, comment=comment)


async def on_accept(click: Click, deps: Deps) -> RenderedMessage:
    return await _answer(click, deps, project=click.value, accepted=True, comment="")


async def on_not_yet(click: Click, deps: Deps) -> None:
    """Handle *Not yet*: ask what is missing."""
    view = templates.render_view("closeouts/not_yet_form", metadata=f"{click.channel} {click.value}")
    await forms.open_modal(deps, user=click.person.id, trigger=click.trigger, view=view)


async def on_not_yet_form(form: FormSubmission, deps: Deps) -> RenderedMessage:
    comment = form.required_text("comment", "Say what is missing.")
    return await _answer(form, deps, project=form.subject, accepted=False, comment=comment)


async def _answer(
    request: CommandCall | Click | FormSubmission, deps: Deps, *, project: str, accepted: bool, comment: str
) -> RenderedMessage:
    closeout = await deps.commit(
        flows.answer_acceptance,
        person=request.person,
        project=project,
        accepted=accepted,
        comment=comment,
        now=request.now,
    )
    view = await deps.read(scorecards.project_scorecard, person=request.person, project=project)
    message = templates.render("closeouts/accepted", closeout=closeout, project=view.project)
    return undoing.with_undo(deps, message)


async def scorecard_command(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Run `scorecard PRJ-2` for a project, `scorecard PRG-1` for a program and its projects side by side."""
    subject = await lookup.resolve_subject(deps, call.text, retry_command="scorecard {}")
    if not subject:
        program = await deps.read(lookup.resolve_program, person=call.person, text="", channel=call.channel)
        subject = program.id
    return await _render_scorecard(subject, call.person, deps)


async def on_scorecard(click: Click, deps: Deps) -> RenderedMessage:
    return await _render_scorecard(click.value, click.person, deps)


async def _render_scorecard(subject: str, person: Person, deps: Deps) -> RenderedMessage:
    today = local_date(person, deps.now())
    if subject.startswith("PRJ-"):
        view = await deps.read(scorecards.project_scorecard, person=person, project=subject)
        return templates.render("closeouts/scorecard", shown=view, today=today)
    program = await deps.read(scorecards.program_scorecard, person=person, program=subject)
    return templates.render("closeouts/program_scorecard", shown=program, today=today)


async def lesson_command(call: CommandCall, deps: Deps) -> RenderedMessage | None:
    """Run `lesson [PRJ-2] "test the migration earlier"`; without words, a form opens."""
    match = _PROJECT.fullmatch(call.text)
    project, words = (parsing.parse_id(match["id"]) or "", match["rest"]) if match else ("", call.text)
    if not words.strip() and call.trigger and project:
        await _open_lesson_form(call.person, call.channel, project, call.trigger, deps)
        return None
    return await _save_lesson(call, deps, project=project, words=plain(words))


async def on_lesson(click: Click, deps: Deps) -> None:
    """Handle *Write…* under the question for a lesson: open the form."""
    await _open_lesson_form(click.person, click.channel, click.value, click.trigger, deps)


async def _open_lesson_form(person: Person, channel: str, project: str, trigger: str, deps: Deps) -> None:
    view = templates.render_view("closeouts/lesson_form", metadata=f"{channel} {project}")
    await forms.open_modal(deps, user=person.id, trigger=trigger, view=view, words=f'lesson {project} "…"')


async def on_lesson_form(form: FormSubmission, deps: Deps) -> RenderedMessage:
    words = form.required_text("lesson", "Write a sentence.")
    return await _save_lesson(form, deps, project=form.subject, words=words)


async def answer_in_thread(call: CommandCall, deps: Deps, *, thread_ts: str) -> RenderedMessage | None:
    """Save a reply in the thread of the question for a lesson; None for any other thread."""
    project = await deps.read(lessons.project_asked_at, person=call.person, ts=thread_ts)
    return await _save_lesson(call, deps, project=project, words=plain(call.text)) if project else None


async def _save_lesson(
    request: CommandCall | FormSubmission, deps: Deps, *, project: str, words: str
) -> RenderedMessage:
    source = await channels.interaction_source(deps, request.channel)
    record, lesson = await deps.commit(
        lessons.answer_lesson, person=request.person, project=project, text=words, source=source, now=request.now
    )
    message = templates.render("closeouts/lesson_saved", project=record, lesson=lesson)
    return undoing.with_undo(deps, message)


async def lessons_command(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Run `lessons [PRJ-2|PRG-1] [page 2]`."""
    text, page = parsing.parse_subject_and_page(call.text)
    subject = await lookup.resolve_subject(deps, text, retry_command="lessons {}")
    listed = await deps.read(lessons.lesson_list, person=call.person, subject=subject, page=page)
    again = f"lessons {subject}".strip()
    return templates.render("closeouts/lessons", listed=listed, subject=subject, again=again, today=call.today)


async def _project_and_rest(call: CommandCall, deps: Deps, *, retry: str) -> tuple[str, str]:
    """Return the project that the text begins with, by id, or is, by name; and what follows an id."""
    match = _PROJECT.fullmatch(call.text)
    if match:
        return parsing.parse_id(match["id"]) or "", match["rest"].strip()
    subject = await lookup.resolve_subject(deps, call.text, retry_command=retry)
    if not subject.startswith("PRJ-"):
        raise Refusal("Which project?", "", f"Try `{retry.format('PRJ-2')}`.")
    return subject, ""


async def ask_for_lessons(deps: Deps) -> None:
    """Ask whoever took part in a project that was closed, once, while they are at work."""
    now = deps.now()
    due = await deps.read(lessons.people_to_ask, team=deps.team, now=now)
    tasks = {
        f"{project} {user}": partial(
            deps.commit, lessons.ask_for_lesson, team=deps.team, project=project, user=user, now=now
        )
        for project, user in due
    }
    await isolation.run_each(deps, job="lessons", tasks=tasks)


COMMANDS = (
    Command(
        "close",
        "close PRJ-2 [to PRJ-3]",
        "Close a project: see what is still open, say where it goes, keep the scorecard.",
        close_command,
        examples=("close PRJ-2", "close PRJ-2 to PRJ-3"),
    ),
    Command(
        "accept",
        'accept PRJ-2 [not yet: "what is missing"]',
        "Accept a closed project as its sponsor, or say what is missing.",
        accept_command,
        examples=("accept PRJ-2",),
    ),
    Command(
        "scorecard",
        "scorecard [PRJ-2|PRG-1]",
        "Show a project's time, cost, quality and hand-overs, or a program's goals, benefits and value.",
        scorecard_command,
        examples=("scorecard PRJ-1", "scorecard PRG-1"),
    ),
    Command(
        "lesson",
        'lesson [PRJ-2] "what to remember"',
        "Write a lesson of a closed project.",
        lesson_command,
        examples=('lesson PRJ-1 "test the migration earlier"',),
        aliases=("lesson:",),
    ),
    Command(
        "lessons",
        "lessons [PRJ-2|PRG-1]",
        "List the lessons of closed projects.",
        lessons_command,
        examples=("lessons",),
        share=True,
    ),
)
CLICKS = {
    "close_project": on_close,
    "accept_project": on_accept,
    "accept_not_yet": on_not_yet,
    "scorecard": on_scorecard,
    "cause_picture": cause_picture.on_picture,
    "lesson": on_lesson,
}
FORMS = {"close_project": on_close_form, "accept_not_yet": on_not_yet_form, "lesson": on_lesson_form}
