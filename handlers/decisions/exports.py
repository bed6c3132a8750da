"""`decisions export`: the decisions that a person may read, as a Markdown file in their direct messages."""

from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

import storage.decisions
import storage.objections
import storage.people
import storage.plan
import storage.privacy
import templates
from handlers.common.deps import Deps
from handlers.common.picture_messages import place_of_delivery, upload_once
from handlers.common.requests import CommandCall
from handlers.schedule import decision_facts
from rules.decisions import record
from rules.decisions.decision import Decision
from rules.people import Person
from rules.time.working_time import local_day
from templates import RenderedMessage


async def export_decisions(call: CommandCall, deps: Deps, *, subject: str) -> RenderedMessage | None:
    """Send the file, and say so once Slack has it."""
    content, count = await deps.read(exported_decisions, person=call.person, subject=subject, now=call.now)
    conversation = await deps.slack.conversations_open(users=call.person.id)
    await upload_once(
        deps,
        place=place_of_delivery(deps, conversation["channel"]["id"]),
        filename=f"decisions{f'-{subject}' if subject else ''}.md",
        content=content.encode(),
        words=templates.render_text("decisions/exported", count=count, subject=subject),
    )
    own = call.channel == conversation["channel"]["id"]
    return None if own else templates.render("decisions/export_sent", count=count, subject=subject)


def exported_decisions(session: Session, *, person: Person, subject: str, now: datetime) -> tuple[str, int]:
    """Return the file and the number of decisions in it; what the person may not read is left out."""
    team, hidden = person.team, storage.privacy.hidden_ids(session, person=person)
    found = [
        decision
        for decision in storage.decisions.decisions(session, team=team)
        if decision.id not in hidden and subject in ("", decision.project, decision.program)
    ]
    timings = decision_facts.timings_of(session, team=team, decisions=found, now=now)
    labels = decision_facts.milestone_labels(session, team=team, decisions=found)
    readable = {id: label for id, label in labels.items() if id not in hidden}
    records = []
    for decision in found:
        objections = storage.objections.objections_to(session, team=team, subject=decision.id)
        users = {*decision.parts, decision.raised_by, decision.decided_by}
        users |= {user for one in objections for user in (one.user, one.overruled_by)}
        names = storage.people.display_names(session, team=team, ids=frozenset(filter(None, users)))
        needed = timings[decision.id].needed
        shown = _without_hidden_links(decision, hidden)
        records.append(record.record_of(shown, names=names, labels=readable, objections=objections, needed=needed))
    return record.document(_title(session, team, subject), records, today=local_day(person.zone, now)), len(found)


def _without_hidden_links(decision: Decision, hidden: frozenset[str]) -> Decision:
    old = None if decision.supersedes in hidden else decision.supersedes
    new = None if decision.superseded_by in hidden else decision.superseded_by
    return replace(decision, supersedes=old, superseded_by=new)


def _title(session: Session, team: str, subject: str) -> str:
    if subject.startswith("PRG-"):
        return f"{storage.plan.program(session, team=team, id=subject).name} ({subject})"
    if subject:
        return f"{storage.plan.project(session, team=team, id=subject).name} ({subject})"
    return "all programs"
