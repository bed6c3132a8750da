"""Claims that screens make about milestones: dates, days late and colours, read back from what people see."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_DAY = r"((?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d{1,2} [A-Z][a-z]{2})"
_COLOUR = r"(?:🔺|🔶|🟢|◻️) (red|amber|green|grey|no data)"
_ID = re.compile(r"\b(M-\d+)\b")
_EXPECTED = re.compile(rf"\b(?:[Ee]xpected:?(?: on)?|is due) {_DAY}(?! instead)")
_LATE = re.compile(r"\b(\d+) days? late \(committed ")
_COLOUR_FIRST = re.compile(rf"^(?:• |\d+\. )?{_COLOUR} · [^()]*\((M-\d+)\)")
_COLOUR_ALONE = re.compile(rf"^{_COLOUR} — ")
_DATED_ROW = re.compile(rf"^• {_DAY}: [^()|]*(M-\d+)\b")
_HANDOVER = re.compile(rf"\((M-\d+)\) for [^()]*\(M-\d+\): [^()]* \(expected {_DAY}, needed by ")
_FINISH = re.compile(rf"(?:\bfinish(?:es)? on|\(PRG-1\) .*· finish) {_DAY}")


@dataclass(frozen=True, slots=True)
class ScreenClaim:
    """One thing that a screen says of a milestone or program: `kind` is expected, late, colour or finish."""

    subject: str
    kind: str
    value: str


def claims_of(screen: str, lines: Iterable[str], *, dated_list: str | None = None) -> Iterator[ScreenClaim]:
    """Yield the claims of a screen; `dated_list` is the heading of the list whose rows begin with the expected date.

    A sentence is about the milestone that it named last; what a card says without a name is about the card's subject.
    """
    subject = screen if _ID.fullmatch(screen) else ""
    header: list[str] = []
    is_in_list = dated_list == ""
    for line in lines:
        cells = line.split(" | ")
        if len(cells) > 1:
            header = cells if "Milestone" in cells and "Expected" in cells else header
            yield from _claims_of_row(dict(zip(header, cells, strict=False)))
            continue
        yield from _claims_of_line(line, subject)
        is_in_list = is_in_list or (bool(dated_list) and line.startswith(str(dated_list)))
        if is_in_list and (found := _DATED_ROW.search(line)):
            yield ScreenClaim(found[2], "expected", found[1])


def _claims_of_row(cells: dict[str, str]) -> Iterator[ScreenClaim]:
    found = _ID.search(f"{cells.get('Id', '')} {cells.get('Milestone', '')}")
    if not found or cells["Expected"] == "Expected":
        return
    yield ScreenClaim(found[1], "expected", cells["Expected"])
    if status := re.search(r"\b(red|amber|green|grey)\b", cells.get("Status", "")):
        yield ScreenClaim(found[1], "colour", status[1])
    if late := _LATE.search(cells.get("Status", "")):
        yield ScreenClaim(found[1], "late", late[1])


def _claims_of_line(line: str, subject: str) -> Iterator[ScreenClaim]:
    if found := _HANDOVER.search(line):
        yield ScreenClaim(found[1], "expected", found[2])
        return
    for kind, pattern in (("expected", _EXPECTED), ("late", _LATE)):
        for found in pattern.finditer(line):
            if named := _named_last(line[: found.start()]) or subject:
                yield ScreenClaim(named, kind, found[1])
    if found := _COLOUR_FIRST.search(line):
        yield ScreenClaim(found[2], "colour", found[1])
    elif subject and (found := _COLOUR_ALONE.search(line)):
        yield ScreenClaim(subject, "colour", found[1])
    if found := _FINISH.search(line):
        yield ScreenClaim("program", "finish", found[1])


def _named_last(text: str) -> str:
    return (_ID.findall(text) or [""])[-1]


def contradictions(claims: Iterable[tuple[str, ScreenClaim]]) -> list[str]:
    """Return a line for each subject and kind of which the screens (given with their claims) say two things."""
    values: defaultdict[tuple[str, str], defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for screen, claim in claims:
        values[claim.subject, claim.kind][claim.value].add(screen)
    return [
        f"{subject} {kind}: " + "; ".join(f"{value} ({', '.join(sorted(on))})" for value, on in found.items())
        for (subject, kind), found in sorted(values.items())
        if len(found) > 1
    ]
