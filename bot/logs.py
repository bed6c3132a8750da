"""Log lines that cannot tell secrets: only known keys pass, tokens are blotted out, the SDK never speaks below INFO."""

import logging
import re
import sys
from collections.abc import MutableMapping
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
    plain = structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=[_bare, drawn])
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(plain)
    handler.addFilter(tells_no_payload)
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
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


def tells_no_payload(record: logging.LogRecord) -> bool:
    """A filter for foreign lines: Bolt's warnings quote the request, so only our own words about them pass."""
    if record.name.startswith(("slack_bolt", "slack_sdk", "bot.silent")):
        record.msg, record.args = f"{record.name} reported {record.levelname.lower()}", ()
        record.exc_info = record.exc_text = record.stack_info = None
    return True


def _bare(_: Any, __: str, line: Line) -> Line:
    return {key: value for key, value in line.items() if not key.startswith("_")}
