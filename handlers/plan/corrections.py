"""Corrections: rename, cancel, reopen, move, delete and committed dates, with their effect before they are saved."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel import Session

import storage.audit
import storage.changes
import storage.closeouts.projects
import storage.dependencies
import storage.people
import storage.plan
import storage.risks
import templates
from handlers.change_requests import commitments
from handlers.common import access, posting
from handlers.common.requests import Source, local_date
from handlers.dependencies import transitions
from handlers.plan import milestone_updates
from handlers.plan.milestone_updates import OwnerDecides
from handlers.plan.plan_items import (
    PlanItem,
    label_of_item,
    load_item,
    parent_of,
    program_of,
    require_open_place,
)
from handlers.schedule import recompute
from rules import corrections, dates
from rules.corrections import Correction, Verb
from rules.people import Action, Person
from rules.plan import Milestone, Program, Project
from rules.refusal import NotAllowed, Refusal
from rules.truth.statuses import label_of
from storage.changes import corrections as stored


@dataclass(frozen=True, slots=True)
class TouchedMilestone:
    """A milestone of others that a correction touches; `link` is the hand-over between them."""

    id: str
    label: str
    owner: str | None
    link: str = ""
    need_by: date | None = None


@dataclass(frozen=True, slots=True)
class CorrectionEffect:
    """A correction with what it touches.

    `parts` are the milestones that go with the item, `touched` milestones of others, `people` who is told. `day` is a
    new committed date.
    """

    correction: Correction
    item: PlanItem
    label: str
    touched: tuple[TouchedMilestone, ...] = ()
    parts: tuple[Milestone, ...] = ()
    people: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    target: str = ""
    day: date | None = None
    change: int | None = None

    @property
    def asks(self) -> bool:
        """Return whether others are touched, so that the effect is shown before it is saved."""
        return bool(self.people or self.parts or self.touched)


def effect_of(
    session: Session, *, person: Person, correction: Correction, day: date | None, now: datetime
) -> CorrectionEffect:
    """Return what a correction would touch; raise Refusal if the person may not make it, or it makes no sense."""
    access.require_visible(session, person=person, text=correction.id)
    item = load_item(session, team=person.team, id=correction.id)
    _require_permission(session, person=person, correction=correction, item=item)
    _require_sense(session, person=person, correction=correction, item=item)
    if correction.verb is Verb.COMMIT and day is not None:
        _require_committable(session, person=person, item=item, day=day, now=now)
    touched = _touched(session, team=person.team, correction=correction, item=item, day=day)
    parts = _parts(session, team=person.team, correction=correction, item=item)
    people = _people(person=person, correction=correction, item=item, touched=touched, parts=parts)
    names = storage.people.display_names(session, team=person.team, ids=frozenset(people))
    target = load_item(session, team=person.team, id=correction.argument).name if correction.verb is Verb.MOVE else ""
    shown_names = tuple(names.get(user, "someone") for user in people)
    return CorrectionEffect(correction, item, label_of_item(item), touched, parts, people, shown_names, target, day)


def apply_correction(
    session: Session,
    *,
    person: Person,
    correction: Correction,
    day: date | None,
    source: Source,
    now: datetime,
    author: str = "",
) -> CorrectionEffect:
    """Make a correction, and tell the people whom it touches; its author is told otherwise."""
    effect = effect_of(session, person=person, correction=correction, day=day, now=now)
    summary = corrections.summary_of(correction, effect.label)
    with storage.changes.record(session, summary, channel=source.channel, restricted=source.in_private_channel):
        storage.audit.set_actor(session, team=person.team, actor=person.id, now=now, source=source.permalink)
        programs = {program_of(session, person.team, effect.item)}
        _write(session, person=person, effect=effect, now=now)
        if correction.verb is not Verb.DELETE:
            programs.add(program_of(session, person.team, load_item(session, team=person.team, id=correction.id)))
        for program in sorted(programs - {""}):
            recompute.recompute_affected(session, team=person.team, program=program, now=now)
        for user in (user for user in effect.people if user != author):
            _tell(session, person=person, effect=effect, user=user, now=now)
        return replace(effect, change=storage.changes.current_id(session))


def _write(session: Session, *, person: Person, effect: CorrectionEffect, now: datetime) -> None:
    team, id, item = person.team, effect.correction.id, effect.item
    match effect.correction.verb:
        case Verb.RENAME:
            stored.rename(session, team=team, id=id, name=effect.correction.argument)
        case Verb.CANCEL:
            ids = stored.set_cancelled(session, team=team, id=id, day=local_date(person, now))
            storage.risks.close_alerts_about(session, team=team, milestones=ids, now=now)
        case Verb.REOPEN if isinstance(item, Milestone) and item.done:
            _reopen_done(session, person=person, before=item, now=now)
        case Verb.REOPEN if isinstance(item, Project) and item.closed:
            storage.closeouts.projects.reopen_project(session, team=team, project=id)
        case Verb.REOPEN:
            stored.set_cancelled(session, team=team, id=id, day=None)
        case Verb.MOVE:
            stored.move(session, team=team, id=id, target=effect.correction.argument)
        case Verb.DELETE:
            stored.delete(session, team=team, id=id)
        case Verb.COMMIT:
            assert effect.day is not None
            stored.set_committed(session, team=team, milestone=id, day=effect.day, by=person.id, now=now)


def _reopen_done(session: Session, *, person: Person, before: Milestone, now: datetime) -> None:
    days = transitions.expected_days(session, team=person.team)
    stored.reopen_done(session, team=person.team, milestone=before.id, by=person.id, now=now)
    after = storage.plan.milestone(session, team=person.team, id=before.id)
    transitions.update_after_change(session, person=person, before=before, after=after, days_before=days, now=now)


def _tell(session: Session, *, person: Person, effect: CorrectionEffect, user: str, now: datetime) -> None:
    own = tuple(one for one in effect.touched if one.owner == user)
    message = templates.render(
        "plan/correction_news", effect=effect, by=person.name, own=own, today=local_date(person, now)
    )
    key = f"correction:{storage.changes.current_id(session)}:{user}"
    posting.post_message(session, key=key, team=person.team, channel=user, message=message, now=now)


def _require_permission(session: Session, *, person: Person, correction: Correction, item: PlanItem) -> None:
    team, act = person.team, f"{correction.verb} {label_of_item(item)}"
    if not isinstance(item, Milestone):
        _require_editor(session, person=person, item=item, act=act)
    elif correction.verb in (Verb.MOVE, Verb.DELETE):
        project = storage.plan.project(session, team=team, id=item.project)
        _require_editor(session, person=person, item=project, act=act)
    elif correction.verb is not Verb.COMMIT:
        project = storage.plan.project(session, team=team, id=item.project)
        try:
            milestone_updates.require_permission(session, person=person, milestone=item, project=project, act=act)
        except OwnerDecides as refusal:
            instead = "Ask them, the project lead or the program manager."
            raise NotAllowed(f"You may not {act}.", refusal.what, instead) from None
    if correction.verb is Verb.MOVE:
        target = load_item(session, team=team, id=correction.argument)
        assert not isinstance(target, Milestone)
        _require_editor(session, person=person, item=target, act=f"{act} to {label_of_item(target)}")


def _require_editor(session: Session, *, person: Person, item: Project | Program, act: str) -> None:
    """Require whoever may change a project or program."""
    is_project = isinstance(item, Project)
    storage.people.require_permission(
        session,
        person=person,
        action=Action.EDIT_PROJECT if is_project else Action.EDIT_PROGRAM,
        program=item.program if isinstance(item, Project) else item.id,
        project=item.id if is_project else None,
        act=act,
    )


def _require_sense(session: Session, *, person: Person, correction: Correction, item: PlanItem) -> None:
    verb, id, label = correction.verb, correction.id, label_of_item(item)
    is_done = isinstance(item, Milestone) and item.done
    if verb is Verb.RENAME and item.name == correction.argument:
        raise Refusal(f"{label} already has that name.")
    is_closed = isinstance(item, Project) and item.closed is not None
    if verb is Verb.REOPEN and not (is_done or is_closed or item.cancelled):
        raise Refusal(f"{label} is open.")
    if verb in (Verb.CANCEL, Verb.COMMIT) and isinstance(item, Milestone):
        corrections.require_open(item)
    if verb is Verb.CANCEL and item.cancelled:
        raise Refusal(f"{label} is already cancelled.")
    if verb is Verb.REOPEN and (parent := parent_of(session, team=person.team, item=item)):
        require_open_place(parent, f"Reopen it first: `reopen {parent.id}`.")
    if verb is Verb.MOVE and correction.argument in (getattr(item, "project", ""), getattr(item, "program", "")):
        raise Refusal(f"{label} is already in {correction.argument}.")
    if verb is Verb.MOVE:
        require_open_place(load_item(session, team=person.team, id=correction.argument), "")
    if verb is Verb.DELETE and (names := stored.references_to(session, team=person.team, id=id)):
        more = f" and {len(names) - 5} more" if len(names) > 5 else ""
        raise Refusal(
            f"{label} can't be deleted: {', '.join(names[:5])}{more} refer to it.",
            "",
            f"`cancel {id}` takes it out of the plan and keeps its history.",
        )


def _require_committable(session: Session, *, person: Person, item: PlanItem, day: date, now: datetime) -> None:
    assert isinstance(item, Milestone)
    dates.require_ahead(day, today=local_date(person, now), replaces=item.committed, again=f"commit {item.id} to {{}}")
    if item.committed == day:
        raise Refusal(f"{label_of_item(item)} is already committed for that day.")
    project = storage.plan.project(session, team=person.team, id=item.project)
    commitments.require_tolerance(session, person=person, project=project, milestone=item, day=day)


def _touched(
    session: Session, *, team: str, correction: Correction, item: PlanItem, day: date | None
) -> tuple[TouchedMilestone, ...]:
    """Return the milestones that depend on the item (cancel, reopen), or need it before its new committed date."""
    if not isinstance(item, Milestone) or correction.verb not in (Verb.CANCEL, Verb.REOPEN, Verb.COMMIT):
        return ()
    if correction.verb is Verb.COMMIT:
        needed = stored.handovers_needed_before(session, team=team, milestone=item.id, day=day or date.min)
        return tuple(
            TouchedMilestone(consumer, label_of(milestone), user or milestone.owner, link, need_by)
            for link, consumer, user, need_by in needed
            for milestone in [storage.plan.milestone(session, team=team, id=consumer)]
        )
    links = storage.dependencies.dependencies_of(session, team=team, milestone=item.id)
    ids = {link.consumer for link in links if link.provider == item.id}
    consumers = storage.plan.milestones(session, team=team, ids=ids)
    return tuple(TouchedMilestone(one.id, label_of(one), one.owner) for one in consumers if one.open)


def _parts(session: Session, *, team: str, correction: Correction, item: PlanItem) -> tuple[Milestone, ...]:
    """Return what is cancelled, reopened or moved with a project or program."""
    if isinstance(item, Milestone) or correction.verb in (Verb.RENAME, Verb.DELETE):
        return ()
    if correction.verb is Verb.REOPEN and isinstance(item, Project) and item.closed:
        # What ended with it stays ended: it may have been taken over elsewhere.
        return ()
    ids = {item.id}
    if isinstance(item, Program):
        projects = storage.plan.projects(session, team=team, program=item.id, with_cancelled=True)
        ids = {project.id for project in projects}
    milestones = storage.plan.milestones(session, team=team, projects=ids, with_cancelled=True)
    if correction.verb is Verb.REOPEN:
        return tuple(one for one in milestones if one.cancelled == item.cancelled)
    return tuple(one for one in milestones if one.open)


def _people(
    *,
    person: Person,
    correction: Correction,
    item: PlanItem,
    touched: Iterable[TouchedMilestone],
    parts: Iterable[Milestone],
) -> tuple[str, ...]:
    """Return who is told: the item's owner or lead, and the owners of what it touches; never the person who acts."""
    if correction.verb is Verb.RENAME:
        return ()
    if isinstance(item, Milestone):
        responsible = item.owner
    else:
        responsible = item.lead if isinstance(item, Project) else item.manager
    users = (responsible, *(one.owner for one in touched), *(part.owner for part in parts))
    return tuple(dict.fromkeys(user for user in users if user and user != person.id and user[:1] in ("U", "W")))
