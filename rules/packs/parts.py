"""The part of a pack that is about some of the program's projects, for a lead who looks at it."""

from dataclasses import dataclass, replace

from rules.packs.contents import Pack
from rules.packs.grades import ForecastGrades


@dataclass(frozen=True, slots=True)
class PackPart:
    """The projects of a lead, the names of these, their milestones by id, and the lead's own id."""

    projects: frozenset[str]
    names: frozenset[str]
    milestones: frozenset[str]
    reader: str


def only_part(pack: Pack, part: PackPart) -> Pack:
    """Return the pack without what concerns none of the projects, apart from what is asked of the lead.

    Counts and colours stay those of the whole program.
    """
    risks, dates, records = pack.risks, pack.milestones, part.projects | part.milestones
    new, lasting, gone = (
        tuple(line for line in lines if line.record in records) for lines in (risks.new, risks.lasting, risks.gone)
    )
    done, late = (tuple(row for row in rows if row.id in part.milestones) for rows in (dates.done, dates.late))
    return replace(
        pack,
        taken=(),
        waiting=tuple(one for one in pack.waiting if one.asked == part.reader),
        risks=replace(risks, new=new, lasting=lasting, gone=gone),
        milestones=replace(dates, done=done, late=late),
        benefits=(),
        money=(),
        people=None,
        pairs=tuple(pair for pair in pack.pairs if not part.names.isdisjoint((pair.provider, pair.consumer))),
        grades=ForecastGrades(),
        sunset=None,
        withheld=0,
    )
