"""Log lines that cannot tell secrets: only known keys pass, tokens are blotted out, the SDK never speaks below INFO."""

import logging
import re
import sys
import traceback
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import structlog

Line = MutableMapping[str, Any]
KEYS = frozenset(
    {"event", "level", "timestamp", "logger", "reference", "error", "reason", "kind", "state", "method", "step"}
    | {"remedy", "attempts", "work", "port", "count", "seconds", "check", "where"}
)
SECRET = re.compile(
    r"xox[a-z]-[\w-]+|xapp-[\w-]+|xoxe\.[\w.-]+|https://hooks\.slack\.com/\S+|(?<=//)[^/@\s:]*:[^/@\s]+(?=@)"
)
OURS = frozenset({"baton", "bot", "handlers", "storage", "templates", "rules", "sandbox"})
DEEPEST = 5
FOREIGN = ("slack_bolt", "slack_sdk", "aiohttp", "apscheduler", "sqlalchemy", "alembic", "asyncio")


def start(*, level: str, style: str) -> None:
    """This will send every line of the process to standard error, as text or JSON."""
    drawn = structlog.processors.JSONRenderer() if style == "json" else structlog.dev.ConsoleRenderer(colors=False)
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        known_keys_only,
        blot_secrets,
    ]
    structlog.configure(
        processors=[*shared, drawn],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    chain = [plain_words_only, *shared]
    plain = structlog.stdlib.ProcessorFormatter(foreign_pre_chain=chain, processors=[_bare, drawn])
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(plain)
    least = logging.getLevelNamesMapping()[level]
    handler.addFilter(lambda record: record.levelno >= (least if _ours(record) else max(least, logging.WARNING)))
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    quiet(level)


def quiet(level: str = "INFO") -> None:
    """This will hold the libraries at INFO or above, whatever is asked for: below it they write message texts."""
    for name in FOREIGN:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelNamesMapping()[level]))


def known_keys_only(_: Any, __: str, line: Line) -> Line:
    """A structlog processor that drops every key that is not on the list."""
    return {key: value for key, value in line.items() if key in KEYS or key.startswith("_")}


def blot_secrets(_: Any, __: str, line: Line) -> Line:
    """A structlog processor that blots out tokens, response addresses and passwords in addresses."""
    return {key: SECRET.sub("[secret]", value) if isinstance(value, str) else value for key, value in line.items()}


def plain_words_only(_: Any, __: str, line: Line) -> Line:
    """A structlog processor for lines of the standard library's loggers.

    Libraries quote requests and values, so only our own rooms keep their words; of an exception only its type and the
    places it came through are told, because its message may hold what people wrote.
    """
    record: logging.LogRecord = line["_record"]
    line["logger"] = record.name
    if not _ours(record):
        line["event"] = f"a library reported {record.levelname.lower()}"
    if record.exc_info and record.exc_info[0]:
        line["error"] = record.exc_info[0].__name__
        frames = traceback.extract_tb(record.exc_info[2])[-DEEPEST:]
        line["where"] = " < ".join(f"{Path(at.filename).name}:{at.lineno}" for at in reversed(frames))
    if reference := getattr(record, "reference", None):
        line["reference"] = reference
    line.pop("exc_info", None)
    return line


def _ours(record: logging.LogRecord) -> bool:
    return record.name.partition(".")[0] in OURS


def _bare(_: Any, __: str, line: Line) -> Line:
    return {key: value for key, value in line.items() if not key.startswith("_")}
