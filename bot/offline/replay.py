"""Messages from files (JSON lines, a Slack export as folder or zip), and capture's reading of each as plain JSON."""

import json
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from rules import capture
from rules.capture import ExplicitForm, Interpretation
from rules.dates import ParsedDate
from rules.refusal import Refusal

MAX_LINE_BYTES = 1_000_000
MAX_FILE_BYTES = 64_000_000
MAX_ARCHIVE_BYTES = 1_000_000_000
MAX_COMPRESSION_RATIO = 200
ZIP_SIGNATURE = b"PK\x03\x04"
PERSON_SUBTYPES = frozenset({None, "", "thread_broadcast", "me_message", "file_comment", "file_share"})


class UnreadableMessagesError(Refusal):
    """Raised when a file of messages cannot be read; it says where and why."""


@dataclass(frozen=True, slots=True)
class ReplayMessage:
    """One message in wire form and the day it was written; `folder` is its channel's in an export."""

    id: str
    text: str
    user: str
    day: date
    ts: str = ""
    thread_ts: str = ""
    folder: str = ""


def read_messages(source: Path, *, today: date) -> Iterator[ReplayMessage]:
    """Read JSON lines, an export folder or an export zip; `today` dates messages that carry no time."""
    try:
        if source.is_dir():
            yield from _read_export(_folder_files(source), today)
        elif _is_archive(source):
            yield from _read_export(_archive_files(source), today)
        else:
            yield from _read_lines(source, today)
    except OSError as error:
        name = Path(error.filename or source).name
        raise UnreadableMessagesError(f"I can't read {name}.", f"{error.strerror or 'It is unreadable'}.") from None


def _is_archive(source: Path) -> bool:
    with source.open("rb") as file:
        is_archive = file.read(len(ZIP_SIGNATURE)) == ZIP_SIGNATURE
    if is_archive and not zipfile.is_zipfile(source):
        raise UnreadableMessagesError(
            f"I can't read {source.name}.", "The archive is incomplete or damaged.", "Download it again."
        )
    return is_archive


def message_record(message: ReplayMessage, interpretation: Interpretation) -> dict[str, Any]:
    """Return one line of `baton replay --json`."""
    return {
        "id": message.id,
        "records": [_explicit_record(item) for item in interpretation.explicit],
        "blockers": [item.text for item in interpretation.blockers],
        "help_wanted": [item.text for item in interpretation.help_wanted],
        "resolved_blockers": [item.text for item in interpretation.resolved_blockers],
        "status": interpretation.status,
        "dates": [
            {"text": item.span.text, "iso": iso_date(item.parsed_date)}
            for item in interpretation.dates
            if item.parsed_date.day
        ],
        "slip": interpretation.slip,
        "proposal": interpretation.proposal,
    }


def interpret_message(message: ReplayMessage) -> Interpretation:
    """Interpret a message as of the day it was written."""
    return capture.interpret_message(message.text, today=message.day)


def iso_date(found_date: ParsedDate) -> str:
    """Return the date as exactly as it was written: 2026-03-14, 2026-W11, 2026-03, 2026-Q1, 2026-H1 or 2026."""
    day = found_date.day
    if day is None:
        return ""
    week = day.isocalendar()
    return {
        "week": f"{week.year}-W{week.week:02}",
        "month": f"{day:%Y-%m}",
        "quarter": f"{day.year}-Q{(day.month + 2) // 3}",
        "half": f"{day.year}-H{1 if day.month < 7 else 2}",
        "year": f"{day.year}",
    }.get(found_date.grain, day.isoformat())


def _explicit_record(explicit: ExplicitForm) -> dict[str, Any]:
    """Return an explicit form by its name and its filled slots; dates as ISO, lengths as amount and unit."""
    slots = {name: getattr(explicit, name) for name in explicit.__slots__ if name != "line"}
    return (
        {"kind": type(explicit).__name__.lower()}
        | {name: _slot_value(value) for name, value in slots.items() if value not in (None, "", ())}
        | {"line": explicit.line.text}
    )


def _slot_value(value: Any) -> Any:
    if isinstance(value, ParsedDate):
        return iso_date(value) or (asdict(value.delta) if value.delta else "")
    return list(value) if isinstance(value, tuple) else value


def _read_lines(source: Path, today: date) -> Iterator[ReplayMessage]:
    if source.stat().st_size > MAX_ARCHIVE_BYTES:
        raise UnreadableMessagesError(
            f"I can't read {source.name}.", _size_complaint(source.stat().st_size), "Split it."
        )
    with source.open("rb") as file:
        for number, line in enumerate(_bounded_lines(file, source.name), start=1):
            if line.strip():
                yield _parse_message(
                    _parse_json(line, f"{source.name}, line {number}"), f"{source.name}, line {number}", number, today
                )


def _bounded_lines(file: BinaryIO, name: str) -> Iterator[bytes]:
    number = 0
    while line := file.readline(MAX_LINE_BYTES + 1):
        number += 1
        if len(line) > MAX_LINE_BYTES:
            raise UnreadableMessagesError(
                f"I can't read {name}, line {number}.", f"It is longer than {MAX_LINE_BYTES:,} bytes.", "Split it."
            )
        yield line


def _folder_files(source: Path) -> Iterator[tuple[str, Callable[[], bytes]]]:
    for path in sorted(source.glob("**/*.json")):
        if path.stat().st_size > MAX_FILE_BYTES:
            raise UnreadableMessagesError(
                f"I can't read {path.name}.", _size_complaint(path.stat().st_size), "Leave it out."
            )
        yield path.relative_to(source).as_posix(), path.read_bytes


def _archive_files(source: Path) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Yield the JSON files of an archive; declared sizes are checked before, actual ones while unpacking."""
    with zipfile.ZipFile(source) as archive:
        entries = [entry for entry in archive.infolist() if entry.filename.endswith(".json")]
        if sum(entry.file_size for entry in entries) > MAX_ARCHIVE_BYTES:
            raise UnreadableMessagesError(
                f"I can't read {source.name}.", "Unpacked it is over a gigabyte.", "Split it."
            )
        for entry in sorted(entries, key=lambda info: info.filename):
            if entry.file_size > MAX_FILE_BYTES or entry.file_size > MAX_COMPRESSION_RATIO * max(
                entry.compress_size, 1_000
            ):
                raise UnreadableMessagesError(
                    f"I can't read {entry.filename}.", _size_complaint(entry.file_size), "Leave it out."
                )
            yield entry.filename, lambda entry=entry: _unpack_entry(archive, entry)  # type: ignore[misc]


def _unpack_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    try:
        with archive.open(entry) as file:
            content = file.read(MAX_FILE_BYTES + 1)
    except (zipfile.BadZipFile, RuntimeError, EOFError, OSError, NotImplementedError, zlib.error) as error:
        raise UnreadableMessagesError(f"I can't unpack {entry.filename}.", f"{error}.", "Export it again.") from None
    if len(content) > MAX_FILE_BYTES:
        raise UnreadableMessagesError(f"I can't read {entry.filename}.", _size_complaint(len(content)), "Leave it out.")
    return content


def _read_export(files: Iterator[tuple[str, Callable[[], bytes]]], today: date) -> Iterator[ReplayMessage]:
    """Read an export: a folder a channel and a file a day; lists of people and channels beside them are skipped."""
    for name, content in files:
        parts = PurePosixPath(name).parts
        dated = parts[-1][:4].isdigit()
        if (len(parts) < 2 and not dated) or parts[0] == "__MACOSX":
            continue
        entries = _parse_json(content(), name)
        if not isinstance(entries, list):
            if not dated:
                continue
            raise UnreadableMessagesError(
                f"I can't read {name}.", "A Slack export has a list of messages for each day.", "Export it again."
            )
        for number, entry in enumerate(entries, start=1):
            if _is_by_person(entry):
                message = _parse_message(entry, f"{name}, message {number}", number, today)
                yield replace(message, folder=parts[-2] if len(parts) > 1 else "")


def _is_by_person(entry: Any) -> bool:
    """Return whether a person wrote it.

    Apps count only where an administrator lets them, which no export records.
    """
    if not isinstance(entry, dict) or "ts" not in entry or entry.get("bot_id"):
        return False
    return entry.get("type", "message") == "message" and entry.get("subtype") in PERSON_SUBTYPES


def _parse_json(content: bytes, location: str) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise UnreadableMessagesError(
            f"I can't read {location}.", f"{_json_complaint(error)}.", "Correct or remove it."
        ) from None


def _json_complaint(error: ValueError | RecursionError) -> str:
    if isinstance(error, RecursionError):
        return "It is nested too deeply"
    if isinstance(error, UnicodeDecodeError):
        return "It is not text in UTF-8"
    return f"It is not JSON ({getattr(error, 'msg', error)})"


def _parse_message(entry: Any, location: str, number: int, today: date) -> ReplayMessage:
    if not isinstance(entry, dict) or not isinstance(entry.get("text") or "", str):
        raise UnreadableMessagesError(
            f"I can't read {location}.", 'A message is {"id", "text", "user", "ts"}.', "Correct or remove it."
        )
    stamp = entry.get("ts")
    id = entry.get("id") or stamp or number
    return ReplayMessage(
        str(id),
        entry.get("text") or "",
        str(entry.get("user") or ""),
        _parse_day(stamp, entry.get("date"), location, today),
        str(stamp or ""),
        str(entry.get("thread_ts") or ""),
    )


def _parse_day(stamp: Any, day: Any, location: str, today: date) -> date:
    try:
        if stamp not in (None, ""):
            return datetime.fromtimestamp(float(stamp), UTC).date()
        return date.fromisoformat(str(day)[:10]) if day else today
    except (ValueError, TypeError, OverflowError, OSError):
        why = f"{stamp if stamp not in (None, '') else day!r} is not a time."
        raise UnreadableMessagesError(f"I can't read {location}.", why, 'Give "ts" in seconds.') from None


def _size_complaint(size: int) -> str:
    return f"{size:,} bytes is more than the messages of a day."
