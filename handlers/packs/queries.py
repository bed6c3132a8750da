"""The content of a pack, gathered once for both voices, as far as the readers of its channel may know it."""

from datetime import datetime

from sqlmodel import Session

import storage.plan
import storage.privacy
from handlers.common import money
from handlers.packs import decision_sections, plan_sections, sunset_facts, value_sections
from handlers.packs.moments import ProgramMoment, load_moment
from rules.dates import format_day
from rules.digests.told_texts import hide_secrets
from rules.packs.contents import Pack
from rules.packs.periods import PackPeriod, PackRhythm
from rules.packs.trends import FinishPoint
from rules.privacy import includes_outsiders
from rules.refusal import NotFound
from rules.time.working_time import local_day


def build_pack(session: Session, *, team: str, program: str, period: PackPeriod, channel: str, now: datetime) -> Pack:
    """Gather the state of a program at the end of a period, and what became of that at its beginning.

    Everything is read as it was, so that the pack of a period is the same whenever it is made. Raise NotFound if the
    program did not exist by then.
    """
    record = storage.plan.program(session, team=team, id=program)
    audience = storage.privacy.resolve_audience(session, team=team, destination=channel)
    secrets = storage.privacy.secrets_hidden_from(session, team=team, by=audience)
    moments = [
        load_moment(session, team=team, program=program, day=day, zone=record.zone, secrets=secrets, now=now)
        for day in (period.last, period.day_before)
    ]
    if moments[0] is None:
        day = format_day(period.last, today=local_day(record.zone, now))
        raise NotFound(f"There was no {record.name} ({program}) on {day}.", "", "Ask for a later day.")
    is_shared = includes_outsiders(audience)
    may_show_money = not is_shared and money.may_post_money(session, team=team, program=program)
    pack = _assemble(session, team, period, moments[0], moments[1], is_shared=is_shared, money=may_show_money)
    return hide_secrets(pack, secrets)


def _assemble(
    session: Session,
    team: str,
    period: PackPeriod,
    now: ProgramMoment,
    before: ProgramMoment | None,
    *,
    is_shared: bool,
    money: bool,
) -> Pack:
    taken, waiting = decision_sections.decisions_of(session, team, now, period)
    is_annual = period.rhythm is PackRhythm.ANNUAL and not is_shared
    own = sum(one.project in now.projects for one in now.plan.milestones)
    return Pack(
        program=now.plan.program.id,
        name=now.plan.program.name,
        period=period,
        at=now.at,
        status=now.statuses.program,
        status_before=before.statuses.program if before else None,
        colours=plan_sections.count_colours(now, before),
        finish=now.finish,
        finish_before=before.finish if before else FinishPoint(),
        taken=taken,
        waiting=waiting,
        risks=decision_sections.risks_of(session, team, now, before),
        milestones=plan_sections.milestones_of(session, team, now, before, period),
        benefits=() if is_shared else value_sections.benefits_of(session, team, now, before, may_show_money=money),
        money=value_sections.money_of(session, team, now, before) if money else (),
        people=None if is_shared else value_sections.people_of(session, team, now, before),
        pairs=plan_sections.pairs_of(session, team, now, period),
        grades=plan_sections.grades_of(session, team, now, period),
        sunset=sunset_facts.sunset_review(session, team, now, period, may_show_money=money) if is_annual else None,
        withheld=own - len(now.milestones),
    )
