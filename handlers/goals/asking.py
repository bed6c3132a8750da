"""Changes of goals that a project lead may only propose: the program manager is asked, and answers with one click."""

import json
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel import Session

import storage.goals
import storage.people
import storage.plan
import storage.posted_notices
import storage.reachable_people
import templates
from handlers.common import parsing, posting
from handlers.common.requests import Outdated, Source
from handlers.goals import flows
from rules.goals import goal_text
from rules.goals import weights as weight_rules
from rules.goals.goal_text import GoalFields, GoalStatement
from rules.people import NeedsConsent, Person, Role
from rules.refusal import Refusal
from rules.text import plain

_KEY_KIND = "goal-request"
_NEW = "new goal "


@dataclass(frozen=True, slots=True)
class GoalRequest:
    """A change of goals in the words that were typed: a new goal, a change of `id`, or the weights of the project `id`.

    `program` is the one whose goals it changes.
    """

    text: str
    program: str
    id: str = ""
    fields: GoalFields | None = None
    statement: GoalStatement | None = None
    weights: dict[str, float] | None = None


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A request as it was sent: the words, who asked and who decides, by name, and the key of the message."""

    words: str
    author: str
    decider: str
    key: str


def read_request(session: Session, *, team: str, text: str, day: date, locale: str) -> GoalRequest:
    """Read the words of a request as on the day they were typed."""
    if text.startswith(_NEW):
        fields = goal_text.parse_new_goal(text.removeprefix(_NEW), today=day, locale=locale)
        return GoalRequest(text, str(fields.program), fields=fields)
    id, rest = parsing.split_id(text)
    if id.startswith("PRJ-"):
        program = storage.plan.project(session, team=team, id=id).program
        weights = weight_rules.parse_weights(rest.partition(" ")[2], project=id)
        return GoalRequest(text, program, id, weights=weights)
    program = storage.goals.get_goal(session, team=team, id=id).program
    statement = goal_text.parse_goal_change(id, rest, today=day, locale=locale)
    return GoalRequest(text, program, id, statement=statement)


def ask(
    session: Session, *, person: Person, request: GoalRequest, private: bool, now: datetime, refusal: NeedsConsent
) -> AskedQuestion:
    """Send *Accept* and *Decline* to whoever may change these goals; raise `refusal` if nobody can be asked.

    `private` words are for the manager and the sponsors only.
    """
    decider = _find_decider(session, person=person, program=request.program, private=private)
    if decider is None:
        raise refusal
    key = f"{_KEY_KIND}:{person.id}:{now.timestamp():.3f}"
    words = plain(request.text)
    value = {"text": request.text[:1500], "day": now.isoformat(), "key": key}
    message = templates.render("goals/asked", words=words, by=person.name, value=json.dumps(value))
    posting.post_message(session, key=key, team=person.team, channel=decider.id, message=message, now=now)
    return AskedQuestion(words, person.name, decider.name, key)


def _find_decider(session: Session, *, person: Person, program: str, private: bool) -> Person | None:
    """Return who is asked: the program's manager, else one of its sponsors, else the first administrator."""
    team = person.team
    sponsors = [
        assigned.user
        for assigned in storage.people.role_assignments(session, team=team)
        if assigned.scope == program and assigned.role == Role.SPONSOR.value
    ]
    manager = storage.plan.program(session, team=team, id=program).manager
    admins = () if private else storage.reachable_people.administrators(session, team=team)
    for user in (manager, *sponsors, *admins):
        candidate = storage.people.find_person(session, team=team, id=user) if user else None
        if candidate and not candidate.outsider and candidate.id != person.id:
            return candidate
    return None


def accept(session: Session, *, person: Person, request: GoalRequest, author: str, key: str, now: datetime) -> str:
    """Make the change as the person who accepts it, and tell its author; return the id of the goal or project."""
    _require_unanswered(session, key=key)
    id = apply(session, person=person, author=author, request=request, now=now)
    _close(session, person=person, request=request, author=author, key=key, accepted=True, now=now)
    return id


def decline(session: Session, *, person: Person, request: GoalRequest, author: str, key: str, now: datetime) -> None:
    """Leave everything as it is, and tell the author."""
    flows.require_goal_setter(session, person=person, program=request.program)
    _require_unanswered(session, key=key)
    _close(session, person=person, request=request, author=author, key=key, accepted=False, now=now)


def apply(session: Session, *, person: Person, author: str, request: GoalRequest, now: datetime) -> str:
    """Make the change of a request; a new goal without an owner belongs to its author."""
    if request.fields is not None:
        fields = replace(request.fields, owner=request.fields.owner or author, program=request.program)
        return flows.create_goal(session, person=person, fields=fields, source=Source(), now=now).id
    if request.statement is not None:
        return flows.apply_statement(session, person=person, id=request.id, statement=request.statement, now=now).id
    return flows.set_weights(session, person=person, project=request.id, weights=request.weights or {}).id


def author_of(key: str) -> str:
    """Return who asked, as the key of the message says; raise Outdated for any other key."""
    kind, _, rest = key.partition(":")
    author = rest.partition(":")[0]
    if kind != _KEY_KIND or not author:
        raise Outdated
    return author


def _require_unanswered(session: Session, *, key: str) -> None:
    if not storage.posted_notices.was_queued(session, key=key):
        raise Outdated
    if storage.posted_notices.was_queued(session, key=f"{key}:outcome"):
        raise Refusal("That was already answered.")


def _close(
    session: Session, *, person: Person, request: GoalRequest, author: str, key: str, accepted: bool, now: datetime
) -> None:
    """Show the outcome in place of the question, and tell the author."""
    names = storage.people.display_names(session, team=person.team, ids=frozenset({author}))
    outcome, told = (
        templates.render(
            "goals/answered",
            accepted=accepted,
            to_author=to_author,
            words=plain(request.text),
            by=person.name,
            author=names.get(author, "Someone"),
        )
        for to_author in (False, True)
    )
    posting.update_message(
        session, key=f"{key}:shown", original_key=key, team=person.team, channel=person.id, message=outcome, now=now
    )
    posting.post_message(session, key=f"{key}:outcome", team=person.team, channel=author, message=told, now=now)
