"""The digests that a channel gets of a program: their voice and rhythm, and whether one without news is posted."""

from collections.abc import Iterable
from dataclasses import dataclass

from rules.digests.editions import AUDIENCES, EditionAudience
from rules.refusal import Refusal
from rules.weeks import RHYTHMS, Rhythm

USAGE = "`link #channel PRJ-7`, or `link #board PRG-1 executive monthly quiet`"
QUIET, ALWAYS = "quiet", "always"


@dataclass(frozen=True, slots=True)
class ChannelDigest:
    """The digests that a channel gets; a quiet channel gets none when nothing has changed and nothing is needed."""

    audience: EditionAudience = EditionAudience.DELIVERY
    rhythms: tuple[Rhythm, ...] = (Rhythm.WEEKLY,)
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class DigestOptions:
    """The options named in a `link` command; None and () leave what the channel has."""

    audience: EditionAudience | None = None
    rhythms: tuple[Rhythm, ...] = ()
    quiet: bool | None = None

    def applied_to(self, current: ChannelDigest) -> ChannelDigest:
        """Return what the channel gets with these options."""
        return ChannelDigest(
            self.audience or current.audience,
            self.rhythms or current.rhythms,
            current.quiet if self.quiet is None else self.quiet,
        )


def parse_options(words: Iterable[str]) -> DigestOptions:
    """Parse `executive monthly quarterly quiet`; raise Refusal for any other word, and for two that exclude another."""
    audiences: list[EditionAudience] = []
    rhythms: set[Rhythm] = set()
    quiet: list[bool] = []
    for word in words:
        option = word.casefold().strip(",")
        if option in AUDIENCES:
            audiences.append(AUDIENCES[option])
        elif option in RHYTHMS:
            rhythms.add(RHYTHMS[option])
        elif option in (QUIET, ALWAYS):
            quiet.append(option == QUIET)
        elif option not in ("", "and"):
            raise Refusal(f"I don't understand “{word[:40]}”.", "", f"Try {USAGE}.")
    if len(set(audiences)) > 1:
        raise Refusal("A channel reads one voice of a digest.", "", "Choose `executive` or `delivery`.")
    if len(set(quiet)) > 1:
        raise Refusal("A channel can't be both `quiet` and `always`.", "", "Choose one of them.")
    ordered = tuple(rhythm for rhythm in Rhythm if rhythm in rhythms)
    return DigestOptions(audiences[0] if audiences else None, ordered, quiet[0] if quiet else None)
