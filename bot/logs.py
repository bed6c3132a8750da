"""Log lines that cannot reveal secrets: only known keys pass, tokens are redacted, the SDK never logs below WARNING."""

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
    | {"remedy", "attempts", "work", "port", "count", "seconds", "check", "where", "job", "item"}
)
# An id ("M-12", "U0123ABC"), alone or with a day ("PRJ-1 2026-11-30"); a name or a sentence is no item of a log line.
ITEM_PATTERN = re.compile(r"(?=\S*\d)[\w:.#|+-]{1,100}(?: [\d-]{10})?")
OWN_RECORD_KEYS = ("reference", "error", "job", "item")
SECRET_PATTERN = re.compile(
    r"xox[a-z]-[\w-]+|xapp-[\w-]+|xoxe\.[\w.-]+|https://hooks\.slack\.com/\S+|(?<=//)[^/@\s:]*:[^/@\s]+(?=@)"
)
OWN_PACKAGES = frozenset({"baton", "bot", "handlers", "storage", "templates", "rules", "sandbox"})
MAX_FRAMES = 5
LIBRARY_LOGGERS = ("slack_bolt", "slack_sdk", "aiohttp", "apscheduler", "sqlalchemy", "alembic", "asyncio")


def configure_logging(*, level: str, style: str) -> None:
    """Send every log line of the process to standard error, as text or JSON."""
    renderer = structlog.processors.JSONRenderer() if style == "json" else structlog.dev.ConsoleRenderer(colors=False)
    shared_processors: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        drop_unknown_keys,
        redact_secrets,
    ]
    structlog.configure(
        processors=[*shared_processors, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    foreign_chain = [redact_foreign_record, *shared_processors]
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=foreign_chain, processors=[_drop_private_keys, renderer]
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    min_level = logging.getLevelNamesMapping()[level]
    handler.addFilter(
        lambda record: record.levelno >= (min_level if _is_own_record(record) else max(min_level, logging.WARNING))
    )
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    quiet_libraries(level)


def quiet_libraries(level: str = "INFO") -> None:
    """Keep the libraries at WARNING or above, whatever is asked for: at lower levels they log message texts."""
    for name in LIBRARY_LOGGERS:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelNamesMapping()[level]))


def drop_unknown_keys(_: Any, __: str, event: LogEvent) -> LogEvent:
    """Drop every key that is not on the list, and an `item` that is not an id (a structlog processor)."""
    if not ITEM_PATTERN.fullmatch(str(event.get("item", ""))):
        event.pop("item", None)
    return {key: value for key, value in event.items() if key in ALLOWED_KEYS or key.startswith("_")}


def redact_secrets(_: Any, __: str, event: LogEvent) -> LogEvent:
    """Redact tokens, response addresses and passwords in addresses (a structlog processor)."""
    return {
        key: SECRET_PATTERN.sub("[secret]", value) if isinstance(value, str) else value for key, value in event.items()
    }


def redact_foreign_record(_: Any, __: str, event: LogEvent) -> LogEvent:
    """Redact lines of the standard library's loggers (a structlog processor).

    Libraries quote requests and values, so only our own rooms keep their words; an exception is reduced to its type and
    the places it came through, because its message may hold text that people wrote.
    """
    record: logging.LogRecord = event["_record"]
    event["logger"] = record.name
    if not _is_own_record(record):
        event["event"] = f"library_{record.levelname.lower()}"
    else:
        event.update({key: getattr(record, key) for key in OWN_RECORD_KEYS if hasattr(record, key)})
    if record.exc_info and record.exc_info[0]:
        event["error"] = record.exc_info[0].__name__
        frames = traceback.extract_tb(record.exc_info[2])[-MAX_FRAMES:]
        event["where"] = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames))
    event.pop("exc_info", None)
    return event


def _is_own_record(record: logging.LogRecord) -> bool:
    return record.name.partition(".")[0] in OWN_PACKAGES


def _drop_private_keys(_: Any, __: str, event: LogEvent) -> LogEvent:
    return {key: value for key, value in event.items() if not key.startswith("_")}
