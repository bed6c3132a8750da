"""Wishes of followers: the voice of their own Monday digest, and how bad things must be for it to come."""

import re
from dataclasses import dataclass
from enum import StrEnum

from rules.digests.editions import EditionAudience
from rules.refusal import Refusal
from rules.truth.colours import Colour


class FollowDetail(StrEnum):
    """The voice of a follower's digest, or none."""

    EXECUTIVE = "executive"
    DELIVERY = "delivery"
    NONE = "none"

    @property
    def audience(self) -> EditionAudience | None:
        return None if self is FollowDetail.NONE else EditionAudience(self.value)


class FollowThreshold(StrEnum):
    """The colour from which on something is in a follower's digest."""

    ALWAYS = "always"
    AMBER = "amber"
    RED = "red"

    def is_met(self, colour: str) -> bool:
        """Return whether a colour is at least as bad."""
        if self is FollowThreshold.ALWAYS:
            return True
        return colour == Colour.RED.value or (self is FollowThreshold.AMBER and colour == Colour.AMBER.value)


@dataclass(frozen=True, slots=True)
class FollowWish:
    """The words after `follow`: what, and the wishes that were named; None where one was not."""

    subject: str
    detail: FollowDetail | None = None
    threshold: FollowThreshold | None = None


_NO_DIGEST = re.compile(r"\s*\b(?:no|without(?:\s+a)?)\s+digest\b", re.IGNORECASE)
_VOICE = re.compile(r"\s*\b(executive|delivery)\b(?:\s+digest\b)?", re.IGNORECASE)
_THRESHOLD = re.compile(r"\s*\b(?:only\s+)?(?:when|if)\s+(?:it\s+is\s+|it's\s+)?(\w+)$|\s*\b(always)$", re.IGNORECASE)


def parse_wish(text: str) -> FollowWish:
    """Parse `PRG-1 delivery only when red`; raise Refusal for a colour that is none."""
    text = text.strip()
    threshold = detail = None
    if match := _THRESHOLD.search(text):
        named = (match[1] or match[2]).casefold()
        if named not in [*FollowThreshold]:
            raise Refusal(f"“{named[:20]}” isn't a colour to wait for.", "", "Try `follow PRG-1 only when red`.")
        threshold, text = FollowThreshold(named), text[: match.start()]
    if match := _NO_DIGEST.search(text):
        detail, text = FollowDetail.NONE, text[: match.start()] + text[match.end() :]
    elif match := _VOICE.search(text):
        detail, text = FollowDetail(match[1].casefold()), text[: match.start()] + text[match.end() :]
    return FollowWish(text.strip(), detail, threshold)
