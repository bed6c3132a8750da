"""Messages from files: JSON lines, a Slack export as folder or zip; and what capture makes of each, as plain JSON."""

import json
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from rules import capture
from rules.capture import Explicit, Heard
from rules.dates import Found
from rules.refusal import Refusal

LINE, FILE, ARCHIVE = 1_000_000, 64_000_000, 1_000_000_000
SWOLLEN = 200
SPOKEN = frozenset({None, "", "thread_broadcast", "me_message", "file_comment", "file_share"})


class Unreadable(Refusal):
    """This will be shown when a file of messages cannot be read; it says where and why."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message in wire form and the day it was written on; `folder` is its channel's in an export."""

    id: str
    text: str
    user: str
    day: date
    ts: str = ""
    thread_ts: str = ""
    folder: str = ""


def messages(source: Path, *, today: date) -> Iterator[Message]:
    """This will read JSON lines, an export folder or an export zip; `today` dates messages that carry no time."""
    if source.is_dir():
        yield from _in_order(_folder(source), today)
    elif zipfile.is_zipfile(source):
        yield from _in_order(_archive(source), today)
    else:
        yield from _lines(source, today)


def record(message: Message, heard: Heard) -> dict[str, Any]:
    """This will be one line of `baton replay --json`."""
    return {
        "id": message.id,
        "records": [_written(one) for one in heard.explicit],
        "blockers": [one.text for one in heard.blockers],
        "help_wanted": [one.text for one in heard.help_wanted],
        "resolved_blockers": [one.text for one in heard.resolved_blockers],
        "status": heard.status,
        "dates": [{"text": one.span.text, "iso": iso(one.found)} for one in heard.dates if one.found.day],
        "slip": heard.slip,
        "proposal": heard.proposal,
    }


def hear(message: Message) -> Heard:
    """This will listen to a message on the day it was written."""
    return capture.listen(message.text, today=message.day)


def iso(found: Found) -> str:
    """This will be the date as exactly as it was said: 2026-03-14, 2026-W11, 2026-03, 2026-Q1, 2026-H1 or 2026."""
    day = found.day
    if day is None:
        return ""
    week = day.isocalendar()
    return {
        "week": f"{week.year}-W{week.week:02}",
        "month": f"{day:%Y-%m}",
        "quarter": f"{day.year}-Q{(day.month + 2) // 3}",
        "half": f"{day.year}-H{1 if day.month < 7 else 2}",
        "year": f"{day.year}",
    }.get(found.grain, day.isoformat())


def _written(explicit: Explicit) -> dict[str, Any]:
    """An explicit form by its name and its filled slots; dates as ISO, lengths in words."""
    slots = {name: getattr(explicit, name) for name in explicit.__slots__ if name != "line"}
    return (
        {"kind": type(explicit).__name__.lower()}
        | {name: _slot(value) for name, value in slots.items() if value not in (None, "", ())}
        | {"line": explicit.line.text}
    )


def _slot(value: Any) -> Any:
    if isinstance(value, Found):
        return iso(value) or (asdict(value.delta) if value.delta else "")
    return list(value) if isinstance(value, tuple) else value


def _lines(source: Path, today: date) -> Iterator[Message]:
    if source.stat().st_size > ARCHIVE:
        raise Unreadable(f"I could not read {source.name}.", _too_big(source.stat().st_size), "Split it.")
    with source.open("rb") as file:
        for number, line in enumerate(_bounded(file, source.name), start=1):
            if line.strip():
                yield _message(
                    _json(line, f"{source.name}, line {number}"), f"{source.name}, line {number}", number, today
                )


def _bounded(file: BinaryIO, name: str) -> Iterator[bytes]:
    number = 0
    while line := file.readline(LINE + 1):
        number += 1
        if len(line) > LINE:
            raise Unreadable(
                f"I could not read {name}, line {number}.", f"It is longer than {LINE:,} bytes.", "Split it."
            )
        yield line


def _folder(source: Path) -> Iterator[tuple[str, Callable[[], bytes]]]:
    for path in sorted(source.glob("**/*.json")):
        if path.stat().st_size > FILE:
            raise Unreadable(f"I could not read {path.name}.", _too_big(path.stat().st_size), "Leave it out.")
        yield path.relative_to(source).as_posix(), path.read_bytes


def _archive(source: Path) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """What an entry says of its size is checked before, and what comes out while it is unpacked."""
    with zipfile.ZipFile(source) as archive:
        entries = [entry for entry in archive.infolist() if entry.filename.endswith(".json")]
        if sum(entry.file_size for entry in entries) > ARCHIVE:
            raise Unreadable(f"I could not read {source.name}.", "Unpacked it is over a gigabyte.", "Split it.")
        for entry in sorted(entries, key=lambda one: one.filename):
            if entry.file_size > FILE or entry.file_size > SWOLLEN * max(entry.compress_size, 1_000):
                raise Unreadable(f"I could not read {entry.filename}.", _too_big(entry.file_size), "Leave it out.")
            yield entry.filename, lambda entry=entry: _unpacked(archive, entry)  # type: ignore[misc]


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    try:
        with archive.open(entry) as file:
            content = file.read(FILE + 1)
    except (zipfile.BadZipFile, RuntimeError, EOFError, OSError, NotImplementedError, zlib.error) as error:
        raise Unreadable(f"I could not unpack {entry.filename}.", f"{error}.", "Export it again.") from None
    if len(content) > FILE:
        raise Unreadable(f"I could not read {entry.filename}.", _too_big(len(content)), "Leave it out.")
    return content


def _in_order(files: Iterator[tuple[str, Callable[[], bytes]]], today: date) -> Iterator[Message]:
    """An export keeps a folder a channel and a file a day; lists of people and channels beside them are skipped."""
    for name, content in files:
        parts = PurePosixPath(name).parts
        dated = parts[-1][:4].isdigit()
        if (len(parts) < 2 and not dated) or parts[0] == "__MACOSX":
            continue
        day = _json(content(), name)
        if not isinstance(day, list):
            if not dated:
                continue
            raise Unreadable(f"I could not read {name}.", "A day of a Slack export is a list.", "Export it again.")
        for number, one in enumerate(day, start=1):
            if _spoken(one):
                said = _message(one, f"{name}, message {number}", number, today)
                yield replace(said, folder=parts[-2] if len(parts) > 1 else "")


def _spoken(one: Any) -> bool:
    """Whether a person said it; apps are heard only where an administrator lets them, which no export knows."""
    if not isinstance(one, dict) or "ts" not in one or one.get("bot_id"):
        return False
    return one.get("type", "message") == "message" and one.get("subtype") in SPOKEN


def _json(content: bytes, place: str) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        why = getattr(error, "msg", None) or "It is no text in UTF-8"
        raise Unreadable(f"I could not read {place}.", f"{why}.", "Mend or remove it.") from None


def _message(one: Any, place: str, number: int, today: date) -> Message:
    if not isinstance(one, dict) or not isinstance(one.get("text") or "", str):
        raise Unreadable(
            f"I could not read {place}.", 'A message is {"id", "text", "user", "ts"}.', "Mend or remove it."
        )
    stamp = one.get("ts")
    id = one.get("id") or stamp or number
    return Message(
        str(id),
        one.get("text") or "",
        str(one.get("user") or ""),
        _day(stamp, one.get("date"), place, today),
        str(stamp or ""),
        str(one.get("thread_ts") or ""),
    )


def _day(stamp: Any, day: Any, place: str, today: date) -> date:
    try:
        if stamp not in (None, ""):
            return datetime.fromtimestamp(float(stamp), UTC).date()
        return date.fromisoformat(str(day)[:10]) if day else today
    except (ValueError, TypeError, OverflowError, OSError):
        why = f"{stamp if stamp not in (None, '') else day!r} is no time."
        raise Unreadable(f"I could not read {place}.", why, 'Give "ts" in seconds.') from None


def _too_big(size: int) -> str:
    return f"{size:,} bytes is more than a day of talk."
