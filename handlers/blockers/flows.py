"""Raise blockers, ask people to resolve them, and resolve them: by hand, or when the awaited milestone is delivered."""

import re
from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session

import storage.audit
import storage.blockers
import storage.dependencies
import storage.people
import storage.plan
import storage.posted_notices
import storage.privacy
import storage.reachable_people
import templates
from handlers.common import posting
from handlers.common.requests import Source, local_date
from rules import corrections, dates, slack_ids
from rules.capture import Block
from rules.dependencies.handovers import CLOSED_STATES
from rules.people import Action, Person
from rules.plan import Dependency, Project
from rules.refusal import NotFound, Refusal
from rules.text import tokens
from storage.blockers import Blocker

# The words of a resolution that are kept.
MAX_RESOLUTION_LENGTH = 500


class DuplicateBlocker(Refusal):
    """Raised for a blocker that is there already, in the same words."""

    def __init__(self, blocker: Blocker) -> None:
        self.blocker = blocker
        super().__init__(
            f"{blocker.milestone} is already blocked by {blocker.id}, in the same words.", "", f"See `{blocker.id}`."
        )


def raise_blocker(
    session: Session, *, person: Person, said: Block, source: Source, now: datetime, aloud: bool = False
) -> Blocker:
    """Save a blocker with the person who can resolve it.

    With `aloud`, post it to the project's channel; a blocker raised by a message there has been read already.
    """
    team = person.team
    milestone = storage.plan.milestone(session, team=team, id=said.milestone)
    project = storage.plan.project(session, team=team, id=milestone.project)
    storage.people.require_permission(
        session, person=person, action=Action.RAISE, program=project.program, project=project.id
    )
    corrections.require_open(milestone)
    if not said.sure:
        _require_new(session, team=team, said=said)
    if said.by and said.by.day:
        dates.require_ahead(said.by.day, today=local_date(person, now), instead="By when is it needed?")
    storage.audit.set_actor(session, team=team, actor=person.id, now=now, source=source.permalink)
    needs = _find_helper(session, team=team, said=said, instead=project.lead)
    text = f"{said.text} (needs {said.needs})" if said.needs and not needs else said.text
    blocker = storage.blockers.add_blocker(
        session,
        team=team,
        milestone=milestone.id,
        text=text[:1000],
        needs=needs,
        needed_by=said.by.day if said.by else None,
        by=person.id,
        now=now,
        source=source.permalink,
        source_channel=source.channel or None,
        restricted=source.private,
        upstream=_awaited_milestone(session, team=team, milestone=milestone.id, text=said.text),
    )
    if aloud:
        _post_notice(session, person=person, blocker=blocker, project=project, now=now)
    _ask_helper(session, person=person, blocker=blocker, now=now)
    return blocker


def _require_new(session: Session, *, team: str, said: Block) -> None:
    """Raise DuplicateBlocker if the milestone has an open blocker with the same words."""
    words = _comparable(said.text)
    for blocker in storage.blockers.open_blockers(session, team=team, milestone=said.milestone):
        if words and words == _comparable(blocker.text):
            raise DuplicateBlocker(blocker)


def _comparable(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _ask_helper(session: Session, *, person: Person, blocker: Blocker, now: datetime) -> None:
    """Tell the person who can unblock it in a message of their own; naming someone does not tell them (D-4)."""
    if not blocker.needs or blocker.needs == person.id or blocker.needs not in slack_ids.find(blocker.needs):
        return
    message = _render_notice(session, person=person, blocker=blocker, now=now)
    key = f"blocker:{blocker.id}:{blocker.needs}"
    posting.post_message(
        session, key=key, team=person.team, channel=blocker.needs, message=message, now=now, kind="escalation"
    )


def _find_helper(session: Session, *, team: str, said: Block, instead: str | None) -> str | None:
    """Return who can resolve it: a person mentioned or named, or words for someone else.

    Of a user group it is the only member who can be asked. An unknown "@ana" can't be asked, so there is no helper
    until one person is named.
    """
    user = next(iter(said.users), None)
    if user is None and said.needs.startswith("@"):
        return storage.reachable_people.find_by_name(session, team=team, name=said.needs[1:].strip(" .,"))
    user = storage.reachable_people.choose_reachable(session, team=team, user=user, instead=instead)
    return user or said.needs or None


def _awaited_milestone(session: Session, *, team: str, milestone: str, text: str) -> str | None:
    """Return the milestone a blocker waits for: the one that its words name, by id or name.

    A helper who also owes a milestone is no link: the blocker may be about something else.
    """
    words = {token.text.strip(",.:;").upper() for token in tokens(text)}
    providers = [link.provider for link in waits_for(session, team=team, milestone=milestone)]
    named = [id for id in providers if id in words]
    names = {id: storage.plan.milestone(session, team=team, id=id).name.casefold() for id in providers if not named}
    named += [id for id, name in names.items() if name in text.casefold()]
    return named[0] if len(named) == 1 else None


def waits_for(session: Session, *, team: str, milestone: str) -> tuple[Dependency, ...]:
    links = storage.dependencies.dependencies_of(session, team=team, milestone=milestone)
    return tuple(link for link in links if link.consumer == milestone and link.state not in CLOSED_STATES)


def ask_to_unblock(session: Session, *, person: Person, id: str, user: str, now: datetime) -> Blocker:
    """Name a person who can resolve it, and notify them once; a concern becomes a blocker.

    Raise Refusal if it is resolved already, or someone was asked before.
    """
    team = person.team
    blocker = storage.blockers.get_blocker(session, team=team, id=id)
    milestone = storage.plan.milestone(session, team=team, id=blocker.milestone)
    project = storage.plan.project(session, team=team, id=milestone.project)
    storage.people.require_permission(
        session, person=person, action=Action.RAISE, program=project.program, project=project.id
    )
    if blocker.resolved_at:
        raise Refusal(f"{id} is already resolved.")
    storage.reachable_people.require_reachable(session, team=team, user=user)
    if blocker.needs:
        raise Refusal(f"{id} already has someone asked to unblock it.", "", f"See `{id}`.")
    upstream = _awaited_milestone(session, team=team, milestone=milestone.id, text=blocker.text)
    blocker_with_helper = storage.blockers.name_helper(session, team=team, id=id, needs=user, upstream=upstream)
    _ask_helper(session, person=person, blocker=blocker_with_helper, now=now)
    return blocker_with_helper


def others_of(session: Session, *, person: Person, resolved: Collection[Blocker]) -> tuple[Blocker, ...]:
    """Return what still blocks the milestones of these resolved blockers, as far as the person may know it."""
    ids = {blocker.id for blocker in resolved}
    milestones = dict.fromkeys(blocker.milestone for blocker in resolved)
    hidden = storage.privacy.secrets_hidden_from(
        session, team=person.team, by=storage.privacy.reader_for(session, person=person)
    ).ids
    return tuple(
        blocker
        for milestone in milestones
        for blocker in storage.blockers.open_blockers(session, team=person.team, milestone=milestone)
        if blocker.needs and blocker.id not in ids | hidden
    )


def resolve_blockers(
    session: Session, *, person: Person, target: str, now: datetime, resolution: str = ""
) -> tuple[Blocker, ...]:
    """Resolve one blocker by its id, or all blockers of a milestone; `resolution` says what freed it.

    Its raiser, the person asked, the milestone's owner, the lead and the manager may do so.
    """
    team = person.team
    if target.startswith("M-"):
        open_ones = storage.blockers.open_blockers(session, team=team, milestone=target)
    else:
        open_ones = (storage.blockers.get_blocker(session, team=team, id=target),)
    if not open_ones:
        raise NotFound(f"No open blockers of {target}.")
    for blocker in open_ones:
        _require_may_resolve(session, person=person, blocker=blocker)
    return tuple(
        resolve_one(session, person=person, blocker=blocker, now=now, resolution=resolution) for blocker in open_ones
    )


def _require_may_resolve(session: Session, *, person: Person, blocker: Blocker) -> None:
    team = person.team
    milestone = storage.plan.milestone(session, team=team, id=blocker.milestone)
    project = storage.plan.project(session, team=team, id=milestone.project)
    is_involved = person.id in (blocker.raised_by, blocker.needs, milestone.owner)
    storage.people.require_permission(
        session,
        person=person,
        action=Action.RESOLVE_BLOCKER,
        program=project.program,
        project=project.id,
        owner=person.id if is_involved else milestone.owner,
    )


def resolve_one(session: Session, *, person: Person, blocker: Blocker, now: datetime, resolution: str = "") -> Blocker:
    """Resolve a blocker and edit its notices; one that is resolved already is returned unchanged."""
    team = person.team
    if blocker.resolved_at:
        return blocker
    resolved = storage.blockers.resolve_blocker(
        session, team=team, id=blocker.id, by=person.id, now=now, resolution=resolution[:MAX_RESOLUTION_LENGTH]
    )
    milestone = storage.plan.milestone(session, team=team, id=blocker.milestone)
    for key, channel in storage.posted_notices.messages_with_prefix(session, prefix=f"blocker:{blocker.id}:"):
        message = templates.render("blockers/solved_notice", blocker=resolved, milestone=milestone)
        posting.update_message(
            session, key=f"{key}:solved", original_key=key, team=team, channel=channel, message=message, now=now
        )
    return resolved


def _post_notice(session: Session, *, person: Person, blocker: Blocker, project: Project, now: datetime) -> None:
    for channel in project.channels[:1]:
        if blocker.restricted and channel != blocker.source_channel:
            continue
        message = _render_notice(session, person=person, blocker=blocker, now=now)
        key = f"blocker:{blocker.id}:{channel}"
        posting.post_message(
            session, key=key, team=person.team, channel=channel, message=message, now=now, kind="escalation"
        )


def _render_notice(session: Session, *, person: Person, blocker: Blocker, now: datetime) -> templates.RenderedMessage:
    milestone = storage.plan.milestone(session, team=person.team, id=blocker.milestone)
    return templates.render(
        "blockers/notice",
        blocker=blocker,
        milestone=milestone,
        by=person.name,
        actor=person.id,
        today=local_date(person, now),
    )
