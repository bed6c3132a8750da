"""Benefits: create and change their profiles, enter readings, and end them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

import storage.audit
import storage.benefits
import storage.changes
import storage.channels
import storage.goals
import storage.people
import storage.plan
import storage.reachable_people
import storage.reading_asks
import templates
from handlers.benefits import readings, settling
from handlers.common import access, lookup, posting
from handlers.common.requests import Source, local_date
from handlers.privacy import flows as privacy_flows
from handlers.schedule.benefit_facts import BenefitFacts
from rules import dates
from rules.benefits.completeness import require_measurable
from rules.benefits.profile import Benefit, BenefitState
from rules.benefits.realisation import require_change
from rules.benefits.statements import BenefitStatement
from rules.people import Action, Person
from rules.refusal import NotAllowed, Refusal

PRIVATE_WORDS = ("name", "description", "outcome", "measure", "baseline_source")


def create_benefit(
    session: Session, *, person: Person, statement: BenefitStatement, source: Source, now: datetime
) -> BenefitFacts:
    """Create a benefit of the program named, else of this channel's, else of the only one; its creator owns it."""
    team = person.team
    program = _choose_program(session, person=person, program=statement.program, channel=source.channel)
    _require_editor(session, person=person, program=program, owner=None)
    values: dict[str, Any] = {"owner": person.id, **statement.columns}
    _require_sound(session, person=person, before=Benefit("", program, statement.name), values=values, now=now)
    storage.audit.set_actor(session, team=team, actor=person.id, now=now, source=source.permalink)
    benefit = storage.benefits.add_benefit(
        session,
        team=team,
        program=program,
        name=statement.name,
        values=values
        | {
            "source": source.permalink,
            "source_channel": source.channel if source.in_private_channel else None,
            "restricted": source.in_private_channel,
        },
        by=person.id,
        now=now,
    )
    storage.changes.describe(session, f"{benefit.name} ({benefit.id}): created")
    _tell_new_owner(session, person=person, benefit=benefit, before=person.id, now=now)
    return settling.settle(session, team=team, id=benefit.id, now=now)


def apply_statement(
    session: Session, *, person: Person, id: str, statement: BenefitStatement, source: Source, now: datetime
) -> BenefitFacts:
    """Apply the words after a benefit's id: its end, a reading, or new values."""
    if statement.end:
        return end_benefit(session, person=person, id=id, end=statement.end, because=statement.because, now=now)
    if statement.reading:
        return readings.enter_reading(session, person=person, id=id, said=statement.reading, source=source, now=now)
    return change_benefit(session, person=person, id=id, values=statement.columns, source=source, now=now)


def change_benefit(
    session: Session, *, person: Person, id: str, values: Mapping[str, object], source: Source, now: datetime
) -> BenefitFacts:
    """Set the given columns; words typed in another private channel are redacted, and a new owner is told."""
    before = changeable_benefit(session, person=person, id=id)
    changed = {name: value for name, value in values.items() if getattr(before, name) != value}
    _require_sound(session, person=person, before=before, values=changed, now=now)
    if not (before.restricted and before.source_channel == source.channel):
        for name in PRIVATE_WORDS:
            if words := str(changed.get(name) or ""):
                changed[name] = privacy_flows.redact_private_words(
                    session, person=person, words=words, source=source, subject=id, now=now
                )
    benefit = storage.benefits.update_benefit(session, team=person.team, id=id, values=changed)
    storage.changes.describe(session, f"{benefit.name} ({id}): changed")
    _tell_new_owner(session, person=person, benefit=benefit, before=before.owner, now=now)
    return settling.settle(session, team=person.team, id=id, now=now)


def end_benefit(session: Session, *, person: Person, id: str, end: str, because: str, now: datetime) -> BenefitFacts:
    """Stop a benefit, accept it as it is, or reopen it."""
    access.require_visible(session, person=person, text=id)
    team = person.team
    benefit = storage.benefits.get_benefit(session, team=team, id=id)
    _require_editor(session, person=person, program=benefit.program, owner=benefit.owner)
    if end == "reopen":
        if benefit.is_open:
            raise Refusal(f"{id} is not closed.", "", f"Open its card: `{id}`.")
        values: dict[str, object] = {"closed_at": None, "accepted_by": None, "state": BenefitState.DRAFT}
    else:
        _require_open(benefit)
        values = {"closed_at": now}
        if end == "stop":
            values["state"] = BenefitState.STOPPED
        else:
            _require_measured(session, team=team, benefit=benefit)
            values["accepted_by"] = person.id
    storage.benefits.update_benefit(session, team=team, id=id, values=values)
    verb = {"stop": "stopped", "accept": "accepted", "reopen": "reopened"}[end]
    storage.changes.describe(session, f"{benefit.name} ({id}): {verb}{': ' if because else ''}{because}")
    return settling.settle(session, team=team, id=id, now=now)


def _require_measured(session: Session, *, team: str, benefit: Benefit) -> None:
    if not storage.benefits.readings_of(session, team=team, benefits=(benefit.id,)):
        raise Refusal(f"{benefit.id} has no reading yet.", "", f"Enter one: `{benefit.id} 3.9`.")


def changeable_benefit(session: Session, *, person: Person, id: str) -> Benefit:
    """Return an open benefit that the person may change, or raise Refusal."""
    access.require_visible(session, person=person, text=id)
    benefit = storage.benefits.get_benefit(session, team=person.team, id=id)
    _require_editor(session, person=person, program=benefit.program, owner=benefit.owner)
    _require_open(benefit)
    return benefit


def may_edit(session: Session, *, person: Person, benefit: Benefit) -> bool:
    try:
        _require_editor(session, person=person, program=benefit.program, owner=benefit.owner)
    except NotAllowed:
        return False
    return True


def _require_editor(session: Session, *, person: Person, program: str, owner: str | None) -> None:
    storage.people.require_permission(session, person=person, action=Action.EDIT_BENEFIT, program=program, owner=owner)


def _require_open(benefit: Benefit) -> None:
    if not benefit.is_open:
        raise Refusal(f"{benefit.id} is {benefit.state}.", "", f"Reopen it first: `{benefit.id} reopen`.")


def _require_sound(
    session: Session, *, person: Person, before: Benefit, values: Mapping[str, Any], now: datetime
) -> None:
    """Raise Refusal for a change that contradicts the rest of the profile or names what does not exist."""
    team, today = person.team, local_date(person, now)
    after = replace(before, **values)
    if "owner" in values:
        storage.reachable_people.require_reachable(session, team=team, user=after.owner)
    require_measurable(after.kpi if "kpi" in values else "")
    if values.keys() & {"baseline", "target"} and after.baseline is not None and after.target is not None:
        require_change(baseline=after.baseline, target=after.target)
    for name, question in (("target_on", "By when?"), ("stop", "Until when are readings asked for?")):
        if isinstance(day := values.get(name), date):
            dates.require_ahead(day, today=today, instead=question)
    if after.stop and after.target_on and after.stop < after.target_on:
        raise Refusal(
            "The stop date is before the day of the target.",
            "Then no reading would show if it was reached.",
            "Choose a later day.",
        )
    _require_known(session, person=person, after=after, values=values)


def _require_known(session: Session, *, person: Person, after: Benefit, values: Mapping[str, Any]) -> None:
    """Raise NotFound for milestones, projects or goals that are not there or not for this person's eyes."""
    team = person.team
    for id in values.get("milestones", ()):
        access.require_visible(session, person=person, text=id)
        if storage.plan.milestone(session, team=team, id=id).cancelled:
            raise Refusal(f"{id} is cancelled.", "", "Name a milestone that is planned.")
    for id in values.get("shares", {}):
        if storage.plan.project(session, team=team, id=id).program != after.program:
            raise Refusal(f"{id} belongs to another program.", "", f"Name projects of {after.program}.")
    if goal := values.get("goal"):
        storage.goals.get_goal(session, team=team, id=str(goal))


def _choose_program(session: Session, *, person: Person, program: str | None, channel: str) -> str:
    if program:
        return storage.plan.program(session, team=person.team, id=program).id
    served = storage.channels.served_programs(session, team=person.team, channel=channel)
    return lookup.pick(storage.plan.programs(session, team=person.team), served, "program", "A benefit needs one.").id


def _tell_new_owner(session: Session, *, person: Person, benefit: Benefit, before: str | None, now: datetime) -> None:
    """Tell whoever was made the owner by somebody else, with the readings that are still missing."""
    if benefit.owner in (None, before, person.id):
        return
    asks = storage.reading_asks.open_asks(session, team=person.team, user=str(benefit.owner))
    due = [ask.due for ask in asks if ask.benefit == benefit.id]
    message = templates.render(
        "benefits/yours", benefit=benefit, by=person.name, due=due, today=local_date(person, now)
    )
    key = f"benefit:{benefit.id}:{benefit.owner}:{now.timestamp():.0f}"
    posting.post_message(session, key=key, team=person.team, channel=str(benefit.owner), message=message, now=now)
