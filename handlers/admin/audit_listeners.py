"""Who changed what, what changed since a day, how it stood then: the verbs `audit`, `since`, `asof`."""

from datetime import date
from functools import partial

import templates
from handlers.admin import audit_queries
from handlers.common import parsing
from handlers.common.commands import Command
from handlers.common.deps import Deps
from handlers.common.requests import Call, Click
from rules import dates
from rules.people import Role
from rules.refusal import Refusal
from templates import Message


async def audit(call: Call, deps: Deps) -> Message:
    """`audit`, `audit M-42`, `audit PRJ-7`: the newest lines first"""
    subject = parsing.typed_id(call.text) if call.text else None
    if call.text and not subject:
        raise Refusal(f"I don't know “{call.text[:40]}”.", "", "Name it by its id: `audit M-42`.")
    read = partial(audit_queries.lines, person=call.person, subject=subject)
    found, total = await deps.read(read)
    return _lines(found, total, subject or "", 0, call.today)


async def on_more(click: Click, deps: Deps) -> Message:
    """*Earlier*: the next page, asked for anew by who clicks."""
    subject, _, page = click.value.partition("|")
    number = min(int(page), 100) if page.isdigit() else 0
    read = partial(audit_queries.lines, person=click.person, subject=subject or None, page=number)
    found, total = await deps.read(read)
    return _lines(found, total, subject, number, click.today)


async def since(call: Call, deps: Deps) -> Message:
    """`since 1 Mar`"""
    day = _past(call.text, call)
    found = await deps.read(audit_queries.since, person=call.person, day=day, channel=call.channel)
    return templates.render("admin/audit_since", since=found, today=call.today)


async def asof(call: Call, deps: Deps) -> Message:
    """`asof 2026-03-01 M-42`; nothing named: what this channel serves"""
    said, _, last = call.text.strip().rpartition(" ")
    subject = parsing.typed_id(last) if said else None
    day = _past(said if subject else call.text, call)
    read = partial(audit_queries.then, person=call.person, day=day, now=call.now, subject=subject, channel=call.channel)
    return templates.render("admin/audit_then", then=await deps.read(read), today=call.today)


def _lines(found: tuple[audit_queries.Line, ...], total: int, subject: str, page: int, today: date) -> Message:
    return templates.render(
        "admin/audit_lines",
        lines=found,
        total=total,
        subject=subject,
        page=page,
        size=audit_queries.SHOWN,
        today=today,
    )


def _past(text: str, call: Call) -> date:
    """A day that has begun; "1 Mar" is the last one there was."""
    if not text.strip():
        raise Refusal("Since when?", "", "Give a day: `since 1 Mar`, `asof 2026-03-01 M-42`.")
    found = dates.apply(dates.must_read(text, today=call.today, locale=call.person.locale), old=None)
    if found > call.today and not any(part.isdigit() and len(part) == 4 for part in text.replace("-", " ").split()):
        found = _year_before(found)
    if found > call.today:
        raise Refusal(f"{found:%a %d %b %Y} has not come yet.", "", "Give a day that has.")
    return found


def _year_before(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # the 29th of February
        return day.replace(year=day.year - 1, day=28)


COMMANDS = (
    Command(
        "since",
        "since 1 Mar",
        "What changed since a day: dates, what is done, what is new, blockers.",
        since,
        examples=("since 1 Mar", "since 2026-03-01"),
        share=True,
    ),
    Command(
        "asof",
        "asof 2026-03-01 [M-42|PRJ-7|PRG-1]",
        "How it stood then, from the log of every change.",
        asof,
        examples=("asof 2026-03-02", "asof 2026-03-02 PRG-1"),
        share=True,
    ),
    Command(
        "audit",
        "audit [M-42|B-3|PRJ-7|PRG-1]",
        "Who changed what, from what to what, and because of which message.",
        audit,
        frozenset(Role) - {Role.GUEST},
        ("audit", "audit M-1", "audit PRJ-1"),
    ),
)
CLICKS = {"audit_more": on_more}
