"""The checks of `baton doctor`: one after another, each with its remedy, none stopping the others."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import aiohttp

from bot import checks
from bot.checks import NotReady
from bot.settings import SettingError, Settings, require_secret
from bot.slack_clients import SlackClients, open_slack_clients
from rules.refusal import Refusal
from storage.engine import backup
from storage.engine.database import engine_name

SQLITE_WAL_FIX_VERSION = (3, 51, 3)
MAX_CLOCK_SKEW_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class DoctorFinding:
    """The result of a check.

    `mend` is the remedy; a result that is `well` has one only if it is a warning, which does not count as a failure.
    """

    check: str
    well: bool
    words: str
    mend: str = ""


async def examine_setup(settings: Settings, *, scopes: Sequence[str], http: bool) -> list[DoctorFinding]:
    """Check settings, database, token, scopes, socket and clock."""
    findings = _check_database(settings)
    try:
        token = require_secret(settings.slack_bot_token, "SLACK_BOT_TOKEN", prefix="xox")
    except SettingError as missing:
        return [*findings, _failed_check("token", missing), _check_connection_secret(settings, http)]
    async with _connected_slack(token, settings) as slack:
        findings += await _check_token(slack, scopes)
        findings.append(_check_connection_secret(settings, http) if http else await _check_socket(slack, settings))
        findings.append(await _check_clock(slack, settings))
    return findings


def _check_database(settings: Settings) -> list[DoctorFinding]:
    """Check the tables, then each page of a SQLite file, and the library that opens it."""
    url = settings.baton_database_url
    try:
        checks.require_migrated(url)
        if engine_name(url) == "sqlite":
            backup.check_integrity(backup.database_path(url))
    except (Refusal, sqlite3.Error) as error:
        refusal = error if isinstance(error, Refusal) else NotReady("The database cannot be read.", f"{error}.")
        findings = [_failed_check("database", refusal)]
    else:
        findings = [DoctorFinding("database", True, "Its tables are this version's.")]
    return [*findings, *_check_sqlite_version(url)]


def _check_sqlite_version(url: str) -> list[DoctorFinding]:
    try:
        affected = engine_name(url) == "sqlite" and sqlite3.sqlite_version_info < SQLITE_WAL_FIX_VERSION
    except Refusal:
        return []
    if not affected:
        return []
    words = f"SQLite {sqlite3.sqlite_version} can damage a database that two processes write or checkpoint."
    remedy = "Open the file with nothing else while Baton runs, or use SQLite 3.51.3 or newer."
    return [DoctorFinding("sqlite", True, words, remedy)]


async def _check_token(slack: SlackClients, scopes: Sequence[str]) -> list[DoctorFinding]:
    try:
        identity = await checks.identify(slack.reads)
    except Refusal as refusal:
        return [_failed_check("token", refusal)]
    token_finding = DoctorFinding("token", True, f"Slack accepts it in {identity.team_name or identity.team}.")
    try:
        checks.require_scopes(identity, scopes)
    except Refusal as refusal:
        return [token_finding, _failed_check("scopes", refusal)]
    words = f"All {len(scopes)} are granted." if identity.scopes else "Slack does not say which are granted."
    return [token_finding, DoctorFinding("scopes", True, words)]


def _check_connection_secret(settings: Settings, http: bool) -> DoctorFinding:
    name, value = (
        ("SLACK_SIGNING_SECRET", settings.slack_signing_secret)
        if http
        else ("SLACK_APP_TOKEN", settings.slack_app_token)
    )
    try:
        require_secret(value, name, prefix="" if http else "xapp-")
    except SettingError as missing:
        return _failed_check("signing secret" if http else "socket", missing)
    return DoctorFinding("signing secret" if http else "socket", True, f"{name} is set.")


async def _check_socket(slack: SlackClients, settings: Settings) -> DoctorFinding:
    secret_finding = _check_connection_secret(settings, http=False)
    if not secret_finding.well:
        return secret_finding
    try:
        token = require_secret(settings.slack_app_token, "SLACK_APP_TOKEN", prefix="xapp-")
        await checks.request_socket_address(slack.tokenless, token)
    except Refusal as refusal:
        return _failed_check("socket", refusal)
    return DoctorFinding("socket", True, "Socket Mode is on and the app token works.")


async def _check_clock(slack: SlackClients, settings: Settings) -> DoctorFinding:
    try:
        async with slack.session.get(f"{settings.slack_api_url}api.test") as answer:
            slack_time = parsedate_to_datetime(answer.headers["Date"])
    except (aiohttp.ClientError, TimeoutError, OSError, KeyError, ValueError):
        return DoctorFinding("clock", True, "Slack does not say what time it is.")
    skew = abs((datetime.now(UTC) - slack_time.astimezone(UTC)).total_seconds())
    if skew > MAX_CLOCK_SKEW_SECONDS:
        return DoctorFinding(
            "clock", False, f"It is {skew:.0f} seconds off Slack's.", "Synchronise this machine's clock (NTP)."
        )
    return DoctorFinding("clock", True, "It agrees with Slack's.")


def _failed_check(check: str, refusal: Refusal) -> DoctorFinding:
    return DoctorFinding(check, False, f"{refusal.what} {refusal.why}".strip(), refusal.instead)


@asynccontextmanager
async def _connected_slack(token: str, settings: Settings) -> AsyncIterator[SlackClients]:
    slack = open_slack_clients(token, settings.slack_api_url)
    try:
        yield slack
    finally:
        await slack.close()


def run_doctor(settings: Settings, *, scopes: Sequence[str], http: bool) -> list[DoctorFinding]:
    """Run `examine_setup` for a caller without an event loop."""
    return asyncio.run(examine_setup(settings, scopes=scopes, http=http))
