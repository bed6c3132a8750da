"""The register: raise, change and close entries; a risk that happened or an assumption that broke becomes an issue."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from sqlmodel import Session

import storage.audit
import storage.channels
import storage.people
import storage.plan
import storage.posted_notices
import storage.reachable_people
import storage.register
import templates
from handlers.common import access, posting
from handlers.common.requests import Source, local_date
from handlers.privacy import flows as privacy_flows
from handlers.register import tripwires
from rules import dates, register
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
    """Save an entry for its project; without an owner, the project's lead owns it.

    With `aloud`, post it to the project's channel.
    """
    register.require_text(said.text, kind=kind)
    project, milestone = _project_and_milestone(session, person=person, about=said.about, channel=source.channel)
    storage.people.require_permission(
        session, person=person, action=Action.RAISE, program=project.program, project=project.id
    )
    _require_check_ahead(said.check, person=person, now=now)
    tripwires.require_known(session, person=person, ids=said.rests)
    owner = storage.reachable_people.choose_reachable(session, team=person.team, user=said.owner, instead=project.lead)
    said = replace(said, owner=owner)
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


def _require_check_ahead(day: object, *, person: Person, now: datetime) -> None:
    if isinstance(day, date):
        dates.require_ahead(day, today=local_date(person, now), instead="When should I ask about it?")


def raise_from_message(
    session: Session, *, person: Person, said: Raise, source: Source, now: datetime
) -> RegisterEntry | None:
    """Save what a message raises for the project of its channel; return None if the channel serves none."""
    served = storage.channels.served_projects(session, team=person.team, channel=source.channel)
    if not (served or said.project) or said.kind not in tuple(EntryKind):
        return None
    day, locale = local_date(person, now), person.locale
    fields = register.entry_from_message(source.text, statement=said, today=day, locale=locale, zone=person.zone)
    fields = replace(fields, about=fields.about or said.project or None)
    return raise_entry(session, person=person, kind=EntryKind(said.kind), said=fields, source=source, now=now)


def change_entry(
    session: Session, *, person: Person, id: str, values: Mapping[str, object], source: Source, now: datetime
) -> RegisterEntry:
    """Set the given fields.

    Words typed in a closed channel about an entry that others may read are redacted.
    """
    entry = _changeable_entry(session, person=person, id=id)
    if owner := str(values.get("owner") or ""):
        values = {**values, "owner": storage.reachable_people.choose_reachable(session, team=person.team, user=owner)}
    if values.get("check") != entry.check:
        _require_check_ahead(values.get("check"), person=person, now=now)
    tripwires.require_known(session, person=person, ids=values.get("rests") or ())
    if "text" in values:
        register.require_text(str(values["text"] or ""), kind=entry.kind)
    new_values, in_own_channel = dict(values), entry.restricted and entry.source_channel == source.channel
    for name in ("text", "plan"):
        if (words := str(new_values.get(name) or "")) and words != getattr(entry, name) and not in_own_channel:
            new_values[name] = privacy_flows.redact_private_words(
                session, person=person, words=words, source=source, subject=id, now=now
            )
    after = storage.register.update_entry(session, team=person.team, id=id, values=new_values)
    if after.owner not in (None, entry.owner, person.id):
        message = templates.render("register/yours", entry=after, by=person.name)
        key = f"entry:{id}:{after.owner}:{now.timestamp():.0f}"
        posting.post_message(session, key=key, team=person.team, channel=str(after.owner), message=message, now=now)
    return after


def close_entry(
    session: Session, *, person: Person, id: str, outcome: EntryOutcome, now: datetime
) -> tuple[RegisterEntry, RegisterEntry | None]:
    """Close an entry; return it with the issue that it became, if any."""
    entry = _changeable_entry(session, person=person, id=id)
    if outcome not in OUTCOMES_BY_KIND[entry.kind]:
        commands = " or ".join(f"`{id} {allowed}`" for allowed in OUTCOMES_BY_KIND[entry.kind])
        raise Refusal(f"{id} can't be {outcome}.", f"Its kind is {entry.kind}.", f"Write {commands}.")
    closed = storage.register.close_entry(session, team=person.team, id=id, outcome=outcome, by=person.id, now=now)
    issue = _raise_issue(session, person=person, entry=closed, now=now) if outcome in OUTCOMES_BECOMING_ISSUES else None
    if issue and closed.rests:
        tripwires.warn_owners(session, person=person, assumption=closed, issue=issue, now=now)
    _close_notices(session, person=person, entry=closed, now=now)
    return closed, issue


def withdraw_entry(session: Session, *, person: Person, id: str, now: datetime) -> None:
    """Close an entry because the words that raised it were taken back."""
    entry = storage.register.get_entry(session, team=person.team, id=id)
    if entry.closed_at is None and entry.raised_by == person.id:
        closed = storage.register.close_entry(
            session, team=person.team, id=id, outcome=EntryOutcome.WITHDRAWN, by=person.id, now=now
        )
        _close_notices(session, person=person, entry=closed, now=now)


def may_change(session: Session, *, person: Person, entry: RegisterEntry) -> bool:
    """Return whether the person raised or owns the entry, leads its project or manages its program."""
    try:
        _require_may_change(session, person=person, entry=entry)
    except NotAllowed:
        return False
    return True


def _changeable_entry(session: Session, *, person: Person, id: str) -> RegisterEntry:
    access.require_visible(session, person=person, text=id)
    entry = storage.register.get_entry(session, team=person.team, id=id)
    _require_may_change(session, person=person, entry=entry)
    if entry.closed_at:
        raise Refusal(
            f"{id} is closed: {entry.outcome}.", "A closed entry can't be changed.", "Raise it again if it is back."
        )
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
    """Return the project, and the milestone if one was named.

    People from other companies can name only what they may know of.
    """
    team = person.team
    if about and about.startswith("M-"):
        access.require_visible(session, person=person, text=about)
        project = storage.plan.milestone(session, team=team, id=about).project
        return storage.plan.project(session, team=team, id=project), about
    served = storage.channels.served_projects(session, team=team, channel=channel)
    all_projects = {record.id: record for record in storage.plan.projects(session, team=team)}
    visible = {id: all_projects[id] for id in served} if person.outsider else all_projects
    if about is None and len(served) > 1:
        names = tuple((id, all_projects[id].name) for id in served if id in visible)
        raise AmbiguousInput("Which project is that about?", names)
    id = about or next(iter(served), None) or (next(iter(visible)) if len(visible) == 1 else None)
    if id in visible:
        return visible[id], None
    if id:
        raise NotFound(f"There is no project {id}.", "", "Raise it in the channel of its project.")
    if not visible:
        raise Refusal("I don't know which project it is about.", "", "Raise it in the channel of its project.")
    raise AmbiguousInput("Which project is it about?", tuple((record.id, record.name) for record in visible.values()))


def _raise_issue(session: Session, *, person: Person, entry: RegisterEntry, now: datetime) -> RegisterEntry:
    text = tripwires.issue_text(session, team=person.team, entry=entry) if entry.rests else entry.text
    values = {"text": text, "owner": entry.owner, "impact": entry.impact, "response": entry.response}
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
        over_key = f"{key}:over:{now.timestamp():.0f}"
        posting.update_message(
            session, key=over_key, original_key=key, team=person.team, channel=channel, message=message, now=now
        )
