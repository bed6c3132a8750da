"""The doctor's round: one check after another, each with what to mend, none stopping the others."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import aiohttp

from bot import checks
from bot.settings import Settings, Unset, secret
from bot.slack_clients import Slack, open_slack
from rules.refusal import Refusal
from storage.engine.database import engine_name

WAL_FAULT_MENDED = (3, 51, 3)
CLOCK_OFF = 60.0


@dataclass(frozen=True, slots=True)
class Finding:
    """`mend` says what to do; a finding that is well has none, a `warning` has one and is no failure."""

    check: str
    well: bool
    words: str
    mend: str = ""


async def examine(settings: Settings, *, scopes: Sequence[str], http: bool) -> list[Finding]:
    """This will look at settings, database, token, scopes, socket and clock."""
    findings = [_database(settings), *_sqlite(settings)]
    try:
        token = secret(settings.slack_bot_token, "SLACK_BOT_TOKEN", begins="xox")
    except Unset as lacking:
        return [*findings, _failed("token", lacking), _way_in(settings, http)]
    async with _slack(token, settings) as slack:
        findings += await _token(slack, scopes)
        findings.append(_way_in(settings, http) if http else await _socket(slack, settings))
        findings.append(await _clock(slack, settings))
    return findings


def _database(settings: Settings) -> Finding:
    try:
        checks.require_migrated(settings.baton_database_url)
    except Refusal as refusal:
        return _failed("database", refusal)
    return Finding("database", True, "Its tables are this version's.")


def _sqlite(settings: Settings) -> list[Finding]:
    if engine_name(settings.baton_database_url) != "sqlite" or sqlite3.sqlite_version_info >= WAL_FAULT_MENDED:
        return []
    words = f"SQLite {sqlite3.sqlite_version} can damage a database that two processes write or checkpoint."
    return [Finding("sqlite", True, words, "Open the file with nothing else while Baton runs; 3.51.3 mends it.")]


async def _token(slack: Slack, scopes: Sequence[str]) -> list[Finding]:
    try:
        identity = await checks.identify(slack.reads)
    except Refusal as refusal:
        return [_failed("token", refusal)]
    known = Finding("token", True, f"Slack knows us in {identity.team_name or identity.team}.")
    try:
        checks.require_scopes(identity, scopes)
    except Refusal as refusal:
        return [known, _failed("scopes", refusal)]
    words = f"All {len(scopes)} are granted." if identity.scopes else "Slack does not tell which are granted."
    return [known, Finding("scopes", True, words)]


def _way_in(settings: Settings, http: bool) -> Finding:
    name, value = (
        ("SLACK_SIGNING_SECRET", settings.slack_signing_secret)
        if http
        else ("SLACK_APP_TOKEN", settings.slack_app_token)
    )
    try:
        secret(value, name, begins="" if http else "xapp-")
    except Unset as lacking:
        return _failed("signing secret" if http else "socket", lacking)
    return Finding("signing secret" if http else "socket", True, f"{name} is set.")


async def _socket(slack: Slack, settings: Settings) -> Finding:
    set_up = _way_in(settings, http=False)
    if not set_up.well:
        return set_up
    try:
        token = secret(settings.slack_app_token, "SLACK_APP_TOKEN", begins="xapp-")
        await checks.socket_address(slack.bare, token)
    except Refusal as refusal:
        return _failed("socket", refusal)
    return Finding("socket", True, "Socket Mode is on and the app token works.")


async def _clock(slack: Slack, settings: Settings) -> Finding:
    try:
        async with slack.session.get(f"{settings.slack_api_url}api.test") as answer:
            theirs = parsedate_to_datetime(answer.headers["Date"])
    except (aiohttp.ClientError, TimeoutError, OSError, KeyError, ValueError):
        return Finding("clock", True, "Slack does not tell its time.")
    off = abs((datetime.now(UTC) - theirs.astimezone(UTC)).total_seconds())
    if off > CLOCK_OFF:
        return Finding("clock", False, f"It is {off:.0f} seconds off Slack's.", "Let NTP set this machine's clock.")
    return Finding("clock", True, "It agrees with Slack's.")


def _failed(check: str, refusal: Refusal) -> Finding:
    return Finding(check, False, f"{refusal.what} {refusal.why}".strip(), refusal.instead)


@asynccontextmanager
async def _slack(token: str, settings: Settings) -> AsyncIterator[Slack]:
    slack = open_slack(token, settings.slack_api_url)
    try:
        yield slack
    finally:
        await slack.close()


def run(settings: Settings, *, scopes: Sequence[str], http: bool) -> list[Finding]:
    """`examine` for a caller without an event loop."""
    return asyncio.run(examine(settings, scopes=scopes, http=http))
