"""Packs without Slack: for the command line, as far as any channel of the workspace may know them."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

import storage.plan
from handlers.packs import attachments, moments, rendering
from handlers.packs.rendering import RenderedPack
from rules.digests.editions import EditionAudience
from rules.packs.periods import RHYTHMS, PackPeriod, last_whole_period, period_until
from rules.plan import Program
from rules.refusal import Refusal
from rules.time.working_time import local_day
from templates import pictures


@dataclass(frozen=True, slots=True)
class PrintedPack:
    """A pack, and its PDF where that was wanted."""

    rendered: RenderedPack
    paper: bytes


def make_pack(
    session: Session,
    *,
    team: str,
    program: str,
    rhythm: str,
    audience: EditionAudience,
    as_of: str | None,
    now: datetime,
    with_file: bool,
) -> PrintedPack:
    """Render a pack, with its pictures and PDF if `with_file`."""
    record = storage.plan.program(session, team=team, id=program)
    period = _period(session, team, record, rhythm, as_of, now)

    def render(rest: str) -> RenderedPack:
        return rendering.read_pack(
            session, team=team, program=program, period=period, audience=audience, channel="", now=now, rest=rest
        )

    if not with_file:
        return PrintedPack(render(rendering.IN_THREAD), b"")
    rendered = render(rendering.BELOW)
    files = attachments.files_of(session, team=team, rendered=rendered, audience=audience, channel="", now=now)
    drawn = []
    for name, facts in files.drawings:
        with suppress(pictures.PictureError):
            drawn.append((str(facts["title"]), pictures.draw_now(name, **facts)))
    return PrintedPack(rendered, attachments.write_file(files, drawn))


def _period(session: Session, team: str, program: Program, rhythm: str, as_of: str | None, now: datetime) -> PackPeriod:
    today = local_day(program.zone, now)
    if as_of is None:
        period = last_whole_period(RHYTHMS[rhythm], today, start=program.start)
        return moments.begun_period(session, team=team, program=program, period=period, now=now)
    try:
        day = date.fromisoformat(as_of)
    except ValueError:
        raise Refusal(f"“{as_of[:40]}” is no day.", "", "Write it as 2026-09-30.") from None
    if day > today:
        raise Refusal(f"{as_of} is in the future.", "", "Give a past day.")
    return period_until(RHYTHMS[rhythm], day, start=program.start)
