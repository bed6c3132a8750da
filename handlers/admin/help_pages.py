"""`help`: a start page of five things for the person's role, topics with a line a command, and single commands."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlmodel import Session

import storage.channels
import storage.follows
import storage.milestone_names
import storage.people
import storage.plan
import templates
from handlers.capture import shortcuts
from handlers.capture.shortcuts import LogTarget
from handlers.common.commands import ALL_ROLES, Command
from handlers.common.deps import Deps
from handlers.common.requests import Click, CommandCall
from rules.people import Person, Role
from rules.refusal import Refusal
from templates import RenderedMessage

# Every verb belongs to one topic (a house test); titles are in the template.
VERBS_BY_TOPIC = {
    "updates": ("M-42", "status", "undo", "rename", "cancel", "reopen", "move", "delete", "commit", "me"),
    "planning": ("new", "link", "unlink", "PRJ-7", "calendar", "import", "export", "fit"),
    "handovers": ("depend", "D-9", "deps"),
    "problems": ("block", "unblock", "blockers", "B-3", "escalate", "E-3", "ack", "snooze"),
    "entries": ("risk", "issue", "assume", "register", "R-5", "notes"),
    "goals": ("goals", "goals coverage", "goals picture", "duplicates", "new goal", "G-2", "PRJ-7 goals"),
    "decisions": ("decide", "decisions", "DEC-4"),
    "value": ("benefits", "new benefit", "BEN-6"),
    "people": (
        "people",
        "tools",
        "assign",
        "unassign",
        "new person",
        "new team",
        "new tool",
        "RES-1",
        "AL-1",
        "clashes",
        "CL-3",
    ),
    "money": ("budget", "new budget", "BUD-3", "rate", "rates", "earned", "M-42 cost", "M-42 credit", "PRJ-7 credit"),
    "changes": ("change", "changes", "CR-2", "scenario", "scenarios", "SC-1", "compare", "level", "buy", "M-42 crash"),
    "closing": ("close", "accept", "scorecard", "lesson", "lessons"),
    "outlook": ("risks", "critical", "health", "forecast", "forecast grades", "whatif", "order", "timeline"),
    "pictures": ("picture", "gantt", "map", "fever"),
    "reports": ("brief", "digest", "pack", "gaps", "confidence", "since", "asof", "audit"),
    "checkins": ("checkin", "same", "pulse", "away", "back"),
    "personal": ("follow", "unfollow", "mute", "unmute", "settings", "help"),
    "administration": ("admin", "orphans", "publish"),
}
# The first that a person has decides what their start page shows.
PAGE_BY_ROLE = {
    Role.GUEST: "guest",
    Role.MANAGER: "manager",
    Role.LEAD: "lead",
    Role.ADMIN: "admin",
    Role.SPONSOR: "executive",
    Role.BENEFIT_OWNER: "executive",
    Role.STAKEHOLDER: "executive",
}
FORM_KINDS = ("any", "update", "blocker", "risk")


@dataclass(frozen=True, slots=True)
class StartPage:
    """The start page of a person, with the project or program that its buttons are about; "" where it is open."""

    page: str
    program: str
    project: str


async def show_help(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Run `help`, `help TOPIC` or `help VERB`."""
    start = await deps.read(start_page, person=call.person, channel=call.channel, now=call.now)
    roles = await deps.read(storage.people.roles_anywhere, person=call.person)
    usable = [entry for entry in call.table if entry.roles & roles]
    topics = [topic for topic in VERBS_BY_TOPIC if _commands_of(topic, usable)]
    words = call.text.casefold().split()
    word = words[0] if words else ""
    if not word:
        return templates.render("admin/help", start=start, topics=topics, command=deps.command)
    entry = _named_entry(usable, " ".join(words[:2])) or _named_entry(usable, word)
    if entry is None and (topic := _find_topic(word, topics)):
        commands = _commands_of(topic, usable)
        return templates.render("admin/help_topic", topic=topic, commands=commands, topics=topics, command=deps.command)
    entry = entry or next((c for c in usable if word in re.split(r"\W+", c.usage.casefold())), None)
    if entry is None:
        raise Refusal(f"I have no help on “{word[:40]}”.", "", "`help` shows the topics.")
    # The examples' ids are nobody's: a guest reads them too.
    return replace(templates.render("admin/help_verb", entry=entry, command=deps.command), echo=True)


def _named_entry(commands: Sequence[Command], name: str) -> Command | None:
    return next((entry for entry in commands if name in (entry.verb.casefold(), *entry.aliases)), None)


def start_page(session: Session, *, person: Person, channel: str, now: datetime) -> StartPage:
    """Return the start page that fits what the person does in this workspace."""
    team = person.team
    programs = storage.plan.programs(session, team=team)
    projects = storage.plan.projects(session, team=team)
    served = storage.channels.subjects_served(session, team=team, channel=channel)
    follows = storage.follows.follows_of(session, team=team, user=person.id, now=now)
    followed = {follow.subject for follow in follows if not follow.mute}
    return StartPage(
        _page_name(session, person, bool(programs), bool(followed)),
        _first_id(programs, {p.id for p in programs if p.manager == person.id}, served, followed),
        _first_id(projects, {p.id for p in projects if p.lead == person.id}, served, followed),
    )


def _page_name(session: Session, person: Person, has_programs: bool, is_follower: bool) -> str:
    roles = storage.people.roles_anywhere(session, person=person)
    if page := next((page for role, page in PAGE_BY_ROLE.items() if role in roles), None):
        return page
    if storage.milestone_names.owned_milestone_ids(session, team=person.team, user=person.id):
        return "contributor"
    if is_follower:
        return "executive"
    return "newcomer" if has_programs else "first"


def _first_id(records: Sequence[Any], *preferences: Collection[str]) -> str:
    """Return the id of the record that the first preference with a match names, else of the only one, else ""."""
    for preferred in preferences:
        if found := next((record.id for record in records if record.id in preferred), None):
            return str(found)
    return str(records[0].id) if len(records) == 1 else ""


def _commands_of(topic: str, usable: Sequence[Command]) -> list[Command]:
    return [entry for entry in usable if entry.verb in VERBS_BY_TOPIC[topic]]


def _find_topic(word: str, topics: Sequence[str]) -> str | None:
    bare = word.replace("-", "")
    return next((topic for topic in topics if bare in (topic, topic.removesuffix("s"))), None)


async def on_open_form(click: Click, deps: Deps) -> None:
    """Open the form to report something, from a start page."""
    channel = click.channel if click.channel[:1] in ("C", "G") else ""
    kind = click.value if click.value in FORM_KINDS else "any"
    await shortcuts.open_form(deps, LogTarget(kind, channel), trigger=click.trigger, user=click.person.id, text="")


COMMANDS = (
    Command(
        "help",
        "help [topic or command]",
        "Show what you can do here, or explain one command.",
        show_help,
        ALL_ROLES,
        ("help", "help updates", "help new"),
    ),
)
CLICKS = {"help_form": on_open_form}
