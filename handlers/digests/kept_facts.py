"""The facts that are kept with an edition: for the next one to compare itself with, and for answers to its lines."""

from collections.abc import Sequence
from typing import Any

from handlers.digests import digest_pictures
from rules.digests.editions import DigestEdition, EditionAudience
from templates import RenderedMessage


def facts_of(
    edition: DigestEdition, *, marks: Sequence[str], audience: EditionAudience, top: RenderedMessage
) -> dict[str, Any]:
    """Return what is kept; the message itself, so that answers can be laid over it."""
    return {
        "colour": edition.status.colour.value,
        "marks": list(marks),
        "colours": dict(edition.colours),
        "expected": {id: day.isoformat() for id, day in edition.expected.items()},
        "owners": dict(edition.owners),
        "on_time": edition.outlook.on_time if edition.outlook else None,
        "pictures": digest_pictures.pictures_of(audience),
        "message": {"text": top.text, "blocks": top.blocks},
    }
