"""Blockers raised, given to who can free them, and resolved: by people, or because what was waited for is there."""

from datetime import datetime

from sqlmodel import Session

import storage.audit
import storage.blockers
import storage.dependencies
import storage.people
import storage.plan
import storage.posted_notices
import templates
from handlers.common import posting
from handlers.common.requests import Source
from rules.capture import Block
from rules.dependencies.handovers import CLOSED_STATES
from rules.people import Action, Person
from rules.plan import Dependency, LinkStrength, Milestone, Project
from rules.refusal import NotFound, Refusal
from rules.text import tokens
from storage.blockers import Blocker


def raise_blocker(
    session: Session, *, person: Person, said: Block, source: Source, now: datetime, aloud: bool = False
) -> Blocker:
    """Kept with who can unblock; `aloud` posts it to the project's channel (a message there was heard already)."""
    team = person.team
    milestone = storage.plan.milestone(session, team=team, id=said.milestone)
    project = storage.plan.project(session, team=team, id=milestone.project)
    storage.people.require_permission(
        session, person=person, action=Action.RAISE, program=project.program, project=project.id
    )
    storage.audit.set_actor(session, team=team, actor=person.id, now=now, source=source.permalink)
    needs = next(iter(said.users), said.needs or None)
    blocker = storage.blockers.add_blocker(
        session,
        team=team,
        milestone=milestone.id,
        text=said.text[:1000],
        needs=needs,
        needed_by=said.by.day if said.by else None,
        by=person.id,
        now=now,
        source=source.permalink,
        source_channel=source.channel or None,
        restricted=source.private,
        upstream=_awaited_milestone(session, team=team, milestone=milestone.id, text=said.text, needs=needs),
    )
    if aloud:
        _post_notice(session, person=person, blocker=blocker, project=project, now=now)
    return blocker


def _awaited_milestone(session: Session, *, team: str, milestone: str, text: str, needs: str | None) -> str | None:
    """The milestone that is waited for: the one named, else the only one that the person named has to deliver."""
    links = _waits_for(session, team=team, milestone=milestone)
    words = {token.text.strip(",.:;").upper() for token in tokens(text)}
    named = [link.provider for link in links if link.provider in words]
    theirs = [link.provider for link in links if needs and link.provider_user == needs]
    return named[0] if named else theirs[0] if len(theirs) == 1 else None


def _waits_for(session: Session, *, team: str, milestone: str) -> tuple[Dependency, ...]:
    links = storage.dependencies.dependencies_of(session, team=team, milestone=milestone)
    return tuple(link for link in links if link.consumer == milestone and link.state not in CLOSED_STATES)


def ask_to_unblock(session: Session, *, person: Person, id: str, user: str, now: datetime) -> Blocker:
    """Somebody is named who can free it: the concern becomes a blocker, and they hear of it once."""
    team = person.team
    blocker = storage.blockers.get_blocker(session, team=team, id=id)
    milestone = storage.plan.milestone(session, team=team, id=blocker.milestone)
    project = storage.plan.project(session, team=team, id=milestone.project)
    storage.people.require_permission(
        session, person=person, action=Action.RAISE, program=project.program, project=project.id
    )
    if blocker.resolved_at:
        raise Refusal(f"{id} is already resolved.")
    if blocker.needs:
        raise Refusal(f"Somebody was asked to free {id} already.", "", f"Its card says who: `{id}`.")
    storage.audit.set_actor(session, team=team, actor=person.id, now=now)
    upstream = _awaited_milestone(session, team=team, milestone=milestone.id, text=blocker.text, needs=user)
    named = storage.blockers.name_helper(session, team=team, id=id, needs=user, upstream=upstream)
    if user != person.id:
        message = templates.render("blockers/notice", blocker=named, by=person.name, actor=person.id)
        key = f"blocker:{id}:{user}"
        posting.post_message(session, key=key, team=team, channel=user, message=message, now=now, kind="escalation")
    return named


def resolve_blockers(session: Session, *, person: Person, target: str, now: datetime) -> tuple[Blocker, ...]:
    """One blocker by its id, or all of a milestone; the raiser, the owner, the lead and the manager may."""
    team = person.team
    if target.startswith("M-"):
        open_ones = storage.blockers.open_blockers(session, team=team, milestone=target)
    else:
        open_ones = (storage.blockers.get_blocker(session, team=team, id=target),)
    if not open_ones:
        raise NotFound(f"Nothing blocks {target}.")
    for one in open_ones:
        _require_may_resolve(session, person=person, blocker=one)
    storage.audit.set_actor(session, team=team, actor=person.id, now=now)
    return tuple(_resolve_blocker(session, person=person, blocker=one, now=now) for one in open_ones)


def _require_may_resolve(session: Session, *, person: Person, blocker: Blocker) -> None:
    team = person.team
    milestone = storage.plan.milestone(session, team=team, id=blocker.milestone)
    project = storage.plan.project(session, team=team, id=milestone.project)
    mine = person.id in (blocker.raised_by, blocker.needs, milestone.owner)
    storage.people.require_permission(
        session,
        person=person,
        action=Action.RESOLVE_BLOCKER,
        program=project.program,
        project=project.id,
        owner=person.id if mine else milestone.owner,
    )


def _resolve_blocker(session: Session, *, person: Person, blocker: Blocker, now: datetime) -> Blocker:
    """Resolving what somebody else resolved a moment ago changes nothing."""
    team = person.team
    if blocker.resolved_at:
        return blocker
    solved = storage.blockers.resolve_blocker(session, team=team, id=blocker.id, by=person.id, now=now)
    milestone = storage.plan.milestone(session, team=team, id=blocker.milestone)
    for key, channel in storage.posted_notices.messages_with_prefix(session, prefix=f"blocker:{blocker.id}:"):
        message = templates.render("blockers/solved_notice", blocker=solved, milestone=milestone)
        posting.update_message(
            session, key=f"{key}:solved", original_key=key, team=team, channel=channel, message=message, now=now
        )
    return solved


def resolve_delivered(session: Session, *, person: Person, provider: Milestone, consumer: str, now: datetime) -> None:
    """What waited for the provider alone is resolved; when nothing else is waited for, the consumer hears it (B-37)."""
    team = person.team
    milestone = storage.plan.milestone(session, team=team, id=consumer)
    waiting = storage.blockers.open_blockers(session, team=team, milestone=consumer)
    freed = tuple(
        _resolve_blocker(session, person=person, blocker=one, now=now) for one in waiting if one.upstream == provider.id
    )
    left = [link for link in _waits_for(session, team=team, milestone=consumer) if link.strength is LinkStrength.HARD]
    if left or milestone.done:
        return
    project = storage.plan.project(session, team=team, id=milestone.project)
    told = milestone.owner or project.lead or next(iter(project.channels), None)
    if told and told != person.id:
        still = tuple(one for one in waiting if one.upstream != provider.id)
        message = templates.render(
            "blockers/unblocked", milestone=milestone, provider=provider, by=person.name, freed=freed, still=still
        )
        key = f"unblocked:{consumer}:{provider.id}:{provider.actual}"
        posting.post_message(session, key=key, team=team, channel=told, message=message, now=now, kind="escalation")


def _post_notice(session: Session, *, person: Person, blocker: Blocker, project: Project, now: datetime) -> None:
    for channel in project.channels[:1]:
        if blocker.restricted and channel != blocker.source_channel:
            continue
        message = templates.render("blockers/notice", blocker=blocker, by=person.name, actor=person.id)
        key = f"blocker:{blocker.id}:{channel}"
        posting.post_message(
            session, key=key, team=person.team, channel=channel, message=message, now=now, kind="escalation"
        )
