"""The words after `new benefit` and after a benefit's id: a new profile, changes of it, a reading, or its end."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from rules.benefits import units
from rules.benefits.statement_fields import FIELD_READERS, ID_WORD, MAX_NAME_LENGTH, MAX_TEXT_LENGTH, LineReader
from rules.benefits.units import MeasuredValue
from rules.refusal import Refusal
from rules.text import Token, plain, tokens

NEW_USAGE = 'Try `new benefit "Churn falls" kpi "customers who cancel" unit % owner @bo`.'
USAGE = "Try `{0} 3.9`, `{0} target 3.8 by 31 Dec`, `{0} owner @bo` or `{0} stop`."


@dataclass(frozen=True, slots=True)
class ReadingStatement:
    """A reading that is typed; without `day` it is of today. `corrects` says that it replaces the latest.

    `sure` is written as "3.9!": save it although it is hardly to be expected.
    """

    value: MeasuredValue
    day: date | None = None
    note: str = ""
    corrects: bool = False
    sure: bool = False


@dataclass(frozen=True, slots=True)
class BenefitStatement:
    """Everything a line says about a benefit: columns to set, a reading, or its end (`stop`, `accept`, `reopen`)."""

    columns: Mapping[str, object] = field(default_factory=dict)
    reading: ReadingStatement | None = None
    end: str = ""
    because: str = ""
    program: str | None = None
    name: str = ""


def parse_new_benefit(text: str, *, today: date, locale: str) -> BenefitStatement:
    """Parse `"Churn falls" kpi "…" unit % baseline 4.2 on 1 Mar from "CRM" target 3.8 by 31 Dec owner @bo in PRG-1`."""
    words = list(tokens(text))
    quoted = next((word for word in words if word.kind == "quoted"), None)
    first_keyword = next((index for index, word in enumerate(words) if _keyword(words, index)), len(words))
    if quoted and words.index(quoted) < first_keyword:
        name, rest = quoted.text, words[words.index(quoted) + 1 :]
    else:
        end = words[first_keyword].start if first_keyword < len(words) else len(text)
        name, rest = plain(text[:end]).strip(' "“”'), words[first_keyword:]
    name = " ".join(name.split())[:MAX_NAME_LENGTH]
    if not name:
        raise Refusal("The benefit has no name.", "", NEW_USAGE)
    statement = _parse(rest, LineReader(today, locale, NEW_USAGE))
    if statement.reading or statement.end:
        raise Refusal("A new benefit has no reading yet.", "", NEW_USAGE)
    return BenefitStatement(statement.columns, program=statement.program, name=name)


def parse_benefit_change(id: str, text: str, *, today: date, locale: str) -> BenefitStatement:
    """Parse the words after a benefit's id; raise Refusal, with what can be written, for others."""
    reader = LineReader(today, locale, USAGE.format(id))
    words = list(tokens(text))
    verb = words[0].text.casefold().rstrip(":") if words else ""
    rest = plain(text[words[0].end :]).strip() if words else ""
    if verb in ("stop", "accept", "reopen"):
        return BenefitStatement(end=verb, because=rest.removeprefix("because").strip(" :")[:MAX_TEXT_LENGTH])
    if verb in ("reading", "is", "now", "=", "correct", "corrected") or units.read_value(verb.rstrip("!")):
        said = plain(text) if units.read_value(verb.rstrip("!")) else rest
        return BenefitStatement(reading=_read_reading(said, reader, corrects=verb.startswith("correct")))
    return _parse(words, reader)


def _read_reading(text: str, reader: LineReader, *, corrects: bool) -> ReadingStatement:
    """Read `3.9% on 28 Feb because the report was late`."""
    said, _, note = re.sub(r"^(?:to|is|=)\s+", "", text.strip()).partition(" because ")
    figure, _, day = said.partition(" on ")
    return ReadingStatement(
        reader.reading(figure.strip().rstrip("!")),
        reader.past_day(day) if day.strip() else None,
        note.strip()[:MAX_TEXT_LENGTH],
        corrects,
        sure=figure.rstrip().endswith("!"),
    )


def _parse(words: list[Token], reader: LineReader) -> BenefitStatement:
    columns: dict[str, object] = {}
    for keyword, segment in _segments(words, reader):
        columns |= FIELD_READERS[keyword](segment, reader)
    program = columns.pop("program", None)
    return BenefitStatement(columns, program=str(program) if program else None)


def _segments(words: list[Token], reader: LineReader) -> Iterator[tuple[str, list[Token]]]:
    """Yield each keyword with the words up to the next one."""
    starts = [index for index in range(len(words)) if _keyword(words, index)]
    if words and (not starts or starts[0] > 0):
        raise reader.refuse(" ".join(word.text for word in words[: starts[0] if starts else None]))
    for start, end in pairwise([*starts, len(words)]):
        yield _keyword(words, start), words[start:end]


def _keyword(words: list[Token], index: int) -> str:
    """Return the keyword that begins at a word; empty for a word that belongs to the one before."""
    word = words[index]
    if word.kind == "user":
        before = words[index - 1].text.casefold().rstrip(":") if index else ""
        return "" if before == "owner" else "owner"
    text = word.text.casefold().rstrip(":,")
    if word.kind != "word" or text not in FIELD_READERS:
        return ""
    following = words[index + 1].text if index + 1 < len(words) else ""
    return "" if text == "in" and not ID_WORD.fullmatch(following) else text
