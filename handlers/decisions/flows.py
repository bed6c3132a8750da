"""Decisions: ask for one, change it while it is open, withdraw it, and log one that was made already."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from functools import partial

from sqlmodel import Session

import storage.audit
import storage.channels
import storage.decisions
import storage.people
import storage.plan
import storage.reachable_people
from handlers.common import access
from handlers.common.requests import Source, local_date
from handlers.decisions import notices
from handlers.privacy import flows as privacy_flows
from rules import dates
from rules.decisions import decision as rule
from rules.decisions.decision import MAX_QUESTION_LENGTH, Decision, DecisionFields, DecisionState
from rules.decisions.parsing import USAGE
from rules.people import Action, Person
from rules.refusal import AmbiguousInput, NotAllowed, NotFound, Refusal


def ask_decision(
    session: Session, *, person: Person, fields: DecisionFields, source: Source, now: datetime
) -> Decision:
    """Save a question for its decider, and tell everyone who has a part in it."""
    team = person.team
    rule.require_fields(fields, USAGE)
    fields = _name_people(session, team=team, fields=fields)
    program, project = find_home(session, person=person, about=fields.about, gates=fields.gates, channel=source.channel)
    storage.people.require_permission(
        session, person=person, action=Action.ASK_DECISION, program=program, project=project
    )
    _require_valid(session, person=person, fields=fields, program=program, now=now)
    storage.audit.set_actor(session, team=team, actor=person.id, now=now, source=source.permalink)
    asked = storage.decisions.add_decision(
        session,
        team=team,
        program=program,
        project=project,
        values=fields.columns() | {"supersedes": fields.supersedes},
        by=person.id,
        now=now,
        source=source.permalink,
        source_channel=source.channel or None,
        restricted=source.private,
    )
    notices.tell_asked(session, person=person, decision=asked, users=asked.parts, now=now)
    return asked


def change_decision(
    session: Session,
    *,
    person: Person,
    id: str,
    fields: DecisionFields,
    source: Source,
    now: datetime,
    whole: bool = False,
) -> Decision:
    """Set the given fields of an open decision, or all of them; people who get a part in it by that are told."""
    before = changeable_decision(session, person=person, id=id)
    if before.window_from:
        raise Refusal(
            f"{id} can't be changed now: {before.proposed} is proposed.", "", f"Decide it, or `{id} withdraw` it."
        )
    rule.require_options(fields.options)
    fields = _name_people(session, team=person.team, fields=fields, decider=before.decider)
    _require_valid(session, person=person, fields=fields, program=before.program, now=now)
    values = fields.columns() if whole else fields.changed_columns()
    if "question" in values and values["question"] != before.question:
        values["question"] = privacy_flows.redact_private_words(
            session, person=person, words=fields.question, source=source, subject=id, now=now
        )
    if fields.decider not in (None, before.decider):
        values["escalated_to"] = None
    after = storage.decisions.update_decision(session, team=person.team, id=id, values=values)
    newly = tuple(user for user, part in after.parts.items() if before.parts.get(user) is not part)
    notices.tell_asked(session, person=person, decision=after, users=newly, now=now)
    notices.refresh(session, decision=after, team=person.team, now=now)
    return after


def withdraw_decision(
    session: Session, *, person: Person, id: str, because: str, source: Source, now: datetime
) -> Decision:
    """Withdraw a question that nobody needs answered any more, or a record that was made by mistake."""
    before = storage.decisions.get_decision(session, team=person.team, id=id, lock=True)
    require_may_change(session, person=person, decision=before)
    if before.state in (DecisionState.WITHDRAWN, DecisionState.SUPERSEDED) or (before.made and not before.logged):
        rule.require_open(before)
    words = privacy_flows.redact_private_words(
        session, person=person, words=because, source=source, subject=id, now=now
    )
    values = {"state": DecisionState.WITHDRAWN.value, "because": words, "window_until": None}
    after = storage.decisions.update_decision(session, team=person.team, id=id, values=values)
    notices.tell_withdrawn(session, person=person, before=before, decision=after, now=now)
    return after


def log_decision(
    session: Session, *, person: Person, text: str, by: str, project: str | None, source: Source, now: datetime
) -> Decision | None:
    """Save a decision that was made already, with its words and source; without `by` its author decided it.

    Return None where no program exists that it could belong to.
    """
    if not storage.plan.projects(session, team=person.team):
        return None
    program, home = find_home(session, person=person, about=project, gates=(), channel=source.channel)
    storage.people.require_permission(session, person=person, action=Action.ASK_DECISION, program=program, project=home)
    storage.audit.set_actor(session, team=person.team, actor=person.id, now=now, source=source.permalink)
    values = {
        "question": text[:MAX_QUESTION_LENGTH],
        "because": text if len(text) > MAX_QUESTION_LENGTH else "",
        "decider": by or person.id,
        "state": DecisionState.DECIDED.value,
        "decided_by": by or person.id,
        "decided_at": now,
    }
    storage.reachable_people.require_reachable(session, team=person.team, user=by)
    logged = storage.decisions.add_decision(
        session,
        team=person.team,
        program=program,
        project=home,
        values=values,
        by=person.id,
        now=now,
        source=source.permalink,
        source_channel=source.channel or None,
        restricted=source.private,
    )
    notices.tell_made(session, team=person.team, actor=person.id, decision=logged, now=now)
    return logged


def withdraw_logged(session: Session, *, person: Person, id: str) -> None:
    """Withdraw a logged decision because the words that made it were taken back."""
    decision = storage.decisions.find_decision(session, team=person.team, id=id)
    if decision and decision.logged and decision.raised_by == person.id and not decision.superseded_by:
        values = {"state": DecisionState.WITHDRAWN.value}
        storage.decisions.update_decision(session, team=person.team, id=id, values=values)


def changeable_decision(session: Session, *, person: Person, id: str) -> Decision:
    """Lock and return an open decision that the person may change."""
    access.require_visible(session, person=person, text=id)
    decision = storage.decisions.get_decision(session, team=person.team, id=id, lock=True)
    require_may_change(session, person=person, decision=decision)
    rule.require_open(decision, by=decider_name(session, team=person.team, decision=decision))
    return decision


def require_may_change(session: Session, *, person: Person, decision: Decision) -> None:
    """Raise NotAllowed unless the person asked, decides, leads the project or manages the program."""
    access.require_visible(session, person=person, text=decision.id)
    owner = person.id if person.id in (decision.raised_by, decision.decider) else decision.decider
    storage.people.require_permission(
        session,
        person=person,
        action=Action.CHANGE_DECISION,
        program=decision.program,
        project=decision.project,
        owner=owner,
    )


def may_change(session: Session, *, person: Person, decision: Decision) -> bool:
    try:
        require_may_change(session, person=person, decision=decision)
    except (NotAllowed, NotFound):
        return False
    return True


def decider_name(session: Session, *, team: str, decision: Decision) -> str:
    """Return the display name of who made a decision, or is to make it."""
    user = decision.decided_by or decision.decider or ""
    return storage.people.display_names(session, team=team, ids=frozenset({user})).get(user, "")


def find_home(
    session: Session, *, person: Person, about: str | None, gates: Iterable[str], channel: str
) -> tuple[str, str | None]:
    """Return the program and project of a decision: named, that of the channel or milestones, or the only one."""
    team = person.team
    if about and about.startswith("PRG-"):
        return storage.plan.program(session, team=team, id=about).id, None
    if about:
        return storage.plan.project(session, team=team, id=about).program, about
    served = storage.channels.served_projects(session, team=team, channel=channel)
    projects = {project.id: project for project in storage.plan.projects(session, team=team)}
    waiting = [milestone.project for milestone in storage.plan.milestones(session, team=team, ids=tuple(gates))]
    candidates = [id for id in (served or waiting or ()) if id in projects]
    if not candidates and not person.outsider:
        candidates = list(projects)
    homes = {projects[id].program for id in candidates}
    if len(candidates) == 1:
        return projects[candidates[0]].program, candidates[0]
    if len(homes) == 1 and (waiting or not served):
        return homes.pop(), None
    if not candidates:
        raise Refusal("I don't know which project it is about.", "", "Ask in the channel of its project.")
    raise AmbiguousInput("Which project is that about?", tuple((id, projects[id].name) for id in candidates))


def _name_people(session: Session, *, team: str, fields: DecisionFields, decider: str | None = None) -> DecisionFields:
    """Return the fields with people in place of user groups: one who decides, all members where several are asked."""
    decides = storage.reachable_people.choose_reachable(session, team=team, user=fields.decider)
    members = partial(storage.reachable_people.reachable_members, session, team=team, most=rule.MAX_PEOPLE)
    return replace(
        fields,
        decider=decides,
        must_agree=tuple(user for user in members(users=fields.must_agree) if user != (decides or decider)),
        consulted=members(users=fields.consulted),
        informed=members(users=fields.informed),
    )


def _require_valid(session: Session, *, person: Person, fields: DecisionFields, program: str, now: datetime) -> None:
    """Check the day and the milestones that a request names."""
    team = person.team
    if fields.decide_by:
        dates.require_ahead(fields.decide_by, today=local_date(person, now), instead="When is it needed?")
    access.require_visible(session, person=person, text=" ".join(fields.gates))
    for gate in fields.gates:
        storage.plan.milestone(session, team=team, id=gate)
    if fields.supersedes:
        require_replaceable(session, person=person, id=fields.supersedes)


def require_replaceable(session: Session, *, person: Person, id: str, lock: bool = True) -> Decision:
    """Return a made decision that another may supersede; raise Refusal for an open or replaced one."""
    access.require_visible(session, person=person, text=id)
    old = storage.decisions.get_decision(session, team=person.team, id=id, lock=lock)
    require_may_change(session, person=person, decision=old)
    if old.state not in (DecisionState.DECIDED, DecisionState.BY_CONSENT):
        state = f"superseded by {old.superseded_by}" if old.superseded_by else old.state.value
        raise Refusal(f"{id} can't be superseded: it is {state}.", "", "`decisions` lists those that were made.")
    return old
