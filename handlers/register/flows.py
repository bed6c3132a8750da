"""The register: entries raised, changed and ended; what happened or broke goes on as an issue."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session

import storage.audit
import storage.channels
import storage.people
import storage.plan
import storage.posted_notices
import storage.register
import templates
from handlers.common import access, posting
from handlers.common.requests import Source, local_date
from handlers.privacy import flows as privacy_flows
from rules import register
from rules.capture import Raise
from rules.people import Action, Person
from rules.plan import Project
from rules.refusal import AmbiguousInput, NotAllowed, NotFound, Refusal
from rules.register import OUTCOMES_BECOMING_ISSUES, OUTCOMES_BY_KIND, EntryFields, EntryKind, EntryOutcome
from storage.register import RegisterEntry


def raise_entry(
    session: Session,
    *,
    person: Person,
    kind: EntryKind,
    said: EntryFields,
    source: Source,
    now: datetime,
    aloud: bool = False,
) -> RegisterEntry:
    """This will keep it for its project, without an owner for the lead; `aloud` posts it to the project's channel."""
    project, milestone = _project_and_milestone(session, person=person, about=said.about, channel=source.channel)
    storage.people.require_permission(
        session, person=person, action=Action.RAISE, program=project.program, project=project.id
    )
    storage.audit.set_actor(session, team=person.team, actor=person.id, now=now, source=source.permalink)
    entry = storage.register.add_entry(
        session,
        team=person.team,
        kind=kind,
        project=project.id,
        milestone=milestone,
        values={"owner": project.lead or person.id, **said.changed_columns()},
        by=person.id,
        now=now,
        source=source.permalink,
        source_channel=source.channel or None,
        restricted=source.private,
    )
    if aloud:
        _post_notice(session, person=person, entry=entry, project=project, now=now)
    return entry


def raise_from_message(
    session: Session, *, person: Person, said: Raise, source: Source, now: datetime
) -> RegisterEntry | None:
    """What a message says is kept for the project of its channel; None where the channel serves none."""
    served = storage.channels.served_projects(session, team=person.team, channel=source.channel)
    if not served or said.kind not in tuple(EntryKind):
        return None
    day, locale = local_date(person, now), person.locale
    found = register.entry_from_message(source.text, statement=said, today=day, locale=locale, zone=person.zone)
    return raise_entry(session, person=person, kind=EntryKind(said.kind), said=found, source=source, now=now)


def change_entry(
    session: Session, *, person: Person, id: str, values: Mapping[str, object], source: Source, now: datetime
) -> RegisterEntry:
    """This will set what is given; what is typed in a closed channel about what all may read stays there."""
    entry = _changeable_entry(session, person=person, id=id, now=now)
    kept, own = dict(values), entry.restricted and entry.source_channel == source.channel
    for name in ("text", "plan"):
        if (words := str(kept.get(name) or "")) and words != getattr(entry, name) and not own:
            kept[name] = privacy_flows.redact_private_words(
                session, person=person, words=words, source=source, subject=id, now=now
            )
    after = storage.register.update_entry(session, team=person.team, id=id, values=kept)
    if after.owner not in (None, entry.owner, person.id):
        message = templates.render("register/yours", entry=after, by=person.name)
        key = f"entry:{id}:{after.owner}:{now.timestamp():.0f}"
        posting.post_message(session, key=key, team=person.team, channel=str(after.owner), message=message, now=now)
    return after


def close_entry(
    session: Session, *, person: Person, id: str, outcome: EntryOutcome, now: datetime
) -> tuple[RegisterEntry, RegisterEntry | None]:
    """This will close it; with the issue that it became, if it became one."""
    entry = _changeable_entry(session, person=person, id=id, now=now)
    if outcome not in OUTCOMES_BY_KIND[entry.kind]:
        ends = " or ".join(f"`{id} {one}`" for one in OUTCOMES_BY_KIND[entry.kind])
        raise Refusal(f"{id} is no thing that is {outcome}.", f"It is an entry of kind {entry.kind}.", f"Write {ends}.")
    closed = storage.register.close_entry(session, team=person.team, id=id, outcome=outcome, by=person.id, now=now)
    issue = _raise_issue(session, person=person, entry=closed, now=now) if outcome in OUTCOMES_BECOMING_ISSUES else None
    _close_notices(session, person=person, entry=closed, now=now)
    return closed, issue


def withdraw_entry(session: Session, *, person: Person, id: str, now: datetime) -> None:
    """The words that raised it were taken back."""
    entry = storage.register.get_entry(session, team=person.team, id=id)
    if entry.closed_at is None and entry.raised_by == person.id:
        closed = storage.register.close_entry(
            session, team=person.team, id=id, outcome=EntryOutcome.WITHDRAWN, by=person.id, now=now
        )
        _close_notices(session, person=person, entry=closed, now=now)


def may_change(session: Session, *, person: Person, entry: RegisterEntry) -> bool:
    """Who raised or watches it, the project's lead, the program manager."""
    try:
        _require_may_change(session, person=person, entry=entry)
    except NotAllowed:
        return False
    return True


def _changeable_entry(session: Session, *, person: Person, id: str, now: datetime) -> RegisterEntry:
    access.require_visible(session, person=person, text=id)
    entry = storage.register.get_entry(session, team=person.team, id=id)
    _require_may_change(session, person=person, entry=entry)
    if entry.closed_at:
        raise Refusal(
            f"{id} is over: {entry.outcome}.", "What is over stays as it is.", "Raise it again if it is back."
        )
    storage.audit.set_actor(session, team=person.team, actor=person.id, now=now)
    return entry


def _require_may_change(session: Session, *, person: Person, entry: RegisterEntry) -> None:
    project = storage.plan.project(session, team=person.team, id=entry.project)
    owner = person.id if person.id in (entry.raised_by, entry.owner) else entry.owner
    storage.people.require_permission(
        session, person=person, action=Action.EDIT_ENTRY, program=project.program, project=project.id, owner=owner
    )


def _project_and_milestone(
    session: Session, *, person: Person, about: str | None, channel: str
) -> tuple[Project, str | None]:
    """The project, and the milestone if one was named; people of other companies name only what they may know of."""
    team = person.team
    if about and about.startswith("M-"):
        access.require_visible(session, person=person, text=about)
        home = storage.plan.milestone(session, team=team, id=about).project
        return storage.plan.project(session, team=team, id=home), about
    served = storage.channels.served_projects(session, team=team, channel=channel)
    every = {one.id: one for one in storage.plan.projects(session, team=team)}
    known = {id: every[id] for id in served} if person.outsider else every
    id = about or next(iter(served), None) or (next(iter(known)) if len(known) == 1 else None)
    if id in known:
        return known[id], None
    if id:
        raise NotFound(f"There is no project {id}.", "", "Raise it in the channel of its project.")
    if not known:
        raise Refusal("I don't know which project that is about.", "", "Raise it in the channel of its project.")
    raise AmbiguousInput("Which project is that about?", tuple((one.id, one.name) for one in known.values()))


def _raise_issue(session: Session, *, person: Person, entry: RegisterEntry, now: datetime) -> RegisterEntry:
    values = {"text": entry.text, "owner": entry.owner, "impact": entry.impact, "response": entry.response}
    return storage.register.add_entry(
        session,
        team=person.team,
        kind=EntryKind.ISSUE,
        project=entry.project,
        milestone=entry.milestone,
        values=values | {"plan": entry.plan},
        by=person.id,
        now=now,
        source=entry.source,
        source_channel=entry.source_channel,
        restricted=entry.restricted,
    )


def _post_notice(session: Session, *, person: Person, entry: RegisterEntry, project: Project, now: datetime) -> None:
    for channel in project.channels[:1]:
        if entry.restricted and channel != entry.source_channel:
            continue
        message = templates.render("register/notice", entry=entry, by=person.name, actor=person.id)
        posting.post_message(
            session, key=f"entry:{entry.id}:{channel}", team=person.team, channel=channel, message=message, now=now
        )


def _close_notices(session: Session, *, person: Person, entry: RegisterEntry, now: datetime) -> None:
    for key, channel in storage.posted_notices.messages_with_prefix(session, prefix=f"entry:{entry.id}:"):
        message = templates.render("register/over_notice", entry=entry)
        posting.update_message(
            session, key=f"{key}:over", original_key=key, team=person.team, channel=channel, message=message, now=now
        )
