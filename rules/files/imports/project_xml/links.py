"""The file's links between milestones: those of summaries are drawn to their first or from their last tasks."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from rules.files.imports.project_xml.fields import WorkSpan, parse_flag, parse_lag
from rules.files.imports.project_xml.tasks import FileTask, TaskOutline
from rules.plan import LinkType

LINK_TYPES = {"0": LinkType.FF, "1": LinkType.FS, "2": LinkType.SF, "3": LinkType.SS}
# Between two summaries, more links than these would drown those that people drew.
MAX_FANNED = 200
_FROM_FINISH = (LinkType.FS, LinkType.FF)
_TO_START = (LinkType.FS, LinkType.SS)


@dataclass(frozen=True, slots=True)
class FileLink:
    """One link between two tasks or summaries, by their UIDs; `lag` is in the file's own unit."""

    provider: str
    consumer: str
    kind: LinkType
    lag: WorkSpan


@dataclass(slots=True)
class FileLinks:
    """The links between milestones, and the names of tasks whose links are left out, by the reason."""

    links: list[FileLink] = field(default_factory=list)
    from_elsewhere: list[str] = field(default_factory=list)
    from_inactive: list[str] = field(default_factory=list)
    from_own_summary: list[str] = field(default_factory=list)
    # milestones that something outside the file can move
    driven_elsewhere: set[str] = field(default_factory=set)


def read_links(outline: TaskOutline) -> FileLinks:
    """Read the links of tasks and summaries, each drawn between milestones."""
    found = FileLinks()
    drawn = [link for link in _drawn_links(outline, found) if _is_kept(link, outline, found)]
    ends = _SummaryEnds.of(outline, drawn)
    for link in drawn:
        found.links.extend(ends.between_leaves(link))
    return found


def _drawn_links(outline: TaskOutline, found: FileLinks) -> Iterator[FileLink]:
    """Yield the links as they are drawn in the file, without those to other projects."""
    nodes = {uid: task.node for uid, task in outline.leaves.items()} | outline.summaries
    for uid, node in nodes.items():
        for element in node.all("PredecessorLink"):
            if parse_flag(element, "CrossProject") or element.get("PredecessorUID") in outline.external:
                found.from_elsewhere.append(_name_of(uid, outline))
                found.driven_elsewhere.add(uid)
            else:
                kind = LINK_TYPES.get(element.get("Type") or "1", LinkType.FS)
                yield FileLink(element.get("PredecessorUID"), uid, kind, parse_lag(element, f"Task {uid}"))


def _name_of(uid: str, outline: TaskOutline) -> str:
    task = outline.leaves.get(uid)
    return task.name if task else outline.summaries[uid].get("Name") or f"Task {uid}"


def _is_kept(link: FileLink, outline: TaskOutline, found: FileLinks) -> bool:
    provider, consumer = link.provider, link.consumer
    if provider in outline.inactive:
        found.from_inactive.append(_name_of(consumer, outline))
        return False
    if provider not in outline.leaves and provider not in outline.summaries:
        return False
    if _is_within(consumer, provider, outline) or _is_within(provider, consumer, outline):
        found.from_own_summary.append(_name_of(consumer, outline))
        return False
    return True


def _is_within(uid: str, summary: str, outline: TaskOutline) -> bool:
    """Return whether a row is a summary, or below it."""
    if summary not in outline.summaries:
        return False
    while uid:
        if uid == summary:
            return True
        uid = outline.parents.get(uid, "")
    return False


@dataclass(frozen=True, slots=True)
class _SummaryEnds:
    """The tasks that a summary begins and ends with: those that no other task of it comes before or after."""

    outline: TaskOutline
    leaves: list[FileTask]
    providers: dict[str, set[str]]
    consumers: dict[str, set[str]]

    @classmethod
    def of(cls, outline: TaskOutline, links: list[FileLink]) -> "_SummaryEnds":
        providers: dict[str, set[str]] = defaultdict(set)
        consumers: dict[str, set[str]] = defaultdict(set)
        for link in links:
            is_between_leaves = link.provider in outline.leaves and link.consumer in outline.leaves
            if link.kind is LinkType.FS and link.lag.amount >= 0 and is_between_leaves:
                providers[link.consumer].add(link.provider)
                consumers[link.provider].add(link.consumer)
        return cls(outline, list(outline.leaves.values()), providers, consumers)

    def between_leaves(self, link: FileLink) -> Iterator[FileLink]:
        """Yield the link between milestones."""
        providers = self._ends(link.provider, first=link.kind not in _FROM_FINISH, one=link.kind not in _FROM_FINISH)
        consumers = self._ends(link.consumer, first=link.kind in _TO_START, one=link.kind not in _TO_START)
        pairs = [(provider, consumer) for consumer in consumers[:MAX_FANNED] for provider in providers[:MAX_FANNED]]
        if len(pairs) > MAX_FANNED:
            # All last tasks hold back the first of the others, and the last of them holds back all others.
            pairs = [(provider, consumers[0]) for provider in providers]
            pairs += [(providers[0], consumer) for consumer in consumers[1:]]
        for provider, consumer in pairs:
            if provider != consumer:
                yield replace(link, provider=provider, consumer=consumer)

    def _ends(self, uid: str, *, first: bool, one: bool) -> list[str]:
        """Return a task itself; of a summary the first or last tasks, by date, or only `one` of them."""
        if uid in self.outline.leaves:
            return [uid]
        leaves = self.leaves[self.outline.spans.get(uid, slice(0, 0))]
        within = {task.uid for task in leaves}
        inner = self.providers if first else self.consumers
        ends = [task for task in leaves if not inner.get(task.uid, set()) & within]
        if first:
            ends.sort(key=lambda task: task.start or 0)
        else:
            ends.sort(key=lambda task: -(task.finish or 0))
        return [task.uid for task in (ends[:1] if one else ends)]
