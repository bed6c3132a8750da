"""`export`: a program as a file in a direct message, with what the person may see."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

import storage.channels
import storage.exports
import storage.people
import storage.privacy
import templates
from handlers.common import public_holidays
from handlers.common.deps import Deps
from handlers.common.picture_messages import place_of_delivery, upload_once
from handlers.common.requests import CommandCall
from rules.alerts.active import connected_to
from rules.files.exports import ExportFacts, ExportFormat, file_content, split_request
from rules.files.exports.people import people_named
from rules.files.references import ids_elsewhere
from rules.people import Action, Person, Role
from rules.plan import Plan
from rules.privacy import Secrets, visible_text
from templates import RenderedMessage


async def run_export(call: CommandCall, deps: Deps) -> RenderedMessage | None:
    """Run `export [PRG-1] [plan|xml|csv|ics|jira]`: send the file as a direct message."""
    program, kind = split_request(call.text)
    plan, facts = await deps.read(
        export_facts, person=call.person, program=program or None, channel=call.channel, kind=kind, now=deps.now()
    )
    content = await asyncio.to_thread(file_content, plan, kind, facts)
    conversation = await deps.slack.conversations_open(users=call.person.id)
    comment = templates.render_text("imports/exported", plan=plan, kind=str(kind), command=deps.command)
    await upload_once(
        deps,
        place=place_of_delivery(deps, conversation["channel"]["id"]),
        filename=f"{plan.program.id}.{kind.suffix}",
        content=content.encode(),
        words=comment,
    )
    own = call.channel == conversation["channel"]["id"]
    return None if own else templates.render("imports/sent", plan=plan, kind=str(kind))


def export_facts(
    session: Session, *, person: Person, program: str | None, channel: str, kind: ExportFormat, now: datetime
) -> tuple[Plan, ExportFacts]:
    """Return a program as far as the person may see it, and what its file needs beside it."""
    plan = exported_plan(session, person=person, program=program, channel=channel)
    names = storage.people.display_names(session, team=person.team, ids=people_named(plan))
    plan, day_names = with_named_holidays(plan) if kind is ExportFormat.XML else (plan, {})
    return plan, ExportFacts(person.team, now, names, day_names, person.zone)


def with_named_holidays(plan: Plan) -> tuple[Plan, dict[date, str]]:
    """Return the plan with the public holidays of its country in the years of its dates, and what days off are called.

    Files of other tools know no countries.
    """
    days = [plan.program.start, *(m.expected for m in plan.milestones if m.expected)]
    calendar, first = plan.program.calendar, min(days).year
    names: dict[date, str] = {}
    if calendar.country:
        years = min(max(days).year - first + 1, public_holidays.HORIZON_YEARS)
        names = public_holidays.holiday_names(calendar.country, first, years=years)
    spec = replace(calendar, holidays=calendar.holidays | names.keys())
    labels: Any = next((row.get("labels") for row in plan.days_off if row["subject"] == plan.program.id), None)
    named = {date.fromisoformat(day): label for day, label in (labels or {}).items()}
    return replace(plan, program=replace(plan.program, calendar=spec)), names | named


def exported_plan(session: Session, *, person: Person, program: str | None, channel: str) -> Plan:
    """Return a program as far as the person may see it.

    Money and workload depend on their role; other people's closed channels are left out.
    """
    served = storage.channels.served_programs(session, team=person.team, channel=channel)
    requested = program or (served[0] if len(served) == 1 else None)
    id = storage.exports.choose_program(session, team=person.team, requested=requested)
    storage.people.require_permission(session, person=person, action=Action.EXPORT, program=id)
    plan = storage.exports.program_plan(session, team=person.team, program=id)
    roles = storage.people.roles_of(session, person=person, program=id, project=None)
    if not roles & {Role.ADMIN, Role.MANAGER, Role.SPONSOR}:
        plan = _without_money(plan)
    if not roles & {Role.ADMIN, Role.MANAGER}:
        plan = replace(plan, resources=(), allocations=())
    by = storage.privacy.reader_for(session, person=person)
    return _without_secrets(plan, storage.privacy.secrets_hidden_from(session, team=person.team, by=by))


def _without_money(plan: Plan) -> Plan:
    milestones = tuple(replace(m, cost=None, crash_cost=None) for m in plan.milestones)
    settings = {key: plan.settings[key] for key in plan.settings if key != "rates"}
    return replace(plan, milestones=milestones, budget=(), settings=settings)


def _without_secrets(plan: Plan, secrets: Secrets) -> Plan:
    """Drop secret milestones, and everything that names them, follows from them or repeats what was said in private."""
    secret_ids = secrets.ids

    def readable_rows(rows: Iterable[Mapping[str, Any]]) -> tuple[Mapping[str, Any], ...]:
        return tuple(row for row in rows if not (secrets and secrets.occur_in(visible_text(dict(row)))))

    links = [(link.provider, link.consumer) for link in plan.dependencies]
    # The date that a link computes would tell what is at its other end.
    moved = connected_to(links, secret_ids & {m.id for m in plan.milestones}) if secret_ids else set()
    readable = replace(
        plan,
        milestones=tuple(
            replace(m, computed=None, pushed_by=None) if m.id in moved else m
            for m in plan.milestones
            if m.id not in secret_ids
        ),
        dependencies=tuple(d for d in plan.dependencies if not {d.provider, d.consumer} & secret_ids),
        targets=tuple(target for target in plan.targets if target not in secret_ids),
        allocations=readable_rows(plan.allocations),
        benefits=readable_rows(plan.benefits),
        risks=readable_rows(plan.risks),
        decisions=readable_rows(plan.decisions),
        change_requests=readable_rows(plan.change_requests),
        closeouts=readable_rows(plan.closeouts),
        lessons=readable_rows(plan.lessons),
        history=readable_rows(plan.history),
        file_ids=tuple(row for row in readable_rows(plan.file_ids) if row["milestone"] not in secret_ids),
    )
    return replace(readable, elsewhere=ids_elsewhere(readable))
