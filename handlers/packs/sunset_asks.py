"""The question of the annual review: asked of the sponsors, answered with a button, kept as a decision."""

from datetime import datetime
from functools import partial

from sqlmodel import Session

import storage.closeouts.projects
import storage.decisions
import storage.people
import storage.plan
import storage.posted_notices
import templates
from handlers.common import posting
from handlers.common.requests import refuse_malformed
from handlers.decisions import notices
from handlers.packs import sunset_facts
from handlers.packs.queries import build_pack
from rules.decisions import decision as decision_rule
from rules.decisions.decision import Decision, DecisionState
from rules.packs.contents import Pack
from rules.packs.periods import PackPeriod, find_period
from rules.packs.sunset import SUNSET_OPTIONS, SunsetAnswer, review_question
from rules.people import Person, Role
from rules.plan import Program, Project
from rules.refusal import NotAllowed
from storage.digests import EditionKey, posted_revisions
from templates import RenderedMessage


def ask_sponsors(session: Session, *, key: EditionKey, revision: int, pack: Pack, now: datetime) -> None:
    """Ask in the thread of an annual pack, and each sponsor in person, once for a period."""
    if pack.sunset is None:
        return
    post = partial(posting.post_message, session, team=key.team, now=now, kind="digest")
    top = key.message_key(revision)
    sponsors = storage.closeouts.projects.sponsors_of(session, team=key.team, project="", program=key.program)
    message = _render(pack, sponsors)
    post(key=_thread_key(top), channel=key.channel, message=message, thread_ts={"$ts_of": top})
    for user in sponsors:
        own = build_pack(session, team=key.team, program=key.program, period=pack.period, channel=user, now=now)
        post(key=_personal_key(key.program, key.period, user), channel=user, message=_render(own, ()))


def _render(pack: Pack, sponsors: tuple[str, ...]) -> RenderedMessage:
    """Render the question; `sponsors` are mentioned, because an answer of theirs is wanted."""
    return templates.render("packs/review_ask", pack=pack, sponsors=sponsors, today=pack.period.last)


def answer_review(session: Session, *, person: Person, value: str, now: datetime) -> Decision:
    """Keep a sponsor's answer (`PRG-1 2026 PRJ-2 close`) as a decision, and show it where it was asked for."""
    with refuse_malformed():
        program_id, period_id, subject, chosen = value.split(" ")
        answer = SunsetAnswer(chosen)
    program = storage.plan.program(session, team=person.team, id=program_id)
    project = storage.plan.project(session, team=person.team, id=subject) if subject.startswith("PRJ-") else None
    name = project.name if project else program.name
    _require_sponsor(session, person, program, project, name)
    period = find_period(period_id, start=program.start)
    question = review_question(name, sunset_facts.period_name(period))
    _require_unanswered(session, person.team, program.id, period, question)
    decision = storage.decisions.add_decision(
        session,
        team=person.team,
        program=program.id,
        project=project.id if project else None,
        values={
            "question": question,
            "options": list(SUNSET_OPTIONS),
            "decider": person.id,
            "informed": [user for user in (program.manager,) if user and user != person.id],
            "state": DecisionState.DECIDED.value,
            "chosen": answer.value.capitalize(),
            "decided_by": person.id,
            "decided_at": now,
        },
        by=person.id,
        now=now,
    )
    notices.tell_made(session, team=person.team, actor=person.id, decision=decision, now=now)
    _show_answer(session, person.team, program, period, stamp=decision.id, now=now)
    return decision


def _require_sponsor(session: Session, person: Person, program: Program, project: Project | None, name: str) -> None:
    """Require the sponsor of the program or project; where no sponsor is named, its program manager."""
    scope = project.id if project else None
    roles = storage.people.roles_of(session, person=person, program=program.id, project=scope)
    sponsors = storage.closeouts.projects.sponsors_of(
        session, team=person.team, project=scope or "", program=program.id
    )
    if Role.SPONSOR in roles or (not sponsors and Role.MANAGER in roles):
        return
    names = storage.people.display_names(session, team=person.team, ids=frozenset(sponsors[:1]))
    who = next(iter(names.values()), "")
    raise NotAllowed(f"The sponsor decides what becomes of {name}.", f"That's {who}." if who else "", "Ask them.")


def _require_unanswered(session: Session, team: str, program: str, period: PackPeriod, question: str) -> None:
    earlier = sunset_facts.answers_to(session, team, program, period).get(question)
    if earlier is not None:
        names = storage.people.display_names(session, team=team, ids=frozenset(filter(None, (earlier.decided_by,))))
        decision_rule.require_open(earlier, by=names.get(earlier.decided_by or "", ""))


def _show_answer(
    session: Session, team: str, program: Program, period: PackPeriod, *, stamp: str, now: datetime
) -> None:
    """Edit every place in which the question was posted."""
    places = [
        (_thread_key(EditionKey(team, program.id, period.id, channel).message_key(revision)), channel)
        for channel, revision in posted_revisions(session, team=team, program=program.id, period=period.id)
    ]
    sponsors = storage.closeouts.projects.sponsors_of(session, team=team, project="", program=program.id)
    places += [(_personal_key(program.id, period.id, user), user) for user in sponsors]
    for key, channel in places:
        if storage.posted_notices.was_queued(session, key=key):
            pack = build_pack(session, team=team, program=program.id, period=period, channel=channel, now=now)
            posting.update_message(
                session,
                key=f"{key}:{stamp}",
                original_key=key,
                team=team,
                channel=channel,
                message=_render(pack, ()),
                now=now,
            )


def _thread_key(top: str) -> str:
    return f"{top}:review"


def _personal_key(program: str, period: str, user: str) -> str:
    return f"review:{program}:{period}:{user}"
