"""What-if scenarios: opened in a thread, changed line by line, adopted as a change request, or expired (M-20)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlmodel import Session

import storage.audit
import storage.changes
import storage.people
import storage.privacy
import storage.scenarios
import templates
from handlers.change_requests import flows as change_flows
from handlers.change_requests import resolving
from handlers.change_requests.shown_changes import closed_milestones
from handlers.common import access, posting
from handlers.common.requests import Source
from handlers.scenarios import queries
from rules.change_requests.fields import PlanChange, as_json, merge
from rules.change_requests.parsing import RequestedChange
from rules.people import Action, Person
from rules.refusal import NotFound, Refusal
from storage.change_requests import ChangeRequest
from storage.queues import outbox
from storage.scenarios import Scenario

LIFETIME = timedelta(days=30)
MAX_CHANGES = 20
MAX_NAME = 150
USAGE = '`scenario "Second vendor" M-17 +5d, cancel M-14`'


def open_scenario(
    session: Session, *, person: Person, name: str, asked: Iterable[RequestedChange], source: Source, now: datetime
) -> Scenario:
    """Keep a scenario apart from the plan; in a channel, its message opens the thread in which it is changed."""
    asked = tuple(asked)
    if not asked:
        raise Refusal("What if what changes?", "", f"Try {USAGE}.")
    program, changes = resolving.resolve_changes(session, person=person, asked=asked, now=now)
    storage.people.require_permission(session, person=person, action=Action.REQUEST_CHANGE, program=program.id)
    storage.audit.set_actor(session, team=person.team, actor=person.id, now=now, source=source.permalink)
    touches_private = any(
        storage.privacy.is_restricted(session, team=person.team, id=change.subject)
        for change in changes
        if change.subject.startswith("M-")
    )
    scenario = storage.scenarios.add_scenario(
        session,
        team=person.team,
        program=program.id,
        name=(name or resolving.summary_of(session, team=person.team, changes=changes))[:MAX_NAME],
        changes=changes,
        channel=source.channel if is_channel(source.channel) else None,
        by=person.id,
        now=now,
        expires_at=now + LIFETIME,
        restricted=source.in_private_channel or touches_private,
    )
    storage.changes.describe(session, f"{scenario.name} ({scenario.id}): opened")
    if scenario.source_channel:
        _post(session, person=person, scenario=scenario, source=source, now=now)
    return scenario


def is_channel(channel: str) -> bool:
    return channel[:1] in ("C", "G")


def scenario_of_thread(session: Session, *, team: str, channel: str, thread_ts: str) -> Scenario | None:
    """Return the open scenario whose message opened a thread."""
    for scenario in storage.scenarios.scenarios(session, team=team, states=("open",)):
        if scenario.source_channel == channel and outbox.sent_message(session, key=message_key(scenario)) == (
            channel,
            thread_ts,
        ):
            return scenario
    return None


def thread_of(session: Session, *, scenario: Scenario) -> tuple[str, str] | None:
    """Return channel and timestamp of the message that opened a scenario's thread, once Slack has it."""
    return outbox.sent_message(session, key=message_key(scenario))


def add_changes(
    session: Session, *, person: Person, id: str, asked: Iterable[RequestedChange], source: Source, now: datetime
) -> Scenario:
    """Add changes to a scenario; of two changes of one field the newer counts."""
    scenario = _open_scenario(session, person=person, id=id)
    program, changes = resolving.resolve_changes(session, person=person, asked=asked, now=now)
    if program.id != scenario.program:
        raise Refusal("That is about another program.", "", f"{scenario.name} ({id}) is about {scenario.program}.")
    merged = merge(scenario.changes, changes)
    if len(merged) > MAX_CHANGES:
        raise Refusal(f"A scenario holds up to {MAX_CHANGES} changes.", "", "Take one back with `undo` in its thread.")
    return _save_changes(session, person=person, id=id, changes=merged, now=now)


def remove_last(session: Session, *, person: Person, id: str, now: datetime) -> Scenario:
    """Take the newest change out of a scenario."""
    scenario = _open_scenario(session, person=person, id=id)
    if len(scenario.changes) == 1:
        raise Refusal("That is its only change.", "", "Add another one first; after 30 days a scenario expires.")
    return _save_changes(session, person=person, id=id, changes=scenario.changes[:-1], now=now)


def adopt(session: Session, *, person: Person, id: str, source: Source, now: datetime) -> ChangeRequest:
    """Make a change request of what a scenario still changes; the person who adopts it asks for the change."""
    scenario = _open_scenario(session, person=person, id=id)
    closed = closed_milestones(session, team=person.team, changes=scenario.changes)
    left = [change for change in scenario.changes if change.subject not in closed]
    if not left:
        raise Refusal(
            f"{scenario.name} ({id}) changes only what is done or cancelled.", "", f"Open a new one: {USAGE}."
        )
    asked = tuple(RequestedChange(change.subject, change.kind, change.after) for change in left)
    origin = Source(channel=scenario.source_channel or source.channel, private=scenario.restricted or source.private)
    request = change_flows.request_change(
        session, person=person, title=scenario.name, asked=asked, why="", source=origin, now=now, scenario=id
    )
    values = {"state": "adopted", "adopted_as": request.id}
    adopted = storage.scenarios.update_scenario(session, team=person.team, id=id, values=values)
    _update_message(session, team=person.team, scenario=adopted, now=now)
    return request


def expire(session: Session, *, team: str, id: str, now: datetime) -> None:
    """End a scenario whose time is over."""
    scenario = storage.scenarios.get_scenario(session, team=team, id=id, lock=True)
    if scenario.is_open and scenario.expires_at <= now:
        expired = storage.scenarios.update_scenario(session, team=team, id=id, values={"state": "expired"})
        _update_message(session, team=team, scenario=expired, now=now)


def message_key(scenario: Scenario) -> str:
    return f"scenario:{scenario.id}"


def _open_scenario(session: Session, *, person: Person, id: str) -> Scenario:
    access.require_visible(session, person=person, text=id)
    scenario = storage.scenarios.get_scenario(session, team=person.team, id=id, lock=True)
    if person.outsider:
        raise NotFound(f"There is no scenario {id}.", "", "`scenarios` lists them.")
    if not scenario.is_open:
        became = f" as {scenario.adopted_as}" if scenario.adopted_as else ""
        raise Refusal(f"{scenario.name} ({id}) is {scenario.state}{became}.", "", f"Open a new one: {USAGE}.")
    return scenario


def _save_changes(
    session: Session, *, person: Person, id: str, changes: tuple[PlanChange, ...], now: datetime
) -> Scenario:
    storage.audit.set_actor(session, team=person.team, actor=person.id, now=now, source=id)
    values = {"changes": as_json(changes)}
    scenario = storage.scenarios.update_scenario(session, team=person.team, id=id, values=values)
    storage.changes.describe(session, f"{scenario.name} ({id}): changed")
    _update_message(session, team=person.team, scenario=scenario, now=now)
    return scenario


def _post(session: Session, *, person: Person, scenario: Scenario, source: Source, now: datetime) -> None:
    view = queries.public_view(session, team=person.team, scenario=scenario, now=now)
    assert scenario.source_channel is not None
    posting.post_message(
        session,
        key=message_key(scenario),
        team=person.team,
        channel=scenario.source_channel,
        message=templates.render("scenarios/thread", view=view, today=view.today),
        now=now,
    )


def _update_message(session: Session, *, team: str, scenario: Scenario, now: datetime) -> None:
    """Show the scenario as it is now in the message that opened its thread."""
    if not scenario.source_channel:
        return
    view = queries.public_view(session, team=team, scenario=scenario, now=now)
    posting.update_message(
        session,
        key=f"{message_key(scenario)}:{now.timestamp():.3f}",
        original_key=message_key(scenario),
        team=team,
        channel=scenario.source_channel,
        message=templates.render("scenarios/thread", view=view, today=view.today),
        now=now,
    )
