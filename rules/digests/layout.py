"""The lines that the message of an edition shows, and those that it leaves to its thread."""

from collections.abc import Mapping
from dataclasses import dataclass

from rules.digests.editions import DigestEdition, ProjectUpdate
from rules.digests.lines import DigestLine, DigestSection, LineKind, lines_of

# Told together in one line each, whatever their number.
JOINED = frozenset({LineKind.SILENT, LineKind.ADDED})


@dataclass(frozen=True, slots=True)
class SectionLayout:
    """Lines of a section: those `shown` in the message, the `rest` in the thread, and those `joined` in one line."""

    shown: tuple[DigestLine, ...] = ()
    rest: tuple[DigestLine, ...] = ()
    joined: tuple[DigestLine, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.shown or self.rest or self.joined)

    @property
    def count(self) -> int:
        return len(self.shown) + len(self.rest)


# Lines that each section shows, the roomiest layout first; the message takes the first one that fits.
SIZES: tuple[Mapping[DigestSection, int], ...] = tuple(
    dict(zip(DigestSection, numbers, strict=True))
    for numbers in (
        (5, 5, 6, 5, 1, 3, 2, 1, 5),
        (4, 4, 5, 4, 1, 3, 2, 1, 4),
        (4, 3, 4, 3, 1, 2, 2, 1, 3),
        (3, 3, 3, 2, 1, 2, 1, 1, 2),
        (2, 2, 2, 1, 1, 1, 1, 1, 1),
        (1, 1, 1, 1, 1, 1, 1, 1, 1),
    )
)


def lay_out(edition: DigestEdition, size: Mapping[DigestSection, int]) -> dict[str, SectionLayout]:
    """Return the layout of each section by name."""
    lines = lines_of(edition)
    return {section.value: _layout(lines, section, size[section]) for section in DigestSection}


def _layout(lines: tuple[DigestLine, ...], section: DigestSection, most: int) -> SectionLayout:
    own = [line for line in lines if line.section is section]
    single = tuple(line for line in own if line.kind not in JOINED)
    joined = tuple(line for line in own if line.kind in JOINED)
    return SectionLayout(single[:most], single[most:], joined)


# Words of an update that the message quotes, and names that it lists in one line.
QUOTED_WORDS, NAMED_UNCHANGED, NAMED_ADDED, TOLD_SILENT = 14, 3, 3, 3


def long_updates(layout: Mapping[str, SectionLayout]) -> tuple[ProjectUpdate, ...]:
    """Return the updates that the message quotes in part."""
    facts = (line.fact for line in layout[DigestSection.UPDATES].shown if line.kind is LineKind.UPDATE)
    return tuple(update for update in facts if len(update.text.split()) > QUOTED_WORDS)


def needs_thread(edition: DigestEdition, layout: Mapping[str, SectionLayout]) -> bool:
    """Return whether the message leaves anything to its thread."""
    causes = any(issue.consequences or issue.details for issue in edition.troubles)
    moves = any(move.followers for move in edition.moved)
    names = (edition.unchanged[NAMED_UNCHANGED:], edition.added[NAMED_ADDED:], edition.silent[TOLD_SILENT:])
    rest = any(section.rest for section in layout.values())
    return bool(causes or moves or any(names) or rest or edition.chains or long_updates(layout))
