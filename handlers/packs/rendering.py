"""Packs as messages: the one for the channel and those of its thread."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

import templates
from handlers.packs.queries import build_pack
from rules.digests.editions import EditionAudience
from rules.packs.contents import Pack
from rules.packs.periods import PackPeriod
from templates import RenderedMessage

IN_THREAD, BELOW = "in the thread", "below"


@dataclass(frozen=True, slots=True)
class RenderedPack:
    """A pack for one audience: the message for the channel, and the details for its thread."""

    pack: Pack
    top: RenderedMessage
    detail: tuple[RenderedMessage, ...]


def render_pack(
    pack: Pack, audience: EditionAudience, *, marks: tuple[str, ...] = (), rest: str = IN_THREAD
) -> RenderedPack:
    """Render a pack; both audiences get the same facts, and plain names that notify no one.

    `rest` says where the reader finds what the message leaves out.
    """
    voice, today = f"packs/{audience.value}", pack.period.last
    top = templates.render(voice, pack=pack, marks=marks, rest=rest, today=today)
    if not _has_more(pack):
        return RenderedPack(pack, top, ())
    return RenderedPack(pack, top, templates.render_parts(f"{voice}_detail", pack=pack, rest=rest, today=today))


def read_pack(
    session: Session,
    *,
    team: str,
    program: str,
    period: PackPeriod,
    audience: EditionAudience,
    channel: str,
    now: datetime,
    marks: tuple[str, ...] = (),
    rest: str = IN_THREAD,
) -> RenderedPack:
    """Gather and render a pack as far as the readers of a channel may know it."""
    pack = build_pack(session, team=team, program=program, period=period, channel=channel, now=now)
    return render_pack(pack, audience, marks=marks, rest=rest)


def _has_more(pack: Pack) -> bool:
    """Return whether there is anything that the message leaves to its thread."""
    risks, dates = pack.risks, pack.milestones
    lists = (pack.taken[4:], pack.waiting[4:], dates.late[4:], dates.done[4:], pack.benefits[3:], pack.money[3:])
    more_risks = (risks.new[3:], risks.lasting, risks.gone[2:])
    reviewed = pack.sunset.projects if pack.sunset else ()
    told = pack.sunset.doubtful[:3] if pack.sunset else ()
    return any((*lists, *more_risks, pack.pairs[4:], len(reviewed) > len(told)))


def title_of(pack: Pack) -> str:
    """Return the name of its period, such as “November 2026”."""
    return templates.render_text("packs/title", pack=pack)


def cover_lines(pack: Pack, audience: EditionAudience) -> tuple[str, ...]:
    """Return the lines of the title page of its PDF."""
    return tuple(templates.render_text("packs/cover", pack=pack, voice=audience.value).split("\n"))
