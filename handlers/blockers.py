"""Blockers: the verbs `block` and `unblock`."""

from datetime import datetime

from sqlmodel import Session

import storage.audit
import storage.blockers
import storage.notices
import storage.people
import storage.plan
import templates
from handlers import channels, post, words
from handlers.calls import Call, Click, Source
from handlers.commands import Command
from handlers.deps import Deps
from program.capture import Block, Unblock, listen
from program.people import Action, Person
from program.plan import Project
from program.refusal import NotFound, Refusal
from storage.blockers import Blocker
from templates import Message


async def block(call: Call, deps: Deps) -> Message:
    """`block M-42 "no staging data" needs @x by 3 Mar`"""
    said = _heard(f"block {call.text}", call, usage='block M-42 "no staging data" needs @x by 3 Mar')
    if not isinstance(said, Block):
        raise Refusal("That is no blocker I understand.", "", 'Write `block M-42 "no staging data" needs @x by 3 Mar`.')
    source = Source(channel=call.channel, private=await channels.is_closed(deps, call.channel))
    blocker = await deps.transact(raise_blocker, person=call.person, said=said, source=source, now=call.now, aloud=True)
    return templates.render("blockers/raised", blocker=blocker, undo=False, today=call.today)


async def unblock(call: Call, deps: Deps) -> Message:
    """`unblock B-3`"""
    said = _heard(f"unblock {call.text}", call, usage="unblock B-3")
    if not isinstance(said, Unblock):
        raise Refusal("That names no blocker.", "", "Write `unblock B-3`.")
    solved = await deps.transact(resolve, person=call.person, target=said.target, now=call.now)
    return templates.render("blockers/resolved", blockers=solved)


async def on_resolve(click: Click, deps: Deps) -> Message:
    """*Resolved* on the notice of a blocker."""
    solved = await deps.transact(resolve, person=click.person, target=click.value, now=click.now)
    return templates.render("blockers/resolved", blockers=solved)


def raise_blocker(
    session: Session, *, person: Person, said: Block, source: Source, now: datetime, aloud: bool = False
) -> Blocker:
    """Kept with who can unblock; `aloud` posts it to the project's channel (a message there was heard already)."""
    team = person.team
    milestone = storage.plan.milestone(session, team=team, id=said.milestone)
    project = storage.plan.project(session, team=team, id=milestone.project)
    storage.people.require(session, person=person, action=Action.RAISE, program=project.program, project=project.id)
    storage.audit.acting(session, team=team, actor=person.id, now=now, source=source.permalink)
    blocker = storage.blockers.add(
        session,
        team=team,
        milestone=milestone.id,
        text=said.text[:1000],
        needs=next(iter(said.users), said.needs or None),
        needed_by=said.by.day if said.by else None,
        by=person.id,
        now=now,
        source=source.permalink,
        source_channel=source.channel or None,
        restricted=source.private,
    )
    if aloud:
        _announce(session, person=person, blocker=blocker, project=project, now=now)
    return blocker


def resolve(session: Session, *, person: Person, target: str, now: datetime) -> tuple[Blocker, ...]:
    """One blocker by its id, or all of a milestone; the raiser, the owner, the lead and the manager may."""
    team = person.team
    if target.startswith("M-"):
        open_ones = storage.blockers.open_blockers(session, team=team, milestone=target)
    else:
        open_ones = (storage.blockers.get(session, team=team, id=target),)
    if not open_ones:
        raise NotFound(f"Nothing blocks {target}.")
    storage.audit.acting(session, team=team, actor=person.id, now=now)
    return tuple(_resolve(session, person=person, blocker=one, now=now) for one in open_ones)


def _resolve(session: Session, *, person: Person, blocker: Blocker, now: datetime) -> Blocker:
    team = person.team
    milestone = storage.plan.milestone(session, team=team, id=blocker.milestone)
    project = storage.plan.project(session, team=team, id=milestone.project)
    mine = person.id in (blocker.raised_by, blocker.needs, milestone.owner)
    storage.people.require(
        session,
        person=person,
        action=Action.RESOLVE_BLOCKER,
        program=project.program,
        project=project.id,
        owner=person.id if mine else milestone.owner,
    )
    solved = storage.blockers.resolve(session, team=team, id=blocker.id, by=person.id, now=now)
    for key, channel in storage.notices.under(session, prefix=f"blocker:{blocker.id}:"):
        message = templates.render("blockers/solved_notice", blocker=solved, milestone=milestone)
        post.edit(session, key=f"{key}:solved", of=key, team=team, channel=channel, message=message, now=now)
    return solved


def _announce(session: Session, *, person: Person, blocker: Blocker, project: Project, now: datetime) -> None:
    for channel in project.channels[:1]:
        if blocker.restricted and channel != blocker.source_channel:
            continue
        message = templates.render("blockers/notice", blocker=blocker, by=person.name, actor=person.id)
        key = f"blocker:{blocker.id}:{channel}"
        post.say(session, key=key, team=person.team, channel=channel, message=message, now=now, kind="escalation")


def _heard(text: str, call: Call, *, usage: str) -> object:
    heard = listen(text, today=call.today, locale=call.person.locale, zone=call.person.zone)
    if heard.unclear:
        raise words.unclear(heard.unclear[0], usage=usage)
    return heard.explicit[0] if heard.explicit else None


COMMANDS = (
    Command(
        "block",
        'block M-42 "what is wrong" needs @x by 3 Mar',
        "Say what holds a milestone, who can free it, by when.",
        block,
        examples=('block M-1 "no staging data" needs @ana by fri',),
    ),
    Command("unblock", "unblock B-3", "Say that it is solved.", unblock, examples=("unblock B-1",)),
)
CLICKS = {"resolve": on_resolve}
