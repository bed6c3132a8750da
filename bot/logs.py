"""Log lines that cannot tell secrets: only known keys pass, tokens are blotted out, the SDK never speaks below INFO."""

import logging
import re
import sys
import traceback
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import structlog

LogEvent = MutableMapping[str, Any]
ALLOWED_KEYS = frozenset(
    {"event", "level", "timestamp", "logger", "reference", "error", "reason", "kind", "state", "method", "step"}
    | {"remedy", "attempts", "work", "port", "count", "seconds", "check", "where"}
)
SECRET_PATTERN = re.compile(
    r"xox[a-z]-[\w-]+|xapp-[\w-]+|xoxe\.[\w.-]+|https://hooks\.slack\.com/\S+|(?<=//)[^/@\s:]*:[^/@\s]+(?=@)"
)
OWN_PACKAGES = frozenset({"baton", "bot", "handlers", "storage", "templates", "rules", "sandbox"})
MAX_FRAMES = 5
LIBRARY_LOGGERS = ("slack_bolt", "slack_sdk", "aiohttp", "apscheduler", "sqlalchemy", "alembic", "asyncio")


def configure_logging(*, level: str, style: str) -> None:
    """This will send every line of the process to standard error, as text or JSON."""
    drawn = structlog.processors.JSONRenderer() if style == "json" else structlog.dev.ConsoleRenderer(colors=False)
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        drop_unknown_keys,
        redact_secrets,
    ]
    structlog.configure(
        processors=[*shared, drawn],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    chain = [redact_foreign_record, *shared]
    plain = structlog.stdlib.ProcessorFormatter(foreign_pre_chain=chain, processors=[_drop_private_keys, drawn])
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(plain)
    least = logging.getLevelNamesMapping()[level]
    handler.addFilter(
        lambda record: record.levelno >= (least if _is_own_record(record) else max(least, logging.WARNING))
    )
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    quiet_libraries(level)


def quiet_libraries(level: str = "INFO") -> None:
    """This will hold the libraries at INFO or above, whatever is asked for: below it they write message texts."""
    for name in LIBRARY_LOGGERS:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelNamesMapping()[level]))


def drop_unknown_keys(_: Any, __: str, event: LogEvent) -> LogEvent:
    """A structlog processor that drops every key that is not on the list."""
    return {key: value for key, value in event.items() if key in ALLOWED_KEYS or key.startswith("_")}


def redact_secrets(_: Any, __: str, event: LogEvent) -> LogEvent:
    """A structlog processor that blots out tokens, response addresses and passwords in addresses."""
    return {
        key: SECRET_PATTERN.sub("[secret]", value) if isinstance(value, str) else value for key, value in event.items()
    }


def redact_foreign_record(_: Any, __: str, event: LogEvent) -> LogEvent:
    """A structlog processor for lines of the standard library's loggers.

    Libraries quote requests and values, so only our own rooms keep their words; of an exception only its type and the
    places it came through are told, because its message may hold what people wrote.
    """
    record: logging.LogRecord = event["_record"]
    event["logger"] = record.name
    if not _is_own_record(record):
        event["event"] = f"a library reported {record.levelname.lower()}"
    if record.exc_info and record.exc_info[0]:
        event["error"] = record.exc_info[0].__name__
        frames = traceback.extract_tb(record.exc_info[2])[-MAX_FRAMES:]
        event["where"] = " < ".join(f"{Path(at.filename).name}:{at.lineno}" for at in reversed(frames))
    if reference := getattr(record, "reference", None):
        event["reference"] = reference
    event.pop("exc_info", None)
    return event


def _is_own_record(record: logging.LogRecord) -> bool:
    return record.name.partition(".")[0] in OWN_PACKAGES


def _drop_private_keys(_: Any, __: str, event: LogEvent) -> LogEvent:
    return {key: value for key, value in event.items() if not key.startswith("_")}
