"""Editions as messages: one within the limits of a digest, and its thread with what it leaves out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any

from sqlmodel import Session

import storage.exports
import storage.people
import templates
from handlers.answers import line_refs
from rules.digests import layout as layouts
from rules.digests.answers import MAX_ANSWERABLE, answerable_lines
from rules.digests.editions import DigestEdition, EditionAudience
from rules.digests.layout import SectionLayout
from rules.digests.outcome import outcome_of
from rules.digests.told_texts import in_plain_words, names_of
from templates import RenderedMessage
from templates.overlay import json_size

MAX_BLOCKS, MAX_JSON, MAX_LINES = 12, 9_000, 40


@dataclass(frozen=True, slots=True)
class RenderedDigest:
    """The message for the channel, and the details for its thread."""

    top: RenderedMessage
    detail: tuple[RenderedMessage, ...]


def render_edition(
    session: Session,
    *,
    team: str,
    edition: DigestEdition,
    audience: EditionAudience,
    marks: tuple[str, ...],
    today: date,
    revision: int | None = None,
) -> RenderedDigest:
    """Render an edition; every audience gets the same facts, and plain names that notify no one.

    Its buttons name the revision that is posted; in a preview they name none.
    """
    milestones = (*edition.overdue, *edition.soon, *edition.wins, *edition.added)
    names = storage.people.display_names(session, team=team, ids=frozenset(m.owner for m in milestones if m.owner))
    roles = storage.exports.roles_by_milestone(session, team=team)
    owners = {m.id: names.get(m.owner or "") or roles.get(m.id) or m.owner or "no owner" for m in milestones}
    ref = f"{edition.program} {edition.period}:{line_refs.PREVIEW if revision is None else revision}"
    facts = {"edition": edition, "who": owners, "marks": marks, "today": today, "ref": ref}
    return render_facts(edition, audience, facts)


def render_facts(edition: DigestEdition, audience: EditionAudience, facts: Mapping[str, Any]) -> RenderedDigest:
    """Render the roomiest message that fits, and its thread."""
    voice = f"digests/{audience.value}"
    if audience is EditionAudience.EXECUTIVE:
        edition = in_plain_words(edition, names_of(edition))
    facts = {**facts, "edition": edition, "outcome": outcome_of(edition)}
    for size, answerable in product(layouts.SIZES, (MAX_ANSWERABLE, MAX_ANSWERABLE // 2, 0)):
        layout = layouts.lay_out(edition, size)
        lines = dict(list(_answerable(edition, layout).items())[:answerable])
        top = templates.render(voice, **facts, layout=layout, lines=lines)
        if fits(top):
            break
    if not layouts.needs_thread(edition, layout):
        return RenderedDigest(top, ())
    quoted = layouts.long_updates(layout)
    return RenderedDigest(top, templates.render_parts(f"{voice}_detail", **facts, layout=layout, long_updates=quoted))


def _answerable(edition: DigestEdition, layout: Mapping[str, SectionLayout]) -> dict[str, Any]:
    shown = {line.key for section in layout.values() for line in section.shown}
    return {key: line for key, line in answerable_lines(edition).items() if key in shown}


def fits(message: RenderedMessage) -> bool:
    """Return whether a message is as short as the message of a digest has to be."""
    lines = len(message.text.splitlines())
    return len(message.blocks) <= MAX_BLOCKS and json_size(message.blocks) <= MAX_JSON and lines <= MAX_LINES
