"""Packs as messages: the one for the channel and those of its thread."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

import templates
from handlers.packs.queries import build_pack
from rules.digests.editions import EditionAudience
from rules.digests.told_texts import in_plain_words
from rules.packs.contents import Pack
from rules.packs.parts import PackPart, only_part
from rules.packs.periods import PackPeriod
from templates import RenderedMessage

IN_THREAD, BELOW = "in the thread", "below"
# Rows of each list in the message for the channel: as many as fit.
SHOWN_ROWS = (4, 3, 2, 1)
MAX_CHARACTERS = 9_000


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
    voice = f"packs/{audience.value}"
    told = in_plain_words(pack, {}) if audience is EditionAudience.EXECUTIVE else pack
    facts: dict[str, Any] = {"pack": told, "rest": rest, "today": pack.period.last}
    for most in SHOWN_ROWS:
        top = templates.render(voice, marks=marks, most=most, **facts)
        if len(json.dumps(top.blocks)) <= MAX_CHARACTERS:
            break
    if not _has_more(pack, most):
        return RenderedPack(pack, top, ())
    return RenderedPack(pack, top, templates.render_parts(f"{voice}_detail", most=most, **facts))


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
    part: PackPart | None = None,
) -> RenderedPack:
    """Gather and render a pack, or a `part` of it, as far as the readers of a channel may know it."""
    pack = build_pack(session, team=team, program=program, period=period, channel=channel, now=now)
    pack = only_part(pack, part) if part else pack
    return render_pack(pack, audience, marks=marks, rest=rest)


def _has_more(pack: Pack, most: int) -> bool:
    """Return whether there is anything that the message leaves to its thread."""
    risks, dates = pack.risks, pack.milestones
    lists = (pack.taken, pack.waiting, dates.late, dates.done, risks.new, risks.gone, pack.benefits, pack.money)
    reviewed, told = (len(pack.sunset.projects), len(pack.sunset.doubtful)) if pack.sunset else (0, 0)
    is_cut = any(len(one) > most for one in (*lists, pack.pairs)) or reviewed > min(told, most)
    return is_cut or bool(risks.lasting) or any(line.others for line in risks.new)


def title_of(pack: Pack) -> str:
    """Return the name of its period, such as “November 2026”."""
    return templates.render_text("packs/title", pack=pack)


def cover_lines(pack: Pack, audience: EditionAudience) -> tuple[str, ...]:
    """Return the lines of the title page of its PDF."""
    return tuple(templates.render_text("packs/cover", pack=pack, voice=audience.value).split("\n"))
