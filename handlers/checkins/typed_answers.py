"""Typed answers in the direct messages with Baton: they apply to the question that is open, and never to a guess."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlmodel import Session

import storage.checkins
import storage.dependencies
import storage.people
import storage.plan
import storage.proposals
import storage.reachable_people
import templates
from handlers.capture.saved_answers import render_saved
from handlers.checkins import answers, prompt_view, settings, typed_readings
from handlers.common.requests import Outdated, local_date
from handlers.dependencies import flows as dependencies
from handlers.dependencies import queries as dependency_queries
from handlers.goals import asking as goal_proposals
from handlers.plan import plan_proposals, proposals
from handlers.resources import asking as assign_proposals
from rules import slack_ids
from rules.capture import Block, Done, UnclearForm, serialization
from rules.capture.forms import hints
from rules.capture.proposals import ProposalOrigin
from rules.checkins.typed_answers import TypedAnswer, TypedAnswerKind, read_answer, read_report
from rules.dates import DoubtfulDay
from rules.dependencies.handovers import HandoverSide, HandoverStep
from rules.nudges import NudgeKind
from rules.people import Person
from rules.refusal import GroupMemberNeeded
from rules.truth.statuses import label_of
from storage.checkins import Prompt
from templates import RenderedMessage

# An older question is not meant by a bare answer.
QUESTION_LIFETIME = timedelta(days=7)
MAX_CHOICES = 10
PROPOSAL_PREFIX = "proposal-"
# A day as the buttons of a question write it.
_CHOSEN_DAY = re.compile(r"\b\d{4}-\d\d-\d\d\b")
_ANSWERS_BY_ORIGIN: Mapping[ProposalOrigin, Callable[..., object]] = {
    ProposalOrigin.ROLE: plan_proposals.answer_proposal,
    ProposalOrigin.GOAL: goal_proposals.answer_proposal,
    ProposalOrigin.ASSIGN: assign_proposals.answer_proposal,
}
_HELPER_NAME = re.compile(r"@?(?P<name>[\w.'’-]+(?: [\w.'’-]+)?)(?:\s*[:,–—-]\s*(?P<text>.+))?")


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question that waits for a person's answer: the `id` and `name` of what it is about.

    `id` is a milestone, a register entry, a hand-over, or `proposal-7`. `takes_yes` is False where "yes" says too
    little: a date is missing or has passed.
    """

    id: str
    name: str
    takes_yes: bool = True

    @property
    def is_milestone(self) -> bool:
        return self.id.startswith("M-")


@dataclass(frozen=True, slots=True)
class Asked:
    """Everything a person was asked and has not answered; `day` is that of the prompt, None without one."""

    day: date | None
    questions: tuple[OpenQuestion, ...]
    can_change: bool = False

    @property
    def milestones(self) -> tuple[OpenQuestion, ...]:
        return tuple(question for question in self.questions if question.is_milestone)


def answer_question(
    session: Session, *, person: Person, text: str, now: datetime, thread_ts: str = "", chosen: str = ""
) -> RenderedMessage | None:
    """Apply a short message to the question that is open, or ask which one is meant; None if it is no answer.

    In the thread of a prompt it is about that prompt. `chosen` is the id picked from several.
    """
    today = local_date(person, now)
    if typed_readings.is_figure(text) and (not chosen or chosen.startswith("BEN-")):
        reading = typed_readings.answer_reading(session, person=person, text=text, now=now, chosen=chosen)
        if reading is not None:
            return reading
    answer = read_answer(text, today=today, locale=person.locale.replace("-", "_"), zone=person.zone)
    if answer is None:
        return None
    asked = _asked_under(session, person=person, ts=thread_ts, now=now) or open_questions(
        session, person=person, now=now
    )
    candidates = _candidates(asked, answer)
    if chosen:
        candidates = tuple(question for question in candidates if question.id == chosen)
    if not candidates:
        return templates.render("checkins/nothing_open", day=asked.day if asked.can_change else None)
    answers_all = answer.kind is TypedAnswerKind.ALL_SAME or text.strip().casefold() == "no change"
    if answers_all and all(question.is_milestone for question in candidates):
        ids = tuple(question.id for question in candidates)
        return _confirm(session, person=person, day=asked.day, milestones=ids, now=now)
    if len(candidates) > 1:
        return templates.render(
            "checkins/which",
            questions=candidates[:MAX_CHOICES],
            total=len(candidates),
            text=text.strip(),
            all_same=answer.kind is TypedAnswerKind.SAME,
            day=asked.day or today,
        )
    return _answer_one(session, candidates[0], answer, person=person, day=asked.day or today, now=now)


def _candidates(asked: Asked, answer: TypedAnswer) -> tuple[OpenQuestion, ...]:
    """Return the questions that an answer may belong to; only "yes" and "no" answer every kind."""
    if answer.kind in (TypedAnswerKind.YES, TypedAnswerKind.NO):
        return asked.questions
    others = tuple(question for question in asked.questions if not question.id.startswith(PROPOSAL_PREFIX))
    if answer.kind is TypedAnswerKind.REPORT:
        others = tuple(question for question in others if question.id.startswith("D-"))
    return asked.milestones or others


def open_questions(session: Session, *, person: Person, now: datetime) -> Asked:
    """Return what waits for this person's answer in their newest prompt, in hand-overs and in proposals."""
    team = person.team
    prompt = storage.checkins.latest_prompt(session, team=team, user=person.id)
    if prompt and now - prompt.at > QUESTION_LIFETIME:
        prompt = None
    questions = list(_questions_of_prompt(session, team=team, prompt=prompt)) if prompt else []
    for agreement in storage.dependencies.handovers_awaiting(session, team=team, user=person.id):
        link = agreement.dependency
        handover = dependency_queries.handover_view(session, team=team, id=link.id)
        questions.append(OpenQuestion(link.id, handover.provider.name))
    for proposal in storage.proposals.proposals_awaiting(session, team=team, asked=person.id):
        if proposal.origin is ProposalOrigin.OWNER:
            milestone = storage.plan.milestone(session, team=team, id=str(proposal.said["milestone"]))
            questions.append(OpenQuestion(f"{PROPOSAL_PREFIX}{proposal.id}", label_of(milestone)))
        elif proposal.origin in _ANSWERS_BY_ORIGIN:
            questions.append(OpenQuestion(f"{PROPOSAL_PREFIX}{proposal.id}", proposal.text))
    return Asked(prompt.day if prompt else None, tuple(questions), bool(prompt and prompt.milestone_ids))


def _questions_of_prompt(session: Session, *, team: str, prompt: Prompt) -> tuple[OpenQuestion, ...]:
    view = prompt_view.current_prompt(session, team=team, prompt=prompt)
    milestones = [line.milestone for line in view.lines if line.milestone.id in view.open_ids]
    entries = [one.ask for one in view.reminders if one.open and one.ask.kind is NudgeKind.CHECK]
    return (
        *(
            OpenQuestion(item.id, item.name, takes_yes=bool(item.own_date) and not item.is_overdue(view.day))
            for item in milestones
        ),
        *(OpenQuestion(ask.about, ask.name) for ask in entries),
    )


def _asked_under(session: Session, *, person: Person, ts: str, now: datetime) -> Asked | None:
    """Return what the prompt or reminder posted at `ts` asks; once all is answered, everything it asked about."""
    day, ids = settings.open_items_under(session, person=person, ts=ts) if ts else (None, ())
    if day is None:
        return None
    known = open_questions(session, person=person, now=now)
    milestones = storage.plan.milestones(session, team=person.team, ids=ids)
    return Asked(day, known.milestones or tuple(OpenQuestion(item.id, item.name) for item in milestones))


def _answer_one(
    session: Session, question: OpenQuestion, answer: TypedAnswer, *, person: Person, day: date, now: datetime
) -> RenderedMessage:
    today = local_date(person, now)
    if question.is_milestone:
        return _answer_milestone(session, question, answer, person=person, day=day, now=now)
    if question.id.startswith(PROPOSAL_PREFIX) and answer.kind in (TypedAnswerKind.YES, TypedAnswerKind.NO):
        return _answer_proposal(session, question, answer, person=person, now=now)
    if question.id.startswith("D-"):
        if answer.kind is TypedAnswerKind.YES:
            _commit(session, person=person, id=question.id, now=now)
        card = dependencies.handover_card(session, person=person, id=question.id, now=now)
        return templates.render("dependencies/card", card=card, handed=card.handed, today=today)
    if answer.kind in (TypedAnswerKind.YES, TypedAnswerKind.SAME, TypedAnswerKind.ALL_SAME):
        again = answers.keep_entry(session, person=person, id=question.id, day=day, now=now)
        return templates.render("checkins/entry_kept", question=question, again=again, today=today)
    return templates.render("checkins/say_more", question=question, on=day.isoformat(), blocked=False)


def _answer_milestone(
    session: Session, question: OpenQuestion, answer: TypedAnswer, *, person: Person, day: date, now: datetime
) -> RenderedMessage:
    is_report = answer.kind is TypedAnswerKind.REPORT
    if is_report and answer.words.casefold() != "blocked":
        return _report(session, question, answer.words, person=person, day=day, now=now)
    agrees = answer.kind is not TypedAnswerKind.NO and (answer.kind is not TypedAnswerKind.YES or question.takes_yes)
    if agrees and not is_report:
        return _confirm(session, person=person, day=day, milestones=(question.id,), now=now)
    return templates.render("checkins/say_more", question=question, on=day.isoformat(), blocked=is_report)


def _report(
    session: Session, question: OpenQuestion, words: str, *, person: Person, day: date, now: datetime
) -> RenderedMessage:
    """Save a report as the prompt's own buttons would; a day with several readings is asked about."""
    today, locale = local_date(person, now), person.locale.replace("-", "_")
    form = read_report(words, question.id, today=today, locale=locale, zone=person.zone)
    if form is None or isinstance(form, UnclearForm):
        if form and form.choices:
            texts = {chosen: words.replace(form.part, chosen.isoformat(), 1) for chosen in form.choices}
            return templates.render("checkins/which_day", question=question, why=form.why, texts=texts, today=today)
        raise hints.refusal_of(form, today=today) if form else Outdated
    if _CHOSEN_DAY.search(words):
        form = serialization.with_chosen_day(form, date.fromisoformat(_CHOSEN_DAY.findall(words)[0]))
    if isinstance(form, Block):
        form = _with_helper(session, person.team, form, words=words)
    try:
        outcome = answers.apply_answer(session, person=person, said=form, milestone=question.id, day=day, now=now)
    except GroupMemberNeeded as choice:
        if isinstance(form, Block):
            choice.again = f"block {question.id}: {form.text} needs <@{{}}>"
        raise
    except DoubtfulDay as doubt:
        verb = "done" if isinstance(form, Done) else "slip to"
        texts = {chosen: f"{verb} {chosen.isoformat()}" for chosen in doubt.days}
        return templates.render("checkins/which_day", question=question, why=str(doubt), texts=texts, today=today)
    return render_saved(session, (outcome,), team=person.team, today=today)


def _with_helper(session: Session, team: str, form: Block, *, words: str) -> Block:
    """Name the person in "blocked by Bo" or "blocked by @bo: no keys" as who can unblock it, if that is one person."""
    match = _HELPER_NAME.fullmatch(form.text)
    if form.users or form.needs or match is None:
        return form
    mentioned = next(iter(sorted(slack_ids.find(words))), None)
    user = mentioned or storage.reachable_people.find_by_name(session, team=team, name=match["name"])
    if user is None:
        return form
    name = storage.people.display_names(session, team=team, ids=frozenset({user})).get(user, match["name"])
    return replace(form, text=match["text"] or f"waiting for {name}", needs=name, users=(user,))


def _confirm(
    session: Session, *, person: Person, day: date | None, milestones: tuple[str, ...], now: datetime
) -> RenderedMessage:
    lines = answers.confirm_no_change(session, person=person, day=day, milestones=milestones, now=now)
    return answers.render_confirmed(session, lines, person=person, now=now)


def _commit(session: Session, *, person: Person, id: str, now: datetime) -> None:
    """Commit to the day that is asked for, or accept the one that was offered instead."""
    terms = storage.dependencies.get_agreement(session, team=person.team, id=id).terms
    step = HandoverStep.COMMIT if terms.asked is HandoverSide.PROVIDER else HandoverStep.ACCEPT
    dependencies.answer_handover(session, person=person, id=id, step=step, now=now)


def _answer_proposal(
    session: Session, question: OpenQuestion, answer: TypedAnswer, *, person: Person, now: datetime
) -> RenderedMessage:
    number = int(question.id.removeprefix(PROPOSAL_PREFIX))
    accept = answer.kind is TypedAnswerKind.YES
    origin = storage.proposals.get_proposal(session, team=person.team, id=number).origin
    if origin in _ANSWERS_BY_ORIGIN:
        _ANSWERS_BY_ORIGIN[origin](session, person=person, id=number, accept=accept, now=now)
        return templates.render("checkins/proposal_answered", accepted=accept, name=question.name)
    saved = proposals.answer_proposal(session, person=person, id=number, accept=accept, now=now)
    if saved is None:
        return templates.render("checkins/declined", milestone=question.name)
    return render_saved(session, (saved,), team=person.team, today=local_date(person, now))
