"""The audit log: who changed what, what changed since a day, and the plan on a past day (`audit`, `since`, `asof`)."""

import re
from datetime import date, time
from functools import partial

import templates
from handlers.admin import audit_queries, snapshot_queries
from handlers.admin.audit_lines import AuditLine
from handlers.budgets import budget_history, earned_listeners
from handlers.common import parsing
from handlers.common.commands import Command
from handlers.common.deps import Deps
from handlers.common.requests import Click, CommandCall
from rules import dates
from rules.people import Role
from rules.refusal import Refusal
from templates import RenderedMessage

ANY_ID = re.compile(r"[A-Za-z]{1,3}-?\d+")
BUDGET = "budget"
EARNED_WORDS = frozenset({"earned", "evm"})
CLOCK_TIME = re.compile(r"\d{1,2}:\d\d")


async def show_audit_log(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Run `audit`, `audit M-42` or `audit PRJ-7`: newest lines first."""
    subject = parsing.parse_id(call.text) if call.text else None
    if call.text and not subject:
        raise Refusal(f"“{call.text[:40]}” isn't an ID.", "", "Try `audit M-42` or `audit PRJ-1`.")
    page_query = partial(audit_queries.audit_page, person=call.person, subject=subject)
    lines, total = await deps.read(page_query)
    return _render_lines(lines, total, subject or "", 0, call.today)


async def on_more(click: Click, deps: Deps) -> RenderedMessage:
    """Show the next page (*Earlier*), as far as the clicker may read it."""
    subject, _, page = click.value.partition("|")
    number = min(int(page), 100) if page.isdigit() else 0
    page_query = partial(audit_queries.audit_page, person=click.person, subject=subject or None, page=number)
    lines, total = await deps.read(page_query)
    return _render_lines(lines, total, subject, number, click.today)


# Lists that are computed from the plan as it is now.
_ONLY_NOW = frozenset({"people", "tools", "clashes", "level", "load"})


async def show_changes_since(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Run `since 1 Mar`."""
    day = _past_day(call.text, call, first=True)
    changes = await deps.read(audit_queries.changes_since, person=call.person, day=day, channel=call.channel)
    return templates.render("admin/audit_since", since=changes, today=call.today)


async def show_plan_as_of(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Run `asof 2026-03-01 [10:30] [earned] M-42`; without an id, for what this channel serves."""
    words = call.text.split()
    if BUDGET in call.text.casefold().split():
        return await _show_budget_as_of([word for word in words if word.casefold() != BUDGET], call, deps)
    asks_earned = any(word.casefold() in EARNED_WORDS for word in words)
    words = [word for word in words if word.casefold() not in EARNED_WORDS]
    if asked := next((word.casefold() for word in words if word.casefold() in _ONLY_NOW), None):
        raise Refusal(
            f"I can't show {asked} as of a past day, only single people, tools and assignments.",
            "",
            "Try `asof 1 Mar RES-1` or `asof 1 Mar AL-1`.",
        )
    subject = next((parsing.parse_id(word) or word.upper() for word in words if ANY_ID.fullmatch(word)), None)
    at = next((time for word in words if (time := _clock_time(word))), None)
    day_text = " ".join(word for word in words if not ANY_ID.fullmatch(word) and not _clock_time(word))
    day = _past_day(day_text, call)
    if asks_earned:
        found = await earned_listeners.find_subject(subject or "", call.person, call.channel, deps)
        return await earned_listeners.render_view(found, call.person, deps, today=call.today, day=day, at=at)
    snapshot_query = partial(
        snapshot_queries.plan_as_of,
        person=call.person,
        day=day,
        at=at,
        now=call.now,
        subject=subject,
        channel=call.channel,
    )
    snapshot = await deps.read(snapshot_query)
    template = "admin/audit_then" if isinstance(snapshot, snapshot_queries.PlanSnapshot) else "admin/audit_item"
    return templates.render(template, then=snapshot, today=call.today)


async def _show_budget_as_of(words: list[str], call: CommandCall, deps: Deps) -> RenderedMessage:
    """Run `asof 2026-03-01 budget [PRG-1|PRJ-2]`."""
    subject = next((id for word in words if (id := parsing.parse_id(word)) and id.startswith("PR")), "")
    rest = [word for word in words if not parsing.parse_id(word) and not _clock_time(word)]
    at = next((time for word in words if (time := _clock_time(word))), None)
    then = await deps.read(
        budget_history.budget_as_of,
        person=call.person,
        day=_past_day(" ".join(rest), call),
        at=at,
        now=call.now,
        text=subject,
        channel=call.channel,
    )
    return templates.render("budgets/then", then=then, today=call.today)


def _clock_time(word: str) -> time | None:
    """Return a time of day such as 10:30, or None."""
    try:
        return time.fromisoformat(word.zfill(5)) if CLOCK_TIME.fullmatch(word) else None
    except ValueError:
        return None


def _render_lines(lines: tuple[AuditLine, ...], total: int, subject: str, page: int, today: date) -> RenderedMessage:
    return templates.render(
        "admin/audit_lines",
        lines=lines,
        total=total,
        subject=subject,
        page=page,
        size=audit_queries.ENTRIES_PER_PAGE,
        today=today,
    )


def _past_day(text: str, call: CommandCall, *, first: bool = False) -> date:
    """Parse a day that has begun: the last such weekday or date up to today; with `first`, the first of a period."""
    if not text.strip():
        raise Refusal("Which day?", "", "Try `since mon` or `asof 1 Mar M-42`.")
    parsed = dates.parse_or_raise(text, today=call.today, locale=call.person.locale, past=True)
    day = parsed.first if first and parsed.first else dates.resolve_day(parsed, old=None)
    dates.require_begun(day, today=call.today, sure=True, what="Give a past day, such as 1 Mar or fri.")
    return day


COMMANDS = (
    Command(
        "since",
        "since 1 Mar",
        "Show what changed since a day.",
        show_changes_since,
        examples=("since 1 Mar", "since 2026-03-01"),
        share=True,
    ),
    Command(
        "asof",
        "asof 1 Mar [10:30] [budget|earned] [M-42|B-3|PRJ-7|PRG-1]",
        "Show the plan as of a past date.",
        show_plan_as_of,
        examples=(
            "asof 2026-03-02",
            "asof 2026-03-02 PRG-1",
            "asof 2026-03-02 10:30 M-1",
            "asof 2026-03-02 earned PRJ-1",
        ),
        share=True,
    ),
    Command(
        "audit",
        "audit [M-42|B-3|PRJ-7|PRG-1]",
        "Show who changed what, when and from what to what.",
        show_audit_log,
        frozenset(Role) - {Role.GUEST},
        ("audit", "audit M-1", "audit PRJ-1"),
    ),
)
CLICKS = {"audit_more": on_more}
